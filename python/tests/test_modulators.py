"""How signals reach neurons, and modulated learning in presentations, against NumPy."""

from __future__ import annotations

import _learning_reference as reference
import numpy as np
import pytest
from numpy.typing import NDArray
from test_learning import STEPS, Case

import swiftsnn as snn

Array = NDArray[np.float64]


class Wired:
    """Six spiking sources in three classes, five modulated cells, and an error of the sources."""

    def __init__(self, batch: int = 1) -> None:
        self.net = snn.Network(dt=1.0, seed=5, batch=batch)
        self.source = self.net.population("source", 6, snn.Bernoulli(gain=0.2))
        self.cells = self.net.population("cells", 9, snn.LIF(tau_m=10.0))
        self.net.connect(self.source, self.cells, snn.AllToAll(), weight=snn.Uniform(0.0, 6.0))
        self.error = snn.PopulationError(self.source, 3, rule="softmax", temperature=50.0)
        self.error.set_labels([1] * batch)

    def settle(self) -> Array:
        """Runs a while; the error then."""
        self.net.run(30.0)
        error = np.array(self.error.value)
        assert np.abs(error).min() > 0.01
        return error


def test_a_signal_of_one_number_is_the_same_for_all() -> None:
    wired = Wired()
    reward = snn.Reward(wired.net, tau=10.0, baseline=0.5)
    half, sign = snn.Scalar(reward, gain=-0.5), snn.Scalar(reward, gain=3.0, sign=True)
    assert reward.reach(wired.cells) == snn.Scalar(reward).reach(wired.cells)
    assert half.reach(wired.cells) != reward.reach(wired.cells) != sign.reach(wired.cells)
    for amount, expected in ((0.0, -1.0), (2.0, 1.0)):
        reward.give(amount)
        wired.net.run(1.0)
        value = amount * np.exp(-0.1) - 0.5
        np.testing.assert_allclose(reward.values(wired.cells), [value], rtol=1e-12)
        np.testing.assert_allclose(half.values(wired.cells), [-0.5 * value], rtol=1e-12)
        np.testing.assert_array_equal(sign.values(wired.cells), [3.0 * expected])


@pytest.mark.parametrize("nonlinearity", ["tanh", "identity", "relu"])
def test_modulatory_neurons_have_a_nonlinearity(nonlinearity: str) -> None:
    wired = Wired()
    gate = snn.Broadcast(
        wired.error, wired.cells, through=4, scale_a=2.0, nonlinearity=nonlinearity, gain=0.7
    )
    e = wired.settle()
    f = {"tanh": np.tanh, "identity": lambda x: x, "relu": lambda x: np.maximum(x, 0.0)}
    a, b = gate.matrix("a").astype(float), gate.matrix("b").astype(float)
    np.testing.assert_allclose(gate.value, 0.7 * f[nonlinearity](e @ a) @ b, rtol=1e-12)


def test_only_signs_of_errors_count_where_asked() -> None:
    wired = Wired()
    gate = snn.Broadcast(wired.error, wired.cells, through=0, sign=True)
    groups = snn.ClassGroups(wired.error, gain=2.0, sign=True)
    groups.reach(wired.cells)
    e = wired.settle()
    np.testing.assert_allclose(gate.value, np.sign(e) @ gate.matrix("b"), rtol=1e-6)
    np.testing.assert_array_equal(groups.values(wired.cells), 2.0 * np.sign(e).repeat(3))


def test_a_matrix_can_be_given() -> None:
    wired = Wired(batch=2)
    matrix = np.random.default_rng(0).normal(size=(3, 9))
    feedback = snn.FixedFeedback(wired.error, wired.cells, matrix, gain=1.5)
    e = wired.settle()
    np.testing.assert_allclose(feedback.value, 1.5 * e @ matrix.astype(np.float32), rtol=1e-6)


# ---- Matrices that follow weights --------------------------------------------------------------


@pytest.mark.parametrize("connector", [snn.AllToAll(), snn.FixedProbability(0.4)])
def test_feedback_through_the_transpose_follows_the_weights(connector: snn.Connector) -> None:
    net = snn.Network(dt=1.0, seed=2)
    hidden = net.population("hidden", 8, snn.Bernoulli(gain=0.3))
    out = net.population("out", 6, snn.LIF(tau_m=10.0))
    forward = net.connect(
        hidden,
        out,
        connector,
        weight=snn.Uniform(0.0, 5.0),
        plasticity=snn.PairSTDP(a_plus=0.5, w_max=6.0),
    )
    error = snn.PopulationError(out, 3, rule="softmax")
    feedback = snn.TransposedFeedback(error, forward, period=10.0)

    def expected() -> Array:
        dense = np.zeros((8, 6))
        dense[forward.pre, forward.post] = np.array(forward.weights)
        return dense.reshape(8, 3, 2).sum(2).T

    first = expected()
    net.present({}, 5.0)
    np.testing.assert_allclose(feedback.matrix("b"), first, rtol=1e-6)
    net.run(16.0)  # steps 5 to 20; read at 10 and at 20
    at_21 = expected()
    net.run(8.0)
    weights = np.array(feedback.matrix("b"))
    assert np.abs(expected() - first).max() > 0.1
    assert np.abs(weights - first).max() > 0.1
    net.run(1.0)
    np.testing.assert_array_equal(feedback.matrix("b"), weights)  # step 29
    now = expected()
    net.run(1.0)
    np.testing.assert_allclose(feedback.matrix("b"), now, rtol=1e-5)  # step 30 begins with it
    assert not np.allclose(now, at_21)


