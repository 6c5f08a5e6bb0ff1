"""One neuron, or several alike, under given input: spikes and samples in double precision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

import swiftsnn as snn
from swiftsnn.neurons import Model
from swiftsnn.stimuli import Current

Series = NDArray[np.float64]


@dataclass(frozen=True)
class Input:
    """Spikes that are sent to every neuron; a time that stands twice is two spikes."""

    times: ArrayLike
    weight: float
    delay: float
    receptor: str | None = None


@dataclass(frozen=True)
class Response:
    """What a run gave.

    Attributes
    ----------
    trains : list of arrays
        Spike times of each neuron (ms).
    times : array
        Of the samples (ms).
    samples : {variable: array [sample, neuron]}
    """

    trains: list[Series]
    times: Series
    samples: dict[str, Series]

    @property
    def spikes(self) -> Series:
        """Spike times of the first neuron."""
        return self.trains[0]

    @property
    def v(self) -> Series:
        """Potential of the first neuron."""
        return self.samples["v"][:, 0]


def respond(
    model: Model,
    until: float,
    *,
    dt: float = 0.1,
    inputs: Sequence[Input] = (),
    current: Current | None = None,
    start: Mapping[str, float] | None = None,
    variables: Sequence[str] = ("v",),
    every: float | None = None,
    size: int = 1,
    precision: str = "double",
    seed: int = 1,
) -> Response:
    """Run neurons of one model for ``until`` ms, from where ``start`` puts state variables."""
    net = snn.Network(dt=dt, seed=seed, precision=precision, threads=1)
    cells = net.population("cells", size, model)
    for name, value in (start or {}).items():
        cells.state(name)[:] = value
    for number, given in enumerate(inputs):
        send(net, f"input {number}", cells, given)
    if current is not None:
        net.inject(cells, current)
    spikes = net.record(cells, "spikes")
    recorders = {name: net.record(cells, name, every=every) for name in variables}
    net.run(until)
    samples = {name: np.array(each.values, np.float64) for name, each in recorders.items()}
    times = next(iter(recorders.values())).times if recorders else np.empty(0)
    return Response([np.round(train, 6) for train in spikes.trains()], np.array(times), samples)


def send(net: snn.Network, name: str, cells: snn.Population, given: Input) -> None:
    """Connect a source of these spikes; a source cell fires once a step, so repeats take turns."""
    times = np.sort(np.asarray(given.times, float))
    turn = np.arange(times.size) - np.searchsorted(times, times)
    source = net.population(name, int(turn.max(initial=0)) + 1, snn.SpikeSource())
    net.connect(
        source,
        cells,
        snn.AllToAll(),
        weight=given.weight,
        delay=given.delay,
        receptor=given.receptor,
    )
    net.feed(source, times=times, neurons=turn)


def same_spikes(ours: Series, theirs: ArrayLike) -> bool:
    """Whether two trains are the same to a thousandth of a microsecond."""
    other = np.asarray(theirs, float)
    return ours.size == other.size and bool(np.all(np.abs(ours - other) < 1e-6))


def largest(ours: Series, theirs: ArrayLike) -> float:
    """The largest difference of two series."""
    return float(np.max(np.abs(ours - np.asarray(theirs, float)), initial=0.0))
