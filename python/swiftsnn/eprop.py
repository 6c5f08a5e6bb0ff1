"""E-prop: eligibility propagation as a three-factor rule."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from swiftsnn import _capi
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.factors import Trace, Triangle
from swiftsnn.modulation import Modulator
from swiftsnn.plasticity import Decay, Rule, Term


@dataclass(frozen=True)
class EProp(Rule):
    r"""E-prop (Bellec et al. 2020, Nat Commun 11:3625), at the end of a learning presentation.

    With x the filtered presynaptic spikes and the pseudo-derivative
    :math:`h = \gamma \max(0, 1 - |v - v_{th}| / \mathrm{width})`, the eligibility is
    :math:`e = h x` for LIF neurons. Where the threshold adapts, by ``beta`` a spike and decaying
    with ``tau``, as that of :class:`ALIF`,

    .. math::
        e &= h (x - b \epsilon) \\
        \epsilon' &= h x + (\rho - b h) \epsilon

    with :math:`b = \beta / \mathrm{width}` and :math:`\rho = e^{-dt / \tau}`. The weight changes by
    ``rate`` times the time integral (ms) of modulator times eligibility, which goes through a
    low-pass of unit area where there is ``filter``. The modulator brings the learning signal: for
    symmetric e-prop set the matrix of a :class:`Broadcast` without modulatory neurons to the
    transpose of the readout's weights before each presentation.

    Parameters
    ----------
    tau : ms
        Of the presynaptic filter: the neuron's membrane time constant.
    width : mV
        Half width of the pseudo-derivative.
    dampening : float
        Its peak, gamma.
    adaptation : (mV, ms), optional
        Jump and decay of the threshold: ``beta`` and ``tau_adapt`` of :class:`ALIF`.
    filter : Decay, optional
        Of the eligibility, kappa: the time constant of the readout.
    rate : unit of the weight
        Of weight, a unit of modulator and eligibility and a ms.
    w_min, w_max : unit of the weight
        Hard bounds.
    modulator : Modulator, optional
        The learning signal; see :meth:`gated_by`.
    """

    tau: float = 20.0
    width: float = 15.0
    dampening: float = 0.3
    adaptation: tuple[float, float] | None = None
    filter: Decay | None = None
    rate: float = 1e-3
    w_min: float = -np.inf
    w_max: float = np.inf
    modulator: Modulator | None = None

    def __post_init__(self) -> None:
        if self.filter is not None and not isinstance(self.filter, Decay):
            raise InvalidArgumentError(
                f"filter of EProp must be a Decay or None, not {self.filter!r}"
            )
        if self.modulator is not None and not isinstance(self.modulator, Modulator):
            raise InvalidArgumentError(
                "EProp is gated by a modulator such as a Broadcast of an error, "
                f"not by {self.modulator!r}"
            )
        self._adaptation()

    def _adaptation(self) -> tuple[float, float]:
        """Jump and decay of the threshold, (0, 1) where it does not adapt."""
        if self.adaptation is None:
            return 0.0, 1.0
        if not isinstance(self.adaptation, (tuple, list)) or len(self.adaptation) != 2:
            raise InvalidArgumentError(
                "adaptation of EProp must be (beta in mV, tau in ms) or None, "
                f"not {self.adaptation!r}"
            )
        beta, tau = self.adaptation
        return (
            _capi.number(beta, "beta of EProp's adaptation"),
            _capi.number(tau, "tau of EProp's adaptation"),
        )

    def gated_by(self, modulator: Modulator) -> EProp:
        """The same rule with a learning signal."""
        return replace(self, modulator=modulator)

    def terms(self) -> list[Term]:
        """One term."""
        beta, tau = self._adaptation()
        return [
            Term(
                Trace(self.tau),
                Triangle(self.width, self.dampening),
                self.rate,
                beta=beta,
                tau_adapt=tau,
                tau_eligibility=self.filter.tau if self.filter else 0.0,
                modulator=self.modulator,
                online=False,
            )
        ]
