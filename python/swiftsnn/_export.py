"""Recorded data as tables, labelled arrays and neo objects; each library is an extra."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn import _extra
from swiftsnn._field import Fields

if TYPE_CHECKING:
    import neo
    import pandas
    import xarray

    from swiftsnn.recorder import Recorder, SpikeRecorder
    from swiftsnn.samples import Samples


def _described(recorder: Recorder, fields: Fields) -> dict[str, Any]:
    """What was recorded, with the units."""
    units = {name: field.unit for name, field in fields.items() if field.unit}
    return {**recorder.attributes(), "units": units}


# ---- pandas --------------------------------------------------------------------------------


def _pandas() -> Any:
    return _extra.load("pandas", "to_pandas needs pandas", "export")


def spikes_to_pandas(recorder: SpikeRecorder) -> pandas.DataFrame:
    """A row for each spike."""
    pd = _pandas()
    data = recorder.data()
    frame = pd.DataFrame({name: field.values for name, field in data.items()})
    frame.attrs = _described(recorder, data)
    return frame


def samples_to_pandas(recorder: Samples) -> pandas.DataFrame:
    """A row for each time and lane, a column for each variable and neuron or synapse."""
    pd = _pandas()
    data = recorder.data()
    described = _described(recorder, data)
    times = data.pop("time").values
    rows = pd.Index(times, name="time")
    if recorder.network.batch > 1 and "lane" in next(iter(data.values())).dims:
        lanes = range(recorder.network.batch)
        rows = pd.MultiIndex.from_product([lanes, times], names=["lane", "time"])
    columns = _columns(pd, recorder)
    frames = {
        name: pd.DataFrame(field.values.reshape(-1, recorder.columns), rows, columns)
        for name, field in data.items()
    }
    frame = next(iter(frames.values()))
    if len(frames) > 1:
        frame = pd.concat(frames, axis=1, names=["variable"])
    frame.attrs = described
    return frame


def _columns(pd: Any, recorder: Samples) -> Any:
    """Labels of the columns: the neuron, or the synapse with its neurons."""
    labels = {name: field.values for name, field in recorder.constants().items() if name != "delay"}
    if len(labels) == 1:
        return pd.Index(labels[recorder.column], name=recorder.column)
    return pd.MultiIndex.from_arrays(list(labels.values()), names=list(labels))


# ---- xarray --------------------------------------------------------------------------------


def dataset(recorder: Recorder) -> xarray.Dataset:
    """All fields of a recorder, those that do not change with time as coordinates."""
    xr = _extra.load("xarray", "to_xarray needs xarray", "export")
    fields = {**recorder.data(), **recorder.constants()}
    arrays = {name: (field.dims, field.values, field.attributes) for name, field in fields.items()}
    if any("lane" in field.dims for field in fields.values()):
        arrays["lane"] = (("lane",), np.arange(recorder.network.batch), {})
    made = xr.Dataset(arrays, attrs=recorder.attributes())
    made = made.set_coords([name for name in recorder.constants() if name in made])
    for name in made.data_vars:
        made[name].attrs["of"] = recorder.name
    return made


# ---- neo -----------------------------------------------------------------------------------


def _block(recorder: Recorder, lanes: int) -> Any:
    """A block with an empty segment for each lane."""
    neo = _extra.load("neo", "to_neo needs neo and quantities", "export")
    block = neo.Block(name=recorder.name, **recorder.attributes())
    for lane in range(lanes):
        block.segments.append(neo.Segment(name=f"lane {lane}", index=lane))
    return block


def spikes_to_neo(recorder: SpikeRecorder) -> neo.Block:
    """A train for each recorded neuron."""
    block = _block(recorder, recorder.network.batch)
    core = _extra.load("neo.core", "to_neo needs neo and quantities", "export")
    start, stop = recorder.start, recorder.until()
    for lane, segment in enumerate(block.segments):
        for neuron, times in zip(recorder.recorded.tolist(), recorder.trains(lane), strict=True):
            train = core.SpikeTrain(
                times, t_stop=stop, units="ms", t_start=start, name=f"{recorder.name} {neuron}"
            )
            train.annotate(neuron=neuron)
            segment.spiketrains.append(train)
    return block


def samples_to_neo(recorder: Samples) -> neo.Block:
    """A signal for each variable."""
    data = recorder.data()
    times = data.pop("time").values
    has_lanes = "lane" in next(iter(data.values())).dims
    block = _block(recorder, recorder.network.batch if has_lanes else 1)
    labels = {name: field.values for name, field in recorder.constants().items()}
    for lane, segment in enumerate(block.segments):
        for name, field in data.items():
            values = field.values[lane] if has_lanes else field.values
            signal = _signal(recorder, times, values, field.unit)
            signal.name = name
            signal.array_annotate(**labels)
            kind = type(signal).__name__.lower()
            getattr(segment, f"{kind}s").append(signal)
    return block


def _signal(
    recorder: Samples, times: NDArray[np.float64], values: NDArray[np.floating], unit: str
) -> Any:
    """Evenly spaced where the times are; a pause or presentations may leave gaps."""
    core = _extra.load("neo.core", "to_neo needs neo and quantities", "export")
    pq = _extra.load("quantities", "to_neo needs neo and quantities", "export")
    units = unit or "dimensionless"
    if np.allclose(np.diff(times), recorder.every):
        start = times[0] if len(times) else recorder.start
        period = recorder.every * pq.ms
        return core.AnalogSignal(values, units=units, t_start=start * pq.ms, sampling_period=period)
    return core.IrregularlySampledSignal(times, values, units=units, time_units="ms")
