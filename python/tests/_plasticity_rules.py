"""Rules of plasticity as lists of terms of _plasticity_dense, and signals that gate them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from _plasticity_dense import (
    Array,
    Dependence,
    Given,
    Modulator,
    Plus,
    Spike,
    Term,
    Trace,
    additive,
)


def spike_counts(times: list[list[float]], steps: int, dt: float) -> Array:
    """Counts [steps, n] of spikes at these times of each neuron; time t belongs to step t / dt."""
    counts = np.zeros((steps, len(times)))
    for neuron, each in enumerate(times):
        np.add.at(counts[:, neuron], np.rint(np.asarray(each) / dt).astype(int), 1.0)
    return counts


def low_pass(values: Array, tau: float, dt: float, start: float = 0.0, area: bool = True) -> Array:
    """Low-pass of values [steps, ...] as at the beginning of each step, unit area or + value.

    x <- x + (value - x) (1 - exp(-dt / tau)), or x <- (x + value) exp(-dt / tau).
    """
    out, x, keep = np.empty_like(values), np.full(values.shape[1:], start), np.exp(-dt / tau)
    for step, value in enumerate(values):
        out[step] = x
        x = x * keep + value * (1 - keep) if area else (x + value) * keep
    return out


def pair(
    a_plus: float, a_minus: float, tau_plus: float = 20.0, tau_minus: float = 20.0,
    pairing: str = "all", growth: Dependence = additive, depression: Dependence = additive,
) -> list[Term]:  # fmt: skip
    """Pair STDP; the pairings are those of Morrison et al. (2008), section 4.1.2.

    nearest_pre_centered: each presynaptic spike with the last postsynaptic one before and the next
    one after it; nearest_restricted: only spikes that have no other one between them.
    """
    nearest = pairing != "all"
    restricted = pairing == "nearest_restricted"
    centred = pairing == "nearest_pre_centered"
    x = Trace(tau_plus, nearest and not centred, restricted or centred)
    y = Trace(tau_minus, nearest, restricted)
    return [
        Term((x,), (Spike(),), a_plus, growth),
        Term((Spike(),), (y,), -a_minus, depression),
    ]


def symmetric(rate: float, tau: float = 20.0) -> list[Term]:
    """Growth by pairs of either order."""
    return pair(rate, -rate, tau, tau)


def anti_hebbian(
    a_plus: float, a_minus: float, tau_plus: float = 20.0, tau_minus: float = 20.0
) -> list[Term]:
    """Pair STDP with its signs turned: depression where the presynaptic spike is the first."""
    return pair(-a_plus, -a_minus, tau_plus, tau_minus)


def triplet(
    a2_plus: float, a3_plus: float, a2_minus: float, a3_minus: float = 0.0, tau_plus: float = 16.8,
    tau_minus: float = 33.7, tau_x: float = 101.0, tau_y: float = 125.0,
) -> list[Term]:  # fmt: skip
    """Triplet STDP, all pairs (Pfister & Gerstner 2006, eq. 3 and 4): r1, r2, o1, o2.

    The minimal models have a3_minus = 0, and that of the visual cortex a2_plus = 0 besides.
    """
    r1, r2, o1, o2 = Trace(tau_plus), Trace(tau_x), Trace(tau_minus), Trace(tau_y)
    return [
        Term((r1,), (Spike(),), a2_plus),
        Term((r1,), (Spike(), o2), a3_plus),
        Term((Spike(),), (o1,), -a2_minus),
        Term((Spike(), r2), (o1,), -a3_minus),
    ]


def vogels(eta: float, alpha: float, tau: float = 20.0) -> list[Term]:
    """Inhibitory plasticity (Vogels et al. 2011): eta x at post, eta (y - alpha) at pre spikes."""
    trace = Trace(tau)
    return [
        Term((trace,), (Spike(),), eta),
        Term((Spike(),), (Plus(trace, -alpha),), eta),
    ]


def oja(rate: float, tau_pre: float = 20.0, tau_post: float = 20.0) -> list[Term]:
    """dw = rate (x y - y^2 w) dt with traces x, y (Oja 1982)."""
    x, y = Trace(tau_pre), Trace(tau_post)
    return [Term((x,), (y,), rate), Term((), (y, y), -rate, lambda w: w)]


def bcm(
    rate: float, fired: Array, dt: float, tau_pre: float = 20.0, tau_post: float = 20.0,
    tau_theta: float = 1000.0, theta: float = 0.0,
) -> list[Term]:  # fmt: skip
    """dw = rate x y (y - theta) dt; theta, from ``theta`` on, is the low-pass of y^2 (BCM 1982).

    y and theta are those of the beginning of the step.
    """
    y = low_pass(fired, tau_post, dt, area=False)
    threshold = low_pass(y**2, tau_theta, dt, theta)
    return [Term((Trace(tau_pre),), (Given(y), Given(y - threshold)), rate)]


def reward(rules: list[Term], tau_eligibility: float, modulator: Modulator) -> list[Term]:
    """The rules' changes as eligibilities: c decays with tau_eligibility, dw/dt = M c.

    c rises by the change itself. The same with an eligibility e of unit area and a growth of M e
    rate a step has ``rate`` larger by dt / (1 - exp(-dt / tau_eligibility)).
    """
    return [replace(t, eligibility=tau_eligibility, modulator=modulator) for t in rules]


def dopamine(
    counts: Array, tau: float, dt: float, per_spike: float, baseline: float = 0.0
) -> Modulator:
    """M = n - baseline with n += per_spike a spike, decaying with tau also within a step."""
    released = counts * per_spike
    return Modulator(low_pass(released, tau, dt, area=False) + released, tau, baseline)


def clopath(
    a_ltp: float, a_ltd: float, tau_x: float, theta_plus: float, theta_minus: float, u: Array,
    u_bar_plus: Array, u_bar_minus: Array, homeostasis: Array | float = 1.0,
) -> list[Term]:  # fmt: skip
    """Voltage-dependent plasticity (Clopath et al. 2010, eq. 3), x with 1 / tau_x a spike.

    u, u_bar [steps, n_post] as the terms of each step are to see them; ``homeostasis`` is
    u_bar_bar^2 / u_ref^2.
    """
    grow = np.maximum(u - theta_plus, 0) * np.maximum(u_bar_plus - theta_minus, 0)
    lose = np.maximum(u_bar_minus - theta_minus, 0) * homeostasis
    return [
        Term((Trace(tau_x),), (Given(grow),), a_ltp / tau_x),
        Term((Spike(),), (Given(lose),), -a_ltd),
    ]
