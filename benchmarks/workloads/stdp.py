"""Balanced network whose ten million excitatory synapses learn, by one of three rules or none.

Like NEST's hpc_benchmark (Morrison et al. 2007, Neural Comput 19:1437): alpha-shaped currents, and
additive pairs, a rule that every simulator has. Triplets are those of Pfister & Gerstner (2006), J
Neurosci 26:9673, table 3, visual cortex, full model; dopamine modulates the pairs after Potjans,
Morrison & Diesmann (2010), Front Comput Neurosci 4:141. With static synapses the network shows what
learning costs.
"""

import math
from collections.abc import Callable
from typing import Any

import numpy as np
from spike_statistics import irregularity

import swiftsnn as snn
from workloads.built import Built, scaled

THRESHOLD = 20.0  # mV
TAU_M, TAU_SYN = 10.0, 0.32582722403722841  # ms
CM = 0.25  # nF
W = 0.097735  # nA: one spike lifts the potential by 0.3 mV at its peak
G = 7.0  # an inhibitory synapse is so many times stronger
ETA = 1.5  # drive, in units of what would just reach the threshold
C_E, C_I = 1000, 250  # synapses into a neuron
DELAY = 1.5  # ms
W_MAX = 2.0 * W
RATE, ALPHA = 0.01, 1.05  # change of weight a spike pair, of W_MAX; depression against growth
TAU_STDP = 20.0  # ms
DOPAMINERGIC, RELEASES = 10, 10.0  # neurons, and the rate of each, Hz
TAU_C, TAU_N = 1_000.0, 200.0  # ms, of the eligibility and of dopamine

Rule = Callable[[snn.Network], snn.Rule]


def pairs(net: snn.Network) -> snn.Rule:
    """Additive, of all spikes."""
    return snn.PairSTDP(
        a_plus=RATE * W_MAX,
        a_minus=ALPHA * RATE * W_MAX,
        tau_plus=TAU_STDP,
        tau_minus=TAU_STDP,
        w_min=0.0,
        w_max=W_MAX,
    )


def triplets(net: snn.Network) -> snn.Rule:
    """Of all spikes."""
    return snn.TripletSTDP(
        a2_plus=5e-10 * W_MAX,
        a3_plus=6.2e-3 * W_MAX,
        a2_minus=7e-3 * W_MAX,
        a3_minus=2.3e-4 * W_MAX,
        tau_plus=16.8,
        tau_minus=33.7,
        tau_x=101.0,
        tau_y=125.0,
        w_min=0.0,
        w_max=W_MAX,
    )


def dopamine(net: snn.Network) -> snn.Rule:
    """The pairs, gated by what a few neurons release, less its mean: the weights diffuse.

    All share one dopamine, and neurons of networks much smaller than scale 1 fire together: there
    the mean weight drifts too, and activity runs away within a second of some seeds.
    """
    releasing = net.population("dopaminergic", DOPAMINERGIC, snn.Poisson(rate=RELEASES))
    baseline = 1e-3 * DOPAMINERGIC * RELEASES  # 1/ms
    return snn.RewardSTDP(
        snn.Concentration(releasing, tau=TAU_N, baseline=baseline, delay=DELAY),
        a_plus=RATE * W_MAX,
        a_minus=ALPHA * RATE * W_MAX,
        tau_plus=TAU_STDP,
        tau_minus=TAU_STDP,
        tau_eligibility=TAU_C,
        w_min=0.0,
        w_max=W_MAX,
    )


def build(rule: Rule | None, scale: float, seed: int, threads: int | None) -> Built:
    """The network with ``scale`` times the neurons, and as many synapses into each as ever.

    ``rule`` makes that of the synapses among excitatory neurons; they are static if it is None.
    """
    rng = np.random.default_rng(seed)
    net = snn.Network(dt=0.1, seed=seed, threads=threads)

    def population(name: str, count: int) -> snn.Population:
        cell = snn.LIFCurrAlpha(
            tau_m=TAU_M,
            cm=CM,
            v_rest=0.0,
            v_reset=0.0,
            v_thresh=THRESHOLD,
            tau_refrac=0.5,
            v_init=rng.normal(5.7, 7.2, count),
            tau_syn_E=TAU_SYN,
            tau_syn_I=TAU_SYN,
        )
        return net.population(name, count, cell)

    exc = population("E", scaled(10_000, scale))
    inh = population("I", scaled(2_500, scale))
    from_exc = snn.FixedInDegree(C_E, allow_self=False)
    from_inh = snn.FixedInDegree(C_I, allow_self=False)
    # Both kinds of synapse have one time constant, so inhibition is a negative weight at the
    # first receptor.
    learns = None if rule is None else rule(net)
    own = net.connect(exc, exc, from_exc, weight=W, delay=DELAY, plasticity=learns)
    net.connect(exc, inh, from_exc, weight=W, delay=DELAY)
    drive = ETA * 1000.0 * THRESHOLD * CM / (TAU_M * W * math.e * TAU_SYN)  # Hz: 8664.2
    for target in (exc, inh):
        net.connect(inh, target, from_inh, weight=-G * W, delay=DELAY)
        net.poisson_input(target, rate=drive, weight=W)
    spikes = net.record(exc, "spikes", neurons=range(min(500, len(exc))))

    def statistics(t_bio: float) -> dict[str, Any]:
        found = irregularity(spikes, t_bio) | _rate([exc, inh], t_bio)
        return found if rule is None else found | _spread(own)

    return Built(net, statistics)


def _rate(populations: list[snn.Population], t_bio: float) -> dict[str, Any]:
    """Mean rate of the network, Hz, in which dopaminergic neurons do not count."""
    spikes = sum(int(p.counts.sum(dtype=np.int64)) for p in populations)
    return {"rate_hz": {"all": 1000.0 * spikes / (sum(map(len, populations)) * t_bio)}}


def _spread(plastic: snn.Projection) -> dict[str, Any]:
    """Mean and standard deviation of the weights that learned, relative to the largest allowed."""
    weights = plastic.weights
    return {
        "w_mean": float(weights.mean(dtype=np.float64)) / W_MAX,
        "w_std": float(weights.std(dtype=np.float64)) / W_MAX,
    }
