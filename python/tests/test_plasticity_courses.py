"""Online rules where somebody intervenes: readings, resets, presentations, weights and bounds."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import numpy as np
import pytest
from _plasticity_cases import CASES, PAIR, Case
from _plasticity_dense import Array, Term, soft_lower, soft_upper
from _plasticity_rules import pair
from _plasticity_stage import DT, HIGH, LOW, SOURCES, TARGETS, Seen, Stage
from test_plasticity_engine import check

import swiftsnn as snn
from swiftsnn import _capi

SOME = [
    "all-additive",
    "all-mu",
    "nearest_restricted-additive",
    "triplet_full",
    "oja",
    "voltage",
    "pre_linear",
    "post_taus_always",
    "reward_scalar",
    "reward_neuron",
    "gated_always",
]
"""One of every way in which weights are followed."""


def _bits(array: Array) -> bytes:
    return np.ascontiguousarray(array).tobytes()


@pytest.mark.parametrize("precision", ["double", "single"])
@pytest.mark.parametrize("name", CASES)
def test_runs_with_readings_between_give_the_bits_of_one(name: str, precision: str) -> None:
    whole = CASES[name].stage(precision=precision, delay=2.5).go()
    parts = CASES[name].stage(precision=precision, delay=2.5)
    read: list[Array] = []

    def look(_: int) -> None:
        read.append(parts.matrix)
        parts.synapses.to_matrix()

    parts.go(23, look)
    assert _bits(parts.matrix) == _bits(whole.matrix)
    assert len({_bits(each) for each in read}) > 5


@pytest.mark.parametrize("name", CASES)
def test_a_reading_is_of_the_moment(name: str) -> None:
    """What is read in between is what a run that ends there would end with."""
    case = CASES[name]
    stage = case.stage(delay=2.5)
    read: list[Array] = []
    stage.go(4, lambda _: read.append(stage.matrix))
    for k, found in enumerate(read):
        part = replace(case)
        stage.steps = round(stage.ms / DT) * (k + 1) // 4
        np.testing.assert_allclose(found, part.expected(stage), rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("dendritic", [0.5, 3.0])
@pytest.mark.parametrize(
    "name", ["all-additive", "all-mu", "nearest_restricted-mu", "triplet_full"]
)
def test_postsynaptic_spikes_come_after_the_dendritic_delay(name: str, dendritic: float) -> None:
    check(CASES[name], CASES[name].stage(delay=4.0, dendritic=dendritic).go())


@pytest.mark.parametrize("name", ["oja", "post_taus_always", "reward_scalar", "pre_linear"])
def test_all_that_follows_postsynaptic_spikes_does(name: str) -> None:
    check(CASES[name], CASES[name].stage(delay=4.0, dendritic=1.0).go())


@pytest.mark.parametrize("name", ["voltage"])
def test_a_dendritic_delay_does_not_carry_potentials(name: str) -> None:
    with pytest.raises(snn.InvalidArgumentError, match="leave the delay out"):
        CASES[name].stage(delay=4.0, dendritic=1.0)


@pytest.mark.parametrize("times", [1, 2])
@pytest.mark.parametrize("name", SOME)
def test_a_reset_forgets_all_but_the_weights(name: str, times: int) -> None:
    case = CASES[name]
    stage = case.stage(ms=900.0, delay=2.5)

    def reset(done: int) -> None:
        if done == 1:
            for _ in range(times):
                stage.reset()

    stage.go(3, reset)
    stage.resets = stage.resets[:1]
    if case.modulated:
        # The rewards of the first third are forgotten as well.
        assert len(stage.recorders[2]) > 3
    check(case, stage)


@pytest.mark.parametrize("name", SOME)
def test_a_presentation_between_runs_is_a_reset(name: str) -> None:
    case = CASES[name]
    stage = case.stage(ms=1000.0, delay=2.5, quiet=(380.0, 520.0))

    def act(done: int) -> None:
        if done == 4:
            before = stage.matrix
            stage.net.present({}, 100.0, learn=False)
            assert _bits(stage.matrix) == _bits(before)
            stage.resets += [400.0, 500.0]

    done = 0
    for k in range(10):
        if k == 4:
            continue
        stage.net.run(100.0)
        done += 1
        act(done)
    stage.v = _Padded(stage.v.values)  # pyright: ignore
    check(case, stage)


class _Padded:
    """Potentials with the 100 ms of the presentation in which none were recorded."""

    def __init__(self, values: Array) -> None:
        at = round(400.0 / DT)
        gap = np.zeros((0 if len(values) == round(1000.0 / DT) else round(100.0 / DT), TARGETS))
        self.values = np.concatenate([values[:at], gap, values[at:]])


def _set(stage: Stage, case: Case, value: Array) -> Array:
    """Set the weights in the middle of a run; the weights expected at the end."""
    stage.go(2, lambda _: setattr(stage.synapses, "weights", value.reshape(-1)))

    def act(w: Array) -> None:
        w[...] = value

    return stage.expected(
        *(case.terms,),
        w_min=case.w_min,
        w_max=case.w_max,
        clip=case.clip,
        before={stage.steps // 2: act},
    )


@pytest.mark.parametrize("precision", ["double", "single"])
@pytest.mark.parametrize("name", SOME)
def test_weights_may_be_set_between_runs(name: str, precision: str) -> None:
    value = np.random.default_rng(9).uniform(LOW, HIGH, (SOURCES, TARGETS))
    stage = CASES[name].stage(precision=precision, delay=2.5)
    expected = _set(stage, CASES[name], value)
    tolerance = 1e-10 if precision == "double" else 1e-5
    np.testing.assert_allclose(stage.matrix, expected, rtol=tolerance, atol=tolerance)
    assert np.abs(expected - value).max() > 1e-3


def _set_bounds(stage: Stage, low: float, high: float) -> None:
    index = stage.synapses.index
    _capi.check(_capi.lib.snn_projection_bounds(stage.net.token, index, low, high))


def _bounded(stage: Stage, terms: Callable[[Seen], list[Term]], to: tuple[float, float]) -> None:
    """Narrow or widen the bounds in the middle, with weights that fit."""
    low, high = np.array(0.0), np.array(1.0)

    def narrow(w: Array) -> None:
        w[...] = np.clip(w, *to)
        low[...], high[...] = to

    def act(_: int) -> None:
        if to[0] > 0:
            stage.synapses.weights = np.clip(stage.matrix, *to).reshape(-1)
        _set_bounds(stage, *to)

    stage.go(2, act)
    expected = stage.expected(
        terms,
        w_min=low,
        w_max=high,
        before={stage.steps // 2: narrow},  # pyright: ignore
    )
    np.testing.assert_allclose(stage.matrix, expected, rtol=1e-10, atol=1e-10)


@pytest.mark.parametrize("to", [(0.3, 0.6), (-1.0, 2.0)])
@pytest.mark.parametrize("name", ["all-additive", "nearest_restricted-additive"])
def test_bounds_may_change_between_runs(name: str, to: tuple[float, float]) -> None:
    stage = CASES[name].stage(delay=2.5, ms=1500.0)
    _bounded(stage, CASES[name].terms, to)
    if to[0] > 0:
        assert (stage.matrix == to[0]).any() or (stage.matrix == to[1]).any()


def test_soft_bounds_follow_a_change() -> None:
    """(w_max - w) / (w_max - w_min) with the bounds of the moment."""
    rule = snn.PairSTDP(*PAIR, 1.0, 1.0)
    stage = Stage(rule, delay=2.5)
    bounds = {"high": 1.0}
    stage.go(2, lambda _: _set_bounds(stage, 0.0, 2.0))

    def widen(_: Array) -> None:
        bounds["high"] = 2.0

    growth = lambda w: soft_upper(bounds["high"])(w)  # noqa: E731
    depression = lambda w: soft_lower(bounds["high"])(w)  # noqa: E731
    terms = pair(*PAIR, growth=growth, depression=depression)
    expected = stage.expected(lambda _: terms, before={stage.steps // 2: widen})
    np.testing.assert_allclose(stage.matrix, expected, rtol=1e-10, atol=1e-10)
