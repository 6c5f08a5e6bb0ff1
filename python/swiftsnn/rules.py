"""The local rules of the literature, each a short list of terms (:mod:`swiftsnn.plasticity`).

All act spike by spike in :meth:`Network.run`. Amplitudes are in the unit of the weight, times in
ms.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from swiftsnn import _capi
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.factors import (
    ONE,
    NearestTrace,
    Potential,
    Rate,
    SlidingThreshold,
    Spike,
    Trace,
)
from swiftsnn.modulation import Modulator
from swiftsnn.plasticity import Rule, Term


@dataclass(frozen=True)
class PowerLawSTDP(Rule):
    """Pair STDP with power-law growth and proportional depression (Morrison et al. 2007, eq. 2).

    w -> w + a_plus (w / w_ref)^mu x at a postsynaptic, w -> w - a_minus w / w_ref y at a
    presynaptic spike.
    """

    a_plus: float = 0.01
    a_minus: float = 0.0105
    tau_plus: float = 20.0
    tau_minus: float = 20.0
    mu: float = 0.4
    w_ref: float = 1.0
    w_min: float = 0.0
    w_max: float = np.inf

    def terms(self) -> list[Term]:
        """Growth with the power of the weight, depression with the weight."""
        power = {"dependence": "power", "reference": self.w_ref}
        return [
            Term(Trace(self.tau_plus), Spike(), self.a_plus, mu=self.mu, **power),
            Term(Spike(), Trace(self.tau_minus), -self.a_minus, **power),
        ]


@dataclass(frozen=True)
class SymmetricSTDP(Rule):
    """Growth for pairs in either order, and a fixed depression at every presynaptic spike.

    The all-positive form of Hao et al. (2020) with ``depression`` 0, where synaptic scaling
    depresses; the form of Vogels et al. (2011) otherwise: see :class:`VogelsSTDP`.
    """

    a_plus: float = 0.01
    tau: float = 20.0
    depression: float = 0.0
    w_min: float = 0.0
    w_max: float = 1.0

    def terms(self) -> list[Term]:
        """Growth at either spike by the other side's trace."""
        terms = [
            Term(Trace(self.tau), Spike(), self.a_plus),
            Term(Spike(), Trace(self.tau), self.a_plus),
        ]
        return terms + ([Term(Spike(), ONE, -self.depression)] if self.depression else [])


@dataclass(frozen=True)
class VogelsSTDP(Rule):
    """Inhibitory plasticity towards a target rate (Vogels et al. 2011, eq. 3).

    Parameters
    ----------
    rate : unit of the weight
        Of weight, a pair.
    tau : ms
    target : Hz
        Rate that the postsynaptic neuron is held at: a presynaptic spike depresses by
        rate * 2 * target * tau.
    """

    rate: float = 0.01
    tau: float = 20.0
    target: float = 5.0
    w_min: float = 0.0
    w_max: float = 1.0

    def terms(self) -> list[Term]:
        """Symmetric growth against a fixed depression."""
        return SymmetricSTDP(self.rate, self.tau, 2e-3 * self.target * self.tau * self.rate).terms()


@dataclass(frozen=True)
class TripletSTDP(Rule):
    """Triplets of spikes (Pfister & Gerstner 2006, eqs 3 and 4); defaults: visual cortex, minimal.

    w -> w + x (a2_plus + a3_plus y') at a postsynaptic, w -> w - y (a2_minus + a3_minus x') at a
    presynaptic spike, with fast traces x (tau_plus), y (tau_minus) and slow ones x' (tau_x), y'
    (tau_y), slow ones as they were before the spike. ``nearest`` lets only the last spike count.
    """

    a2_plus: float = 0.0
    a3_plus: float = 6.5e-3
    a2_minus: float = 7.1e-3
    a3_minus: float = 0.0
    tau_plus: float = 16.8
    tau_minus: float = 33.7
    tau_x: float = 101.0
    tau_y: float = 114.0
    nearest: bool = False
    w_min: float = 0.0
    w_max: float = 1.0

    def terms(self) -> list[Term]:
        """Pairs and triplets, those of amplitude 0 left out."""
        trace = NearestTrace if self.nearest else Trace
        fast, slow = trace(self.tau_plus), trace(self.tau_x)
        post, late = trace(self.tau_minus), trace(self.tau_y)
        terms = [
            Term(fast, Spike(), self.a2_plus),
            Term(fast, Spike() * late, self.a3_plus),
            Term(Spike(), post, -self.a2_minus),
            Term(Spike() * slow, post, -self.a3_minus),
        ]
        return [term for term in terms if term.rate != 0]


