"""Self-sustained network of conductance-based synapses: Vogels and Abbott (2005).

J Neurosci 25:10786; benchmark 1 of Brette et al. (2007) J Comput Neurosci 23:349. No input from
outside: the activity of the start keeps itself up.
"""

from dataclasses import dataclass

import numpy as np
from spike_statistics import irregularity, last_rate

import swiftsnn as snn
from workloads.built import Built, scaled


@dataclass(frozen=True)
class Size:
    """Number of neurons, and of synapses into each of them."""

    neurons: int
    indegree: int


SMALL = Size(4_000, 80)
LARGE = Size(40_000, 100)

W_E, W_I = 6e-3, 67e-3  # uS, with 80 synapses into a neuron
DELAY = 0.1  # ms, one step


def build(size: Size, scale: float, seed: int, threads: int | None) -> Built:
    """The network with ``scale`` times the neurons, and as many synapses into each as ever."""
    rng = np.random.default_rng(seed)
    n = scaled(size.neurons, scale, least=size.indegree)
    n_exc = round(0.8 * n)
    net = snn.Network(dt=0.1, seed=seed, threads=threads)

    def population(name: str, count: int) -> snn.Population:
        cell = snn.LIFCondExp(
            tau_m=20.0,  # 200 pF and 10 nS
            cm=0.2,
            v_rest=-60.0,
            v_reset=-60.0,
            v_thresh=-50.0,
            tau_refrac=5.0,
            v_init=rng.normal(-65.0, 5.0, count),
            e_rev_E=0.0,
            e_rev_I=-80.0,
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
    for cells in (exc, inh):
        cells.state("g_exc")[:] = np.maximum(0.0, rng.normal(40e-3, 15e-3, len(cells)))
        cells.state("g_inh")[:] = np.maximum(0.0, rng.normal(200e-3, 120e-3, len(cells)))
    return Built(net, lambda t_bio: irregularity(spikes, t_bio) | last_rate(spikes, t_bio))
