"""Views of the engine's memory: no copy, and alive as long as anybody looks."""

from __future__ import annotations

import copy
import gc
import pickle
import weakref
from collections.abc import Callable

import numpy as np
import pytest
from _helpers import is_freed
from numpy.typing import NDArray

import swiftsnn as snn


def _network(batch: int = 1) -> snn.Network:
    """Two cells driven by a source through plain weights, and through weights that learn in run."""
    net = snn.Network(dt=1.0, batch=batch)
    source = net.population("source", 2, snn.SpikeSource())
    cells = net.population("cells", 3, snn.LIF(tau_m=1e9))
    net.connect(source, cells, snn.AllToAll(), weight=1.0)
    net.connect(source, cells, snn.AllToAll(), weight=0.5, plasticity=snn.PairSTDP())
    error = snn.PopulationError(cells, 3)
    gate = snn.Broadcast(error, cells, through=4)
    three = snn.ThreeFactor().gated_by(gate)
    net.connect(cells, cells, snn.FixedProbability(0.5), weight=0.1, plasticity=three)
    return net


def _gate(net: snn.Network) -> snn.Broadcast:
    (rule,) = net.projections[2].plasticity
    assert isinstance(rule, snn.ThreeFactor)
    assert isinstance(rule.modulator, snn.Broadcast)
    return rule.modulator


VIEWS: dict[str, Callable[[snn.Network], NDArray[np.generic]]] = {
    "state": lambda net: net.populations[1].state("v"),
    "threshold": lambda net: net.populations[1].state("v_thresh"),
    "counts": lambda net: net.populations[1].counts,
    "weights": lambda net: net.projections[0].weights,
    "sparse weights": lambda net: net.projections[2].weights,
    "matrix a": lambda net: _gate(net).matrix("a"),
    "matrix b": lambda net: _gate(net).matrix("b"),
}


@pytest.fixture(params=VIEWS)
def look(request: pytest.FixtureRequest) -> Callable[[snn.Network], NDArray[np.generic]]:
    return VIEWS[request.param]


def test_views_share_memory_and_can_be_written(
    look: Callable[[snn.Network], NDArray[np.generic]],
) -> None:
    net = _network()
    first, second = look(net), look(net)
    assert np.shares_memory(first, second)
    assert first.flags.writeable
    first[...] = 7
    assert (look(net) == 7).all()


def test_a_view_keeps_the_memory_of_a_closed_network(
    look: Callable[[snn.Network], NDArray[np.generic]],
) -> None:
    net = _network()
    token, view = net.token, look(net)
    before = view.copy()
    net.close()
    del net
    gc.collect()
    assert not is_freed(token)
    assert (view == before).all()
    part = view.reshape(-1)[1:]
    del view
    gc.collect()
    assert not is_freed(token)
    assert (part == before.reshape(-1)[1:]).all()
    del part
    gc.collect()
    assert is_freed(token)


def test_a_view_refers_to_the_handle_through_its_base() -> None:
    net = _network()
    handle = weakref.ref(net.handle)
    view = net.populations[1].state("v")
    net.close()
    assert view[:2].base is not None
    assert handle() is not None
    del view
    assert handle() is None


def test_copies_do_not_keep_the_network() -> None:
    net = _network()
    token, copied = net.token, net.populations[1].state("v").copy()
    net.close()
    assert is_freed(token)
    assert (copied == -65.0).all()


def test_writing_potentials_changes_the_run() -> None:
    net = _network()
    cells = net.populations[1]
    cells.state("v")[1] = -40.0
    net.run(1.0)
    assert cells.counts.tolist() == [0, 1, 0]


def test_writing_thresholds_changes_the_run() -> None:
    net = _network()
    cells = net.populations[1]
    cells.state("v_thresh")[2] = -70.0
    net.run(1.0)
    assert cells.counts.tolist() == [0, 0, 1]


def test_writing_weights_changes_the_run() -> None:
    net = _network()
    source, cells = net.populations
    projection = net.projections[0]
    projection.weights[(projection.pre == 1) & (projection.post == 0)] = 3.0
    net.feed(source, [1.0], [1])
    net.run(2.0)
    # The second projection adds its 0.5 mV.
    np.testing.assert_allclose(cells.state("v"), [-61.5, -63.5, -63.5], atol=1e-4)


def test_a_view_shows_what_the_run_does() -> None:
    net = _network()
    source, cells = net.populations
    v, counts = cells.state("v"), cells.counts
    net.feed(source, [1.0], [0])
    net.run(2.0)
    np.testing.assert_allclose(v, -63.5, atol=1e-4)
    v[:] = 0.0
    net.run(1.0)
    assert (counts == 1).all()


def test_views_have_a_row_a_lane() -> None:
    net = _network(batch=4)
    cells = net.populations[1]
    assert cells.state("v").shape == (4, 3)
    assert cells.counts.shape == (4, 3)
    # One threshold for all lanes, as the weights are.
    assert cells.state("v_thresh").shape == (3,)
    cells.state("v")[2, 1] = 0.0
    net.present({}, 1.0)
    # A presentation starts from the reset state.
    assert (cells.counts == 0).all()


def test_weights_that_learn_in_run_are_a_read_only_copy() -> None:
    net = _network()
    projection = net.projections[1]
    weights = projection.weights
    with pytest.raises(ValueError, match="read-only"):
        weights[0] = 0.1
    assert not np.shares_memory(weights, projection.weights)
    projection.weights = np.linspace(0.1, 0.6, 6)
    np.testing.assert_allclose(projection.weights, np.linspace(0.1, 0.6, 6), rtol=1e-6)
    assert (weights == 0.5).all()


def test_sparse_weights_that_threads_share_are_a_read_only_copy_in_order() -> None:
    net = snn.Network(threads=3)
    cells = net.population("cells", 5000, snn.LIF())
    projection = net.connect(cells, cells, snn.FixedInDegree(2), weight=1.0)
    with pytest.raises(ValueError, match="read-only"):
        projection.weights[0] = 0.1
    projection.weights = np.arange(10_000)
    assert (projection.weights == np.arange(10_000)).all()


def test_indices_and_delays_of_synapses_are_read_only() -> None:
    projection = _network().projections[2]
    for array in (projection.pre, projection.post, projection.delays):
        with pytest.raises(ValueError, match="read-only"):
            array[:] = 0


@pytest.mark.parametrize("duplicate", [copy.deepcopy, lambda net: pickle.loads(pickle.dumps(net))])
def test_a_network_is_not_copied_into_one_that_is_the_same(
    duplicate: Callable[[snn.Network], snn.Network],
) -> None:
    net = _network()
    try:
        other = duplicate(net)
    except (TypeError, snn.SwiftSNNError):
        return
    other.run(5.0)
    assert net.t == 0.0