def test_weights_carried_back_are_the_same_in_a_split_run_and_on_any_threads() -> None:
    found = []
    for threads, stretches in ((1, [40.0]), (1, [7.0, 33.0]), (3, [40.0])):
        net = snn.Network(dt=1.0, seed=2, threads=threads)
        hidden = net.population("hidden", 5000, snn.Bernoulli(gain=0.05))
        out = net.population("out", 40, snn.LIF(tau_m=10.0))
        forward = net.connect(
            hidden,
            out,
            snn.FixedProbability(0.1),
            weight=snn.Uniform(0.0, 0.5),
            plasticity=snn.PairSTDP(a_plus=0.05),
        )
        error = snn.PopulationError(out, 4, rule="softmax")
        error.set_labels(2)
        feedback = snn.TransposedFeedback(error, forward, period=6.0)
        first = np.array(feedback.matrix("b"))
        for stretch in stretches:
            net.run(stretch)
        found.append((feedback.matrix("b").tobytes(), feedback.value.tobytes()))
        assert not np.array_equal(feedback.matrix("b"), first)
    assert found[0] == found[1] == found[2]


def _kolen_pollack(
    b: Array, spikes: Array, errors: Array, rate: float, decay: float, tau: float, period: int
) -> Array:
    """B after a run of one lane; it changes before each step that is a multiple of the period."""
    x, total = np.zeros(spikes.shape[1]), np.zeros_like(b)
    for step, (fired, error) in enumerate(zip(spikes, errors, strict=True)):
        if step % period == 0 and step > 0:
            b = b * np.exp(-decay * period) + rate * total
            total = np.zeros_like(b)
        x = x * np.exp(-1.0 / tau) + fired
        total += np.outer(error, x)
    return b


def _train(recorder: snn.SpikeRecorder, lane: int, steps: int, size: int) -> Array:
    times, neurons = recorder.events(lane)
    train = np.zeros((steps, size))
    train[np.rint(times).astype(int) - 1, neurons] = 1.0
    return train


def test_learned_feedback_follows_its_rule_in_a_run() -> None:
    wired = Wired()
    feedback = snn.LearnedFeedback(
        wired.error, wired.cells, rate=0.02, decay=0.01, tau=7.0, period=8.0
    )
    pre, post = wired.net.record(wired.source), wired.net.record(wired.cells)
    first = feedback.matrix("b").astype(float)
    wired.net.run(20.0)
    wired.net.run(23.0)
    errors = reference.Error(3, "softmax", temperature=50.0).course(
        _train(pre, 0, 43, 6), 1, wired.net.dt
    )
    expected = _kolen_pollack(first, _train(post, 0, 43, 9), errors, 0.02, 0.01, 7.0, 8)
    np.testing.assert_allclose(feedback.matrix("b"), expected, rtol=1e-4, atol=1e-6)
    assert np.abs(expected - first).max() > 0.05


def test_learned_feedback_changes_by_the_mean_over_the_lanes() -> None:
    wired = Wired(batch=2)
    feedback = snn.LearnedFeedback(wired.error, wired.cells, rate=0.02, decay=0.01, tau=7.0)
    pre, post = wired.net.record(wired.source), wired.net.record(wired.cells)
    first = feedback.matrix("b").astype(float)
    wired.net.present({}, 40.0, teach={wired.error: [1, 1]}, learn=False)
    np.testing.assert_array_equal(feedback.matrix("b"), first.astype(np.float32))
    wired.net.present({}, 40.0, teach={wired.error: [1, 2]})
    total = np.zeros((3, 9))
    for lane, label in enumerate((1, 2)):
        course = reference.Error(3, "softmax", temperature=50.0)
        errors = course.course(_train(pre, lane, 80, 6)[40:], label, 1.0)
        spikes = _train(post, lane, 80, 9)[40:]
        trace = np.zeros(9)
        for fired, error in zip(spikes, errors, strict=True):
            trace = trace * np.exp(-1.0 / 7.0) + fired
            total += np.outer(error, trace)
    expected = first * np.exp(-0.4) + 0.02 * total / 2
    np.testing.assert_allclose(feedback.matrix("b"), expected, rtol=1e-5, atol=1e-7)


