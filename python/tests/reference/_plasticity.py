"""One plastic synapse under scripted spikes, and rules of plasticity stated as sums over pairs.

The sums share no code with the simulators: they show that the words of the protocols say what the
recorded values hold.
"""

from __future__ import annotations

import numpy as np
from _nest import fresh, nest, spike_recorder, spike_source, spike_times  # pyright: ignore[reportMissingImports]

Params = dict[str, float]


def trains(
    rng: np.random.Generator, count: tuple[int, int], until: float, delay: float, dt: float = 0.1
) -> tuple[list[float], list[float]]:
    """Irregular pre- and postsynaptic times, none of which meet at the synapse in one step.

    A presynaptic spike is the first, for NEST's nearest-neighbour synapses count one at time 0.
    """
    first, last, lag = round(2.0 / dt), round(until / dt), round(delay / dt)
    pre = rng.choice(np.arange(first + 1, last), count[0] - 1, replace=False)
    pre = np.append(pre, first)
    free = np.setdiff1d(np.arange(first, last), pre - lag)
    post = rng.choice(free, count[1], replace=False)
    pre_ms, post_ms = ([round(float(s) * dt, 6) for s in np.sort(each)] for each in (pre, post))
    return pre_ms, post_ms


def weights_at_pre(
    model: str, params: Params, post_params: Params, pre: list[float], post: list[float],
    delay: float, weight: float,
) -> list[float]:  # fmt: skip
    """What each presynaptic spike transmits; ``post_params`` are those of the postsynaptic node."""
    fresh()
    recorded = nest.Create("weight_recorder")
    nest.CopyModel(model, "recorded", {**params, "weight_recorder": recorded})
    before = nest.Create("parrot_neuron")
    after = nest.Create("parrot_neuron", params=post_params)
    nest.Connect(spike_source([t - 1.0 for t in pre]), before, syn_spec={"delay": 1.0})
    nest.Connect(spike_source([t - 1.0 for t in post]), after, syn_spec={"delay": 1.0})
    # A parrot does not repeat what arrives at its receptor 1, so the synapse cannot make it fire.
    spec = {"synapse_model": "recorded", "delay": delay, "receptor_type": 1, "weight": weight}
    nest.Connect(before, after, syn_spec=spec)
    fired_pre, fired_post = spike_recorder(before), spike_recorder(after)
    nest.Simulate(max(pre[-1], post[-1]) + 10.0)
    if spike_times(fired_pre) != pre or spike_times(fired_post) != post:
        raise SystemExit("the parrots did not fire as scripted")
    return recorded.events["weights"].tolist()


def _decayed(t: float, times: list[float], tau: float) -> float:
    return float(sum(np.exp(-(t - s) / tau) for s in times))


def _events(
    pre: list[float], post: list[float], delay: float
) -> list[tuple[float, bool, list[float], list[float]]]:
    """At the synapse, in order: (time, is presynaptic, pre arrivals before, post arrivals before).

    Before means strictly before, and further than the rounding of times.
    """
    arrived = [t + delay for t in post]
    marks = sorted([(t, False) for t in arrived] + [(t, True) for t in pre])
    return [
        (t, is_pre, [s for s in pre if s < t - 1e-6], [s for s in arrived if s < t - 1e-6])
        for t, is_pre in marks
    ]


def pairing_factors(
    pairing: str, t: float, is_pre: bool, pres: list[float], posts: list[float], tau: float
) -> float:
    """The trace that the event at ``t`` meets: of ``posts`` where it is presynaptic."""
    last_pre, last_post = (each[-1] if each else -np.inf for each in (pres, posts))
    if pairing == "all":
        counted = posts if is_pre else pres
    elif pairing == "nearest_symmetric":
        counted = posts[-1:] if is_pre else pres[-1:]
    elif pairing == "nearest_pre_centered":
        # Every presynaptic spike pairs with the last postsynaptic one before and the first after.
        counted = posts[-1:] if is_pre else [s for s in pres if s > last_post]
    elif pairing == "nearest_restricted":
        # Only spikes with no other one of either side between them.
        counted = [s for s in posts[-1:] if s > last_pre]
        if not is_pre:
            counted = [s for s in pres[-1:] if s > last_post]
    else:
        raise ValueError(pairing)
    return _decayed(t, counted, tau)


def pair_sum(
    pairing: str, rule: Params, tau_minus: float, pre: list[float], post: list[float],
    delay: float, w: float,
) -> list[float]:  # fmt: skip
    """Pair STDP with powers of the weight between 0 and Wmax."""
    out, top, step = [], rule["Wmax"], rule["lambda"] * rule["Wmax"]
    for t, is_pre, pres, posts in _events(pre, post, delay):
        tau = tau_minus if is_pre else rule["tau_plus"]
        factor = pairing_factors(pairing, t, is_pre, pres, posts, tau)
        if is_pre:
            w = max(w - rule["alpha"] * step * (w / top) ** rule["mu_minus"] * factor, 0.0)
            out.append(w)
        else:
            w = min(w + step * (1 - w / top) ** rule["mu_plus"] * factor, top)
    return out


def power_law_sum(
    rule: Params, tau_minus: float, pre: list[float], post: list[float], delay: float, w: float
) -> list[float]:
    """Growth with a power of the weight, decrease in proportion to it (Morrison et al. 2007)."""
    out = []
    for t, is_pre, pres, posts in _events(pre, post, delay):
        if is_pre:
            w = max(w - rule["lambda"] * rule["alpha"] * w * _decayed(t, posts, tau_minus), 0.0)
            out.append(w)
        else:
            w += rule["lambda"] * w ** rule["mu"] * _decayed(t, pres, rule["tau_plus"])
    return out


def triplet_sum(
    rule: Params, tau_minus: float, tau_y: float, pre: list[float], post: list[float],
    delay: float, w: float,
) -> list[float]:  # fmt: skip
    """Triplet rule (Pfister & Gerstner 2006, eq. 2 to 4): slow traces without the spike itself."""
    out = []
    for t, is_pre, pres, posts in _events(pre, post, delay):
        if is_pre:
            slow = _decayed(t, pres, rule["tau_plus_triplet"])
            change = rule["Aminus"] + rule["Aminus_triplet"] * slow
            w = max(w - _decayed(t, posts, tau_minus) * change, 0.0)
            out.append(w)
        else:
            change = rule["Aplus"] + rule["Aplus_triplet"] * _decayed(t, posts, tau_y)
            w = min(w + _decayed(t, pres, rule["tau_plus"]) * change, rule["Wmax"])
    return out


def vogels_sum(
    rule: Params, pre: list[float], post: list[float], delay: float, w: float
) -> list[float]:
    """Inhibitory plasticity (Vogels et al. 2011): both traces with tau, alpha at a pre spike."""
    out = []
    for t, is_pre, pres, posts in _events(pre, post, delay):
        w = min(w + rule["eta"] * _decayed(t, posts if is_pre else pres, rule["tau"]), rule["Wmax"])
        if is_pre:
            w = max(w - rule["eta"] * rule["alpha"], 0.0)
            out.append(w)
    return out
