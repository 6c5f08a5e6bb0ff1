"""How the samples of a batch are combined: mean, sum, and one after the other."""

from __future__ import annotations

import numpy as np
import pytest

import swiftsnn as snn

STEPS = 60
RULE = snn.PairSTDP(0.02, 0.015, 15.0, 9.0, w_min=0.0, w_max=20.0, online=False)
RASTERS = np.random.default_rng(5).random((5, STEPS, 12)) < 0.2


def _network(
    batch: int,
    projections: dict[str, dict],
    *,
    threads: int = 1,
    homeostasis: bool = False,
    precision: str = "single",
) -> tuple[snn.Network, snn.Population, snn.Population, list[snn.Projection]]:
    """Twelve sources with rasters of their own in each lane, ten recurrent cells."""
    net = snn.Network(dt=1.0, seed=3, batch=batch, threads=threads, precision=precision)
    source = net.population("source", 12, snn.SpikeSource())
    cells = net.population("cells", 10, snn.LIF(tau_m=10.0, tau_refrac=1.0))
    if homeostasis:
        net.homeostasis(cells, snn.ThresholdToRate(target=80.0, gain=0.02))
    made = [
        net.connect(
            source,
            cells,
            snn.FixedProbability(0.7),
            weight=snn.Uniform(2.0, 9.0),
            delay=snn.Uniform(1.0, 5.0),
            **projections.get("in", {}),
        ),
        net.connect(
            cells, cells, snn.AllToAll(), weight=0.5, delay=2.0, **projections.get("back", {})
        ),
    ]
    return net, source, cells, made


def _learn(batch: int, combine: str, projections: dict[str, dict], **options: object):
    """Weights, thresholds and counts after the five samples, in presentations of ``batch``."""
    net, source, cells, made = _network(batch, projections, **options)  # pyright: ignore
    counts = []
    for first in range(0, len(RASTERS), batch):
        for lane in range(batch):
            net.feed(source, raster=RASTERS[first + lane], lane=lane)
        net.present({}, float(STEPS), learn=True, combine=combine)
        counts.append(np.atleast_2d(cells.counts).copy())
    weights = np.concatenate([each.weights for each in made])
    return weights, cells.state("v_thresh").copy(), np.concatenate(counts)


def _single_changes(projections: dict[str, dict]) -> np.ndarray:
    """Change of every weight by each sample alone, [sample, synapse]."""
    changes = []
    for raster in RASTERS:
        net, source, _, made = _network(1, projections)
        before = np.concatenate([each.weights for each in made])
        net.feed(source, raster=raster)
        net.present({}, float(STEPS), learn=True)
        changes.append(np.concatenate([each.weights for each in made]) - before)
    return np.array(changes)


def test_pair_stdp_of_a_batch_is_the_sum_of_its_samples_or_their_mean() -> None:
    plastic = {"in": {"plasticity": RULE}, "back": {"plasticity": RULE}}
    *_, made = _network(1, plastic)
    before = np.concatenate([each.weights for each in made])
    singles = _single_changes(plastic)
    # The samples teach something, and different things.
    assert (np.abs(singles).max(axis=1) > 0.01).all()
    assert np.abs(singles.std(axis=0)).max() > 0.01
    for combine, wanted in (("sum", singles.sum(axis=0)), ("mean", singles.mean(axis=0))):
        weights, _, _ = _learn(5, combine, plastic)
        np.testing.assert_allclose(weights - before, wanted, rtol=1e-4, atol=2e-6)


@pytest.mark.parametrize("threads", [1, 3])
@pytest.mark.parametrize("precision", ["single", "double"])
def test_in_order_has_the_bits_of_presentations_one_by_one(threads: int, precision: str) -> None:
    plastic = {"in": {"plasticity": RULE}, "back": {"plasticity": RULE}}
    options = {"threads": threads, "precision": precision, "homeostasis": True}
    together = _learn(5, "in_order", plastic, **options)
    one_by_one = _learn(1, "mean", plastic, **options)
    for here, there in zip(together, one_by_one, strict=True):
        np.testing.assert_array_equal(here, there)
    # It matters: the cells fire otherwise than with weights that stand still over the batch.
    still = _learn(5, "mean", plastic, **options)
    assert (still[2] != together[2]).any()
    assert (still[1] != together[1]).any()


def test_in_order_keeps_the_state_of_optimisers_and_names_random_numbers_alike() -> None:
    plastic = {
        "in": {
            "plasticity": RULE,
            "optimiser": snn.Adam(rate=0.05),
            "update": snn.WeightUpdate(relative_noise=0.3, probability=0.7),
        },
        "back": {"plasticity": RULE, "optimiser": snn.Momentum(0.5)},
    }
    together = _learn(5, "in_order", plastic)
    one_by_one = _learn(1, "mean", plastic)
    for here, there in zip(together, one_by_one, strict=True):
        np.testing.assert_array_equal(here, there)


def test_a_batch_of_one_is_the_same_however_it_is_combined() -> None:
    plastic = {"in": {"plasticity": RULE}}
    mean = _learn(1, "mean", plastic, homeostasis=True)
    for combine in ("sum", "in_order"):
        for here, there in zip(_learn(1, combine, plastic, homeostasis=True), mean, strict=True):
            np.testing.assert_array_equal(here, there)


def test_homeostats_look_at_the_mean_rate_of_a_sum_too() -> None:
    mean = _learn(5, "mean", {}, homeostasis=True)[1]
    assert np.abs(mean - -50.0).max() > 0.05
    np.testing.assert_array_equal(_learn(5, "sum", {}, homeostasis=True)[1], mean)


def test_rates_counters_and_the_clock_are_those_of_any_presentation() -> None:
    plastic = {"in": {"plasticity": RULE}}
    clocks = []
    for combine in ("mean", "in_order"):
        net, source, *_ = _network(5, plastic)
        spikes = net.record(net.populations[1])
        for lane in range(5):
            net.feed(source, raster=RASTERS[lane], lane=lane)
        net.present({}, float(STEPS), learn=True, combine=combine)
        clocks.append(net.counters.step)
        assert net.counters.spikes == RASTERS.sum() + len(spikes.times)
        assert {lane for lane in range(5) if len(spikes.events(lane)[0])} == set(range(5))
    assert clocks == [STEPS, STEPS]


def test_another_way_to_combine_is_refused() -> None:
    net, *_ = _network(2, {"in": {"plasticity": RULE}})
    with pytest.raises(snn.InvalidArgumentError, match="mean, sum, in_order"):
        net.present({}, 10.0, learn=True, combine="median")
