"""Rules of swiftsnn, and what they should do as terms of _plasticity_dense.

Each case is a rule, or what makes it of a stage, and the terms, of what its synapses see.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import _plasticity_rules as rules
import numpy as np
from _plasticity_dense import (
    Array,
    Dependence,
    Given,
    Modulator,
    Spike,
    Term,
    Trace,
    power,
    soft_lower,
    soft_upper,
)
from _plasticity_stage import DT, TARGETS, Custom, Seen, Stage

import swiftsnn as snn

PAIR = (0.02, 0.015, 17.0, 34.0)
V_REST = -65.0


@dataclass(frozen=True)
class Case:
    """``clip`` is when the reference clips; ``logarithm``: the logarithms of weights add up."""

    rule: Any
    terms: Callable[[Seen], list[Term]]
    w_min: float = -np.inf
    w_max: float = np.inf
    clip: str = "change"
    modulated: bool = False
    logarithm: bool = False
    dt: float = DT

    def stage(self, **options: Any) -> Stage:
        """A network that learns by the rule."""
        return Stage(self.rule, modulated=self.modulated, **options)

    def expected(self, stage: Stage) -> Array:
        """The weights that it should have at the end."""
        if self.logarithm:
            assert stage.start is not None
            start, stage.start = stage.start, np.log(stage.start)
            made = np.exp(stage.expected(self.terms))
            stage.start = start
            return made
        return stage.expected(self.terms, w_min=self.w_min, w_max=self.w_max, clip=self.clip)


def _case(rule: Any, terms: Any, **options: Any) -> Case:
    """Terms may be a list, or made of what is seen; bounds are those of the rule."""
    first = rule if isinstance(rule, snn.Rule) else None
    if first is not None:
        options = {"w_min": first.w_min, "w_max": first.w_max} | options
    made: Any = terms if callable(terms) else lambda _: terms
    return Case(rule, made, **options)


def linear(spikes: Array, duration: float, dt: float = DT, own: bool = False) -> Array:
    """1 at a spike, falling to 0 in ``duration``; ``own``: after the spikes of the step."""
    out, x = np.empty_like(spikes), np.zeros(spikes.shape[1])
    for step, fired in enumerate(spikes):
        out[step] = np.where(fired > 0, 1.0, x) if own else x
        x = np.maximum(np.where(fired > 0, 1.0, x) - dt / duration, 0.0)
    return out


def double(spikes: Array, rise: float, decay: float, dt: float = DT) -> Array:
    """Difference of exponentials, 1 at the peak of a single spike's."""
    peak = rise * decay / (decay - rise) * np.log(decay / rise)
    scale = 1 / (np.exp(-peak / decay) - np.exp(-peak / rise))
    # At the spike itself both are equal.
    slow, fast = (rules.low_pass(spikes, tau, dt, area=False) for tau in (decay, rise))
    return scale * (slow - fast)


def rate(spikes: Array, tau: float, dt: float = DT) -> Array:
    """Running estimate in Hz, without the spikes of the step."""
    return rules.low_pass(spikes, tau, dt) * 1e3 / dt


def pre_rate(spikes: Array, tau: float, dt: float = DT, own: bool = False) -> Array:
    """The same of presynaptic spikes, which decays like a trace from its spike on."""
    step = (1 - np.exp(-dt / tau)) * 1e3 / dt
    before = rules.low_pass(spikes, tau, dt, area=False)
    return step * (before + spikes if own else before)


def potential(
    seen: Seen, tau: float, threshold: float, v_spike: float | None = None, late: int = 0,
    dt: float = DT,
) -> Given:  # fmt: skip
    """Low-pass of the potential above a threshold, as at the beginning of each step."""
    v = seen.potential if v_spike is None else np.where(seen.fired > 0, v_spike, seen.potential)
    keep = np.exp(-dt / tau) if tau else 0.0
    out, x = np.empty_like(v), np.full(v.shape[1], V_REST)
    for step, value in enumerate(v):
        out[step] = x
        x = value + (x - value) * keep
    out = np.maximum(out - threshold, 0.0)
    first = np.full((late, v.shape[1]), max(V_REST - threshold, 0.0))
    return Given(np.concatenate([first, out])[: len(v)])


