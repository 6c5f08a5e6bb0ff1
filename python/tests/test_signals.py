"""Time courses of signals, in runs and presentations, against NumPy."""

from __future__ import annotations

from collections.abc import Callable

import _learning_reference as reference
import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn

DT = 0.5
STEPS = 60
Array = NDArray[np.float64]


def _raster(size: int = 6, seed: int = 3) -> Array:
    return (np.random.default_rng(seed).random((STEPS, size)) < 0.15).astype(float)


def _scene(raster: Array | None = None, batch: int = 1) -> tuple[snn.Network, snn.Population]:
    net = snn.Network(dt=DT, seed=1, batch=batch)
    source = net.population("source", 6, snn.SpikeSource())
    if raster is not None:
        net.feed(source, raster=raster)
    return net, source


def _course(net: snn.Network, signal: snn.Signal) -> Array:
    """The values after each step of a run."""
    values = []
    for _ in range(STEPS):
        net.step()
        values.append(np.array(signal.value))
    return np.array(values)


def _low_pass(raster: Array, tau: float, amount: float = 1.0) -> Array:
    """Traces that decay, then take in the spikes of the step."""
    x = np.zeros(raster.shape[1])
    rows = []
    for row in raster:
        x = x * np.exp(-DT / tau) + amount * row
        rows.append(x)
    return np.array(rows)


def _delayed(course: Array, steps: int) -> Array:
    return np.concatenate([np.zeros_like(course[:steps]), course[: len(course) - steps]])


# ---- Rewards -----------------------------------------------------------------------------------


def _reward_course(
    pulses: list[tuple[float, float]], tau: float, mean_rate: float = 0.0, delay: float = 0.0
) -> Array:
    """Values after each step; pulses (ms, amount) act from the beginning of a step."""
    value, mean, out = 0.0, 0.0, []
    for step in range(STEPS):
        for time, amount in pulses:
            if round((time + delay) / DT) == step:
                value += amount - (mean if mean_rate else 0.0)
                mean += mean_rate * (amount - mean)
        value *= np.exp(-DT / tau)
        out.append(value)
    return np.array(out)


@pytest.mark.parametrize("mean_rate", [0.0, 0.3])
@pytest.mark.parametrize("delay", [0.0, 4.0])
@pytest.mark.parametrize("tau", [8.0, np.inf])
def test_a_reward_decays_between_its_pulses(tau: float, delay: float, mean_rate: float) -> None:
    net, _ = _scene()
    reward = snn.Reward(net, tau=tau, delay=delay, mean_rate=mean_rate, baseline=0.25)
    pulses = [(0.0, 1.0), (3.0, 0.5), (3.0, -0.2), (12.5, 2.0)]
    for time, amount in reversed(pulses[1:]):
        reward.give(amount, at=time)
    reward.give(1.0)
    order = [pulses[0], pulses[2], pulses[1], pulses[3]]
    expected = _reward_course(order, tau, mean_rate, delay) - 0.25
    np.testing.assert_allclose(_course(net, reward), expected, rtol=1e-12)


def test_a_reward_that_is_set_stays() -> None:
    net, _ = _scene()
    reward = snn.Reward(net, tau=np.inf)
    reward.give(0.5)
    reward.set(2.0)
    reward.set(-1.0, at=20 * DT)
    np.testing.assert_array_equal(_course(net, reward), np.repeat([2.0, -1.0], [20, 40]))


def test_lanes_have_rewards_of_their_own() -> None:
    net, _ = _scene(batch=3)
    reward = snn.Reward(net, tau=10.0)
    reward.give([1.0, 2.0, 3.0])
    reward.give(1.0, at=2 * DT)
    net.run(5 * DT)
    decay = np.exp(-DT / 10.0)
    np.testing.assert_allclose(reward.value, np.arange(1, 4) * decay**5 + decay**3)


def test_the_mean_of_rewards_outlasts_a_reset() -> None:
    net, _ = _scene()
    reward = snn.Reward(net, tau=np.inf, mean_rate=0.5)
    for expected in (1.0, 0.5, 0.25):
        net.reset()
        reward.give(1.0)
        net.step()
        assert reward.value == expected


