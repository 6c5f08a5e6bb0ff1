"""Workload brunel in NEST."""

from __future__ import annotations

import nest
import nest_kernel
from measure import Options, Run
from parameters import Brunel


def run(options: Options) -> Run:
    """Simulate the network once."""
    brunel = Brunel()
    return nest_kernel.run(options, options.t_bio or brunel.t_bio, lambda: _build(brunel))


def _build(brunel: Brunel) -> nest_kernel.Network:
    neuron = {
        "C_m": 1.0,
        "tau_m": brunel.tau_m,
        "E_L": 0.0,
        "V_m": 0.0,
        "V_th": brunel.v_th,
        "V_reset": 0.0,
        "t_ref": brunel.t_ref,
        "refractory_input": False,
    }
    neurons = nest.Create("iaf_psc_delta", brunel.n_exc + brunel.n_inh, params=neuron)
    exc, inh = neurons[: brunel.n_exc], neurons[brunel.n_exc :]
    drive = nest.Create("poisson_generator", params={"rate": brunel.drive * brunel.k_exc})

    nest.CopyModel("static_synapse_hom_w", "exc", {"weight": brunel.j})
    nest.CopyModel("static_synapse_hom_w", "inh", {"weight": -brunel.g * brunel.j})
    nest.Connect(drive, neurons, syn_spec={"synapse_model": "exc", "delay": brunel.delay})
    for source, indegree, model in ((exc, brunel.k_exc, "exc"), (inh, brunel.k_inh, "inh")):
        nest.Connect(
            source,
            neurons,
            {"rule": "fixed_indegree", "indegree": indegree},
            {"synapse_model": model, "delay": brunel.delay},
        )
    n_recurrent = len(neurons) * (brunel.k_exc + brunel.k_inh)
    return nest_kernel.Network({"E": exc, "I": inh}, n_recurrent)
