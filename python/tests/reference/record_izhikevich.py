"""Izhikevich neurons of the named types at a constant current, and under input spikes.

``python python/tests/reference/record_izhikevich.py`` in an environment with NEST 3.10 writes
``izhikevich.json`` beside it.
"""

from __future__ import annotations

from typing import Any

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

TYPES = {
    "RS": (0.02, 0.2, -65.0, 8.0, 10.0),
    "IB": (0.02, 0.2, -55.0, 4.0, 10.0),
    "CH": (0.02, 0.2, -50.0, 2.0, 10.0),
    "FS": (0.1, 0.2, -65.0, 2.0, 10.0),
    "TC": (0.02, 0.25, -65.0, 0.05, 2.0),
    "RZ": (0.1, 0.26, -65.0, 2.0, 2.0),
    "LTS": (0.02, 0.25, -65.0, 2.0, 10.0),
}
"""a, b, c and d of Izhikevich (2003), and the current used here."""

SCHEMES = ((True, 0.1), (True, 0.01), (False, 0.1), (False, 0.01), (False, 1.0))
INPUTS = (
    (20.0, 6.0),
    (22.0, 8.0),
    (40.0, 15.0),
    (60.0, -10.0),
    (61.0, 20.0),
    (80.0, 40.0),
    (81.0, 30.0),
)
"""Times and weights (mV) of the input spikes."""

PROTOCOL = (
    "V_m = -65 and U_m = b * V_m at t = 0, V_th = 30. Constant: I_e from t = 0 for 1000 ms. "
    "Input: I_e = 0, the type RS, spikes at input.spikes_ms with input.weights_mV arrive after "
    "delay_ms. V_m and U_m every sample_ms from sample_ms on for the first 100 ms. "
    "consistent_integration true is one forward Euler step of dt for V_m and U_m, both from the "
    "old values; false is the published scheme: V_m in two half steps, then U_m from the new V_m. "
    "An input spike adds its weight to V_m once where consistent_integration is true; where it is "
    "false its weight is a current in both half steps of the step in which it arrives, so V_m "
    "gains weight * dt (and at dt 1.0 the weight). All of this was checked against a replica: the "
    "same values to 1e-12."
)


def run(name: str, consistent: bool, dt: float, inputs: bool) -> dict[str, Any]:
    """One neuron."""
    a, b, c, d, current = TYPES[name]
    fresh(dt)
    params = {
        "a": a, "b": b, "c": c, "d": d, "V_m": -65.0, "U_m": -65.0 * b, "V_th": 30.0,
        "I_e": 0.0 if inputs else current, "consistent_integration": consistent,
    }  # fmt: skip
    neuron, stated = create("izhikevich", params)
    if inputs:
        for time, weight in INPUTS:
            spec = {"weight": weight, "delay": 1.0}
            nest.Connect(spike_source([time], dt), neuron, syn_spec=spec)
    recorder, meter = spike_recorder(neuron), sampler(neuron, ["V_m", "U_m"], 1.0)
    nest.Simulate(1005.0)
    series = samples(meter, 100.0)
    return {
        "type": name,
        "dt_ms": dt,
        "params": stated,
        "spikes_ms": [t for t in spike_times(recorder) if t <= 1000.0],
        "V_m_mV": series["V_m"],
        "U_m_mV_per_ms": series["U_m"],
    }


def main() -> None:
    """Records, checks, writes."""
    cases = [run(name, *scheme, inputs=False) for name in TYPES for scheme in SCHEMES]
    driven = [run("RS", *scheme, inputs=True) for scheme in SCHEMES]
    for case in cases + driven:
        spikes, consistent = case["spikes_ms"], case["params"]["consistent_integration"]
        current = case["params"]["I_e"]
        print(case["type"], current, consistent, case["dt_ms"], len(spikes), spikes[:4])
    again = [run(name, *scheme, inputs=False) for name in TYPES for scheme in SCHEMES]
    print("repeats", cases == again)
    content = {
        "dt_ms": [0.1, 0.01, 1.0],
        "units": {"V_m": "mV", "U_m": "mV/ms", "I_e": "mV/ms, as in the paper", "t": "ms"},
        "sample_ms": 1.0,
        "constant": cases,
        "input": {
            "delay_ms": 1.0,
            "spikes_ms": [time for time, _ in INPUTS],
            "weights_mV": [weight for _, weight in INPUTS],
            "cases": driven,
        },
    }
    write(__file__, PROTOCOL, content)


if __name__ == "__main__":
    main()
