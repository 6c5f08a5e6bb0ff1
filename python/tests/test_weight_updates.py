"""Weight dependence, signs, decay, levels and noise of the updates, against NumPy."""

from __future__ import annotations

import numpy as np
import pytest
from _twins import DURATION, ROUNDS, Twins, start

import swiftsnn as snn


@pytest.mark.parametrize("mu", [(1.0, 1.0), (0.5, 2.0), (0.0, 1.3)])
def test_soft_bounds_go_by_the_direction_of_the_change(mu: tuple[float, float]) -> None:
    twins = Twins()
    learner = twins.connect(
        twins.bounded(-1.0, 2.0),
        weight=0.0,
        update=snn.WeightUpdate(mu_plus=mu[0], mu_minus=mu[1]),
    )
    weights = start(learner)
    for _ in range(ROUNDS):
        change = twins.changes()
        up, down = ((2.0 - weights) / 3.0) ** mu[0], ((weights + 1.0) / 3.0) ** mu[1]
        weights = np.clip(weights + change * np.where(change > 0, up, down), -1.0, 2.0)
        np.testing.assert_allclose(learner.weights, weights, rtol=1e-4, atol=2e-6)


def test_weights_keep_the_sign_they_had_at_thestart() -> None:
    twins = Twins()
    learner = twins.connect(weight=0.0, update=snn.WeightUpdate(dale=True, factor=None))
    free = twins.connect(weight=0.0, update=snn.WeightUpdate())
    weights = start(learner) * 0.1
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
    twins = Twins()
    factor = np.where(np.arange(len(twins.plain)) % 3 == 0, -1.0, 1.0)
    learner = twins.connect(weight=0.0, update=snn.WeightUpdate(factor=factor))
    change = twins.changes()
    np.testing.assert_allclose(learner.weights, factor * change, rtol=1e-4, atol=1e-6)


def test_weights_decay_to_zero_or_to_a_reference() -> None:
    twins = Twins()
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
    weights = [start(learner) for learner in learners]
    for _ in range(ROUNDS):
        change = twins.changes()
        for k, (_, keep, aim) in enumerate(updates):
            weights[k] = aim + keep * (weights[k] - aim) + change
            np.testing.assert_allclose(learners[k].weights, weights[k], rtol=1e-4, atol=2e-6)


def test_dense_rows_and_single_precision_update_alike() -> None:
    results = []
    for precision in ("single", "double"):
        for connector in (snn.AllToAll(), snn.FromArrays(*np.indices((10, 8)).reshape(2, -1))):
            twins = Twins(precision=precision)
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
    twins = Twins()
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
    twins = Twins()
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
    twins = Twins(precision="single")
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
    rule = snn.ThreeFactor(rate=0.001, post=snn.ONE, w_min=0.0, w_max=1.0)
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
    twins = Twins()
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
        snn.ThreeFactor(rate=0.01, post=snn.ONE, w_min=-1.0, w_max=1.0),
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
