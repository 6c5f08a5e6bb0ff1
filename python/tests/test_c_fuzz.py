"""The C layer against arguments nobody meant: the process lives, and every refusal says why.

Only what a caller can be honest about: pointers are NULL or point at as many elements as is said.
"""

from __future__ import annotations

import ctypes

from _c_calls import (
    ARRAYS,
    DELAY,
    DISTRIBUTIONS,
    HOMEOSTAT,
    INDEX,
    LENGTH,
    MODELS,
    NETWORK,
    NULL,
    NUMBER,
    ODD,
    OK,
    RECEPTOR,
    RULES,
    SIZE,
    STEPS,
    array,
    chosen,
    columns,
    connector,
    named,
    named_arrays,
    structure,
    text,
    usually,
    values,
)
from _c_homeostats import HomeostatCalls
from _c_modulation import ModulationCalls
from _c_state import StateCalls
from _c_stimuli import StimulusCalls
from _c_structure import StructureCalls
from _c_synapses import SynapseCalls
from _c_updates import UpdateCalls
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule

from swiftsnn import _capi

PARAMETER = text(*MODELS["lif"], "gain", "rate")


class AnyCalls(
    SynapseCalls,
    StimulusCalls,
    ModulationCalls,
    UpdateCalls,
    HomeostatCalls,
    StructureCalls,
    StateCalls,
):
    """Networks that are built, run, asked and destroyed in any order."""

    @rule(
        dt=usually(1.0, 0.5, 0.1, rarely=(*ODD, 0.0, -1.0, 1e-6, 1e6)),
        seed=st.integers(0, 2**64 - 1),
        batch=usually(1, 1, 2, 3, rarely=(0, -1, 65537, 2**31 - 1, -(2**31))),
        threads=usually(1, 2, 3, rarely=(0, -1, 1025, 2**31 - 1)),
        precision=text("single", "double"),
        null=NULL,
    )
    def another(self, dt, seed, batch, threads, precision, null) -> None:
        self.create(dt, seed, batch, threads, precision, null)

    @rule(pick=st.integers(-8, 1))
    def destroy(self, pick) -> None:
        token = self.token(pick)
        status = self.call("snn_network_destroy", token)
        assert (status == OK) == (token in self.alive)
        if status == OK:
            self.alive.remove(token)
            self.stale.append(token)

    @rule(pick=NETWORK, name=st.integers(), model=chosen(MODELS), size=SIZE, null=NULL)
    def population(self, pick, name, model, size, null) -> None:
        self.added(
            "snn_population_add",
            self.token(pick),
            str(name).encode(),
            model[0],
            size,
            *named(model[1]),
            null=null,
        )

    @rule(
        pick=NETWORK, name=text("again"), model=text(*MODELS), size=SIZE, count=st.integers(-3, 0)
    )
    def population_with_odd_names(self, pick, name, model, size, count) -> None:
        self.added(
            "snn_population_add", self.token(pick), name, model, size, None, count, null=False
        )

    @rule(pick=NETWORK, which=INDEX, population=st.booleans())
    def remove(self, pick, which, population) -> None:
        kind = "population" if population else "projection"
        self.call(f"snn_{kind}_remove", self.token(pick), which)

    @rule(
        pick=NETWORK,
        which=INDEX,
        given=columns(PARAMETER),
        count=usually(None, rarely=(-1, -(2**63), 2**40, 2**62)),
        null=NULL,
    )
    def set_parameters(self, pick, which, given, count, null) -> None:
        slots, _data = named_arrays(given, null)
        if count is None:
            self.call("snn_population_set", self.token(pick), which, slots, len(given))
        else:
            self.call("snn_population_set", self.token(pick), which, None, count)

    @rule(pick=NETWORK, which=INDEX, name=PARAMETER, length=LENGTH)
    def get_parameter(self, pick, which, name, length) -> None:
        token, data = self.token(pick), (ctypes.c_double * length)()
        self.call("snn_population_get", token, which, name, data, length)
        self.call("snn_population_get", token, which, name, None, length - 3)

    @rule(
        pick=NETWORK, which=INDEX, variable=text("v", "v_thresh", "spikes"), value=NUMBER, null=NULL
    )
    def state(self, pick, which, variable, value, null) -> None:
        pointer, count = ctypes.POINTER(ctypes.c_float)(), ctypes.c_int64()
        status = self.call(
            "snn_population_state_view",
            self.token(pick),
            which,
            variable,
            None if null else ctypes.byref(pointer),
            ctypes.byref(count),
        )
        if status == OK:
            # A user may write anything here, NaN too.
            pointer[count.value - 1] = value

    @rule(
        pick=NETWORK,
        source=INDEX,
        sink=INDEX,
        rules=st.lists(chosen(RULES), min_size=1, max_size=3),
        arrays=st.dictionaries(text(*ARRAYS), st.lists(NUMBER, min_size=1, max_size=4)),
        weight=chosen(DISTRIBUTIONS),
        delay=usually([], [], [("value", 3.0)], [("value", 20.0)], rarely=([("value", -1.0)],)),
        odd_count=usually(None, rarely=(-1, 0, 2**62)),
        null=NULL,
        receptor=RECEPTOR,
    )
    def connect(
        self, pick, source, sink, receptor, rules, arrays, weight, delay, odd_count, null
    ) -> None:
        given = [
            connector(name, numbers, arrays if name == b"blocks" else None)
            for name, numbers in rules
        ]
        count = len(given) if odd_count is None else odd_count
        connectors = (_capi.Rule * len(given))(*given) if odd_count is None else None
        constant = structure(b"constant", [(name.encode(), value) for name, value in delay])
        self.added(
            "snn_connect",
            self.token(pick),
            source,
            sink,
            receptor,
            connectors,
            count,
            ctypes.byref(structure(*weight)),
            None if null else ctypes.byref(constant),
            null=False,
        )

    @rule(
        pick=NETWORK,
        source=INDEX,
        sink=INDEX,
        pre=st.lists(INDEX, min_size=1, max_size=4),
        post=st.lists(INDEX, min_size=1, max_size=4),
        weight=st.lists(NUMBER, min_size=1, max_size=3),
        delay=st.lists(DELAY, min_size=1, max_size=3),
        length=LENGTH,
        null=NULL,
        receptor=RECEPTOR,
    )
    def connect_arrays(
        self, pick, source, sink, receptor, pre, post, weight, delay, length, null
    ) -> None:
        self.added(
            "snn_connect_arrays",
            self.token(pick),
            source,
            sink,
            receptor,
            array(ctypes.c_int32, pre, length),
            array(ctypes.c_int32, post, length),
            None if null else array(ctypes.c_double, weight, length),
            array(ctypes.c_double, delay, length),
            length,
            null=False,
        )

    @rule(
        pick=NETWORK,
        which=INDEX,
        kind=text("threshold_to_rate"),
        parameters=values(HOMEOSTAT),
        rate=NUMBER,
        weight=NUMBER,
        receptor=RECEPTOR,
    )
    def homeostat_and_noise(self, pick, which, kind, parameters, rate, weight, receptor) -> None:
        self.call("snn_homeostat_add", self.token(pick), which, kind, *named(parameters))
        self.call("snn_poisson_input_add", self.token(pick), which, receptor, rate, weight)

    @rule(
        pick=NETWORK,
        which=INDEX,
        lane=usually(0, rarely=(1, -1, 2**31 - 1)),
        length=LENGTH,
        values=st.lists(NUMBER, min_size=1, max_size=3),
        neurons=st.lists(INDEX, min_size=1, max_size=3),
        rows=st.integers(0, 4),
        cell=usually(0, 1, rarely=(2, 255)),
    )
    def input(self, pick, which, lane, length, values, neurons, rows, cell) -> None:
        token = self.token(pick)
        self.call("snn_drive_set", token, which, array(ctypes.c_float, values, length), length)
        self.call(
            "snn_spikes_feed",
            token,
            which,
            lane,
            array(ctypes.c_double, values, length),
            array(ctypes.c_int32, neurons, length),
            length,
        )
        raster = array(ctypes.c_uint8, [1, 0, cell], rows * length)
        self.call("snn_raster_feed", token, which, lane, raster, rows, length)
        self.call("snn_raster_feed", token, which, lane, None, 2**40 - rows, 2**40)
        self.call("snn_spikes_feed", token, which, lane, None, None, -length - 1)

    @rule(pick=NETWORK, steps=STEPS)
    def run_steps(self, pick, steps) -> None:
        self.call("snn_run", self.token(pick), steps)

    @rule(pick=NETWORK, steps=STEPS, learn=usually(0, 1, 1, rarely=(2, -1)))
    def present(self, pick, steps, learn) -> None:
        self.call("snn_present", self.token(pick), steps, learn)

    @rule(pick=NETWORK)
    def reset(self, pick) -> None:
        self.call("snn_reset", self.token(pick))

    @rule(
        pick=NETWORK,
        which=INDEX,
        variable=text("spikes", "v", "v_thresh"),
        every=usually(1, 2, 5, rarely=(0, -1, 2**63 - 1)),
        neurons=st.lists(INDEX, max_size=3),
        count=usually(None, None, rarely=(-1, -(2**63))),
        null=NULL,
    )
    def recorder(self, pick, which, variable, every, neurons, count, null) -> None:
        given = array(ctypes.c_int32, neurons, len(neurons)) if neurons else None
        self.added(
            "snn_recorder_add",
            self.token(pick),
            which,
            variable,
            every,
            given,
            len(neurons) if count is None else count,
            null=null,
        )

    @rule(
        pick=NETWORK,
        which=INDEX,
        every=usually(1, 2, 5, rarely=(0, -1, 2**63 - 1)),
        synapses=st.lists(INDEX, max_size=3),
        count=usually(None, None, rarely=(-1, -(2**63))),
        null=NULL,
        active=st.integers(-1, 1),
    )
    def weight_recorder(self, pick, which, every, synapses, count, null, active) -> None:
        token = self.token(pick)
        self.added(
            "snn_recorder_add_weights",
            token,
            which,
            every,
            array(ctypes.c_int64, synapses, len(synapses)) if synapses else None,
            len(synapses) if count is None else count,
            null=null,
        )
        self.call("snn_recorder_set_active", token, which, active)

    @rule(pick=NETWORK, which=INDEX, columns=LENGTH, extra=usually(0, rarely=(-1, 1)))
    def recorded(self, pick, which, columns, extra) -> None:
        token, size = self.token(pick), ctypes.c_int64()
        self.call("snn_recorder_size", token, which, ctypes.byref(size))
        rows = max(0, size.value + extra)
        times, lanes = (ctypes.c_double * rows)(), (ctypes.c_int32 * rows)()
        neurons, values = (ctypes.c_int32 * rows)(), (ctypes.c_double * (rows * columns))()
        self.call("snn_recorder_spikes", token, which, times, neurons, lanes, rows)
        self.call("snn_recorder_values", token, which, times, lanes, values, rows, columns)
        self.call("snn_recorder_spikes", token, which, None, None, None, -1)
        if columns == 17:
            self.call("snn_recorder_clear", token, which)


AnyCalls.TestCase.settings = settings(
    max_examples=200,
    stateful_step_count=40,
    deadline=None,
    derandomize=True,
    database=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much],
)
test_any_sequence_of_calls_leaves_the_process_alive = AnyCalls.TestCase
