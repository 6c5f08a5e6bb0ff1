"""Workloads coba, cuba, their large versions, and cuba-delay1 in NEST."""

from __future__ import annotations

import nest
import nest_kernel
import numpy as np
from measure import Options, Run
from parameters import BRETTE, Brette, Coba, Cuba


def run(options: Options) -> Run:
    """Simulate the network once."""
    parameters = BRETTE[options.workload]
    t_bio = options.t_bio or parameters.t_bio
    return nest_kernel.run(options, t_bio, lambda: _build(parameters, options.seed))


def _build(brette: Coba | Cuba, seed: int) -> nest_kernel.Network:
    random = np.random.default_rng(seed)
    if isinstance(brette, Coba):
        neurons, w_exc, w_inh = _coba_neurons(brette, random)
    else:
        neurons, w_exc, w_inh = _cuba_neurons(brette, random)
    exc, inh = neurons[: brette.n_exc], neurons[brette.n_exc :]

    rule = {
        "rule": "pairwise_bernoulli",
        "p": brette.probability,
        "allow_autapses": False,
    }
    for source, weight in ((exc, w_exc), (inh, w_inh)):
        synapse = {"synapse_model": "static_synapse", "weight": weight, "delay": brette.delay}
        nest.Connect(source, neurons, rule, synapse)
    return nest_kernel.Network({"E": exc, "I": inh}, nest.num_connections)


def _coba_neurons(coba: Coba, random: np.random.Generator):
    """Conductance neurons; weights in nS, the sign tells the receptor."""
    neuron = _common(coba) | {
        "g_L": coba.g_leak,
        "E_L": coba.e_leak,
        "E_ex": coba.e_exc,
        "E_in": coba.e_inh,
    }
    neurons = nest.Create("iaf_cond_exp", coba.n, params=neuron)
    neurons.V_m = random.normal(*coba.v_init, coba.n)
    neurons.g_ex = np.maximum(0.0, random.normal(*coba.g_exc_init, coba.n))
    neurons.g_in = np.maximum(0.0, random.normal(*coba.g_inh_init, coba.n))
    return neurons, coba.w_exc, -coba.w_inh


def _cuba_neurons(cuba: Cuba, random: np.random.Generator):
    """Current neurons; weights in pA: millivolts times the leak conductance."""
    neuron = _common(cuba) | {"tau_m": cuba.tau_m, "E_L": cuba.v_rest}
    neurons = nest.Create("iaf_psc_exp", cuba.n, params=neuron)
    neurons.V_m = random.uniform(*cuba.v_init, cuba.n)
    return neurons, cuba.w_exc * cuba.g_leak, cuba.w_inh * cuba.g_leak


def _common(brette: Brette) -> dict[str, float]:
    return {
        "C_m": brette.c,
        "V_th": brette.v_th,
        "V_reset": brette.v_reset,
        "t_ref": brette.t_ref,
        "tau_syn_ex": brette.tau_exc,
        "tau_syn_in": brette.tau_inh,
    }
