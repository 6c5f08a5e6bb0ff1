"""Workload brunel in ANNarchy: a binomial drive, sources drawn without repetition."""

from __future__ import annotations

import ANNarchy as ann  # noqa: N813
import annarchy_network
from measure import Options, Run
from parameters import DT, Brunel


def run(options: Options) -> Run:
    """Simulate the network once."""
    brunel = Brunel()
    return annarchy_network.run(
        options, options.t_bio or brunel.t_bio, lambda network: _build(brunel, network)
    )


def _build(
    brunel: Brunel, network: ann.Network
) -> tuple[ann.Population, dict[str, tuple[int, int]]]:
    probability = brunel.drive * DT * 1e-3
    model = ann.Neuron(
        parameters={"tau_m": brunel.tau_m, "v_th": brunel.v_th, "jump": brunel.j},
        equations=[
            f"drive = Binomial({brunel.k_exc}, {probability})",
            "v += -dt / tau_m * v + jump * drive + g_exc - g_inh",
        ],
        spike="v >= v_th",
        reset="v = 0.0",
        refractory=brunel.t_ref,
    )
    n = brunel.n_exc + brunel.n_inh
    neurons = network.create(n, neuron=model)
    for source, target, indegree, weight in (
        (neurons[: brunel.n_exc], "exc", brunel.k_exc, brunel.j),
        (neurons[brunel.n_exc :], "inh", brunel.k_inh, brunel.g * brunel.j),
    ):
        network.connect(source, neurons, target).fixed_number_pre(
            indegree, weights=weight, delays=brunel.delay, allow_self_connections=True
        )
    return neurons, {"E": (0, brunel.n_exc), "I": (brunel.n_exc, n)}
