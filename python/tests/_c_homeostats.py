"""Calls of the C layer about homeostats and gains."""

from __future__ import annotations

import ctypes

from _c_calls import (
    HOMEOSTATS,
    INDEX,
    LENGTH,
    NETWORK,
    NULL,
    NUMBER,
    ODD_TEXT,
    OK,
    Calls,
    array,
    columns,
    named_arrays,
    text,
    usually,
)
from hypothesis import strategies as st
from hypothesis.stateful import rule

OTHER = usually(-1, rarely=(0, -2, 2**31 - 1))


class HomeostatCalls(Calls):
    """Networks whose neurons and synapses are regulated."""

    @rule(
        pick=NETWORK,
        which=INDEX,
        other=OTHER,
        kind=st.sampled_from(list(HOMEOSTATS)),
        odd=usually(None, rarely=tuple(ODD_TEXT)),
        swapped=NULL,
        data=st.data(),
        null=NULL,
    )
    def attach(self, pick, which, other, kind, odd, swapped, data, null) -> None:
        given = data.draw(columns(text(*HOMEOSTATS[kind])))
        slots, _data = named_arrays(given, null)
        neuronal = kind.startswith(("threshold", "bias", "gain")) != swapped
        ends = (which, other) if neuronal else (other, which)
        name = kind.encode() if odd is None else odd
        made = ctypes.c_int32(-1)
        token = self.token(pick)
        status = self.call(
            "snn_homeostat_attach", token, *ends, name, slots, len(given), ctypes.byref(made)
        )
        assert (status == OK) == (made.value >= 0)
        self.call("snn_homeostat_attach", token, *ends, name, None, 0, ctypes.byref(made))
        self.call("snn_homeostat_attach", token, *ends, name, None, 0, None)

    @rule(
        pick=NETWORK,
        which=INDEX,
        variable=text("target", "estimate", "value", "factor"),
        value=NUMBER,
        length=LENGTH,
    )
    def regulation(self, pick, which, variable, value, length) -> None:
        token, data = self.token(pick), array(ctypes.c_double, [value], length)
        self.call("snn_homeostat_get", token, which, variable, data, length)
        self.call("snn_homeostat_get", token, which, variable, None, length)
        self.call("snn_homeostat_target_set", token, which, data, length)
        self.call("snn_homeostat_target_set", token, which, None, -1)
        self.call("snn_homeostat_report", token, which, value)
        self.call("snn_homeostat_set_active", token, which, length % 3)
        self.call("snn_population_gain_set", token, which, data, length)
        self.call("snn_population_gain_set", token, which, None, length)
