"""Spike counts against the current for neuron models that ``fi.json`` has not.

``python python/tests/reference/record_neuron_currents.py`` in an environment with NEST 3.10 writes
``neuron_currents.json`` beside it.
"""

from __future__ import annotations

from typing import Any

from _nest import create, fresh, nest, spike_recorder, spike_times, write  # pyright: ignore[reportMissingImports]

CONDUCTANCE = {
    "C_m": 250.0, "g_L": 16.6667, "E_L": -70.0, "V_m": -70.0, "V_reset": -60.0, "V_th": -55.0,
    "t_ref": 2.0, "E_ex": 0.0, "E_in": -85.0, "tau_syn_ex": 0.2, "tau_syn_in": 2.0,
}  # fmt: skip
MODELS: dict[str, tuple[dict[str, Any], list[float]]] = {
    "iaf_cond_exp": (CONDUCTANCE, [240.0, 260.0, 300.0, 400.0, 600.0, 1000.0]),
    "iaf_cond_alpha": (CONDUCTANCE, [240.0, 260.0, 300.0, 400.0, 600.0, 1000.0]),
    "hh_cond_exp_traub": (
        {
            "C_m": 200.0, "g_Na": 20000.0, "g_K": 6000.0, "g_L": 10.0, "E_Na": 50.0,
            "E_K": -90.0, "E_L": -60.0, "V_T": -63.0, "E_ex": 0.0, "E_in": -80.0,
            "tau_syn_ex": 5.0, "tau_syn_in": 10.0, "V_m": -60.0, "t_ref": 2.0,
        },
        [0.0, 50.0, 100.0, 200.0, 500.0, 1000.0],
    ),
    "gif_psc_exp": (
        {
            "C_m": 83.1, "g_L": 3.7, "E_L": -67.0, "V_m": -67.0, "V_reset": -36.7,
            "V_T_star": -39.6, "lambda_0": 1.0, "Delta_V": 1e-6, "t_ref": 4.0,
            "q_stc": [56.7, -6.9], "tau_stc": [57.8, 218.2],
            "q_sfa": [11.7, 1.8], "tau_sfa": [53.8, 640.0],
            "tau_syn_ex": 2.0, "tau_syn_in": 2.0,
        },
        [100.0, 105.0, 120.0, 160.0, 200.0, 300.0],
    ),
}  # fmt: skip

PROTOCOL = (
    "I_e from t = 0 for until_ms: the number of spikes up to and including until_ms, the first "
    "and the last (null without any). gif_psc_exp with Delta_V 1e-6 mV, so that its threshold is "
    "sharp; params gives I_e as 0, the currents are in I_e_pA."
)


def curve(model: str) -> dict[str, Any]:
    """One model at its currents."""
    params, currents = MODELS[model]
    counts, first, last, stated = [], [], [], {}
    for current in currents:
        fresh()
        neuron, stated = create(model, {**params, "I_e": 0.0})
        neuron.set(I_e=current)
        recorder = spike_recorder(neuron)
        nest.Simulate(1005.0)
        spikes = [t for t in spike_times(recorder) if t <= 1000.0]
        counts.append(len(spikes))
        first.append(spikes[0] if spikes else None)
        last.append(spikes[-1] if spikes else None)
    return {
        "params": stated, "I_e_pA": currents, "spikes": counts, "first_ms": first, "last_ms": last,
    }  # fmt: skip


def main() -> None:
    """Records, checks, writes."""
    curves = {model: curve(model) for model in MODELS}
    for model, values in curves.items():
        print(model, values["spikes"], values["first_ms"], "repeats", values == curve(model))
    content = {
        "dt_ms": 0.1,
        "units": {"I_e": "pA", "V": "mV", "g": "nS", "C_m": "pF", "t": "ms"},
        "until_ms": 1000.0,
        "models": curves,
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
