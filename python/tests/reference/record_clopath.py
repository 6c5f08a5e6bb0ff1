"""Voltage-dependent plasticity: weights with the potential and the low-passes that made them.

``python python/tests/reference/record_clopath.py`` in an environment with NEST 3.10 writes
``clopath.json`` beside it.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from _nest import (  # pyright: ignore[reportMissingImports]
    create,
    fresh,
    nest,
    sampler,
    samples,
    spike_recorder,
    spike_source,
    spike_times,
    write,
)

DT, DELAY, DIGITS = 0.1, 0.1, 7
U = ["V_m", "u_bar_plus", "u_bar_minus", "u_bar_bar"]
FREQUENCIES = (0.1, 1.0, 10.0, 20.0, 30.0, 40.0, 50.0)
PAIRINGS = 5

PROTOCOL = (
    "A clopath_synapse (Clopath et al. 2010) from a parrot neuron that fires at pre_ms to a neuron "
    "of the model named, all delay_ms dendritic; the neuron is driven by trigger_weight at "
    "trigger_ms, which is when that arrives, and by the synapse itself with its weight (mV for the "
    "aeif model, pA for hh). V_m, u_bar_plus, u_bar_minus, u_bar_bar: from dt_ms on at every step, "
    "each at the end of its step, rounded to 1e-7. weights_at_pre[k] is the weight that pre spike "
    "k transmits, after everything up to and at it. Law, with F+(t) = u_bar_plus(t - "
    "delay_u_bars), F-(t) likewise, [.]+ the positive part: what the neuron has at t reaches the "
    "synapse at t + delay_ms. x: 1/tau_x at a pre spike, decays with tau_x. In every step, "
    "w += A_LTP x [V_m - theta_plus]+ [F+ - theta_minus]+ dt, x at the end of the step and without "
    "a pre spike at that time, w not above Wmax. At a pre spike, after the growth of that step, w "
    "-= A_LTD [F- - theta_minus]+ (times u_bar_bar^2 / u_ref_squared where A_LTD_const is false; "
    "u_bar_bar is not delayed), w not below Wmin. F before the start is 0 mV in NEST; no pre spike "
    "and no potential above theta_plus comes so early. "
    "frequency: pairs at each frequency, the aeif neuron with the parameters of the run aeif; "
    "post_pre: triggers at 10 ms + k T, pre spikes 10 ms after, k < 5; pre_post: pre spikes at 20 "
    "ms + T + k T, triggers 10 ms after, k < 6; weight_after: transmitted by the last pre spike "
    "(T = 1000/f, times rounded to dt_ms). This is the protocol of NEST's example "
    "clopath_synapse_spike_pairing."
)

AEIF = {
    "V_m": -70.6, "E_L": -70.6, "C_m": 281.0, "theta_minus": -70.6, "theta_plus": -45.3,
    "A_LTD": 14.0e-5, "A_LTP": 8.0e-5, "tau_u_bar_minus": 10.0, "tau_u_bar_plus": 7.0,
    "delay_u_bars": 4.0, "a": 4.0, "b": 0.0805, "V_reset": -49.6, "V_clamp": 33.0, "t_clamp": 2.0,
    "t_ref": 0.0,
}  # fmt: skip
HH = {
    "V_m": -64.9, "C_m": 100.0, "tau_syn_ex": 0.2, "tau_syn_in": 2.0, "theta_plus": -45.3,
    "theta_minus": -65.1, "A_LTP": 8.0e-5, "A_LTD": 14.0e-5, "tau_u_bar_minus": 10.0,
    "tau_u_bar_plus": 114.0, "delay_u_bars": 5.0, "u_bar_plus": -64.9, "u_bar_minus": -64.9,
    "u_bar_bar": -64.9, "A_LTD_const": False, "u_ref_squared": 4000.0,
}  # fmt: skip
SYNAPSE = {"tau_x": 15.0, "Wmin": 0.0, "Wmax": 100.0}


def record(
    model: str, params: dict[str, Any], pre: list[float], trigger: list[float],
    trigger_weight: float, weight: float, until: float, traces: bool = True,
) -> dict[str, Any]:  # fmt: skip
    """One run: weights, and the state at every step."""
    fresh(DT)
    recorded = nest.Create("weight_recorder")
    nest.CopyModel("clopath_synapse", "recorded", {**SYNAPSE, "weight_recorder": recorded})
    neuron, stated = create(model, params)
    before = nest.Create("parrot_neuron")
    nest.Connect(spike_source([t - DELAY for t in pre]), before, syn_spec={"delay": DELAY})
    drive = {"delay": DELAY, "weight": trigger_weight}
    nest.Connect(spike_source([t - DELAY for t in trigger]), neuron, syn_spec=drive)
    spec = {"synapse_model": "recorded", "delay": DELAY, "weight": weight}
    nest.Connect(before, neuron, syn_spec=spec)
    fired = spike_recorder(neuron)
    meter = sampler(neuron, U, DT) if traces else None
    nest.Simulate(until + 5.0)
    course = {
        "model": model, "params": stated, "synapse": SYNAPSE, "weight_at_start": weight,
        "trigger_weight": trigger_weight, "pre_ms": pre, "trigger_ms": trigger,
        "spikes_ms": spike_times(fired), "weights_at_pre": recorded.events["weights"].tolist(),
    }  # fmt: skip
    if meter is not None:
        course.update(samples(meter, until, DIGITS))
    return course


def walked(run: dict[str, Any]) -> list[float]:
    """The protocol's law, step by step, from the recorded state."""
    params, synapse = run["params"], run["synapse"]
    u, plus, minus, slow = (np.array(run[name]) for name in U)
    late = round(params["delay_u_bars"] / DT)
    plus, minus = (np.concatenate([np.zeros(late), each])[: len(u)] for each in (plus, minus))
    above = [np.maximum(plus - params["theta_minus"], 0), np.maximum(u - params["theta_plus"], 0)]
    growth = params["A_LTP"] * above[0] * above[1] * DT
    loss = params["A_LTD"] * np.maximum(minus - params["theta_minus"], 0)
    if not params["A_LTD_const"]:
        loss = loss * slow**2 / params["u_ref_squared"]
    w, x, out, lag = run["weight_at_start"], 0.0, [], round(DELAY / DT)
    arrivals = {round(t / DT) for t in run["pre_ms"]}
    for end in range(lag + 1, len(u) + 1):
        now = end - lag - 1  # index of the state that reaches the synapse at the end of this step
        x *= np.exp(-DT / synapse["tau_x"])
        w = min(w + x * growth[now], synapse["Wmax"])
        if end in arrivals:
            w = max(w - loss[now], synapse["Wmin"])
            out.append(w)
            x += 1.0 / synapse["tau_x"]
    return out


