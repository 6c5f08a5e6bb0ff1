"""Recorded data as pandas, xarray and neo objects."""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import pytest

import swiftsnn as snn

pytest.importorskip("pandas")
pytest.importorskip("xarray")
pytest.importorskip("neo")


def _network(batch: int = 1) -> tuple[snn.Network, snn.Population, snn.Projection]:
    net = snn.Network(dt=0.5, seed=4, batch=batch)
    cells = net.population("cells", 5, snn.LIFCondExp())
    net.poisson_input(cells, 3000.0, 0.004)
    synapses = net.connect(cells, cells, snn.AllToAll(), weight=snn.Uniform(0.0, 0.01), delay=1.5)
    return net, cells, synapses


@pytest.mark.parametrize("batch", [1, 3])
def test_spikes_as_a_table_and_labelled_arrays(batch: int) -> None:
    net, cells, _ = _network(batch)
    recorder = net.record(cells)
    net.run(100.0)
    frame, data = recorder.to_pandas(), recorder.to_xarray()
    assert len(frame) == len(recorder) > 50
    assert list(frame.columns) == ["time", "neuron", "lane"]
    assert frame.attrs["units"] == {"time": "ms"}
    assert frame.attrs["of"] == "cells"
    for name, wanted in (("time", "times"), ("neuron", "neurons"), ("lane", "lanes")):
        assert (frame[name].to_numpy() == getattr(recorder, wanted)).all()
        assert (data[name].values == getattr(recorder, wanted)).all()
    assert data["time"].attrs["units"] == "ms"
    assert data["time"].dims == ("spike",)


@pytest.mark.parametrize("batch", [1, 3])
def test_trains_are_the_spikes_of_each_neuron(batch: int) -> None:
    net, cells, _ = _network(batch)
    net.run(10.0)
    recorder = net.record(cells, neurons=[4, 0, 2])
    net.run(100.0)
    for lane in range(batch):
        times, neurons = recorder.events(lane)
        trains = recorder.trains(lane)
        assert sum(train.size for train in trains) == times.size > 10
        for neuron, train in zip([4, 0, 2], trains, strict=True):
            assert train.tolist() == times[neurons == neuron].tolist()


@pytest.mark.parametrize("batch", [1, 3])
def test_spikes_as_trains_of_neo(batch: int) -> None:
    net, cells, _ = _network(batch)
    net.run(10.0)
    recorder = net.record(cells, neurons=[4, 0])
    net.run(100.0)
    block = recorder.to_neo()
    assert block.name == "cells"
    assert len(block.segments) == batch
    for lane, segment in enumerate(block.segments):
        assert [train.annotations["neuron"] for train in segment.spiketrains] == [4, 0]
        for train, wanted in zip(segment.spiketrains, recorder.trains(lane), strict=True):
            assert train.rescale("s").magnitude == pytest.approx(1e-3 * wanted)
            assert (float(train.t_start), float(train.t_stop)) == (10.0, 110.0)
            assert train.dimensionality.string == "ms"


@pytest.mark.parametrize("batch", [1, 3])
def test_state_as_a_table(batch: int) -> None:
    net, cells, _ = _network(batch)
    recorder = net.record(cells, "v", every=2.0, neurons=[3, 1])
    net.run(20.0)
    frame = recorder.to_pandas()
    assert frame.columns.tolist() == [3, 1]
    assert frame.columns.name == "neuron"
    assert frame.attrs["units"] == {"time": "ms", "v": "mV"}
    for lane in range(batch):
        values = recorder.values if batch == 1 else recorder.values[lane]
        rows: Any = frame if batch == 1 else frame.loc[lane]
        assert rows.index.name == "time"
        assert rows.index.tolist() == recorder.times.tolist()
        assert (rows.to_numpy() == values).all()


@pytest.mark.parametrize("batch", [1, 3])
def test_state_as_labelled_arrays(batch: int) -> None:
    net, cells, _ = _network(batch)
    one = net.record(cells, "g_exc", every=2.0, neurons=[3, 1])
    both = net.record(cells, ("v", "g_exc"), every=2.0, neurons=[3, 1])
    net.run(20.0)
    array, data = one.to_xarray(), both.to_xarray()
    assert array.dims == (("time", "neuron") if batch == 1 else ("lane", "time", "neuron"))
    assert array.name == "g_exc"
    assert array.attrs["units"] == "uS"
    assert array["time"].attrs["units"] == "ms"
    assert array.sel(neuron=3, time=4.0).values.tolist() == one.values[..., 1, 0].tolist()
    assert data["g_exc"].identical(array)
    assert list(data.data_vars) == ["v", "g_exc"]
    assert data.attrs["dt"] == 0.5


def test_several_variables_are_columns_of_one_table() -> None:
    net, cells, _ = _network(batch=2)
    recorder = net.record(cells, ["v", "g_exc"], every=2.0)
    net.run(20.0)
    frame = recorder.to_pandas()
    assert frame.columns.names == ["variable", "neuron"]
    assert frame.index.names == ["lane", "time"]
    assert frame.attrs["units"] == {"time": "ms", "v": "mV", "g_exc": "uS"}
    for variable in recorder.variables:
        assert (frame[variable].to_numpy().reshape(2, 10, 5) == recorder[variable]).all()


