"""Pair STDP, spike by spike: the window of a pair, longer trains, bounds and delays."""

from __future__ import annotations

import numpy as np
import pytest
from _learning_reference import pair_rule

import swiftsnn as snn

RULE = snn.PairSTDP(a_plus=0.02, a_minus=0.03, tau_plus=17.0, tau_minus=34.0)


def _paired(
    pre: list[float], post: list[float], rule: snn.Rule, delay: float, weight: float = 0.5
) -> tuple[snn.Network, snn.Projection]:
    """One synapse whose target is made to fire at the times of ``post``."""
    net = snn.Network(dt=0.5)
    source = net.population("source", 1, snn.SpikeSource())
    trigger = net.population("trigger", 1, snn.SpikeSource())
    cell = net.population("cell", 1, snn.LIF(tau_refrac=0.0))
    net.connect(trigger, cell, snn.OneToOne(), weight=100.0, delay=0.5)
    synapse = net.connect(source, cell, snn.OneToOne(), weight=weight, delay=delay, plasticity=rule)
    net.feed(source, pre, [0] * len(pre))
    net.feed(trigger, np.asarray(post) - 0.5, [0] * len(post))
    return net, synapse


@pytest.mark.parametrize("delay", [0.5, 6.0])
@pytest.mark.parametrize("difference", [-60.0, -10.0, -0.5, 0.0, 0.5, 10.0, 60.0, 300.0])
def test_a_pair_changes_the_weight_by_the_exponential_window(
    difference: float, delay: float
) -> None:
    # The presynaptic spike counts when it arrives.
    arrival = 400.0
    net, synapse = _paired([arrival - delay], [arrival + difference], RULE, delay)
    net.run(800.0)
    # A neuron that fires in the step of an arrival fires after it.
    if difference >= 0:
        change = 0.02 * np.exp(-difference / 17.0)
    else:
        change = -0.03 * np.exp(difference / 34.0)
    np.testing.assert_allclose(synapse.weights - 0.5, [change], rtol=1e-4, atol=1e-7)


def test_reading_between_the_spikes_of_a_pair_shows_what_has_happened() -> None:
    net, synapse = _paired([9.5], [20.0], RULE, 0.5)
    net.run(19.5)
    assert synapse.weights[0] == np.float32(0.5)
    net.run(0.5)
    assert synapse.weights[0] == pytest.approx(0.5 + 0.02 * np.exp(-10.0 / 17.0), rel=1e-5)


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("weight", [0.02, 0.5, 0.98])
def test_trains_pair_all_to_all_within_hard_bounds(seed: int, weight: float) -> None:
    rng = np.random.default_rng(seed)
    pre, post = (rng.random(2000) < 0.03 for _ in range(2))
    # No pair in which the presynaptic spike has not arrived, nor one after the end.
    pre[:4] = post[:4] = pre[-8:] = post[-8:] = False
    rule = snn.PairSTDP(0.08, 0.07, 20.0, 20.0, w_min=0.0, w_max=1.0)
    times = [0.5 * (np.flatnonzero(train) + 1) for train in (pre, post)]
    net, synapse = _paired((times[0] - 1.5).tolist(), times[1].tolist(), rule, 1.5, weight)
    net.run(1000.0)
    wanted = pair_rule(pre.astype(float), post.astype(float), weight, 0.08, 0.07, 20.0, 0.5)
    assert 0.0 <= wanted <= 1.0
    assert synapse.weights[0] == pytest.approx(wanted, abs=2e-5)


def test_a_run_follows_its_own_weights() -> None:
    # Each pairing adds 0.1 x 150 mV; after three the synapse fires its target alone.
    rule = snn.PairSTDP(15.0, 0.0, 20.0, 20.0, w_max=200.0)
    pre = [100.0, 300.0, 500.0, 700.0]
    net, _ = _paired(pre, [101.0, 301.0, 501.0], rule, 0.5, weight=0.5)
    recorder = net.record(net.populations[2])
    net.run(800.0)
    assert recorder.times.tolist() == [101.0, 300.5, 301.0, 500.5, 501.0, 700.5]


def test_setting_weights_in_the_middle_takes_effect_at_once() -> None:
    net, synapse = _paired([9.5, 59.5], [15.0, 65.0], RULE, 0.5)
    net.run(40.0)
    synapse.weights = [0.9]
    assert synapse.weights[0] == np.float32(0.9)
    net.run(40.0)
    trains = (np.zeros(160), np.zeros(160))
    for train, times in zip(trains, ((10.0, 60.0), (15.0, 65.0)), strict=True):
        train[np.rint(np.array(times) / 0.5).astype(int) - 1] = 1
    whole = pair_rule(*trains, 0.5, 0.02, 0.03, 17.0, 0.5)
    assert whole != pytest.approx(0.9)
    # What the first pair left in the traces still counts: 50 ms are three time constants.
    later = 0.02 * (np.exp(-5 / 17.0) + np.exp(-55 / 17.0)) - 0.03 * np.exp(-45 / 34.0)
    assert synapse.weights[0] == pytest.approx(0.9 + later, rel=1e-4)


def test_a_reset_forgets_traces_and_keeps_changes() -> None:
    net, synapse = _paired([9.5], [15.0, 40.0], RULE, 0.5)
    net.run(20.0)
    changed = synapse.weights.copy()
    assert changed[0] > 0.5
    net.reset()
    net.run(40.0)
    assert (synapse.weights == changed).all()


@pytest.mark.parametrize("factor", [0.0, 0.25])
def test_a_learning_rate_scales_what_acts_in_run(factor: float) -> None:
    net, synapse = _paired([9.5], [15.0], RULE, 0.5)
    synapse.set_learning_rate(factor)
    net.run(20.0)
    change = factor * 0.02 * np.exp(-5.0 / 17.0)
    assert synapse.weights[0] == pytest.approx(0.5 + change, rel=1e-5)
