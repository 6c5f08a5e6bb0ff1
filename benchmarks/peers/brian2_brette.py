"""Workloads coba, cuba and their large versions in Brian2; input arrives one step later."""

from __future__ import annotations

import brian2 as b2
import brian2_device
from brian2 import ms, mV, nS, pF
from measure import Options, Run
from parameters import BRETTE, Coba, Cuba

COBA = """
dv/dt = (g_leak * (e_leak - v) + ge * (e_exc - v) + gi * (e_inh - v)) / c : volt (unless refractory)
dge/dt = -ge / tau_exc : siemens
dgi/dt = -gi / tau_inh : siemens
"""
CUBA = """
dv/dt = (v_rest - v + ge + gi) / tau_m : volt (unless refractory)
dge/dt = -ge / tau_exc : volt
dgi/dt = -gi / tau_inh : volt
"""


def run(options: Options) -> Run:
    """Simulate the network once."""
    parameters = BRETTE[options.workload]
    t_bio = options.t_bio or parameters.t_bio
    return brian2_device.run(options, t_bio, lambda: _build(parameters))


def _build(brette: Coba | Cuba) -> brian2_device.Network:
    if isinstance(brette, Coba):
        neurons, unit = _coba_neurons(brette), nS
    else:
        neurons, unit = _cuba_neurons(brette), mV
    synapses = []
    for source, variable, weight in (
        (neurons[: brette.n_exc], "ge", brette.w_exc),
        (neurons[brette.n_exc :], "gi", brette.w_inh),
    ):
        some = b2.Synapses(
            source, neurons, on_pre=f"{variable}_post += w", namespace={"w": weight * unit}
        )
        some.connect(p=brette.probability)
        synapses.append(some)
    populations = {"E": (0, brette.n_exc), "I": (brette.n_exc, brette.n)}
    return brian2_device.Network(neurons, populations, synapses)


def _coba_neurons(coba: Coba) -> b2.NeuronGroup:
    constants = {
        "c": coba.c * pF,
        "g_leak": coba.g_leak * nS,
        "e_leak": coba.e_leak * mV,
        "e_exc": coba.e_exc * mV,
        "e_inh": coba.e_inh * mV,
    }
    neurons = _neurons(coba, COBA, "exponential_euler", constants)
    neurons.v = _normal(coba.v_init, "mV")
    neurons.ge = f"clip({_normal(coba.g_exc_init, 'nS')}, 0 * nS, 1 * siemens)"
    neurons.gi = f"clip({_normal(coba.g_inh_init, 'nS')}, 0 * nS, 1 * siemens)"
    return neurons


def _cuba_neurons(cuba: Cuba) -> b2.NeuronGroup:
    constants = {"v_rest": cuba.v_rest * mV, "tau_m": cuba.tau_m * ms}
    neurons = _neurons(cuba, CUBA, "exact", constants)
    low, high = cuba.v_init
    neurons.v = f"{low} * mV + {high - low} * mV * rand()"
    return neurons


def _neurons(
    brette: Coba | Cuba, equations: str, method: str, constants: dict[str, b2.Quantity]
) -> b2.NeuronGroup:
    return b2.NeuronGroup(
        brette.n,
        equations,
        threshold="v > v_th",
        reset="v = v_reset",
        refractory=brette.t_ref * ms,
        method=method,
        namespace=constants
        | {
            "v_th": brette.v_th * mV,
            "v_reset": brette.v_reset * mV,
            "tau_exc": brette.tau_exc * ms,
            "tau_inh": brette.tau_inh * ms,
        },
    )


def _normal(mean_and_deviation: tuple[float, float], unit: str) -> str:
    mean, deviation = mean_and_deviation
    return f"{mean} * {unit} + {deviation} * {unit} * randn()"
