"""Calls of the C layer about signals, modulators and what they move."""

from __future__ import annotations

import ctypes

from _c_calls import (
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
    named,
    named_arrays,
    text,
    usually,
    values,
)
from hypothesis import strategies as st
from hypothesis.stateful import rule

import swiftsnn as snn

_TABLES = snn.catalogue()
SOURCES = {
    source["name"]: [parameter["name"] for parameter in source["parameters"]]
    for source in _TABLES["sources"]
}
SHAPES = {
    shape["name"]: [parameter["name"] for parameter in shape["parameters"]]
    for shape in _TABLES["modulator_shapes"]
}
ROUTE = [parameter["name"] for parameter in _TABLES["route_parameters"]]


def _kinds(table: dict[str, list[str]]) -> st.SearchStrategy[tuple[bytes, list]]:
    return st.sampled_from(list(table)).flatmap(
        lambda name: st.tuples(st.just(name.encode()), values(table[name]))
    )


class ModulationCalls(Calls):
    """Networks that are rewarded, gated and modulated."""

    @rule(
        pick=NETWORK,
        kind=_kinds(SOURCES),
        which=usually(-1, 0, 1, rarely=(-2, 99)),
        given=columns(text("starts", "stops", "channels")),
        odd=usually(None, rarely=tuple(ODD_TEXT)),
        null=NULL,
    )
    def source(self, pick, kind, which, given, odd, null) -> None:
        slots, _data = named_arrays(given, null)
        name, numbers = kind
        if odd is not None:
            name = odd
        token = self.token(pick)
        arrays = (slots, len(given)) if name == b"gate" else (None, 0)
        self.added("snn_source_add", token, name, which, *named(numbers), *arrays, null=null)
        self.added("snn_source_add", token, name, which, *named(numbers), None, -1)
        self.added("snn_source_add", token, b"reward", -1, None, 0, None, 0)

    @rule(
        pick=NETWORK,
        which=INDEX,
        step=usually(-1, 0, 5, 50, rarely=(-2, 2**40, 2**62, 2**63 - 1, -(2**63))),
        amounts=st.lists(NUMBER, min_size=1, max_size=3),
        length=LENGTH,
        replaces=usually(0, 1, rarely=(2, -1)),
    )
    def reward(self, pick, which, step, amounts, length, replaces) -> None:
        token = self.token(pick)
        data = array(ctypes.c_double, amounts, len(amounts))
        self.call("snn_reward_give", token, which, step, data, len(amounts), replaces)
        many = array(ctypes.c_double, amounts, length)
        self.call("snn_reward_give", token, which, step, many, length, replaces)
        self.call("snn_reward_give", token, which, step, None, 1, replaces)

    @rule(pick=NETWORK, which=INDEX, extra=usually(0, rarely=(-1, 1, 2**40)))
    def read(self, pick, which, extra) -> None:
        token, size = self.token(pick), ctypes.c_int64()
        for length, numbers in (
            ("snn_signal_dimension", "snn_signal_values"),
            ("snn_modulator_size", "snn_modulator_values"),
        ):
            self.call(length, token, which, None)
            if self.call(length, token, which, ctypes.byref(size)) != OK:
                continue
            for lanes in (1, 3):
                room = (ctypes.c_double * (lanes * size.value))()
                self.call(numbers, token, which, room, len(room))
            self.call(numbers, token, which, None, lanes * size.value + extra)

    @rule(
        pick=NETWORK,
        signal=INDEX,
        which=INDEX,
        shape=_kinds(SHAPES),
        odd=usually(None, rarely=tuple(ODD_TEXT)),
        nonlinearity=usually(None, b"tanh", b"relu", rarely=(b"", b"step")),
        projection=usually(-1, 0, 1, rarely=(-2, 99)),
        given=columns(text("matrix")),
        null=NULL,
    )
    def shape(self, pick, signal, which, shape, odd, nonlinearity, projection, given, null) -> None:
        token = self.token(pick)
        name, numbers = shape
        arguments = (name if odd is None else odd, nonlinearity, projection, *named(numbers))
        slots, _data = named_arrays(given, null)
        add = "snn_modulator_add_as"
        self.added(add, token, signal, which, *arguments, None, 0, null=null)
        self.added(add, token, signal, which, *arguments, slots, len(given))
        self.added(add, token, signal, which, name, None, -1, None, 0, None, 0)
        self.added(add, token, 0, 0, b"scalar", None, -1, None, 0, None, 0)
        self.added("snn_modulator_add", token, signal, which, *named([]))

    @rule(pick=NETWORK, first=INDEX, second=INDEX, null=NULL)
    def multiply(self, pick, first, second, null) -> None:
        self.added("snn_modulator_multiply", self.token(pick), first, second, null=null)

    @rule(
        pick=NETWORK,
        which=INDEX,
        parameter=text("v_thresh", "i_offset", "tau_m", "v_init", "subtract", "tau_refrac"),
        modulator=INDEX,
        numbers=values(ROUTE),
        bound=NUMBER,
    )
    def route(self, pick, which, parameter, modulator, numbers, bound) -> None:
        token = self.token(pick)
        self.call("snn_route_add", token, which, parameter, modulator, *named(numbers))
        bounds = [(b"lower", bound), (b"upper", bound + 1.0), *numbers]
        self.call("snn_route_add", token, which, parameter, modulator, *named(bounds))
        self.call("snn_route_add", token, 0, b"i_offset", 0, None, 0)
        self.call("snn_route_add", token, which, parameter, modulator, None, 1)
