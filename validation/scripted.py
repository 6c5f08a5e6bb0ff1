"""Synapses between neurons that fire as scripted, and NEST's rules as this package has them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn.plasticity import Rule
from validation.reference import recorded

Weights = NDArray[np.float64]
SCALE = 1e-6
"""Of weights, so that synapses do not make their targets fire."""


def rule(name: str) -> Rule:
    """A rule of the recording ``plasticity_rules``, with weights times SCALE."""
    return _LAWS[recorded("plasticity_rules")["rules"][name]["law"]](name)


def _pair(name: str) -> Rule:
    given = recorded("plasticity_rules")["rules"][name]
    p, top = given["params"], given["params"]["Wmax"] * SCALE
    return snn.PairSTDP(
        a_plus=p["lambda"] * top,
        a_minus=p["alpha"] * p["lambda"] * top,
        tau_plus=p["tau_plus"],
        tau_minus=given["post_params"]["tau_minus"],
        mu_plus=p["mu_plus"],
        mu_minus=p["mu_minus"],
        pairing=given["pairing"],
        w_max=top,
    )


def _power(name: str) -> Rule:
    given = recorded("plasticity_rules")["rules"][name]
    p = given["params"]
    return snn.PowerLawSTDP(
        a_plus=p["lambda"] * SCALE,
        a_minus=p["alpha"] * p["lambda"] * SCALE,
        tau_plus=p["tau_plus"],
        tau_minus=given["post_params"]["tau_minus"],
        mu=p["mu"],
        w_ref=SCALE,
    )


def _triplet(name: str) -> Rule:
    given = recorded("plasticity_rules")["rules"][name]
    p, post = given["params"], given["post_params"]
    return snn.TripletSTDP(
        a2_plus=p["Aplus"] * SCALE,
        a3_plus=p["Aplus_triplet"] * SCALE,
        a2_minus=p["Aminus"] * SCALE,
        a3_minus=p["Aminus_triplet"] * SCALE,
        tau_plus=p["tau_plus"],
        tau_minus=post["tau_minus"],
        tau_x=p["tau_plus_triplet"],
        tau_y=post["tau_minus_triplet"],
        w_max=p["Wmax"] * SCALE,
    )


def _vogels(name: str) -> Rule:
    p = recorded("plasticity_rules")["rules"][name]["params"]
    return snn.VogelsSTDP(
        rate=p["eta"] * SCALE,
        tau=p["tau"],
        target=p["alpha"] / (2e-3 * p["tau"]),
        w_max=p["Wmax"] * SCALE,
    )


_LAWS = {"pair": _pair, "power": _power, "triplet": _triplet, "vogels": _vogels}


def weights_at(
    names: Sequence[str],
    pre: Sequence[Sequence[float]],
    post: Sequence[Sequence[float]],
    read: Sequence[float],
    dt: float,
) -> Mapping[str, Weights]:
    """Weights [time, synapse] by rule, after all that has reached the synapse up to each time.

    Synapse k joins neurons that fire at ``pre[k]`` and ``post[k]``; all rules see the same spikes.
    Every time, also of ``read``, is one at the synapse; its delay is dendritic.
    """
    given = recorded("plasticity_rules")
    delay = given["delay_ms"]
    net = snn.Network(dt=dt, precision="double", threads=1)
    sources, cells = scripted(net, pre, post)
    synapses = {
        name: net.connect(
            sources,
            cells,
            snn.OneToOne(),
            weight=given["rules"][name]["weight_at_start"] * SCALE,
            delay=0.0,
            dendritic_delay=delay,
            plasticity=rule(name),
        )
        for name in names
    }
    found: dict[str, list[Any]] = {name: [] for name in names}
    for time in read:
        net.run(round(float(time) + delay - net.t, 6))
        for name, each in synapses.items():
            found[name].append(np.array(each.weights) / SCALE)
    return {name: np.array(each) for name, each in found.items()}


def scripted(
    net: snn.Network, pre: Sequence[Sequence[float]], post: Sequence[Sequence[float]]
) -> tuple[snn.Population, snn.Population]:
    """Sources that fire at ``pre`` and cells that fire at ``post``."""
    sources = net.population("sources", len(pre), snn.SpikeSource())
    triggers = net.population("triggers", len(post), snn.SpikeSource())
    cells = net.population("cells", len(post), snn.LIF(tau_refrac=0.0))
    net.connect(triggers, cells, snn.OneToOne(), weight=100.0, delay=net.dt)
    for population, trains, early in ((sources, pre, 0.0), (triggers, post, net.dt)):
        times = np.concatenate([np.asarray(train, float) - early for train in trains])
        neurons = np.repeat(np.arange(len(trains)), [len(train) for train in trains])
        net.feed(population, times=times, neurons=neurons)
    return sources, cells
