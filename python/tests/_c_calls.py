"""Arguments for the C layer, mostly sensible, now and then not, and calls that are checked."""

from __future__ import annotations

import ctypes
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

import swiftsnn as snn
from swiftsnn import _capi

OK, STATUSES = 0, (0, -1, -2, -3, -4, -5, -6)
INVALID, STATE_ERROR = -1, -4
INVENTED = (0, 1, 2**64 - 1, 0x9E37_79B9_7F4A_7C15)
"""Tokens of no network."""

MODELS = {
    name: [parameter["name"] for parameter in model["parameters"]]
    for name, model in snn.models().items()
}
RULES = {
    "all_to_all": ["allow_self"],
    "one_to_one": [],
    "fixed_probability": ["p", "allow_self"],
    "fixed_in_degree": ["k", "allow_self", "allow_multapses"],
    "fixed_out_degree": ["k", "allow_self", "allow_multapses"],
    "fixed_total_number": ["n", "allow_self", "allow_multapses"],
    "modular": ["size", "p"],
    "small_world": ["k", "rewire"],
    "blocks": ["allow_self"],
    "distance_gaussian": ["p_max", "sigma", "cutoff", "periodic", "allow_self"],
    "distance_exponential": ["p_max", "length", "cutoff", "periodic", "allow_self"],
    "distance_linear": ["p_max", "radius", "periodic"],
    "distance_step": ["p_max", "radius", "periodic"],
}
DISTRIBUTIONS = {
    "constant": ["value"],
    "normal": ["mean", "std", "lower", "upper"],
    "uniform": ["low", "high"],
    "lognormal": ["mu", "sigma", "lower", "upper"],
    "exponential": ["mean", "lower", "upper"],
    "distance": ["base", "velocity", "periodic"],
}
ARRAYS = ["probabilities", "source_sizes", "target_sizes"]
ERRORS = ["tau", "target", "start", "temperature"]
BROADCAST = ["through", "scale_a", "scale_b", "class_groups"]
TERMS = ["rate", "tau_eligibility", "mu", "reference", "online"]
FACTORS = {
    factor["name"]: [parameter["name"] for parameter in factor["parameters"]]
    for factor in snn.catalogue()["factors"]
}
HOMEOSTAT = ["target", "gain", "lower", "upper"]
_TIMES = ["period", "presentations"]
_RATES = ["target", "gain", "lower", "upper", "tau", *_TIMES]
HOMEOSTATS = {
    "threshold_to_rate": _RATES,
    "threshold_to_count": _RATES,
    "bias_to_rate": _RATES,
    "gain_to_rate": _RATES,
    "gain_to_variance": ["center", "decay", *_RATES],
    "weights_to_rate": _RATES,
    "weights_to_sum": ["target", "lower", "upper", *_TIMES],
    "weights_to_norm": ["target", "lower", "upper", *_TIMES],
    "inhibition_to_rate": _RATES,
    "learning_rate_decay": ["factor", "lower", *_TIMES],
    "learning_rate_to_score": ["target", "gain", "lower", "upper"],
    "learning_rate_by_ratio": ["scale", "shifts", "lower", "upper"],
    "learning_rate_search": ["by", "lower", "upper"],
}
DYNAMICS = {
    "tsodyks_markram": ["U", "tau_rec", "tau_facil", "u_init", "x_init", "sites"],
    "stochastic_release": ["p", "sites"],
}
ODD_TEXT = [None, b"", b"nonsense", b"\xff\xfe\x80", "é\u0301\u0301".encode(), b"x" * 5000]


def usually(*sensible: Any, rarely: tuple[Any, ...]) -> st.SearchStrategy[Any]:
    """One of ``sensible``, one time in twelve of ``rarely``."""
    return st.integers(0, 11).flatmap(lambda n: st.sampled_from(sensible if n else rarely))


def text(*sensible: str) -> st.SearchStrategy[bytes | None]:
    """Names as C has them."""
    return usually(*(name.encode() for name in sensible), rarely=tuple(ODD_TEXT))


ODD = (float("nan"), float("inf"), float("-inf"), 1e300, -1e300, 1e-300, -0.0)
# No k between what a small network has and what is out of range: it would be drawn in earnest.
NUMBER = usually(0.0, 1.0, 2.0, 3.0, 0.5, 10.0, rarely=(*ODD, 2e9, 1e-6, 2.5, -1.0, -70.0))
Values = list[tuple[bytes | None, float]]


