"""Axonal and dendritic delays: their sum for what arrives, each for itself where weights learn."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn

RECORDED = json.loads(
    (Path(__file__).parent / "reference" / "plasticity_delays.json").read_text("utf-8")
)
NEST = RECORDED["rule"]
SCALE = 1e-3
"""Of weights, so that the synapse does not make its target fire."""
RULE = snn.PairSTDP(
    a_plus=NEST["lambda"] * NEST["Wmax"] * SCALE,
    a_minus=NEST["alpha"] * NEST["lambda"] * NEST["Wmax"] * SCALE,
    tau_plus=NEST["tau_plus"],
    tau_minus=NEST["tau_minus"],
    w_min=0.0,
    w_max=NEST["Wmax"] * SCALE,
)


def _weights_at_pre(
    pre: list[float], post: list[float], axonal: float, dendritic: float, weight: float
) -> list[float]:
    """Weights right after each presynaptic spike was delivered."""
    net = snn.Network(dt=0.1, precision="double")
    source = net.population("source", 1, snn.SpikeSource())
    trigger = net.population("trigger", 1, snn.SpikeSource())
    cell = net.population("cell", 1, snn.LIF(tau_refrac=0.0))
    net.connect(trigger, cell, snn.OneToOne(), weight=100.0)
    synapse = net.connect(
        *(source, cell, snn.OneToOne()),
        weight=weight,
        delay=axonal,
        dendritic_delay=dendritic,
        plasticity=RULE,
    )
    net.feed(source, pre, np.zeros(len(pre)))
    net.feed(trigger, np.array(post) - 0.1, np.zeros(len(post)))
    found = []
    for time in pre:
        net.run(round(time + axonal + dendritic - net.t, 6))
        found.append(float(synapse.weights[0]))
    net.run(max(post) - min(max(post), net.t) + 1.0)
    assert cell.counts[0] == len(post)
    return found


def _expected(
    pre: list[float], post: list[float], axonal: float, dendritic: float, weight: float
) -> list[float]:
    """All pairs, at the times at which spikes reach the synapse."""
    step = RULE.a_plus
    before = np.array(pre) + axonal
    events = sorted([(t + dendritic, 1) for t in post] + [(t, 0) for t in before])
    out = []
    for time, is_post in events:
        partners = before if is_post else np.array(post) + dendritic
        lags = time - partners
        if is_post:
            weight += step * np.exp(-lags[lags > -1e-6] / RULE.tau_plus).sum()
        else:
            weight -= RULE.a_minus * np.exp(-lags[lags > 1e-6] / RULE.tau_minus).sum()
        weight = min(max(weight, RULE.w_min), RULE.w_max)
        if not is_post:
            out.append(weight)
    return out


@pytest.mark.parametrize("delay", [1.0, 3.0, 5.0])
@pytest.mark.parametrize("name", ["irregular", "near the limit"])
def test_a_dendritic_delay_is_nest_s(name: str, delay: float) -> None:
    (trains,) = [each for each in RECORDED["lists"] if each["name"] == name]
    (case,) = [each for each in trains["cases"] if each["delay_ms"] == delay]
    pre, post = trains["pre_ms"], trains["post_ms"]
    found = _weights_at_pre(pre, post, 0.0, delay, case["weight_at_start"] * SCALE)
    np.testing.assert_allclose(np.array(found) / SCALE, case["weights_at_pre"], rtol=1e-9)


@pytest.mark.parametrize(("axonal", "dendritic"), [(0.0, 0.1), (2.0, 3.0), (4.0, 0.7), (1.0, 8.0)])
@pytest.mark.parametrize("seed", range(3))
def test_both_delays_shift_their_spikes(axonal: float, dendritic: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    pre, post = (
        [round(float(k) * 0.1, 6) for k in np.sort(rng.choice(np.arange(20, 3000), 60, False))]
        for _ in range(2)
    )
    # What reaches the synapse in one step: after the presynaptic spike, whose weight it misses.
    arrivals = {round(t + axonal, 6) for t in pre}
    post = [t for t in post if round(t + dendritic, 6) not in arrivals]
    found = _weights_at_pre(pre, post, axonal, dendritic, 0.05)
    np.testing.assert_allclose(found, _expected(pre, post, axonal, dendritic, 0.05), rtol=1e-9)


def _learning(threads: int) -> tuple[snn.Network, snn.Projection]:
    """A plastic projection that threads share; the targets rest when nothing arrives."""
    net = snn.Network(dt=0.5, seed=2, threads=threads)
    source = net.population("source", 600, snn.Poisson(rate=20.0))
    cells = net.population("cells", 2500, snn.LIF(i_offset=0.2))
    rule = snn.PairSTDP(a_plus=0.05, a_minus=0.04, w_max=2.0)
    return net, net.connect(
        *(source, cells, snn.FixedInDegree(30)),
        weight=snn.Uniform(0.2, 1.8),
        delay=snn.Uniform(0.0, 2.0),
        dendritic_delay=1.5,
        plasticity=rule,
    )


def test_learning_depends_neither_on_threads_nor_on_parts_of_a_run() -> None:
    found = set()
    for threads, parts in ((1, (100.0,)), (2, (100.0,)), (3, (0.5, 40.0, 59.5))):
        net, synapses = _learning(threads)
        start = synapses.weights
        for part in parts:
            net.run(part)
        assert net.counters.spikes > 2000
        assert (synapses.weights != start).mean() > 0.5
        found.add(synapses.weights.tobytes())
    assert len(found) == 1


# ---- What arrives ----------------------------------------------------------------------------


def _arrived(delay: Any, dendritic: Any, connector: Any = None) -> NDArray[np.floating]:
    net = snn.Network(dt=0.5, seed=8)
    source = net.population("source", 50, snn.Poisson(rate=50.0))
    cells = net.population("cells", 2200, snn.LIF(v_thresh=1e6))
    net.connect(
        *(source, cells, connector or snn.FixedProbability(0.1)),
        weight=0.3,
        delay=delay,
        dendritic_delay=dendritic,
    )
    net.run(60.0)
    return cells.state("v").copy()


@pytest.mark.parametrize(
    ("axonal", "dendritic", "together"),
    [
        (1.0, 2.0, 3.0),
        (0.0, 3.0, 3.0),
        (None, 3.0, 3.0),
        (0.25, 0.25, 0.5),
        (snn.Uniform(0.5, 4.0), 1.0, snn.Uniform(1.5, 5.0)),
        (snn.Normal(2.0, 1.0, lower=0.0), 0.5, snn.Normal(2.5, 1.0, lower=0.5)),
        (snn.Constant(2.0), 1.0, 3.0),
    ],
)
def test_spikes_arrive_after_both_delays(axonal: Any, dendritic: float, together: Any) -> None:
    assert (_arrived(axonal, dendritic) == _arrived(together, None)).all()


def test_synapses_may_have_dendritic_delays_of_their_own() -> None:
    rng = np.random.default_rng(0)
    count = 3000
    pre, post = rng.integers(0, 50, count), rng.integers(0, 2200, count)
    axonal, dendritic = rng.integers(1, 8, count) * 0.5, rng.integers(0, 4, count) * 0.5
    arrays = snn.FromArrays(pre, post)
    found = _arrived(axonal, dendritic, arrays)
    assert (found == _arrived(axonal + dendritic, None, arrays)).all()
    net = snn.Network(dt=0.5, threads=2)
    source, cells = (net.population(name, 2200, snn.LIF()) for name in ("source", "cells"))
    made = net.connect(source, cells, arrays, weight=1.0, delay=axonal, dendritic_delay=dendritic)
    order = np.lexsort((post, axonal + dendritic, pre))
    assert (made.delays == (axonal + dendritic)[order]).all()
    assert (made.dendritic_delays == dendritic[order]).all()


def test_equal_dendritic_delays_are_one() -> None:
    net = snn.Network(dt=0.5)
    cells = net.population("cells", 3, snn.LIF())
    pairs = snn.FromArrays([0, 1, 2], [1, 2, 0])
    delays: dict[str, Any] = {"delay": [1.0, 2.0, 0.5], "dendritic_delay": [1.5, 1.5, 1.5]}
    made = net.connect(cells, cells, pairs, weight=0.5, plasticity=snn.PairSTDP(), **delays)
    assert made.dendritic_delays.tolist() == [1.5] * 3
    net.run(5.0)


def test_one_dendritic_delay_shows_for_every_synapse() -> None:
    net = snn.Network(dt=0.5)
    cells = net.population("cells", 3, snn.LIF())
    made = net.connect(cells, cells, snn.AllToAll(), weight=1.0, delay=1.0, dendritic_delay=0.5)
    assert made.dendritic_delays.tolist() == [0.5] * 9
    assert made.delays.tolist() == [1.5] * 9
    plain = net.connect(cells, cells, snn.AllToAll(), weight=1.0)
    assert plain.dendritic_delays.tolist() == [0.0] * 9


# ---- Refusals --------------------------------------------------------------------------------

TWO = snn.FromArrays([0, 1], [0, 1])


@pytest.mark.parametrize(
    ("given", "error", "words"),
    [
        ({"delay": 3.0, "dendritic_delay": -1.0}, snn.InvalidArgumentError, "0 ms or more"),
        ({"dendritic_delay": np.nan}, snn.InvalidArgumentError, "delay"),
        ({"dendritic_delay": 0.0}, snn.InvalidArgumentError, "below one step"),
        ({"dendritic_delay": snn.Uniform(1.0, 2.0)}, snn.InvalidArgumentError, "FromArrays"),
        ({"dendritic_delay": [[1.0]]}, snn.ShapeError, "dendritic_delay"),
        ({"dendritic_delay": [1.0, 2.0]}, snn.InvalidArgumentError, "not an array"),
        (
            {"connector": TWO, "delay": [1.0, 2.0], "dendritic_delay": [1.0, 2.0, 3.0]},
            snn.ShapeError,
            "as many as there are synapses",
        ),
        (
            {"delay": snn.Normal(1.0, 5.0, lower=-2.0), "dendritic_delay": 3.0},
            snn.InvalidArgumentError,
            "the rest is its axonal delay",
        ),
        (
            {"connector": TWO, "delay": 1.0, "dendritic_delay": [1.0, 2.0]}
            | {"plasticity": snn.PairSTDP(w_max=5.0)},
            snn.InvalidArgumentError,
            "one dendritic delay for all synapses",
        ),
        (
            {"delay": 1.0, "dendritic_delay": 1.0, "plasticity": snn.ThreeFactor()},
            snn.InvalidArgumentError,
            "presentations",
        ),
    ],
)
def test_delays_that_cannot_be_are_refused(
    given: dict[str, Any], error: type[Exception], words: str
) -> None:
    net = snn.Network(dt=0.5)
    cells = net.population("cells", 3, snn.LIF())
    with pytest.raises(error) as caught:
        net.connect(
            *(cells, cells, given.pop("connector", snn.AllToAll())), **{"weight": 1.0, **given}
        )
    assert words in str(caught.value)
    # The first of drawn delays may be refused by the sum, before anything is made.
    assert net.counters.synapses == 0


def test_presentations_learn_with_axonal_delays_only() -> None:
    net = snn.Network(dt=0.5)
    pixels = net.population("pixels", 3, snn.Bernoulli())
    cells = net.population("cells", 3, snn.LIF())
    net.connect(
        *(pixels, cells, snn.AllToAll()),
        weight=0.5,
        dendritic_delay=1.0,
        plasticity=snn.PairSTDP(),
    )
    net.present({}, 5.0)
    with pytest.raises(snn.StateError, match="axonal delays only"):
        net.present({}, 5.0, learn=True)
    net.run(5.0)
