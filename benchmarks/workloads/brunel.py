"""Balanced random network of delta synapses: Brunel (2000) J Comput Neurosci 8:183, model A.

10 000 excitatory and 2 500 inhibitory neurons, 1 250 synapses into each: 15.6 million.
"""

from spike_statistics import irregularity

import swiftsnn as snn
from workloads.built import Built, scaled

THRESHOLD = 20.0  # mV
TAU_M = 20.0  # ms
J = 0.1  # mV, weight of an excitatory synapse
G = 5.0  # an inhibitory one is so many times stronger
ETA = 2.0  # drive, in units of what would just reach the threshold
C_E, C_I = 1000, 250  # synapses into a neuron
DELAY = 1.5  # ms


def build(scale: float, seed: int, threads: int | None, precision: str = "single") -> Built:
    """The network with ``scale`` times the neurons, and as many synapses into each as ever."""
    net = snn.Network(dt=0.1, seed=seed, threads=threads, precision=precision)
    cell = snn.LIF(
        tau_m=TAU_M, v_rest=0.0, v_reset=0.0, v_thresh=THRESHOLD, tau_refrac=2.0, v_init=0.0
    )
    exc = net.population("E", scaled(10_000, scale), cell)
    inh = net.population("I", scaled(2_500, scale), cell)
    drive = ETA * 1000.0 * THRESHOLD / (J * TAU_M)  # Hz: 20 000
    for target in (exc, inh):
        net.connect(exc, target, snn.FixedInDegree(C_E, allow_self=True), weight=J, delay=DELAY)
        net.connect(
            inh, target, snn.FixedInDegree(C_I, allow_self=True), weight=-G * J, delay=DELAY
        )
        net.poisson_input(target, rate=drive, weight=J)
    spikes = net.record(exc, "spikes", neurons=range(min(500, len(exc))))
    return Built(net, lambda t_bio: irregularity(spikes, t_bio))