def pairing(frequency: float, kind: str) -> tuple[list[float], list[float]]:
    """Pre- and trigger times, as in NEST's example."""
    period = 1000.0 / frequency
    if kind == "post_pre":
        trigger = [round(10.0 + k * period, 1) for k in range(PAIRINGS)]
        return [round(t + 10.0, 1) for t in trigger], trigger
    pre = [round(20.0 + (k + 1) * period, 1) for k in range(PAIRINGS + 1)]
    return pre, [round(t + 10.0, 1) for t in pre]


def main() -> None:
    """Records, checks, writes."""
    rng = np.random.default_rng(2010)

    def irregular(count: int, until: float, gap: float) -> list[float]:
        steps = np.sort(rng.choice(np.arange(round(15.0 / gap), round(until / gap)), count, False))
        return [round(float(step) * gap, 1) for step in steps]

    until = 220.0
    runs = {
        "aeif": record(
            "aeif_psc_delta_clopath", AEIF, irregular(14, 215.0, 0.3), irregular(8, 200.0, 9.1),
            80.0, 0.5, until,
        ),
        "hh": record(
            "hh_psc_alpha_clopath", HH, irregular(14, 215.0, 0.3), irregular(9, 200.0, 7.3),
            6000.0, 50.0, until,
        ),
    }  # fmt: skip
    for name, run in runs.items():
        off = np.abs(np.subtract(walked(run), run["weights_at_pre"])).max()
        print(name, len(run["spikes_ms"]), "spikes,", run["weights_at_pre"][-1], f"law: {off:.1e}")
        if off > 1e-9:
            raise SystemExit(f"the run {name!r} differs from its law")
    frequency: dict[str, list[float]] = {}
    for kind in ("post_pre", "pre_post"):
        frequency[kind] = []
        for f in FREQUENCIES:
            pre, trigger = pairing(f, kind)
            until = max(pre[-1], trigger[-1]) + 10.0
            run = record(
                "aeif_psc_delta_clopath", AEIF, pre, trigger, 80.0, 0.5, until, traces=False
            )
            frequency[kind].append(run["weights_at_pre"][-1])
        print(kind, frequency[kind])
    content = {
        "dt_ms": DT,
        "delay_ms": DELAY,
        "units": {"V_m": "mV", "u_bar": "mV", "t": "ms"},
        "runs": runs,
        "frequency": {
            "frequencies_hz": list(FREQUENCIES), "weight_at_start": 0.5, "weight_after": frequency,
        },
    }  # fmt: skip
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
