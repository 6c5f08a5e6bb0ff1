"""Recorders: what they take down, and how it comes back."""

from __future__ import annotations

import numpy as np
import pytest
from _helpers import spikes

import swiftsnn as snn


def _firing(batch: int = 1, dt: float = 0.5) -> tuple[snn.Network, snn.Population]:
    """Neurons of different rates."""
    net = snn.Network(dt=dt, batch=batch, seed=1)
    cells = net.population("cells", 6, snn.LIF(i_offset=np.linspace(0.0, 3.0, 6)))
    net.poisson_input(cells, 1000.0, 0.5)
    return net, cells


def test_spikes_come_ordered_by_lane_time_and_neuron() -> None:
    net, cells = _firing(batch=3)
    recorder = net.record(cells)
    net.run(100.0)
    keys = list(zip(recorder.lanes, recorder.times, recorder.neurons, strict=True))
    assert keys == sorted(keys)
    assert len(recorder) == len(keys) == net.counters.spikes > 50
    for lane in range(3):
        times, neurons = recorder.events(lane)
        assert (recorder.times[recorder.lanes == lane] == times).all()
        assert (np.bincount(neurons, minlength=6) == cells.counts[lane]).all()


def test_times_are_the_ends_of_the_steps() -> None:
    net, cells = _firing(dt=0.1)
    recorder, v = net.record(cells), net.record(cells, "v")
    net.run(50.0)
    steps = recorder.times / 0.1
    np.testing.assert_allclose(steps, np.rint(steps), atol=1e-6)
    np.testing.assert_allclose(v.times, np.arange(1, 501) * 0.1)
    # The potential recorded at the time of a spike is the one after the reset.
    rows = np.rint(steps).astype(int) - 1
    assert (v.values[rows, recorder.neurons] == -65.0).all()


def test_some_neurons_are_recorded_where_asked() -> None:
    net, cells = _firing()
    every, some = net.record(cells), net.record(cells, neurons=[5, 2])
    v, few = net.record(cells, "v"), net.record(cells, "v", neurons=[5, 2, 5])
    one = net.record(cells, "v", neurons=3)
    net.run(60.0)
    assert spikes(some) == [(t, j) for t, j in spikes(every) if j in (2, 5)]
    assert len(some) > 10
    assert (few.values == v.values[:, [5, 2, 5]]).all()
    assert (one.values == v.values[:, [3]]).all()
    assert some.recorded.tolist() == [5, 2]


def test_every_thins_the_samples_by_the_clock() -> None:
    net, cells = _firing()
    net.run(1.0)
    every, thin = net.record(cells, "v"), net.record(cells, "v", every=2.0)
    net.run(9.0)
    assert thin.times.tolist() == [2.0, 4.0, 6.0, 8.0, 10.0]
    chosen = np.isin(every.times, thin.times)
    assert (thin.values == every.values[chosen]).all()


def test_values_of_a_batch_come_a_lane_at_a_time() -> None:
    net, cells = _firing(batch=3)
    recorder = net.record(cells, "v", every=1.0, neurons=[4, 0])
    net.run(10.0)
    assert recorder.times.tolist() == list(np.arange(1.0, 11.0))
    assert recorder.values.shape == (3, 10, 2)
    assert len(recorder) == 30
    assert (recorder.values[:, -1] == cells.state("v")[:, [4, 0]]).all()
    assert len({lane.tobytes() for lane in recorder.values}) == 3


def test_thresholds_are_recorded_as_they_were() -> None:
    net = snn.Network(dt=1.0, batch=2)
    cells = net.population("cells", 2, snn.LIF())
    net.homeostasis(cells, snn.ThresholdToRate(target=10.0, gain=0.1))
    recorder = net.record(cells, "v_thresh", every=5.0)
    for _ in range(3):
        net.present({}, 5.0, learn=True)
    np.testing.assert_allclose(recorder.values, [[[-50.0] * 2, [-51.0] * 2, [-52.0] * 2]] * 2)


def test_a_recorder_begins_when_it_is_made() -> None:
    net, cells = _firing()
    early = net.record(cells)
    net.run(50.0)
    late = net.record(cells)
    net.run(50.0)
    assert spikes(late) == [(t, j) for t, j in spikes(early) if t > 50.0]
    assert len(late) > 0


def test_clear_forgets_and_goes_on() -> None:
    net, cells = _firing()
    recorder, v = net.record(cells), net.record(cells, "v")
    net.run(50.0)
    recorder.clear()
    v.clear()
    assert len(recorder) == len(v) == 0
    assert recorder.times.shape == v.times.shape == (0,)
    assert v.values.shape == (0, 6)
    net.run(20.0)
    assert len(recorder) > 0
    assert recorder.times.min() > 50.0
    assert v.times.tolist() == list(np.arange(50.5, 70.5, 0.5))


def test_recorders_do_not_disturb_each_other_or_the_network() -> None:
    (bare, _), (watched, cells) = _firing(), _firing()
    recorders = [watched.record(cells), watched.record(cells), watched.record(cells, "v")]
    for net in (bare, watched):
        net.run(50.0)
    assert bare.counters == watched.counters
    assert spikes(recorders[0]) == spikes(recorders[1])


def test_what_was_copied_is_not_changed_by_a_later_run() -> None:
    net, cells = _firing()
    v = net.record(cells, "v")
    net.run(10.0)
    values = v.values
    before = values.copy()
    net.run(10.0)
    assert (values == before).all()


def test_presentations_are_recorded_on_one_clock() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 1, snn.Bernoulli())
    recorder = net.record(source)
    net.present({source: [1.0]}, 3.0)
    net.present({source: [0.0]}, 3.0)
    net.present({source: [1.0]}, 2.0)
    assert recorder.times.tolist() == [1.0, 2.0, 3.0, 7.0, 8.0]


def test_recording_no_neurons_gives_no_columns() -> None:
    net, cells = _firing()
    none = net.record(cells, "v", neurons=[])
    net.run(2.0)
    assert none.values.shape == (4, 0)


def test_recording_no_neurons_of_a_batch_gives_no_columns() -> None:
    net, cells = _firing(batch=2)
    none = net.record(cells, "v", neurons=[])
    net.run(2.0)
    assert none.values.shape == (2, 4, 0)


def test_neurons_of_two_dimensions_are_refused() -> None:
    net, cells = _firing()
    with pytest.raises(snn.ShapeError, match="neurons"):
        net.record(cells, "v", neurons=[[0, 1], [2, 3]])


def test_a_mask_of_neurons_is_not_taken_for_indices() -> None:
    net, cells = _firing()
    mask = [False, False, True, False, False, True]
    try:
        recorder = net.record(cells, "v", neurons=mask)
    except snn.InvalidArgumentError:
        return
    assert recorder.recorded.tolist() == [2, 5]


def test_recording_a_population_of_another_network_is_refused() -> None:
    (net, _), (_, foreign) = _firing(), _firing()
    with pytest.raises(snn.InvalidArgumentError, match="another network"):
        net.record(foreign, "v")


@pytest.mark.parametrize("lane", [-1, 2, "a"])
def test_lanes_that_there_are_not_have_no_spikes_to_read(lane: int) -> None:
    net = snn.Network(dt=1.0, batch=2)
    recorder = net.record(net.population("cells", 2, snn.LIF()))
    with pytest.raises(snn.InvalidArgumentError, match="lane must be"):
        recorder.events(lane=lane)
