"""Recorders that write to disk: the same arrays as from memory, a short log, and refusals."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from _helpers import Scene, python

import swiftsnn as snn
from swiftsnn import _stream

zarr = pytest.importorskip("zarr", minversion="3")

Folder = Callable[[str], str]


def _network(batch: int = 1) -> tuple[snn.Network, snn.Population, snn.Projection]:
    precision = "double" if batch == 3 else "single"
    net = snn.Network(dt=0.5, seed=4, batch=batch, precision=precision)
    cells = net.population("cells", 6, snn.LIFCondExp())
    net.poisson_input(cells, 3000.0, 0.004)
    rule = None if batch > 1 else snn.PairSTDP(1e-4, 1e-4, w_min=0.0, w_max=0.01)
    synapses = net.connect(
        cells, cells, snn.FixedProbability(0.5), weight=snn.Uniform(0.0, 0.01), plasticity=rule
    )
    return net, cells, synapses


def _recorders(
    network: tuple[snn.Network, snn.Population, snn.Projection], to: Folder | None
) -> dict[str, Any]:
    """One of each kind, to folders or in memory."""
    net, cells, synapses = network

    def path(name: str) -> Any:
        return None if to is None else to(name)

    return {
        "spikes": net.record(cells, to=path("spikes")),
        "v": net.record(cells, "v", every=1.0, neurons=[4, 1], to=path("v")),
        "both": net.record(cells, ["v", "g_exc"], every=2.0, to=path("both")),
        "weights": net.record(synapses, every=5.0, to=path("weights")),
        "some": net.record(synapses, every=5.0, synapses=[3, 0], to=path("some")),
    }


def _same(one: Any, other: Any) -> None:
    given, wanted = ({**r.data(), **r.constants()} for r in (one, other))
    assert list(given) == list(wanted)
    for name, field in wanted.items():
        assert given[name].dims == field.dims
        assert given[name].unit == field.unit
        assert given[name].values.dtype == field.values.dtype
        np.testing.assert_array_equal(given[name].values, field.values)


@pytest.fixture(params=["eager", "lazy"])
def folder(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Folder:
    """Files that get every row at once, in chunks of a few, or only when read."""
    if request.param == "eager":
        monkeypatch.setattr(_stream, "_LARGEST_SHARE", np.inf)
        monkeypatch.setattr(_stream, "_CHUNK_BYTES", 256)
    else:
        monkeypatch.setattr(_stream, "_LARGEST_SHARE", -1.0)
    return lambda name: str(tmp_path / name)


@pytest.mark.parametrize("batch", [1, 3])
def test_a_file_holds_what_memory_would(folder: Folder, batch: int) -> None:
    network = _network(batch)
    net = network[0]
    written, kept = _recorders(network, folder), _recorders(network, None)
    for _ in range(5):
        net.run(15.0)
        net.step()
        net.present({}, 4.0)
    assert len(kept["spikes"]) > 50
    for name, recorder in written.items():
        assert len(recorder) == len(kept[name])
        _same(recorder, kept[name])
        assert recorder.pending == 0
        assert len(recorder) == len(kept[name])
    net.run(10.0)
    wanted = {name: (recorder.data(), recorder.constants()) for name, recorder in kept.items()}
    net.close()
    for name, recorder in written.items():
        data, constants = wanted[name]
        group = zarr.open_group(folder(name), mode="r")
        for key, field in {**data, **constants}.items():
            if name != "spikes" or batch == 1:
                np.testing.assert_array_equal(group[key][:], field.values)
            assert group[key].attrs.get("units", "") == field.unit
            assert group[key].metadata.dimension_names == field.dims
        assert recorder.times.tolist() == data["time"].values.tolist()
    assert (written["spikes"].neurons == wanted["spikes"][0]["neuron"].values).all()
    assert [t.size for t in written["spikes"].trains(batch - 1)]
    assert (written["v"].values == wanted["v"][0]["v"].values).all()
    assert (written["both"]["g_exc"] == wanted["both"][0]["g_exc"].values).all()
    assert (written["weights"].pre == wanted["weights"][1]["pre"].values).all()


def test_writing_changes_no_result(folder: Folder) -> None:
    watched, bare = _network(), _network()
    _recorders(watched, folder)
    for net in (watched[0], bare[0]):
        net.run(200.0)
    assert watched[0].counters == bare[0].counters
    watched[0].close()


def test_a_file_says_what_it_holds(tmp_path: Path) -> None:
    net, cells, _ = _network()
    net.record(cells, "v", every=2.0, to=tmp_path / "v.zarr")
    attributes = dict(zarr.open_group(tmp_path / "v.zarr", mode="r").attrs)
    assert attributes == {
        "swiftsnn": snn.__version__,
        "recorder": "StateRecorder",
        "of": "cells",
        "dt": 0.5,
        "seed": 4,
        "batch": 1,
        "start": 0.0,
        "variables": ["v"],
        "every": 2.0,
    }


def test_xarray_opens_a_file(tmp_path: Path) -> None:
    xr = pytest.importorskip("xarray")
    with _network(batch=2)[0] as net:
        cells = net.populations[0]
        recorder = net.record(cells, ["v", "g_exc"], every=1.0, to=tmp_path / "run.zarr")
        net.run(20.0)
    opened = xr.open_zarr(tmp_path / "run.zarr", consolidated=False)
    assert dict(opened.sizes) == {"lane": 2, "time": 20, "neuron": 6}
    assert (opened["v"].values == recorder["v"]).all()
    assert opened["v"].attrs["units"] == "mV"
    assert opened["time"].values.tolist() == recorder.times.tolist()


def test_the_log_of_a_long_run_stays_short(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_stream, "_LARGEST_SHARE", -1.0)
    net, cells, _ = _network()
    recorder = net.record(cells, "v", to=tmp_path / "v.zarr")
    most = 0
    while recorder._stream is not None and recorder._stream.rows < 100_000:
        net.run(1000.0)
        most = max(most, recorder.pending)
    # A megabyte of rows of 32 bytes, and a run's.
    assert most <= 2**20 / 32 + 2000
    net.close()
    assert recorder.values.shape[0] >= 100_000


def test_a_program_that_just_ends_leaves_a_whole_file(tmp_path: Path) -> None:
    path = tmp_path / "v.zarr"
    python(f"""
        import swiftsnn as snn
        net = snn.Network()
        cells = net.population("cells", 2000, snn.LIF())
        net.poisson_input(cells, 1000.0, 0.1)
        net.record(cells, "v", every=1.0, neurons=[0], to={str(path)!r})
        net.run(5000.0)
        for _ in range(100):
            net.run(1.0)
    """)
    assert zarr.open_group(path, mode="r")["v"].shape == (5100, 1)


def test_rows_left_in_memory_are_told_of(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_stream, "_LARGEST_SHARE", -1.0)
    path = str(tmp_path / "v")
    net, cells, _ = _network()
    recorder = net.record(cells, "v", to=path)
    net.run(2.0)
    unwritten = recorder._stream._unwritten if recorder._stream else []
    with pytest.warns(RuntimeWarning, match="the last 4 rows .* not written; close the network"):
        _stream._warn_of_rest(path, unwritten)
    recorder.flush()
    _stream._warn_of_rest(path, unwritten)
    assert zarr.open_group(path, mode="r")["v"].shape == (4, 6)


def test_a_disk_that_fails_keeps_rows_in_memory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    net, cells, _ = _network()
    recorder = net.record(cells, "v", to=tmp_path / "v")
    kept = net.record(cells, "v")
    stream = recorder._stream
    assert stream is not None
    write = stream._write

    def fails(*given: Any) -> None:
        write(*given)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(stream, "_write", fails)
    with pytest.raises(snn.StateError, match=r"No space left on device.*still in memory"):
        net.run(10.0)
    monkeypatch.setattr(stream, "_write", write)
    net.run(10.0)
    assert (recorder.values == kept.values).all()
    net.close()


def _refused(path: Any, kind: type[Exception], *parts: str, variable: str = "v") -> None:
    scene = Scene.make()
    with pytest.raises(kind) as caught:
        scene.net.record(scene.cells, variable, to=path)
    for part in parts:
        assert part in str(caught.value)


def test_what_exists_is_not_written_over(tmp_path: Path) -> None:
    path = tmp_path / "run.zarr"
    scene = Scene.make()
    scene.net.record(scene.cells, "v", to=path)
    for kept in (path, tmp_path):
        _refused(
            kept, snn.InvalidArgumentError, repr(str(kept)), "exists", "another name", "delete"
        )


def test_paths_that_cannot_be_made_are_refused(tmp_path: Path) -> None:
    invalid = snn.InvalidArgumentError
    _refused(tmp_path / "no" / "run", invalid, "there is no folder", repr(str(tmp_path / "no")))
    (tmp_path / "file").write_text("")
    _refused(tmp_path / "file" / "run", invalid, "there is no folder", "file'")
    _refused("/proc/run.zarr", invalid, "'/proc/run.zarr' cannot be made: No such file")
    for given in ("a\0b", True, ""):
        _refused(given, invalid, "to, the Zarr folder to make, must be a path", repr(given))


def test_a_folder_that_is_gone_is_named(tmp_path: Path) -> None:
    scene = Scene.make()
    recorder = scene.net.record(scene.cells, "v", to=tmp_path / "run")
    scene.net.run(20.0)
    recorder.flush()
    shutil.rmtree(tmp_path / "run")
    scene.net.run(20.0)
    for use in (recorder.flush, lambda: recorder.values):
        with pytest.raises(snn.StateError, match=r"run' is not there any more, with \d+ recorded"):
            use()
    recorder.pause()
    recorder.forget()
    scene.net.run(20.0)


def test_a_refused_recorder_leaves_no_folder(tmp_path: Path) -> None:
    _refused(tmp_path / "x", snn.InvalidArgumentError, "'V_m'", variable="V_m")
    assert not (tmp_path / "x").exists()


def test_clearing_a_file_is_refused(tmp_path: Path) -> None:
    net, cells, _ = _network()
    recorder = net.record(cells, "v", to=tmp_path / "v")
    with pytest.raises(snn.StateError, match=r"'.*v' stays there and cannot be cleared"):
        recorder.clear()


def test_without_zarr_the_extra_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    scene = Scene.make()
    monkeypatch.setitem(__import__("sys").modules, "zarr", None)
    with pytest.raises(ImportError, match=r'needs zarr.*pip install "swiftsnn\[stream\]"'):
        scene.net.record(scene.cells, "v", to=tmp_path / "v")
    assert not (tmp_path / "v").exists()
