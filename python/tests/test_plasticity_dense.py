"""The dense reference of plasticity against what NEST's synapses do, and against closed forms."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from _learning_reference import pair_rule
from _plasticity_dense import (
    Array,
    Course,
    Modulator,
    Spike,
    Term,
    Trace,
    evolve,
    power,
    soft_lower,
    soft_upper,
)
from _plasticity_rules import (
    anti_hebbian,
    bcm,
    clopath,
    dopamine,
    low_pass,
    oja,
    pair,
    reward,
    spike_counts,
    symmetric,
    triplet,
    vogels,
)


def _recorded(name: str) -> dict[str, Any]:
    return json.loads((Path(__file__).parent / "reference" / f"{name}.json").read_text("utf-8"))


RULES = _recorded("plasticity_rules")
DOPAMINE = _recorded("plasticity_dopamine")
CLOPATH = _recorded("clopath")


def _terms(rule: dict[str, Any]) -> tuple[list[Term], float]:
    """A rule of NEST as terms, and its upper bound."""
    p, post = rule["params"], rule["post_params"]
    if rule["law"] == "triplet":
        terms = triplet(
            p["Aplus"], p["Aplus_triplet"], p["Aminus"], p["Aminus_triplet"], p["tau_plus"],
            post["tau_minus"], p["tau_plus_triplet"], post["tau_minus_triplet"],
        )  # fmt: skip
        return terms, p["Wmax"]
    if rule["law"] == "vogels":
        return vogels(p["eta"], p["alpha"], p["tau"]), p["Wmax"]
    taus = p["tau_plus"], post["tau_minus"]
    if rule["law"] == "power":
        rates = p["lambda"], p["alpha"] * p["lambda"]
        return pair(*rates, *taus, growth=power(p["mu"]), depression=power(1.0)), np.inf
    step = p["lambda"] * p["Wmax"]
    terms = pair(
        *(step, p["alpha"] * step, *taus, rule["pairing"]),
        growth=soft_upper(p["Wmax"], p["mu_plus"]),
        depression=soft_lower(p["Wmax"], p["mu_minus"]),
    )
    return terms, p["Wmax"]


def _weights_at_pre(
    rule: dict[str, Any], pre: list[list[float]], post: list[list[float]], dt: float
) -> list[list[float]]:
    """What the spikes of pre[k] transmit to the neuron that fires at post[k], for each k."""
    terms, top = _terms(rule)
    lag = RULES["delay_ms"]
    steps = round(max(max(each) for each in pre) / dt) + 1
    arrivals = spike_counts(pre, steps, dt)
    post = [[t + lag for t in each if t + lag < (steps - 0.5) * dt] for each in post]
    fired = spike_counts(post, steps, dt)
    keep = [[round(t / dt) for t in each] for each in pre]
    course = evolve(
        *(rule["weight_at_start"], terms, arrivals, fired, dt),
        w_min=0.0,
        w_max=top,
        keep=[step for each in keep for step in each],
    )
    return [[course.delivered[s][k, k] for s in each] for k, each in enumerate(keep)]


@pytest.mark.parametrize("name", RULES["rules"])
def test_trains_change_weights_as_in_nest(name: str) -> None:
    rule, trains = RULES["rules"][name], RULES["trains"]
    pre, post = ([each[key] for each in trains.values()] for key in ("pre_ms", "post_ms"))
    found = _weights_at_pre(rule, pre, post, RULES["dt_ms"])
    for key, weights in zip(trains, found, strict=True):
        np.testing.assert_allclose(weights, rule["weights_at_pre"][key], rtol=1e-10, atol=1e-9)
        assert np.ptp(weights) > (0 if rule["weight_at_start"] < 0.6 else 1e-3)


@pytest.mark.parametrize("name", RULES["frequency"]["weight_after"])
def test_triplets_depend_on_frequency_as_in_nest(name: str) -> None:
    recorded, count = RULES["frequency"], RULES["frequency"]["pairings"]
    # Every time of these is a multiple of 1 ms, which is as good a step as any.
    chosen = [recorded["frequencies_hz"].index(f) for f in (10.0, 20.0, 40.0, 50.0)]
    for difference, weights in recorded["weight_after"][name].items():
        pre, post = [], []
        for k in chosen:
            period = 1000.0 / recorded["frequencies_hz"][k]
            pre.append([100.0 + i * period for i in range(count)])
            post.append([t + float(difference) - RULES["delay_ms"] for t in pre[-1]])
            pre[-1].append(max(pre[-1][-1], post[-1][-1]) + recorded["read_after_ms"])
        found = _weights_at_pre(RULES["rules"][name], pre, post, dt=1.0)
        expected = [weights[k] for k in chosen]
        np.testing.assert_allclose([each[-1] for each in found], expected, rtol=1e-10, atol=1e-9)


@pytest.mark.parametrize("name", ["guetig", "triplet_hippocampus_full"])
def test_one_pair_changes_weights_as_in_nest(name: str) -> None:
    windows, rule = RULES["windows"], RULES["rules"][name]
    # The pair is moved to the beginning: only differences count.
    shift = windows["pre_ms"] - 110.0
    differences = windows["differences_ms"]
    pre = [[110.0, windows["read_ms"] - shift]] * len(differences)
    found = _weights_at_pre(rule, pre, [[110.0 + d] for d in differences], RULES["dt_ms"])
    expected = windows["weight_after"][name]
    np.testing.assert_allclose([each[-1] for each in found], expected, rtol=1e-10, atol=1e-9)
    assert len(set(np.round(expected, 6))) > 15


def _dopamine_course(case: dict[str, Any]) -> tuple[Course, list[int], list[int]]:
    """The course of one case, and the steps of presynaptic spikes and of the time grid."""
    p, dt = case["params"], DOPAMINE["dt_ms"]
    on_grid, at_pre = ([round(t / dt) for t in DOPAMINE[k]] for k in ("time_ms", "pre_ms"))
    steps = on_grid[-1] + 1
    arrivals = spike_counts([DOPAMINE["pre_ms"]], steps, dt)
    fired = spike_counts([[t + DOPAMINE["delay_ms"] for t in DOPAMINE["post_ms"]]], steps, dt)
    counts = spike_counts([DOPAMINE["dopamine_ms"]], steps, dt)
    modulator = dopamine(counts, p["tau_n"], dt, 1 / p["tau_n"], p["b"])
    pairs = pair(p["A_plus"], p["A_minus"], p["tau_plus"], DOPAMINE["tau_minus"])
    course = evolve(
        *(DOPAMINE["weight_at_start"], reward(pairs, p["tau_c"], modulator), arrivals, fired, dt),
        w_min=p["Wmin"],
        w_max=p["Wmax"],
        keep=on_grid + at_pre,
    )
    return course, at_pre, on_grid


@pytest.mark.parametrize("name", DOPAMINE["cases"])
def test_dopamine_changes_weights_as_in_nest(name: str) -> None:
    case = DOPAMINE["cases"][name]
    course, at_pre, on_grid = _dopamine_course(case)
    weights = [course.delivered[s][0, 0] for s in on_grid]
    eligibility = [sum(c[0, 0] for c in course.eligibility[s]) for s in on_grid]
    # At its bounds NEST clips each ms, this reference each step.
    atol = 1e-4 if name == "bounded" else 1e-9
    np.testing.assert_allclose(weights, case["weight"], rtol=1e-10, atol=atol)
    np.testing.assert_allclose(eligibility, case["c"], rtol=1e-10, atol=1e-9)
    if "weight_at_pre" in case:
        found = [course.delivered[s][0, 0] for s in at_pre]
        np.testing.assert_allclose(found, case["weight_at_pre"], rtol=1e-10, atol=1e-9)
    assert np.ptp(case["weight"]) > 1.0


@pytest.mark.parametrize("name", CLOPATH["runs"])
def test_potentials_change_weights_as_in_nest(name: str) -> None:
    run, dt = CLOPATH["runs"][name], CLOPATH["dt_ms"]
    p, synapse = run["params"], run["synapse"]
    lag, late = round(CLOPATH["delay_ms"] / dt), round(p["delay_u_bars"] / dt)
    names = ("V_m", "u_bar_plus", "u_bar_minus", "u_bar_bar")
    u, plus, minus, slow = (np.array(run[name])[:, None] for name in names)

    def later(values: Array, steps: int) -> Array:
        return np.concatenate([np.full((steps, 1), values[0]), values])[: len(values)]

    # What is sampled at t is of the step that ends there, and reaches the synapse after the lag.
    # An arrival sees the low-passes of the beginning of its step: those of the sample before.
    scale = slow**2 / p["u_ref_squared"] if not p["A_LTD_const"] else np.ones_like(slow)
    terms = clopath(
        *(p["A_LTP"], p["A_LTD"], synapse["tau_x"], p["theta_plus"], p["theta_minus"]),
        later(u, lag),
        later(plus, late + lag),
        later(minus, late + lag + 1),
        later(scale, lag + 1),
    )
    # NEST takes the presynaptic trace of the end of the step, we that of its beginning.
    decay = float(np.exp(-dt / synapse["tau_x"]))
    terms[0] = Term(terms[0].pre, terms[0].post, terms[0].rate * decay)
    keep = [round(t / dt) for t in run["pre_ms"]]
    arrivals = spike_counts([run["pre_ms"]], len(u), dt)
    course = evolve(
        *(run["weight_at_start"], terms, arrivals, np.zeros_like(u), dt),
        w_min=synapse["Wmin"],
        w_max=synapse["Wmax"],
        keep=keep,
    )
    found = [course.delivered[s][0, 0] for s in keep]
    np.testing.assert_allclose(found, run["weights_at_pre"], rtol=1e-10, atol=1e-9)


def _poisson(rate: float, steps: int, count: int, dt: float, seed: int) -> Array:
    return (np.random.default_rng(seed).random((steps, count)) < rate * dt * 1e-3).astype(float)


def test_spikes_of_one_step_pair_as_the_arrival_being_the_first() -> None:
    spikes = np.zeros((4, 1))
    spikes[1] = 1.0
    w = evolve(0.5, pair(0.1, 0.2), spikes, spikes, dt=1.0).weight
    np.testing.assert_allclose(w, 0.6, rtol=1e-15)


def test_pairs_are_those_that_the_engine_is_already_compared_with() -> None:
    pre, post = _poisson(60.0, 4000, 3, 0.5, 5), _poisson(60.0, 4000, 2, 0.5, 6)
    assert (pre[:, :1] * post).any()
    found = evolve(0.5, pair(0.03, 0.04), pre, post, 0.5, w_min=0.0, w_max=1.0).weight
    for i, j in np.ndindex(3, 2):
        expected = pair_rule(pre[:, i], post[:, j], 0.5, 0.03, 0.04, 20.0, 0.5)
        np.testing.assert_allclose(found[i, j], expected, rtol=1e-12, atol=1e-15)


def test_symmetric_and_turned_pairs() -> None:
    pre, post = spike_counts([[2.0]], 40, 1.0), spike_counts([[7.0]], 40, 1.0)
    change = 0.1 * np.exp(-5.0 / 20.0)
    for arrivals, fired in ((pre, post), (post, pre)):
        w = evolve(0.5, symmetric(0.1), arrivals, fired, dt=1.0).weight
        np.testing.assert_allclose(w, 0.5 + change, rtol=1e-14)
    w = evolve(0.5, anti_hebbian(0.1, 0.2), pre, post, dt=1.0).weight
    np.testing.assert_allclose(w, 0.5 - change, rtol=1e-14)
    w = evolve(0.5, anti_hebbian(0.1, 0.2), post, pre, dt=1.0).weight
    np.testing.assert_allclose(w, 0.5 + 2 * change, rtol=1e-14)


def test_clipping_at_arrivals_lets_a_weight_be_above_its_bound_between_them() -> None:
    pre, post = spike_counts([[1.0, 8.0]], 10, 1.0), spike_counts([[2.0, 3.0]], 10, 1.0)
    rule = [*pair(0.3, 0.3, 10.0, 10.0)]
    at_once = evolve(0.9, rule, pre, post, 1.0, w_max=1.0, keep=[5]).delivered[5]
    late = evolve(0.9, rule, pre, post, 1.0, w_max=1.0, clip="arrival", keep=[5, 8])
    assert at_once[0, 0] == 1.0
    assert late.delivered[5][0, 0] > 1.2
    loss = 0.3 * (np.exp(-0.6) + np.exp(-0.5))
    np.testing.assert_allclose(late.delivered[8][0, 0], 1.0 - loss, rtol=1e-14)


def test_oja_ends_where_the_mean_of_its_change_is_zero() -> None:
    steps, dt = 6000, 1.0
    pre, post = _poisson(50.0, steps, 2, dt, 1), _poisson(20.0, steps, 1, dt, 2)
    x, y = (low_pass(each, 20.0, dt, area=False) for each in (pre, post))
    x = x + pre  # with the arrivals of the step
    w = np.full((2, 1), 0.3)
    for step in range(steps):
        w += 1e-3 * dt * (x[step][:, None] * y[step] - y[step] ** 2 * w)
    found = evolve(0.3, oja(1e-3), pre, post, dt).weight
    np.testing.assert_allclose(found, w, rtol=1e-12)
    target = (x * y).mean(0) / (y**2).mean()
    np.testing.assert_allclose(found[:, 0], target, rtol=0.15)


def test_bcm_turns_from_depression_to_growth_at_its_threshold() -> None:
    steps, dt = 3000, 1.0
    pre = _poisson(30.0, steps, 2, dt, 3)
    changes = {}
    for rate in (10.0, 60.0):
        post = _poisson(rate, steps, 1, dt, 4)
        rule = bcm(1e-4, post, dt, tau_theta=1e9, theta=0.8)
        changes[rate] = evolve(0.0, rule, pre, post, dt).weight
    assert (changes[10.0] < 0).all()
    assert (changes[60.0] > 0).all()
    # With a threshold that follows, lasting activity does not make weights grow for ever.
    post = _poisson(60.0, steps, 1, dt, 4)
    moving = evolve(0.0, bcm(1e-4, post, dt, tau_theta=100.0, theta=0.8), pre, post, dt).weight
    assert (moving < changes[60.0]).all()


def test_modulators_gate_events_and_integrate_eligibilities() -> None:
    dt, steps = 0.5, 200
    pre, post = spike_counts([[2.0]], steps, dt), spike_counts([[7.0]], steps, dt)
    grow = [Term((Trace(20.0),), (Spike(),), 0.1)]
    change, rest = 0.1 * np.exp(-5.0 / 20.0), steps * dt - 7.0
    gate = Modulator(np.full(steps, 3.0))
    gated = [Term(t.pre, t.post, t.rate, modulator=gate) for t in grow]
    np.testing.assert_allclose(evolve(0.0, gated, pre, post, dt).weight, 3 * change, rtol=1e-13)
    # Exact, by steps of dt, and without a decay.
    tau, keep = 30.0, np.exp(-dt / 30.0)
    cases = {
        tau * (1 - np.exp(-rest / tau)): (tau, np.inf),
        dt * (1 - keep ** round(rest / dt)) / (1 - keep): (tau, None),
        rest: (np.inf, None),
    }
    for area, (tau_eligibility, tau_modulator) in cases.items():
        signal = Modulator(np.full(steps, 3.0), tau_modulator)
        w = evolve(0.0, reward(grow, tau_eligibility, signal), pre, post, dt).weight
        np.testing.assert_allclose(w, 3 * change * area, rtol=1e-12)