def _clopath(seen: Seen, v_spike: float | None, late: int = 0) -> list[Term]:
    low = potential(seen, 10.0, -64.5, v_spike, late)
    high = potential(seen, 7.0, -64.5, v_spike, late)
    now = potential(seen, 0.0, -64.0, v_spike)
    return [
        Term((Spike(),), (low,), -1e-4),
        Term((Trace(15.0),), (now, high), 1e-5 / 15.0),
    ]


def _bcm(seen: Seen) -> list[Term]:
    y = rate(seen.fired, 50.0)
    threshold = rules.low_pass(y**2 / 20.0, 300.0, DT)
    return [Term((Trace(20.0),), (Given(y), Given(y - threshold)), 2e-7)]


BASELINE, TAU_REWARD = 0.02, 150.0
# Exact in single precision, in which the engine keeps it.
FEEDBACK = np.random.default_rng(1).integers(-64, 65, (3, TARGETS)) / 32.0


def modulator(stage: Stage, kind: str) -> Any:
    """Of the sources of reward: "scalar", or with a value for each neuron."""
    options: dict[str, Any] = {} if kind == "scalar" else {"classes": 3}
    released = snn.Concentration(
        stage.reward_source, tau=TAU_REWARD, baseline=BASELINE, delay=0.0, **options
    )
    if kind == "scalar":
        return snn.Scalar(released)
    return snn.FixedFeedback(released, stage.cells, FEEDBACK)


def concentration(seen: Seen, kind: str) -> Modulator:
    """What it should be."""
    if kind == "scalar":
        return rules.dopamine(seen.rewards.sum(1), TAU_REWARD, DT, 1 / TAU_REWARD, BASELINE)
    each = [
        rules.dopamine(seen.rewards[:, k], TAU_REWARD, DT, 1 / TAU_REWARD).values for k in range(3)
    ]
    return Modulator((np.stack(each, 1) - BASELINE) @ FEEDBACK, np.inf)


def _reward(
    kind: str, tau: float, w_min: float = -np.inf, w_max: float = np.inf, size: float = 1.0
) -> Case:
    def rule(stage: Stage) -> snn.Rule:
        return snn.RewardSTDP(
            modulator(stage, kind), size * 2e-3, size * 1.5e-3, 17.0, 34.0, tau, w_min, w_max
        )

    def terms(seen: Seen) -> list[Term]:
        pair = rules.pair(size * 2e-3, size * 1.5e-3, 17.0, 34.0)
        return rules.reward(pair, tau, concentration(seen, kind))

    return Case(rule, terms, w_min, w_max, clip="arrival", modulated=True)


def _gated(kind: str, pre: Any, post: Any, dense: tuple[Any, Any], change: float) -> Case:
    """A term that a modulator multiplies at once."""

    def rule(stage: Stage) -> snn.Rule:
        return Custom([snn.Term(pre, post, change, modulator=modulator(stage, kind))])

    def terms(seen: Seen) -> list[Term]:
        return [Term(*dense, change, modulator=concentration(seen, kind))]

    return Case(rule, terms, modulated=True)


def _pairs(pairing: str, mu_plus: float = 0.0, mu_minus: float = 0.0) -> Case:
    growth: Dependence = soft_upper(1.0, mu_plus)
    depression: Dependence = soft_lower(1.0, mu_minus)
    rule = snn.PairSTDP(*PAIR, mu_plus, mu_minus, pairing)
    return _case(rule, rules.pair(*PAIR, pairing, growth, depression))


def _one(pre: Any, post: Any, change: float, terms: Any, **options: Any) -> Case:
    known = {k: options.pop(k) for k in ("logarithm", "w_min", "w_max") if k in options}
    bounds = {k: known[k] for k in ("w_min", "w_max") if k in known}
    return _case(Custom([snn.Term(pre, post, change, **options)], **bounds), terms, **known)


