"""Recorded data written to disk while a network runs, so that memory stays flat."""

from __future__ import annotations

import contextlib
import functools
import os
import threading
import time
import warnings
import weakref
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from swiftsnn import _extra
from swiftsnn._field import Field, Fields
from swiftsnn._path import path_of
from swiftsnn.errors import InvalidArgumentError, StateError

if TYPE_CHECKING:
    from swiftsnn.network import Network
    from swiftsnn.recorder import Recorder

_CHUNK_BYTES = 2**20
"""Of a chunk of a file, and from which rows are written whatever the time."""
_MOST_COLUMNS = 2**22
"""Of a chunk: its libraries compress less than 2 GB at a time."""
_LARGEST_SHARE = 0.1
"""Of the time that may go into writing, where rows are few."""


class Stream:
    """A Zarr group that holds what a recorder has taken down.

    Arrays are those of :meth:`Recorder.fetch`, with the names of their dimensions, so that
    ``xarray.open_zarr`` reads them too; the unit is the attribute "units".

    Attributes
    ----------
    path : str
    rows : int
        Written so far, along the dimension that grows.
    """

    def __init__(self, path: str, recorder: Recorder) -> None:
        self.path = path
        self.rows = 0
        self._recorder = recorder
        self._lock = threading.Lock()  # threads may read it, by turns
        self._until = recorder.start
        self._last, self._took = time.monotonic(), 0.0
        self._unwritten = [0]  # rows, as of the last look
        weakref.finalize(recorder.network, _warn_of_rest, path, self._unwritten)
        self._group = _zarr().create_group(path, attributes=recorder.attributes())
        fields = recorder.fetch()
        self._arrays = {name: self._array(name, field) for name, field in fields.items()}
        self._axes = {name: field.dims.index(recorder.grows) for name, field in fields.items()}
        self._row_bytes = sum(
            field.values.itemsize * _without(field.values.shape, self._axes[name])
            for name, field in fields.items()
        )
        self._has_constants = False
        _open.add(self)
        _flush_at_exit()

    def _array(self, name: str, field: Field) -> Any:
        """An array without rows, in chunks of about the same bytes."""
        shape, axis = field.values.shape, field.dims.index(self._recorder.grows)
        row = max(1, field.values.itemsize * _without(shape, axis))
        chunks = [max(1, min(size, _MOST_COLUMNS)) for size in shape]
        chunks[axis] = max(1, _CHUNK_BYTES // row)
        return self._group.create_array(
            name,
            shape=shape,
            chunks=tuple(chunks),
            dtype=field.values.dtype,
            dimension_names=field.dims,
            attributes=field.attributes,
        )

    def drain(self, since: float) -> None:
        """Write what the engine holds where it is much, or where the time for it is there.

        ``since`` is when the call of the network began, in seconds of ``time.monotonic``: a long
        one leaves nothing unwritten, many short ones do not spend their time on writing.
        """
        pending = self._recorder.pending // self._recorder.lanes_of_rows
        self._unwritten[0] = pending
        if pending == 0:
            return
        passed = time.monotonic() - min(since, self._last)
        if pending * self._row_bytes >= _CHUNK_BYTES or self._took <= _LARGEST_SHARE * passed:
            self.flush()

    def flush(self) -> None:
        """Write what the engine holds; does nothing once the network is closed.

        StateError where that fails; the engine then still has it.
        """
        with self._lock:
            if self._recorder.network.closed:
                return
            began = time.monotonic()
            self._until = self._recorder.network.t
            self._move()
            self._unwritten[0] = 0
            self._last = time.monotonic()
            self._took = self._last - began

    def _move(self) -> None:
        """From the engine to the file."""
        fields = self._recorder.fetch()
        count = fields["time"].values.size
        if count == 0:
            return
        if not Path(self.path, "zarr.json").exists():
            raise StateError(
                f"{self.path!r} is not there any more, with {self.rows} recorded rows; pause() "
                "this recorder, forget() what it still holds, and record to another folder"
            )
        try:
            self._write(fields, count)
        except OSError as error:
            raise StateError(
                f"{self.path!r} cannot be written to ({error.strerror or error}); what is not in "
                "it is still in memory, so make room and go on"
            ) from None
        self._recorder.forget()
        self.rows += count

    def _write(self, fields: Fields, count: int) -> None:
        if not self._has_constants:
            # Not before: synapses are drawn when the network is complete.
            for name, field in self._recorder.constants().items():
                self._group.create_array(
                    name,
                    data=field.values,
                    dimension_names=field.dims,
                    attributes=field.attributes,
                    overwrite=True,
                )
            self._has_constants = True
        for name, field in fields.items():
            array, axis = self._arrays[name], self._axes[name]
            shape = list(field.values.shape)
            shape[axis] = self.rows + count
            array.resize(tuple(shape))
            place = [slice(None)] * len(shape)
            place[axis] = slice(self.rows, self.rows + count)
            array[tuple(place)] = field.values

    def read(self, names: tuple[str, ...] = ()) -> Fields:
        """The arrays of these names, or all, as far as something was recorded."""
        self.flush()
        fields: Fields = {}
        for name in names or self._arrays:
            array = self._arrays[name]
            dims = array.metadata.dimension_names
            fields[name] = Field(tuple(dims), array[:], array.attrs.get("units", ""))
        return fields

    def until(self) -> float:
        """Time (ms) up to which it holds what was recorded, once written."""
        self.flush()
        return self._until


@contextlib.contextmanager
def draining(network: Network) -> Iterator[None]:
    """Around a call of the network: files have what was recorded then, as far as that is due."""
    since = time.monotonic()
    yield
    for stream in network.streams:
        stream.drain(since)


def claim(to: str | os.PathLike[str]) -> str:
    """Make the folder of a Zarr group.

    InvalidArgumentError where it exists or cannot be made.
    """
    _zarr()
    path = path_of(to, "to, the Zarr folder to make,")
    try:
        path.mkdir()
    except FileExistsError:
        raise InvalidArgumentError(
            f"{str(path)!r} exists; choose another name or delete it, nothing is written over"
        ) from None
    except OSError as error:
        why = error.strerror if path.parent.is_dir() else f"there is no folder {str(path.parent)!r}"
        raise InvalidArgumentError(f"{str(path)!r} cannot be made: {why}") from None
    return os.path.abspath(path)


def _zarr() -> Any:
    need = "recording to a file needs zarr, version 3 or later"
    zarr = _extra.load("zarr", need, "stream")
    if int(zarr.__version__.split(".")[0]) < 3:
        raise ImportError(
            f'{need}, and {zarr.__version__} is installed; pip install "swiftsnn[stream]"'
        )
    return zarr


def _without(shape: tuple[int, ...], axis: int) -> int:
    """Product of all sizes but one."""
    product = 1
    for place, size in enumerate(shape):
        product *= 1 if place == axis else size
    return product


_open: weakref.WeakSet[Stream] = weakref.WeakSet()


@functools.cache
def _flush_at_exit() -> None:
    """See to it that a program that just ends leaves whole files.

    Zarr writes with threads, which are no longer to be had when functions of ``atexit`` are called.
    Those registered here are called before, the last one first; where a later Python has no such
    register, the warning of what is missing in a file remains.
    """
    register = getattr(threading, "_register_atexit", None)
    if register is not None:
        register(_flush_open)


def _flush_open() -> None:
    for stream in list(_open):
        with contextlib.suppress(StateError):  # the warning says so
            stream.flush()


def _warn_of_rest(path: str, unwritten: list[int]) -> None:
    if unwritten[0] > 0:
        warnings.warn(
            f"the last {unwritten[0]} rows of {path!r} were not written; close the network, or "
            "call flush() of the recorder, before the program ends",
            RuntimeWarning,
            stacklevel=2,
        )
