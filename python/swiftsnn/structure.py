"""Structural plasticity: operations that remove, add, weaken or bring back synapses.

An operation is applied to a projection between runs, ``projection.apply(snn.Prune(fraction=0.1))``,
or acts by itself, ``net.structure(projection, snn.Prune(fraction=0.1), period=100.0)``.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn._describing import journaled
from swiftsnn.distributions import Distribution, drawn
from swiftsnn.errors import InvalidArgumentError

if TYPE_CHECKING:
    from swiftsnn.network import Network
    from swiftsnn.projection import Projection


@dataclass(frozen=True, eq=False)
class StructuralOperation(Described):
    """Base of the structural operations."""

    kind: ClassVar[str]

    def columns(self, owner: str) -> dict[str, NDArray[np.float64]]:
        """Parameters and arrays as the engine takes them, by name; None is left out."""
        made: dict[str, NDArray[np.float64]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None or field.name == "weight":
                continue
            what = f"{field.name} of {type(self).__name__} on {owner!r}"
            if field.name == "pairs":
                made |= _pairs(value, what)
                continue
            made[field.name] = np.atleast_1d(_capi.contiguous(value, np.float64, what)).ravel()
        return made

    def grown(self, owner: str) -> _capi.Named | None:
        """How the weights of grown synapses are drawn, as the engine takes it."""
        given = getattr(self, "weight", None)
        return None if given is None else drawn(given, f"weight of synapses grown on {owner!r}")


def _pairs(value: Any, what: str) -> dict[str, NDArray[np.float64]]:
    try:
        pre, post = value
    except (TypeError, ValueError):
        raise InvalidArgumentError(
            f"{what} must be two arrays, sources and targets, not {value!r}"
        ) from None
    return {
        "pre": np.atleast_1d(_capi.contiguous(pre, np.float64, f"sources of {what}")),
        "post": np.atleast_1d(_capi.contiguous(post, np.float64, f"targets of {what}")),
    }


@dataclass(frozen=True, eq=False)
class Prune(StructuralOperation):
    """Remove synapses by magnitude, or by an importance.

    Parameters
    ----------
    threshold : in the unit of the magnitude
        Synapses below it are removed.
    fraction : 0 to 1
        Part of the synapses to remove, the least first; of equal ones the first.
    importance : array, optional
        Of each synapse, in the order of the weights; the absolute weight if None.

    Examples
    --------
    >>> import swiftsnn as snn
    >>> net = snn.Network(seed=1)
    >>> cells = net.population("cells", 100, snn.LIF())
    >>> p = net.connect(cells, cells, snn.AllToAll(), weight=snn.Normal(0.0, 1.0))
    >>> p.apply(snn.Prune(fraction=0.9)), len(p)
    (9000, 1000)
    """

    kind: ClassVar[str] = "prune"
    threshold: float = -np.inf
    fraction: float = 0.0
    importance: ArrayLike | None = None


@dataclass(frozen=True, eq=False)
class PruneSurvival(StructuralOperation):
    """Count every synapse up or down by its importance, and remove it below 0.

    ``R <- decay R + f d``, ``d = gain u - cost``, plus ``bonus`` where that is above 0, with u the
    importance between the least of all (0) and a ``quantile`` of all (1): the survival counter of
    developmental plasticity-inspired adaptive pruning (Han et al.). A grown synapse begins at
    ``initial``.

    Parameters
    ----------
    slowing : int
        ``f = exp(-floor(updates / slowing))``: later updates change less. 0: f = 1.
    activity : bool
        Importance is the product of the spike counts of both neurons, as ``population.counts`` has
        them, summed over the batch; not the absolute weight.
    importance : array, optional
        Of each synapse, in the order of the weights, in place of either.
    """

    kind: ClassVar[str] = "prune_survival"
    decay: float = 0.999
    initial: float = 10.0
    gain: float = 2.0
    cost: float = 1.5
    bonus: float = 2.0
    quantile: float = 0.75
    slowing: int = 0
    activity: bool = False
    importance: ArrayLike | None = None


@dataclass(frozen=True, eq=False)
class Regrow(StructuralOperation):
    """Add synapses between random pairs of neurons that have none.

    Fewer than asked for where fewer pairs are free. A neuron may join itself where the rule of the
    projection lets it; where the rule joins only some pairs, say which with ``pairs``.

    Parameters
    ----------
    weight : number or Distribution
        Of the new synapses; beyond the bounds of the projection it is set to them.
    number : int, optional
        As many as were pruned and not yet grown again if None.
    delay : ms, optional
        One of those the projection has; drawn as the projection draws its own if None.
    pairs : (sources, targets), optional
        The only pairs allowed.
    """

    kind: ClassVar[str] = "regrow"
    weight: float | Distribution
    number: int | None = None
    delay: float | None = None
    pairs: tuple[ArrayLike, ArrayLike] | None = None


@dataclass(frozen=True, eq=False)
class RegrowCorrelated(StructuralOperation):
    """Add synapses between those pairs without one whose neurons go together best.

    Every free pair is looked at, unless ``pairs`` says which.

    Parameters
    ----------
    weight, number, delay, pairs
        As in :class:`Regrow`.
    pre_scores, post_scores : arrays [samples, neurons], optional
        Of sources and targets; ``population.counts`` of the lanes if None.
    centred : bool
        Their correlation over the samples; if not, or where there is one sample, the mean of their
        product.
    """

    kind: ClassVar[str] = "regrow_correlated"
    weight: float | Distribution
    number: int | None = None
    delay: float | None = None
    pairs: tuple[ArrayLike, ArrayLike] | None = None
    pre_scores: ArrayLike | None = None
    post_scores: ArrayLike | None = None
    centred: bool = True


@dataclass(frozen=True, eq=False)
class Dampen(StructuralOperation):
    """Weaken weights that matter for what is to be forgotten far more than for all.

    Where ``importance > alpha * reference``, the weight is multiplied by
    ``min(strength * reference / importance, 1)`` (selective synaptic dampening, Foster et al.
    2024).

    Parameters
    ----------
    importance, reference : array
        Of each synapse, in the order of the weights, at least 0.
    """

    kind: ClassVar[str] = "dampen"
    importance: ArrayLike
    reference: ArrayLike
    alpha: float = 10.0
    strength: float = 1.0

    def columns(self, owner: str) -> dict[str, NDArray[np.float64]]:
        """Parameters and arrays as the engine takes them, by name."""
        made = super().columns(owner)
        return {"lambda" if name == "strength" else name: made[name] for name in made}


@dataclass(frozen=True)
class Snapshot(StructuralOperation):
    """Keep the weights as they are for :class:`Restore`; a grown synapse adds its first weight."""

    kind: ClassVar[str] = "snapshot"


@dataclass(frozen=True, eq=False)
class Restore(StructuralOperation):
    """Return each weight with a probability to its snapshot.

    Parameters
    ----------
    probability : 0 to 1
    to : array, optional
        Of each synapse; those of the last :class:`Snapshot` if None.
    """

    kind: ClassVar[str] = "restore"
    probability: float = 0.01
    to: ArrayLike | None = None

    def columns(self, owner: str) -> dict[str, NDArray[np.float64]]:
        """Parameters and arrays as the engine takes them, by name."""
        made = super().columns(owner)
        return {"weights" if name == "to" else name: made[name] for name in made}


def arguments(operation: StructuralOperation, owner: str) -> tuple[tuple[Any, ...], Any]:
    """An operation as the C functions take it, and what must be kept alive meanwhile."""
    if not isinstance(operation, StructuralOperation) or type(operation) is StructuralOperation:
        raise InvalidArgumentError(
            f"a structural operation on {owner!r} must be one such as swiftsnn.Prune(), "
            f"not {operation!r}"
        )
    columns = operation.columns(owner)
    weight = operation.grown(owner)
    kind = _capi.encode(operation.kind, "kind")
    return (kind, *_capi.columns(columns), weight), columns


@journaled
def schedule(
    network: Network,
    projection: Projection,
    operation: StructuralOperation,
    *,
    period: float | None = None,
    presentations: int | None = None,
) -> None:
    """Let a structural operation act by itself; several act in the order they were added.

    Parameters
    ----------
    period : ms
        In :meth:`Network.run`, whenever the time is a multiple of it. Runs may be cut into calls
        as one likes.
    presentations : int
        After so many presentations that were learned from, each time. One of the two.

    Raises
    ------
    InvalidArgumentError
        Where the operation has an array with one value a synapse, which would soon be old.
    """
    from swiftsnn.projection import Projection

    if not isinstance(projection, Projection) or projection.network is not network:
        raise InvalidArgumentError(
            f"a structural operation needs a projection of this network, not {projection!r}"
        )
    if (period is None) == (presentations is None):
        raise InvalidArgumentError(
            f"a structural operation on {projection.name!r} needs either a period (ms) or a number "
            "of presentations"
        )
    steps = 0 if period is None else network.steps(period, "period")
    times = 0 if presentations is None else _capi.integer(presentations, "presentations")
    given, _kept = arguments(operation, projection.name)
    _capi.check(_capi.lib.snn_structure_add(network.token, projection.index, *given, steps, times))
