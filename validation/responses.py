"""Answers to single spikes against NEST and closed forms, also of several receptors at once."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from validation.cell import Input, Response, Series, largest, respond
from validation.reference import as_ours, recorded
from validation.results import Row, Topic, compare, within

ABOUT = """
One spike of 5 ms arrives 1.5 ms later; dt = 0.1 ms, double precision. Currents are exact: 1e-9 mV
against NEST and against the closed form,

    exponential:  w / (cm d) (exp(-t / tau_m) - exp(-t / tau_s))
    alpha:        w e / (cm tau_s d) ((exp(-t / tau_m) - exp(-t / tau_s)) / d - t exp(-t / tau_s))

with d = 1 / tau_s - 1 / tau_m. Conductances: 2e-3 mV of a rule of second order against NEST's
adaptive one. Of three receptors each gets a spike of its own; AdEx is of fourth order, 1e-6 mV.
"""


def check() -> Topic:
    """Every recorded answer."""
    given = recorded("psp")
    rows: list[Row] = []
    runs: list[tuple[dict[str, Any], Response]] = []
    for case in given["single"]:
        runs.append((case, _single(case)))
        rows += _rows(*runs[-1])
    for case in given["three_receptors"]:
        rows += _three(case)
    return Topic("Answers to single spikes", ABOUT, rows, draw=lambda figure: _draw(figure, runs))


def _single(case: dict[str, Any]) -> Response:
    weight = case["weight"] * (1.0 if case["weight_unit"] == "mV" else 1e-3)
    receptor = "excitatory" if weight > 0 else "inhibitory"
    given = recorded("psp")
    spike = Input(
        [given["spike_ms"]],
        weight,
        given["delay_ms"],
        None if case["weight_unit"] == "mV" else receptor,
    )
    return respond(as_ours(case["model"], case["params"]), given["until_ms"], inputs=[spike])


def closed_form(case: dict[str, Any], times: Series) -> Series | None:
    """The potential after the spike; None of conductances, which have none."""
    p, w = case["params"], case["weight"]
    given = recorded("psp")
    t = np.maximum(times - (given["spike_ms"] + given["delay_ms"]), 0.0)
    if case["model"] == "iaf_psc_delta":
        arrived = times > given["spike_ms"] + given["delay_ms"] - 1e-6
        return p["E_L"] + arrived * w * np.exp(-t / p["tau_m"])
    if "tau_m" not in p:
        return None
    tau_m, cm = p["tau_m"], p["C_m"]
    tau = p["tau_syn_ex"] if w > 0 else p["tau_syn_in"]
    rate = 1.0 / tau - 1.0 / tau_m
    slow, fast = np.exp(-t / tau_m), np.exp(-t / tau)
    if case["model"] == "iaf_psc_exp":
        return p["E_L"] + w / cm * (slow - fast) / rate
    return p["E_L"] + w * np.e / (cm * tau) * ((slow - fast) / rate - t * fast) / rate


def _rows(case: dict[str, Any], run: Response) -> list[Row]:
    theirs = np.array(case["V_m"])
    rest = case["params"]["E_L"]
    what = f"{case['model']}, {case['weight']:g} {case['weight_unit']}"
    peak = int(np.argmax(np.abs(theirs - rest)))
    exact = closed_form(case, run.times)
    most = 2e-3 if exact is None else 1e-9
    mine, other = f"{run.v[peak] - rest:.6f} mV", f"{theirs[peak] - rest:.6f} mV"
    # Where NEST's peak lies: its height in units of the weight would hide its time.
    when = compare(
        f"{what}, time of the peak",
        float(run.times[np.argmax(np.abs(run.v - rest))]),
        float(run.times[peak]),
        1e-6,
        "ms",
    )
    rows = [
        within(f"{what}, whole course (peak shown)", mine, other, largest(run.v, theirs), most),
        when,
    ]
    if exact is not None:
        form = f"{exact[peak] - rest:.6f} mV, closed form"
        rows.append(within(f"{what}, whole course", mine, form, largest(run.v, exact), most))
    return rows


def _three(case: dict[str, Any]) -> list[Row]:
    given = recorded("psp")
    current = case["weight_unit"] == "pA"
    inputs = [
        Input([time], weight * 1e-3, given["delay_ms"], f"r{number}")
        for number, (time, weight) in enumerate(
            zip(case["spikes_ms"], case["weights"], strict=True), start=1
        )
    ]
    letter = "i" if current else "g"
    names = [f"{letter}_r{number}" for number in (1, 2, 3)]
    run = respond(
        as_ours(case["model"], case["params"]),
        given["until_ms"],
        inputs=inputs,
        variables=("v", *names),
    )
    theirs = np.array(case["V_m"])
    samples = f"{theirs.size} samples"
    most = 1e-9 if current else 1e-6
    what = case["model"]
    rows = [within(f"{what}, v", samples, "NEST", largest(run.v, theirs), most)]
    for number, name in enumerate(names, start=1):
        other = case[f"{'I_syn' if current else 'g'}_{number}"]
        apart = largest(run.samples[name][:, 0] * 1e3, other)
        rows.append(
            Row(f"{what}, receptor {number}", samples, "NEST", apart, 1e-8, case["weight_unit"])
        )
    return rows


def _draw(figure: Figure, runs: list[tuple[dict[str, Any], Response]]) -> None:
    ax = figure.subplots()
    for case, run in runs:
        rest = case["params"]["E_L"]
        (line,) = ax.plot(
            run.times,
            run.v - rest,
            linewidth=1.0,
            label=f"{case['model']}, {case['weight']:g} {case['weight_unit']}",
        )
        ax.plot(run.times[::15], np.array(case["V_m"])[::15] - rest, "o", markersize=2.5,
                color=line.get_color())  # fmt: skip
    ax.set(xlabel="time (ms)", ylabel="v - v_rest (mV)")
    ax.legend(frameon=False, fontsize=7, title="swiftsnn (lines), NEST (dots)", title_fontsize=7)
