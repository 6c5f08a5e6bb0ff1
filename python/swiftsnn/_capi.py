"""The C functions: the shared library, one table of prototypes, statuses as exceptions.

The table is compared with ``include/swiftsnn.h`` by the tests.
"""

from __future__ import annotations

import ctypes
import os
import sys
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn.errors import (
    IndexOutOfRangeError,
    InvalidArgumentError,
    OutOfMemoryError,
    ShapeError,
    StateError,
    SwiftSNNError,
)


class Parameter(ctypes.Structure):
    """``snn_parameter``."""

    _fields_ = [("name", ctypes.c_char_p), ("value", ctypes.c_double)]


class Values(ctypes.Structure):
    """``snn_values``."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("values", ctypes.c_void_p),
        ("count", ctypes.c_int64),
    ]


class Named(ctypes.Structure):
    """``snn_distribution``: a name with parameters."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("parameters", ctypes.POINTER(Parameter)),
        ("parameter_count", ctypes.c_int64),
    ]


class Receptor(ctypes.Structure):
    """``snn_receptor``."""

    _fields_ = [("name", ctypes.c_char_p), ("kind", ctypes.c_char_p)]


class Rule(ctypes.Structure):
    """``snn_connector``: a name with parameters and arrays."""

    _fields_ = [
        ("name", ctypes.c_char_p),
        ("parameters", ctypes.POINTER(Parameter)),
        ("parameter_count", ctypes.c_int64),
        ("arrays", ctypes.POINTER(Values)),
        ("array_count", ctypes.c_int64),
    ]

    @classmethod
    def of(
        cls,
        name: str,
        numbers: Mapping[str, float],
        arrays: Mapping[str, NDArray[np.float64]] | None = None,
    ) -> Rule:
        """A rule; keeps its parameters and arrays alive."""
        made = cls(encode(name, "a name"), *parameters(numbers), *columns(arrays or {}))
        made.kept = arrays
        return made


class Counters(ctypes.Structure):
    """``snn_counters``."""

    _fields_ = [
        ("step", ctypes.c_int64),
        ("neurons", ctypes.c_int64),
        ("synapses", ctypes.c_int64),
        ("spikes", ctypes.c_int64),
        ("synaptic_events", ctypes.c_int64),
    ]


_text = ctypes.c_char_p
_int32 = ctypes.c_int32
_int64 = ctypes.c_int64
_double = ctypes.c_double
_net = ctypes.c_uint64
_pointer = ctypes.c_void_p
_parameters = (ctypes.POINTER(Parameter), _int64)

