"""Adaptive exponential neurons against NEST."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from validation.cell import Response, Series, largest, respond
from validation.conductances import inputs
from validation.reference import as_ours, recorded
from validation.results import Row, Topic, compare, lateness, within

ABOUT = """
Four sets of parameters at two constant currents, and four kinds of synapses under input spikes,
for 500 ms. Here a neuron is reset at the end of the step in which it fires; NEST resets it within
the step. So potentials must agree up to the first spike (1e-5 mV at dt = 0.1, 1e-9 mV at 0.01
ms), and the first spike must come within one step. From there on lags add up: under a constant
current the n-th spike may be late by 2 n steps, one for the reset at the step's end and one
because an upswing ends in far less than a step. In steps of 0.001 ms that is little: then spikes
must be as many as NEST's of steps of 0.01 ms, and each within 0.05 ms; under conductances that
jump, 0.15 ms, because single spikes hang on single inputs there. Numbers of spikes at dt = 0.1 ms
must be NEST's within 5 %.
"""
FINE = 0.001  # ms


def check() -> Topic:
    """Every recorded case up to its first spike, and in fine steps."""
    given = recorded("adaptive")
    rows: list[Row] = []
    shown: list[tuple[dict[str, Any], Response]] = []
    cases = [(case, []) for case in given["constant"] if _is_new(case)]
    cases += [(case, inputs(given["input"], case)) for case in given["input"]["cases"]]
    for case, spikes in cases:
        model = as_ours(case["model"], case["params"])
        run = respond(model, 500.0, dt=case["dt_ms"], inputs=spikes, every=1.0)
        rows += _upswing(case, run)
        if case["dt_ms"] > 0.05:
            continue
        fine = respond(model, 500.0, dt=FINE, inputs=spikes, every=1.0)
        most = 0.15 if spikes and case["model"] == "aeif_cond_exp" else 0.05
        what = f"{_named(case)}, steps of {FINE} ms, spikes"
        rows.append(lateness(what, fine.spikes, case["spikes_ms"], most))
        if not spikes and case["params"]["I_e"] == 1000.0 and "V_m_mV" in case:
            shown.append((case, fine))
    return Topic(
        "Adaptive exponential integrate-and-fire",
        ABOUT,
        rows,
        draw=lambda figure: _draw(figure, shown),
        size=(8.0, 3.6),
    )


def _is_new(case: dict[str, Any]) -> bool:
    """Models differ in their synapses alone, of which constant currents see nothing."""
    return case["model"] == "aeif_cond_exp"


def _named(case: dict[str, Any]) -> str:
    if "set" in case:
        return f"{case['set']}, {case['params']['I_e']:g} pA"
    return f"{case['model']}, input spikes"


def _upswing(case: dict[str, Any], run: Response) -> list[Row]:
    dt, theirs = case["dt_ms"], case["spikes_ms"]
    samples = min(int(theirs[0]) - 1, len(case["V_m_mV"]))
    what, shown = f"{_named(case)}, dt {dt}", f"{samples} samples"
    before = largest(run.v[:samples], case["V_m_mV"][:samples])
    rows = [
        within(
            f"{what}, v before the first spike", shown, "NEST", before, 1e-9 if dt < 0.05 else 1e-5
        ),
        compare(f"{what}, first spike", run.spikes[0], theirs[0], dt + 1e-6, "ms"),
    ]
    if dt > 0.05:
        number = compare(
            f"{what}, number of spikes", run.spikes.size, len(theirs), 5.0, relative=True
        )
        rows.append(number)
    if "set" in case:
        rows.append(_lag(what, run.spikes, np.array(theirs), dt))
    return rows


def _lag(what: str, ours: Series, theirs: Series, dt: float) -> Row:
    """By how much a spike is late, over its number."""
    number = np.arange(1, min(ours.size, theirs.size) + 1)
    late = (ours[: number.size] - theirs[: number.size]) / number
    shown = f"{number.size} spikes"
    return Row(f"{what}, lag per spike", shown, "NEST", float(np.abs(late).max()), 2 * dt, "ms")


def _draw(figure: Figure, shown: list[tuple[dict[str, Any], Response]]) -> None:
    """The four sets at 1000 pA."""
    axes = figure.subplots(2, 2, sharex=True, sharey=True).flat
    for ax, (case, run) in zip(axes, shown, strict=True):
        ax.plot(run.times[:200], run.v[:200], color="#2b6ca3", linewidth=0.9)
        ax.plot(run.times[:200], case["V_m_mV"], ".", color="#d9822b", markersize=2)
        ax.set_title(case["set"], fontsize=8)
    figure.supxlabel("time (ms): swiftsnn (lines), NEST (dots), every ms", fontsize=8)
    figure.supylabel("v (mV)", fontsize=8)
