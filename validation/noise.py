"""Noisy currents against closed forms: their moments and what they do to a membrane."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import NDArray

import swiftsnn as snn
from validation.cell import respond
from validation.results import Row, Topic, deviation

ABOUT = """
`NoisyCurrent` of mean 0.3 and standard deviation 0.2 nA at dt = 0.1 ms: drawn every step, drawn
every 1 ms, and an Ornstein-Uhlenbeck process of 5 ms. 1000 integrators without leak show the
current for 1 s, after 50 ms that the process needs to forget its start. Autocorrelation must be
none, (1 - lag / 1 ms) and exp(-lag / 5 ms). A leaky membrane (10 ms, 0.25 nF; R = tau_m / cm) has
the variance

    R^2 s^2 (1 - a) / (1 + a) (1 + a c) / (1 - a c),  a = exp(-dt / tau_m),  c = exp(-dt / tau)

with c = 0 for white noise. Every value is a mean over neurons and must lie within 4 of its own
standard errors.
"""
MEAN, STD, DT = 0.3, 0.2, 0.1
NEURONS, SETTLE, UNTIL, LIMIT = 1000, 50.0, 1050.0, 4.0
TAU_M, CM = 10.0, 0.25
LAGS = (1, 3, 20, 50)  # steps
KINDS: dict[str, dict[str, Any]] = {
    "white": {},
    "every 1 ms": {"interval": 1.0},
    "tau 5 ms": {"tau": 5.0},
}
Values = NDArray[np.float64]


def correlation(kind: str, lag: int) -> float:
    """Closed form of the autocorrelation after so many steps."""
    if kind == "white":
        return float(lag == 0)
    if kind == "tau 5 ms":
        return float(np.exp(-lag * DT / 5.0))
    return max(0.0, 1.0 - lag * DT / 1.0)


def check() -> Topic:
    """Moments of the three kinds, and the membrane's spread under two of them."""
    rows: list[Row] = []
    found: dict[str, Values] = {}
    for kind, given in KINDS.items():
        x = _current(given)
        lags = np.arange(81)
        found[kind] = np.array([_over_neurons(x, int(lag))[0] for lag in lags])
        rows += _moments(kind, x)
    rows += [_membrane(kind) for kind in ("white", "tau 5 ms")]
    return Topic(
        "Noisy currents", ABOUT, rows, draw=lambda figure: _draw(figure, found), size=(5.0, 3.2)
    )


def _noise(given: dict[str, Any]) -> snn.NoisyCurrent:
    return snn.NoisyCurrent(mean=MEAN, std=STD, **given)


def _current(given: dict[str, Any]) -> Values:
    """The current in every step less its mean, over its standard deviation: [step, neuron]."""
    run = respond(
        snn.LeakyReadout(tau_m=1e9, cm=DT, v_rest=0.0),
        UNTIL,
        current=_noise(given),
        size=NEURONS,
        seed=13,
    )
    steps = np.diff(run.samples["v"], axis=0)[round(SETTLE / DT) :]
    return (steps - MEAN) / STD


def _over_neurons(x: Values, lag: int) -> tuple[float, float]:
    """Mean product of values so far apart, and its standard error over neurons."""
    each = (x[lag:] * x[: len(x) - lag]).mean(axis=0)
    return float(each.mean()), float(each.std(ddof=1) / np.sqrt(each.size))


def _moments(kind: str, x: Values) -> list[Row]:
    mean = x.mean(axis=0)
    error = STD * float(mean.std(ddof=1) / np.sqrt(mean.size))
    rows = [deviation(f"{kind}, mean", MEAN + STD * float(mean.mean()), MEAN, error, LIMIT, "nA")]
    square, off = _over_neurons(x, 0)
    root = float(np.sqrt(square))
    rows.append(
        deviation(f"{kind}, standard deviation", STD * root, STD, STD * off / 2 / root, LIMIT, "nA")
    )
    for lag in LAGS:
        product, off = _over_neurons(x, lag)
        what = f"{kind}, autocorrelation at {lag * DT:g} ms"
        rows.append(deviation(what, product, correlation(kind, lag), off, LIMIT))
    return rows


def _membrane(kind: str) -> Row:
    run = respond(
        snn.LIFCurrExp(tau_m=TAU_M, cm=CM, v_rest=-65.0, v_thresh=1e5),
        UNTIL + 100.0,
        current=_noise(KINDS[kind]),
        size=NEURONS,
        every=1.0,
        seed=14,
    )
    resistance = TAU_M / CM
    v = run.samples["v"][150:] - (-65.0 + resistance * MEAN)
    each = (v**2).mean(axis=0)
    a = np.exp(-DT / TAU_M)
    c = correlation(kind, 1)
    exact = resistance * STD * np.sqrt((1 - a) / (1 + a) * (1 + a * c) / (1 - a * c))
    root = float(np.sqrt(each.mean()))
    error = float(each.std(ddof=1) / np.sqrt(each.size)) / (2 * root)
    return deviation(
        f"{kind}, standard deviation of a membrane", root, float(exact), error, LIMIT, "mV"
    )


def _draw(figure: Figure, found: dict[str, Values]) -> None:
    ax = figure.subplots()
    for kind, values in found.items():
        lags = np.arange(values.size)
        (line,) = ax.plot(lags * DT, [correlation(kind, int(lag)) for lag in lags], label=kind)
        ax.plot(lags[::4] * DT, values[::4], "o", markersize=3, color=line.get_color())
    ax.set(xlabel="lag (ms)", ylabel="autocorrelation")
    ax.legend(frameon=False, fontsize=8, title="closed form, and measured", title_fontsize=8)
