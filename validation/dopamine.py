"""Reward-modulated plasticity of pairs, against NEST."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.figure import Figure

import swiftsnn as snn
from swiftsnn.modulation import Modulator
from validation.reference import recorded
from validation.results import Row, Topic
from validation.scripted import SCALE, Weights, scripted

ABOUT = """
One synapse with `RewardSTDP` whose modulator is the `Concentration` that scripted neurons release,
in double precision, against `stdp_dopamine_synapse`: the weight every 25 ms, for five sets of time
constants. Here a spike counts from the beginning of its step on, with NEST from its end, and a
dendritic delay puts the synapse's clock behind the network's by as much. So dopamine is given one
step earlier and later by the delay, and weights are read like that. Then all events of both come
in one order, and weights are NEST's within 1e-9 of where they begin: the product of modulator and
eligibility is integrated exactly within each step. As they come, without the one step, weights
must be apart by no more than a step can do, 0.1 % of their range.

Bounds act when a presynaptic spike visits the synapse, and on what is read; between visits a
weight may be beyond them. NEST keeps to them at every event and every ms. A bounded weight must be
NEST's to 2 % of the range between the bounds, and within 1e-9 of the weight what the protocol's
law gives, taken from event to event, if its bounds act at presynaptic spikes alone.

The eligibility is seen through a `Gate` that opens for one step every 25 ms: weights must grow by
its integral over that step.
"""


def check() -> Topic:
    """All recorded cases."""
    given = recorded("plasticity_dopamine")
    rows: list[Row] = []
    shown: dict[str, Weights] = {}
    times = np.array(given["time_ms"])
    for name, case in given["cases"].items():
        theirs = np.array(case["weight"])
        shown[name] = found = _weights(case, times, True)
        if name == "bounded":
            width = case["params"]["Wmax"] - case["params"]["Wmin"]
            rows.append(_row(f"{name}, w", found, theirs, 2e-2, width, "range"))
            law = np.clip(_walked(case), case["params"]["Wmin"], case["params"]["Wmax"])
            what = f"{name}, w, law with bounds at visits"
            rows.append(_row(what, found, law, 1e-9, given["weight_at_start"], "weight"))
            continue
        rows.append(_row(f"{name}, w", found, theirs, 1e-9, given["weight_at_start"], "weight"))
        width = float(np.ptp(theirs))
        plain = _weights(case, times, False)
        rows.append(_row(f"{name}, w as events come", plain, theirs, 1e-3, width, "range"))
        peak = float(np.abs(case["c"]).max())
        found = _eligibility(case, times)
        rows.append(_row(f"{name}, c", found, np.array(case["c"]), 1e-9, peak, "peak"))
    return Topic(
        "Plasticity modulated by dopamine",
        ABOUT,
        rows,
        draw=lambda figure: _draw(figure, shown),
        size=(8.0, 3.6),
    )


def _row(what: str, found: Weights, theirs: Weights, most: float, width: float, of: str) -> Row:
    return Row(
        f"{what} (last shown)",
        f"{found[-1]:.8g}",
        f"{theirs[-1]:.8g}",
        float(np.max(np.abs(found - theirs))) / width,
        most,
        f"of the {of}",
    )


def _synapse(net: snn.Network, case: dict[str, Any], modulator: Modulator) -> snn.Projection:
    given, p = recorded("plasticity_dopamine"), case["params"]
    source, cell = scripted(net, [given["pre_ms"]], [given["post_ms"]])
    rule = snn.RewardSTDP(
        modulator,
        a_plus=p["A_plus"] * SCALE,
        a_minus=p["A_minus"] * SCALE,
        tau_plus=p["tau_plus"],
        tau_minus=given["tau_minus"],
        tau_eligibility=p["tau_c"],
        w_min=p["Wmin"] * SCALE,
        w_max=p["Wmax"] * SCALE,
    )
    return net.connect(
        source,
        cell,
        snn.OneToOne(),
        weight=given["weight_at_start"] * SCALE,
        delay=0.0,
        dendritic_delay=given["delay_ms"],
        plasticity=rule,
    )


def _weights(case: dict[str, Any], times: Weights, shifted: bool) -> Weights:
    """Weights at these times, of the synapse's clock if ``shifted``."""
    given = recorded("plasticity_dopamine")
    net = snn.Network(dt=given["dt_ms"], precision="double", threads=1)
    late = given["delay_ms"] - (net.dt if shifted else 0.0)
    released = np.array(given["dopamine_ms"])
    turn = np.arange(released.size) - np.searchsorted(released, released)
    neurons = net.population("dopaminergic", int(turn.max()) + 1, snn.SpikeSource())
    net.feed(neurons, times=released + late, neurons=turn)
    p = case["params"]
    dopamine = snn.Concentration(neurons, tau=p["tau_n"], baseline=p["b"])
    return _read(net, _synapse(net, case, dopamine), times + late)


