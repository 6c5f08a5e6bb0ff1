"""Sources that transmit numbers: what arrives, what is counted, what is refused."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest
from _helpers import Mistake, Scene
from numpy.typing import ArrayLike, NDArray

import swiftsnn as snn
from swiftsnn._input import set_drive

INVALID = snn.InvalidArgumentError
SOURCES, TARGETS, TAU = 600, 9, 10.0
CELLS = snn.LIF(tau_m=TAU, v_rest=0.0, v_init=0.0, v_reset=0.0, v_thresh=1e6)
"""Neurons that never fire."""

Array = NDArray[np.float64]


@dataclass
class Wired:
    """Sources onto cells, and the same step by step in NumPy."""

    net: snn.Network
    image: snn.Population
    cells: snn.Population
    synapses: snn.Projection
    numbers: Array
    v: Array
    sent: list[Array] = field(default_factory=list)

    @classmethod
    def make(
        cls,
        connector: snn.Connector,
        delay: Any = 1.0,
        *,
        cells: int = TARGETS,
        sources: int = SOURCES,
        **options: Any,
    ) -> Wired:
        net = snn.Network(dt=1.0, seed=5, **options)
        image = net.population("image", sources, snn.Analog())
        target = net.population("cells", cells, CELLS)
        weight = snn.Uniform(-1.0, 1.0)
        synapses = net.connect(image, target, connector, weight=weight, delay=delay)
        net.prepare()
        start = np.ones((net.batch, sources)), np.zeros((net.batch, cells))
        return cls(net, image, target, synapses, *start)

    def drawn(self, seed: int) -> NDArray[np.float32]:
        """Drives of which a third are 0 and half of the others negative."""
        draw = np.random.default_rng(seed)
        shape = self.numbers.shape
        return (draw.normal(size=shape) * (draw.random(shape) < 2 / 3)).astype(np.float32)

    def drive(self, values: ArrayLike) -> None:
        """Other numbers from the coming step on."""
        given = np.broadcast_to(np.float32(values), self.numbers.shape)
        set_drive(self.image, given)
        self.numbers = given * self.image.get("gain")

    def run(self, steps: int) -> None:
        self.net.run(float(steps))
        self._simulate(steps)

    def present(self, values: ArrayLike, steps: int) -> None:
        self.numbers = np.float32(values) * self.image.get("gain")
        self.net.present({self.image: values}, float(steps))
        self.sent, self.v = [], np.zeros_like(self.v)
        self._simulate(steps)

    def _simulate(self, steps: int) -> None:
        """What arrives has today's weights and the numbers of the step it was sent in."""
        synapses = self.synapses
        pre, post, late = synapses.pre, synapses.post, np.rint(synapses.delays).astype(int)
        for _ in range(steps):
            self.sent.append(self.numbers)
            self.v = self.v * np.exp(-1 / TAU)
            for delay in set(late[late < len(self.sent)].tolist()):
                those = late == delay
                brought = synapses.weights[those] * self.sent[-1 - delay][:, pre[those]]
                np.add.at(self.v, (slice(None), post[those]), brought)

    def agrees(self, within: float) -> None:
        scale = max(1.0, np.abs(self.v).max())
        found = np.atleast_2d(self.cells.state("v"))
        np.testing.assert_allclose(found, self.v, rtol=0.0, atol=within * scale)


CONNECTORS = {"dense": snn.AllToAll(), "sparse": snn.FixedProbability(0.2)}
DELAYS = {"1": 1.0, "3": 3.0, "several": snn.Uniform(1.0, 5.0)}


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize(("precision", "within"), [("single", 1e-5), ("double", 1e-12)])
@pytest.mark.parametrize("delay", DELAYS.values(), ids=DELAYS)
@pytest.mark.parametrize("connector", CONNECTORS.values(), ids=CONNECTORS)
def test_numbers_arrive_as_step_by_step(
    connector: snn.Connector, delay: Any, precision: str, within: float, batch: int
) -> None:
    wired = Wired.make(connector, delay, precision=precision, batch=batch)
    calls: list[tuple[Any, int]] = [
        # The drive is 1 at first.
        (None, 4),
        (wired.drawn(1), 2),
        # What was sent in the last calls is still on its way.
        (wired.drawn(2), 1),
        (wired.drawn(3), 1),
        # So long that cells rest.
        (0.0, 30),
        (wired.drawn(4), 3),
        (None, 5),
    ]
    for drive, steps in calls:
        if drive is not None:
            wired.drive(drive)
        wired.run(steps)
        wired.agrees(within)
    assert np.abs(wired.v).max() > 5.0


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("connector", CONNECTORS.values(), ids=CONNECTORS)
def test_weights_and_gains_may_change_between_calls(connector: snn.Connector, batch: int) -> None:
    wired = Wired.make(connector, 3.0, batch=batch, precision="double")
    draw = np.random.default_rng(3)
    wired.present(drive := wired.drawn(1), 7)
    wired.agrees(1e-12)
    wired.synapses.weights = draw.normal(size=len(wired.synapses.weights))
    wired.run(5)
    wired.agrees(1e-12)
    wired.image.set(gain=draw.normal(size=SOURCES))
    wired.numbers = drive * wired.image.get("gain")
    wired.run(2)
    wired.agrees(1e-12)
    wired.present(wired.drawn(2), 9)
    wired.agrees(1e-12)


