"""Recorders: what they have in common, and spikes over time as arrays."""

from __future__ import annotations

import ctypes
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn import _capi, _export
from swiftsnn._field import Field, Fields
from swiftsnn._settled import Settled
from swiftsnn.errors import StateError
from swiftsnn.info import version
from swiftsnn.population import Population

if TYPE_CHECKING:
    import neo
    import pandas
    import xarray

    from swiftsnn._stream import Stream
    from swiftsnn.network import Network

AddRecorder = Callable[[Any], int]
"""Adds a recorder to the engine, which puts its index where it is told; returns a status."""


class Recorder(Settled):
    """What all recorders have in common."""

    advice = "; make another recorder with what shall be different"
    grows = "time"
    """The dimension that gets longer."""

    def __init__(self, network: Network, name: str, parts: dict[str, AddRecorder]) -> None:
        self.network = network
        self.name = name
        self._start = network.t
        self._indices: dict[str, int] = {}
        try:
            for variable, add in parts.items():
                self._indices[variable] = _added(add)
        except BaseException:
            self.pause()
            raise
        self._constant: Fields | None = None
        self._stream: Stream | None = None

    @property
    def is_settled(self) -> bool:
        """Whether the engine has it."""
        return "_stream" in vars(self)

    @property
    def start(self) -> float:
        """Time (ms) it records from: when it was made or last cleared."""
        return self._start

    @property
    def index(self) -> int:
        """The engine's recorder, the first of several."""
        return next(iter(self._indices.values()))

    def __len__(self) -> int:
        written = 0 if self._stream is None else self._stream.rows * self.lanes_of_rows
        if self._stream is not None and self.network.closed:
            return written
        return written + self.pending

    @property
    def lanes_of_rows(self) -> int:
        """Rows of the engine for each of a file: one a lane where they share their times."""
        return 1

    @property
    def pending(self) -> int:
        """Rows the engine holds: all, or where a file is written those that are not yet in it."""
        size = ctypes.c_int64()
        _capi.check(_capi.lib.snn_recorder_size(self.network.token, self.index, ctypes.byref(size)))
        return size.value

    def __repr__(self) -> str:
        try:
            rows = str(len(self))
        except StateError:
            rows = self.network.why_silent
        variables = ", ".join(map(repr, self._indices))
        return f"{type(self).__name__}({self.name!r}, {variables}, {rows})"

    def clear(self) -> None:
        """Forget what was recorded so far; StateError where it is written to a file."""
        if self._stream is not None:
            raise StateError(
                f"what is recorded to {self._stream.path!r} stays there and cannot be cleared; "
                "make another recorder instead"
            )
        self.forget()
        self._start = self.network.t

    def forget(self) -> None:
        """Empty the engine's log."""
        for index in self._indices.values():
            _capi.check(_capi.lib.snn_recorder_clear(self.network.token, index))

    def pause(self) -> None:
        """Take nothing down until :meth:`resume`; what was recorded stays."""
        self._activate(False)

    def resume(self) -> None:
        """Take down again what comes."""
        self._activate(True)

    def _activate(self, active: bool) -> None:
        for index in self._indices.values():
            _capi.check(_capi.lib.snn_recorder_set_active(self.network.token, index, active))

    def flush(self) -> None:
        """Write what is not yet in the file; does nothing where there is none."""
        if self._stream is not None:
            self._stream.flush()

    def stream_to(self, stream: Stream) -> None:
        """Let a file hold what is recorded."""
        self._stream = stream
        self.network.streams.append(stream)

    def fetch(self) -> Fields:
        """What the engine holds, by name."""
        raise NotImplementedError

    def _fixed(self) -> Fields:
        return {}

    def constants(self) -> Fields:
        """What does not change with time: the neurons or synapses recorded."""
        if self._constant is None:
            self._constant = self._fixed()
        return self._constant

    def data(self, *names: str) -> Fields:
        """All that was recorded, by name; of a file only ``names``, where they are given."""
        return self.fetch() if self._stream is None else self._stream.read(names)

    def attributes(self) -> dict[str, Any]:
        """What was recorded and of which network; what a file says of itself."""
        net = self.network
        about = {"swiftsnn": version(), "recorder": type(self).__name__, "of": self.name}
        return {**about, "dt": net.dt, "seed": net.seed, "batch": net.batch, "start": self.start}

    def until(self) -> float:
        """Time (ms) it has recorded to."""
        return self.network.t if self._stream is None else self._stream.until()

    def to_neo(self) -> neo.Block:
        """As a ``neo.Block`` with a segment for each batch lane, units attached.

        Spikes are a ``SpikeTrain`` for each recorded neuron. State and weights are an
        ``AnalogSignal`` for each variable, or an ``IrregularlySampledSignal`` where samples are
        not evenly spaced. Needs ``pip install "swiftsnn[export]"``.
        """
        raise NotImplementedError