# ---- Products ----------------------------------------------------------------------------------


def test_products_multiply_neuron_by_neuron() -> None:
    wired = Wired()
    reward = snn.Reward(wired.net, tau=np.inf, baseline=0.25)
    reward.give(1.25)
    first = snn.Broadcast(wired.error, wired.cells, through=3)
    second = snn.Broadcast(wired.error, wired.cells, through=0)
    both, scaled, square = first * second, reward * first, reward * snn.Scalar(reward, gain=3.0)
    for modulator in (both, scaled, square):
        modulator.reach(wired.cells)
    wired.settle()
    np.testing.assert_allclose(both.values(wired.cells), first.value * second.value)
    np.testing.assert_allclose(scaled.values(wired.cells), first.value)
    np.testing.assert_allclose(square.values(wired.cells), [3.0])


# ---- Learning ----------------------------------------------------------------------------------


def _learns(case: Case, modulator: snn.Modulator, courses: list[Array], **present: object) -> None:
    """A presentation changes weights as modulators [step, 1 or neuron] of each lane say."""
    rule = snn.ThreeFactor(pre=snn.Trace(15.0), post=snn.Spike(), rate=0.01).gated_by(modulator)
    projection = case.connect(rule)
    case.present(learn=True, **present)
    term = reference.Term("trace", "spike", 0.01, tau_pre=15.0)
    ones = np.ones((STEPS, case.target.size))
    expected = case.change(term, [course * ones for course in courses])
    changed = np.asarray(projection.weights, float).reshape(8, 6) - 0.5
    assert np.abs(expected).max() > 1e-3
    np.testing.assert_allclose(changed, expected, atol=2e-6)


def test_a_gate_lets_learning_through() -> None:
    case = Case.make()
    gate = snn.Gate(case.net, [(10.0, 25.0)])
    times = np.arange(STEPS) * case.net.dt
    course = ((times >= 10.0) & (times < 25.0)).astype(float)[:, None]
    _learns(case, gate, [course, course])


def test_a_reward_scales_learning() -> None:
    case = Case.make()
    reward = snn.Reward(case.net, tau=12.0, baseline=0.3)
    reward.give([1.0, 2.0])
    reward.give(1.0, at=10.0)
    decay = np.exp(-case.net.dt / 12.0)
    ages = np.arange(STEPS)
    late = np.where(ages >= 20, decay ** np.maximum(ages - 19, 0), 0.0)
    _learns(case, reward, [(k * decay ** (ages + 1) + late - 0.3)[:, None] for k in (1.0, 2.0)])


def test_an_error_counts_within_a_gate() -> None:
    case = Case.make()
    error = snn.PopulationError(case.source, 4, rule="softmax")
    gate = snn.Gate(case.net, [(5.0, 25.0)])
    broadcast = snn.Broadcast(error, case.target, through=3)
    modulator = (broadcast * gate) * broadcast
    a, b = broadcast.matrix("a").astype(float), broadcast.matrix("b").astype(float)
    rule = snn.ThreeFactor(pre=snn.Trace(15.0), post=snn.Spike(), rate=1.0).gated_by(modulator)
    projection = case.connect(rule)
    case.present(teach={error: [1, 3]})
    times = np.arange(STEPS) * case.net.dt
    courses = []
    for lane, label in enumerate((1, 3)):
        e = reference.Error(4, "softmax").course(case.trains(lane)[0], label, case.net.dt)
        m = np.tanh(e @ a) @ b
        courses.append(m**2 * ((times >= 5.0) & (times < 25.0))[:, None])
    expected = case.change(reference.Term("trace", "spike", 1.0, tau_pre=15.0), courses)
    changed = np.asarray(projection.weights, float).reshape(8, 6) - 0.5
    assert np.abs(expected).max() > 1e-2
    np.testing.assert_allclose(changed, expected, rtol=1e-4, atol=2e-6)


def test_goodness_teaches_positive_and_negative_samples() -> None:
    case = Case.make()
    goodness = snn.Goodness(case.target, tau=13.0, threshold=2.0)
    case.connect(snn.ThreeFactor(rate=-0.05).gated_by(goodness))
    case.present(teach={goodness: [1, 0]})
    for lane, label in enumerate((1, 0)):
        trace = np.zeros(6)
        for fired in case.trains(lane)[1]:
            trace = trace * np.exp(-case.net.dt / 13.0) + fired
        expected = 1 / (1 + np.exp(2.0 - (trace**2).sum())) - label
        assert goodness.value[lane] == pytest.approx(expected, abs=1e-12)  # pyright: ignore
