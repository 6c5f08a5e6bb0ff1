"""Izhikevich neurons against NEST, by both of its rules."""

from __future__ import annotations

from typing import Any

from matplotlib.figure import Figure

from validation.cell import Input, Response, largest, respond
from validation.reference import as_ours, recorded
from validation.results import Row, Topic, trains, within

ABOUT = """
The seven cell types at a constant current for 1 s, and one under input spikes, at steps of 0.1,
0.01 and 1 ms. `method="euler"` is NEST's `consistent_integration` true, `method="published"` is
false. Both are the same arithmetic, so spikes must be the same and `v` and `u` equal to 1e-9.
"""


def check() -> Topic:
    """Spikes, potentials and recovery variables of every type and rule."""
    given = recorded("izhikevich")
    jumps = [
        Input([time], weight, given["input"]["delay_ms"])
        for time, weight in zip(
            given["input"]["spikes_ms"], given["input"]["weights_mV"], strict=True
        )
    ]
    rows: list[Row] = []
    runs: list[tuple[dict[str, Any], Response]] = []
    for case in given["constant"]:
        runs.append((case, _run(case, [])))
    rows += [_together(runs, rule, dt) for rule, dt in _schemes(runs)]
    rows += [_values(runs, rule, dt) for rule, dt in _schemes(runs)]
    driven = [(case, _run(case, jumps)) for case in given["input"]["cases"]]
    rows.append(
        trains(
            "RS under input spikes, both rules, spikes",
            [run.spikes for _, run in driven],
            [case["spikes_ms"] for case, _ in driven],
        )
    )
    rows.append(_apart("RS under input spikes, both rules, v and u", driven))
    return Topic("Izhikevich", ABOUT, rows, draw=lambda figure: _draw(figure, runs), size=(8, 3.6))


Runs = list[tuple[dict[str, Any], Response]]


def _run(case: dict[str, Any], inputs: list[Input]) -> Response:
    return respond(
        as_ours("izhikevich", case["params"]),
        1000.0,
        dt=case["dt_ms"],
        inputs=inputs,
        variables=("v", "u"),
        every=1.0,
    )


def _rule(case: dict[str, Any]) -> str:
    return "euler" if case["params"]["consistent_integration"] else "published"


def _schemes(runs: Runs) -> list[tuple[str, float]]:
    return sorted({(_rule(case), case["dt_ms"]) for case, _ in runs})


def _of(runs: Runs, rule: str, dt: float) -> Runs:
    return [(c, run) for c, run in runs if (_rule(c), c["dt_ms"]) == (rule, dt)]


def _together(runs: Runs, rule: str, dt: float) -> Row:
    chosen = _of(runs, rule, dt)
    return trains(
        f"seven types, {rule}, dt {dt}, spikes",
        [run.spikes for _, run in chosen],
        [case["spikes_ms"] for case, _ in chosen],
    )


def _values(runs: Runs, rule: str, dt: float) -> Row:
    return _apart(f"seven types, {rule}, dt {dt}, v and u", _of(runs, rule, dt))


def _apart(what: str, runs: Runs) -> Row:
    apart = max(
        max(largest(run.v[:100], case["V_m_mV"]) for case, run in runs),
        max(largest(run.samples["u"][:100, 0], case["U_m_mV_per_ms"]) for case, run in runs),
    )
    samples = f"{200 * len(runs)} samples"
    return within(what, samples, "NEST", apart, 1e-9)


def _draw(figure: Figure, runs: Runs) -> None:
    """The types by Euler's rule at 0.1 ms, NEST's samples as dots."""
    chosen = _of(runs, "euler", 0.1)
    axes = figure.subplots(2, 4, sharex=True, sharey=True).flat
    for ax, (case, run) in zip(axes, chosen, strict=False):
        ax.plot(run.times[:100], run.v[:100], color="#2b6ca3", linewidth=0.9)
        ax.plot(run.times[:100], case["V_m_mV"], ".", color="#d9822b", markersize=2)
        ax.set_title(case["type"], fontsize=8)
    for ax in list(axes)[len(chosen) :]:
        ax.axis("off")
    figure.supxlabel("time (ms): swiftsnn (lines), NEST (dots), every ms", fontsize=8)
    figure.supylabel("v (mV)", fontsize=8)