def _noisy(threads: int, calls: list[int], batch: int = 1) -> NDArray[np.float32]:
    """Potentials after numbers and spikes, onto so many cells that threads share them."""
    net = snn.Network(dt=1.0, seed=2, threads=threads, batch=batch)
    noise = net.population("noise", 40, snn.Bernoulli(gain=0.3))
    image = net.population("image", 90, snn.Analog(gain=np.linspace(-1.0, 1.0, 90)))
    cells = net.population("cells", 2500, CELLS)
    weight = snn.Uniform(-1.0, 1.0)
    net.connect(noise, cells, snn.AllToAll(), weight=weight)
    net.connect(image, cells, snn.AllToAll(), weight=weight, delay=3.0)
    net.connect(image, cells, snn.FixedInDegree(20), weight=weight, delay=2.0)
    for steps in calls:
        net.run(float(steps))
    return cells.state("v").copy()


@pytest.mark.parametrize("batch", [1, 4])
def test_potentials_do_not_depend_on_threads(batch: int) -> None:
    found = [_noisy(threads, [10], batch) for threads in (1, 1, 2, 3)]
    assert np.abs(found[0]).max() > 1.0
    for other in found[1:]:
        np.testing.assert_array_equal(other, found[0])


@pytest.mark.parametrize("calls", [[1] * 60, [24, 36]], ids=str)
def test_a_run_may_be_split(calls: list[int]) -> None:
    whole = _noisy(1, [60])
    np.testing.assert_array_equal(_noisy(1, calls), whole)


@pytest.mark.parametrize("batch", [1, 4])
@pytest.mark.parametrize("connector", CONNECTORS.values(), ids=CONNECTORS)
def test_rows_of_a_drive_are_drives_of_runs(connector: snn.Connector, batch: int) -> None:
    """The same bits, in one run or cut between and within rows; the last row holds."""
    rows = np.random.default_rng(4).normal(size=(4, batch, SOURCES)).astype(np.float32)
    wanted = Wired.make(connector, 2.0, batch=batch)
    for row in rows:
        set_drive(wanted.image, row)
        wanted.net.run(3.0)
    wanted.net.run(2.0)
    for calls in ([14], [3] * 4 + [2], [2, 5, 7]):
        for threads in (1, 2):
            wired = Wired.make(connector, 2.0, batch=batch, threads=threads)
            wired.net.feed(wired.image, drive=rows if batch > 1 else rows[:, 0], interval=3.0)
            for steps in calls:
                wired.net.run(float(steps))
            np.testing.assert_array_equal(wired.cells.state("v"), wanted.cells.state("v"))


def test_rows_without_lanes_are_for_all_and_go_on_in_a_presentation() -> None:
    wired = Wired.make(snn.AllToAll(), 1.0, batch=3)
    rows = np.stack([wired.drawn(1)[0], wired.drawn(2)[0]])
    wired.net.feed(wired.image, drive=rows, interval=4.0)
    wired.net.present({}, 10.0)
    wanted = Wired.make(snn.AllToAll(), 1.0, batch=3)
    for row, steps in zip(rows, (4, 6), strict=True):
        wanted.drive(np.tile(row, (3, 1)))
        wanted.run(steps)
    np.testing.assert_array_equal(wired.cells.state("v"), wanted.cells.state("v"))
    wanted.agrees(1e-5)


@pytest.mark.parametrize("connector", CONNECTORS.values(), ids=CONNECTORS)
def test_numbers_that_stand_still_are_no_events(connector: snn.Connector) -> None:
    wired = Wired.make(connector, 2.0, batch=2, sources=7)
    wired.present(wired.drawn(6), 10)
    wired.run(9)
    assert wired.net.counters.synaptic_events == 0
    assert wired.net.counters.spikes == 0


# ---- Mistakes ----------------------------------------------------------------------------------


def _image(scene: Scene) -> snn.Population:
    return next(each for each in scene.net.populations if each.name == "image")


def _present(scene: Scene, *values: float) -> None:
    scene.net.present({_image(scene): values}, 1.0)


