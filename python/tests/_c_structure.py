"""Calls of the C layer that remove, add, freeze and mask synapses."""

from __future__ import annotations

import ctypes

from _c_calls import (
    DELAY,
    DISTRIBUTIONS,
    INDEX,
    LENGTH,
    NETWORK,
    NULL,
    NUMBER,
    OK,
    Calls,
    array,
    chosen,
    named_arrays,
    structure,
    text,
    usually,
)
from hypothesis import strategies as st
from hypothesis.stateful import rule

from swiftsnn import info

OPERATIONS = {
    operation["name"]: operation for operation in info.catalogue()["structural_operations"]
}
"""As the engine lists them."""

GROWS = ("regrow", "regrow_correlated")


class StructureCalls(Calls):
    """Networks whose synapses go and come."""

    def _size(self, token: int, which: int, function: str) -> int:
        size = ctypes.c_int64()
        self.call(function, token, which, ctypes.byref(size))
        return max(0, size.value)

    @rule(
        pick=NETWORK,
        which=INDEX,
        kind=st.sampled_from(sorted(OPERATIONS)),
        data=st.data(),
        weight=chosen(DISTRIBUTIONS),
        odd=NULL,
        steps=usually(0, 1, rarely=(-1, 2**63 - 1, -(2**63))),
    )
    def operation(self, pick, which, kind, data, weight, odd, steps) -> None:
        token = self.token(pick)
        size = self._size(token, which, "snn_projection_size")
        names = [each["name"] for each in OPERATIONS[kind]["parameters"]] or ["p"]
        given = data.draw(
            st.lists(
                st.tuples(text(*names), st.lists(NUMBER, min_size=1, max_size=1), st.just(1)),
                max_size=3,
            )
        )
        for each in OPERATIONS[kind]["arrays"]:
            length = data.draw(usually(size, None, None, rarely=(0, 1, 6, 40)))
            if length is not None:
                numbers = data.draw(st.lists(NUMBER, min_size=1, max_size=4))
                given.append((each["name"].encode(), numbers, length))
        slots, _data = named_arrays(given)
        drawn = ctypes.byref(structure(*weight)) if (kind in GROWS) != odd else None
        name = kind.encode()
        out = ctypes.c_int64(-7)
        status = self.call(
            "snn_structure_apply", token, which, name, slots, len(given), drawn, ctypes.byref(out)
        )
        assert (status == OK) == (out.value >= 0)
        # Refused: neither a period nor presentations, or both.
        same = (name, slots, len(given), drawn, steps, steps)
        assert self.call("snn_structure_add", token, which, *same) != OK

    @rule(
        pick=NETWORK,
        which=INDEX,
        pre=st.lists(INDEX, min_size=1, max_size=3),
        post=st.lists(INDEX, min_size=1, max_size=3),
        weight=NUMBER,
        delay=DELAY,
        length=LENGTH,
        null=NULL,
    )
    def growth(self, pick, which, pre, post, weight, delay, length, null) -> None:
        self.call(
            "snn_structure_grow",
            self.token(pick),
            which,
            array(ctypes.c_int32, pre, length),
            array(ctypes.c_int32, post, length),
            array(ctypes.c_double, [weight], length),
            None if null else array(ctypes.c_double, [delay], length),
            length,
        )

    @rule(
        pick=NETWORK,
        which=INDEX,
        flags=st.lists(st.integers(0, 255), min_size=1, max_size=4),
        extra=usually(0, rarely=(1, 5)),
        frozen=usually(0, 1, rarely=(-1, 2)),
        name=text("survival", "snapshot"),
    )
    def flags(self, pick, which, flags, extra, frozen, name) -> None:
        token = self.token(pick)
        self.call("snn_structure_freeze", token, which, frozen)
        for function, counts in (
            ("frozen", "snn_projection_size"),
            ("mask", "snn_structure_mask_size"),
        ):
            length = self._size(token, which, counts) + extra
            given = array(ctypes.c_uint8, flags, length)
            # A mask changes what the counters say, which only a refusal must not.
            self.call(f"snn_structure_{function}_set", token, which, given, length)
            self.call(f"snn_structure_{function}_get", token, which, given, length)
            self.call(f"snn_structure_{function}_set", token, which, None, -1)
        length = self._size(token, which, "snn_projection_size") + extra
        origins = (ctypes.c_int32 * length)()
        self.call("snn_structure_origins", token, which, origins, length)
        kept = (ctypes.c_double * length)()
        self.call("snn_structure_kept_get", token, which, name, kept, length)
        for function in ("changes", "bytes"):
            self._size(token, which, f"snn_structure_{function}")
        self.call("snn_projection_views_dropped", token, which)
