"""The C functions: the shared library, arguments as it takes them, statuses as exceptions."""

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

from swiftsnn._prototypes import (
    PROTOTYPES,
    Counters,
    Factor,
    Named,
    Parameter,
    Receptor,
    Rule,
    StateField,
    Term,
    Values,
)
from swiftsnn.errors import (
    IndexOutOfRangeError,
    InterruptedRunError,
    InvalidArgumentError,
    OutOfMemoryError,
    ShapeError,
    StateError,
    SwiftSNNError,
)

__all__ = [
    "PROTOTYPES",
    "Counters",
    "Factor",
    "Named",
    "Parameter",
    "Receptor",
    "Rule",
    "StateField",
    "Term",
    "Values",
]

STATE_ERROR = -4
"""``SNN_ERROR_STATE``."""

_MOST_SHOWN = 80

_EXCEPTIONS: dict[int, type[SwiftSNNError]] = {
    -1: InvalidArgumentError,
    -2: ShapeError,
    -3: IndexOutOfRangeError,
    STATE_ERROR: StateError,
    -5: OutOfMemoryError,
    -6: InterruptedRunError,
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
        refuse(status, lib.snn_last_error())


def refuse(status: int, sentence: bytes) -> None:
    """The same where the sentence is at hand: it is kept for the thread that called."""
    if status != 0:
        raise _EXCEPTIONS.get(status, SwiftSNNError)(sentence.decode("utf-8", "replace"))


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
    whole = _whole(value)
    if whole is None:
        raise InvalidArgumentError(
            f"{what} must be a whole number from {lower} to {text or upper}, not {_shown(value)}"
        )
    if not lower <= whole <= upper:
        raise InvalidArgumentError(
            f"{what} must be {lower} to {text or upper}, not {_shown(value)}"
        )
    return whole


def thread_count(value: int) -> int:
    """A number of threads."""
    return within(value, "threads", 1, 1024)


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
        raise InvalidArgumentError(f"{what} must be a number, not {_shown(value)}")
    try:
        return float(value)
    except OverflowError:
        return np.inf if value > 0 else -np.inf
    except (TypeError, ValueError):
        raise InvalidArgumentError(f"{what} must be a number, not {_shown(value)}") from None


def integer(value: Any, what: str, bits: int = 64) -> int:
    """An integer that fits C, or a sentence about what should have been one."""
    whole = _whole(value)
    if whole is None:
        raise InvalidArgumentError(f"{what} must be a whole number, not {_shown(value)}")
    if not -(2 ** (bits - 1)) <= whole < 2 ** (bits - 1):
        raise InvalidArgumentError(f"{what} must fit {bits} bits, not be {_shown(value)}")
    return whole


def _whole(value: Any) -> int | None:
    """The integer that something is; None for what is none."""
    try:
        whole = int(value)
        return whole if whole == value else None
    except (TypeError, ValueError, OverflowError):
        return None


def _shown(value: Any) -> str:
    """What was given, in a few words."""
    if isinstance(value, np.ndarray) and value.size > 1:
        return f"an array of {value.dtype} of shape {value.shape}"
    try:
        text = repr(value)
    except ValueError:  # so many digits that Python does not write them
        text = "a number of thousands of digits"
    return text if len(text) <= _MOST_SHOWN else f"{text[: _MOST_SHOWN - 3]}..."


def flag(value: Any, what: str) -> bool:
    """A truth value; text, of which most counts as true, is none."""
    if isinstance(value, (bool, np.bool_)) or (isinstance(value, int) and value in (0, 1)):
        return bool(value)
    raise InvalidArgumentError(f"{what} must be True or False, not {_shown(value)}")


def named(name: str, values: Mapping[str, float]) -> Named:
    """A rule or distribution; keeps its parameters alive."""
    array, count = parameters(values)
    return Named(encode(name, "a name"), array, count)


def rule(
    name: str,
    numbers: Mapping[str, float],
    arrays: Mapping[str, NDArray[np.float64]] | None = None,
) -> Rule:
    """A connectivity rule; keeps its parameters and arrays alive."""
    made = Rule(encode(name, "a name"), *parameters(numbers), *columns(arrays or {}))
    made.kept = arrays
    return made


class Handle:
    """A network of the library, freed when nothing refers to it any more."""

    def __init__(self, dt: float, seed: int, batch: int, threads: int, precision: str) -> None:
        token = ctypes.c_uint64()
        asked = encode(precision, "precision")
        check(lib.snn_network_create(dt, seed, batch, threads, asked, ctypes.byref(token)))
        self.token: int = token.value
        self.precision = precision
        self.dtype = np.dtype("<f8" if precision == "double" else "<f4")
        weakref.finalize(self, lib.snn_network_destroy, self.token)

    @property
    def partition(self) -> int:
        """Parts that populations are split into."""
        parts = ctypes.c_int32()
        check(lib.snn_network_partition_get(self.token, ctypes.byref(parts)))
        return parts.value

    @partition.setter
    def partition(self, parts: int) -> None:
        check(lib.snn_network_partition_set(self.token, integer(parts, "partition", 32)))

    def __reduce__(self) -> Any:
        """Refuse copies, which would be two owners of one network."""
        raise TypeError("what the engine holds cannot be copied; copy the Network")


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
            raise InvalidArgumentError(f"{what} must be an array of numbers, not {_shown(values)}")
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


def places(values: Any, what: str, count: int) -> NDArray[np.int32]:
    """Indices, for which a mask is no substitute."""
    given = np.asarray(values)
    if given.dtype.kind == "b":
        raise InvalidArgumentError(
            f"{what} must be whole numbers, not booleans; np.flatnonzero makes indices of a mask"
        )
    return indices(given, what, count)


def _is_whole(values: NDArray[Any]) -> bool:
    if values.dtype.kind in "biu":
        limit = np.iinfo(np.int32)
        return bool(values.min() >= limit.min and values.max() <= limit.max)
    if values.dtype.kind != "f":
        return False
    return bool(np.all(np.isfinite(values)) and np.all(values == np.rint(values))) and bool(
        np.all(np.abs(values) < 2**31)
    )
