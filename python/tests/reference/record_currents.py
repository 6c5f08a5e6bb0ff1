"""Current-based neurons under stepped currents and under input spikes.

``python python/tests/reference/record_currents.py`` in an environment with NEST 3.10 writes
``currents.json`` beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _nest import (  # pyright: ignore[reportMissingImports]
    create,
    fresh,
    grid_times,
    nest,
    sampler,
    samples,
    spike_recorder,
    spike_source,
    spike_times,
    write,
)

COMMON = {
    "C_m": 250.0, "tau_m": 10.0, "E_L": -70.0, "V_m": -70.0, "V_reset": -70.0, "V_th": -55.0,
    "t_ref": 2.0, "I_e": 0.0,
}  # fmt: skip
SYNAPSES = {"tau_syn_ex": 2.0, "tau_syn_in": 2.0}
MODELS: dict[str, dict[str, Any]] = {
    "iaf_psc_delta": {**COMMON, "refractory_input": False},
    "iaf_psc_exp": {**COMMON, **SYNAPSES},
    "iaf_psc_alpha": {**COMMON, **SYNAPSES},
}
WEIGHTS = {
    "iaf_psc_delta": (0.95, -0.9),
    "iaf_psc_exp": (120.0, -120.0),
    "iaf_psc_alpha": (45.0, -45.0),
}

PROTOCOL = (
    "Steps: I_e is piecewise constant, a new value every step_ms, set between Simulate calls, so "
    "currents_pA[protocol][k] acts in the steps that end in (k*step_ms, (k+1)*step_ms]; V_m is "
    "sampled every step_ms from step_ms on, that is just before the next value acts. spikes_ms is "
    "shared by the three models, whose spikes were the same to the step; V_m_mV is given by "
    "model. Input: two spike lists drive a neuron over connections with delay_ms, weight_ex and "
    "weight_in as given by model (mV for delta, pA for exp and alpha: the jump of the current for "
    "exp, its peak for alpha); a time that occurs twice in a list is two spikes. V_m every "
    "sample_ms from sample_ms on. After a spike V_m is held at V_reset for t_ref and moves again "
    "in the step after that; with refractory_input false iaf_psc_delta drops what arrives "
    "meanwhile, that is in the samples after the spike time up to and including spike time + "
    "t_ref. A replica with exact propagators gave the same spikes and V_m within 1e-12 mV for "
    "steps and for the inputs of delta and exp."
)


def steps(model: str, currents: np.ndarray) -> tuple[list[float], list[float], dict[str, Any]]:
    """Spikes and V_m under one stepped current."""
    fresh()
    neuron, params = create(model, MODELS[model])
    recorder, meter = spike_recorder(neuron), sampler(neuron, ["V_m"], 50.0)
    for current in currents:
        neuron.set(I_e=float(current))
        nest.Simulate(50.0)
    neuron.set(I_e=0.0)
    nest.Simulate(5.0)
    spikes = [t for t in spike_times(recorder) if t <= 10000.0]
    return spikes, samples(meter, 10000.0)["V_m"], params


def driven(model: str, ex: list[float], inh: list[float]) -> dict[str, Any]:
    """Spikes and V_m under input spikes."""
    fresh()
    neuron, params = create(model, MODELS[model])
    for times, weight in zip((ex, inh), WEIGHTS[model], strict=True):
        spec = {"weight": weight, "delay": 1.5}
        nest.Connect(spike_source(times), neuron, syn_spec=spec)
    recorder, meter = spike_recorder(neuron), sampler(neuron, ["V_m"], 10.0)
    nest.Simulate(2005.0)
    return {
        "params": params,
        "weight_ex": WEIGHTS[model][0],
        "weight_in": WEIGHTS[model][1],
        "spikes_ms": [t for t in spike_times(recorder) if t <= 2000.0],
        "V_m_mV": samples(meter, 2000.0)["V_m"],
    }


def main() -> None:
    """Records, checks, writes."""
    protocols, currents_pa = [], []
    all_params: dict[str, Any] = {}
    for seed in range(10):
        currents = np.random.default_rng(seed).uniform(300.0, 900.0, 200).round(2)
        currents_pa.append(currents.tolist())
        runs = {model: steps(model, currents) for model in MODELS}
        spikes = runs["iaf_psc_delta"][0]
        if any(run[0] != spikes for run in runs.values()):
            raise SystemExit(f"seed {seed}: the models differ, their spikes cannot be shared")
        potentials = {model: run[1] for model, run in runs.items()}
        spread = np.ptp([*potentials.values()], axis=0).max()
        print(f"seed {seed}: {len(spikes)} spikes, V_m differs by {spread:.1e} mV between models")
        protocols.append({"seed": seed, "spikes_ms": spikes, "V_m_mV": potentials})
        all_params = {model: run[2] for model, run in runs.items()}

    rng = np.random.default_rng(100)
    ex, inh = grid_times(rng, 2000.0, 2000.0), grid_times(rng, 500.0, 2000.0)
    models = {model: driven(model, ex, inh) for model in MODELS}
    for model, run in models.items():
        same = run == driven(model, ex, inh)
        print(f"{model}: {len(run['spikes_ms'])} spikes in 2 s, repeats {same}")
    content = {
        "dt_ms": 0.1,
        "units": {"I_e": "pA", "V": "mV", "t": "ms", "C_m": "pF"},
        "steps": {
            "params": all_params,
            "step_ms": 50.0,
            "currents_pA": currents_pa,
            "protocols": protocols,
        },
        "input": {
            "delay_ms": 1.5,
            "sample_ms": 10.0,
            "spikes_ex_ms": ex,
            "spikes_in_ms": inh,
            "models": models,
        },
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
