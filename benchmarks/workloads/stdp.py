"""Balanced network whose ten million excitatory synapses learn by additive pair STDP.

Like NEST's hpc_benchmark (Morrison et al. 2007, Neural Comput 19:1437): alpha-shaped currents, and
a rule that every simulator has.
"""

import math
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


def build(scale: float, seed: int, threads: int | None) -> Built:
    """The network with ``scale`` times the neurons, and as many synapses into each as ever."""
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
    rule = snn.PairSTDP(
        a_plus=RATE * W_MAX,
        a_minus=ALPHA * RATE * W_MAX,
        tau_plus=20.0,
        tau_minus=20.0,
        w_min=0.0,
        w_max=W_MAX,
    )
    # Both kinds of synapse have one time constant, so inhibition is a negative weight at the
    # first receptor.
    plastic = net.connect(exc, exc, from_exc, weight=W, delay=DELAY, plasticity=rule)
    net.connect(exc, inh, from_exc, weight=W, delay=DELAY)
    drive = ETA * 1000.0 * THRESHOLD * CM / (TAU_M * W * math.e * TAU_SYN)  # Hz: 8664.2
    for target in (exc, inh):
        net.connect(inh, target, from_inh, weight=-G * W, delay=DELAY)
        net.poisson_input(target, rate=drive, weight=W)
    spikes = net.record(exc, "spikes", neurons=range(min(500, len(exc))))
    return Built(net, lambda t_bio: irregularity(spikes, t_bio) | _spread(plastic))


def _spread(plastic: snn.Projection) -> dict[str, Any]:
    """Mean and standard deviation of the weights that learned, relative to the largest allowed."""
    weights = plastic.weights
    return {
        "w_mean": float(weights.mean(dtype=np.float64)) / W_MAX,
        "w_std": float(weights.std(dtype=np.float64)) / W_MAX,
    }
