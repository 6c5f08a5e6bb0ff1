"""Online rules at the ends of what they take: silences, bursts, time constants, odd terms."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from _plasticity_cases import CASES, PAIR, Case, concentration, modulator
from _plasticity_dense import Array, Spike, Term, Trace
from _plasticity_rules import oja, pair
from _plasticity_stage import Custom, Seen, Stage

import swiftsnn as snn


def check(case: Case, runs: int = 1, act: Any = None, **options: Any) -> None:
    """The weights are right, compared with the largest of them."""
    stage = case.stage(**options)
    if act is not None:
        act(stage)
    stage.go(runs)
    expected = case.expected(stage)
    size = max(np.nanmax(np.abs(expected)), 1e-3)
    assert stage.start is not None
    assert np.nanmax(np.abs(expected - stage.start)) > 1e-5
    tolerance = 1e-9 if stage.precision == "double" else 2e-5
    np.testing.assert_allclose(stage.matrix, expected, rtol=0, atol=tolerance * size)


TOO_STRONG = {"heterosynaptic_cubed", "exponentiated"}
"""Which at high rates would turn the sign of weights, or let them grow to where errors do."""

both = pytest.mark.parametrize("precision", ["double", "single"])


@both
@pytest.mark.parametrize("silence", [600.0, 12_000.0])
@pytest.mark.parametrize(
    "name",
    [
        "all-additive",
        "nearest_restricted-additive",
        "triplet_full",
        "reward_scalar",
        "reward_lasting",
        "pre_linear_at_arrival",
        "pre_double",
        "exponentiated",
    ],
)
def test_rows_may_go_unvisited_for_long(name: str, silence: float, precision: str) -> None:
    quiet = (200.0, 200.0 + silence)
    check(CASES[name], precision=precision, ms=silence + 500.0, quiet=quiet)


@both
@pytest.mark.parametrize("rate", [300.0, 900.0])
@pytest.mark.parametrize("name", [n for n in CASES if n not in TOO_STRONG])
def test_bursts_fill_all_records(name: str, rate: float, precision: str) -> None:
    check(CASES[name], precision=precision, ms=400.0, rate=rate)


@both
@pytest.mark.parametrize("taus", [(1e-3, 20.0), (20.0, 1e-3), (0.1, 0.1), (1e6, 20.0), (20.0, 1e6)])
@pytest.mark.parametrize(
    "pairing", ["all", "nearest_symmetric", "nearest_pre_centered", "nearest_restricted"]
)
def test_time_constants_may_be_any(pairing: str, taus: tuple[float, float], precision: str) -> None:
    rule = snn.PairSTDP(2e-3, 1.5e-3, *taus, pairing=pairing, w_min=-np.inf, w_max=np.inf)
    terms = pair(2e-3, 1.5e-3, *taus, pairing)
    check(Case(rule, lambda _: terms), precision=precision)


def _of_itself(w: Array) -> Array:
    return w


def _pair_and(term: snn.Term, dense: Term, tau: float = 17.0) -> Case:
    bounds: dict[str, Any] = {"w_min": -np.inf, "w_max": np.inf}
    rules = [snn.PairSTDP(0.02, 0.015, tau, 34.0, **bounds), Custom([term])]
    terms = [*pair(0.02, 0.015, tau, 34.0), dense]
    return Case(rules, lambda _: terms)


def decay(rate: float, tau: float = 17.0) -> Case:
    """Pairs beside a decay at every step."""
    term = snn.Term(snn.ONE, snn.ONE, rate, dependence="proportional")
    return _pair_and(term, Term((), (), rate, _of_itself), tau)


def spiking(rate: float, power: int) -> Case:
    """Pairs beside a decay at every postsynaptic spike."""
    post, dense = snn.Spike() * snn.ONE, (Spike(), *[Trace(20.0)] * power)
    for _ in range(power):
        post = post * snn.Trace(20.0)
    term = snn.Term(snn.ONE, post, rate, dependence="proportional")
    return _pair_and(term, Term((), dense, rate, _of_itself))


@both
@pytest.mark.parametrize("rate", [-1e-4, -1e-3, -1e-2, -0.1, 1e-3])
def test_weights_decay_beside_pairs(rate: float, precision: str) -> None:
    check(decay(rate), precision=precision, ms=300.0)
    check(decay(rate), precision=precision, ms=300.0, runs=7)


@both
@pytest.mark.parametrize(("rate", "tau"), [(-1.0, 17.0), (-1.9, 17.0), (-0.1, 1000.0)])
def test_weights_may_decay_at_once(rate: float, tau: float, precision: str) -> None:
    check(decay(rate, tau), precision=precision)


@both
@pytest.mark.parametrize(("rate", "power"), [(-0.02, 0), (-0.02, 1), (-0.9, 0), (-1e-3, 3)])
@pytest.mark.parametrize("quiet", [(0.0, 0.0), (200.0, 12_500.0)])
def test_weights_decay_with_spikes(
    rate: float, power: int, quiet: tuple[float, float], precision: str
) -> None:
    check(
        spiking(rate, power), precision=precision, ms=13_000.0 if quiet[1] else 500.0, quiet=quiet
    )


def test_arrivals_are_gated_beside_decays() -> None:
    def rule(stage: Stage) -> snn.Rule:
        gate = modulator(stage, "neuron")
        decay = snn.Term(snn.ONE, snn.ONE, -1e-3, dependence="proportional")
        return Custom([snn.Term(snn.Spike(), snn.ONE, 0.3, modulator=gate), decay])

    def terms(seen: Seen) -> list[Term]:
        gate = concentration(seen, "neuron")
        return [Term((Spike(),), (), 0.3, modulator=gate), Term((), (), -1e-3, _of_itself)]

    check(Case(rule, terms, modulated=True))


@both
@pytest.mark.parametrize(("rate", "tau"), [(0.05, 0.1), (0.05, 1.0), (1e-3, 5.0), (1e-6, 1000.0)])
def test_oja_at_any_time_constant(rate: float, tau: float, precision: str) -> None:
    case = Case(snn.Oja(rate, tau), lambda _: oja(rate, tau, tau))
    check(case, precision=precision)


def _slower(factor: float) -> list[Any]:
    plus, minus, first, second = PAIR
    changed = (plus * factor, minus * factor, first, second)
    of_spikes = Term((), (Spike(),), -0.02 * factor, _of_itself)
    bounds: dict[str, Any] = {"w_min": -np.inf, "w_max": np.inf}
    plain = snn.PairSTDP(*PAIR, **bounds)
    near = snn.PairSTDP(*PAIR, pairing="nearest_restricted", **bounds)
    return [
        pytest.param(plain, pair(*changed), id="pairs"),
        pytest.param(near, pair(*changed, "nearest_restricted"), id="restricted"),
        pytest.param(
            [plain, snn.HeterosynapticDecay(0.02)],
            [*pair(*changed), of_spikes],
            id="decay",
        ),
    ]


@both
@pytest.mark.parametrize(("rule", "terms"), _slower(0.25))
def test_a_learning_rate_multiplies_all_changes(
    rule: Any, terms: list[Term], precision: str
) -> None:
    def slow(stage: Stage) -> None:
        stage.synapses.set_learning_rate(0.25)

    check(Case(rule, lambda _: terms), act=slow, precision=precision)


@pytest.mark.parametrize("name", ["all-additive", "oja", "reward_scalar", "pre_linear"])
def test_frozen_weights_stay(name: str) -> None:
    stage = CASES[name].stage()
    stage.synapses.set_learning_rate(0.0)
    stage.go(3)
    np.testing.assert_array_equal(stage.matrix, stage.start)


SMALL: dict[str, Any] = {
    "pairs": snn.PairSTDP(),
    "mu": snn.PairSTDP(mu_plus=0.4, mu_minus=0.4),
    "restricted": snn.PairSTDP(pairing="nearest_restricted"),
    "oja": snn.Oja(),
    "bcm": snn.BCM(),
    "triplets": snn.TripletSTDP(0.01, 0.01, 0.01, 0.01),
    "voltage": snn.VoltageSTDP(),
    "decay": [snn.PairSTDP(), snn.HeterosynapticDecay(w_min=0.0, w_max=1.0)],
}
ENDS: dict[str, dict[str, Any]] = {
    "no synapses": {"wiring": snn.FixedProbability(0.0)},
    "one neuron": {"size": 1},
    "large steps": {"dt": 50.0, "ms": 5000.0},
    "small steps": {"dt": 1e-3, "ms": 2.0},
    "many delays": {"size": 20, "delay": snn.Uniform(0.5, 900.0)},
    "several synapses a pair": {"wiring": snn.FixedInDegree(30)},
    "no time": {"ms": 0.0},
    "nothing happens": {"rate": 0.0, "offset": 0.0, "ms": 20_000.0},
}


@pytest.mark.parametrize("end", ENDS.values(), ids=ENDS)
@pytest.mark.parametrize("rule", SMALL.values(), ids=SMALL)
def test_networks_may_be_of_any_kind(rule: Any, end: dict[str, Any]) -> None:
    given = {"size": 5, "dt": 0.5, "ms": 100.0, "rate": 100.0, "offset": 2.0} | end
    net = snn.Network(dt=given["dt"], seed=1)
    source = net.population("source", given["size"], snn.Poisson(rate=given["rate"]))
    cells = net.population("cells", given["size"], snn.LIF(i_offset=given["offset"]))
    synapses = net.connect(
        *(source, cells, given.get("wiring", snn.AllToAll())),
        weight=0.5,
        delay=given.get("delay", given["dt"]),
        plasticity=rule,
    )
    for _ in range(2):
        net.run(given["ms"])
        net.reset()
    assert np.isfinite(synapses.weights).all()


def test_refusals_of_terms_that_mean_nothing() -> None:
    double, long = snn.DoubleTrace(20.0, 20.0), snn.Spike() * snn.Trace() * snn.Trace()
    reward: dict[str, Any] = {"tau_eligibility": 0.1}
    for term, match in (
        (snn.Term(double, snn.Spike(), 0.1), "must be below tau_decay"),
        (snn.Term(snn.Spike(), snn.Spike(), 0.1), "a spike on both sides"),
        (snn.Term(long, snn.ONE, 0.1), "more than a spike and one trace"),
        (snn.Term(snn.Spike(), snn.Trace(), 0.1, **reward), "at least a step of 0.5 ms"),
        (snn.Term(snn.Trace(np.full(12, 9.0)), snn.Spike(), 0.1), "differ between neurons"),
        (snn.Term(snn.Spike(), snn.Trace(np.full(7, np.nan)), 0.1), "not nan"),
        (snn.Term(snn.Spike(), snn.Trace(), np.inf), "finite number"),
        (snn.Term(snn.Spike(), snn.Trace(), 0.1, pairing="since_fired"), "since"),
    ):
        with pytest.raises(snn.InvalidArgumentError, match=match):
            Stage(Custom([term]))


def test_rate_units_do_not_fire_so_that_nothing_learns_from_them() -> None:
    net = snn.Network()
    source = net.population("source", 2, snn.SpikeSource())
    units = net.population("units", 2, snn.RateUnit())
    with pytest.raises(snn.InvalidArgumentError, match="graded values"):
        net.connect(source, units, snn.AllToAll(), weight=0.5, plasticity=snn.PairSTDP())
