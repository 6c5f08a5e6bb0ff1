"""Network of exponential synaptic currents: benchmark 2 of Brette et al. (2007).

J Comput Neurosci 23:349, with the weights of the paper. As coba, but the resting potential lies
above the threshold: the network fires by itself.
"""

import numpy as np
from spike_statistics import irregularity, last_rate

import swiftsnn as snn
from workloads.built import Built, scaled
from workloads.coba import LARGE, SMALL, Size

__all__ = ["LARGE", "SMALL", "build"]

G_LEAK = 10e-3  # uS
W_E, W_I = 1.62 * G_LEAK, -9.0 * G_LEAK  # nA; 1.62 and -9 mV in the paper
DELAY = 0.1  # ms, one step


def build(size: Size, scale: float, seed: int, threads: int | None) -> Built:
    """The network with ``scale`` times the neurons, and as many synapses into each as ever."""
    rng = np.random.default_rng(seed)
    n = scaled(size.neurons, scale, least=size.indegree)
    n_exc = round(0.8 * n)
    net = snn.Network(dt=0.1, seed=seed, threads=threads)

    def population(name: str, count: int) -> snn.Population:
        cell = snn.LIFCurrExp(
            tau_m=20.0,
            cm=20.0 * G_LEAK,
            v_rest=-49.0,
            v_reset=-60.0,
            v_thresh=-50.0,
            tau_refrac=5.0,
            v_init=rng.uniform(-60.0, -50.0, count),
            tau_syn_E=5.0,
            tau_syn_I=10.0,
        )
        return net.population(name, count, cell)

    exc = population("E", n_exc)
    inh = population("I", n - n_exc)
    sparse = snn.FixedProbability(size.indegree / n)
    weaker = SMALL.indegree / size.indegree
    for target in (exc, inh):
        net.connect(exc, target, sparse, weight=weaker * W_E, delay=DELAY, receptor="excitatory")
        net.connect(inh, target, sparse, weight=weaker * W_I, delay=DELAY, receptor="inhibitory")
    spikes = net.record(exc, "spikes", neurons=range(min(500, len(exc))))
    return Built(net, lambda t_bio: irregularity(spikes, t_bio) | last_rate(spikes, t_bio))