def values(names: list[str]) -> st.SearchStrategy[Values]:
    """Named numbers, often none."""
    named = text(*names) if names else st.sampled_from(ODD_TEXT)
    some = st.lists(st.tuples(named, NUMBER), min_size=1, max_size=3)
    return st.integers(0, 2).flatmap(lambda n: st.just([]) if n else some)


def chosen(table: dict[str, list[str]]) -> st.SearchStrategy[tuple[bytes | None, Values]]:
    """A name of a table with some of its numbers."""
    known = st.sampled_from(list(table)).flatmap(
        lambda name: st.tuples(st.just(name.encode()), values(table[name]))
    )
    odd = st.tuples(st.sampled_from(ODD_TEXT), values(["p", "value", "tau_m"]))
    return st.integers(0, 11).flatmap(lambda n: known if n else odd)


NETWORK = st.integers(-1, 20)
INDEX = usually(0, 0, 1, 2, 3, rarely=(-1, 4, 99, 2**31 - 1, -(2**31)))
# Sizes that would be granted are small, or long enough to be split into blocks.
SIZE = usually(1, 2, 5, 6, 17, 40, 2100, rarely=(0, -1, 2**31, 2**62, -(2**63)))
LENGTH = usually(0, 1, 2, 5, 6, 17, 40, rarely=(3, 34, 80))
STEPS = usually(0, 1, 2, 7, 20, rarely=(-1, 2**40 + 1, 2**63 - 1, -(2**63)))
DELAY = usually(1.0, 1.0, 2.5, 0.5, rarely=(0.0, -1.0, *ODD))
NULL = usually(False, rarely=(True,))

RECEPTOR = usually(None, b"delta", rarely=(b"excitatory", *ODD_TEXT))


def named(given: Values) -> tuple[Any, int]:
    """Named numbers as C has them."""
    slots = (_capi.Parameter * len(given))()
    for slot, (name, value) in zip(slots, given, strict=True):
        slot.name, slot.value = name, value
    return slots, len(given)


Columns = list[tuple[bytes | None, list[float], int]]


def columns(names: st.SearchStrategy[bytes | None]) -> st.SearchStrategy[Columns]:
    """Named arrays: a name, numbers to repeat, and a length."""
    return st.lists(st.tuples(names, st.lists(NUMBER, max_size=2), LENGTH), max_size=3)


def named_arrays(given: Columns, null: bool = False) -> tuple[Any, list[Any]]:
    """Named arrays as C has them, and what they point at."""
    data = [array(ctypes.c_double, numbers, length) for _, numbers, length in given]
    slots = (_capi.Values * len(given))()
    for slot, (name, _, length), column in zip(slots, given, data, strict=True):
        slot.name, slot.count = name, length
        slot.values = None if null else ctypes.addressof(column)
    return slots, data


def structure(name: bytes | None, given: Values) -> _capi.Named:
    """A distribution as C has it."""
    return _capi.Named(name, *named(given))


def connector(
    name: bytes | None, given: Values, arrays: dict[bytes | None, list[float]] | None = None
) -> _capi.Rule:
    """A rule as C has it."""
    slots = (_capi.Values * len(arrays or {}))()
    data = [array(ctypes.c_double, numbers, len(numbers)) for numbers in (arrays or {}).values()]
    for slot, array_name, column in zip(slots, arrays or {}, data, strict=True):
        slot.name, slot.values, slot.count = array_name, ctypes.addressof(column), len(column)
    made = _capi.Rule(name, *named(given), slots, len(slots))
    made.kept = data
    return made


def array(kind: Any, given: list[Any], length: int) -> Any:
    """``given`` again and again up to ``length``."""
    return (kind * length)(*((given * length)[:length] if given else []))


