"""Generalised integrate-and-fire neurons against NEST, with a sharp threshold and a noisy one."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from validation.cell import largest, respond
from validation.reference import as_ours, recorded
from validation.results import Row, Topic, deviation, trains, within

ABOUT = """
Sharp: an escape noise of width 1e-6 mV makes the threshold deterministic, so that spikes must be
the same to the step; potentials to 1e-9 mV with currents, and to 1e-6 mV with conductances, which
NEST integrates by an adaptive rule. Noisy: 50 neurons of width 0.5 mV for 20 s at each current,
other random numbers than NEST's, so that rates must agree within 3.5 standard errors of their
difference (of 14 rates the largest is above 3.5 once in 150 such tables).
"""


def check() -> Topic:
    """Spikes of the sharp cases, and the noisy rates."""
    given = recorded("gif")
    rows: list[Row] = []
    for case in given["sharp"]:
        rows += _sharp(case)
    curves = [(curve, _rates(curve)) for curve in given["noisy"]]
    for curve, found in curves:
        rows += _noisy(curve, found)
    return Topic(
        "Generalised integrate-and-fire",
        ABOUT,
        rows,
        draw=lambda figure: _draw(figure, curves),
        size=(5.0, 3.2),
    )


def _sharp(case: dict[str, Any]) -> list[Row]:
    run = respond(as_ours(case["model"], case["params"]), 1000.0, dt=case["dt_ms"], every=1.0)
    what = f"{case['model']}, {case['set']}, {case['params']['I_e']:g} pA, dt {case['dt_ms']}"
    samples = f"{len(case['V_m_mV'])} samples"
    most = 1e-6 if "cond" in case["model"] else 1e-9
    apart = largest(run.v[:100], case["V_m_mV"])
    return [
        trains(f"{what}, spikes", [run.spikes], [case["spikes_ms"]]),
        within(f"{what}, v", samples, "NEST", apart, most),
    ]


Found = tuple[np.ndarray[Any, Any], np.ndarray[Any, Any]]


def _rates(curve: dict[str, Any]) -> Found:
    """Mean rate and its standard error at every current, in Hz."""
    neurons, discard, until = curve["neurons"], curve["discard_ms"], curve["until_ms"]
    means, errors = [], []
    for current in curve["I_e_pA"]:
        run = respond(
            as_ours("gif_psc_exp", {**curve["params"], "I_e": current}),
            until,
            variables=(),
            size=neurons,
            precision="single",
        )
        counts = np.array([np.count_nonzero(train > discard) for train in run.trains])
        rates = counts / (until - discard) * 1000.0
        means.append(rates.mean())
        errors.append(rates.std(ddof=1) / np.sqrt(neurons))
    return np.array(means), np.array(errors)


def _noisy(curve: dict[str, Any], found: Found) -> list[Row]:
    theirs = zip(curve["rate_Hz"], curve["rate_standard_error_Hz"], strict=True)
    return [
        deviation(
            f"noisy, {curve['set']}, {current:g} pA, rate",
            mean,
            rate,
            float(np.hypot(error, spread)),
            unit="Hz",
        )
        for current, mean, error, (rate, spread) in zip(
            curve["I_e_pA"], *found, theirs, strict=True
        )
    ]


def _draw(figure: Figure, curves: list[tuple[dict[str, Any], Found]]) -> None:
    ax = figure.subplots()
    names = {"none": "escape noise alone", "both": "with currents and moving threshold"}
    for (curve, (means, _)), colour in zip(curves, ("#2b6ca3", "#4a4a4a"), strict=True):
        ax.plot(curve["I_e_pA"], means, "o-", color=colour, markersize=4, label=names[curve["set"]])
        ax.plot(curve["I_e_pA"], curve["rate_Hz"], "x", color="#d9822b", markersize=7)
    ax.plot([], [], "x", color="#d9822b", label="NEST")
    ax.set(xlabel="current (pA)", ylabel="rate (Hz)")
    ax.legend(frameon=False, fontsize=8)