def _learn(scene: Scene, rule: snn.Rule) -> None:
    scene.net.connect(_image(scene), scene.cells, snn.AllToAll(), weight=0.5, plasticity=rule)


ONLINE = "'image' of model 'analog' transmits graded values | with online off"

MISTAKES: dict[str, Mistake] = {
    "drive nan": (lambda s: _present(s, 1.0, np.nan), INVALID, "'image' | neuron 1 is nan"),
    "drive infinite": (lambda s: _present(s, np.inf, 1.0), INVALID, "'image' | neuron 0 is inf"),
    "drive too high": (lambda s: _present(s, 0.0, 2e6), INVALID, "'image' | 2000000.0 | 1e6"),
    "drive too low": (lambda s: _present(s, -2e6, 0.0), INVALID, "'image' | -2000000.0 | 1e6"),
    "drive of others": (lambda s: _present(s, 1.0), snn.ShapeError, "'image' | (1, 2) | (1,)"),
    "rows of one number": (
        lambda s: s.net.feed(_image(s), drive=[1.0, 2.0]),
        snn.ShapeError,
        "'image' | rows of 2 values | 2 of 1",
    ),
    "rows of a lane too many": (
        lambda s: s.net.feed(_image(s), drive=np.ones((3, 2, 2))),
        snn.ShapeError,
        "'image' | (3, 2, 2)",
    ),
    "rows that repeat": (
        lambda s: s.net.feed(_image(s), drive=[[1.0, 2.0]], repeats=True),
        INVALID,
        "'image' | cannot repeat",
    ),
    "a row that is nan": (
        lambda s: s.net.feed(_image(s), drive=[[1.0, 2.0], [3.0, np.nan]], interval=0.1),
        INVALID,
        "'image' | lane 0, neuron 1 is nan",
    ),
    "rows of no time": (
        lambda s: s.net.feed(_image(s), drive=[[1.0, 2.0]], interval=-1.0),
        INVALID,
        "interval | 'image' | -1",
    ),
    "spikes": (lambda s: s.net.feed(_image(s), [1.0], [0]), INVALID, "'image' | cannot be fed"),
    "gain nan": (lambda s: _image(s).set(gain=[1.0, np.nan]), INVALID, "gain | 'image' | nan"),
    "pairs online": (lambda s: _learn(s, snn.PairSTDP()), INVALID, ONLINE),
    "factors online": (lambda s: _learn(s, snn.ThreeFactor(online=True)), INVALID, ONLINE),
    "route onto the gain": (
        lambda s: s.net.modulate(_image(s), "gain", snn.Reward(s.net)),
        INVALID,
        "modulation of gain of 'image' | stand still",
    ),
    "recording spikes": (lambda s: s.net.record(_image(s)), INVALID, "'image' | no spikes"),
    "dynamics": (
        lambda s: s.net.connect(
            *(_image(s), s.cells, snn.AllToAll()), weight=1.0, dynamics=snn.StochasticRelease(0.5)
        ),
        INVALID,
        "'image'",
    ),
    "input": (
        lambda s: s.net.connect(s.stim, _image(s), snn.AllToAll(), weight=1.0),
        INVALID,
        "'image' | source",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_names_the_population_and_changes_nothing(mistake: Mistake) -> None:
    act, kind, parts = mistake
    scene = Scene.make()
    image = scene.net.population("image", 2, snn.Analog())
    scene.net.connect(image, scene.cells, snn.AllToAll(), weight=0.5)
    with pytest.raises(kind) as caught:
        act(scene)
    assert isinstance(caught.value, snn.SwiftSNNError)
    for part in parts.split(" | "):
        assert part in str(caught.value), caught.value
    # Drive and gain are 1, and nothing else is connected.
    scene.net.run(0.2)
    np.testing.assert_allclose(scene.cells.state("v"), -64.0, rtol=1e-6)
    scene.net.present({image: [1e6, -1e6]}, 0.3)
    np.testing.assert_allclose(scene.cells.state("v"), -65.0, rtol=1e-6)


def test_a_mean_rate_begins_anew_with_a_reset_and_after_a_presentation() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 2, snn.SpikeSource())
    error = snn.PopulationError(source, 2, rule="rate", tau=None, target=1000.0)
    certainty = snn.PopulationError(source, 2, rule="entropy", tau=None)
    half = np.tile([[1, 0]], (10, 1))
    values = []
    for begin in (lambda: None, net.reset, lambda: net.present({}, 5.0, learn=False)):
        begin()
        net.feed(source, raster=half)
        error.set_labels(1)
        net.run(10.0)
        values.append(np.append(error.value, certainty.value))
    np.testing.assert_allclose(values, [values[0]] * 3)
    np.testing.assert_allclose(values[0][:2], [-1.0, 1.0])