def test_a_reset_forgets_what_was_but_not_what_is_to_come() -> None:
    net, _ = _scene()
    reward = snn.Reward(net, tau=np.inf)
    reward.give(1.0)
    reward.give(5.0, at=4 * DT)
    net.run(4 * DT)
    assert reward.value == 1.0
    net.reset()
    assert reward.value == 0.0
    net.run(DT)
    assert reward.value == 5.0


# ---- Spikes ------------------------------------------------------------------------------------


@pytest.mark.parametrize("classes", [1, 3])
@pytest.mark.parametrize("delay", [0, 1, 7])
@pytest.mark.parametrize("amount", [None, -0.4])
def test_a_concentration_is_what_spikes_release(
    amount: float | None, delay: int, classes: int
) -> None:
    raster = _raster()
    net, source = _scene(raster)
    signal = snn.Concentration(
        source, tau=5.0, amount=amount, baseline=0.1, classes=classes, delay=delay * DT
    )
    groups = raster.reshape(STEPS, classes, -1).sum(2)
    expected = _delayed(_low_pass(groups, 5.0, 1 / 5.0 if amount is None else amount), delay) - 0.1
    np.testing.assert_allclose(
        _course(net, signal), expected if classes > 1 else expected[:, 0], atol=1e-13
    )


@pytest.mark.parametrize("sets", [False, True])
@pytest.mark.parametrize("label", [-1, 0, 1])
def test_goodness_is_squared_traces_above_threshold_less_the_label(label: int, sets: bool) -> None:
    raster = _raster()
    net, source = _scene(raster)
    signal = snn.Goodness(source, tau=7.0, threshold=1.5, temperature=0.5, sets=sets)
    signal.set_labels(label)
    x, expected = np.zeros(6), []
    for row in raster:
        x = x * np.exp(-DT / 7.0)
        x = np.maximum(x, row) if sets else x + row
        p = 1 / (1 + np.exp(-((x**2).sum() - 1.5) / 0.5))
        expected.append(p - label if label >= 0 else 0.0)
    np.testing.assert_allclose(_course(net, signal), expected, atol=1e-13)


# ---- Errors ------------------------------------------------------------------------------------


def _rates(raster: Array, tau: float = 20.0) -> Array:
    groups = raster.reshape(STEPS, 3, -1).mean(2) / (DT * 1e-3)
    return _low_pass(groups, tau, 1 - np.exp(-DT / tau))


@pytest.mark.parametrize("rule", ["rate", "winner_take_all", "softmax"])
def test_errors_in_a_run_have_the_labels_that_were_set(rule: str) -> None:
    raster = _raster()
    net, source = _scene(raster)
    error = snn.PopulationError(source, 3, rule=rule, target=90.0, start=2.0, delay=DT)
    course = reference.Error(3, rule, target=90.0)
    net.run(5 * DT)
    np.testing.assert_array_equal(error.value, 0.0)
    error.set_labels(2)
    found = [np.array(error.value) for _ in range(40) if net.step() is None]
    expected = course.course(raster, 2, DT)
    expected[: 5 + 4] = 0.0
    np.testing.assert_allclose(found, _delayed(expected, 1)[5:45], atol=1e-12)
    error.set_labels(-1)
    net.run(2 * DT)
    np.testing.assert_array_equal(error.value, 0.0)


@pytest.mark.parametrize("model", ["leaky_readout", "rate"])
def test_errors_of_neurons_without_spikes_are_of_their_output(model: str) -> None:
    raster = _raster()
    net, source = _scene(raster)
    leaky = model == "leaky_readout"
    readout = snn.LeakyReadout(v_rest=0.0) if leaky else snn.RateUnit(tau_m=5.0)
    out = net.population("out", 6, readout)
    net.connect(source, out, snn.FixedProbability(0.5), weight=snn.Uniform(-1.0, 1.0))
    error = snn.PopulationError(out, 3, rule="softmax", temperature=0.2, tau=4.0)
    error.set_labels(1)
    state = net.record(out, "v" if leaky else "r")
    found = _course(net, error)
    keep, groups = np.exp(-DT / 4.0), np.asarray(state.values, float).reshape(STEPS, 3, 2).mean(2)
    assert np.ptp(groups) > 0.1
    low = _low_pass(groups, 4.0, 1 - keep)
    powers = np.exp(low / 0.2)
    expected = np.array([0.0, 1.0, 0.0]) - powers / powers.sum(1, keepdims=True)
    np.testing.assert_allclose(found, expected, atol=1e-6)
    assert error.decode().tolist() == [groups[-1].argmax()]


