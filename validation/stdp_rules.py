"""Rules of spike timing under trains and single pairs, against NEST."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.figure import Figure

from validation.reference import recorded
from validation.results import Row, Topic
from validation.scripted import Weights, weights_at

ABOUT = """
Weights of synapses between neurons that fire as scripted, the delay of 1 ms wholly dendritic, in
double precision. Trains: a sparse, a dense and a bursting one, the weight after each presynaptic
spike, and once more at the end of a run in which nothing was read. Windows: one pair at each of 22
time differences. `PairSTDP` with the exponents of additive, multiplicative, Guetig's (0.4) and van
Rossum's rule and with its nearest-neighbour pairings, `PowerLawSTDP`, `VogelsSTDP`, and
`TripletSTDP` with the four sets of tables 3 and 4 of Pfister & Gerstner (2006). Weights must be
NEST's within 1e-9 of where they begin (of the largest weight, where they begin near zero). No two
spikes reach a synapse in one step in these lists: NEST and this package treat such pairs
differently.
"""


def check() -> Topic:
    """All recorded rules."""
    given = recorded("plasticity_rules")
    trains, rules = given["trains"], given["rules"]
    pre = [each["pre_ms"] for each in trains.values()]
    post = [each["post_ms"] for each in trains.values()]
    times = sorted({t for train in pre for t in train})
    found = weights_at(list(rules), pre, post, times, given["dt_ms"])
    last = weights_at(list(rules), pre, post, times[-1:], given["dt_ms"])
    rows = []
    # Only the train that ends last has a weight of NEST's at the end.
    longest = int(np.argmax([train[-1] for train in pre]))
    for name, rule in rules.items():
        theirs = [np.array(each) for each in rule["weights_at_pre"].values()]
        ours = [found[name][[times.index(t) for t in train], k] for k, train in enumerate(pre)]
        what = f"{name}, three trains (last shown)"
        rows.append(_row(name, what, np.concatenate(ours), np.concatenate(theirs)))
        what = f"{name}, read once"
        rows.append(_row(name, what, last[name][:, longest], theirs[longest][-1:]))
    windows = _windows()
    for name, weights in windows.items():
        theirs = given["windows"]["weight_after"][name]
        rows.append(_row(name, f"{name}, windows (1 ms shown)", weights, theirs, shown=11))
    return Topic(
        "Rules of spike timing",
        ABOUT,
        rows,
        draw=lambda figure: _draw(figure, windows, {n: w[:, 2] for n, w in found.items()}, times),
        size=(8.0, 5.6),
    )


def _windows() -> dict[str, Weights]:
    """The weight after one pair of each time difference, by rule."""
    given = recorded("plasticity_rules")
    windows = given["windows"]
    differences = windows["differences_ms"]
    names = list(windows["weight_after"])
    pre = [[windows["pre_ms"], windows["read_ms"]]] * len(differences)
    post = [[windows["pre_ms"] + d] for d in differences]
    found = weights_at(names, pre, post, [windows["read_ms"]], given["dt_ms"])
    return {name: weights[0] for name, weights in found.items()}


def _row(name: str, what: str, found: Weights, theirs: Any, shown: int = -1) -> Row:
    rule = recorded("plasticity_rules")["rules"][name]
    unit = rule["weight_at_start"] if rule["weight_at_start"] >= 1 else rule["params"]["Wmax"]
    return Row(
        what,
        f"{found[shown]:.8g}",
        f"{theirs[shown]:.8g}",
        float(np.max(np.abs(found - np.array(theirs)))) / unit,
        1e-9,
        "of the weight",
    )


SHOWN = (
    ("additive", "multiplicative", "power_law", "vogels"),
    ("nearest_symmetric", "nearest_pre_centered", "nearest_restricted", "additive"),
)
"""Rules of the windows, and of the trains."""


def _draw(
    figure: Figure, windows: dict[str, Weights], trains: dict[str, Weights], times: list[float]
) -> None:
    """Windows in parts of the weight, and pairings of the bursts."""
    given = recorded("plasticity_rules")
    differences = np.array(given["windows"]["differences_ms"]) + given["delay_ms"]
    above, below = figure.subplots(2, 1)
    for name in SHOWN[0]:
        start = given["rules"][name]["weight_at_start"]
        (line,) = above.plot(differences, windows[name] / start - 1, linewidth=0.9, label=name)
        theirs = np.array(given["windows"]["weight_after"][name]) / start - 1
        above.plot(differences, theirs, "o", markersize=3, color=line.get_color())
    above.set(xlabel="post - pre at the synapse (ms)", ylabel="change (of the weight)")
    bursts = given["trains"]["bursts"]["pre_ms"]
    for name in SHOWN[1]:
        (line,) = below.plot(times, trains[name], linewidth=0.9, label=name)
        theirs = given["rules"][name]["weights_at_pre"]["bursts"]
        below.plot(bursts, theirs, "o", markersize=3, color=line.get_color())
    below.set(xlabel="time (ms), bursts", ylabel="weight")
    for ax in (above, below):
        ax.legend(frameon=False, fontsize=7, title="swiftsnn (lines), NEST (dots)",
                  title_fontsize=7)  # fmt: skip
