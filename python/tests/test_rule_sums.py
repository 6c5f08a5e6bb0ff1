"""Several rules and terms on one projection: their effects add up."""

from __future__ import annotations

from functools import reduce
from itertools import combinations
from typing import Any

import numpy as np
import pytest
from _plastic_network import dense, initial, learn
from _plasticity_dense import Spike, Term
from _rule_cases import CASES, PAIR, WIDE

import swiftsnn as snn

# Weights of these do not matter to them, and none of them is near a bound.
FREE = {
    "pair": PAIR,
    "other taus": snn.PairSTDP(0.02, 0.005, 10.0, 30.0, **WIDE),
    "nearest": snn.PairSTDP(0.01, 0.012, pairing="nearest_restricted", **WIDE),
    "centred": snn.PairSTDP(0.01, 0.012, pairing="nearest_pre_centered", **WIDE),
    "triplet": snn.TripletSTDP(0.005, 0.007, 0.006, 0.002, **WIDE),
    "vogels": snn.VogelsSTDP(0.01, target=15.0, **WIDE),
    "anti-Hebbian": snn.AntiHebbian(0.01, growth=0.005),
    "voltage": snn.VoltageSTDP(1e-3, 1e-6, w_min=-9.0, w_max=9.0),
    "BCM": snn.BCM(1e-6, **WIDE),
    "transmitter": snn.TransmitterInduced(2e-3),
}


def _rules(plasticity: Any) -> list[snn.Rule]:
    return plasticity if isinstance(plasticity, list) else [plasticity]


def _change(rules: list[snn.Rule], **options: Any) -> tuple[np.ndarray, np.ndarray]:
    # Nothing is transmitted, so that neither spikes nor potentials depend on what is learned.
    def cut(net: snn.Network, synapses: Any) -> None:
        synapses.coefficient = 0.0

    run = learn(rules, prepare=cut, **options)
    return run.weights - initial(), run.fired


@pytest.mark.parametrize("part", [1.0, 0.6])
def test_rules_together_do_what_they_do_alone_added_up(part: float) -> None:
    alone = {name: _change([rule], ms=500.0, part=part) for name, rule in FREE.items()}
    for names in combinations(FREE, 2):
        # Neighbouring spikes pair one way on a projection, and not beside terms of every step.
        pairs = {"nearest", "centred"} & set(names)
        if len(pairs) == 2 or (pairs and {"voltage", "BCM"} & set(names)):
            continue
        change, fired = _change([FREE[name] for name in names], ms=500.0, part=part)
        for name in names:
            assert (alone[name][1] == fired).all()
            assert np.abs(alone[name][0]).mean() > 1e-3
        # Where there is no synapse all changes are minus what it began with.
        there = alone[names[0]][0] != -initial()
        wanted = sum(alone[name][0] for name in names)
        np.testing.assert_allclose(
            change[there], np.asarray(wanted)[there], rtol=1e-9, atol=1e-13, err_msg=str(names)
        )


def test_all_rules_at_once() -> None:
    names = [name for name in FREE if name not in ("nearest", "centred")]
    change, fired = _change([FREE[name] for name in names])
    alone = [_change([FREE[name]]) for name in names]
    assert all((each[1] == fired).all() for each in alone)
    wanted = reduce(np.add, (each[0] for each in alone))
    np.testing.assert_allclose(change, wanted, rtol=1e-9, atol=1e-12)


def test_two_of_one_rule_are_one_of_twice_the_rate() -> None:
    double = snn.PairSTDP(0.02, 0.024, **WIDE)
    np.testing.assert_allclose(_change([PAIR, PAIR])[0], _change([double])[0], rtol=1e-11)


DEPENDENT = ["soft bounds", "power law", "hard bounds", "oja", "decay", "decay by bursts"]


@pytest.mark.parametrize("part", [1.0, 0.6])
@pytest.mark.parametrize("delay", [0.5, 4.0])
@pytest.mark.parametrize("names", list(combinations(DEPENDENT, 2)), ids="+".join)
def test_rules_that_depend_on_the_weight_see_each_others_changes(
    names: tuple[str, str], delay: float, part: float
) -> None:
    cases = [CASES[name] for name in names]
    rules = [rule for case in cases for rule in _rules(case.rule)]
    # Soft bounds refer to the bounds that hold in the end.
    low, high = max(case.low for case in cases), min(case.high for case in cases)
    if "soft bounds" in names:
        low, high = 0.0, 1.0
    run = learn(rules, ms=500.0, delay=delay, part=part, threads=2)
    terms = [term for case in cases for term in case.terms(1000)]
    # Where changes are in proportion to weights, hard bounds act at arrivals and at the end.
    clip = "arrival" if set(names) & {"oja", "decay"} else "change"
    wanted = dense(run, terms, w_min=low, w_max=high, clip=clip)
    there = np.zeros(wanted.shape, bool)
    there[run.synapses.pre, run.synapses.post] = True
    np.testing.assert_allclose(run.weights[there], wanted[there], rtol=1e-10, atol=1e-12)
    first = dense(run, cases[0].terms(1000), w_min=low, w_max=high)
    second = dense(run, cases[1].terms(1000), w_min=low, w_max=high)
    assert np.abs(first + second - initial() - wanted).max() > 1e-5


def test_exponentiated_changes_are_the_exponential_of_their_sum() -> None:
    """The exponent gathers what would be added without a dependence."""

    class Exponentiated(snn.Rule):
        def __init__(self, dependence: str) -> None:
            self.dependence = dependence

        def terms(self) -> list[snn.Term]:
            return [
                snn.Term(snn.Trace(20.0), snn.Spike(), 0.03, dependence=self.dependence),
                snn.Term(snn.Spike(), snn.Trace(20.0), -0.04, dependence=self.dependence),
            ]

    signs = np.where(np.random.default_rng(2).random(initial().shape) < 0.5, -1.0, 1.0)
    start = signs * initial()
    plain = learn(Exponentiated("none"), weight=start)
    run = learn(Exponentiated("exponentiated"), weight=start)
    assert (plain.fired == run.fired).all()
    wanted = start * np.exp(plain.weights - start)
    assert np.abs(wanted / start - 1).max() > 0.2
    np.testing.assert_allclose(run.weights, wanted, rtol=1e-11)


def test_rules_of_several_kinds_against_the_definitions() -> None:
    names = ["pair", "two pairs", "triplet", "vogels", "soft bounds", "decay"]
    rules = [rule for name in names for rule in _rules(CASES[name].rule)]
    rules.append(snn.TransmitterInduced(1e-3))
    run = learn(rules, ms=600.0)
    terms = [term for name in names for term in CASES[name].terms(1200)]
    terms.append(Term((Spike(),), (), 1e-3))
    wanted = dense(run, terms, w_min=0.0, w_max=1.0)
    assert ((wanted > 0) & (wanted < 1)).any()
    assert ((wanted == 0) | (wanted == 1)).any()
    np.testing.assert_allclose(run.weights, wanted, rtol=1e-10, atol=1e-12)
