"""A small network whose synapses learn in run, and the weights its spikes should lead to."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from typing import Any

import numpy as np
from _plasticity_dense import Array, Term, evolve
from numpy.typing import NDArray

import swiftsnn as snn

SOURCES, TARGETS, DT = 12, 7, 0.5
LOW, HIGH = 0.2, 0.8
REWARDS = 20


@dataclass(frozen=True, eq=False)
class Custom(snn.Rule):
    """Terms as they are."""

    each: Sequence[snn.Term]
    w_min: float = -np.inf
    w_max: float = np.inf

    def terms(self) -> list[snn.Term]:
        """Those given."""
        return list(self.each)


@dataclass
class Seen:
    """What the synapses of one delay meet, [step, neuron]: step k begins at k dt."""

    arrivals: Array
    fired: Array
    potential: Array
    rewards: Array


@dataclass
class Stage:
    """Irregular spikes of both sides, and where ``modulated``, of three sources of reward.

    Steps are those of delivery: what is delivered in one met the synapse a dendritic delay before,
    so that postsynaptic spikes count two of them after they were fired.

    ``delay`` may be one value for each (source, target). ``part`` is the share of pairs that are
    connected. ``quiet`` are times [from, to) in ms without any spikes.
    """

    rule: Any
    ms: float = 1000.0
    threads: int | None = None
    delay: float | Array = 1.5
    dendritic: float = 0.0
    rate: float = 30.0
    precision: str = "double"
    seed: int = 3
    part: float = 1.0
    dt: float = DT
    trigger_delay: float = DT
    quiet: tuple[float, float] = (0.0, 0.0)
    modulated: bool = False
    weight: Array | None = None
    resets: list[float] = field(default_factory=list)

    def __post_init__(self) -> None:
        rng = np.random.default_rng(self.seed)
        self.start = self.weight
        if self.start is None:
            self.start = rng.uniform(LOW, HIGH, (SOURCES, TARGETS))
        net = snn.Network(
            dt=self.dt, seed=self.seed, threads=self.threads, precision=self.precision
        )
        self.net = net
        self.steps = round(self.ms / self.dt)
        sources = net.population("sources", SOURCES, snn.SpikeSource())
        triggers = net.population("triggers", TARGETS, snn.SpikeSource())
        self.cells = net.population("cells", TARGETS, snn.LIF(tau_refrac=0.0))
        for population, size in ((sources, SOURCES), (triggers, TARGETS)):
            self._feed(population, rng.random((self.steps - 48, size)) < self.rate * self.dt * 1e-3)
        net.connect(triggers, self.cells, snn.OneToOne(), weight=100.0, delay=self.trigger_delay)
        if self.modulated:
            self.reward_source = net.population("reward", 3, snn.SpikeSource())
            raster = np.zeros((self.steps - 8, 3), bool)
            at = rng.choice(self.steps - 8, min(REWARDS, self.steps // 8), replace=False)
            raster[at, rng.integers(0, 3, len(at))] = True
            self._feed(self.reward_source, raster)
        chosen: Any = self.rule(self) if callable(self.rule) else self.rule
        pairs = np.argwhere(rng.random((SOURCES, TARGETS)) < self.part)
        dense = self.part >= 1 and np.ndim(self.delay) == 0
        of_pairs = tuple(pairs.T)
        self.synapses = net.connect(
            sources,
            self.cells,
            snn.AllToAll() if dense else snn.FromArrays(pairs[:, 0], pairs[:, 1]),
            weight=self.start if dense else self.start[of_pairs],
            delay=self.delay[of_pairs] if np.ndim(self.delay) else self.delay,  # pyright: ignore
            plasticity=chosen,
            dendritic_delay=self.dendritic,
        )
        self.recorders = [net.record(each) for each in (sources, self.cells)]
        if self.modulated:
            self.recorders.append(net.record(self.reward_source))
        self.v = net.record(self.cells, "v")

    def _feed(self, population: snn.Population, raster: NDArray[np.bool_]) -> None:
        raster[round(self.quiet[0] / self.dt) : round(self.quiet[1] / self.dt)] = False
        at, neurons = np.nonzero(raster)
        self.net.feed(population, times=(at + 1) * self.dt, neurons=neurons)

    def go(self, runs: int = 1, between: Callable[[int], None] | None = None) -> Stage:
        """The whole time, in as many runs; ``between`` gets the number of those done."""
        done = 0
        for run in range(runs):
            steps = round(self.steps * (run + 1) / runs) - done
            self.net.run(steps * self.dt)
            done += steps
            if between is not None and run + 1 < runs:
                between(run + 1)
        return self

    def reset(self) -> None:
        """Reset the network, and remember that nothing from before counts any more."""
        self.resets.append(self.net.t)
        self.net.reset()

    @property
    def matrix(self) -> Array:
        """Weights [source, target], NaN where there is no synapse."""
        made = np.full((SOURCES, TARGETS), np.nan)
        made[self.synapses.pre, self.synapses.post] = self.synapses.weights
        return made

    def seen(self, delay: float, first: int = 0, last: int | None = None) -> Seen:
        """What synapses of a delay meet in steps ``first`` to ``last``, of spikes fired then."""
        last = self.steps if last is None else last
        sizes, lags = (SOURCES, TARGETS, 3), (delay + self.dendritic, 2 * self.dendritic, 0.0)
        counts = []
        for recorder, size, lag in zip(self.recorders, sizes, lags, strict=False):
            count = np.zeros((last - first, size))
            fired = np.rint(recorder.times / self.dt).astype(int) - 1
            steps = fired + round(lag / self.dt) - first
            # What is released in a step is seen from the next on.
            steps = steps + 1 if recorder is self.recorders[-1] and self.modulated else steps
            chosen = (fired >= first) & (steps < last - first)
            np.add.at(count, (steps[chosen], recorder.neurons[chosen]), 1.0)
            counts.append(count)
        rewards = counts[2] if self.modulated else np.zeros((last - first, 3))
        return Seen(counts[0], counts[1], np.asarray(self.v.values, float)[first:last], rewards)

    def expected(self, terms: Callable[[Seen], list[Term]], **options: Any) -> Array:
        """The weights at the end by the definitions, NaN where there is no synapse."""
        weight = np.asarray(self.start)
        marks = [0, *(round(t / self.dt) for t in self.resets), self.steps]
        delays = np.broadcast_to(np.asarray(self.delay, float), weight.shape)
        for first, last in pairwise(marks):
            made = np.full(weight.shape, np.nan)
            for delay in np.unique(delays):
                seen = self.seen(float(delay), first, last)
                course = evolve(weight, terms(seen), seen.arrivals, seen.fired, self.dt, **options)
                made[delays == delay] = course.weight[delays == delay]
            weight = made
        weight[np.isnan(self.matrix)] = np.nan
        return weight
