"""Feeding spikes: by time and neuron, as a raster, a lane at a time."""

from __future__ import annotations

import numpy as np
import pytest
from _helpers import spikes

import swiftsnn as snn


def _source(
    dt: float = 1.0, size: int = 5, batch: int = 1
) -> tuple[snn.Network, snn.Population, snn.SpikeRecorder]:
    net = snn.Network(dt=dt, batch=batch)
    source = net.population("source", size, snn.SpikeSource())
    return net, source, net.record(source)


def test_spikes_are_fired_at_their_times_in_any_order() -> None:
    net, source, recorder = _source()
    net.feed(source, [7.0, 2.0, 2.0, 5.0], [1, 4, 0, 3])
    net.run(10.0)
    assert spikes(recorder) == [(2.0, 0), (2.0, 4), (5.0, 3), (7.0, 1)]


def test_times_are_rounded_to_the_step() -> None:
    net, source, recorder = _source(dt=0.5)
    net.feed(source, [0.3, 0.74, 0.76, 2.0], [0, 1, 2, 3])
    net.run(3.0)
    assert spikes(recorder) == [(0.5, 0), (0.5, 1), (1.0, 2), (2.0, 3)]


def test_feeding_adds_to_what_was_fed_before() -> None:
    net, source, recorder = _source()
    net.feed(source, [3.0], [0])
    net.feed(source, [1.0, 6.0], [1, 2])
    net.run(4.0)
    net.feed(source, 5.0, 3)
    net.feed(source, [], [])
    net.run(4.0)
    assert spikes(recorder) == [(1.0, 1), (3.0, 0), (5.0, 3), (6.0, 2)]


def test_a_spike_fed_twice_is_fired_once() -> None:
    net, source, recorder = _source()
    net.feed(source, [2.0, 2.0], [1, 1])
    net.feed(source, [2.0], [1])
    net.run(3.0)
    assert spikes(recorder) == [(2.0, 1)]


@pytest.mark.parametrize("dtype", [bool, np.uint8, np.int64, np.float32])
def test_a_raster_begins_with_the_coming_step(dtype: type) -> None:
    net, source, recorder = _source(size=3)
    net.run(4.0)
    raster = np.array([[1, 0, 0], [0, 0, 0], [0, 1, 1]], dtype)
    net.feed(source, raster=raster)
    net.run(5.0)
    assert spikes(recorder) == [(5.0, 0), (7.0, 1), (7.0, 2)]


def test_a_raster_may_be_empty_or_not_contiguous() -> None:
    net, source, recorder = _source(size=2)
    net.feed(source, raster=np.zeros((0, 2), bool))
    wide = np.zeros((6, 4), bool)
    wide[4, 2] = True
    net.feed(source, raster=wide[::2, ::2])
    net.run(5.0)
    assert spikes(recorder) == [(3.0, 1)]


def test_lanes_are_fed_one_at_a_time() -> None:
    net, source, recorder = _source(size=2, batch=3)
    net.feed(source, [2.0], [1], lane=2)
    net.feed(source, raster=[[1, 1]], lane=0)
    net.run(3.0)
    found = zip(recorder.lanes, recorder.times, recorder.neurons, strict=True)
    assert [(int(a), float(b), int(c)) for a, b, c in found] == [(0, 1, 0), (0, 1, 1), (2, 2, 1)]


def test_what_is_fed_survives_a_presentation() -> None:
    net, source, recorder = _source()
    net.feed(source, [2.0, 12.0], [0, 1])
    net.present({}, 10.0)
    net.present({}, 10.0)
    assert spikes(recorder) == [(2.0, 0), (12.0, 1)]
    assert source.counts.tolist() == [0, 1, 0, 0, 0]


def test_nothing_is_fed_where_one_spike_is_refused() -> None:
    net, source, recorder = _source()
    with pytest.raises(snn.IndexOutOfRangeError):
        net.feed(source, [1.0, 2.0], [0, 9])
    net.run(5.0)
    assert len(recorder) == 0


def test_drive_of_a_presentation_reaches_its_lane_and_neuron() -> None:
    net = snn.Network(dt=1.0, batch=2)
    pixels = net.population("pixels", 3, snn.Bernoulli())
    net.present({pixels: [[1.0, 0.0, 1.0], [0.0, 1.0, 0.0]]}, 20.0)
    assert pixels.counts.tolist() == [[20, 0, 20], [0, 20, 0]]
    # The drive stays until another is given.
    net.present({}, 10.0)
    assert pixels.counts.tolist() == [[10, 0, 10], [0, 10, 0]]


def test_drive_may_be_flat_only_without_a_batch() -> None:
    net = snn.Network(dt=1.0)
    pixels = net.population("pixels", 2, snn.Bernoulli())
    net.present({pixels: [1, 0]}, 5.0)
    assert pixels.counts.tolist() == [5, 0]
    net.present({pixels: [[0, 1]]}, 5.0)
    assert pixels.counts.tolist() == [0, 5]


def test_the_drive_is_given_not_written() -> None:
    source = snn.Network().population("source", 4, snn.Bernoulli())
    with pytest.raises(snn.InvalidArgumentError, match="'source' has no state"):
        source.state("drive")


def test_feeding_a_population_of_another_network_is_refused() -> None:
    net, _, recorder = _source()
    _, foreign, _ = _source()
    with pytest.raises(snn.InvalidArgumentError, match="another network"):
        net.feed(foreign, [1.0], [0])
    net.run(2.0)
    assert len(recorder) == 0
