"""Optimisers of the changes of presentations, against NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from _twins import ROUNDS, Twins, start

import swiftsnn as snn


def _momentum(state: dict[str, np.ndarray], change: np.ndarray, _: np.ndarray) -> np.ndarray:
    state["m"] = 0.8 * state.get("m", 0.0) + change
    return state["m"]


def _adam(state: dict[str, np.ndarray], change: np.ndarray, _: np.ndarray) -> np.ndarray:
    state["t"] = state.get("t", np.zeros(1)) + 1
    state["m"] = 0.7 * state.get("m", 0.0) + 0.3 * change
    state["v"] = 0.95 * state.get("v", 0.0) + 0.05 * change**2
    mean = state["m"] / (1 - 0.7 ** state["t"])
    square = state["v"] / (1 - 0.95 ** state["t"])
    return 0.01 * mean / (np.sqrt(square) + 1e-6)


def _accumulate(state: dict[str, np.ndarray], change: np.ndarray, _: np.ndarray) -> np.ndarray:
    large = change**2 > 1e-4
    state["g"] = state.get("g", 0.0) + np.where(large, np.abs(change) ** 2, 0.0)
    return np.where(large, 0.2 * change / (1e-3 + state["g"]) ** 0.5, 0.0)


def _exponentiated(_: dict[str, np.ndarray], change: np.ndarray, weight: np.ndarray) -> np.ndarray:
    return weight * (np.exp(3.0 * np.sign(weight) * change) - 1)


Step = Callable[[dict[str, np.ndarray], np.ndarray, np.ndarray], np.ndarray]
OPTIMISERS: list[tuple[snn.Optimiser, Step]] = [
    (snn.Plain(), lambda _, change, weight: change),
    (snn.Momentum(0.8), _momentum),
    (snn.Adam(0.01, 0.7, 0.95, 1e-6), _adam),
    (snn.ThresholdAccumulate(0.2, 1e-4, 2.0, 1e-3), _accumulate),
    (snn.ExponentiatedGradient(3.0), _exponentiated),
]


@pytest.mark.parametrize(("optimiser", "step"), OPTIMISERS)
@pytest.mark.parametrize("threads", [1, 3])
def test_an_optimiser_is_its_definition(optimiser: snn.Optimiser, step: Step, threads: int) -> None:
    twins = Twins(threads=threads)
    learner = twins.connect(weight=0.0, optimiser=optimiser)
    weights, state = start(learner), {}
    changes = []
    for _ in range(ROUNDS):
        change = twins.changes()
        changes.append(change)
        weights = weights + step(state, change, weights)
        np.testing.assert_allclose(learner.weights, weights, rtol=1e-4, atol=2e-6)
    assert np.min(changes) < -0.01
    assert np.max(changes) > 0.01


def test_an_optimiser_takes_the_change_combined_over_the_batch() -> None:
    for combine, factor in (("mean", 1.0), ("sum", 3.0)):
        twins = Twins(batch=3)
        learner = twins.connect(weight=0.0, optimiser=snn.Adam(0.01, 0.7, 0.95, 1e-2))
        weights = np.zeros(len(learner))
        change = twins.changes(combine=combine)
        wanted = weights + 0.01 * change / (np.abs(change) + 1e-2)
        np.testing.assert_allclose(learner.weights, wanted, rtol=1e-4, atol=2e-6)
        assert np.abs(change).max() > 0.01 * factor


def test_the_learning_rate_multiplies_steps_and_zero_freezes() -> None:
    twins = Twins()
    learner = twins.connect(
        weight=0.0, optimiser=snn.Adam(0.01), update=snn.WeightUpdate(decay=0.1)
    )
    weights = start(learner)
    learner.set_learning_rate(0.0)
    twins.changes()
    np.testing.assert_array_equal(learner.weights, weights)
    learner.set_learning_rate(0.5)
    change = twins.changes()
    moved = np.abs(change) > 1e-4
    wanted = 0.9 * weights + 0.5 * 0.01 * np.sign(change)
    np.testing.assert_allclose(learner.weights[moved], wanted[moved], rtol=1e-3, atol=1e-6)


def test_setting_an_optimiser_begins_its_state_anew() -> None:
    twins = Twins()
    learner = twins.connect(weight=0.0, optimiser=snn.Momentum(0.9))
    for _ in range(3):
        twins.changes()
    learner.optimiser = snn.Momentum(0.5)
    weights, change = learner.weights.copy(), twins.changes()
    np.testing.assert_allclose(learner.weights, weights + change, rtol=1e-4, atol=1e-6)
    learner.optimiser = None
    assert learner.optimiser is None
    weights, change = learner.weights.copy(), twins.changes()
    np.testing.assert_allclose(learner.weights, weights + change, rtol=1e-4, atol=1e-6)


def test_what_cannot_be_combined_is_refused() -> None:
    twins = Twins()
    refused = snn.InvalidArgumentError
    with pytest.raises(refused, match="add the terms with online off"):
        twins.connect([snn.PairSTDP()], weight=0.5, optimiser=snn.Adam())
    assert twins.connect([snn.PairSTDP(online=False)], weight=0.5, optimiser=snn.Adam())
    with pytest.raises(snn.StateError, match="there is no plasticity"):
        twins.connect([], weight=0.5, optimiser=snn.Adam())
    with pytest.raises(refused, match="finite bounds w_min < w_max"):
        twins.connect(weight=0.5, update=snn.WeightUpdate(mu_plus=1.0))
    with pytest.raises(refused, match="at least 2, not 1"):
        twins.connect(weight=0.5, update=snn.WeightUpdate(levels=1))
    with pytest.raises(refused, match="need levels to round to"):
        twins.connect(weight=0.5, update=snn.WeightUpdate(accumulate=True))
    with pytest.raises(refused, match=r"must be one such as swiftsnn\.Adam"):
        twins.connect(weight=0.5, optimiser="adam")
    with pytest.raises(refused, match=r"must be a swiftsnn\.WeightUpdate"):
        twins.connect(weight=0.5, update={"decay": 0.1})
    with pytest.raises(snn.ShapeError, match="one value for each of the"):
        twins.connect(weight=0.5, update=snn.WeightUpdate(factor=[1.0, -1.0]))
    with pytest.raises(refused, match=r"mu of the optimiser .* at most 1"):
        twins.connect(weight=0.5, optimiser=snn.Momentum(1.5))
    count = len(twins.net.projections)
    twins.changes()
    assert len(twins.net.projections) == count
