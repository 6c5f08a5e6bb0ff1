"""Homeostats at work in a network."""

from __future__ import annotations

import ctypes
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._describing import journaled
from swiftsnn._settled import Settled
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.homeostasis.described import Homeostat, as_column
from swiftsnn.population import Population, check_population
from swiftsnn.projection import Projection

if TYPE_CHECKING:
    from swiftsnn.network import Network


class Homeostasis(Settled):
    """A homeostat at work; made by :meth:`Network.homeostasis`.

    Attributes
    ----------
    of : Population or Projection
    homeostat : Homeostat
        As it was described.
    """

    advice = "; target, active and what report() is told can be changed"

    def __init__(self, network: Network, of: Population | Projection, homeostat: Homeostat) -> None:
        self.network = network
        self.of = of
        self.homeostat = homeostat
        is_of_neurons = isinstance(of, Population)
        columns = homeostat.columns(f"{type(homeostat).__name__} of {of.name!r}")
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_homeostat_attach(
                network.token,
                of.index if is_of_neurons else -1,
                -1 if is_of_neurons else of.index,
                _capi.encode(homeostat.kind, "kind"),
                *_capi.columns(columns),
                ctypes.byref(index),
            )
        )
        self.index = index.value
        self._active = True

    def _values(self, variable: str, size: int | None = None) -> NDArray[np.float64]:
        neurons = self.of if isinstance(self.of, Population) else self.of.target
        values = np.empty(neurons.size if size is None else size)
        _capi.check(
            _capi.lib.snn_homeostat_get(
                self.network.token,
                self.index,
                _capi.encode(variable, "variable"),
                _capi.address(values),
                values.size,
            )
        )
        return values

    @property
    def estimate(self) -> NDArray[np.float64]:
        """Copy of the rate (Hz), mean square or count that each neuron's last action went by."""
        return self._values("estimate")

    @property
    def value(self) -> NDArray[np.float64]:
        """Copy of what a population's homeostat moves, as it is now, one a neuron."""
        return self._values("value")

    @property
    def target(self) -> NDArray[np.float64]:
        """Copy of the targets, one a neuron (of a score, one); assigning sets them."""
        return self._values("target", 1 if self.homeostat.kind.startswith("learning") else None)

    @target.setter
    def target(self, values: ArrayLike) -> None:
        column = as_column(values, f"target of {self!r}")
        _capi.check(
            _capi.lib.snn_homeostat_target_set(
                self.network.token, self.index, _capi.address(column), column.size
            )
        )

    @property
    def factor(self) -> float:
        """Learning rate factor of the projection, where the homeostat sets it."""
        return float(self._values("factor", 1)[0])

    @property
    def active(self) -> bool:
        """Whether it acts; assigning False holds what it moves, as in a test after training."""
        return self._active

    @active.setter
    def active(self, value: bool) -> None:
        active = _capi.flag(value, f"active of {self!r}")
        _capi.check(_capi.lib.snn_homeostat_set_active(self.network.token, self.index, active))
        self._active = active

    def report(self, score: float) -> None:
        """Tell a homeostat that goes by scores a new one; it acts at once, if it is active."""
        score = _capi.number(score, f"a score of {self!r}")
        _capi.check(_capi.lib.snn_homeostat_report(self.network.token, self.index, score))

    def __repr__(self) -> str:
        return f"Homeostasis({self.of.name!r}, {type(self.homeostat).__name__})"


@journaled
def homeostasis(network: Network, of: Population | Projection, homeostat: Homeostat) -> Homeostasis:
    """Let a homeostat act on a population or on a projection.

    Parameters
    ----------
    of : Population or Projection
    homeostat : Homeostat
        Such as :class:`~swiftsnn.ThresholdToRate` or :class:`~swiftsnn.WeightsToSum`.

    Returns
    -------
    Homeostasis
        To read estimates, to set targets, to report scores and to hold it still.

    Examples
    --------
    >>> import swiftsnn as snn
    >>> net = snn.Network(dt=1.0, seed=1)
    >>> cells = net.population("cells", 100, snn.LIF())
    >>> net.poisson_input(cells, 2000.0, 1.0)
    >>> held = net.homeostasis(cells, snn.ThresholdToRate(20.0, gain=0.02, period=200.0))
    >>> net.run(20_000.0)
    >>> bool(abs(held.estimate.mean() - 20.0) < 2.0)
    True
    """
    if isinstance(of, Projection):
        check_population(of.target, "a homeostat", network)
    else:
        check_population(of, "a homeostat", network)
    if not isinstance(homeostat, Homeostat):
        raise InvalidArgumentError(
            f"a homeostat must be one such as swiftsnn.ThresholdToRate(), not {homeostat!r}"
        )
    return Homeostasis(network, of, homeostat)
