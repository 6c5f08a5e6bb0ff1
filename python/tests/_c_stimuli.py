"""Calls of the C layer about receptors of the user's choice, currents and drives over time."""

from __future__ import annotations

import ctypes

from _c_calls import (
    INDEX,
    LENGTH,
    NETWORK,
    NULL,
    NUMBER,
    ODD,
    SIZE,
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
from swiftsnn import _capi

CATALOGUE = snn.catalogue()
COMPOSED = [name for name, model in snn.models().items() if model["takes_receptors"]]
KINDS = [kind["name"] for kind in CATALOGUE["receptor_kinds"]]
NAMES = ("ampa", "excitatory", "inhibitory", "nmda", "v")
CURRENTS = [current["name"] for current in CATALOGUE["currents"]]
NUMBERS = sorted(
    {parameter["name"] for current in CATALOGUE["currents"] for parameter in current["parameters"]}
)


class StimulusCalls(Calls):
    """Networks whose neurons have chosen receptors and are stimulated."""

    @rule(
        pick=NETWORK,
        name=st.integers(),
        model=text(*COMPOSED, "poisson"),
        size=SIZE,
        chosen=st.lists(st.tuples(text(*NAMES), text(*KINDS)), max_size=4),
        given=values(["tau_syn_ampa", "e_rev_E", "mg_nmda", "tau_m", "substeps"]),
        count=usually(None, rarely=(-1, 2**62)),
        null=NULL,
    )
    def receptors(self, pick, name, model, size, chosen, given, count, null) -> None:
        slots = (_capi.Receptor * len(chosen))(*(_capi.Receptor(*each) for each in chosen))
        self.added(
            "snn_population_add_with",
            self.token(pick),
            f"with {name}".encode(),
            model,
            size,
            None if count is not None else slots,
            len(chosen) if count is None else count,
            *named(given),
            null=null,
        )

    @rule(
        pick=NETWORK,
        which=INDEX,
        kind=text(*CURRENTS),
        given=values(NUMBERS),
        arrays=columns(text("gain", "times", "amplitudes", "values")),
        null=NULL,
    )
    def current(self, pick, which, kind, given, arrays, null) -> None:
        slots, _data = named_arrays(arrays, null)
        token = self.token(pick)
        self.call("snn_current_add", token, which, kind, *named(given), slots, len(arrays))
        self.call("snn_current_add", token, which, kind, None, 0, None, -1)

    @rule(
        pick=NETWORK,
        which=INDEX,
        drive=st.lists(NUMBER, min_size=1, max_size=4),
        rows=LENGTH,
        columns=usually(1, 6, rarely=(0, -1, 2**40)),
        interval=usually(0.0, 1.0, 2.0, rarely=ODD),
        repeats=st.integers(-1, 2),
    )
    def drive_over_time(self, pick, which, drive, rows, columns, interval, repeats) -> None:
        room = max(rows, 0) * min(max(columns, 0), 6)
        data = array(ctypes.c_float, drive, room)
        token = self.token(pick)
        self.call(
            "snn_drive_feed",
            token,
            which,
            data if columns <= 6 else None,
            rows,
            columns,
            interval,
            repeats,
        )