@pytest.mark.parametrize("batch", [1, 3])
def test_state_as_signals_of_neo(batch: int) -> None:
    net, cells, _ = _network(batch)
    net.run(11.0)
    recorder = net.record(cells, ["v", "g_exc"], every=2.0, neurons=[3, 1])
    net.run(20.0)
    segments = recorder.to_neo().segments
    assert len(segments) == batch
    for lane, segment in enumerate(segments):
        assert [signal.name for signal in segment.analogsignals] == ["v", "g_exc"]
        for signal, unit in zip(segment.analogsignals, ("mV", "uS"), strict=True):
            wanted = recorder[signal.name]
            assert (signal.magnitude == (wanted if batch == 1 else wanted[lane])).all()
            assert signal.times.rescale("ms").magnitude == pytest.approx(recorder.times)
            assert signal.dimensionality.string == unit
            assert signal.array_annotations["neuron"].tolist() == [3, 1]


def test_samples_with_gaps_are_irregular_signals() -> None:
    net, cells, _ = _network()
    recorder = net.record(cells, "v")
    for act in (recorder.pause, recorder.resume, recorder.flush):
        net.run(5.0)
        act()
    (segment,) = recorder.to_neo().segments
    (signal,) = segment.irregularlysampledsignals
    assert signal.times.magnitude.tolist() == recorder.times.tolist()
    assert (signal.magnitude == recorder.values).all()


def test_a_derivative_has_its_unit() -> None:
    net = snn.Network()
    cells = net.population("cells", 2, snn.LIFCurrAlpha())
    recorder = net.record(cells, "di_exc")
    net.run(1.0)
    (signal,) = recorder.to_neo().segments[0].analogsignals
    assert signal.dimensionality.string == "nA/ms"


def test_weights_as_all_of_them() -> None:
    net, _, synapses = _network()
    recorder = net.record(synapses, every=10.0, synapses=[7, 24])
    net.run(30.0)
    frame, array = recorder.to_pandas(), recorder.to_xarray()
    assert frame.columns.names == ["synapse", "pre", "post"]
    assert frame.columns.tolist() == [(7, 1, 2), (24, 4, 4)]
    assert frame.index.tolist() == [10.0, 20.0, 30.0]
    assert (frame.to_numpy() == recorder.values).all()
    assert frame.attrs["units"]["weights"] == "uS"
    assert array.dims == ("time", "synapse")
    assert array["pre"].values.tolist() == [1, 4]
    assert array["delay"].attrs["units"] == "ms"
    assert array["delay"].values.tolist() == [1.5, 1.5]
    (signal,) = recorder.to_neo().segments[0].analogsignals
    assert signal.dimensionality.string == "uS"
    assert signal.array_annotations["post"].tolist() == [2, 4]


def test_recorders_that_saw_nothing_are_exported_too() -> None:
    net, cells, synapses = _network()
    for recorder in (net.record(cells), net.record(cells, "v"), net.record(synapses)):
        assert len(recorder.to_pandas()) == 0
        assert 0 in recorder.to_xarray().sizes.values()
        assert len(recorder.to_neo().segments) == 1


METHODS: dict[str, tuple[str, Callable[[Any], object]]] = {
    "to_pandas": ("pandas", lambda recorder: recorder.to_pandas()),
    "to_xarray": ("xarray", lambda recorder: recorder.to_xarray()),
    "to_neo": ("neo", lambda recorder: recorder.to_neo()),
}


@pytest.mark.parametrize("method", METHODS)
def test_a_missing_library_is_named_with_its_extra(
    method: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    library, act = METHODS[method]
    net, cells, synapses = _network()
    monkeypatch.setitem(sys.modules, library, None)
    for recorder in (net.record(cells), net.record(cells, "v"), net.record(synapses)):
        with pytest.raises(ImportError) as caught:
            act(recorder)
        assert str(caught.value).startswith(f"{method} needs {library}")
        assert 'pip install "swiftsnn[export]"' in str(caught.value)


def test_several_variables_by_name() -> None:
    net, cells, _ = _network()
    recorder = net.record(cells, ["v", "g_exc"], every=1.0)
    v, g = net.record(cells, "v", every=1.0), net.record(cells, "g_exc", every=1.0)
    net.run(10.0)
    assert recorder.variables == ("v", "g_exc")
    assert (recorder["v"] == v.values).all()
    assert (recorder.values["g_exc"] == g.values).all()
    assert len(recorder) == len(v)
    assert recorder.times.tolist() == v.times.tolist()
    with pytest.raises(snn.InvalidArgumentError, match="'w' is not recorded here; v, g_exc are"):
        recorder["w"]
    recorder.clear()
    assert recorder["g_exc"].shape == (0, 5)


@pytest.mark.parametrize("given", [[], ["v", "v"], ["v", "spikes"], ["v", "weights"], ["v", 3]])
def test_lists_that_are_not_variables_are_refused(given: Any) -> None:
    net, cells, _ = _network()
    with pytest.raises(snn.InvalidArgumentError) as caught:
        net.record(cells, given)
    assert "variable" in str(caught.value)


def test_a_list_with_an_unknown_variable_leaves_nothing_recording() -> None:
    net, cells, _ = _network()
    with pytest.raises(snn.InvalidArgumentError, match="'w'; valid ones are"):
        net.record(cells, ["v", "w"])
    net.run(5.0)
    assert len(net.record(cells, "v")) == 0
