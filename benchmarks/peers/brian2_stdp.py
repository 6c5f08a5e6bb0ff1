"""Workload stdp in Brian2; the whole delay counts as axonal there.

Traces are kept at each synapse and brought up to date by its events, as Brian2 has it.
"""

from __future__ import annotations

import brian2 as b2
import brian2_device
import numpy as np
from brian2 import Hz, ms, mV, pA, pF
from measure import Options, Run
from parameters import Stdp

NEURON = """
dv/dt = -v / tau_m + current / c : volt (unless refractory)
dcurrent/dt = (rise - current) / tau_syn : amp
drise/dt = -rise / tau_syn : amp
"""
PLASTIC = """
w : 1
dpre_trace/dt = -pre_trace / tau_stdp : 1 (event-driven)
dpost_trace/dt = -post_trace / tau_stdp : 1 (event-driven)
"""
ON_PRE = """
rise_post += w * w_max
pre_trace += 1
w = clip(w - asymmetry * rate * post_trace, 0, 1)
"""
ON_POST = """
post_trace += 1
w = clip(w + rate * pre_trace, 0, 1)
"""


def run(options: Options) -> Run:
    """Simulate the network once."""
    stdp = Stdp()
    return brian2_device.run(
        options, options.t_bio or stdp.t_bio, lambda: _build(stdp, options.seed), _weights
    )


def _build(stdp: Stdp, seed: int) -> brian2_device.Network:
    random = np.random.default_rng(seed)
    n = stdp.n_exc + stdp.n_inh
    step = np.e * stdp.weight * pA  # of ``rise``: the current then peaks at the weight
    neurons = b2.NeuronGroup(
        n,
        NEURON,
        threshold="v >= v_th",
        reset="v = 0 * mV",
        refractory=stdp.t_ref * ms,
        method="exact",
        namespace={
            "tau_m": stdp.tau_m * ms,
            "tau_syn": stdp.tau_syn * ms,
            "c": stdp.c * pF,
            "v_th": stdp.v_th * mV,
        },
    )
    neurons.v = random.normal(*stdp.v_init, n) * mV
    exc, inh = neurons[: stdp.n_exc], neurons[stdp.n_exc :]
    drive = b2.PoissonInput(neurons, "rise", N=stdp.k_exc, rate=stdp.drive * Hz, weight=step)

    plastic = b2.Synapses(
        exc,
        exc,
        PLASTIC,
        on_pre=ON_PRE,
        on_post=ON_POST,
        delay={"pre": stdp.delay * ms},
        namespace={
            "tau_stdp": stdp.tau_stdp * ms,
            "asymmetry": stdp.asymmetry,
            "rate": stdp.rate,
            "w_max": step / stdp.start,
        },
    )
    plastic.connect(
        **brian2_device.drawn_synapses(len(exc), len(exc), stdp.k_exc, random, autapses=False)
    )
    plastic.w = stdp.start

    def static(source, target, indegree: int, weight: b2.Quantity) -> b2.Synapses:
        synapses = b2.Synapses(
            source,
            target,
            on_pre="rise_post += weight",
            delay=stdp.delay * ms,
            namespace={"weight": weight},
        )
        pairs = brian2_device.drawn_synapses(
            len(source), len(target), indegree, random, autapses=source is not target
        )
        synapses.connect(**pairs)
        return synapses

    synapses = [
        plastic,
        static(exc, inh, stdp.k_exc, step),
        static(inh, exc, stdp.k_inh, -stdp.g * step),
        static(inh, inh, stdp.k_inh, -stdp.g * step),
    ]
    populations = {"E": (0, stdp.n_exc), "I": (stdp.n_exc, n)}
    return brian2_device.Network(neurons, populations, synapses, [drive])


def _weights(network: brian2_device.Network) -> dict[str, object]:
    """Mean and deviation of W / Wmax over all plastic synapses."""
    weights = np.asarray(network.synapses[0].w)
    return {"w_mean": weights.mean(), "w_std": weights.std()}
