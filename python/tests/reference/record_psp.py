"""The answer of each neuron model to one incoming spike.

``python python/tests/reference/record_psp.py`` in an environment with NEST 3.10 writes
``psp.json`` beside it.
"""

from __future__ import annotations

from typing import Any

from _nest import create, fresh, nest, sampler, samples, spike_source, write  # pyright: ignore[reportMissingImports]

CURRENT = {
    "C_m": 250.0, "tau_m": 10.0, "E_L": -70.0, "V_m": -70.0, "V_reset": -70.0, "V_th": -55.0,
    "t_ref": 2.0, "I_e": 0.0,
}  # fmt: skip
CONDUCTANCE = {
    "C_m": 250.0, "g_L": 16.6667, "E_L": -70.0, "V_m": -70.0, "V_reset": -60.0, "V_th": -55.0,
    "t_ref": 2.0, "E_ex": 0.0, "E_in": -85.0, "tau_syn_ex": 2.0, "tau_syn_in": 5.0, "I_e": 0.0,
}  # fmt: skip
ADAPTIVE = {
    "C_m": 281.0, "g_L": 30.0, "E_L": -70.6, "V_m": -70.6, "V_th": -50.4, "V_reset": -60.0,
    "V_peak": 0.0, "Delta_T": 2.0, "a": 4.0, "b": 80.5, "tau_w": 144.0, "w": 0.0, "t_ref": 0.0,
    "I_e": 0.0, "gsl_error_tol": 1e-9,
}  # fmt: skip
SYNAPSES = {"tau_syn_ex": 2.0, "tau_syn_in": 5.0}
SINGLE: list[tuple[str, dict[str, Any], float, str, str]] = [
    ("iaf_psc_delta", {**CURRENT, "refractory_input": False}, 1.5, "mV", ""),
    ("iaf_psc_exp", {**CURRENT, **SYNAPSES}, 200.0, "pA", "I_syn_ex"),
    ("iaf_psc_exp", {**CURRENT, **SYNAPSES}, -200.0, "pA", "I_syn_in"),
    ("iaf_psc_alpha", {**CURRENT, **SYNAPSES}, 100.0, "pA", "I_syn_ex"),
    ("iaf_cond_exp", CONDUCTANCE, 4.0, "nS", "g_ex"),
    ("iaf_cond_alpha", CONDUCTANCE, 2.0, "nS", "g_ex"),
]
THREE: list[tuple[str, dict[str, Any], list[float], str]] = [
    (
        "iaf_psc_exp_multisynapse",
        {**CURRENT, "tau_syn": [1.0, 4.0, 12.0]},
        [300.0, -100.0, 60.0],
        "pA",
    ),
    (
        "aeif_cond_beta_multisynapse",
        {
            **ADAPTIVE, "E_rev": [0.0, -85.0, 0.0], "tau_rise": [0.5, 1.0, 3.0],
            "tau_decay": [2.0, 6.0, 25.0],
        },
        [8.0, 6.0, 3.0],
        "nS",
    ),
]  # fmt: skip
SPIKE, DELAY, UNTIL = 5.0, 1.5, 60.0
OTHERS: list[tuple[str, float]] = [
    ("aeif_cond_exp", 10.0), ("aeif_cond_alpha", 10.0), ("aeif_psc_exp", 100.0),
    ("aeif_psc_delta", 1.0), ("izhikevich", 1.0), ("hh_cond_exp_traub", 10.0),
    ("hh_psc_alpha", 100.0), ("gif_psc_exp", 10.0), ("gif_cond_exp", 1.0),
]  # fmt: skip

