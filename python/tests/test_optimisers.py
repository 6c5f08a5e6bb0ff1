"""Optimisers and updates of the changes of presentations, against NumPy."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest

import swiftsnn as snn

DURATION = 40.0
ROUNDS = 6
RULE = snn.ThreeFactor(rate=0.002, tau_post=9.0, post="trace")


class _Twins:
    """One projection that learns plainly and shows the changes, and others with the same rules."""

    def __init__(self, *, batch: int = 1, threads: int = 1, precision: str = "double") -> None:
        self.net = snn.Network(dt=1.0, seed=9, batch=batch, threads=threads, precision=precision)
        self.source = self.net.population("source", 10, snn.Bernoulli(gain=0.2))
        self.cells = self.net.population("cells", 8, snn.LIF(tau_m=10.0, tau_refrac=0.0))
        self.net.connect(self.source, self.cells, snn.AllToAll(), weight=snn.Uniform(2.0, 8.0))
        up, down = RULE, snn.ThreeFactor(rate=-0.0145)
        self.rules: list[snn.Rule] = [up, down]
        self.plain = self.connect(weight=0.0)

    def connect(self, rules: list[snn.Rule] | None = None, **given: object) -> snn.Projection:
        """Sparse synapses with two delays, the same for all."""
        rng = np.random.default_rng(4)
        pre, post = np.nonzero(rng.random((10, 8)) < 0.8)
        delay = 1.0 + rng.integers(0, 2, len(pre))
        return self.net.connect(
            self.source,
            self.cells,
            snn.FromArrays(pre, post),
            delay=delay,
            plasticity=self.rules if rules is None else rules,
            **given,  # pyright: ignore
        )

    def bounded(self, lower: float, upper: float) -> list[snn.Rule]:
        """The rules with bounds."""
        return [
            snn.ThreeFactor(
                rate=rule.rate, post=rule.post, tau_post=rule.tau_post, w_min=lower, w_max=upper
            )
            for rule in self.rules
            if isinstance(rule, snn.ThreeFactor)
        ]

    def changes(self, **options: object) -> np.ndarray:
        """A presentation; the plain change of every synapse."""
        before = self.plain.weights.copy()
        self.net.present({}, DURATION, learn=True, **options)  # pyright: ignore
        return self.plain.weights - before


START = np.linspace(-0.5, 0.5, 80)


def _start(projection: snn.Projection) -> np.ndarray:
    weights = START[: len(projection)].copy()
    projection.weights = weights
    return weights


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
    twins = _Twins(threads=threads)
    learner = twins.connect(weight=0.0, optimiser=optimiser)
    weights, state = _start(learner), {}
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
        twins = _Twins(batch=3)
        learner = twins.connect(weight=0.0, optimiser=snn.Adam(0.01, 0.7, 0.95, 1e-2))
        weights = np.zeros(len(learner))
        change = twins.changes(combine=combine)
        wanted = weights + 0.01 * change / (np.abs(change) + 1e-2)
        np.testing.assert_allclose(learner.weights, wanted, rtol=1e-4, atol=2e-6)
        assert np.abs(change).max() > 0.01 * factor


def test_the_learning_rate_multiplies_steps_and_zero_freezes() -> None:
    twins = _Twins()
    learner = twins.connect(
        weight=0.0, optimiser=snn.Adam(0.01), update=snn.WeightUpdate(decay=0.1)
    )
    weights = _start(learner)
    learner.set_learning_rate(0.0)
    twins.changes()
    np.testing.assert_array_equal(learner.weights, weights)
    learner.set_learning_rate(0.5)
    change = twins.changes()
    moved = np.abs(change) > 1e-4
    wanted = 0.9 * weights + 0.5 * 0.01 * np.sign(change)
    np.testing.assert_allclose(learner.weights[moved], wanted[moved], rtol=1e-3, atol=1e-6)


def test_setting_an_optimiser_begins_its_state_anew() -> None:
    twins = _Twins()
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


@pytest.mark.parametrize("mu", [(1.0, 1.0), (0.5, 2.0), (0.0, 1.3)])
def test_soft_bounds_go_by_the_direction_of_the_change(mu: tuple[float, float]) -> None:
    twins = _Twins()
    learner = twins.connect(
        twins.bounded(-1.0, 2.0),
        weight=0.0,
        update=snn.WeightUpdate(mu_plus=mu[0], mu_minus=mu[1]),
    )
    weights = _start(learner)
    for _ in range(ROUNDS):
        change = twins.changes()
        up, down = ((2.0 - weights) / 3.0) ** mu[0], ((weights + 1.0) / 3.0) ** mu[1]
        weights = np.clip(weights + change * np.where(change > 0, up, down), -1.0, 2.0)
        np.testing.assert_allclose(learner.weights, weights, rtol=1e-4, atol=2e-6)


def test_weights_keep_the_sign_they_had_at_the_start() -> None:
    twins = _Twins()
    learner = twins.connect(weight=0.0, update=snn.WeightUpdate(dale=True, factor=None))
    free = twins.connect(weight=0.0, update=snn.WeightUpdate())
    weights = _start(learner) * 0.1
    weights[3] = 0.0
    learner.weights = free.weights = weights
    signs = np.sign(weights)
    crossed = False
    for _ in range(ROUNDS):
        weights = weights + twins.changes()
        weights = np.where(signs > 0, np.maximum(weights, 0), weights)
        weights = np.where(signs < 0, np.minimum(weights, 0), weights)
        np.testing.assert_allclose(learner.weights, weights, rtol=1e-4, atol=2e-6)
        crossed = crossed or bool((np.sign(free.weights)[signs != 0] != signs[signs != 0]).any())
    assert crossed


def test_a_factor_turns_the_rule_around_at_some_synapses() -> None:
    twins = _Twins()
    factor = np.where(np.arange(len(twins.plain)) % 3 == 0, -1.0, 1.0)
    learner = twins.connect(weight=0.0, update=snn.WeightUpdate(factor=factor))
    change = twins.changes()
    np.testing.assert_allclose(learner.weights, factor * change, rtol=1e-4, atol=1e-6)


def test_weights_decay_to_zero_or_to_a_reference() -> None:
    twins = _Twins()
    size = len(twins.plain)
    reference = np.linspace(0.1, 0.9, size)
    updates = [
        (snn.WeightUpdate(decay=0.2), 0.8, np.zeros(size)),
        (snn.WeightUpdate(tau_decay=100.0), np.exp(-DURATION / 100.0), np.zeros(size)),
        (snn.WeightUpdate(decay=0.5, reference=0.3), 0.5, np.full(size, 0.3)),
        (
            snn.WeightUpdate(decay=0.5, tau_decay=50.0, reference=reference),
            0.5 * np.exp(-DURATION / 50.0),
            reference,
        ),
    ]
    learners = [twins.connect(weight=0.0, update=update) for update, _, _ in updates]
    weights = [_start(learner) for learner in learners]
    for _ in range(ROUNDS):
        change = twins.changes()
        for k, (_, keep, aim) in enumerate(updates):
            weights[k] = aim + keep * (weights[k] - aim) + change
            np.testing.assert_allclose(learners[k].weights, weights[k], rtol=1e-4, atol=2e-6)


def test_dense_rows_and_single_precision_update_alike() -> None:
    results = []
    for precision in ("single", "double"):
        for connector in (snn.AllToAll(), snn.FromArrays(*np.indices((10, 8)).reshape(2, -1))):
            twins = _Twins(precision=precision)
            learner = twins.net.connect(
                twins.source,
                twins.cells,
                connector,
                weight=0.1,
                plasticity=twins.bounded(-1.0, 1.0),
                optimiser=snn.Momentum(0.5),
                update=snn.WeightUpdate(mu_plus=1.0, decay=0.01),
            )
            for _ in range(3):
                twins.changes()
            results.append(learner.to_matrix())
    for result in results[1:]:
        np.testing.assert_allclose(result, results[0], rtol=1e-4, atol=1e-5)


def test_levels_are_the_nearest_and_what_is_left_over_counts() -> None:
    twins = _Twins()
    rules = twins.bounded(-1.0, 1.0)
    nearest = twins.connect(rules, weight=0.0, update=snn.WeightUpdate(levels=21))
    kept = twins.connect(rules, weight=0.0, update=snn.WeightUpdate(levels=21, accumulate=True))
    plain = np.zeros(len(nearest))
    full = plain.copy()
    for _ in range(ROUNDS):
        change = twins.changes()
        full = np.clip(full + change, -1, 1)
        plain = np.clip(np.rint((plain + change + 1) * 10) / 10 - 1, -1, 1)
        np.testing.assert_allclose(nearest.weights, plain, atol=1e-6)
        np.testing.assert_allclose(kept.weights, np.rint((full + 1) * 10) / 10 - 1, atol=1e-6)
    assert (nearest.weights != kept.weights).any()


def test_a_rounded_weight_that_nothing_moves_stays_where_chance_put_it() -> None:
    twins = _Twins()
    update = snn.WeightUpdate(levels=5, stochastic_rounding=True, accumulate=True)
    learner = twins.connect(twins.bounded(-1.0, 1.0), weight=0.0, update=update)
    twins.changes()
    weights = learner.weights.copy()
    assert len(np.unique(weights)) > 1
    # Nothing arrives any more.
    for _ in range(3):
        twins.net.present({twins.source: np.zeros(10)}, DURATION, learn=True)
        np.testing.assert_array_equal(learner.weights, weights)


def test_without_an_optimiser_the_bits_are_those_of_no_update() -> None:
    twins = _Twins(precision="single")
    learner = twins.connect(weight=0.0, optimiser=snn.Adam(), update=snn.WeightUpdate(decay=0.5))
    learner.optimiser = None
    learner.update = None
    for _ in range(3):
        twins.changes()
    np.testing.assert_array_equal(learner.weights, twins.plain.weights)


def _many(update: snn.WeightUpdate, threads: int = 1, lanes: int = 1) -> tuple[np.ndarray, ...]:
    """20,000 synapses that all have the same change; before, after, the change."""
    net = snn.Network(dt=1.0, seed=12, batch=lanes, threads=threads, precision="double")
    source = net.population("source", 100, snn.SpikeSource())
    cells = net.population("cells", 200, snn.LIF(i_offset=1.5, tau_refrac=0.0))
    rule = snn.ThreeFactor(rate=0.001, post="one", w_min=0.0, w_max=1.0)
    pre, post = np.indices((100, 200)).reshape(2, -1)
    made = [
        net.connect(
            source,
            cells,
            # Pairs joined twice.
            snn.FromArrays(np.repeat(pre, 2), np.repeat(post, 2)),
            weight=0.5,
            plasticity=rule,
            update=each,
        )
        for each in (update, snn.WeightUpdate())
    ]
    for lane in range(lanes):
        net.feed(source, raster=np.ones((1, 100), bool), lane=lane)
    net.present({}, 30.0, learn=True)
    change = made[1].weights - 0.5
    assert np.ptp(change) == 0
    assert change[0] > 0.01
    return made[0].weights.copy(), change


def test_noise_is_normal_and_independent() -> None:
    weights, change = _many(snn.WeightUpdate(noise=0.01, relative_noise=0.5))
    error = np.asarray(weights - 0.5 - change)
    spread = np.hypot(0.01, 0.5 * change[0])
    assert error.mean() == pytest.approx(0, abs=5 * spread / 200)
    assert error.std() == pytest.approx(spread, rel=0.02)
    assert (error**4).mean() / error.var() ** 2 == pytest.approx(3.0, abs=0.15)
    first, second = error.reshape(-1, 2).T
    assert abs(np.mean(first * second)) < 0.03 * error.var()
    assert len(np.unique(error)) > 0.99 * len(error)


def test_stochastic_updates_are_made_with_their_probability() -> None:
    weights, change = _many(snn.WeightUpdate(probability=0.3))
    made = weights != 0.5
    np.testing.assert_array_equal(weights[made], 0.5 + change[made])
    assert made.mean() == pytest.approx(0.3, abs=0.012)


def test_stochastic_rounding_is_right_in_the_mean() -> None:
    update = snn.WeightUpdate(levels=11, stochastic_rounding=True)
    weights, change = _many(update)
    levels = np.unique(np.round(weights, 9))
    np.testing.assert_allclose(levels, [0.5, 0.6])
    assert weights.mean() - 0.5 == pytest.approx(change[0], abs=5 * 0.05 / np.sqrt(len(weights)))


def test_random_updates_do_not_depend_on_threads_and_differ_between_presentations() -> None:
    update = snn.WeightUpdate(
        noise=0.01, probability=0.7, levels=1001, stochastic_rounding=True, accumulate=True
    )
    one = _many(update)[0]
    for threads in (2, 3, 4):
        np.testing.assert_array_equal(_many(update, threads)[0], one)
    twins = _Twins()
    learner = twins.connect(weight=0.0, update=snn.WeightUpdate(probability=0.5))
    made = []
    for _ in range(2):
        before, change = learner.weights.copy(), twins.changes()
        made.append((learner.weights != before)[np.abs(change) > 1e-4])
    assert len(made[0]) != len(made[1]) or (made[0] != made[1]).any()


def _split(threads: int) -> np.ndarray:
    """Weights to more neurons than one thread serves, pairs joined more than once among them."""
    net = snn.Network(dt=1.0, seed=12, threads=threads)
    source = net.population("source", 30, snn.Bernoulli(gain=0.2))
    cells = net.population("cells", 4500, snn.LIF(i_offset=1.0))
    rules = [
        snn.ThreeFactor(rate=0.01, post="one", w_min=-1.0, w_max=1.0),
        snn.ThreeFactor(rate=-0.2, w_min=-1.0, w_max=1.0),
    ]
    factor = np.random.default_rng(0).normal(size=4500 * 6)
    made = [
        net.connect(
            source,
            cells,
            snn.FixedInDegree(6, allow_multapses=True),
            weight=snn.Uniform(-0.5, 0.5),
            delay=delay,
            plasticity=rules,
            optimiser=snn.Adam(0.05),
            update=snn.WeightUpdate(
                factor=factor,
                dale=True,
                noise=0.01,
                probability=0.7,
                levels=101,
                stochastic_rounding=True,
                mu_plus=0.5,
            ),
        )
        for delay in (2.0, snn.Uniform(1.0, 4.0))
    ]
    for _ in range(3):
        net.present({}, 30.0, learn=True)
    signs = [np.sign(each.weights) for each in made]
    assert all(len(np.unique(each)) == 3 for each in signs)
    return np.concatenate([each.weights for each in made])


def test_neurons_shared_among_threads_learn_the_same() -> None:
    one = _split(1)
    assert len(np.unique(one)) > 50
    for threads in (2, 3, 4):
        np.testing.assert_array_equal(_split(threads), one)


def test_what_cannot_be_combined_is_refused() -> None:
    twins = _Twins()
    refused = snn.InvalidArgumentError
    with pytest.raises(refused, match="add the terms with online = 0"):
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
