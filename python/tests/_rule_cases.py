"""Rules of every kind that acts in run, each with its terms of _plasticity_dense."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
from _plastic_network import DT
from _plasticity_dense import (
    Array,
    Given,
    Modulator,
    Spike,
    Term,
    Trace,
    evolve,
    power,
    soft_lower,
    soft_upper,
)
from _plasticity_rules import oja, pair, reward, symmetric, triplet, vogels

import swiftsnn as snn

WIDE: dict[str, Any] = {"w_min": -9.0, "w_max": 9.0}


def proportional(w: Array) -> Array:
    """The weight itself."""
    return w


@dataclass(frozen=True)
class Case:
    """A rule as ``learn`` takes it, its terms for a number of steps, and its bounds."""

    rule: Any
    terms: Callable[[int], list[Term]]
    low: float = -9.0
    high: float = 9.0


def rewarded(net: snn.Network, cells: snn.Population) -> snn.Rule:
    """Pairs through an eligibility trace, with a reward that stays at 1."""
    signal = snn.Reward(net, tau=float("inf"))
    signal.set(1.0)
    return snn.RewardSTDP(signal, 1e-3, 1.5e-3, tau_eligibility=200.0, **WIDE)


def _rewarded_terms(steps: int) -> list[Term]:
    return reward(pair(1e-3, 1.5e-3), 200.0, Modulator(np.ones(steps + 1), np.inf))


PAIR = snn.PairSTDP(0.01, 0.012, **WIDE)
DECAY = [Term((), (Spike(),), -0.02, proportional)]

CASES = {
    "pair": Case(PAIR, lambda _: pair(0.01, 0.012)),
    "two pairs": Case(
        [PAIR, snn.PairSTDP(0.02, 0.005, 10.0, 30.0, **WIDE)],
        lambda _: pair(0.01, 0.012) + pair(0.02, 0.005, 10.0, 30.0),
    ),
    "nearest": Case(
        snn.PairSTDP(0.01, 0.012, pairing="nearest_restricted", **WIDE),
        lambda _: pair(0.01, 0.012, pairing="nearest_restricted"),
    ),
    "triplet": Case(
        snn.TripletSTDP(0.005, 0.007, 0.006, 0.002, tau_y=125.0, **WIDE),
        lambda _: triplet(0.005, 0.007, 0.006, 0.002),
    ),
    "symmetric": Case(snn.SymmetricSTDP(0.01, **WIDE), lambda _: symmetric(0.01)),
    "vogels": Case(
        snn.VogelsSTDP(0.01, target=15.0, **WIDE), lambda _: vogels(0.01, 2e-3 * 15.0 * 20.0)
    ),
    "soft bounds": Case(
        snn.PairSTDP(0.02, 0.03, mu_plus=1.0, mu_minus=0.5),
        lambda _: pair(0.02, 0.03, growth=soft_upper(1.0), depression=soft_lower(1.0, 0.5)),
        0.0,
        1.0,
    ),
    "power law": Case(
        snn.PowerLawSTDP(0.02, 0.03),
        lambda _: pair(0.02, 0.03, growth=power(0.4), depression=power(1.0)),
        0.0,
        np.inf,
    ),
    "hard bounds": Case(snn.PairSTDP(0.08, 0.09), lambda _: pair(0.08, 0.09), 0.0, 1.0),
    "oja": Case(snn.Oja(2e-3), lambda _: oja(2e-3), -np.inf, np.inf),
    "decay": Case([PAIR, snn.HeterosynapticDecay(0.02)], lambda _: pair(0.01, 0.012) + DECAY),
    "pair, decay and transmitter": Case(
        [PAIR, snn.HeterosynapticDecay(0.02), snn.TransmitterInduced(2e-3)],
        lambda _: pair(0.01, 0.012) + DECAY + [Term((Spike(),), (), 2e-3)],
    ),
    "decay by bursts": Case(
        [snn.HeterosynapticDecay(0.01, power=2, w_rest=0.3), snn.TransmitterInduced(2e-3)],
        lambda _: [
            Term((), (Spike(), Trace(20.0), Trace(20.0)), -0.01, lambda w: w - 0.3),
            Term((Spike(),), (), 2e-3),
        ],
        -np.inf,
        np.inf,
    ),
    "reward": Case(rewarded, _rewarded_terms),
}


def switched(terms: Iterable[Term], on: Array) -> list[Term]:
    """The same terms, whose changes of weights count times ``on`` [step]; traces go on."""
    made = []
    for term in terms:
        if term.eligibility is None:
            made.append(replace(term, post=(*term.post, Given(on))))
        else:
            gate = term.modulator
            assert gate is not None
            made.append(replace(term, modulator=replace(gate, values=gate.values * on)))
    return made


def scaled(terms: Iterable[Term], factor: Any) -> list[Term]:
    """The same terms times a number, or one a synapse."""
    return [replace(term, rate=term.rate * factor) for term in terms]


def interrupted(
    weight: Array, terms: list[Term], arrivals: Array, fired: Array, period: int,
    action: Callable[[int, Array], Array], low: float = -np.inf, high: float = np.inf,
) -> Array:  # fmt: skip
    """Weights of a course in which ``action`` changes them after every ``period`` steps."""
    steps = len(arrivals) - 1
    for turn, first in enumerate(range(0, steps, period)):
        # What happens in the first step is at 1: spikes are recorded at the end of their step.
        on = np.zeros(steps + 1)
        on[first + 1 : first + period + 1] = 1.0
        part = switched(terms, on)
        weight = evolve(weight, part, arrivals, fired, DT, w_min=low, w_max=high).weight
        weight = action(turn + 1, weight)
    return weight
