"""Homeostats of projections: sums, norms and rates by weights, against NumPy."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false
import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn

SIZES = (40, 25)

PROJECTIONS: dict[str, dict[str, object]] = {
    "dense": {"connector": snn.AllToAll()},
    "sparse": {"connector": snn.FixedProbability(0.4)},
    "drawn delays": {"connector": snn.FixedProbability(0.4), "delay": snn.Uniform(1.0, 6.0)},
    "multapses": {"connector": snn.FixedInDegree(30, allow_multapses=True)},
    "plastic": {
        "connector": snn.FixedProbability(0.4),
        "plasticity": snn.PairSTDP(w_min=-9.0, w_max=9.0, a_plus=0.1, a_minus=0.1),
    },
}


def _network(
    name: str, weight: snn.Distribution | float | None = None, precision: str = "single"
) -> tuple[snn.Network, snn.Projection]:
    net = snn.Network(dt=1.0, seed=8, precision=precision)
    source = net.population("source", SIZES[0], snn.LIF())
    target = net.population("target", SIZES[1], snn.LIF())
    net.poisson_input(source, 2000.0, 1.2)
    net.poisson_input(target, 2000.0, 0.3)
    options = dict(PROJECTIONS[name])
    connector = options.pop("connector")
    weight = snn.Normal(0.1, 0.3) if weight is None else weight
    return net, net.connect(source, target, connector, weight=weight, **options)


def _sums(synapses: snn.Projection, power: int = 1) -> NDArray[np.floating]:
    sizes = np.abs(synapses.weights.astype(np.float64)) ** power
    return np.bincount(synapses.post, sizes, synapses.target.size) ** (1 / power)


@pytest.mark.parametrize("precision", ["single", "double"])
@pytest.mark.parametrize("power", [1, 2])
@pytest.mark.parametrize("name", PROJECTIONS)
def test_weights_onto_a_neuron_have_the_norm(name: str, power: int, precision: str) -> None:
    net, synapses = _network(name, precision=precision)
    targets = np.linspace(1.0, 4.0, SIZES[1])
    kind = snn.WeightsToSum if power == 1 else snn.WeightsToNorm
    net.homeostasis(synapses, kind(targets, period=10.0))
    before = synapses.weights.astype(np.float64)
    net.run(9.0)
    assert np.abs(_sums(synapses, power) / targets - 1).max() > 0.1
    net.run(1.0)
    np.testing.assert_allclose(_sums(synapses, power), targets, rtol=1e-5)
    if name != "plastic":
        starts = np.bincount(synapses.post, np.abs(before) ** power, SIZES[1]) ** (1 / power)
        wanted = before * (targets / starts)[synapses.post]
        np.testing.assert_allclose(synapses.weights, wanted, rtol=1e-5)
    net.run(30.0)
    np.testing.assert_allclose(_sums(synapses, power), targets, rtol=1e-5)


def test_weights_onto_a_neuron_have_the_sum_after_each_sample() -> None:
    net, synapses = _network("plastic")
    net.homeostasis(synapses, snn.WeightsToSum(2.0))
    net.run(50.0)
    assert np.abs(_sums(synapses) - 2.0).max() > 0.1
    net.present({}, 50.0, learn=False)
    assert np.abs(_sums(synapses) - 2.0).max() > 0.1
    net.present({}, 50.0, learn=True)
    np.testing.assert_allclose(_sums(synapses), 2.0, rtol=1e-5)


def test_recorded_weights_are_those_after_the_action() -> None:
    net, synapses = _network("plastic")
    net.homeostasis(synapses, snn.WeightsToSum(2.0, period=20.0))
    recorder = net.record(synapses, "weights", every=10.0)
    net.run(40.0)
    for k, weights in enumerate(recorder.values):
        sums = np.bincount(synapses.post, np.abs(weights), SIZES[1])
        assert np.allclose(sums, 2.0, rtol=1e-5) == (k % 2 == 1)
    assert (recorder.values[-1] == synapses.weights).all()


def test_one_weight_for_all_and_bits_are_scaled_too() -> None:
    net = snn.Network(dt=1.0, threads=2)
    source = net.population("source", 400, snn.SpikeSource())
    target = net.population("target", 2500, snn.LIF())
    synapses = net.connect(source, target, snn.FixedProbability(0.1), weight=0.2)
    assert synapses.weights[0] == np.float32(0.2)
    net.homeostasis(synapses, snn.WeightsToSum(5.0, period=1.0))
    net.run(1.0)
    np.testing.assert_allclose(_sums(synapses), 5.0, rtol=1e-5)


def _filled(weights: NDArray, total: float, lower: float, upper: float) -> NDArray:
    """Positive weights scaled to a sum by one factor, cut at bounds: the factor by bisection."""
    low, high = 0.0, 1e12
    for _ in range(200):
        middle = (low + high) / 2
        if np.clip(weights * middle, lower, upper).sum() < total:
            low = middle
        else:
            high = middle
    return np.clip(weights * low, lower, upper)


def test_a_sum_that_is_right_but_for_bounds_is_made_again() -> None:
    net = snn.Network(dt=1.0)
    cells = net.population("cells", 3, snn.LIF())
    synapses = net.connect(cells, cells, snn.AllToAll(allow_self=True), weight=0.0)
    synapses.weights = [0.1, 3.0, -1.0, 0.2, 1.0, 0.0, 3.7, 0.0, 3.0]
    net.homeostasis(synapses, snn.WeightsToSum(4.0, lower=0.5, upper=2.5, period=1.0))
    net.run(1.0)
    wanted = [[0.5, 2.5, -1.5], [1.0, 1.5, 0.0], [2.5, 0.0, 2.5]]
    np.testing.assert_allclose(synapses.to_matrix(), wanted, rtol=1e-6)


@pytest.mark.parametrize("power", [1, 2])
def test_bounds_hold_and_the_others_make_up_for_them(power: int) -> None:
    net, synapses = _network("sparse", weight=snn.Uniform(0.0, 1.0))
    kind = snn.WeightsToSum if power == 1 else snn.WeightsToNorm
    target = 10.0 if power == 1 else 2.9
    net.homeostasis(synapses, kind(target, lower=0.25, upper=0.8, period=1.0))
    before = synapses.weights.astype(np.float64)
    net.run(1.0)
    after = synapses.weights
    for j in range(SIZES[1]):
        onto = synapses.post == j
        wanted = _filled(before[onto] ** power, target**power, 0.25**power, 0.8**power)
        np.testing.assert_allclose(after[onto], wanted ** (1 / power), rtol=1e-4)
    # Some can reach the target, some cannot.
    reached = np.isclose(_sums(synapses, power), target, rtol=1e-5)
    assert 0 < reached.sum() < SIZES[1]
    assert after.min() == np.float32(0.25)
    assert after.max() == np.float32(0.8)


def test_a_view_of_the_weights_shows_what_is_done_to_them() -> None:
    net, synapses = _network("dense")
    view = synapses.weights
    net.homeostasis(synapses, snn.WeightsToSum(2.0, period=10.0))
    net.run(10.0)
    np.testing.assert_allclose(np.abs(view.reshape(SIZES)).sum(0), 2.0, rtol=1e-5)
    view[:] *= 2.0
    net.run(10.0)
    np.testing.assert_allclose(np.abs(view.reshape(SIZES)).sum(0), 2.0, rtol=1e-5)


def test_signs_and_the_bounds_of_rules_are_never_crossed() -> None:
    net, synapses = _network("plastic", weight=snn.Uniform(-9.0, 9.0))
    net.homeostasis(synapses, snn.WeightsToSum(500.0, period=10.0))
    net.homeostasis(synapses, snn.WeightsToRate(90.0, gain=5.0, period=7.0))
    signs = np.sign(synapses.weights)
    synapses.set_learning_rate(0.0)
    net.run(10.0)
    assert np.abs(synapses.weights).max() <= 9.0
    near = np.abs(synapses.weights) > 1.0
    assert (np.sign(synapses.weights)[near] == signs[near]).mean() > 0.99


def test_weights_of_nothing_stay_so() -> None:
    net, synapses = _network("dense", weight=0.0)
    net.homeostasis(synapses, snn.WeightsToSum(3.0, lower=0.5, period=1.0))
    net.homeostasis(synapses, snn.WeightsToRate(20.0, period=1.0))
    net.run(5.0)
    assert (synapses.weights == 0.0).all()


@pytest.mark.parametrize("name", ["dense", "drawn delays", "multapses"])
def test_scaling_to_a_rate_is_what_numpy_does(name: str) -> None:
    net, synapses = _network(name)
    targets = np.linspace(2.0, 60.0, SIZES[1])
    net.homeostasis(
        synapses, snn.WeightsToRate(targets, gain=0.5, lower=0.01, upper=0.5, period=50.0)
    )
    wanted = synapses.weights.astype(np.float64)
    signs = np.sign(wanted)
    for _ in range(4):
        before = synapses.target.counts.copy()
        net.run(50.0)
        rates = (synapses.target.counts - before) / 0.05
        factors = np.clip(1 + 0.5 * (targets - rates) / targets, 0.5, 2.0)
        sizes = np.clip(np.abs(wanted) * factors[synapses.post], 0.01, 0.5)
        wanted = signs * sizes
        np.testing.assert_allclose(synapses.weights, wanted, rtol=1e-5)
    assert (np.sign(synapses.weights) == signs).all()


def test_scaling_reaches_the_rate() -> None:
    net, synapses = _network("dense", weight=snn.Uniform(0.0, 0.1))
    targets = np.where(np.arange(SIZES[1]) < 12, 20.0, 40.0)
    net.homeostasis(synapses, snn.WeightsToRate(targets, gain=0.02, period=100.0, tau=500.0))
    net.run(40_000.0)
    before = synapses.target.counts.copy()
    net.run(40_000.0)
    rates = (synapses.target.counts - before) / 40.0
    assert rates[:12].mean() == pytest.approx(20.0, rel=0.05)
    assert rates[12:].mean() == pytest.approx(40.0, rel=0.05)


def _inhibited(conductance: bool) -> tuple[snn.Network, snn.Projection]:
    net = snn.Network(dt=1.0, seed=4)
    source = net.population("source", 30, snn.LIF())
    model = snn.LIFCondExp() if conductance else snn.LIF()
    target = net.population("target", 20, model)
    net.poisson_input(source, 2000.0, 1.2)
    net.poisson_input(target, 2000.0, 0.006 if conductance else 1.2)
    receptor = "inhibitory" if conductance else None
    weight = snn.Uniform(0.0, 0.004) if conductance else snn.Uniform(-0.1, 0.0)
    return net, net.connect(source, target, snn.AllToAll(), weight=weight, receptor=receptor)


def test_inhibitory_weights_are_scaled_the_other_way() -> None:
    net, synapses = _inhibited(False)
    before = synapses.weights.copy()
    net.homeostasis(synapses, snn.WeightsToRate(20.0, gain=-0.5, period=100.0))
    net.run(100.0)
    factors = 1 + 0.5 * (synapses.target.counts[synapses.post] / 0.1 - 20.0) / 20.0
    assert len(set(factors)) > 2
    np.testing.assert_allclose(synapses.weights, before * np.clip(factors, 0.5, 2.0), rtol=1e-5)


@pytest.mark.parametrize("conductance", [False, True])
def test_inhibition_is_what_numpy_makes_it_and_reaches_the_rate(conductance: bool) -> None:
    net, synapses = _inhibited(conductance)
    speed = 1e-6 if conductance else 2e-5
    handle = net.homeostasis(synapses, snn.InhibitionToRate(12.0, gain=speed, period=100.0))
    sign = 1.0 if conductance else -1.0
    wanted = np.abs(synapses.weights.astype(np.float64))
    for _ in range(5):
        before = synapses.source.counts.copy(), synapses.target.counts.copy()
        net.run(100.0)
        pre = (synapses.source.counts - before[0]) / 0.1
        post = (synapses.target.counts - before[1]) / 0.1
        assert (handle.estimate == post).all()
        change = speed * pre[synapses.pre] * (post - 12.0)[synapses.post]
        wanted = np.maximum(wanted + change, 0.0)
        np.testing.assert_allclose(synapses.weights, sign * wanted, rtol=1e-4, atol=1e-7)
    net.run(60_000.0)
    assert (synapses.weights * sign >= 0).all()
    before = synapses.target.counts.copy()
    net.run(40_000.0)
    assert (synapses.target.counts - before).mean() / 40.0 == pytest.approx(12.0, rel=0.05)