class SpikeRecorder(Recorder):
    """Recorded spikes, ordered by batch lane, time and neuron.

    Attributes
    ----------
    population : Population
    recorded : array of int
        The neurons recorded.
    """

    grows = "spike"
    variable = "spikes"

    def __init__(
        self, population: Population, recorded: NDArray[np.int32], add: AddRecorder
    ) -> None:
        self.population = population
        self.recorded = recorded
        super().__init__(population.network, population.name, {"spikes": add})

    def fetch(self) -> Fields:
        """Time (ms), neuron and lane of the spikes the engine holds."""
        size = self.pending
        times, neurons = np.empty(size), np.empty(size, np.int32)
        lanes = np.empty(size, np.int32)
        _capi.check(
            _capi.lib.snn_recorder_spikes(
                self.network.token,
                self.index,
                _capi.address(times),
                _capi.address(neurons),
                _capi.address(lanes),
                size,
            )
        )
        spike = (self.grows,)
        return {
            "time": Field(spike, times, "ms"),
            "neuron": Field(spike, neurons),
            "lane": Field(spike, lanes),
        }

    def data(self, *names: str) -> Fields:
        """All spikes, by lane, time and neuron."""
        if self._stream is None or self.network.batch == 1:
            return super().data(*names)
        # A file has them in the order of writing.
        fields = super().data()
        order = np.argsort(fields["lane"].values, kind="stable")
        return {name: field._replace(values=field.values[order]) for name, field in fields.items()}

    @property
    def times(self) -> NDArray[np.float64]:
        """Times (ms), the ends of the steps the neurons fired in."""
        return self.data("time")["time"].values

    @property
    def neurons(self) -> NDArray[np.int32]:
        """The neuron of each spike."""
        return self.data("neuron")["neuron"].values

    @property
    def lanes(self) -> NDArray[np.int32]:
        """The batch lane of each spike."""
        return self.data("lane")["lane"].values

    def events(self, lane: int = 0) -> tuple[NDArray[np.float64], NDArray[np.int32]]:
        """Times (ms) and neurons of one batch lane."""
        lane = _capi.within(lane, "lane", 0, self.network.batch - 1)
        times, neurons, lanes = (field.values for field in self.data().values())
        chosen = lanes == lane
        return times[chosen], neurons[chosen]

    def trains(self, lane: int = 0) -> list[NDArray[np.float64]]:
        """Spike times (ms) of each neuron of :attr:`recorded`, in its order, in one batch lane."""
        times, neurons = self.events(lane)
        order = np.argsort(neurons, kind="stable")
        times, neurons = times[order], neurons[order]
        first = np.searchsorted(neurons, self.recorded, "left")
        last = np.searchsorted(neurons, self.recorded, "right")
        return [times[a:b] for a, b in zip(first, last, strict=True)]

    def to_pandas(self) -> pandas.DataFrame:
        """As a ``DataFrame`` with a row for each spike: "time" (ms), "neuron" and "lane".

        Units are in ``.attrs["units"]``. Needs ``pip install "swiftsnn[export]"``.
        """
        return _export.spikes_to_pandas(self)

    def to_xarray(self) -> xarray.Dataset:
        """As a ``Dataset`` with "time" (ms), "neuron" and "lane" of each spike.

        Needs ``pip install "swiftsnn[export]"``.
        """
        return _export.dataset(self)

    def to_neo(self) -> neo.Block:
        return _export.spikes_to_neo(self)


def _added(add: AddRecorder) -> int:
    index = ctypes.c_int32()
    _capi.check(add(ctypes.byref(index)))
    return index.value
