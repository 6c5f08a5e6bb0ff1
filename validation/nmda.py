"""The steady current of NMDA receptors against potential and magnesium."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn.neurons import Neuron
from validation.cell import respond
from validation.results import Row, Topic

ABOUT = """
A conductance of 10 nS that does not decay, in cells with resting potentials from -95 to 45 mV.
Once a cell has settled, the leak carries the current of the receptor: g_leak (v - v_rest). It
must be g (e_rev - v) / (1 + (mg / 3.57) exp(-0.062 v)) (Jahr & Stevens 1990) to 1e-6 nA, in cells
of either kind of integration.
"""
CONDUCTANCE, LEAK = 0.01, 0.02  # uS
MAGNESIUM = (0.0, 0.5, 1.0, 2.0)  # mM
RESTS = np.linspace(-95.0, 45.0, 57)  # mV


def closed_form(v: NDArray[np.float64], mg: float) -> NDArray[np.float64]:
    """Jahr & Stevens, J Neurosci 10:3178, 1990 (nA, of mV and mM)."""
    return -CONDUCTANCE * v / (1.0 + mg / 3.57 * np.exp(-0.062 * v))


def check() -> Topic:
    """Currents at four concentrations in three kinds of cells."""
    rows: list[Row] = []
    curves: dict[float, tuple[NDArray[np.float64], NDArray[np.float64]]] = {}
    for mg in MAGNESIUM:
        receptors = {"nmda": snn.CondNMDA(tau_syn=1e9, tau_rise=1.0, mg=mg)}
        membrane = {"tau_m": 10.0, "cm": 10.0 * LEAK, "v_rest": RESTS, "receptors": receptors}
        models: tuple[Neuron, ...] = (
            snn.LeakyReadout(**membrane),
            # The upswing is out of reach, so that the membrane is linear.
            snn.EIF(v_thresh=1000.0, v_spike=2000.0, v_reset=-80.0, **membrane),
        )
        for model in models:
            v = _settled(model)
            curves[mg] = v, LEAK * (v - RESTS)
            found = curves[mg][1]
            apart = float(np.max(np.abs(found - closed_form(v, mg))))
            shown = f"{RESTS.size} potentials"
            what = f"{type(model).__name__}, {mg:g} mM"
            rows.append(Row(what, shown, "closed form", apart, 1e-6, "nA"))
    return Topic(
        "NMDA receptors", ABOUT, rows, draw=lambda figure: _draw(figure, curves), size=(5.0, 3.2)
    )


def _settled(model: Neuron) -> NDArray[np.float64]:
    run = respond(model, 500.0, every=500.0, size=RESTS.size, start={"g_nmda": CONDUCTANCE})
    return run.samples["v"][-1]


def _draw(
    figure: Figure, curves: dict[float, tuple[NDArray[np.float64], NDArray[np.float64]]]
) -> None:
    ax = figure.subplots()
    along = np.linspace(-95.0, 40.0, 300)
    for mg, (v, current) in curves.items():
        (line,) = ax.plot(along, 1e3 * closed_form(along, mg), linewidth=1.0, label=f"{mg:g} mM")
        ax.plot(v, 1e3 * current, "o", markersize=2.5, color=line.get_color())
    ax.set(xlabel="v (mV)", ylabel="current (pA)")
    ax.axhline(0.0, color="#b0b0b0", linewidth=0.6)
    ax.legend(frameon=False, fontsize=8, title="magnesium", title_fontsize=8)
