"""Projections: which synapses there are, and that weights and delays are where they were put."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pytest
from _helpers import pairs, relay, spikes

import swiftsnn as snn


def _connect(
    connector: snn.Connector, sources: int = 40, targets: int | None = 30, seed: int = 0
) -> snn.Projection:
    """Between two populations, or within one where ``targets`` is None."""
    net = snn.Network(seed=seed, threads=1)
    source = net.population("source", sources, snn.LIF())
    target = source if targets is None else net.population("target", targets, snn.LIF())
    return net.connect(source, target, connector, weight=1.0)


def test_all_to_all_is_every_pair_once() -> None:
    every = [(i, j) for i in range(40) for j in range(30)]
    assert pairs(_connect(snn.AllToAll())) == every


def test_all_to_all_within_a_population_may_leave_out_itself() -> None:
    assert len(_connect(snn.AllToAll(), 20, None)) == 400
    without = pairs(_connect(snn.AllToAll(allow_self=False), 20, None))
    assert without == [(i, j) for i in range(20) for j in range(20) if i != j]
    # Between two populations there is no self to leave out.
    assert len(_connect(snn.AllToAll(allow_self=False))) == 1200


def test_one_to_one_is_the_diagonal() -> None:
    assert pairs(_connect(snn.OneToOne(), 25, 25)) == [(i, i) for i in range(25)]


def test_fixed_probability_has_its_density_and_no_pair_twice() -> None:
    projection = _connect(snn.FixedProbability(0.1), 400, 500)
    found, n = pairs(projection), 400 * 500
    assert len(set(found)) == len(found)
    assert abs(len(found) - 0.1 * n) < 5 * np.sqrt(n * 0.1 * 0.9)
    assert len(_connect(snn.FixedProbability(0.0))) == 0
    assert len(_connect(snn.FixedProbability(1.0))) == 1200


@pytest.mark.parametrize("allow_self", [False, True])
def test_fixed_probability_draws_oneself_only_where_allowed(allow_self: bool) -> None:
    found = pairs(_connect(snn.FixedProbability(1.0, allow_self=allow_self), 20, None))
    assert ((3, 3) in found) == allow_self


def test_fixed_in_degree_gives_every_target_k_sources() -> None:
    projection = _connect(snn.FixedInDegree(60), 40, 30)
    assert Counter(projection.post.tolist()) == dict.fromkeys(range(30), 60)
    # 60 of 40 sources: some are drawn several times.
    assert len(set(pairs(projection))) < len(projection)


def test_fixed_in_degree_without_multapses_draws_each_source_once() -> None:
    found = pairs(_connect(snn.FixedInDegree(39, allow_multapses=False), 40, None))
    assert found == [(i, j) for i in range(40) for j in range(40) if i != j]


def test_modular_connects_within_groups_only() -> None:
    projection = _connect(snn.Modular(10, 0.5), 45, None)
    pre, post = projection.pre, projection.post
    assert (pre // 10 == post // 10).all()
    assert (pre != post).all()
    # Four groups of 10 and one of 5.
    possible = 4 * 90 + 20
    assert abs(len(projection) - possible / 2) < 5 * np.sqrt(possible / 4)


def test_small_world_without_rewiring_is_the_ring() -> None:
    found = pairs(_connect(snn.SmallWorld(4, rewire=0.0), 12, None))
    ring = [(i, (i + d) % 12) for i in range(12) for d in (-2, -1, 1, 2)]
    assert found == sorted(ring)


def test_small_world_rewires_its_share_and_keeps_the_out_degree() -> None:
    projection = _connect(snn.SmallWorld(10, rewire=0.3), 300, None)
    assert Counter(projection.pre.tolist()) == dict.fromkeys(range(300), 10)
    assert len(set(pairs(projection))) == 3000
    distance = np.abs(projection.pre - projection.post)
    far = (np.minimum(distance, 300 - distance) > 5).sum()
    assert abs(far - 0.3 * 3000 * 289 / 299) < 5 * np.sqrt(3000 * 0.3 * 0.7)


def test_small_world_spreads_over_a_population_of_another_size() -> None:
    projection = _connect(snn.SmallWorld(6, rewire=0.0), 20, 100)
    assert Counter(projection.pre.tolist()) == dict.fromkeys(range(20), 6)
    offset = (projection.post - 5 * projection.pre + 50) % 100 - 50
    assert (np.abs(offset) <= 3).all()


def test_a_union_connects_a_pair_of_both_rules_once() -> None:
    union = snn.Modular(10, 0.5) | snn.SmallWorld(4, rewire=0.0) | snn.AllToAll()
    assert pairs(_connect(union, 30, None)) == [(i, j) for i in range(30) for j in range(30)]
    modular, ring = snn.Modular(10, 1.0), snn.SmallWorld(4, rewire=0.0)
    both = pairs(_connect(modular | ring, 30, None))
    parts = [set(pairs(_connect(part, 30, None))) for part in (modular, ring)]
    assert both == sorted(parts[0] | parts[1])


def test_from_arrays_connects_what_they_say_even_twice() -> None:
    net = snn.Network(dt=1.0)
    source, target = net.population("a", 4, snn.LIF()), net.population("b", 4, snn.LIF())
    pre, post = [3, 0, 0, 2, 0], [1, 2, 2, 0, 0]
    projection = net.connect(
        source,
        target,
        snn.FromArrays(pre, post),
        weight=[1.0, 2.0, 4.0, 8.0, 16.0],
        delay=[1.0, 3.0, 2.0, 1.0, 5.0],
    )
    synapses = zip(
        projection.pre.tolist(),
        projection.post.tolist(),
        projection.delays.tolist(),
        projection.weights.tolist(),
        strict=True,
    )
    assert set(synapses) == {
        (3, 1, 1.0, 1.0),
        (0, 2, 3.0, 2.0),
        (0, 2, 2.0, 4.0),
        (2, 0, 1.0, 8.0),
        (0, 0, 5.0, 16.0),
    }
    matrix = projection.to_matrix()
    assert matrix[0, 2] == 6.0
    assert matrix.sum() == 31.0


def test_from_arrays_takes_one_weight_for_all_and_the_usual_delay() -> None:
    net = snn.Network(dt=0.5)
    cells = net.population("cells", 4, snn.LIF())
    projection = net.connect(cells, cells, snn.FromArrays([0, 1, 2], [1, 2, 3]), weight=0.5)
    assert projection.weights.tolist() == [0.5] * 3
    assert projection.delays.tolist() == [0.5] * 3


def test_assigning_a_number_sets_every_weight() -> None:
    projection = _connect(snn.FixedProbability(0.3))
    projection.weights = 0.25
    assert set(projection.weights.tolist()) == {0.25}


@pytest.mark.parametrize("connector", [snn.AllToAll(), snn.FixedProbability(0.6)])
@pytest.mark.parametrize("threads", [1, 4])
def test_a_matrix_of_weights_lands_on_its_pairs(connector: snn.Connector, threads: int) -> None:
    # Enough targets for a block a thread.
    net = snn.Network(threads=threads)
    source, target = net.population("a", 3, snn.LIF()), net.population("b", 4500, snn.LIF())
    matrix = np.arange(3 * 4500, dtype=np.float32).reshape(3, 4500) + 1
    projection = net.connect(source, target, connector, weight=matrix)
    found = projection.to_matrix()
    present = found != 0
    assert present.sum() == len(projection)
    assert (found[present] == matrix[present]).all()


def test_a_spike_reaches_its_target_with_its_weight_after_its_delay() -> None:
    net = snn.Network(dt=0.5)
    source = net.population("source", 3, snn.SpikeSource())
    target = net.population("target", 4, snn.LIF(tau_m=1e9, v_rest=0.0, v_thresh=1e3))
    rng = np.random.default_rng(1)
    weight = rng.normal(size=(3, 4)).astype(np.float32)
    # Both a delay for all, which is stored densely, and one a synapse.
    pre, post = (a.ravel() for a in np.meshgrid(range(3), range(4), indexing="ij"))
    delay = rng.integers(1, 9, 12) * 0.5
    net.connect(source, target, snn.AllToAll(), weight=weight, delay=2.0)
    arrays = snn.FromArrays(pre, post)
    net.connect(source, target, arrays, weight=10 * weight.ravel(), delay=delay)
    net.feed(source, [0.5, 1.0, 3.0], [1, 0, 2])
    recorder = net.record(target, "v")
    net.run(10.0)
    exact = np.zeros((20, 4))
    for time, neuron in ((0.5, 1), (1.0, 0), (3.0, 2)):
        exact[recorder.times >= time + 2.0] += weight[neuron]
        for k in np.flatnonzero(pre == neuron):
            exact[recorder.times >= time + delay[k], post[k]] += 10 * weight[neuron, post[k]]
    np.testing.assert_allclose(recorder.values, exact, atol=1e-4)


def test_weights_and_delays_are_drawn_from_their_distributions() -> None:
    net = snn.Network(dt=0.1, seed=6)
    cells = net.population("cells", 100, snn.LIF())
    normal = net.connect(
        cells,
        cells,
        snn.AllToAll(),
        weight=snn.Normal(2.0, 0.5, lower=1.0, upper=3.0),
        delay=snn.Uniform(1.0, 2.0),
    )
    w, d = normal.weights, normal.delays
    assert w.min() >= 1.0
    assert w.max() <= 3.0
    # Normal cut at two standard deviations: its standard deviation is 0.880 of the whole one's.
    assert abs(w.mean() - 2.0) < 5 * 0.44 / 100
    assert w.std() == pytest.approx(0.5 * 0.880, rel=0.03)
    assert set(np.round(d / 0.1).astype(int).tolist()) == set(range(10, 21))
    assert abs(d.mean() - 1.5) < 0.02
    assert abs(np.corrcoef(w, d)[0, 1]) < 0.05


def test_delays_are_rounded_to_the_step_and_one_step_if_not_given() -> None:
    net = snn.Network(dt=0.5)
    cells = net.population("cells", 2, snn.LIF())
    delays = [
        net.connect(cells, cells, snn.OneToOne(), weight=1.0, delay=delay).delays[0]
        for delay in (None, 0.7, 1.2, 2.0)
    ]
    assert delays == [0.5, 0.5, 1.0, 2.0]


def test_projections_of_one_pair_of_populations_add_up() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 1, snn.SpikeSource())
    target = net.population("target", 1, snn.LIF(tau_m=1e9))
    for weight in (1.0, 2.0, -0.5):
        net.connect(source, target, snn.AllToAll(), weight=weight)
    net.feed(source, [1.0], [0])
    net.run(2.0)
    assert target.state("v")[0] == pytest.approx(-62.5)
    assert [p.name for p in net.projections] == ["source -> target"] * 3


def test_a_chain_of_relays_adds_its_delays() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 2, snn.SpikeSource())
    cells = [source, *(relay(net, f"relay {k}", 2) for k in range(3))]
    for k, delay in enumerate((1.0, 4.0, 2.0)):
        net.connect(cells[k], cells[k + 1], snn.OneToOne(), weight=100.0, delay=delay)
    recorder = net.record(cells[-1])
    net.feed(source, [3.0, 5.0], [1, 0])
    net.run(20.0)
    assert spikes(recorder) == [(10.0, 1), (12.0, 0)]


def test_an_empty_projection_is_one_like_others() -> None:
    net = snn.Network()
    cells = net.population("cells", 3, snn.LIF())
    empty = net.connect(cells, cells, snn.FromArrays([], []), weight=[], delay=[])
    assert len(empty) == 0
    assert empty.weights.shape == empty.pre.shape == empty.delays.shape == (0,)
    assert (empty.to_matrix() == np.zeros((3, 3))).all()
    empty.weights = []
    net.run(1.0)


def test_a_refused_projection_leaves_nothing_behind() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 1, snn.SpikeSource())
    target = net.population("target", 1, snn.LIF(tau_m=1e9))
    with pytest.raises(snn.InvalidArgumentError, match="outside the bounds"):
        net.connect(source, target, snn.AllToAll(), weight=5.0, plasticity=snn.PairSTDP())
    net.connect(source, target, snn.AllToAll(), weight=0.5, plasticity=snn.PairSTDP())
    net.feed(source, [1.0], [0])
    net.run(2.0)
    assert net.counters.synapses == 1
    assert target.state("v")[0] == pytest.approx(-64.5)


@pytest.mark.parametrize("plasticity", ["stdp", [None]])
def test_a_projection_with_no_rule_for_plasticity_leaves_nothing_behind(plasticity: Any) -> None:
    net = snn.Network()
    cells = net.population("cells", 3, snn.LIF())
    with pytest.raises((snn.SwiftSNNError, AttributeError, TypeError)):
        net.connect(cells, cells, snn.AllToAll(), weight=0.5, plasticity=plasticity)
    assert net.counters.synapses == 0
