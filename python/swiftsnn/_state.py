"""The engine's state of a network as arrays by name."""

from __future__ import annotations

import ctypes
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn import _capi, _turn

if TYPE_CHECKING:
    from swiftsnn.network import Network

_KINDS = {
    "u8": np.uint8,
    "i8": np.int8,
    "u16": np.uint16,
    "i32": np.int32,
    "i64": np.int64,
    "u64": np.uint64,
    "f32": np.float32,
    "f64": np.float64,
}
_NAMES = {np.dtype(kind): name for name, kind in _KINDS.items()}
_ROOM = 128


def arrays(network: Network) -> dict[str, NDArray[Any]]:
    """Copies of all that changes in time."""
    token, lib = network.token, _capi.lib
    total = ctypes.c_int64()
    _turn.call(network.handle, lib.snn_state_list, ctypes.byref(total))
    found: dict[str, NDArray[Any]] = {}
    name, kind = ctypes.create_string_buffer(_ROOM), ctypes.create_string_buffer(4)
    count = ctypes.c_int64()
    for field in range(total.value):
        _capi.check(lib.snn_state_field(token, field, name, _ROOM, kind, ctypes.byref(count)))
        values = np.empty(count.value, _KINDS[kind.value.decode()])
        _capi.check(lib.snn_state_copy(token, field, _capi.address(values), values.nbytes))
        found[name.value.decode()] = values
    return found


def restore(network: Network, state: Mapping[str, NDArray[Any]]) -> None:
    """Set all that changes in time; what does not fit leaves the network of no use."""
    kept = {name: np.ascontiguousarray(values) for name, values in state.items()}
    fields = (_capi.StateField * len(kept))()
    for slot, (name, values) in zip(fields, kept.items(), strict=True):
        slot.name = name.encode()
        slot.kind = _NAMES[values.dtype].encode()
        slot.data = _capi.address(values)
        slot.count = values.size
    _turn.call(network.handle, _capi.lib.snn_state_restore, fields, len(fields), keeps=kept)
