"""How a network's populations are connected."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, overload

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _describing, mixture
from swiftsnn.connectors import Connector, FromArrays, Listed, check_connector
from swiftsnn.distributions import Distribution
from swiftsnn.dynamics import Dynamics
from swiftsnn.mixture import MixedProjection, Mixture
from swiftsnn.optimisers import Optimiser, WeightUpdate
from swiftsnn.plasticity import Rule
from swiftsnn.population import Population, check_population
from swiftsnn.projection import Projection

if TYPE_CHECKING:
    from swiftsnn.network import Network


@overload
def connect(
    network: Network,
    source: Population,
    target: Population,
    connector: Connector,
    *,
    weight: Mixture,
    delay: float | Distribution | ArrayLike | None = None,
    plasticity: Rule | Iterable[Rule] | None = None,
    receptor: str | None = None,
    dynamics: Dynamics | None = None,
    dendritic_delay: ArrayLike | None = None,
    optimiser: Optimiser | None = None,
    update: WeightUpdate | None = None,
) -> MixedProjection: ...


@overload
def connect(
    network: Network,
    source: Population,
    target: Population,
    connector: Connector,
    *,
    weight: float | Distribution | ArrayLike | None = None,
    delay: float | Distribution | ArrayLike | None = None,
    plasticity: Rule | Iterable[Rule] | None = None,
    receptor: str | None = None,
    dynamics: Dynamics | None = None,
    dendritic_delay: ArrayLike | None = None,
    optimiser: Optimiser | None = None,
    update: WeightUpdate | None = None,
) -> Projection: ...


def connect(
    network: Network,
    source: Population,
    target: Population,
    connector: Connector,
    *,
    weight: float | Distribution | ArrayLike | Mixture | None = None,
    delay: float | Distribution | ArrayLike | None = None,
    plasticity: Rule | Iterable[Rule] | None = None,
    receptor: str | None = None,
    dynamics: Dynamics | None = None,
    dendritic_delay: ArrayLike | None = None,
    optimiser: Optimiser | None = None,
    update: WeightUpdate | None = None,
) -> Projection | MixedProjection:
    """Connect two populations.

    Parameters
    ----------
    source, target : Population
    connector : Connector
        Which synapses exist; ``a | b`` is the union of two rules.
    weight : in the unit of the receptor
        A number, a distribution, an array [source, target], or for
        :class:`~swiftsnn.FromArrays` and :class:`~swiftsnn.FromSparse` one value a synapse.
        None only for FromSparse and Convolution: their values. Negative weights
        inhibit; at a conductance they are refused, its reversal potential inhibits. A
        :class:`~swiftsnn.Mixture` of components makes a :class:`~swiftsnn.MixedProjection`.
    delay : ms, optional
        Axonal: on the way to the synapse. A number, a distribution, for FromArrays and
        FromSparse one value a synapse, for AllToAll and OneToOne an array [source, target]; if
        None one step, or 0 where there is a dendritic delay.
    plasticity : Rule or list of Rule, optional
        How the weights learn; none if None.
    receptor : str, optional
        Of the target, such as "excitatory" or one of ``receptors=``; its first if None.
    dynamics : Dynamics, optional
        Which part of its weight a synapse transmits, such as
        :class:`~swiftsnn.TsodyksMarkram`; all of it if None.
    dendritic_delay : ms, optional
        From the synapse to the soma, and from the soma to the synapse for the spikes that
        plasticity is about: a number, or for FromArrays and FromSparse one value a synapse; 0
        if None. Both delays together are rounded to the step and take at least one.
    optimiser, update : Optimiser, WeightUpdate, optional
        What makes steps of the changes of presentations, and what these go through.
    """
    given: dict[str, Any] = {
        "delay": delay,
        "plasticity": plasticity,
        "receptor": receptor,
        "dynamics": dynamics,
        "dendritic_delay": dendritic_delay,
        "optimiser": optimiser,
        "update": update,
    }
    check_population(source, "the source of a projection", network)
    check_population(target, "the target of a projection", network)
    check_connector(connector, f"{source.name!r} -> {target.name!r}")
    with _describing.whole(network, "connect"):
        with _describing.within() as is_outermost:
            made = _made(network, source, target, connector, weight, given)
        if is_outermost:
            _note(network, source, target, connector, weight, given, made)
    return made


def _made(
    network: Network,
    source: Population,
    target: Population,
    connector: Connector,
    weight: Any,
    given: dict[str, Any],
) -> Projection | MixedProjection:
    ends = network, source, target, connector
    if isinstance(weight, Mixture):
        return mixture.connect(weight, *ends, **given)
    made = Projection(*ends, weight=weight, **given)
    network.projections.append(made)
    return made


def _note(
    network: Network,
    source: Population,
    target: Population,
    connector: Connector,
    weight: Any,
    given: dict[str, Any],
    made: Projection | MixedProjection,
) -> None:
    """Take down a call; what came one by one is looked up when the network is saved."""
    named = {key: value for key, value in given.items() if value is not None}
    if isinstance(made, Projection) and made.plasticity:
        # An iterator has none left.
        named["plasticity"] = made.plasticity
    delay = given["delay"]
    is_matrix = not isinstance(delay, Distribution) and np.ndim(delay) == 2
    if isinstance(made, Projection) and (isinstance(connector, (Listed, FromArrays)) or is_matrix):
        named.pop("delay", None)
        named.pop("dendritic_delay", None)
        return network.journal.note("listed", (network, source, target, made.index), named, made)
    if not isinstance(weight, (Mixture, Distribution)) and np.ndim(weight) > 0:
        # One that could be there, until the state says which are.
        weight = float(np.asarray(weight).flat[0])
    return network.journal.note(
        "connect", (network, source, target, connector), {"weight": weight, **named}, made
    )


def listed(
    network: Network,
    source: Population,
    target: Population,
    synapses: Mapping[str, NDArray[Any]],
    **named: Any,
) -> Projection:
    """Connect again what came one by one: arrays pre, post, delay, dendritic, and the weight."""
    delays, part = synapses["delay"], synapses["dendritic"]
    options = {} if not part.any() else {"dendritic_delay": part}
    return connect(
        network,
        source,
        target,
        FromArrays(synapses["pre"], synapses["post"]),
        weight=float(synapses["weight"][0]),
        delay=delays - part,
        **options,
        **named,
    )


_describing.CALLS |= {"connect": connect, "listed": listed}
