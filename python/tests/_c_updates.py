"""Calls about the changes of presentations and about components of weights."""

from __future__ import annotations

import ctypes

from _c_calls import (
    DISTRIBUTIONS,
    INDEX,
    NETWORK,
    NULL,
    NUMBER,
    STEPS,
    Calls,
    chosen,
    columns,
    named,
    named_arrays,
    structure,
    text,
    usually,
    values,
)
from hypothesis.stateful import rule

from swiftsnn import _capi

OPTIMISERS = {
    "plain": [],
    "momentum": ["mu"],
    "adam": ["rate", "beta_1", "beta_2", "epsilon"],
    "threshold_accumulate": ["rate", "threshold", "p", "epsilon"],
    "exponentiated_gradient": ["rate"],
}
UPDATE = [
    *("mu_plus", "mu_minus", "dale", "decay", "tau_decay", "reference", "levels"),
    *("stochastic_rounding", "accumulate", "noise", "relative_noise", "probability"),
]


class UpdateCalls(Calls):
    """Calls on projections that learn in presentations."""

    @rule(pick=NETWORK, which=INDEX, parameters=values(["rate", "tau_adapt"]), rate=NUMBER)
    def learner(self, pick, which, parameters, rate) -> None:
        token = self.token(pick)
        given = [(b"online", 0.0), *parameters, (b"beta", 0.5), (b"rate", rate)]
        trace, triangle = (
            (_capi.Factor * 1)(_capi.Factor(kind, *named([]), None, 0))
            for kind in (b"trace", b"triangle")
        )
        term = _capi.Term(trace, 1, triangle, 1, -1, None, None, *named(given))
        self.call("snn_plasticity_add", token, which, ctypes.byref(term), 1)
        self.call("snn_projection_bounds", token, which, -1.0, 1.0)

    @rule(pick=NETWORK, which=INDEX, optimiser=chosen(OPTIMISERS))
    def optimiser(self, pick, which, optimiser) -> None:
        kind, parameters = optimiser
        token = self.token(pick)
        self.call("snn_projection_optimiser", token, which, kind, *named(parameters))
        self.call("snn_projection_optimiser", token, which, kind, None, -1)

    @rule(
        pick=NETWORK,
        which=INDEX,
        parameters=values(UPDATE),
        given=columns(text("factor", "reference")),
        null=NULL,
    )
    def update(self, pick, which, parameters, given, null) -> None:
        token = self.token(pick)
        slots, _data = named_arrays(given, null)
        few = named(parameters)
        self.call("snn_projection_update", token, which, *few, slots, len(given))
        self.call("snn_projection_update", token, which, *few, None, 0)
        self.call("snn_projection_update", token, which, *few, None, -1)

    @rule(pick=NETWORK, which=INDEX, value=NUMBER, null=NULL)
    def coefficient(self, pick, which, value, null) -> None:
        token, out = self.token(pick), ctypes.c_double()
        self.call("snn_projection_coefficient_set", token, which, value)
        self.call(
            "snn_projection_coefficient_get", token, which, None if null else ctypes.byref(out)
        )

    @rule(pick=NETWORK, which=INDEX, weight=chosen(DISTRIBUTIONS), null=NULL)
    def alike(self, pick, which, weight, null) -> None:
        distribution = ctypes.byref(structure(*weight))
        self.added("snn_connect_like", self.token(pick), which, distribution, null=null)
        self.added("snn_connect_like", self.token(pick), which, None)

    @rule(
        pick=NETWORK,
        steps=STEPS,
        learn=usually(0, 1, 1, rarely=(2, -1)),
        combine=usually(b"mean", b"sum", b"in_order", rarely=(None, b"", b"both")),
    )
    def combined(self, pick, steps, learn, combine) -> None:
        self.call("snn_present_combined", self.token(pick), steps, learn, combine)
