"""BCM in run: neurons come to answer one of several input patterns."""

from __future__ import annotations

import numpy as np
import pytest

import swiftsnn as snn

DT, EACH, PART, CELLS = 1.0, 100, 20, 4


def _responses(seed: int, patterns: int, ms: float, rule: snn.Rule) -> tuple[np.ndarray, ...]:
    """Rates [pattern, cell] (Hz) in the last quarter, and weights [pattern, cell] in the end.

    A pattern is a group of sources at 40 Hz, shown for 100 ms; they come in random order.
    """
    rng = np.random.default_rng(seed)
    steps = round(ms / DT) - 2
    shown = rng.integers(patterns, size=steps // EACH + 1).repeat(EACH)[:steps]
    rates = np.full((steps, patterns * PART), 2.0)
    for pattern in range(patterns):
        rates[shown == pattern, pattern * PART : (pattern + 1) * PART] = 40.0
    net = snn.Network(dt=DT, seed=seed)
    sources = net.population("sources", patterns * PART, snn.SpikeSource())
    cells = net.population("cells", CELLS, snn.LIF(tau_refrac=2.0))
    at, neurons = np.nonzero(rng.random(rates.shape) < rates * DT * 1e-3)
    net.feed(sources, times=(at + 1) * DT, neurons=neurons)
    start = rng.uniform(0.3, 0.5, (patterns * PART, CELLS))
    made = net.connect(sources, cells, snn.AllToAll(), weight=start, plasticity=rule)
    made.coefficient = 2.0
    spikes = net.record(cells)
    net.run(ms)
    when = np.rint(spikes.times / DT).astype(int) - 1
    late = (when >= steps * 3 // 4) & (when < steps)
    hits = np.zeros((patterns, CELLS))
    np.add.at(hits, (shown[when[late]], spikes.neurons[late]), 1.0)
    duration = np.bincount(shown[steps * 3 // 4 :], minlength=patterns) * DT * 1e-3
    weights = made.to_matrix().reshape(patterns, PART, CELLS).mean(1)
    return hits / duration[:, None], weights


@pytest.mark.parametrize(("patterns", "tolerance"), [(2, 0.2), (3, 0.4)])
@pytest.mark.parametrize("seed", range(4))
def test_a_neuron_comes_to_answer_one_pattern_alone(
    seed: int, patterns: int, tolerance: float
) -> None:
    target = 10.0
    rule = snn.BCM(5e-7, target=target, w_max=3.0)
    rates, weights = _responses(seed, patterns, 240_000.0, rule)
    chosen, rows = rates.argmax(0), np.arange(CELLS)
    others = np.ones(rates.shape, bool)
    others[chosen, rows] = False
    # It rests where the answer y is the threshold, <y^2> / target: at target / share of the time.
    np.testing.assert_allclose(rates[chosen, rows], patterns * target, rtol=tolerance)
    assert (rates[others] < 0.1 * target).all()
    assert (weights[chosen, rows] > 5 * weights[others].max()).all()


def test_neurons_choose_different_patterns() -> None:
    rule = snn.BCM(5e-7, w_max=3.0)
    chosen = [_responses(seed, 2, 120_000.0, rule)[0].argmax(0) for seed in range(4)]
    assert 0 < np.mean(chosen) < 1


def test_hebbian_growth_alone_answers_all_patterns() -> None:
    """What is lost where the threshold does not slide: nothing tells the patterns apart."""

    class Hebb(snn.Rule):
        w_min, w_max = 0.0, 1.0

        def terms(self) -> list[snn.Term]:
            return snn.BCM(5e-7).terms()[:1]

    rates, weights = _responses(0, 2, 60_000.0, Hebb())
    assert rates.min() > 20.0
    assert weights.min() > 0.9
