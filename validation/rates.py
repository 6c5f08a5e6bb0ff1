"""Rates under Poisson input, against NEST and the Siegert formula."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from spike_statistics import mean_cv

import swiftsnn as snn
from validation.reference import as_ours, recorded
from validation.results import Row, Topic, compare, deviation
from validation.siegert import poisson_driven

ABOUT = """
1000 independent neurons with the threshold of Brunel (2000) under `poisson_input` for 5 s, the
first 0.2 s left out; dt = 0.1 ms. Random numbers are not NEST's: rates must agree with its own
within 3.5 standard errors of the difference, the CV of intervals within 0.01. The Siegert formula
holds for infinitely small jumps in continuous time: NEST's rates lie up to 6.6 % from it, and 8 %
is the tolerance. A last row has the mean and spread of the input that is farthest away, from
jumps a quarter as large in steps of 0.01 ms: there the rate must come within 3 %.
"""


def check() -> Topic:
    """Rate and CV of every recorded input."""
    given = recorded("rates")
    rows: list[Row] = []
    points: list[tuple[float, float, float]] = []
    for case in given["cases"]:
        rate, error, cv = _run(case, given)
        exact = _siegert(case)
        points.append((exact, rate, case["rate_Hz"]))
        what = f"{case['rate_ex_Hz']:g} Hz of {case['weight_ex_mV']:g} mV"
        if case["rate_in_Hz"]:
            what += f" and {case['rate_in_Hz']:g} Hz of {case['weight_in_mV']:g} mV"
        spread = float(np.hypot(error, case["rate_standard_error_Hz"]))
        rows += [
            deviation(f"{what}, rate, NEST", rate, case["rate_Hz"], spread, unit="Hz"),
            compare(f"{what}, rate, Siegert", rate, exact, 8.0, "Hz", relative=True),
            compare(f"{what}, CV, NEST", cv, case["isi_cv"], 0.01),
        ]
    rows.append(_limit(given["cases"][3]))
    return Topic(
        "Rates under Poisson input",
        ABOUT,
        rows,
        draw=lambda figure: _draw(figure, points),
        size=(4.2, 3.4),
    )


def _inputs(case: dict[str, Any]) -> list[tuple[float, float]]:
    return [
        (case[f"rate_{kind}_Hz"], case[f"weight_{kind}_mV"])
        for kind in ("ex", "in")
        if case[f"rate_{kind}_Hz"] > 0
    ]


def _limit(case: dict[str, Any]) -> Row:
    """The rate of the same input made of smaller jumps, in smaller steps."""
    (rate_ex, jump_ex), (rate_in, jump_in) = _inputs(case)
    jumps = np.array([jump_ex, jump_in]) / 4
    moments = [
        rate_ex * jump_ex + rate_in * jump_in,
        rate_ex * jump_ex**2 + rate_in * jump_in**2,
    ]
    rates = np.linalg.solve(np.array([jumps, jumps**2]), moments)
    inputs = list(zip(rates.tolist(), jumps.tolist(), strict=True))
    spikes = _spikes(case, inputs, 0.01, 1000, 1000.0)
    rate = np.count_nonzero(spikes.times > 200.0) / (1000 * 0.8)
    what = f"{rates[0]:g} Hz of {jumps[0]:g} mV and {rates[1]:g} Hz of {jumps[1]:g} mV, dt 0.01"
    return compare(f"{what}, rate, Siegert", rate, _siegert(case), 3.0, "Hz", relative=True)


def _spikes(
    case: dict[str, Any],
    inputs: list[tuple[float, float]],
    dt: float,
    neurons: int,
    until: float,
) -> snn.SpikeRecorder:
    net = snn.Network(dt=dt, seed=15)
    cells = net.population("cells", neurons, as_ours("iaf_psc_delta", case["params"]))
    for rate, weight in inputs:
        net.poisson_input(cells, rate=rate, weight=weight)
    spikes = net.record(cells, "spikes")
    net.run(until)
    return spikes


def _run(case: dict[str, Any], given: dict[str, Any]) -> tuple[float, float, float]:
    """Mean rate, its standard error, and the mean CV of intervals."""
    spikes = _spikes(case, _inputs(case), given["dt_ms"], given["neurons"], given["until_ms"])
    late = spikes.times > given["discard_ms"]
    times, neurons = spikes.times[late], spikes.neurons[late]
    counts = np.bincount(neurons, minlength=given["neurons"])
    rates = counts / (given["until_ms"] - given["discard_ms"]) * 1000.0
    error = float(rates.std(ddof=1) / np.sqrt(rates.size))
    return float(rates.mean()), error, mean_cv(times, neurons) or 0.0


def _siegert(case: dict[str, Any]) -> float:
    p = case["params"]
    return poisson_driven(
        _inputs(case),
        tau_m=p["tau_m"],
        v_reset=p["V_reset"],
        v_thresh=p["V_th"],
        tau_refrac=p["t_ref"],
    )


def _draw(figure: Figure, points: list[tuple[float, float, float]]) -> None:
    ax = figure.subplots()
    exact, ours, theirs = (np.array(values) for values in zip(*points, strict=True))
    ax.plot([2, 80], [2, 80], color="#b0b0b0", linewidth=0.8)
    ax.plot(exact, ours, "o", color="#2b6ca3", markersize=5, label="swiftsnn")
    ax.plot(exact, theirs, "x", color="#d9822b", markersize=7, label="NEST")
    ax.set(xscale="log", yscale="log", xlabel="Siegert rate (Hz)", ylabel="simulated rate (Hz)")
    ax.legend(frameon=False, fontsize=8)