PROTOCOL = (
    "One spike sent at spike_ms arrives after delay_ms, at 6.5 ms; V_m and, where the model has "
    "one, the synaptic current or conductance at every step from dt on for until_ms. Weight: mV "
    "for delta, pA for exp (the jump) and alpha (the peak), nS for cond_exp (the jump), "
    "cond_alpha and beta (the peak). first_change_ms are the first samples that differ from those "
    "without the spike: a synaptic current or conductance that jumps is seen to jump in the "
    "sample at the arrival, what it does to V_m one step later (an exact solution from the "
    "arrival on); a delta is seen in V_m at the arrival. gif_psc_exp is the exception: there V_m "
    "changes in the sample at the arrival already. Three receptors: receptor k gets one spike of "
    "its own at spikes_ms[k]; conductance models come from an adaptive integrator, so compare "
    "them to about 1e-8 mV, not to 1e-12."
)


def single(
    model: str, params: dict[str, Any], weight: float, unit: str, name: str
) -> dict[str, Any]:
    """One spike into one synapse."""
    fresh()
    neuron, stated = create(model, params)
    nest.Connect(spike_source([SPIKE]), neuron, syn_spec={"weight": weight, "delay": DELAY})
    meter = sampler(neuron, ["V_m", *([name] if name else [])], 0.1)
    nest.Simulate(UNTIL + 5.0)
    return {
        "model": model, "params": stated, "weight": weight, "weight_unit": unit,
        **samples(meter, UNTIL),
    }  # fmt: skip


def three(model: str, params: dict[str, Any], weights: list[float], unit: str) -> dict[str, Any]:
    """One spike into each of three receptors, at different times."""
    fresh()
    neuron, stated = create(model, params)
    spikes = [5.0, 15.0, 25.0]
    for receptor, (weight, time) in enumerate(zip(weights, spikes, strict=True), start=1):
        spec = {"weight": weight, "delay": DELAY, "receptor_type": receptor}
        nest.Connect(spike_source([time]), neuron, syn_spec=spec)
    letter = "I_syn" if unit == "pA" else "g"
    meter = sampler(neuron, ["V_m", f"{letter}_1", f"{letter}_2", f"{letter}_3"], 0.1)
    nest.Simulate(UNTIL + 5.0)
    series = samples(meter, UNTIL)
    for receptor in (1, 2, 3):
        series[f"{letter}_{receptor}"] = [round(x, 10) for x in series[f"{letter}_{receptor}"]]
    return {
        "model": model, "params": stated, "weights": weights, "weight_unit": unit,
        "spikes_ms": spikes, **series,
    }  # fmt: skip


def first_change(model: str, params: dict[str, Any], weight: float) -> dict[str, float]:
    """When the samples of a neuron with the spike first differ from those of one without."""
    fresh()
    neurons, _ = create(model, params, 2)
    nest.Connect(spike_source([SPIKE]), neurons[:1], syn_spec={"weight": weight, "delay": DELAY})
    names = [name for name in neurons[0].recordables if name in ("V_m", "I_syn_ex", "g_ex")]
    meter = sampler(neurons, names, 0.1)
    nest.Simulate(15.0)
    events = meter.events
    one, other = (events["senders"] == n for n in neurons.tolist())
    times = events["times"][one]
    return {n: round(float(times[events[n][one] != events[n][other]][0]), 6) for n in names}


def main() -> None:
    """Records, checks, writes."""
    cases = [single(*case) for case in SINGLE]
    receptors = [three(*case) for case in THREE]
    for case in cases + receptors:
        v = case["V_m"]
        print(case["model"], len(v), "samples, extremes", min(v), max(v))
    known = [(model, params, w) for model, params, w, *_ in SINGLE if w > 0]
    changes = {m: first_change(m, p, w) for m, p, w in [*known, *((m, {}, w) for m, w in OTHERS)]}
    for model, change in changes.items():
        print(model, "first change", change)
    again = [single(*case) for case in SINGLE], [three(*case) for case in THREE]
    print("repeats", again == (cases, receptors))
    content = {
        "dt_ms": 0.1,
        "units": {"V_m": "mV", "I": "pA", "g": "nS", "t": "ms", "C_m": "pF", "w": "pA"},
        "spike_ms": SPIKE,
        "delay_ms": DELAY,
        "until_ms": UNTIL,
        "first_change_ms": changes,
        "single": cases,
        "three_receptors": receptors,
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
