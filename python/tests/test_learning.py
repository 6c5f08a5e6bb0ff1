"""Learning in presentations, against traces a synapse in NumPy."""

from __future__ import annotations

from dataclasses import dataclass

import _learning_reference as reference
import numpy as np
import pytest
from _helpers import python

import swiftsnn as snn

STEPS = 60


@dataclass
class Case:
    """A source and a target of two lanes, with what was recorded of the last presentation."""

    net: snn.Network
    source: snn.Population
    target: snn.Population
    recorders: list[snn.SpikeRecorder]
    potential: snn.StateRecorder

    @classmethod
    def make(cls, batch: int = 2, dt: float = 0.5) -> Case:
        net = snn.Network(dt=dt, seed=7, batch=batch)
        source = net.population("source", 8, snn.Bernoulli(gain=0.2))
        target = net.population("target", 6, snn.LIF(tau_m=10.0, tau_refrac=1.0))
        net.connect(source, target, snn.AllToAll(), weight=snn.Uniform(0.0, 2.0))
        recorders = [net.record(source), net.record(target)]
        return cls(net, source, target, recorders, net.record(target, "v"))

    def connect(self, rule: snn.Rule, weight: float = 0.5, delay: int = 1) -> snn.Projection:
        return self.net.connect(
            self.source,
            self.target,
            snn.AllToAll(),
            weight=weight,
            delay=delay * self.net.dt,
            plasticity=rule,
        )

    def present(self, **options: object) -> None:
        """One presentation, alone in the recorders."""
        for recorder in (*self.recorders, self.potential):
            recorder.clear()
        self.first = self.net.counters.step
        self.net.present({}, STEPS * self.net.dt, **options)  # pyright: ignore

    def trains(self, lane: int) -> list[np.ndarray]:
        """Spikes [step, neuron] of source and target."""
        trains = []
        populations = (self.source, self.target)
        for population, recorder in zip(populations, self.recorders, strict=True):
            times, neurons = recorder.events(lane)
            train = np.zeros((STEPS, population.size))
            train[np.rint(times / self.net.dt).astype(int) - 1 - self.first, neurons] = 1.0
            trains.append(train)
        return trains

    def change(
        self, term: reference.Term, modulators: list[np.ndarray] | None = None, delay: int = 1
    ) -> np.ndarray:
        """Change [source, target] by the reference, the mean over the lanes."""
        far = np.full((STEPS, self.target.size), np.inf)
        one = np.ones((STEPS, self.target.size))
        total = np.zeros((self.source.size, self.target.size))
        for lane in range(self.net.batch):
            modulator = modulators[lane] if modulators else one
            source, target = self.trains(lane)
            total += term.change(source, target, self.net.dt, delay, far, modulator)
        return total / self.net.batch


@pytest.mark.parametrize("delay", [1, 5])
@pytest.mark.parametrize("post", ["spike", "trace", "one"])
@pytest.mark.parametrize("eligibility", [None, 12.0])
def test_three_factor_is_its_definition(post: str, eligibility: float | None, delay: int) -> None:
    case = Case.make()
    projection = case.connect(
        snn.ThreeFactor(
            pre=snn.Trace(15.0),
            post={"spike": snn.Spike(), "trace": snn.Trace(8.0), "one": snn.ONE}[post],
            eligibility=snn.Decay(eligibility) if eligibility else None,
            rate=0.01,
        ),
        delay=delay,
    )
    case.present(learn=True)
    term = reference.Term("trace", post, 0.01, 15.0, 8.0, tau_eligibility=eligibility or 0.0)
    change = case.change(term, delay=delay)
    assert np.abs(change).max() > 0.01
    np.testing.assert_allclose(projection.to_matrix() - 0.5, change, rtol=1e-4, atol=1e-6)


def test_the_window_is_one_while_the_potential_is_near_the_threshold() -> None:
    case = Case.make(batch=1)
    # A threshold nobody reaches: the potential recorded is the one before a reset.
    case.target.set(v_thresh=60.0)
    projection = case.connect(
        snn.ThreeFactor(pre=snn.Trace(15.0), post=snn.Window(95.0), rate=0.01)
    )
    case.present(learn=True)
    source, target = case.trains(0)
    assert target.sum() == 0
    margin = case.potential.values.astype(float) - 60.0
    assert 0.1 < (np.abs(margin) < 95.0).mean() < 0.9
    term = reference.Term("trace", "window", 0.01, 15.0, width=95.0)
    change = term.change(source, target, 0.5, 1, margin, np.ones_like(margin))
    np.testing.assert_allclose(projection.to_matrix() - 0.5, change, rtol=1e-4, atol=1e-6)


RULES = ["rate", "winner_take_all", "softmax"]


