"""Coefficients of what projections deliver, and mixtures of weights over the same synapses."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import swiftsnn as snn

CONNECTORS: list[tuple[snn.Connector, Any]] = [
    (snn.AllToAll(), 1.0),
    (snn.FixedProbability(0.3), snn.Uniform(1.0, 6.0)),
    (snn.FixedInDegree(9, allow_multapses=True), 2.0),
    (snn.FixedTotalNumber(200, allow_multapses=True), snn.Uniform(1.0, 4.0)),
    (snn.SmallWorld(4, 0.2), 1.0),
    (snn.FixedProbability(0.3) | snn.OneToOne(), 1.0),
    (snn.FromArrays(np.arange(30), np.arange(30)[::-1].copy()), 3.0),
]


def _potentials(
    connector: snn.Connector,
    delay: Any,
    weight: Any,
    *,
    batch: int = 1,
    threads: int = 1,
    learn: bool | None = None,
) -> tuple[np.ndarray, snn.Projection | snn.MixedProjection]:
    """Potentials that do not reach threshold, of one projection and its weights or a mixture."""
    net = snn.Network(dt=1.0, seed=6, batch=batch, threads=threads, precision="double")
    source = net.population("source", 30, snn.Bernoulli(gain=0.2))
    cells = net.population("cells", 30, snn.LIF(v_thresh=1e6))
    made = net.connect(source, cells, connector, weight=weight, delay=delay)
    potential = net.record(cells, "v")
    if learn is None:
        net.run(60.0)
    else:
        net.present({}, 60.0, learn=learn)
    return potential.values.copy(), made


@pytest.mark.parametrize(("connector", "delay"), CONNECTORS)
@pytest.mark.parametrize("batch", [1, 3])
def test_a_mixture_transmits_the_weighted_sum_over_one_topology(
    connector: snn.Connector, delay: Any, batch: int
) -> None:
    # The parts are drawn apart from what the whole is drawn with, so weights are given as arrays.
    is_listed = isinstance(connector, snn.FromArrays)
    mixture = snn.Mixture(
        a=snn.Component(snn.Uniform(0.1, 2.0) if not is_listed else np.linspace(0, 1, 30), 1.5),
        b=snn.Component(snn.Normal(0.0, 0.5) if not is_listed else 0.7, -0.5),
        c=0.25,
    )
    mixed_potential, mixed = _potentials(connector, delay, mixture, batch=batch)
    assert isinstance(mixed, snn.MixedProjection)
    a, b, c = mixed.components.values()
    for other in (b, c):
        np.testing.assert_array_equal(a.pre, other.pre)
        np.testing.assert_array_equal(a.post, other.post)
        np.testing.assert_array_equal(a.delays, other.delays)
    assert np.ptp(a.weights) > 0.1
    assert (c.weights == 0.25).all()
    wanted = 1.5 * a.weights - 0.5 * b.weights + 0.25
    np.testing.assert_allclose(mixed.weights, wanted, rtol=1e-12)
    assert len(mixed) == len(a)
    # One projection with the same synapses and the effective weights.
    whole = snn.FromArrays(a.pre, a.post)
    potential, _ = _potentials(whole, a.delays, mixed.weights, batch=batch)
    assert np.ptp(potential) > 1.0
    np.testing.assert_allclose(mixed_potential, potential, rtol=1e-9)


@pytest.mark.parametrize("weight", [0.5, snn.Uniform(0.1, 0.9)])
@pytest.mark.parametrize(("connector", "delay"), CONNECTORS[:3])
@pytest.mark.parametrize("learn", [None, False, True])
def test_a_coefficient_scales_what_is_delivered(
    weight: Any, connector: snn.Connector, delay: Any, learn: bool | None
) -> None:
    potentials = []
    for coefficient in (1.0, -3.0, 0.0):
        mixture = snn.Mixture(only=snn.Component(weight, coefficient))
        potential, mixed = _potentials(connector, delay, mixture, learn=learn)
        assert isinstance(mixed, snn.MixedProjection)
        assert mixed.components["only"].coefficient == coefficient
        potentials.append(potential + 65.0)
    assert potentials[0].max() > 0.5
    np.testing.assert_allclose(potentials[1], -3 * potentials[0], rtol=1e-9, atol=1e-9)
    assert (potentials[2] == 0).all()


def test_coefficients_do_not_depend_on_threads() -> None:
    def potentials(threads: int) -> np.ndarray:
        net = snn.Network(dt=1.0, seed=6, threads=threads)
        source = net.population("source", 300, snn.Bernoulli(gain=0.2))
        cells = net.population("cells", 3000, snn.LIF())
        mixture = snn.Mixture(a=snn.Component(1.0, 0.7), b=snn.Component(snn.Uniform(0, 1), 0.3))
        net.connect(source, cells, snn.FixedProbability(0.1), weight=mixture)
        net.connect(cells, cells, snn.FixedProbability(0.01), weight=mixture, delay=2.0)
        net.run(50.0)
        assert cells.counts.sum() > 0
        return cells.state("v").copy()

    one = potentials(1)
    for threads in (2, 3, 4):
        np.testing.assert_array_equal(potentials(threads), one)


def _learning() -> tuple[snn.Network, snn.MixedProjection, snn.Projection]:
    net = snn.Network(dt=1.0, seed=2, precision="double")
    source = net.population("source", 12, snn.Bernoulli(gain=0.2))
    cells = net.population("cells", 8, snn.LIF(tau_m=10.0))
    rule = snn.ThreeFactor(rate=0.02)
    mixed = net.connect(
        source,
        cells,
        snn.FixedProbability(0.8),
        weight=snn.Mixture(
            slow=snn.Component(snn.Uniform(2.0, 6.0), optimiser=None),
            fast=snn.Component(0.0, 0.5, rule, update=snn.WeightUpdate(tau_decay=50.0)),
        ),
    )
    fast = mixed.components["fast"]
    twin = net.connect(
        source, cells, snn.FromArrays(fast.pre, fast.post), weight=0.0, plasticity=rule
    )
    return net, mixed, twin


def test_a_fast_component_learns_and_decays_beside_a_slow_one() -> None:
    net, mixed, twin = _learning()
    slow = mixed.components["slow"].weights.copy()
    fast = np.zeros(len(mixed))
    for _ in range(4):
        before = twin.weights.copy()
        net.present({}, 40.0, learn=True)
        fast = fast * np.exp(-40.0 / 50.0) + twin.weights - before
    assert np.abs(fast).max() > 0.05
    np.testing.assert_allclose(mixed.components["fast"].weights, fast, rtol=1e-5, atol=1e-7)
    np.testing.assert_array_equal(mixed.components["slow"].weights, slow)
    np.testing.assert_allclose(mixed.weights, slow + 0.5 * fast, rtol=1e-5)
    pairs = mixed.to_matrix()[mixed.pre, mixed.post]
    np.testing.assert_allclose(pairs, mixed.weights, rtol=1e-12)


def test_coefficients_can_be_changed_between_runs() -> None:
    net, mixed, _ = _learning()
    net.run(20.0)
    mixed.coefficients = {"fast": 2.0, "slow": 0.0}
    assert dict(mixed.coefficients) == {"slow": 0.0, "fast": 2.0}
    net.reset()
    cells = net.populations[1]
    net.run(100.0)
    # No weight is left that transmits.
    assert cells.counts.sum() == 0


def test_what_a_coefficient_cannot_be_is_refused() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 4, snn.Bernoulli())
    cells = net.population("cells", 4, snn.LIFCondExp())
    refused = snn.InvalidArgumentError
    plain = net.connect(source, cells, snn.AllToAll(), weight=0.1)
    with pytest.raises(refused, match="coefficient of 'source -> cells'"):
        plain.coefficient = -1.0
    with pytest.raises(refused, match="must be -1e6 to 1e6"):
        plain.coefficient = float("nan")
    count = len(net.projections)
    with pytest.raises(refused, match="its spikes carry numbers already"):
        net.connect(
            source, cells, snn.AllToAll(), weight=snn.Mixture(a=0.1), dynamics=snn.TsodyksMarkram()
        )
    with pytest.raises(refused, match="belongs to its components"):
        net.connect(
            source,
            cells,
            snn.AllToAll(),
            weight=snn.Mixture(a=0.1),
            plasticity=snn.ThreeFactor(),
        )
    with pytest.raises(refused, match="needs at least one component"):
        snn.Mixture()
    assert len(net.projections) == count
    assert net.counters.synapses == 16
    mixed = net.connect(source, cells, snn.AllToAll(), weight=snn.Mixture(a=0.1))
    with pytest.raises(refused, match="has no component 'b'; there are a"):
        mixed.coefficients = {"b": 1.0}
    net.run(5.0)
    with pytest.raises(snn.StateError, match="only where it was set before"):
        plain.coefficient = 2.0
