"""Workload brunel in Brian2; the drive is drawn as a binomial number at each step."""

from __future__ import annotations

import brian2 as b2
import brian2_device
import numpy as np
from brian2 import Hz, ms, mV
from measure import Options, Run
from parameters import Brunel


def run(options: Options) -> Run:
    """Simulate the network once."""
    brunel = Brunel()
    return brian2_device.run(
        options, options.t_bio or brunel.t_bio, lambda: _build(brunel, options.seed)
    )


def _build(brunel: Brunel, seed: int) -> brian2_device.Network:
    random = np.random.default_rng(seed)
    n = brunel.n_exc + brunel.n_inh
    neurons = b2.NeuronGroup(
        n,
        "dv/dt = -v / tau_m : volt (unless refractory)",
        threshold="v >= v_th",
        reset="v = 0 * mV",
        refractory=brunel.t_ref * ms,
        method="exact",
        namespace={"tau_m": brunel.tau_m * ms, "v_th": brunel.v_th * mV},
    )
    drive = b2.PoissonInput(
        neurons, "v", N=brunel.k_exc, rate=brunel.drive * Hz, weight=brunel.j * mV
    )
    synapses = []
    for first, size, indegree, weight in (
        (0, brunel.n_exc, brunel.k_exc, brunel.j),
        (brunel.n_exc, brunel.n_inh, brunel.k_inh, -brunel.g * brunel.j),
    ):
        some = b2.Synapses(
            neurons[first : first + size],
            neurons,
            on_pre="v_post += w",
            delay=brunel.delay * ms,
            namespace={"w": weight * mV},
        )
        some.connect(**brian2_device.drawn_synapses(size, n, indegree, random))
        synapses.append(some)
    populations = {"E": (0, brunel.n_exc), "I": (brunel.n_exc, n)}
    return brian2_device.Network(neurons, populations, synapses, [drive])