@dataclass(frozen=True)
class VoltageSTDP(Rule):
    """Voltage-based plasticity (Clopath et al. 2010, eqs 1 and 2); defaults: visual cortex.

    w -> w - a_ltd (u_minus - theta_minus)+ at a presynaptic spike, and dw/dt = a_ltp x
    (v - theta_plus)+ (u_plus - theta_minus)+ with low-passes u_minus (tau_minus) and u_plus
    (tau_plus) of the potential v and the presynaptic trace x (tau_x, of unit area).

    Parameters
    ----------
    a_ltd : unit of the weight / mV
    a_ltp : unit of the weight / (mV^2 ms)
    theta_minus, theta_plus : mV
    tau_minus, tau_plus, tau_x : ms
    v_spike : mV, optional
        The potential in the step of a spike, which models reset within it.
    delay : ms
        Age of the low-passes.
    """

    a_ltd: float = 14e-5
    a_ltp: float = 8e-5
    theta_minus: float = -70.6
    theta_plus: float = -45.3
    tau_minus: float = 10.0
    tau_plus: float = 7.0
    tau_x: float = 15.0
    v_spike: float | None = None
    delay: float = 0.0
    w_min: float = 0.0
    w_max: float = 3.0

    def terms(self) -> list[Term]:
        """Depression at presynaptic spikes, growth at every step."""
        low = Potential(self.tau_minus, self.theta_minus, self.v_spike, self.delay)
        high = Potential(self.tau_plus, self.theta_minus, self.v_spike, self.delay)
        now = Potential(0.0, self.theta_plus, self.v_spike)
        return [
            Term(Spike(), low, -self.a_ltd),
            Term(Trace(self.tau_x), now * high, self.a_ltp / self.tau_x),
        ]


@dataclass(frozen=True)
class Oja(Rule):
    """Hebbian growth with the decay that keeps the weights' norm near 1 (Oja 1982, eq. 3).

    dw/dt = rate (x y - y^2 w) with traces x and y, whose scales ``x`` and ``y`` multiply.
    """

    rate: float = 1e-3
    tau: float = 20.0
    x: float = 1.0
    y: float = 1.0
    w_min: float = -np.inf
    w_max: float = np.inf

    def terms(self) -> list[Term]:
        """Growth with both traces, decay with the weight."""
        trace = Trace(self.tau)
        return [
            Term(trace, trace, self.rate * self.x * self.y),
            Term(ONE, trace * trace, -self.rate * self.y**2, dependence="proportional"),
        ]


@dataclass(frozen=True)
class BCM(Rule):
    """Growth above, depression below a sliding threshold (Bienenstock, Cooper & Munro 1982).

    dw/dt = rate x y (y - theta): x the presynaptic trace, y the postsynaptic rate, Hz, and theta
    the low-pass of y^2 / target, Hz.

    Parameters
    ----------
    rate : unit of the weight / (Hz^2 ms)
    tau : ms
        Of the presynaptic trace.
    tau_rate, tau_threshold : ms
        Of the rate and of the threshold, which must follow faster than the weights.
    target : Hz
    """

    rate: float = 1e-6
    tau: float = 20.0
    tau_rate: float = 100.0
    tau_threshold: float = 1000.0
    target: float = 10.0
    w_min: float = 0.0
    w_max: float = 1.0

    def terms(self) -> list[Term]:
        """y^2 for growth, y theta for depression."""
        y = Rate(self.tau_rate)
        theta = SlidingThreshold(self.tau_rate, self.tau_threshold, self.target)
        return [
            Term(Trace(self.tau), y * y, self.rate),
            Term(Trace(self.tau), y * theta, -self.rate),
        ]


