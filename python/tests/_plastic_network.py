"""A small network that learns in run, and its spikes as the dense reference takes them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from _plasticity_dense import Array, Term, evolve

import swiftsnn as snn

SOURCES, TARGETS, DT = 12, 7, 0.5


@dataclass
class Learned:
    """A run: weights [source, target] at the end, spikes [step, neuron], and the potential."""

    network: snn.Network
    synapses: Any
    weights: Array
    arrivals: Array
    fired: Array
    potential: Array


def initial(low: float = 0.2, high: float = 0.8) -> Array:
    """Weights to begin with."""
    return np.random.default_rng(5).uniform(low, high, (SOURCES, TARGETS))


def learn(
    rule: Any, *, ms: float = 1000.0, runs: int = 1, threads: int | None = None, delay: float = 1.5,
    weight: Any = None, rate: float = 30.0, precision: str = "double", seed: int = 3,
    part: float = 1.0, prepare: Any = None, between: Any = None,
) -> Learned:  # fmt: skip
    """Let irregular spikes of both sides meet at synapses that learn.

    ``rule`` is a rule, rules, or a function of the network and the target population that makes
    them. ``weight`` is a matrix, or a function of the same that makes a mixture. ``part`` is the
    share of pairs that are connected. ``prepare`` is called before the first run, ``between`` with
    the number of runs done after each but the last.
    """
    net = snn.Network(dt=DT, seed=seed, threads=threads, precision=precision)
    sources = net.population("sources", SOURCES, snn.SpikeSource())
    triggers = net.population("triggers", TARGETS, snn.SpikeSource())
    cells = net.population("cells", TARGETS, snn.LIF(tau_refrac=0.0))
    rng = np.random.default_rng(seed)
    steps = round(ms / DT)
    for population, size in ((sources, SOURCES), (triggers, TARGETS)):
        raster = rng.random((steps - 8, size)) < rate * DT * 1e-3
        at, neurons = np.nonzero(raster)
        net.feed(population, times=(at + 1) * DT, neurons=neurons)
    net.connect(triggers, cells, snn.OneToOne(), weight=100.0, delay=DT)
    chosen: Any = rule(net, cells) if callable(rule) else rule
    weights: Any = initial() if weight is None else weight
    if callable(weight):
        weights = weight(net, cells)
    pairs = np.argwhere(rng.random((SOURCES, TARGETS)) < part)
    synapses = net.connect(
        sources,
        cells,
        snn.FromArrays(pairs[:, 0], pairs[:, 1]) if part < 1 else snn.AllToAll(),
        weight=weights[tuple(pairs.T)] if part < 1 else weights,
        delay=delay,
        plasticity=chosen,
    )
    spikes = [net.record(population) for population in (sources, cells)]
    v = net.record(cells, "v")
    if prepare is not None:
        prepare(net, synapses)
    for run in range(runs):
        net.run(ms / runs)
        if between is not None and run + 1 < runs:
            between(run + 1, net, synapses)
    counts = [np.zeros((steps + 64, size)) for size in (SOURCES, TARGETS)]
    for recorder, count, late in zip(spikes, counts, (delay, 0.0), strict=True):
        np.add.at(count, (np.rint((recorder.times + late) / DT).astype(int), recorder.neurons), 1.0)
    arrivals, fired = (count[: steps + 1] for count in counts)
    matrix = np.zeros((SOURCES, TARGETS))
    matrix[synapses.pre, synapses.post] = synapses.weights
    potential = np.vstack([np.full((1, TARGETS), v.values[0, 0] * 0), v.values])
    return Learned(net, synapses, matrix, arrivals, fired, potential)


def dense(run: Learned, terms: list[Term], weight: Array | None = None, **options: Any) -> Array:
    """The weights that the definitions give for what arrived and fired."""
    start = initial() if weight is None else weight
    return evolve(start, terms, run.arrivals, run.fired, DT, **options).weight
