"""Workloads coba, cuba and their large versions in ANNarchy, by explicit Euler steps."""

from __future__ import annotations

import ANNarchy as ann  # noqa: N813
import annarchy_network
import numpy as np
from measure import Options, Run
from parameters import BRETTE, Coba, Cuba

COBA = [
    "c * dv/dt = leak * (e_leak - v) + g_exc * (e_exc - v) + g_inh * (e_inh - v)",
    "tau_exc * dg_exc/dt = -g_exc",
    "tau_inh * dg_inh/dt = -g_inh",
]
CUBA = [
    "tau_m * dv/dt = v_rest - v + g_exc + g_inh",
    "tau_exc * dg_exc/dt = -g_exc",
    "tau_inh * dg_inh/dt = -g_inh",
]


def run(options: Options) -> Run:
    """Simulate the network once."""
    parameters = BRETTE[options.workload]
    return annarchy_network.run(
        options,
        options.t_bio or parameters.t_bio,
        lambda network: _build(parameters, network, options.seed),
    )


def _build(
    brette: Coba | Cuba, network: ann.Network, seed: int
) -> tuple[ann.Population, dict[str, tuple[int, int]]]:
    random = np.random.default_rng(seed)
    if isinstance(brette, Coba):
        neurons = _coba_neurons(brette, network, random)
    else:
        neurons = _cuba_neurons(brette, network, random)
    for source, target, weight in (
        (neurons[: brette.n_exc], "exc", brette.w_exc),
        (neurons[brette.n_exc :], "inh", brette.w_inh),
    ):
        network.connect(source, neurons, target).fixed_probability(
            brette.probability, weights=weight, allow_self_connections=True
        )
    return neurons, {"E": (0, brette.n_exc), "I": (brette.n_exc, brette.n)}


def _coba_neurons(coba: Coba, network: ann.Network, random: np.random.Generator) -> ann.Population:
    constants = {
        "c": coba.c,
        "leak": coba.g_leak,
        "e_leak": coba.e_leak,
        "e_exc": coba.e_exc,
        "e_inh": coba.e_inh,
    }
    neurons = network.create(coba.n, neuron=_model(coba, COBA, constants))
    neurons.v = random.normal(*coba.v_init, coba.n)
    neurons.g_exc = np.maximum(0.0, random.normal(*coba.g_exc_init, coba.n))
    neurons.g_inh = np.maximum(0.0, random.normal(*coba.g_inh_init, coba.n))
    return neurons


def _cuba_neurons(cuba: Cuba, network: ann.Network, random: np.random.Generator) -> ann.Population:
    constants = {"tau_m": cuba.tau_m, "v_rest": cuba.v_rest}
    neurons = network.create(cuba.n, neuron=_model(cuba, CUBA, constants))
    neurons.v = random.uniform(*cuba.v_init, cuba.n)
    return neurons


def _model(brette: Coba | Cuba, equations: list[str], constants: dict[str, float]) -> ann.Neuron:
    return ann.Neuron(
        parameters=constants
        | {
            "tau_exc": brette.tau_exc,
            "tau_inh": brette.tau_inh,
            "v_th": brette.v_th,
            "v_reset": brette.v_reset,
        },
        equations=equations,
        spike="v > v_th",
        reset="v = v_reset",
        refractory=brette.t_ref,
    )