@dataclass(frozen=True)
class AntiHebbian(Rule):
    """Depression for pairs in either order: what fires together comes apart (Foldiak 1990).

    A presynaptic spike also grows the weight by ``growth``, so that uncorrelated neurons keep it.
    """

    a_minus: float = 0.01
    tau: float = 20.0
    growth: float = 0.0
    w_min: float = -np.inf
    w_max: float = np.inf

    def terms(self) -> list[Term]:
        """The terms of symmetric STDP with the other sign."""
        return SymmetricSTDP(-self.a_minus, self.tau, -self.growth).terms()


@dataclass(frozen=True)
class RewardSTDP(Rule):
    """Pair STDP gathered by an eligibility trace, which a modulator turns into change.

    dc/dt = -c / tau_eligibility, with c -> c + a_plus x at postsynaptic and c -> c - a_minus y at
    presynaptic spikes; dw/dt = c M(t) (Izhikevich 2007, eqs 1 and 2; stdp_dopamine_synapse of
    NEST). Bounds act when presynaptic spikes arrive, and on what is read.

    Parameters
    ----------
    modulator : Modulator
        Carries a reward or a concentration to the target population.
    a_plus, a_minus : unit of the weight / ms
    tau_plus, tau_minus, tau_eligibility : ms
    """

    modulator: Modulator
    a_plus: float = 1e-3
    a_minus: float = 1.5e-3
    tau_plus: float = 20.0
    tau_minus: float = 20.0
    tau_eligibility: float = 1000.0
    w_min: float = 0.0
    w_max: float = 1.0

    def __post_init__(self) -> None:
        if not isinstance(self.modulator, Modulator):
            raise InvalidArgumentError(
                f"modulator of RewardSTDP must be a modulator of the target, not {self.modulator!r}"
            )

    def terms(self) -> list[Term]:
        """The pair terms through one eligibility trace."""
        tau = _capi.number(self.tau_eligibility, "tau_eligibility of RewardSTDP")
        if not tau > 0:
            raise InvalidArgumentError(
                f"tau_eligibility of RewardSTDP must be above 0 ms, or infinite, not {tau}"
            )
        # The trace of a term has unit area, c here unit height.
        area = tau if tau < 1e9 else 1.0
        gated = {"tau_eligibility": tau, "modulator": self.modulator}
        return [
            Term(Trace(self.tau_plus), Spike(), area * self.a_plus, **gated),
            Term(Spike(), Trace(self.tau_minus), -area * self.a_minus, **gated),
        ]


@dataclass(frozen=True)
class HeterosynapticDecay(Rule):
    """Decay towards ``w_rest`` at every postsynaptic spike, whatever the presynaptic side does.

    w -> w - rate y^power (w - w_rest) with the postsynaptic trace y before the spike; ``power`` 0:
    w -> w - rate (w - w_rest); a spike leaves at least 1e-4 of the weight. Bursts weigh with the
    cube (Zenke, Agnes & Gerstner 2015, eq. 7).
    """

    rate: float = 1e-3
    tau: float = 20.0
    power: int = 0
    w_rest: float = 0.0
    w_min: float = -np.inf
    w_max: float = np.inf

    def __post_init__(self) -> None:
        if _capi.integer(self.power, "power of HeterosynapticDecay", 8) < 0:
            raise InvalidArgumentError(
                f"power of HeterosynapticDecay must be 0 or more, not {self.power}"
            )

    def terms(self) -> list[Term]:
        """Decay with the weight, and growth to where it rests."""
        post = Spike() * ONE
        for _ in range(self.power):
            post = post * Trace(self.tau)
        decay = Term(ONE, post, -self.rate, dependence="proportional")
        return [decay] + ([Term(ONE, post, self.rate * self.w_rest)] if self.w_rest else [])


@dataclass(frozen=True)
class TransmitterInduced(Rule):
    """A fixed change at every presynaptic spike (Zenke, Agnes & Gerstner 2015, eq. 8)."""

    rate: float = 1e-4
    w_min: float = -np.inf
    w_max: float = np.inf

    def terms(self) -> list[Term]:
        """One term."""
        return [Term(Spike(), ONE, self.rate)]


__all__ = [
    "BCM",
    "AntiHebbian",
    "HeterosynapticDecay",
    "Oja",
    "PowerLawSTDP",
    "RewardSTDP",
    "SymmetricSTDP",
    "TransmitterInduced",
    "TripletSTDP",
    "VogelsSTDP",
    "VoltageSTDP",
]
