"""Conductance-based leaky integrate-and-fire neurons against NEST."""

from __future__ import annotations

from typing import Any

import numpy as np

from validation.cell import Input, largest, respond
from validation.reference import as_ours, recorded, weight_unit
from validation.results import Row, Topic, lateness, trains, within

ABOUT = """
One neuron under 2000 excitatory and 500 inhibitory input spikes a second for 1 s, and the answers
to single spikes. NEST integrates by an adaptive Runge-Kutta rule; here a step is one exponential
midpoint rule, of second order: potentials must agree to 2e-3 mV in the median (which the shift of
one spike by one step does not change) and 2e-3 mV at most after single spikes at dt = 0.1 ms, and
to a hundredth of that at dt = 0.01 ms, where spikes must be the same. At dt = 0.1 ms spikes must
be as many and each within one step.
"""
NAMES = {"iaf_cond_exp": "LIFCondExp", "iaf_cond_alpha": "LIFCondAlpha"}
TOLERANCE = {0.1: 2e-3, 0.01: 2e-5}  # mV, second order


def check() -> Topic:
    """Spikes, potentials and single answers at two steps."""
    given = recorded("conductances")
    rows: list[Row] = []
    for case in given["input"]["cases"]:
        rows += _driven(given["input"], case)
    rows += [_answer(given["psp"], case) for case in given["psp"]["cases"]]
    return Topic("Leaky integrate-and-fire, conductance-based", ABOUT, rows)


def inputs(given: dict[str, Any], case: dict[str, Any]) -> list[Input]:
    """The two spike lists of a recording; weights that inhibit are positive conductances here."""
    model = case["model"]
    jumps, opens = model.endswith("delta"), "cond" in model
    return [
        Input(
            given[f"spikes_{kind}_ms"],
            (abs(weight) if opens else weight) * weight_unit(model),
            given["delay_ms"],
            None if jumps else receptor,
        )
        for kind, receptor, weight in (
            ("ex", "excitatory", case["weight_ex"]),
            ("in", "inhibitory", case["weight_in"]),
        )
    ]


def _driven(given: dict[str, Any], case: dict[str, Any]) -> list[Row]:
    model, dt = case["model"], case["dt_ms"]
    run = respond(
        as_ours(model, case["params"]),
        1000.0,
        dt=dt,
        inputs=inputs(given, case),
        every=given["sample_ms"],
    )
    what = f"{NAMES[model]}, input spikes, dt {dt}"
    apart = float(np.median(np.abs(run.v - np.array(case["V_m_mV"]))))
    samples = f"{run.v.size} samples"
    if dt < 0.1:
        spikes = trains(f"{what}, spikes", [run.spikes], [case["spikes_ms"]])
    else:
        spikes = lateness(f"{what}, spikes", run.spikes, case["spikes_ms"], dt + 1e-6)
    return [spikes, within(f"{what}, v, median", samples, "NEST", apart, TOLERANCE[dt])]


def _answer(given: dict[str, Any], case: dict[str, Any]) -> Row:
    model, dt, weight = case["model"], case["dt_ms"], case["weight"]
    kind = "excitatory" if weight > 0 else "inhibitory"
    run = respond(
        as_ours(model, case["params"]),
        50.0,
        dt=dt,
        inputs=[Input([given["spike_ms"]], abs(weight) * 1e-3, given["delay_ms"], kind)],
        every=given["sample_ms"],
    )
    theirs = np.array(case["V_m_mV"])
    rest = case["params"]["E_L"]
    peak = np.argmax(np.abs(theirs - rest))
    return within(
        f"{NAMES[model]}, one {kind} spike, dt {dt}, v (peak shown)",
        f"{run.v[peak] - rest:.5f} mV",
        f"{theirs[peak] - rest:.5f} mV",
        largest(run.v, theirs),
        TOLERANCE[dt],
    )
