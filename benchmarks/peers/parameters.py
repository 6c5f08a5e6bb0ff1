"""Parameters of the networks that several simulators run.

Units: ms, mV, pF, nS, pA and Hz throughout, unless a comment says otherwise. The networks are
defined in words in the benchmark documentation; sources stand with each class.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

DT = 0.1
"""Time step of every workload, ms."""


@dataclass(frozen=True)
class Brunel:
    """Sparse network with delta synapses: Brunel (2000) J Comput Neurosci 8:183, model A."""

    n_exc: int = 10_000
    n_inh: int = 2_500
    k_exc: int = 1_000
    k_inh: int = 250
    tau_m: float = 20.0
    v_th: float = 20.0
    t_ref: float = 2.0
    j: float = 0.1
    g: float = 5.0
    eta: float = 2.0
    delay: float = 1.5
    t_bio: float = 1_000.0

    @property
    def drive(self) -> float:
        """Rate of each of the ``k_exc`` external inputs of a neuron, Hz."""
        return self.eta * 1e3 * self.v_th / (self.j * self.k_exc * self.tau_m)


@dataclass(frozen=True)
class Brette:
    """What benchmarks 1 and 2 of Brette et al. (2007) J Comput Neurosci 23:349 share.

    ``k`` is the mean number of synapses into a neuron; weights hold for 80 of them and are
    divided by the same factor as ``k`` grows.
    """

    n: int = 4_000
    k: int = 80
    t_bio: float = 10_000.0
    delay: float = DT
    c: float = 200.0
    g_leak: float = 10.0
    v_th: float = -50.0
    v_reset: float = -60.0
    t_ref: float = 5.0
    tau_exc: float = 5.0
    tau_inh: float = 10.0

    @property
    def n_exc(self) -> int:
        """Number of excitatory neurons, 80 % of all."""
        return round(0.8 * self.n)

    @property
    def n_inh(self) -> int:
        """Number of inhibitory neurons."""
        return self.n - self.n_exc

    @property
    def probability(self) -> float:
        """Probability that an ordered pair of neurons is connected."""
        return self.k / self.n

    @property
    def tau_m(self) -> float:
        """Membrane time constant, ms."""
        return self.c / self.g_leak

    @property
    def weight_factor(self) -> float:
        """Keeps the mean input when there are more than 80 synapses into a neuron."""
        return 80 / self.k


@dataclass(frozen=True)
class Coba(Brette):
    """Conductance synapses that keep activity up (Vogels and Abbott 2005)."""

    e_leak: float = -60.0
    e_exc: float = 0.0
    e_inh: float = -80.0
    v_init: tuple[float, float] = (-65.0, 5.0)  # mean and deviation
    g_exc_init: tuple[float, float] = (40.0, 15.0)
    g_inh_init: tuple[float, float] = (200.0, 120.0)

    @property
    def w_exc(self) -> float:
        """Rise of the excitatory conductance at a spike, nS."""
        return 6.0 * self.weight_factor

    @property
    def w_inh(self) -> float:
        """Rise of the inhibitory conductance at a spike, nS."""
        return 67.0 * self.weight_factor


@dataclass(frozen=True)
class Cuba(Brette):
    """Current synapses, resting level above the threshold; ``g`` is counted in mV."""

    v_rest: float = -49.0
    v_init: tuple[float, float] = (-60.0, -50.0)  # uniform between

    @property
    def w_exc(self) -> float:
        """Rise of the excitatory input at a spike, mV."""
        return 1.62 * self.weight_factor

    @property
    def w_inh(self) -> float:
        """Change of the inhibitory input at a spike, mV (negative)."""
        return -9.0 * self.weight_factor


@dataclass(frozen=True)
class Stdp:
    """Random network with alpha-shaped currents and additive STDP from E to E.

    After Morrison et al. (2007) Neural Comput 19:1437; hard bounds instead of a power law.
    """

    n_exc: int = 10_000
    n_inh: int = 2_500
    k_exc: int = 1_000
    k_inh: int = 250
    tau_m: float = 10.0
    c: float = 250.0
    v_th: float = 20.0
    t_ref: float = 0.5
    tau_syn: float = 0.32582722403722841
    peak: float = 0.3  # of the potential, after one spike
    g: float = 7.0
    eta: float = 1.5
    delay: float = 1.5
    v_init: tuple[float, float] = (5.7, 7.2)  # mean and deviation
    tau_stdp: float = 20.0
    rate: float = 0.01  # lambda
    asymmetry: float = 1.05  # alpha
    start: float = 0.5  # W / Wmax of every plastic synapse
    t_bio: float = 1_000.0

    def scaled(self, scale: float) -> Stdp:
        """The same with ``scale`` times the neurons, and as many synapses into each as ever."""
        return replace(self, n_exc=round(scale * self.n_exc), n_inh=round(scale * self.n_inh))

    @property
    def weight(self) -> float:
        """Largest value of the current that one spike causes, pA."""
        a = 1 / self.tau_syn - 1 / self.tau_m

        def potential(t: float) -> float:
            rise = (math.exp(-t / self.tau_m) - math.exp(-t / self.tau_syn)) / a
            return math.e / (self.tau_syn * self.c * a) * (rise - t * math.exp(-t / self.tau_syn))

        return self.peak / _maximum(potential, 0.0, 10.0)

    @property
    def drive(self) -> float:
        """Rate of each of the ``k_exc`` external inputs of a neuron, Hz."""
        area = self.weight * math.e * self.tau_syn
        return self.eta * 1e3 * self.v_th * self.c / (self.k_exc * self.tau_m * area)


def _maximum(f, low: float, high: float) -> float:
    """Largest value of a function with one peak between ``low`` and ``high``."""
    for _ in range(200):
        third = (high - low) / 3
        if f(low + third) < f(high - third):
            low += third
        else:
            high -= third
    return f((low + high) / 2)


@dataclass(frozen=True)
class Triplet:
    """Workload stdp-triplet: E to E by triplets, all pairs, hard bounds.

    Visual cortex of Pfister & Gerstner (2006) J Neurosci 26:9673, table 3, full model; changes are
    parts of Wmax.
    """

    tau_plus: float = 16.8
    tau_minus: float = 33.7
    tau_x: float = 101.0
    tau_y: float = 125.0
    a2_plus: float = 5e-10
    a3_plus: float = 6.2e-3
    a2_minus: float = 7e-3
    a3_minus: float = 2.3e-4


@dataclass(frozen=True)
class Dopamine:
    """Workload stdp-dopamine: the pairs of stdp change an eligibility c, dw/dt = c (n - b).

    Each dopamine spike adds 1/tau_n to n, so that n is their rate on average, which b is too: the
    weights diffuse. After Potjans et al. (2010) Front Comput Neurosci 4:141.
    """

    neurons: int = 10
    rate: float = 10.0  # of each, Hz
    tau_c: float = 1_000.0
    tau_n: float = 200.0
    interval: float = 99.0  # between visits to all synapses, where a simulator has such

    @property
    def baseline(self) -> float:
        """Of n that leaves the weights alone, 1/ms."""
        return 1e-3 * self.neurons * self.rate


BRETTE = {
    "coba": Coba(),
    "coba-large": Coba(n=40_000, k=100, t_bio=1_000.0),
    "cuba": Cuba(),
    "cuba-large": Cuba(n=40_000, k=100, t_bio=1_000.0),
    "cuba-delay1": Cuba(delay=1.0),
}
"""Workloads that share the connectivity of ``Brette``."""