PROTOTYPES: dict[str, tuple[Any, tuple[Any, ...]]] = {
    "snn_version": (_text, ()),
    "snn_instruction_set": (_text, ()),
    "snn_last_error": (_text, ()),
    "snn_catalogue": (_text, ()),
    "snn_network_create": (_int32, (_double, ctypes.c_uint64, _int32, _int32, _text, _pointer)),
    "snn_network_destroy": (_int32, (_net,)),
    "snn_network_counters": (_int32, (_net, _pointer)),
    "snn_network_prepare": (_int32, (_net,)),
    "snn_network_threads": (_int32, (_net, _pointer)),
    "snn_population_add": (_int32, (_net, _text, _text, _int64, *_parameters, _pointer)),
    "snn_population_add_with": (
        _int32,
        (
            *(_net, _text, _text, _int64),
            *(ctypes.POINTER(Receptor), _int64),
            *(*_parameters, _pointer),
        ),
    ),
    "snn_population_remove": (_int32, (_net, _int32)),
    "snn_population_set": (_int32, (_net, _int32, ctypes.POINTER(Values), _int64)),
    "snn_population_get": (_int32, (_net, _int32, _text, _pointer, _int64)),
    "snn_population_positions": (_int32, (_net, _int32, _pointer, _int64, _int64, _pointer)),
    "snn_population_state_view": (_int32, (_net, _int32, _text, _pointer, _pointer)),
    "snn_population_counts_view": (_int32, (_net, _int32, _pointer, _pointer)),
    "snn_poisson_input_add": (_int32, (_net, _int32, _text, _double, _double)),
    "snn_current_add": (
        _int32,
        (_net, _int32, _text, *_parameters, ctypes.POINTER(Values), _int64),
    ),
    "snn_drive_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_drive_feed": (_int32, (_net, _int32, _pointer, _int64, _int64, _double, _int32)),
    "snn_spikes_feed": (_int32, (_net, _int32, _int32, _pointer, _pointer, _int64)),
    "snn_raster_feed": (_int32, (_net, _int32, _int32, _pointer, _int64, _int64)),
    "snn_connect": (
        _int32,
        (
            _net,
            _int32,
            _int32,
            _text,
            ctypes.POINTER(Rule),
            _int64,
            ctypes.POINTER(Named),
            ctypes.POINTER(Named),
            _pointer,
        ),
    ),
    "snn_connect_arrays": (
        _int32,
        (_net, _int32, _int32, _text, _pointer, _pointer, _pointer, _pointer, _int64, _pointer),
    ),
    "snn_projection_remove": (_int32, (_net, _int32)),
    "snn_projection_size": (_int32, (_net, _int32, _pointer)),
    "snn_projection_synapses": (_int32, (_net, _int32, _pointer, _pointer, _pointer, _int64)),
    "snn_projection_dendritic_delays_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_projection_dendritic_delays_get": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_projection_weights_view": (_int32, (_net, _int32, _pointer, _pointer)),
    "snn_projection_weights_get": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_projection_weights_set": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_dynamics_add": (_int32, (_net, _int32, _text, ctypes.POINTER(Values), _int64)),
    "snn_dynamics_state_get": (_int32, (_net, _int32, _text, _pointer, _int64)),
    "snn_plasticity_add": (_int32, (_net, _int32, _text, _text, _int32, *_parameters)),
    "snn_projection_bounds": (_int32, (_net, _int32, _double, _double)),
    "snn_projection_learning_rate": (_int32, (_net, _int32, _double)),
    "snn_signal_add": (_int32, (_net, _int32, _text, *_parameters, _pointer)),
    "snn_signal_labels": (_int32, (_net, _int32, _pointer, _int64)),
    "snn_modulator_add": (_int32, (_net, _int32, _int32, *_parameters, _pointer)),
    "snn_modulator_matrix_view": (
        _int32,
        (_net, _int32, _text, _pointer, _pointer, _pointer),
    ),
    "snn_homeostat_add": (_int32, (_net, _int32, _text, *_parameters)),
    "snn_run": (_int32, (_net, _int64)),
    "snn_present": (_int32, (_net, _int64, _int32)),
    "snn_reset": (_int32, (_net,)),
    "snn_recorder_add": (_int32, (_net, _int32, _text, _int64, _pointer, _int64, _pointer)),
    "snn_recorder_add_weights": (_int32, (_net, _int32, _int64, _pointer, _int64, _pointer)),
    "snn_recorder_set_active": (_int32, (_net, _int32, _int32)),
    "snn_recorder_size": (_int32, (_net, _int32, _pointer)),
    "snn_recorder_spikes": (_int32, (_net, _int32, _pointer, _pointer, _pointer, _int64)),
    "snn_recorder_values": (
        _int32,
        (_net, _int32, _pointer, _pointer, _pointer, _int64, _int64),
    ),
    "snn_recorder_clear": (_int32, (_net, _int32)),
}

STATE_ERROR = -4
"""``SNN_ERROR_STATE``."""

_EXCEPTIONS: dict[int, type[SwiftSNNError]] = {
    -1: InvalidArgumentError,
    -2: ShapeError,
    -3: IndexOutOfRangeError,
    STATE_ERROR: StateError,
    -5: OutOfMemoryError,
}


def _library_path() -> Path:
    name = "libswiftsnn.dylib" if sys.platform == "darwin" else "libswiftsnn.so"
    asked = os.environ.get("SWIFTSNN_LIBRARY")
    path = Path(asked) if asked else Path(__file__).with_name(name)
    if not path.is_file():
        raise ImportError(
            f"the engine {path} is missing; install the package with pip (which builds it with "
            "Swift 6.3 or later), or name a built library in SWIFTSNN_LIBRARY"
        )
    return path


def _load() -> ctypes.CDLL:
    library = ctypes.CDLL(str(_library_path()))
    for name, (result, arguments) in PROTOTYPES.items():
        function = getattr(library, name)
        function.restype = result
        function.argtypes = arguments
    return library


lib = _load()


def check(status: int) -> None:
    """Raise the exception of a status other than 0, with the library's sentence."""
    if status != 0:
        message = lib.snn_last_error().decode("utf-8", "replace")
        raise _EXCEPTIONS.get(status, SwiftSNNError)(message)


def encode(text: str, what: str) -> bytes:
    """Text for the library, refused where C would cut it short."""
    if not isinstance(text, str):
        raise InvalidArgumentError(f"{what} must be a string, not {type(text).__name__}")
    if "\0" in text:
        raise InvalidArgumentError(f"{what} must not contain a null character")
    return text.encode("utf-8", "replace")


def optional(text: str | None, what: str) -> bytes | None:
    """Text that may be left out."""
    return None if text is None else encode(text, what)


def within(value: int, what: str, lower: int, upper: int, text: str = "") -> int:
    """A whole number from ``lower`` to ``upper``, which ``text`` writes."""
    whole = integer(value, what, 128)
    if not lower <= whole <= upper:
        raise InvalidArgumentError(f"{what} must be {lower} to {text or upper}, not {value}")
    return whole


def parameters(values: Mapping[str, float], owner: str = "") -> tuple[Any, int]:
    """Named numbers as the C functions take them: an array and its length.

    ``owner`` is what has them, for the sentence about one that is no number.
    """
    array = (Parameter * len(values))()
    for slot, (name, value) in zip(array, values.items(), strict=True):
        slot.name = encode(name, "a parameter's name")
        slot.value = number(value, f"{name} of {owner}" if owner else name)
    return array, len(values)


