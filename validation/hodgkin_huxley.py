"""Hodgkin-Huxley neurons against NEST."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from validation.cell import Response, respond
from validation.reference import as_ours, recorded
from validation.results import Row, Topic, lateness, within

ABOUT = """
Constant currents for 1 s from the gates that NEST starts with. Here a step is done in parts of at
most 0.025 ms by the Runge-Kutta rule of fourth order. NEST's adaptive rule has a tolerance that
cannot be set; its own distance from Runge-Kutta steps of 0.01 ms, as the recording states it, is
the tolerance of the potential: in the median 3e-3 (dt 0.1) and 3e-5 mV (0.01) for HHTraub, 4e-5
and 4e-7 mV for HHSquid, at most 1.5, 1e-2, 5e-3 and 1e-4 mV on the flanks of spikes. Spikes must
be as many, each within one step.
"""
NAMES = {"hh_cond_exp_traub": "HHTraub", "hh_psc_alpha": "HHSquid"}
TOLERANCES = {
    ("HHTraub", 0.1): (3e-3, 1.5),
    ("HHTraub", 0.01): (3e-5, 1e-2),
    ("HHSquid", 0.1): (4e-5, 5e-3),
    ("HHSquid", 0.01): (4e-7, 1e-4),
}
GATES = {"m": "Act_m", "h": "Inact_h", "n": "Act_n"}


def check() -> Topic:
    """Spikes, potentials and gates at two steps."""
    rows: list[Row] = []
    runs: list[tuple[dict[str, Any], Response]] = []
    for case in recorded("hodgkin_huxley")["cases"]:
        runs.append((case, _run(case)))
        rows += _rows(*runs[-1])
    return Topic("Hodgkin-Huxley", ABOUT, rows, draw=lambda figure: _draw(figure, runs))


def _run(case: dict[str, Any]) -> Response:
    return respond(
        as_ours(case["model"], case["params"]),
        1000.0,
        dt=case["dt_ms"],
        variables=("v", *GATES),
        every=0.5,
        start={ours: case["params"][theirs] for ours, theirs in GATES.items()},
    )


def _rows(case: dict[str, Any], run: Response) -> list[Row]:
    name, dt = NAMES[case["model"]], case["dt_ms"]
    what = f"{name}, {case['params']['I_e']:g} pA, dt {dt}"
    theirs = np.array(case["V_m_mV"])
    apart = np.abs(run.v[: theirs.size] - theirs)
    median, most = TOLERANCES[name, dt]
    samples = f"{theirs.size} samples"
    gates = max(
        float(np.max(np.abs(run.samples[ours][: theirs.size, 0] - np.array(case[other]))))
        for ours, other in GATES.items()
    )
    return [
        lateness(f"{what}, spikes", run.spikes, case["spikes_ms"], dt + 1e-6),
        within(f"{what}, v, median", samples, "NEST", float(np.median(apart)), median),
        within(f"{what}, v, largest", samples, "NEST", float(apart.max()), most),
        Row(f"{what}, gates, largest", samples, "NEST", gates, 1e-2 * most, ""),
    ]


def _draw(figure: Figure, runs: list[tuple[dict[str, Any], Response]]) -> None:
    """The potential of one run of each model with NEST's samples on it."""
    axes = figure.subplots(1, 2)
    for ax, (model, current) in zip(
        axes, (("hh_cond_exp_traub", 500.0), ("hh_psc_alpha", 700.0)), strict=True
    ):
        case, run = next(
            (case, run)
            for case, run in runs
            if case["model"] == model and case["params"]["I_e"] == current and case["dt_ms"] == 0.01
        )
        shown = slice(0, 80)
        ax.plot(run.times[shown], run.v[shown], color="#2b6ca3", label="swiftsnn")
        ax.plot(run.times[shown], case["V_m_mV"][shown], ".", color="#d9822b", label="NEST")
        ax.set(xlabel="time (ms)", ylabel="v (mV)", title=f"{NAMES[model]}, {current:g} pA")
    axes[0].legend(frameon=False, fontsize=8)