@pytest.mark.parametrize("rule", RULES)
def test_delta_moves_weights_along_the_error_of_the_targets_class(rule: str) -> None:
    case = Case.make()
    parameters = {"tau": 10.0, "target": 900.0, "start": 4.0, "temperature": 30.0}
    error = snn.PopulationError(case.target, 3, rule=rule, **parameters)
    projection = case.connect(snn.Delta(error, rate=0.01, tau=12.0))
    case.present(teach={error: [2, 0]})
    signal = reference.Error(3, rule, **parameters)
    courses = [signal.course(case.trains(lane)[1], (2, 0)[lane], 0.5) for lane in (0, 1)]
    modulators = [np.repeat(course, 2, axis=1) for course in courses]
    change = case.change(reference.Term("trace", "one", 0.01, 12.0), modulators)
    assert change.min() < -1e-3
    assert change.max() > 1e-3
    np.testing.assert_allclose(projection.to_matrix() - 0.5, change, rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("through", [0, 4])
def test_a_broadcast_error_is_the_third_factor(through: int) -> None:
    case = Case.make()
    error = snn.PopulationError(case.target, 3, rule="softmax")
    gate = snn.Broadcast(error, case.target, through=through, scale_b=2.0)
    rule = snn.ThreeFactor(pre=snn.Trace(15.0), eligibility=snn.Decay(6.0), rate=0.05)
    projection = case.connect(rule.gated_by(gate))
    b = gate.matrix("b").astype(float)
    a = gate.matrix("a").astype(float) if through else None
    case.present(teach={error: [1, -1]})
    signal = reference.Error(3, "softmax")
    courses = [signal.course(case.trains(lane)[1], (1, -1)[lane], 0.5) for lane in (0, 1)]
    modulators = [(course if a is None else np.tanh(course @ a)) @ b for course in courses]
    change = case.change(
        reference.Term("trace", "spike", 0.05, 15.0, tau_eligibility=6.0), modulators
    )
    assert np.abs(change).max() > 1e-3
    np.testing.assert_allclose(projection.to_matrix() - 0.5, change, rtol=1e-4, atol=1e-6)


def test_pair_stdp_is_summed_over_a_presentation() -> None:
    case = Case.make()
    rule = snn.PairSTDP(a_plus=0.004, a_minus=0.006, tau_plus=15.0, tau_minus=9.0)
    projection = case.connect(rule, delay=3)
    case.present(learn=True)
    change = case.change(reference.Term("trace", "spike", 0.004, tau_pre=15.0), delay=3)
    change += case.change(reference.Term("spike", "trace", -0.006, tau_post=9.0), delay=3)
    assert change.min() < -1e-3
    np.testing.assert_allclose(projection.to_matrix() - 0.5, change, rtol=1e-4, atol=1e-6)


def test_rules_of_a_list_add_up() -> None:
    case = Case.make()
    rules = [snn.ThreeFactor(rate=0.01), snn.ThreeFactor(post=snn.ONE, rate=-0.001)]
    both = case.net.connect(case.source, case.target, snn.AllToAll(), weight=0.5, plasticity=rules)
    each = [case.connect(rule) for rule in rules]
    case.present(learn=True)
    parts = [projection.to_matrix() - 0.5 for projection in each]
    assert all(np.abs(part).max() > 1e-3 for part in parts)
    np.testing.assert_allclose(both.to_matrix() - 0.5, parts[0] + parts[1], atol=1e-6)


def test_nothing_learns_unless_it_is_taught_or_told_to() -> None:
    case = Case.make()
    error = snn.PopulationError(case.target, 3)
    rules = [snn.ThreeFactor(rate=0.1), snn.PairSTDP(), snn.Delta(error, rate=0.1)]
    projections = [case.connect(rule) for rule in rules]
    case.net.homeostasis(case.target, snn.ThresholdToRate())
    thresholds = case.target.state("v_thresh").copy()
    case.present()
    case.present(teach={error: [0, 1]}, learn=False)
    for projection in projections:
        assert (projection.weights == 0.5).all()
    assert (case.target.state("v_thresh") == thresholds).all()
    case.present(teach={error: [0, 1]})
    for projection in projections:
        assert (projection.weights != 0.5).any()
    assert (case.target.state("v_thresh") != thresholds).any()


def test_a_label_of_minus_one_switches_the_error_of_a_lane_off() -> None:
    case = Case.make()
    error = snn.PopulationError(case.target, 3)
    projection = case.connect(snn.Delta(error, rate=0.1))
    case.present(teach={error: [-1, -1]})
    assert (projection.weights == 0.5).all()
    case.present(teach={error: [-1, 1]})
    assert (projection.weights != 0.5).any()


def test_weights_stay_within_their_bounds() -> None:
    case = Case.make()
    up = case.connect(snn.ThreeFactor(rate=1.0, w_min=0.25, w_max=0.75))
    down = case.connect(snn.ThreeFactor(rate=-1.0, w_min=0.25, w_max=0.75))
    for _ in range(3):
        case.present(learn=True)
    assert up.weights.max() == 0.75
    assert down.weights.min() == 0.25
    assert up.weights.min() >= 0.5 >= down.weights.max()


def test_the_learning_rate_scales_and_freezes() -> None:
    changes = {}
    for factor in (1.0, 0.25, 0.0):
        case = Case.make()
        projection = case.connect(snn.ThreeFactor(rate=0.01))
        projection.set_learning_rate(factor)
        case.present(learn=True)
        changes[factor] = projection.to_matrix() - 0.5
    np.testing.assert_allclose(changes[0.25], 0.25 * changes[1.0], atol=1e-6)
    assert np.abs(changes[1.0]).max() > 1e-3
    assert (changes[0.0] == 0).all()


def _taught_by_raster(batch: int) -> tuple[np.ndarray, np.ndarray]:
    """Weights and thresholds after the same sample in every lane."""
    net = snn.Network(dt=1.0, batch=batch)
    source = net.population("source", 4, snn.SpikeSource())
    cells = net.population("cells", 4, snn.LIF(tau_m=10.0))
    raster = np.random.default_rng(3).random((50, 4)) < 0.3
    for lane in range(batch):
        net.feed(source, raster=raster, lane=lane)
    net.homeostasis(cells, snn.ThresholdToRate(gain=0.01))
    error = snn.PopulationError(cells, 2)
    net.connect(source, cells, snn.AllToAll(), weight=snn.Uniform(4.0, 12.0))
    rules = [snn.ThreeFactor(rate=0.01), snn.Delta(error, rate=0.01)]
    projection = net.connect(source, cells, snn.AllToAll(), weight=0.0, plasticity=rules)
    net.present({}, 50.0, teach={error: [1] * batch})
    return projection.to_matrix(), cells.state("v_thresh").copy()


def test_a_batch_of_equal_samples_teaches_what_one_sample_does() -> None:
    weights, thresholds = _taught_by_raster(1)
    assert np.abs(weights).max() > 0.01
    for batch in (2, 8):
        batched = _taught_by_raster(batch)
        np.testing.assert_allclose(batched[0], weights, rtol=1e-5, atol=1e-7)
        np.testing.assert_allclose(batched[1], thresholds, rtol=1e-6)


def _changes_in_run(rule: snn.Rule) -> bool:
    case = Case.make(batch=1)
    projection = case.connect(rule)
    case.net.run(50.0)
    assert case.target.counts.sum() > 0
    return bool((projection.weights != 0.5).any())


def test_three_factor_leaves_weights_alone_in_run() -> None:
    assert not _changes_in_run(snn.ThreeFactor(rate=0.1, eligibility=snn.Decay(5.0)))
    assert not _changes_in_run(snn.ThreeFactor(rate=0.1, post=snn.ONE))
    assert _changes_in_run(snn.PairSTDP())


def test_three_factor_of_spikes_alone_leaves_weights_alone_in_run() -> None:
    assert not _changes_in_run(snn.ThreeFactor(rate=0.1))


def test_a_rate_that_single_precision_cannot_hold_is_refused() -> None:
    with pytest.raises(snn.InvalidArgumentError, match="at most 1e30"):
        Case.make().connect(snn.ThreeFactor(rate=1e39))


_TOO_LONG = """
    import swiftsnn as snn

    net = snn.Network(dt=1.0, batch=2)
    source = net.population("source", 1, snn.Bernoulli())
    cell = net.population("cell", 1, snn.LIF())
    error = snn.PopulationError(cell, 1)
    gate = snn.Broadcast(error, cell, through=65536)
    rule = snn.ThreeFactor().gated_by(gate)
    net.connect(source, cell, snn.AllToAll(), weight=0.1, plasticity=rule)
    net.present({}, 5.0, teach={error: [0, 0]})
    try:
        # The spikes of a million steps are little, what 65536 modulators did is 500 GB.
        net.present({}, 1e6, teach={error: [0, 0]})
    except snn.OutOfMemoryError:
        net.present({}, 5.0, teach={error: [0, 0]})
        print(net.t)
"""


def test_a_presentation_too_long_for_the_memory_leaves_the_network_usable() -> None:
    # A process of its own: this once killed it.
    assert python(_TOO_LONG).split() == ["10.0"]


def test_labels_of_a_refused_presentation_do_not_outlive_it() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 4, snn.Bernoulli())
    cells = net.population("cells", 2, snn.LIF())
    error = snn.PopulationError(cells, 2)
    synapses = net.connect(
        source, cells, snn.AllToAll(), weight=0.1, plasticity=snn.Delta(error, rate=0.1)
    )
    before = synapses.weights.copy()
    with pytest.raises(snn.ShapeError):
        net.present({source: [1.0]}, 20.0, teach={error: [1]})
    net.present({}, 20.0, learn=True)
    np.testing.assert_array_equal(synapses.weights, before)
    net.present({}, 20.0, teach={error: [1]})
    assert np.any(synapses.weights != before)


def test_labels_last_one_presentation() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 4, snn.Bernoulli())
    cells = net.population("cells", 2, snn.LIF())
    error = snn.PopulationError(cells, 2)
    synapses = net.connect(source, cells, snn.AllToAll(), weight=0.1, plasticity=snn.Delta(error))
    net.present({}, 20.0, teach={error: [1]}, learn=False)
    before = synapses.weights.copy()
    net.present({}, 20.0, learn=True)
    np.testing.assert_array_equal(synapses.weights, before)