def _eligibility(case: dict[str, Any], times: Weights) -> Weights:
    """The eligibility at these times of the synapse's clock."""
    given, tau = recorded("plasticity_dopamine"), case["params"]["tau_c"]
    net = snn.Network(dt=given["dt_ms"], precision="double", threads=1)
    opens = np.round(times + given["delay_ms"] - net.dt, 6)
    gate = snn.Gate(net, [(float(t), float(t) + net.dt) for t in opens])
    grown = _read(net, _synapse(net, case, gate), opens + net.dt)
    change = np.diff(grown, prepend=given["weight_at_start"])
    return change / (-np.expm1(-net.dt / tau) * tau)


def _read(net: snn.Network, synapse: snn.Projection, times: Sequence[float] | Weights) -> Weights:
    found = []
    for time in times:
        net.run(round(float(time) - net.t, 6))
        found.append(float(synapse.weights[0]) / SCALE)
    return np.array(found)


def _walked(case: dict[str, Any]) -> Weights:
    """The protocol's law from event to event, clipped at presynaptic spikes only."""
    given, p = recorded("plasticity_dopamine"), case["params"]
    arrived = np.array(given["post_ms"]) + given["delay_ms"]
    pre = np.array(given["pre_ms"])
    marks = [(t, 0, "dopamine") for t in given["dopamine_ms"]] + [(t, 1, "post") for t in arrived]
    marks += [(t, 2, "pre") for t in pre] + [(t, 3, "read") for t in given["time_ms"]]
    w, c, n, last = given["weight_at_start"], 0.0, 0.0, 0.0
    rate = 1 / p["tau_c"] + 1 / p["tau_n"]
    out = []
    for t, _, kind in sorted(marks):
        span = t - last
        w -= c * n * np.expm1(-rate * span) / rate
        w += c * p["b"] * p["tau_c"] * np.expm1(-span / p["tau_c"])
        c, n, last = c * np.exp(-span / p["tau_c"]), n * np.exp(-span / p["tau_n"]), t
        if kind == "dopamine":
            n += 1 / p["tau_n"]
        elif kind == "post":
            c += p["A_plus"] * np.exp((pre[pre < t - 1e-6] - t) / p["tau_plus"]).sum()
        elif kind == "pre":
            w = min(max(w, p["Wmin"]), p["Wmax"])
            before = arrived[arrived < t - 1e-6]
            c -= p["A_minus"] * np.exp((before - t) / given["tau_minus"]).sum()
        else:
            out.append(w)
    return np.array(out)


def _draw(figure: Figure, shown: dict[str, Weights]) -> None:
    given = recorded("plasticity_dopamine")
    left, right = figure.subplots(1, 2)
    for name, found in shown.items():
        theirs = given["cases"][name]
        (line,) = left.plot(given["time_ms"], found, linewidth=0.9, label=name)
        left.plot(given["time_ms"], theirs["weight"], "o", markersize=2, color=line.get_color())
        if name == "bounded":
            right.plot(given["time_ms"], found, linewidth=0.9, color=line.get_color())
            right.plot(
                given["time_ms"], theirs["weight"], "o", markersize=2, color=line.get_color()
            )
    left.set(xlabel="time (ms)", ylabel="weight")
    right.set(xlabel="time (ms)", ylabel="weight, bounded (read every 25 ms)")
    left.legend(frameon=False, fontsize=7, title="swiftsnn (lines), NEST (dots)",
                title_fontsize=7)  # fmt: skip
