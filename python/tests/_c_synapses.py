"""Calls of the C layer about synapses that exist: weights, dynamics, learning and its signals."""

from __future__ import annotations

import ctypes

from _c_calls import (
    BROADCAST,
    DELAY,
    DYNAMICS,
    ERRORS,
    FACTORS,
    INDEX,
    LENGTH,
    NETWORK,
    NULL,
    NUMBER,
    ODD_TEXT,
    OK,
    TERMS,
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

from swiftsnn import _capi

FACTOR = st.sampled_from(sorted(FACTORS)).flatmap(
    lambda kind: st.tuples(text(kind), values(FACTORS[kind] or ["tau"]))
)


def factor(given) -> _capi.Factor:
    """A factor as C has it."""
    kind, parameters = given
    return _capi.Factor(kind, *named(parameters), None, 0)


class SynapseCalls(Calls):
    """Networks whose synapses are read, set and taught."""

    @rule(pick=NETWORK, which=INDEX, value=NUMBER, extra=usually(0, rarely=(-1, 1, 5)))
    def weights(self, pick, which, value, extra) -> None:
        token, size = self.token(pick), ctypes.c_int64()
        status = self.call("snn_projection_size", token, which, ctypes.byref(size))
        length = max(0, size.value + extra)
        # As floats they are nonsense, but the memory is enough for both precisions.
        data = array(ctypes.c_double, [value], length)
        whole = status == OK and length == size.value
        indices = [(ctypes.c_int32 * length)() for _ in range(2)]
        delays = (ctypes.c_double * length)()
        status = self.call("snn_projection_synapses", token, which, *indices, delays, length)
        assert (status == OK) == whole
        self.call("snn_projection_weights_set", token, which, data, length)
        status = self.call("snn_projection_weights_get", token, which, data, length)
        assert (status == OK) == whole
        for function in ("weights_set", "weights_get"):
            self.call(f"snn_projection_{function}", token, which, None, -1)
        pointer, count = ctypes.POINTER(ctypes.c_float)(), ctypes.c_int64()
        status = self.call(
            "snn_projection_weights_view", token, which, ctypes.byref(pointer), ctypes.byref(count)
        )
        if status == OK and count.value:
            pointer[0] = value

    @rule(
        pick=NETWORK,
        which=INDEX,
        kind=st.sampled_from(list(DYNAMICS)),
        odd=usually(None, rarely=tuple(ODD_TEXT)),
        data=st.data(),
        variable=text("u", "x"),
        length=LENGTH,
        null=NULL,
    )
    def dynamics(self, pick, which, kind, odd, data, variable, length, null) -> None:
        token, given = self.token(pick), data.draw(columns(text(*DYNAMICS[kind])))
        slots, _data = named_arrays(given, null)
        name = kind.encode() if odd is None else odd
        self.call("snn_dynamics_add", token, which, name, slots, len(given))
        self.call("snn_dynamics_add", token, which, name, None, -1)
        # As floats they are nonsense, but the memory is enough for both precisions.
        values = (ctypes.c_double * length)()
        self.call("snn_dynamics_state_get", token, which, variable, values, length)
        self.call("snn_dynamics_state_get", token, which, variable, None, length)

    @rule(
        pick=NETWORK,
        which=INDEX,
        pre=st.lists(FACTOR, max_size=2),
        post=st.lists(FACTOR, max_size=3),
        parameters=values(TERMS),
        dependence=text("none", "upper", "lower", "power", "proportional", "exponentiated"),
        pairing=text("traces", "since_fired", "adjacent"),
        modulator=usually(-1, -1, 0, rarely=(9, -9)),
        count=usually(1, 1, 2, rarely=(0, -1, 2**40)),
    )
    def plasticity(
        self, pick, which, pre, post, parameters, dependence, pairing, modulator, count
    ) -> None:
        sides = [(_capi.Factor * 3)(*map(factor, given)) for given in (pre, post)]
        term = _capi.Term(
            *(sides[0], len(pre), sides[1], len(post), modulator),
            *(dependence, pairing, *named(parameters)),
        )
        terms = (_capi.Term * 2)(term, term)
        self.call("snn_plasticity_add", self.token(pick), which, terms, count)
        self.call("snn_plasticity_add", self.token(pick), which, None, count)
        # As floats they are nonsense, but the memory is enough for both precisions.
        room = (ctypes.c_double * 4096)()
        self.call("snn_projection_eligibility_get", self.token(pick), which, room, len(room))
        self.call("snn_projection_eligibility_get", self.token(pick), which, None, 1)

    @rule(pick=NETWORK, which=INDEX, given=st.lists(DELAY, min_size=1, max_size=2), length=LENGTH)
    def dendritic_delays(self, pick, which, given, length) -> None:
        token, size = self.token(pick), ctypes.c_int64()
        self.call("snn_projection_size", token, which, ctypes.byref(size))
        whole = (ctypes.c_double * max(0, size.value))()
        few = array(ctypes.c_double, given, length)
        for data, count in ((few, length), (whole, len(whole))):
            self.call("snn_projection_dendritic_delays_set", token, which, data, count)
            self.call("snn_projection_dendritic_delays_get", token, which, data, count)
            self.call("snn_projection_dendritic_delays_set", token, which, None, count)
            self.call("snn_projection_dendritic_delays_get", token, which, None, -count - 1)

    @rule(pick=NETWORK, which=INDEX, lower=NUMBER, upper=NUMBER, factor=NUMBER)
    def limits(self, pick, which, lower, upper, factor) -> None:
        self.call("snn_projection_bounds", self.token(pick), which, lower, upper)
        self.call("snn_projection_learning_rate", self.token(pick), which, factor)

    @rule(
        pick=NETWORK,
        which=INDEX,
        kind=text("rate", "winner_take_all", "softmax"),
        classes=usually(1, 2, 3, 6, rarely=(0, 4, 2.5)),
        parameters=values(ERRORS),
        labels=st.lists(INDEX, max_size=3),
        null=NULL,
    )
    def signal(self, pick, which, kind, classes, parameters, labels, null) -> None:
        token = self.token(pick)
        self.added(
            "snn_signal_add",
            token,
            which,
            kind,
            *named([(b"classes", classes), *parameters]),
            null=null,
        )
        self.call(
            "snn_signal_labels",
            token,
            which,
            array(ctypes.c_int32, labels, len(labels)),
            len(labels),
        )

    @rule(
        pick=NETWORK,
        signal=INDEX,
        which=INDEX,
        parameters=values(BROADCAST),
        matrix=text("a", "b"),
        null=NULL,
    )
    def modulator(self, pick, signal, which, parameters, matrix, null) -> None:
        token = self.token(pick)
        self.added("snn_modulator_add", token, signal, which, *named(parameters), null=null)
        pointer, rows, columns = (
            ctypes.POINTER(ctypes.c_float)(),
            ctypes.c_int64(),
            ctypes.c_int64(),
        )
        status = self.call(
            "snn_modulator_matrix_view",
            token,
            which,
            matrix,
            ctypes.byref(pointer),
            ctypes.byref(rows),
            ctypes.byref(columns),
        )
        if status == OK:
            pointer[rows.value * columns.value - 1] = 0.5
