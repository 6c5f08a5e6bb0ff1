"""Current-based leaky integrate-and-fire neurons against NEST, spike by spike."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

import swiftsnn as snn
from validation.cell import Input, Response, largest, respond
from validation.reference import as_ours, recorded, weight_unit
from validation.results import Row, Topic, trains, within

ABOUT = """
Ten protocols of 10 s: a current that takes a new value, uniform between 300 and 900 pA, every 50
ms; and 2 s of Poisson-like input spikes from two lists, excitatory and inhibitory. Double
precision, dt = 0.1 ms. Integration is exact, so spikes must be the same to the step and
potentials to 1e-9 mV.
"""
NAMES = {
    "iaf_psc_delta": "LIF (delta)",
    "iaf_psc_exp": "LIFCurrExp",
    "iaf_psc_alpha": "LIFCurrAlpha",
}


def check() -> Topic:
    """Spikes and potentials of the three models."""
    rows: list[Row] = []
    runs: dict[str, Response] = {}
    for model, name in NAMES.items():
        runs[model] = _steps(model)
        rows += _step_rows(model, name, runs[model])
        rows += _input_rows(model, name)
    return Topic(
        "Leaky integrate-and-fire, current-based",
        ABOUT,
        rows,
        draw=lambda figure: _draw(figure, runs["iaf_psc_delta"]),
    )


def _steps(model: str) -> Response:
    steps = recorded("currents")["steps"]
    currents = np.array(steps["currents_pA"]).T * 1e-3
    return respond(
        as_ours(model, steps["params"][model]),
        10_000.0,
        current=snn.ArrayCurrent(values=currents, interval=steps["step_ms"]),
        size=currents.shape[1],
        every=steps["step_ms"],
    )


def _step_rows(model: str, name: str, run: Response) -> list[Row]:
    protocols = recorded("currents")["steps"]["protocols"]
    theirs = np.array([protocol["V_m_mV"][model] for protocol in protocols]).T
    samples = f"{theirs.size:,} samples"
    return [
        trains(
            f"{name}, ten stepped currents, spikes",
            run.trains,
            [protocol["spikes_ms"] for protocol in protocols],
        ),
        within(
            f"{name}, ten stepped currents, v",
            samples,
            "NEST",
            largest(run.samples["v"], theirs),
            1e-9,
        ),
    ]


def _input_rows(model: str, name: str) -> list[Row]:
    given = recorded("currents")["input"]
    case = given["models"][model]
    run = respond(
        as_ours(model, case["params"]),
        2000.0,
        every=given["sample_ms"],
        inputs=[
            Input(
                given[f"spikes_{kind}_ms"],
                case[f"weight_{kind}"] * weight_unit(model),
                given["delay_ms"],
                None if model == "iaf_psc_delta" else receptor,
            )
            for kind, receptor in (("ex", "excitatory"), ("in", "inhibitory"))
        ],
    )
    samples = f"{run.v.size} samples"
    return [
        trains(f"{name}, input spikes, spikes", [run.spikes], [case["spikes_ms"]]),
        within(f"{name}, input spikes, v", samples, "NEST", largest(run.v, case["V_m_mV"]), 1e-9),
    ]


def _draw(figure: Figure, run: Response) -> None:
    """Each protocol's spikes in the first second, ours above and NEST's below the line."""
    ax = figure.subplots()
    protocols = recorded("currents")["steps"]["protocols"]
    for number, (ours, protocol) in enumerate(zip(run.trains, protocols, strict=True)):
        for spikes, below, colour in (
            (ours, 0.0, "#2b6ca3"),
            (np.array(protocol["spikes_ms"]), 0.4, "#d9822b"),
        ):
            early = spikes[spikes <= 1000.0]
            ax.vlines(early, number + below - 0.38, number + below, colors=colour, linewidth=0.7)
    ax.set(xlim=(0, 1000), xlabel="time (ms)", ylabel="protocol", yticks=range(len(protocols)))
    ax.invert_yaxis()
    ax.set_title("LIF under stepped currents: swiftsnn (blue) and NEST (orange)", fontsize=9)