@pytest.mark.parametrize("label", [-1, 1])
@pytest.mark.parametrize("rule", ["entropy", "surprise"])
def test_entropy_and_surprise_are_of_the_softmax(rule: str, label: int) -> None:
    raster = _raster()
    net, source = _scene(raster)
    signal = snn.PopulationError(source, 3, rule=rule, temperature=15.0)
    signal.set_labels(label)
    powers = np.exp(_rates(raster) / 15.0)
    p = powers / powers.sum(1, keepdims=True)
    expected = -(p * np.log(p)).sum(1) if rule == "entropy" else -np.log(p[:, label])
    if rule == "surprise" and label < 0:
        expected[:] = 0.0
    np.testing.assert_allclose(_course(net, signal), expected, rtol=1e-9, atol=1e-12)


def test_entropy_of_rates_far_apart_is_zero() -> None:
    net, source = _scene(np.eye(6)[:1].repeat(STEPS, 0))
    signal = snn.PopulationError(source, 3, rule="entropy", temperature=1e-6)
    net.run(3 * DT)
    assert signal.value == 0.0


# ---- Gates -------------------------------------------------------------------------------------


def _is_within(times: Array, intervals: list[tuple[float, float]]) -> Array:
    return np.any([(a <= times) & (times < b) for a, b in intervals], axis=0).astype(float)


@pytest.mark.parametrize("period", [None, 9.0])
def test_a_gate_is_open_within_its_intervals(period: float | None) -> None:
    net, _ = _scene()
    intervals = [(1.0, 2.5), (6.0, 9.0)]
    gate = snn.Gate(net, intervals, period=period)
    times = DT * np.arange(STEPS, dtype=float)
    expected = _is_within(times if period is None else times % period, intervals)
    assert 0 < expected.mean() < 1
    np.testing.assert_array_equal(_course(net, gate), expected)


def test_a_gate_has_channels() -> None:
    net, _ = _scene()
    gate = snn.Gate(net, [(1.0, 5.0, 0), (2.0, 9.0, 2), (12.0, 13.0, 0)], classes=3)
    times = DT * np.arange(STEPS, dtype=float)
    intervals = ([(1.0, 5.0), (12.0, 13.0)], [(-1.0, -1.0)], [(2.0, 9.0)])
    expected = np.stack([_is_within(times, of_channel) for of_channel in intervals], axis=1)
    np.testing.assert_array_equal(_course(net, gate), expected)


def test_a_gate_counts_from_the_beginning_of_a_presentation() -> None:
    net, _ = _scene()
    gate = snn.Gate(net, [(2.0, 4.0)])
    for duration, value in ((2.0, 0.0), (2.5, 1.0), (4.0, 1.0), (4.5, 0.0)):
        net.present({}, duration)
        assert gate.value == value


# ---- The same bits -----------------------------------------------------------------------------


def _reward(net: snn.Network, source: snn.Population) -> snn.Signal:
    reward = snn.Reward(net, tau=9.0, mean_rate=0.2, delay=1.0)
    for time in (0.0, 4.0, 10.0, 10.5):
        reward.give(time + 1.0, at=time)
    return reward


def _layer(net: snn.Network, source: snn.Population) -> snn.Signal:
    goodness = snn.Goodness(source, threshold=1.0, delay=1.5)
    goodness.set_labels(1)
    return goodness


def _taught(net: snn.Network, source: snn.Population) -> snn.Signal:
    error = snn.PopulationError(source, 3, rule="softmax", start=3.0, delay=2.0)
    error.set_labels(1)
    return error


@pytest.mark.parametrize(
    "make",
    [
        _reward,
        _taught,
        _layer,
        lambda net, source: snn.Concentration(source, delay=3.0, classes=2),
        lambda net, source: snn.Gate(net, [(1.0, 2.0), (3.0, 4.0)], period=5.0),
    ],
    ids=["reward", "error", "goodness", "concentration", "gate"],
)
def test_a_split_run_gives_the_same_bits(
    make: Callable[[snn.Network, snn.Population], snn.Signal],
) -> None:
    values = []
    for stretches in ([STEPS], [7, 1, 20, STEPS - 28]):
        net, source = _scene(_raster())
        signal = make(net, source)
        for steps in stretches:
            net.run(steps * DT)
        values.append(signal.value)
    np.testing.assert_array_equal(*values)
