"""Calls of the C layer that copy the state out and set it, as it is and damaged."""

from __future__ import annotations

import ctypes

from _c_calls import INDEX, NETWORK, OK, STATE_ERROR, STATUSES, Calls, usually
from hypothesis import strategies as st
from hypothesis.stateful import rule

from swiftsnn import _capi

_ROOM = 128
_BYTES = {"u8": 1, "i8": 1, "u16": 2, "i32": 4, "f32": 4, "i64": 8, "u64": 8, "f64": 8}
Fields = list[tuple[bytes, bytes, ctypes.Array[ctypes.c_char], int]]


class StateCalls(Calls):
    """Networks whose state is copied, damaged and set."""

    def _fields(self, token: int) -> Fields:
        """Name, kind, content and number of all arrays."""
        total = ctypes.c_int64()
        if self.call("snn_state_list", token, ctypes.byref(total)) != OK:
            return []
        found: Fields = []
        for k in range(total.value):
            name, kind = ctypes.create_string_buffer(_ROOM), ctypes.create_string_buffer(4)
            count = ctypes.c_int64()
            arguments = (name, _ROOM, kind, ctypes.byref(count))
            assert self.call("snn_state_field", token, k, *arguments) == OK
            size = count.value * _BYTES[kind.value.decode()]
            content = ctypes.create_string_buffer(max(size, 1))
            assert self.call("snn_state_copy", token, k, content, size) == OK
            found.append((name.value, kind.value, content, count.value))
        return found

    @rule(
        pick=NETWORK,
        damage=st.integers(0, 4),
        where=st.integers(0, 2**31),
        byte=st.integers(0, 255),
        null=usually(False, rarely=(True,)),
    )
    def state(self, pick, damage, where, byte, null) -> None:
        token = self.token(pick)
        fields = self._fields(token)
        if not fields:
            return
        place = where % len(fields)
        name, kind, content, count = fields[place]
        if damage == 1:
            content[where % len(content)] = byte
        elif damage == 2:
            fields[place] = (name, kind, content, count - 1)
        elif damage == 3:
            fields[place] = (b"nothing", kind, content, count)
        slots = (_capi.StateField * len(fields))()
        for slot, (name, kind, content, count) in zip(slots, fields, strict=True):
            slot.name, slot.kind, slot.count = name, kind, count
            slot.data = None if null else ctypes.addressof(content)
        status = _capi.lib.snn_state_restore(token, slots, len(slots))
        assert status in STATUSES
        if damage == 0 and not null:
            assert status == OK
        raw = _capi.Counters()
        if _capi.lib.snn_network_counters(token, ctypes.byref(raw)) != OK:
            # Lost: nothing but its end is possible.
            assert _capi.lib.snn_run(token, 1) == STATE_ERROR
            assert _capi.lib.snn_network_destroy(token) == OK
            self.alive.remove(token)
            self.stale.append(token)

    @rule(pick=NETWORK, which=INDEX, room=st.integers(-1, 40))
    def odd_state_calls(self, pick, which, room) -> None:
        token, count = self.token(pick), ctypes.c_int64()
        text, kind = ctypes.create_string_buffer(64), ctypes.create_string_buffer(4)
        self.call("snn_state_list", token, None)
        self.call("snn_state_field", token, which, text, room, kind, ctypes.byref(count))
        self.call("snn_state_field", token, which, None, room, None, None)
        self.call("snn_state_copy", token, which, text, room)
        self.call("snn_state_copy", token, which, None, room)
        _capi.lib.snn_state_restore(token, None, room)
        self.call("snn_network_partition_set", token, room)
        self.call("snn_network_partition_get", token, None)