def _nearest_triplet() -> list[Term]:
    fast, slow, post, late = (Trace(tau, True) for tau in (16.8, 101.0, 33.7, 114.0))
    return [
        Term((fast,), (Spike(),), 5e-3),
        Term((fast,), (Spike(), late), 2e-3),
        Term((Spike(),), (post,), -6e-3),
        Term((Spike(), slow), (post,), -3e-3),
    ]


TAUS = np.linspace(5.0, 60.0, TARGETS)


def _each(seen: Seen) -> Given:
    """The trace of every neuron with a time constant of its own."""
    columns = [rules.low_pass(seen.fired[:, j], tau, DT, area=False) for j, tau in enumerate(TAUS)]
    return Given(np.stack(columns, 1))


_X, _Y = Trace(17.0), Trace(34.0)
_DEPENDENCES = {
    "additive": (0, 0),
    "multiplicative": (1, 1),
    "van_rossum": (0, 1),
    "mu": (0.4, 0.7),
}

CASES: dict[str, Case] = {
    **{
        f"{pairing}-{name}": _pairs(pairing, *mu)
        for pairing in ("all", "nearest_symmetric", "nearest_pre_centered", "nearest_restricted")
        for name, mu in _DEPENDENCES.items()
    },
    "power": _case(
        snn.PowerLawSTDP(*PAIR, 0.4), rules.pair(*PAIR, growth=power(0.4), depression=power(1.0))
    ),
    "triplet_minimal": _case(snn.TripletSTDP(), rules.triplet(0, 6.5e-3, 7.1e-3, tau_y=114.0)),
    "triplet_full": _case(
        snn.TripletSTDP(5e-3, 6e-3, 7e-3, 2e-3), rules.triplet(5e-3, 6e-3, 7e-3, 2e-3, tau_y=114.0)
    ),
    "triplet_nearest": _case(
        snn.TripletSTDP(5e-3, 2e-3, 6e-3, 3e-3, nearest=True), _nearest_triplet()
    ),
    "symmetric": _case(snn.SymmetricSTDP(0.003), rules.symmetric(0.003)),
    "vogels": _case(snn.VogelsSTDP(0.005, target=10.0), rules.vogels(0.005, 2e-3 * 10 * 20)),
    "anti_hebbian": _case(snn.AntiHebbian(0.002), rules.symmetric(-0.002)),
    "oja": _case(snn.Oja(1e-3), rules.oja(1e-3)),
    "transmitter": _case(snn.TransmitterInduced(1e-3), [Term((Spike(),), (), 1e-3)]),
    "heterosynaptic": _case(
        snn.HeterosynapticDecay(0.02, w_rest=0.3),
        [Term((), (Spike(),), -0.02, lambda w: w - 0.3)],
    ),
    "heterosynaptic_cubed": _case(
        snn.HeterosynapticDecay(0.02, power=3),
        [Term((), (Spike(), *[Trace(20.0)] * 3), -0.02, lambda w: w)],
    ),
    "decay": _one(
        snn.ONE, snn.ONE, -1e-3, [Term((), (), -1e-3, lambda w: w)], dependence="proportional"
    ),
    "drift": _one(snn.ONE, snn.ONE, 1e-4, [Term((), (), 1e-4)]),
    "bcm": _case(snn.BCM(2e-7, 20.0, 50.0, 300.0, 20.0, -np.inf, np.inf), _bcm),
    "voltage": _case(
        snn.VoltageSTDP(1e-4, 1e-5, -64.5, -64.0, v_spike=30.0, w_min=-np.inf, w_max=np.inf),
        lambda seen: _clopath(seen, 30.0),
    ),
    "voltage_late": _case(
        snn.VoltageSTDP(1e-4, 1e-5, -64.5, -64.0, delay=2.0, w_min=-np.inf, w_max=np.inf),
        lambda seen: _clopath(seen, None, 4),
    ),
    "pre_linear": _one(
        *(snn.LinearTrace(30.0), snn.Spike(), 5e-3),
        lambda s: [Term((Given(linear(s.arrivals, 30.0, own=True)),), (Spike(),), 5e-3)],
    ),
    "pre_linear_at_arrival": _one(
        *(snn.Spike() * snn.LinearTrace(30.0), snn.Trace(34.0), 5e-3),
        lambda s: [Term((Spike(), Given(linear(s.arrivals, 30.0))), (_Y,), 5e-3)],
    ),
    "pre_double": _one(
        *(snn.DoubleTrace(3.0, 25.0), snn.Spike(), 5e-3),
        lambda s: [Term((Given(double(s.arrivals, 3.0, 25.0)),), (Spike(),), 5e-3)],
    ),
    "pre_double_at_arrival": _one(
        *(snn.Spike() * snn.DoubleTrace(3.0, 25.0), snn.Trace(34.0), 5e-3),
        lambda s: [Term((Spike(), Given(double(s.arrivals, 3.0, 25.0))), (_Y,), 5e-3)],
    ),
    "pre_rate": _one(
        *(snn.Rate(40.0), snn.Spike(), 2e-4),
        lambda s: [Term((Given(pre_rate(s.arrivals, 40.0, own=True)),), (Spike(),), 2e-4)],
    ),
    "pre_rate_at_arrival": _one(
        *(snn.Spike() * snn.Rate(40.0), snn.Trace(34.0), 2e-4),
        lambda s: [Term((Spike(), Given(pre_rate(s.arrivals, 40.0))), (_Y,), 2e-4)],
    ),
    "post_linear": _one(
        *(snn.Spike(), snn.LinearTrace(30.0), 5e-3),
        lambda s: [Term((Spike(),), (Given(linear(s.fired, 30.0)),), 5e-3)],
    ),
    "post_double": _one(
        *(snn.Spike(), snn.DoubleTrace(3.0, 25.0), 5e-3),
        lambda s: [Term((Spike(),), (Given(double(s.fired, 3.0, 25.0)),), 5e-3)],
    ),
    "post_rate": _one(
        *(snn.Spike(), snn.Rate(40.0), 2e-4),
        lambda s: [Term((Spike(),), (Given(rate(s.fired, 40.0)),), 2e-4)],
    ),
    "post_taus_at_arrival": _one(
        snn.Spike(), snn.Trace(TAUS), 5e-3, lambda s: [Term((Spike(),), (_each(s),), 5e-3)]
    ),
    "post_taus_at_spikes": _one(
        *(snn.Trace(17.0), snn.Spike() * snn.Trace(TAUS), 5e-3),
        lambda s: [Term((_X,), (Spike(), _each(s)), 5e-3)],
    ),
    "post_taus_always": _one(
        *(snn.Trace(17.0), snn.Trace(TAUS) * snn.NearestTrace(9.0), 2e-4),
        lambda s: [Term((_X,), (_each(s), Trace(9.0, True)), 2e-4)],
    ),
    "exponentiated": _one(
        *(snn.Trace(17.0), snn.Spike(), 0.02),
        [Term((_X,), (Spike(),), 0.02)],
        dependence="exponentiated",
        logarithm=True,
    ),
    "exponentiated_at_arrival": _one(
        *(snn.Spike(), snn.Trace(34.0), -0.02),
        [Term((Spike(),), (_Y,), -0.02)],
        dependence="exponentiated",
        logarithm=True,
    ),
    "adjacent_at_arrival": _one(
        *(snn.Spike(), snn.NearestTrace(34.0), -0.01),
        [rules.pair(0.0, 0.01, 17.0, 34.0, "nearest_restricted")[1]],
        pairing="adjacent",
    ),
    "reward_scalar": _reward("scalar", 400.0),
    "reward_short": _reward("scalar", 1.0, size=200.0),
    "reward_lasting": _reward("scalar", np.inf),
    "reward_neuron": _reward("neuron", 400.0),
    "reward_bounded": _reward("scalar", 400.0, 0.15, 0.85),
    "gated_arrival": _gated("scalar", snn.Spike(), snn.Trace(34.0), ((Spike(),), (_Y,)), 0.5),
    "gated_spike": _gated("neuron", snn.Trace(17.0), snn.Spike(), ((_X,), (Spike(),)), 0.5),
    "gated_always": _gated("neuron", snn.Trace(17.0), snn.Trace(34.0), ((_X,), (_Y,)), 0.02),
}
