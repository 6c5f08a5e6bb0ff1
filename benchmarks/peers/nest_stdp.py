"""Workloads stdp and stdp-static, -triplet, -dopamine in NEST; all of the delay is dendritic."""

from __future__ import annotations

import nest
import nest_kernel
import numpy as np
from measure import Options, Run
from parameters import Dopamine, Stdp, Triplet

SAMPLE = 50
"""Neurons whose plastic synapses are read at the end."""


def run(options: Options) -> Run:
    """Simulate the network once."""
    stdp = Stdp().scaled(options.scale)
    plastic = options.workload != "stdp-static"
    return nest_kernel.run(
        options,
        options.t_bio or stdp.t_bio,
        lambda: _build(stdp, options.workload, options.seed),
        lambda network: _weights(network, stdp) if plastic else {},
    )


def _build(stdp: Stdp, workload: str, seed: int) -> nest_kernel.Network:
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
    if workload == "stdp-triplet":
        neuron |= {"tau_minus": Triplet.tau_minus, "tau_minus_triplet": Triplet.tau_y}
    neurons = nest.Create("iaf_psc_alpha", stdp.n_exc + stdp.n_inh, params=neuron)
    neurons.V_m = np.random.default_rng(seed).normal(*stdp.v_init, len(neurons))
    exc, inh = neurons[: stdp.n_exc], neurons[stdp.n_exc :]
    drive = nest.Create("poisson_generator", params={"rate": stdp.drive * stdp.k_exc})

    nest.CopyModel("static_synapse_hom_w", "exc", {"weight": stdp.weight})
    nest.CopyModel("static_synapse_hom_w", "inh", {"weight": -stdp.g * stdp.weight})
    _RULES[workload](stdp)

    def connect(source, target, indegree: int, model: str, **synapse: float) -> None:
        degree = {"rule": "fixed_indegree", "indegree": indegree, "allow_autapses": False}
        nest.Connect(
            source, target, degree, {"synapse_model": model, "delay": stdp.delay, **synapse}
        )

    nest.Connect(drive, neurons, syn_spec={"synapse_model": "exc", "delay": stdp.delay})
    if workload != "stdp-static":
        connect(exc, exc, stdp.k_exc, "plastic", weight=stdp.weight)
    else:
        connect(exc, exc, stdp.k_exc, "exc")
    connect(exc, inh, stdp.k_exc, "exc")
    connect(inh, neurons, stdp.k_inh, "inh")
    n_recurrent = len(neurons) * (stdp.k_exc + stdp.k_inh)
    return nest_kernel.Network({"E": exc, "I": inh}, n_recurrent)


def _pairs(stdp: Stdp) -> None:
    """Synapse model "plastic": additive pairs."""
    rule = {  # mu = 0: the change does not depend on the weight
        "lambda": stdp.rate,
        "alpha": stdp.asymmetry,
        "mu_plus": 0.0,
        "mu_minus": 0.0,
        "tau_plus": stdp.tau_stdp,
        "Wmax": stdp.weight / stdp.start,
    }
    nest.CopyModel("stdp_synapse_hom", "plastic", rule)


def _triplets(stdp: Stdp) -> None:
    """Synapse model "plastic": triplets."""
    triplet, w_max = Triplet(), stdp.weight / stdp.start
    rule = {
        "Aplus": triplet.a2_plus * w_max,
        "Aplus_triplet": triplet.a3_plus * w_max,
        "Aminus": triplet.a2_minus * w_max,
        "Aminus_triplet": triplet.a3_minus * w_max,
        "tau_plus": triplet.tau_plus,
        "tau_plus_triplet": triplet.tau_x,
        "Wmax": w_max,
    }
    nest.CopyModel("stdp_triplet_synapse", "plastic", rule)


def _dopamine(stdp: Stdp) -> None:
    """Synapse model "plastic": pairs modulated by the spikes of a dopaminergic population."""
    dopamine, w_max = Dopamine(), stdp.weight / stdp.start
    visits = round(dopamine.interval / stdp.delay)  # the least delay of the network
    transmitter = nest.Create("volume_transmitter", params={"deliver_interval": visits})
    drive = nest.Create("poisson_generator", params={"rate": dopamine.rate})
    neurons = nest.Create("parrot_neuron", dopamine.neurons)
    nest.Connect(drive, neurons, syn_spec={"delay": stdp.delay})
    nest.Connect(neurons, transmitter, syn_spec={"delay": stdp.delay})
    rule = {
        "A_plus": stdp.rate * w_max,
        "A_minus": stdp.asymmetry * stdp.rate * w_max,
        "tau_plus": stdp.tau_stdp,
        "tau_c": dopamine.tau_c,
        "tau_n": dopamine.tau_n,
        "b": dopamine.baseline,
        "Wmin": 0.0,
        "Wmax": w_max,
        "volume_transmitter": transmitter,
    }
    nest.CopyModel("stdp_dopamine_synapse", "plastic", rule)


_RULES = {
    "stdp": _pairs,
    "stdp-static": lambda stdp: None,
    "stdp-triplet": _triplets,
    "stdp-dopamine": _dopamine,
}


def _weights(network: nest_kernel.Network, stdp: Stdp) -> dict[str, object]:
    """Mean and deviation of W / Wmax over the plastic synapses of some neurons."""
    exc = network.populations["E"]
    synapses = nest.GetConnections(target=exc[:SAMPLE], synapse_model="plastic")
    relative = np.array(synapses.weight) * stdp.start / stdp.weight
    return {"w_mean": relative.mean(), "w_std": relative.std()}