def columns(values: Mapping[str, NDArray[np.float64]]) -> tuple[Any, int]:
    """Named arrays as the C functions take them, which the caller keeps alive."""
    array = (Values * len(values))()
    for slot, (name, column) in zip(array, values.items(), strict=True):
        slot.name = encode(name, "an array's name")
        slot.values = address(column)
        slot.count = column.size
    return array, len(values)


def number(value: Any, what: str) -> float:
    """A float, or a sentence about what should have been one."""
    if isinstance(value, (str, bytes)):
        raise InvalidArgumentError(f"{what} must be a number, not {value!r}")
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf
    except (TypeError, ValueError):
        raise InvalidArgumentError(f"{what} must be a number, not {value!r}") from None


def integer(value: Any, what: str, bits: int = 64) -> int:
    """An integer that fits C, or a sentence about what should have been one."""
    try:
        whole = int(value)
        exact = whole == value
    except (TypeError, ValueError, OverflowError):
        exact = False
        whole = 0
    if not exact or not -(2 ** (bits - 1)) <= whole < 2 ** (bits - 1):
        raise InvalidArgumentError(
            f"{what} must be a whole number that fits {bits} bits, not {value!r}"
        )
    return whole


def named(name: str, values: Mapping[str, float]) -> Named:
    """A rule or distribution; keeps its parameters alive."""
    array, count = parameters(values)
    return Named(encode(name, "a name"), array, count)


class Handle:
    """A network of the library, freed when nothing refers to it any more."""

    def __init__(self, dt: float, seed: int, batch: int, threads: int, precision: str) -> None:
        token = ctypes.c_uint64()
        asked = encode(precision, "precision")
        check(lib.snn_network_create(dt, seed, batch, threads, asked, ctypes.byref(token)))
        self.token: int = token.value
        self.dtype = np.dtype("<f8" if precision == "double" else "<f4")
        weakref.finalize(self, lib.snn_network_destroy, self.token)

    def __reduce__(self) -> Any:
        """Refuse copies, which would be two owners of one network."""
        raise TypeError(
            "a network cannot be copied or pickled; describe it again, with the same seed, and "
            "carry its weights over"
        )


class _Memory:
    """Engine memory as NumPy sees it; holds the handle, so the memory outlives the array."""

    def __init__(self, handle: Handle, address: int, shape: tuple[int, ...], kind: str) -> None:
        self._handle = handle
        self.__array_interface__ = {
            "version": 3,
            "typestr": kind,
            "shape": shape,
            "data": (address, False),
        }


def view(handle: Handle, address: int, shape: tuple[int, ...], kind: str) -> NDArray[Any]:
    """An array on engine memory, without a copy."""
    if 0 in shape:
        return np.empty(shape, np.dtype(kind))
    return np.asarray(_Memory(handle, address, shape, kind))


def address(array: NDArray[Any]) -> int:
    """Where a contiguous array's data lie."""
    return array.ctypes.data


def contiguous(values: Any, dtype: Any, what: str) -> NDArray[Any]:
    """Any array-like as a contiguous array of ``dtype``, or a sentence about what it is instead.

    Text is not taken for numbers, nor large whole numbers cut to 32 bits.
    """
    try:
        given = np.asarray(values)
        if given.dtype.kind not in "biuf":
            raise InvalidArgumentError(f"{what} must be an array of numbers, not {values!r}")
        if np.issubdtype(dtype, np.integer) and given.size and not _is_whole(given):
            raise InvalidArgumentError(f"{what} must hold whole numbers")
        with np.errstate(over="ignore"):
            return np.asarray(given, dtype, order="C")  # unlike ascontiguousarray keeps 0-d
    except (TypeError, ValueError, OverflowError) as error:
        if isinstance(error, SwiftSNNError):
            raise
        raise InvalidArgumentError(f"{what} must be an array of numbers ({error})") from None


def indices(values: Any, what: str, count: int) -> NDArray[np.int32]:
    """Indices as an array, those refused that 32 bits cannot hold: the engine checks the rest."""
    given = np.asarray(values)
    if given.dtype.kind in "iu":
        limits = np.iinfo(np.int32)
        beyond = given[(given < limits.min) | (given > limits.max)]
        if beyond.size:
            raise IndexOutOfRangeError(f"{what} {beyond[0]} is not one of 0 to {count - 1}")
    return contiguous(given, np.int32, what)


def _is_whole(values: NDArray[Any]) -> bool:
    if values.dtype.kind in "biu":
        limit = np.iinfo(np.int32)
        return bool(values.min() >= limit.min and values.max() <= limit.max)
    if values.dtype.kind != "f":
        return False
    return bool(np.all(np.isfinite(values)) and np.all(values == np.rint(values))) and bool(
        np.all(np.abs(values) < 2**31)
    )
