"""What the changes of learning presentations go through: optimisers, and rules of the update.

Both act on the change that a presentation makes to a weight, combined over the batch, not on single
spikes: :meth:`Network.connect` takes them as ``optimiser`` and ``update``, and a
:class:`Projection` has them as settable attributes. They need rules that act in presentations only:
``PairSTDP(online=False)``, :class:`ThreeFactor`, :class:`EProp` and the like.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.errors import InvalidArgumentError, ShapeError


class Optimiser(Described):
    """Base of the optimisers."""

    kind: ClassVar[str]

    def numbers(self) -> dict[str, float]:
        """Parameters as the engine takes them, by name."""
        return {field.name: getattr(self, field.name) for field in fields(self)}  # pyright: ignore


@dataclass(frozen=True)
class Plain(Optimiser):
    """Changes are added as they are."""

    kind: ClassVar[str] = "plain"


@dataclass(frozen=True)
class Momentum(Optimiser):
    """The step is ``mu`` of the last step and the change (Polyak 1964).

    Parameters
    ----------
    mu : float
        0 to 1.
    """

    kind: ClassVar[str] = "momentum"
    mu: float = 0.9


@dataclass(frozen=True)
class Adam(Optimiser):
    """Steps of about ``rate`` along the mean change (Kingma & Ba 2015).

    Parameters
    ----------
    rate : unit of the weight
        Size of a step.
    beta_1, beta_2 : float
        Memory of the means of the change and its square.
    epsilon : float
        Added to the root of the mean square.
    """

    kind: ClassVar[str] = "adam"
    rate: float = 1e-3
    beta_1: float = 0.9
    beta_2: float = 0.999
    epsilon: float = 1e-8


@dataclass(frozen=True)
class ThresholdAccumulate(Optimiser):
    """Large changes alone, the smaller the more there were (CLASSP, Ludwig 2024).

    Where ``g**2 > threshold``: ``G += abs(g)**p``, and the step is
    ``rate * g / (epsilon + G)**(1 / p)``; elsewhere nothing happens.

    Parameters
    ----------
    rate, threshold, p, epsilon : float
    """

    kind: ClassVar[str] = "threshold_accumulate"
    rate: float = 0.2
    threshold: float = 0.5
    p: float = 1.0
    epsilon: float = 1e-5


@dataclass(frozen=True)
class ExponentiatedGradient(Optimiser):
    """Multiplicative steps, ``w *= exp(rate * sign(w) * g)``, which keep signs.

    A weight of 0 stays 0. (Kivinen & Warmuth 1997; Cornford et al. 2024.)

    Parameters
    ----------
    rate : 1 / unit of the weight
        Of the exponent.
    """

    kind: ClassVar[str] = "exponentiated_gradient"
    rate: float = 1.0


@dataclass(frozen=True, eq=False)
class WeightUpdate(Described):
    """What the optimiser's step of a weight goes through, in the order of the parameters.

    Parameters
    ----------
    factor : array, optional
        One value a synapse, in the order of the weights, that multiplies its change before the
        optimiser: -1 turns the rule around.
    mu_plus, mu_minus : float
        Weight dependence: growth is multiplied by ``((w_max - w) / (w_max - w_min)) ** mu_plus``,
        depression by ``((w - w_min) / (w_max - w_min)) ** mu_minus``. 0 is additive, 1
        multiplicative soft bounds (Guetig et al. 2003). Finite bounds needed where above 0.
    probability : float
        Chance of a step to be made at all.
    noise : unit of the weight
        Standard deviation of what is added to every step that is not 0.
    relative_noise : float
        The same in units of the step.
    decay : float
        Share of ``w - reference`` that a presentation takes away (of the whole batch, or of each
        sample "in_order").
    tau_decay : ms
        Time constant of the same over the duration of presentations; 0 for none.
    reference : float or array
        What weights decay to, one value or one a synapse.
    dale : bool
        Whether weights keep the sign they had before the first learning presentation: they stop at
        0. A weight that was 0 may take any.
    levels : int
        Number of values, from w_min to w_max, that a weight can have; 0 for any. Finite bounds
        needed.
    stochastic_rounding : bool
        To one of the two levels around, by chance, right in the mean; else to the nearest.
    accumulate : bool
        Keep what rounding leaves over, in full precision, and count it the next time.
    """

    factor: ArrayLike | None = None
    mu_plus: float = 0.0
    mu_minus: float = 0.0
    probability: float = 1.0
    noise: float = 0.0
    relative_noise: float = 0.0
    decay: float = 0.0
    tau_decay: float = 0.0
    reference: float | ArrayLike = 0.0
    dale: bool = False
    levels: int = 0
    stochastic_rounding: bool = False
    accumulate: bool = False

    def split(self, size: int, what: str) -> tuple[dict[str, Any], dict[str, NDArray[np.float64]]]:
        """Numbers and arrays as the engine takes them, for ``size`` synapses."""
        numbers: dict[str, Any] = {}
        arrays: dict[str, NDArray[np.float64]] = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if field.name == "factor" or (field.name == "reference" and np.ndim(value) > 0):
                if value is None:
                    continue
                array = _capi.contiguous(value, np.float64, f"{field.name} of {what}")
                if array.shape != (size,):
                    raise ShapeError(
                        f"{field.name} of {what} needs one value for each of the {size} synapses, "
                        f"not an array of shape {array.shape}"
                    )
                arrays[field.name] = array
            else:
                numbers[field.name] = value
        return numbers, arrays


def set_optimiser(token: int, index: int, optimiser: Any, name: str) -> None:
    """Give a projection an optimiser, :class:`Plain` where None."""
    chosen = Plain() if optimiser is None else optimiser
    if not isinstance(chosen, Optimiser):
        raise InvalidArgumentError(
            f"the optimiser of {name!r} must be one such as swiftsnn.Adam(), not {optimiser!r}"
        )
    what = f"the optimiser of {name!r}"
    _capi.check(
        _capi.lib.snn_projection_optimiser(
            token,
            index,
            _capi.encode(chosen.kind, "kind"),
            *_capi.parameters(chosen.numbers(), what),
        )
    )


def set_update(token: int, index: int, update: Any, name: str, size: int) -> None:
    """Give a projection an update, that of all defaults where None."""
    chosen = WeightUpdate() if update is None else update
    if not isinstance(chosen, WeightUpdate):
        raise InvalidArgumentError(
            f"the update of {name!r} must be a swiftsnn.WeightUpdate, not {update!r}"
        )
    numbers, arrays = chosen.split(size, f"the update of {name!r}")
    columns, count = _capi.columns(arrays)
    _capi.check(
        _capi.lib.snn_projection_update(
            token, index, *_capi.parameters(numbers, f"the update of {name!r}"), columns, count
        )
    )