class Calls(RuleBasedStateMachine):
    """Networks that are built, run, asked and destroyed in any order."""

    def __init__(self) -> None:
        super().__init__()
        self.alive: list[int] = []
        self.stale: list[int] = []

    def token(self, pick: int) -> int:
        """A live network as a rule; else one that is gone or never was."""
        if pick >= 0 and self.alive:
            return self.alive[pick % len(self.alive)]
        return (*self.stale, *INVENTED)[pick % (len(self.stale) + len(INVENTED))]

    def counters(self, token: int) -> list[int]:
        raw = _capi.Counters()
        if _capi.lib.snn_network_counters(token, ctypes.byref(raw)) != OK:
            return []
        return [getattr(raw, name) for name, *_ in raw._fields_]

    def call(self, name: str, token: int, *arguments: Any) -> int:
        """Calls; a refusal has a documented status and a sentence, and changes nothing."""
        before = self.counters(token)
        status = getattr(_capi.lib, name)(token, *arguments)
        assert status in STATUSES
        if status != OK:
            sentence = _capi.lib.snn_last_error().decode("utf-8")
            assert len(sentence) > 10
            assert self.counters(token) == before
        if token not in self.alive and name != "snn_network_destroy":
            assert status == STATE_ERROR
        return status

    def added(self, name: str, token: int, *arguments: Any, null: bool = False) -> int:
        """Calls a function that fills in an index."""
        out = ctypes.c_int32(-7)
        status = self.call(name, token, *arguments, None if null else ctypes.byref(out))
        assert (status == OK) == (out.value != -7)
        return status

    @initialize(
        batch=st.sampled_from([1, 1, 3]),
        threads=st.integers(1, 3),
        size=st.sampled_from([6, 2100]),
    )
    def begin(self, batch: int, threads: int, size: int) -> None:
        """A network with a population of each kind, synapses, an error and recorders."""
        self.create(1.0, 7, batch, threads, None, False)
        (token,) = self.alive
        models = (b"lif", b"lif", b"bernoulli", b"spike_source")
        for k, (model, neurons) in enumerate(zip(models, (6, size, 5, 2), strict=True)):
            name = b"population %d" % k
            assert self.added("snn_population_add", token, name, model, neurons, None, 0) == OK
        one = structure(b"constant", [])
        for source, sink, rule_name in ((2, 0, b"all_to_all"), (1, 0, b"fixed_probability")):
            union = (_capi.Rule * 1)(connector(rule_name, []))
            weight, delay = ctypes.byref(one), ctypes.byref(one)
            assert (
                self.added("snn_connect", token, source, sink, None, union, 1, weight, delay) == OK
            )
        three = named([(b"classes", 3.0)])
        assert self.added("snn_signal_add", token, 0, b"rate", *three) == OK
        assert self.added("snn_modulator_add", token, 0, 0, None, 0) == OK
        for variable in (b"spikes", b"v"):
            assert self.added("snn_recorder_add", token, 0, variable, 1, None, 0) == OK

    @rule(
        pick=NETWORK,
        which=INDEX,
        places=st.lists(NUMBER, min_size=1, max_size=4),
        length=LENGTH,
        dimensions=usually(1, 2, 3, rarely=(0, 4, -1, 2**62)),
        extent=usually(None, 1.0, rarely=(0.0, *ODD)),
        null=NULL,
    )
    def positions(self, pick, which, places, length, dimensions, extent, null) -> None:
        """Places neurons."""
        room = min(max(dimensions, 1), 3)
        data = None if null else array(ctypes.c_double, places, length * room)
        period = None if extent is None else array(ctypes.c_double, [extent], room)
        token = self.token(pick)
        self.call("snn_population_positions", token, which, data, length, dimensions, period)

    @rule(pick=NETWORK, which=INDEX, null=NULL)
    def counts(self, pick, which, null) -> None:
        """Reads spike counts."""
        pointer, count = ctypes.POINTER(ctypes.c_int32)(), ctypes.c_int64()
        status = self.call(
            "snn_population_counts_view",
            self.token(pick),
            which,
            ctypes.byref(pointer),
            None if null else ctypes.byref(count),
        )
        if status == OK:
            assert min(pointer[: count.value]) >= 0

    def create(
        self, dt: float, seed: int, batch: int, threads: int, precision: bytes | None, null: bool
    ) -> None:
        """Makes a network, at most four at a time."""
        out = ctypes.c_uint64()
        address = None if null or len(self.alive) > 3 else ctypes.byref(out)
        status = _capi.lib.snn_network_create(dt, seed, batch, threads, precision, address)
        assert status in STATUSES
        assert (status == OK) == (out.value != 0)
        if status == OK:
            assert out.value not in (*self.alive, *self.stale)
            self.alive.append(out.value)

    def teardown(self) -> None:
        """Whatever came before, a live network still runs, or says why it cannot, and ends."""
        for token in self.alive:
            # A homeostat may not find the weights it needs.
            status = self.call("snn_present", token, 1, 0)
            assert status in (OK, INVALID), _capi.lib.snn_last_error()
            assert self.call("snn_run", token, 1) in (status, STATE_ERROR)
            assert _capi.lib.snn_network_destroy(token) == OK
