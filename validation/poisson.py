"""Poisson sources and Poisson input against closed forms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

import swiftsnn as snn
from validation.results import Row, Topic, deviation

ABOUT = """
`Poisson` sources fire at most once a step, with probability p = 1 - exp(-rate dt): counts are
binomial, of variance over mean (Fano factor) 1 - p, and intervals geometric, of variation (CV)
sqrt(1 - p). 1000 sources for 10 s at dt = 0.1 ms; their trains are joined one behind the other,
which is one train of the same law, so that no interval is cut. `poisson_input` adds a Poisson
number of events, of mean m = rate dt, in every step to every neuron: integrators without leak
show it, 200 of them for 1 s. Values must lie within 4 standard errors (of 23 values one lies
outside once in 680 such tables).
"""
RATES = (5.0, 100.0, 2000.0)  # Hz, of sources
INPUTS = (500.0, 10_000.0, 300_000.0)  # Hz, summed over the inputs of a neuron
DT, LIMIT = 0.1, 4.0


def check() -> Topic:
    """Moments of both, at three rates."""
    rows = [row for rate in RATES for row in _source(rate)]
    rows += [row for rate in INPUTS for row in _input(rate)]
    return Topic("Poisson sources and input", ABOUT, rows)


def _source(rate: float, sources: int = 1000, until: float = 10_000.0) -> list[Row]:
    net = snn.Network(dt=DT, seed=11)
    cells = net.population("sources", sources, snn.Poisson(rate=rate))
    spikes = net.record(cells, "spikes")
    net.run(until)
    steps = round(until / DT)
    counts = np.asarray(cells.counts, float)
    p = -np.expm1(-rate * DT * 1e-3)
    trials = steps * sources
    places = np.sort(np.rint(spikes.times / DT) - 1 + steps * spikes.neurons.astype(float))
    gaps = np.diff(places)
    what = f"source of {rate:g} Hz"
    return [
        deviation(
            f"{what}, spikes in a step",
            counts.sum() / trials,
            p,
            float(np.sqrt(p * (1 - p) / trials)),
            LIMIT,
        ),
        deviation(
            f"{what}, Fano factor of counts",
            counts.var(ddof=1) / (steps * p),
            1 - p,
            float((1 - p) * np.sqrt(2 / (sources - 1))),
            LIMIT,
        ),
        # The CV of n exponential intervals has the standard error 1 / sqrt(n).
        deviation(
            f"{what}, CV of intervals",
            gaps.std() / gaps.mean(),
            float(np.sqrt(1 - p)),
            float(1 / np.sqrt(gaps.size)),
            LIMIT,
        ),
    ]


def events(rate: float, neurons: int, until: float) -> NDArray[np.float64]:
    """Events of ``poisson_input`` in each step at each neuron, [step, neuron]."""
    net = snn.Network(dt=DT, seed=12, precision="double")
    cells = net.population("cells", neurons, snn.LeakyReadout(tau_m=1e9, v_rest=0.0))
    net.poisson_input(cells, rate=rate, weight=1.0)
    v = net.record(cells, "v")
    net.run(until)
    return np.rint(np.diff(v.values, axis=0, prepend=0.0))


def _input(rate: float, neurons: int = 200, until: float = 1000.0) -> list[Row]:
    found = events(rate, neurons, until)
    mean, n = rate * DT * 1e-3, found.size
    none = np.exp(-mean)
    apart = found - mean
    spread = np.sqrt(2 + 1 / mean)  # of (x - m)^2 / m, for a Poisson number x of mean m
    what = f"input of {rate:g} Hz"
    rows = [
        deviation(f"{what}, events in a step", found.mean(), mean, float(np.sqrt(mean / n)), LIMIT),
        deviation(
            f"{what}, Fano factor of a step",
            (apart**2).mean() / mean,
            1.0,
            float(spread / np.sqrt(n)),
            LIMIT,
        ),
        deviation(
            f"{what}, correlation with the next step",
            (apart[1:] * apart[:-1]).mean() / mean,
            0.0,
            float(1 / np.sqrt(n)),
            LIMIT,
        ),
        deviation(
            f"{what}, correlation with the next neuron",
            (apart[:, 1:] * apart[:, :-1]).mean() / mean,
            0.0,
            float(1 / np.sqrt(n)),
            LIMIT,
        ),
    ]
    if none > 1e-4:
        chance = float(np.sqrt(none * (1 - none) / n))
        rows.append(deviation(f"{what}, steps without", (found == 0).mean(), none, chance, LIMIT))
    return rows
