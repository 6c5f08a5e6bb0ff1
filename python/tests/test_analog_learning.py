"""Learning from numbers in presentations, and errors of mean rates, against NumPy."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import _learning_reference as reference
import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn

DT, STEPS, BATCH = 0.5, 60, 3
RESET = 15.0
"""Below threshold, by which a spike lowers the potential."""

Array = NDArray[np.float64]
PRE: dict[str, snn.Factor] = {"spike": snn.Spike(), "trace": snn.Trace(15.0)}
POST: dict[str, Any] = {
    "spike": snn.Spike(),
    "trace": snn.Trace(8.0),
    "window": snn.Window(4.0),
    "one": snn.ONE,
}


@dataclass
class Case:
    """Numbers and noise onto cells in three lanes, and what was recorded of a presentation."""

    net: snn.Network
    image: snn.Population
    cells: snn.Population
    recorders: tuple[snn.SpikeRecorder, snn.StateRecorder]

    @classmethod
    def make(cls, sources: int = 8, cells: int = 6, threads: int = 1) -> Case:
        net = snn.Network(dt=DT, seed=7, batch=BATCH, threads=threads)
        noise = net.population("noise", 20, snn.Bernoulli(gain=0.1))
        image = net.population("image", sources, snn.Analog(gain=np.linspace(0.5, 1.5, sources)))
        # What the potential was before a spike can be told from what it is after.
        model = snn.LIF(tau_m=10.0, tau_refrac=0.0, v_reset=-50.0 - RESET, reset="subtract")
        target = net.population("cells", cells, model)
        net.connect(noise, target, snn.AllToAll(), weight=snn.Uniform(0.0, 3.0))
        return cls(net, image, target, (net.record(target), net.record(target, "v")))

    def drive(self, seed: int) -> NDArray[np.float32]:
        """Drives of which some are 0 and some negative."""
        draw = np.random.default_rng(seed)
        shape = BATCH, self.image.size
        return (draw.normal(size=shape) * (draw.random(shape) < 0.7)).astype(np.float32)

    def present(self, drive: NDArray[np.float32], **options: Any) -> None:
        """One presentation, alone in the recorders."""
        for recorder in self.recorders:
            recorder.clear()
        self.first = self.net.counters.step
        self.net.present({self.image: drive}, STEPS * DT, **options)

    def seen(self, lane: int) -> tuple[Array, Array]:
        """Spikes and distance from the threshold before them, [step, neuron]."""
        times, neurons = self.recorders[0].events(lane)
        train = np.zeros((STEPS, self.cells.size))
        train[np.rint(times / DT).astype(int) - 1 - self.first, neurons] = 1.0
        potential = self.recorders[1].values[lane].astype(float)
        return train, potential + RESET * train + 50.0

    def change(
        self,
        synapses: snn.Projection,
        term: reference.Term,
        drive: NDArray[np.float32],
        labels: list[int] | None = None,
        *,
        b: Array | None = None,
        tau: float | None = None,
    ) -> Array:
        """Of each synapse, summed over the lanes."""
        total = np.zeros(len(synapses.weights))
        numbers = drive * self.image.get("gain")
        late = np.rint(synapses.delays / DT).astype(int)
        for lane in range(BATCH):
            train, margin = self.seen(lane)
            modulator = np.ones_like(train)
            if labels is not None and b is not None:
                modulator = reference.Error(3, "softmax", tau).course(train, labels[lane], DT) @ b
            sent = np.repeat(numbers[lane : lane + 1], STEPS, axis=0)
            for delay in set(late.tolist()):
                change = term.change(sent, train, DT, delay, margin, modulator)
                those = late == delay
                total[those] += change[synapses.pre[those], synapses.post[those]]
        return total


SCENES: dict[str, tuple[snn.Connector, Any, str, float | None]] = {
    "dense": (snn.AllToAll(), 1, "mean", None),
    "sparse": (snn.FixedProbability(0.6), 2, "sum", 10.0),
    "dense in order": (snn.AllToAll(), 2, "in_order", 10.0),
    "sparse in order": (snn.FixedProbability(0.6), 1, "in_order", None),
    "several delays": (snn.FixedInDegree(5, allow_multapses=False), (0.5, 2.5), "mean", None),
}
"""Wiring, delay in steps or drawn between ms, how samples are combined, tau of the error."""


@pytest.mark.parametrize("scene", SCENES.values(), ids=SCENES)
@pytest.mark.parametrize("eligibility", [None, 12.0, 1e9])
@pytest.mark.parametrize("post", POST)
@pytest.mark.parametrize("pre", PRE)
def test_numbers_teach_by_the_definition(
    pre: str, post: str, eligibility: float | None, scene: tuple[snn.Connector, Any, str, Any]
) -> None:
    connector, delay, combine, tau = scene
    case = Case.make()
    error = snn.PopulationError(case.cells, 3, rule="softmax", tau=tau)
    gate = snn.Broadcast(error, case.cells, through=0)
    decay = snn.Decay(eligibility) if eligibility else None
    # A trace that gathers grows over the whole presentation.
    rate = 3e-4 if eligibility == 1e9 else 0.01
    rule = snn.ThreeFactor(pre=PRE[pre], post=POST[post], eligibility=decay, rate=rate)
    synapses = case.net.connect(
        *(case.image, case.cells, connector),
        weight=snn.Uniform(-0.3, 0.3),
        delay=snn.Uniform(*delay) if isinstance(delay, tuple) else delay * DT,
        plasticity=rule.gated_by(gate),
    )
    case.net.prepare()
    term = reference.Term(pre, post, rate, 15.0, 8.0, 4.0, eligibility or 0.0)
    b = gate.matrix("b").astype(float)
    for seed, labels in ((1, [2, 0, 1]), (2, [1, -1, 1])):
        before, drive = synapses.weights.astype(float), case.drive(seed)
        case.present(drive, teach={error: labels}, combine=combine)
        change = case.change(synapses, term, drive, labels, b=b, tau=tau)
        change /= BATCH if combine == "mean" else 1
        assert case.cells.counts.sum() > 10
        largest = np.abs(change).max()
        assert largest > 0.01
        found = synapses.weights.astype(float) - before
        np.testing.assert_allclose(found, change, rtol=1e-4, atol=1e-4 * largest)


@pytest.mark.parametrize("connector", [snn.AllToAll(), snn.FixedProbability(0.6)], ids=str)
def test_terms_add_up_without_a_label(connector: snn.Connector) -> None:
    case = Case.make()
    rules = [
        snn.ThreeFactor(pre=snn.Spike(), post=snn.Window(4.0), rate=0.01),
        snn.ThreeFactor(pre=snn.Trace(15.0), post=snn.Spike(), rate=-0.02),
    ]
    synapses = case.net.connect(
        case.image, case.cells, connector, weight=0.1, delay=DT, plasticity=rules
    )
    drive = case.drive(3)
    case.present(drive, learn=True, combine="sum")
    terms = [
        reference.Term("spike", "window", 0.01, width=4.0),
        reference.Term("trace", "spike", -0.02, 15.0),
    ]
    parts = [case.change(synapses, term, drive) for term in terms]
    assert min(np.abs(part).max() for part in parts) > 0.1
    np.testing.assert_allclose(synapses.weights - 0.1, sum(parts), rtol=1e-4, atol=1e-5)


def _as_spikes_do(model: snn.Model, rows: int, combine: str, **options: Any) -> tuple[Array, Array]:
    """Weights after two presentations in parts, in each of which sources are silent or on."""
    net = snn.Network(dt=DT, seed=3, batch=2)
    noise = net.population("noise", 20, snn.Bernoulli(gain=0.2))
    source = net.population("source", 12, model)
    cells = net.population("cells", 9, snn.LIF(tau_m=10.0))
    net.connect(noise, cells, snn.AllToAll(), weight=snn.Uniform(0.0, 3.0))
    rule = snn.ThreeFactor(pre=snn.Trace(7.0), post=snn.Window(5.0), rate=2e-4, w_max=0.35)
    synapses = net.connect(
        *(source, cells, snn.FixedProbability(0.5)),
        weight=snn.Uniform(0.1, 0.3),
        delay=2 * DT,
        plasticity=rule,
        **options,
    )
    draw = np.random.default_rng(1)
    for _ in range(2):
        on = draw.random((rows, 2, 12)) < 0.6
        each = STEPS // rows
        if isinstance(model, snn.Analog):
            net.feed(source, drive=on, interval=each * DT)
        else:
            for lane in range(2):
                net.feed(source, raster=np.repeat(on[:, lane], each, axis=0), lane=lane)
        net.present({}, STEPS * DT, learn=True, combine=combine)
    return synapses.weights.astype(float), cells.counts.astype(float)


@pytest.mark.parametrize(
    "options",
    [{}, {"optimiser": snn.Adam(0.01)}, {"update": snn.WeightUpdate(decay=0.1)}],
    ids=str,
)
@pytest.mark.parametrize(("rows", "combine"), [(1, "mean"), (4, "mean"), (3, "in_order")])
def test_ones_and_zeros_teach_as_spikes_in_every_step_do(
    options: dict[str, Any], rows: int, combine: str
) -> None:
    numbers, counts = _as_spikes_do(snn.Analog(), rows, combine, **options)
    spikes, wanted = _as_spikes_do(snn.SpikeSource(), rows, combine, **options)
    assert np.ptp(spikes) > 0.15
    np.testing.assert_allclose(numbers, spikes, rtol=1e-5)
    np.testing.assert_array_equal(counts, wanted)


@pytest.mark.parametrize("combine", ["mean", "in_order"])
@pytest.mark.parametrize("connector", [snn.AllToAll(), snn.FixedInDegree(30)], ids=str)
def test_what_is_learned_does_not_depend_on_threads(connector: snn.Connector, combine: str) -> None:
    def learned(threads: int) -> NDArray[np.float32]:
        # More sources than are delivered at a time, more cells than learn at a time.
        case = Case.make(600, 150, threads)
        error = snn.PopulationError(case.cells, 3, rule="softmax", tau=None)
        gate = snn.Broadcast(error, case.cells, through=0)
        rule = snn.ThreeFactor(pre=snn.Spike(), post=snn.Window(4.0), rate=0.01)
        synapses = case.net.connect(
            *(case.image, case.cells, connector),
            weight=snn.Uniform(-0.1, 0.1),
            plasticity=rule.gated_by(gate),
        )
        start = synapses.weights.copy()
        for seed in (1, 2):
            case.present(case.drive(seed), teach={error: [0, 1, 2]}, combine=combine)
        assert np.abs(synapses.weights - start).max() > 0.1
        return synapses.weights.copy()

    first = learned(1)
    for threads in (1, 2, 3):
        np.testing.assert_array_equal(learned(threads), first)


# ---- Errors of mean rates ----------------------------------------------------------------------


def _raster(steps: int) -> Array:
    return (np.random.default_rng(8).random((steps, 6)) < 0.3).astype(float)


def _stepped(net: snn.Network, error: snn.PopulationError, steps: int) -> Array:
    return np.array([np.array(error.value) for _ in range(steps) if net.step() is None])


@pytest.mark.parametrize("rule", ["rate", "winner_take_all", "softmax"])
def test_mean_rates_of_a_run_begin_with_the_labels(rule: str) -> None:
    raster = _raster(40)
    net = snn.Network(dt=DT)
    source = net.population("source", 6, snn.SpikeSource())
    net.feed(source, raster=raster)
    error = snn.PopulationError(source, 3, rule=rule, tau=None, target=3000.0, start=1.0)
    course = reference.Error(3, rule, tau=None, target=3000.0, start=1.0)
    np.testing.assert_array_equal(_stepped(net, error, 7), 0.0)
    for label, first, last in ((2, 7, 27), (0, 27, 40)):
        error.set_labels(label)
        expected = course.course(raster[first:last], label, DT)
        assert np.ptp(expected[3:], axis=0).max() > 0.05
        np.testing.assert_allclose(_stepped(net, error, last - first), expected, atol=1e-12)


def test_mean_rates_of_a_presentation_begin_with_it() -> None:
    net = snn.Network(dt=DT, batch=2, seed=4)
    source = net.population("source", 6, snn.Bernoulli(gain=0.3))
    error = snn.PopulationError(source, 3, rule="softmax", tau=None)
    recorder = net.record(source)
    for steps in (1, 4, 30):
        recorder.clear()
        first, labels = net.counters.step, [1, 2]
        net.present({}, steps * DT, teach={error: labels})
        for lane, label in enumerate(labels):
            raster = np.zeros((steps, 6))
            times, neurons = recorder.events(lane)
            raster[np.rint(times / DT).astype(int) - 1 - first, neurons] = 1.0
            expected = reference.Error(3, "softmax", tau=None).course(raster, label, DT)[-1]
            np.testing.assert_allclose(np.array(error.value)[lane], expected, atol=1e-12)


@pytest.mark.parametrize("presents", [False, True])
def test_mean_potentials_take_the_place_of_rates(presents: bool) -> None:
    net = snn.Network(dt=DT, precision="double")
    image = net.population("image", 4, snn.Analog(gain=[1.0, -2.0, 0.5, 3.0]))
    out = net.population("out", 6, snn.LeakyReadout(v_rest=0.0))
    net.connect(image, out, snn.AllToAll(), weight=snn.Uniform(-0.5, 0.5), delay=1.0)
    error = snn.PopulationError(out, 3, rule="softmax", temperature=5.0, tau=None)
    state = net.record(out, "v")
    if presents:
        net.present({image: np.ones(4)}, 20 * DT, teach={error: [1]})
    else:
        net.run(9 * DT)
        state.clear()
        error.set_labels(1)
        net.run(20 * DT)
    potentials = np.asarray(state.values, float)
    course = reference.Error(3, "softmax", tau=None, temperature=5.0)
    # The reference takes spikes, and makes Hz of them.
    expected = course.course(potentials * DT * 1e-3, 1, DT)
    assert np.ptp(expected[:, 0]) > 0.01
    np.testing.assert_allclose(error.value, expected[-1], atol=1e-9)
