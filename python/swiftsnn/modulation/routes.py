"""Modulators that move parameters of neurons."""

from __future__ import annotations

from typing import TYPE_CHECKING

from swiftsnn import _capi
from swiftsnn._describing import journaled
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.modulation.base import Modulator
from swiftsnn.population import Population, check_population

if TYPE_CHECKING:
    from swiftsnn.network import Network


@journaled
def modulate(
    self: Network,
    population: Population,
    parameter: str,
    modulator: Modulator,
    *,
    gain: float = 1.0,
    offset: float = 0.0,
    lower: float | None = None,
    upper: float | None = None,
    period: float | None = None,
) -> None:
    """Let a modulator move a parameter of a population, in runs and presentations (batch 1).

    ``parameter = clip(base + offset + gain M, lower, upper)`` with base what the parameter was set
    to, at first or by :meth:`Population.set`; :meth:`Population.get` has it as it is.

    Parameters
    ----------
    population : Population
    parameter : str
        Of its model, such as "v_thresh" or "i_offset".
    modulator : Modulator
        Such as a :class:`Reward` or :class:`Concentration`, or one that differs between neurons.
    gain : unit of the parameter
        Of the modulator.
    offset : unit of the parameter
        Added to what was set.
    lower, upper : unit of the parameter, optional
        Bounds; those of the parameter if None. Needed where parameters must go together, as a
        reset below the threshold.
    period : ms, optional
        Between changes; every step if None. Some models recompute all their coefficients for one.

    Examples
    --------
    Noradrenaline that makes regular spiking cells burst, c = -65 + 30 NA and d = 8 - 12 NA:

    >>> import swiftsnn as snn
    >>> net = snn.Network(dt=0.5)
    >>> cells = net.population("cells", 10, snn.Izhikevich(d=8.0))
    >>> level = snn.Reward(net, tau=float("inf"))
    >>> net.modulate(cells, "c", level, gain=30.0, upper=-30.0)
    >>> net.modulate(cells, "d", level, gain=-12.0, lower=0.0)
    >>> level.set(0.5)
    >>> net.run(10.0)
    >>> float(cells.get("c")[0]), float(cells.get("d")[0])
    (-50.0, 2.0)
    """
    check_population(population, "the modulation of a parameter", self)
    if not isinstance(modulator, Modulator):
        raise InvalidArgumentError(
            f"{parameter} of {population.name!r} is moved by a modulator such as a Reward, "
            f"not by {modulator!r}"
        )
    values = {"gain": gain, "offset": offset}
    for name, value in (("lower", lower), ("upper", upper), ("period", period)):
        if value is not None:
            values[name] = value
    _capi.check(
        _capi.lib.snn_route_add(
            self.token,
            population.index,
            _capi.encode(parameter, "parameter"),
            modulator.reach(population),
            *_capi.parameters(values, f"the modulation of {parameter} of {population.name!r}"),
        )
    )
