"""Workloads stdp and stdp-static in NEST; the whole delay counts as dendritic there."""

from __future__ import annotations

import nest
import nest_kernel
import numpy as np
from measure import Options, Run
from parameters import Stdp

SAMPLE = 50
"""Neurons whose plastic synapses are read at the end."""


def run(options: Options) -> Run:
    """Simulate the network once."""
    stdp = Stdp()
    plastic = options.workload == "stdp"
    return nest_kernel.run(
        options,
        options.t_bio or stdp.t_bio,
        lambda: _build(stdp, plastic, options.seed),
        lambda network: _weights(network, stdp) if plastic else {},
    )


def _build(stdp: Stdp, plastic: bool, seed: int) -> nest_kernel.Network:
    neuron = {
        "C_m": stdp.c,
        "tau_m": stdp.tau_m,
        "E_L": 0.0,
        "V_th": stdp.v_th,
        "V_reset": 0.0,
        "t_ref": stdp.t_ref,
        "tau_syn_ex": stdp.tau_syn,
        "tau_syn_in": stdp.tau_syn,
        "tau_minus": stdp.tau_stdp,
    }
    neurons = nest.Create("iaf_psc_alpha", stdp.n_exc + stdp.n_inh, params=neuron)
    neurons.V_m = np.random.default_rng(seed).normal(*stdp.v_init, len(neurons))
    exc, inh = neurons[: stdp.n_exc], neurons[stdp.n_exc :]
    drive = nest.Create("poisson_generator", params={"rate": stdp.drive * stdp.k_exc})

    nest.CopyModel("static_synapse_hom_w", "exc", {"weight": stdp.weight})
    nest.CopyModel("static_synapse_hom_w", "inh", {"weight": -stdp.g * stdp.weight})
    rule = {  # mu = 0: the change does not depend on the weight
        "lambda": stdp.rate,
        "alpha": stdp.asymmetry,
        "mu_plus": 0.0,
        "mu_minus": 0.0,
        "tau_plus": stdp.tau_stdp,
        "Wmax": stdp.weight / stdp.start,
    }
    nest.CopyModel("stdp_synapse_hom", "plastic", rule)

    def connect(source, target, indegree: int, model: str, **synapse: float) -> None:
        degree = {"rule": "fixed_indegree", "indegree": indegree, "allow_autapses": False}
        nest.Connect(
            source, target, degree, {"synapse_model": model, "delay": stdp.delay, **synapse}
        )

    nest.Connect(drive, neurons, syn_spec={"synapse_model": "exc", "delay": stdp.delay})
    if plastic:
        connect(exc, exc, stdp.k_exc, "plastic", weight=stdp.weight)
    else:
        connect(exc, exc, stdp.k_exc, "exc")
    connect(exc, inh, stdp.k_exc, "exc")
    connect(inh, neurons, stdp.k_inh, "inh")
    n_recurrent = len(neurons) * (stdp.k_exc + stdp.k_inh)
    return nest_kernel.Network({"E": exc, "I": inh}, n_recurrent)


def _weights(network: nest_kernel.Network, stdp: Stdp) -> dict[str, object]:
    """Mean and deviation of W / Wmax over the plastic synapses of some neurons."""
    exc = network.populations["E"]
    synapses = nest.GetConnections(target=exc[:SAMPLE], synapse_model="plastic")
    relative = np.array(synapses.weight) * stdp.start / stdp.weight
    return {"w_mean": relative.mean(), "w_std": relative.std()}
