"""The order of every model's rule: the error of v(t) against the step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn.neurons import Neuron
from validation.cell import Input, respond
from validation.results import Row, Topic, within

ABOUT = """
How each model goes from step to step. Exact: the solution over a step (Rotter & Diesmann, Biol
Cybern 81:381, 1999). Exponential midpoint: the linear equation's solution with conductances as
they are in the middle of the step, of second order. Runge-Kutta: the classical rule, of fourth
order, in parts of a step of at most 0.1 (EIF, AdEx), 0.25 (Izhikevich) and 0.025 ms
(Hodgkin-Huxley) unless `substeps` says otherwise. The receptors' own courses are exact
everywhere; spikes and resets lie on the grid.

Double precision; input spikes lie on the coarsest grid. The error is the largest difference of v
every 0.4 ms from a run in steps (or parts of a step) 32 times as fine as the finest shown. Order
is the slope of log error against log step over the three finest steps whose error is above 1e-10
mV; rules of order 1, 2 and 4 must show it within 0.25. Integrators that are exact have no slope:
their error must be rounding, below 1e-9 mV. Integrate-and-fire potentials stay below threshold;
those of EIF and AdEx go up to the upswing, 5 mV above `v_thresh`; those of Izhikevich and
Hodgkin-Huxley cells go through it, the latter through the whole spike.
"""
GRID, SPAN = 0.4, 24.0  # ms
STEPS = (0.4, 0.2, 0.1, 0.05, 0.025)  # ms
FINER = 32
EXCITATION = Input([1.2, 2.0, 5.2, 5.6, 9.2], 0.004, GRID, "excitatory")
INHIBITION = Input([3.2, 6.8], 0.006, GRID, "inhibitory")


@dataclass(frozen=True)
class Case:
    """A model whose error is measured.

    Attributes
    ----------
    order : int
        Of its rule; 0 where it is exact.
    model : callable
        The model, of the number of substeps.
    scale : float
        Multiplies the weights of the input.
    parts : ms, optional
        Step of the network where the parts of a step are made finer; the step itself is if None.
    until : ms
    """

    name: str
    rule: str
    order: int
    model: Callable[[int], Neuron]
    scale: float = 1.0
    start: dict[str, float] = field(default_factory=dict)
    parts: float | None = None
    until: float = SPAN
    receptors: tuple[str | None, str | None] = ("excitatory", "inhibitory")


def _plain(model: Neuron) -> Callable[[int], Neuron]:
    return lambda _: model


_LEAKY: dict[str, Any] = {"tau_m": 15.0, "cm": 0.25, "v_thresh": 20.0}
_NMDA = {
    "excitatory": snn.CondNMDA(tau_syn=40.0, tau_rise=2.0),
    "inhibitory": snn.CondExp(e_rev=-70.0),
}
_SILENT = snn.GIF(lambda_0=0.0, tau_stc1=10.0, **_LEAKY)
_JUMPS = (None, None)
_EXACT = "exact"
_MIDPOINT = "exponential midpoint"
_RUNGE_KUTTA = "Runge-Kutta"
CASES = (
    Case("LIF", _EXACT, 0, _plain(snn.LIF(**_LEAKY)), 200.0, receptors=_JUMPS),
    Case("LIFCurrExp", _EXACT, 0, _plain(snn.LIFCurrExp(**_LEAKY)), 20.0),
    Case("LIFCurrAlpha", _EXACT, 0, _plain(snn.LIFCurrAlpha(**_LEAKY)), 20.0),
    Case("ALIF", _EXACT, 0, _plain(snn.ALIF(**_LEAKY)), 20.0),
    Case("LeakyReadout", _EXACT, 0, _plain(snn.LeakyReadout(tau_m=15.0)), 200.0, receptors=_JUMPS),
    Case("GIF without spike-triggered current", _EXACT, 0, _plain(_SILENT), 20.0),
    Case(
        "GIF with a spike-triggered current", "constant over a step", 1, _plain(_SILENT), 20.0,
        {"i_stc1": 0.1},
    ),
    Case("LIFCondExp", _MIDPOINT, 2, _plain(snn.LIFCondExp(**_LEAKY))),
    Case("LIFCondAlpha", _MIDPOINT, 2, _plain(snn.LIFCondAlpha(**_LEAKY))),
    Case(
        "LIFCondExp with CondNMDA", _MIDPOINT, 2,
        _plain(snn.LIFCondExp(receptors=_NMDA, **_LEAKY)), 8.0,
    ),
    Case(
        "EIF", _RUNGE_KUTTA, 4,
        lambda n: snn.EIF(i_offset=0.62, v_spike=0.0, substeps=n), until=13.2,
    ),
    Case(
        "AdEx", _RUNGE_KUTTA, 4,
        lambda n: snn.AdEx(i_offset=0.8, v_spike=0.0, substeps=n), until=10.0,
    ),
    Case(
        "AdEx with CondNMDA", _RUNGE_KUTTA, 4,
        lambda n: snn.AdEx(i_offset=0.6, v_spike=0.0, substeps=n, receptors=_NMDA), until=20.0,
    ),
    Case(
        "Izhikevich", _RUNGE_KUTTA, 4, lambda n: snn.Izhikevich(i_offset=6.0, substeps=n), 200.0,
        until=4.4, receptors=_JUMPS,
    ),
    Case(
        'Izhikevich, method="euler"', "Euler", 1,
        lambda _: snn.Izhikevich(i_offset=6.0, method="euler"), 200.0, until=4.4,
        receptors=_JUMPS,
    ),
    Case(
        'Izhikevich, method="published"', "two half steps", 1,
        lambda _: snn.Izhikevich(i_offset=6.0, method="published"), 0.0, until=4.4,
        receptors=_JUMPS,
    ),
    Case(
        "HHTraub", _RUNGE_KUTTA, 4, lambda n: snn.HHTraub(i_offset=0.3, substeps=n),
        parts=0.05, until=12.0,
    ),
    Case(
        "HHSquid", _RUNGE_KUTTA, 4, lambda n: snn.HHSquid(i_offset=0.7, substeps=n), 20.0,
        parts=0.05, until=12.0,
    ),
)  # fmt: skip
"""Every neuron model; Jump, CurrBeta, CondBeta and CondAlpha are of the order of their membrane."""


def check() -> Topic:
    """The order of every model."""
    errors = {case.name: _errors(case) for case in CASES}
    rows = [_row(case, *errors[case.name]) for case in CASES]
    return Topic(
        "Methods and their order",
        ABOUT,
        rows,
        draw=lambda figure: _draw(figure, errors),
        size=(8, 4.8),
    )


Errors = tuple[NDArray[np.float64], NDArray[np.float64]]


def _errors(case: Case) -> Errors:
    """Steps (ms) and the largest error of v at each (mV)."""
    steps = np.array(STEPS)
    if case.parts is not None:
        steps = steps * case.parts / STEPS[0]
    exact = _run(case, steps[-1] / FINER)
    return steps, np.array([np.max(np.abs(_run(case, step) - exact)) for step in steps])


def _run(case: Case, step: float) -> NDArray[np.float64]:
    substeps = 1 if case.parts is None else round(case.parts / step)
    inputs = [
        Input(each.times, sign * case.scale * each.weight, each.delay, receptor)
        for each, receptor, sign in zip(
            (EXCITATION, INHIBITION), case.receptors, (1.0, _sign(case)), strict=True
        )
        if case.scale
    ]
    return respond(
        case.model(substeps),
        case.until,
        dt=step if case.parts is None else case.parts,
        inputs=inputs,
        start=case.start,
        every=GRID,
    ).v


def _sign(case: Case) -> float:
    """Inhibition is a negative current or jump, but a positive conductance."""
    return 1.0 if case.scale in (1.0, 8.0) else -1.0


def order(steps: NDArray[np.float64], errors: NDArray[np.float64]) -> float:
    """Slope over the three finest steps whose error is above rounding."""
    usable = np.flatnonzero(errors > 1e-10)[-3:]
    return float(np.polyfit(np.log(steps[usable]), np.log(errors[usable]), 1)[0])


def _row(case: Case, steps: NDArray[np.float64], errors: NDArray[np.float64]) -> Row:
    what = f"{case.name}: {case.rule}"
    if case.order == 0:
        return within(what, "rounding", "exact", float(errors.max()), 1e-9)
    found = order(steps, errors)
    return Row(
        what, f"order {found:.2f}", f"order {case.order}", abs(found - case.order), 0.25, "in order"
    )


def _draw(figure: Figure, errors: dict[str, Errors]) -> None:
    axes = figure.subplots(1, 3, sharey=True)
    panels = (
        ("exact", (0,), ()),
        ("first and second order", (1, 2), (1, 2)),
        ("fourth", (4,), (4,)),
    )
    for ax, (title, orders, slopes) in zip(axes, panels, strict=True):
        for case in CASES:
            if case.order in orders:
                steps, found = errors[case.name]
                ax.loglog(steps, found, "o-", markersize=3, linewidth=1.0, label=case.name)
        for slope in slopes:
            guide = np.array([0.025, 0.4])
            ax.loglog(guide, 300.0 * guide**slope, "--", color="#808080", linewidth=0.8)
            ax.annotate(f"order {slope}", (0.025, 300.0 * 0.025**slope), fontsize=7)
        ax.set(
            title=title, xlabel="step or part of one (ms)", xlim=(0.0025, 0.5), ylim=(1e-15, 1e3)
        )
        ax.legend(frameon=False, fontsize=6, loc="upper center", bbox_to_anchor=(0.5, -0.2))
    axes[0].set_ylabel("error of v (mV)")
