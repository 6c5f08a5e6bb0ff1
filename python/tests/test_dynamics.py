"""Short-term plasticity: against NEST's recorded synapses, and delivered as plain weights are."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import ArrayLike, NDArray

import swiftsnn as snn

RECORDED = json.loads(
    (Path(__file__).parent / "reference" / "short_term_plasticity.json").read_text("utf-8")
)
CASES = [case for case in RECORDED["cases"] if case["model"] == "tsodyks2_synapse"]
STILL = snn.LIF(tau_m=1e9, v_rest=0.0, v_init=0.0, v_reset=0.0, v_thresh=1e6)
"""A neuron that adds up what it receives."""


def _name(case: dict[str, Any]) -> str:
    return f"{case['set']}, {case['train']}"


def _of(params: Mapping[str, Any], **more: Any) -> snn.TsodyksMarkram:
    return snn.TsodyksMarkram(
        U=params["U"],
        tau_rec=params["tau_rec"],
        tau_facil=params["tau_fac"],
        u_init=params["u"],
        x_init=params["x"],
        **more,
    )


def _jumps(
    net: snn.Network, source: snn.Population, cells: snn.Population, train: list[float]
) -> NDArray[np.floating]:
    """What each spike of a train delivers after 1.5 ms to each neuron, [spike, neuron]."""
    trace = net.record(cells, "v")
    for neuron in range(source.size):
        net.feed(source, train, np.full(len(train), neuron))
    net.run(train[-1] + 10.0)
    arrivals = np.rint((np.array(train) + 1.5) / net.dt).astype(int)
    values = np.asarray(trace.values, np.float64)
    return values[arrivals - 1] - values[arrivals - 2]


@pytest.mark.parametrize("dense", [True, False], ids=["dense", "sparse"])
@pytest.mark.parametrize(("precision", "within"), [("double", 2e-9), ("single", 2e-5)])
@pytest.mark.parametrize("case", CASES, ids=_name)
def test_every_spike_delivers_what_nest_s_synapse_does(
    case: dict[str, Any], precision: str, within: float, dense: bool
) -> None:
    params, train = case["params"], RECORDED["spikes_ms"][case["train"]]
    net = snn.Network(dt=RECORDED["dt_ms"], precision=precision)
    source = net.population("source", 1, snn.SpikeSource())
    cells = net.population("cells", 1, STILL)
    rule = snn.AllToAll() if dense else snn.FromArrays([0], [0])
    synapse = net.connect(
        *(source, cells, rule),
        weight=params["weight"] / 250.0,
        delay=params["delay"],
        dynamics=_of(params),
    )
    found = _jumps(net, source, cells, train)[:, 0] * 250.0
    # The potential leaks a little, and is rounded, at some ten units at the end of a train.
    assert found == pytest.approx(case["delivered"], abs=within * 250.0)
    u, x = synapse.dynamics_state("u"), synapse.dynamics_state("x")
    assert u * x * 250.0 == pytest.approx(
        case["delivered"][-1], rel=1e-13 if precision == "double" else 1e-6
    )


def test_parameters_may_differ_from_neuron_to_neuron() -> None:
    chosen = [case for case in CASES if case["train"] == "irregular"]
    train = RECORDED["spikes_ms"]["irregular"]
    net = snn.Network(dt=0.1, precision="double")
    source = net.population("source", len(chosen), snn.SpikeSource())
    cells = net.population("cells", len(chosen), STILL)
    names = ("U", "u", "x", "tau_rec", "tau_fac")
    params = {name: np.array([case["params"][name] for case in chosen]) for name in names}
    net.connect(source, cells, snn.OneToOne(), weight=250.0, delay=1.5, dynamics=_of(params))
    found = _jumps(net, source, cells, train)
    assert found == pytest.approx(np.transpose([case["delivered"] for case in chosen]), abs=1e-5)


def _spiking(
    dynamics: snn.Dynamics | None,
    *,
    threads: int = 1,
    batch: int = 1,
    size: int = 3000,
    **more: Any,
) -> tuple[snn.Network, snn.Population, snn.Projection]:
    """Poisson neurons onto others, several delays, some pairs joined several times."""
    net = snn.Network(dt=0.5, seed=3, threads=threads, batch=batch)
    source = net.population("source", 2500, snn.Poisson(rate=30.0))
    cells = net.population("cells", size, snn.LIF(v_thresh=1e6))
    projection = net.connect(
        source,
        cells,
        more.get("rule", snn.FixedInDegree(12)),
        weight=snn.Uniform(0.1, 0.4),
        delay=more.get("delay", snn.Uniform(0.5, 4.0)),
        dynamics=dynamics,
    )
    net.connect(cells, cells, snn.FixedInDegree(10), weight=0.3, dynamics=dynamics)
    return net, cells, projection


DYNAMICS = {
    "depression": snn.TsodyksMarkram(U=0.4, tau_rec=100.0, tau_facil=50.0),
    "release": snn.StochasticRelease(0.3),
    "quantal": snn.TsodyksMarkram(U=0.4, tau_rec=100.0, sites=5),
}
WIRED = {
    "drawn delays": {},
    "one delay": {"delay": 1.0},
    "dense": {"rule": snn.AllToAll(), "delay": 1.0, "size": 2100},
    "pairs joined several times": {"rule": snn.FixedTotalNumber(50_000), "size": 20},
}


@pytest.mark.parametrize("wired", WIRED)
@pytest.mark.parametrize("kind", DYNAMICS)
def test_results_do_not_depend_on_threads_or_parts_of_a_run(kind: str, wired: str) -> None:
    found = []
    for threads, parts in ((1, (40.0,)), (2, (40.0,)), (3, (0.5, 13.0, 26.5)), (1, (1.0, 39.0))):
        net, cells, _ = _spiking(DYNAMICS[kind], threads=threads, **WIRED[wired])
        for part in parts:
            net.run(part)
        found.append((cells.state("v").tobytes(), net.counters.synaptic_events))
    assert len(set(found)) == 1


def _lanes(kind: str, only: int | None = None) -> list[NDArray[np.floating]]:
    """Potentials after a run, and after a reset and the same again; of one lane alone, or all."""
    net = snn.Network(dt=0.5, seed=5, batch=3 if only is None else 1)
    source = net.population("source", 4, snn.SpikeSource())
    cells = net.population("cells", 6, snn.LIF(v_thresh=1e6, tau_m=1e6))
    sure = snn.StochasticRelease(1.0, sites=3)
    dynamics = sure if kind == "release" else DYNAMICS["depression"]
    projection = net.connect(source, cells, snn.AllToAll(), weight=1.0, dynamics=dynamics)
    found = []
    for _ in range(2):
        for lane in range(net.batch):
            gaps = 1 + (lane if only is None else only)
            times = net.t + 0.5 * (1 + np.arange(5) * gaps)
            net.feed(source, times, np.arange(5) % 2, lane=lane)
        net.run(20.0)
        found.append(cells.state("v").copy())
        if kind == "depression":
            x = projection.dynamics_state("x")
            assert x.shape == ((3, 4) if only is None else (4,))
            assert x.min() < 0.9
        net.reset()
    if kind == "depression":
        assert (projection.dynamics_state("x") == 1.0).all()
    return found


@pytest.mark.parametrize("kind", ["depression", "release"])
def test_every_lane_has_its_own_state_and_reset_forgets_it(kind: str) -> None:
    first, again = _lanes(kind)
    assert (first == again).all()
    for lane in range(3):
        assert (first[lane] == _lanes(kind, lane)[0]).all()


@pytest.mark.parametrize("gain", [0.02, 0.5])
@pytest.mark.parametrize("kind", DYNAMICS)
def test_rows_on_their_way_wait_in_any_number(kind: str, gain: float) -> None:
    """One lane alone keeps them in a calendar, which has room for few; lanes look them up."""
    found = []
    for batch in (1, 2):
        net = snn.Network(dt=0.5, seed=6, batch=batch)
        source = net.population("source", 60, snn.Bernoulli(gain=gain))
        cells = net.population("cells", 50, snn.LIF(v_thresh=1e6))
        net.connect(
            *(source, cells, snn.FixedProbability(0.5)),
            weight=snn.Uniform(0.0, 1.0),
            delay=snn.Uniform(0.5, 6.0),
            dynamics=DYNAMICS[kind],
        )
        net.run(50.0)
        found.append(np.atleast_2d(cells.state("v"))[0].copy())
    assert (found[0] == found[1]).all()


def test_presentations_scale_what_they_deliver() -> None:
    net = snn.Network(dt=1.0, batch=2)
    pixels = net.population("pixels", 1, snn.Bernoulli())
    cells = net.population("cells", 1, STILL)
    rule = snn.ThreeFactor(rate=0.1)
    dynamics = snn.TsodyksMarkram(U=0.5, tau_rec=1e9)
    net.connect(pixels, cells, snn.AllToAll(), weight=1.0, dynamics=dynamics, plasticity=rule)
    net.present({pixels: [[1.0], [0.0]]}, 5.0, learn=True)
    # Five spikes, the last of which has not arrived: 1/2 + 1/4 + 1/8 + 1/16.
    assert cells.state("v").ravel().tolist() == pytest.approx([0.9375, 0.0], abs=1e-6)


# ---- Release by chance -----------------------------------------------------------------------


def _delivered(
    dynamics: snn.Dynamics, steps: int = 400, targets: int = 500, rule: Any = None, **more: Any
) -> NDArray[np.floating]:
    """What a neuron that fires in every step brings, [step, target]."""
    net = snn.Network(dt=1.0, **{"seed": 1, "precision": "double", **more})
    source = net.population("source", 1, snn.SpikeSource())
    cells = net.population("cells", targets, STILL)
    net.connect(source, cells, rule or snn.AllToAll(), weight=1.0, dynamics=dynamics)
    trace = net.record(cells, "v")
    net.feed(source, raster=np.ones((steps, 1)))
    net.run(steps + 1.0)
    return np.diff(trace.values, axis=0)


@pytest.mark.parametrize(("p", "sites"), [(0.5, 1), (0.03, 1), (0.3, 4), (0.9, 7), (0.02, 100)])
def test_release_is_binomial(p: float, sites: int) -> None:
    counts = np.rint(_delivered(snn.StochasticRelease(p, sites)) * sites)
    draws = counts.size
    assert counts.mean() == pytest.approx(p * sites, abs=5 * (p * (1 - p) * sites / draws) ** 0.5)
    assert counts.var() == pytest.approx(p * (1 - p) * sites, rel=5 * (3 / draws) ** 0.5)
    assert counts.min() >= 0
    assert counts.max() <= sites
    # Neither targets nor steps know of each other.
    bound = 5 / draws**0.5
    for a, b in ((counts[1:], counts[:-1]), (counts[:, 1:], counts[:, :-1])):
        assert abs(np.corrcoef(a.ravel(), b.ravel())[0, 1]) < bound


def test_synapses_of_a_pair_and_sources_release_independently() -> None:
    twice = snn.FromArrays(np.zeros(600, int), np.tile(np.arange(300), 2))
    counts = _delivered(snn.StochasticRelease(0.5), targets=300, rule=twice)
    assert sorted(set(np.rint(counts).ravel())) == [0, 1, 2]
    assert counts.var() == pytest.approx(0.5, abs=0.02)


def test_release_follows_short_term_plasticity_on_average() -> None:
    mean = snn.TsodyksMarkram(U=0.3, tau_rec=20.0, tau_facil=10.0)
    quantal = snn.TsodyksMarkram(U=0.3, tau_rec=20.0, tau_facil=10.0, sites=2)
    found = _delivered(quantal, steps=20, targets=20_000).mean(axis=1)
    assert found == pytest.approx(_delivered(mean, steps=20, targets=1)[:, 0], abs=0.02)


def test_release_depends_on_the_seed() -> None:
    release = snn.StochasticRelease(0.5)
    first, again = _delivered(release, steps=5), _delivered(release, steps=5)
    assert (first == again).all()
    other = _delivered(release, steps=5, seed=2)
    assert 0.4 < (np.rint(first) == np.rint(other)).mean() < 0.6


@pytest.mark.parametrize("wired", WIRED)
def test_sure_release_is_no_release_and_impossible_one_nothing(wired: str) -> None:
    outcomes = []
    for dynamics in (None, snn.StochasticRelease(1.0), snn.StochasticRelease(0.0, sites=3)):
        net, cells, _ = _spiking(dynamics, **WIRED[wired])
        net.run(30.0)
        outcomes.append((cells.state("v").copy(), net.counters.synaptic_events))
    (plain, events), (sure, sure_events), (none, none_events) = outcomes
    assert (plain == sure).all()
    assert events == sure_events == none_events > 0
    assert (none == none[0]).all()


# ---- Refusals --------------------------------------------------------------------------------


def _connect(dynamics: Any, plasticity: Any = None) -> snn.Projection:
    net = snn.Network(dt=1.0)
    source = net.population("source", 3, snn.SpikeSource())
    cells = net.population("cells", 2, snn.LIF())
    return net.connect(
        source, cells, snn.AllToAll(), weight=1.0, dynamics=dynamics, plasticity=plasticity
    )


@pytest.mark.parametrize(
    ("dynamics", "error", "words"),
    [
        (snn.TsodyksMarkram(U=1.5), snn.InvalidArgumentError, "U of the dynamics"),
        (snn.TsodyksMarkram(tau_rec=0.0), snn.InvalidArgumentError, "tau_rec"),
        (snn.TsodyksMarkram(U=[0.1, 0.2]), snn.ShapeError, "takes 1 value or 3"),
        (snn.TsodyksMarkram(U="big"), snn.InvalidArgumentError, "U of TsodyksMarkram"),
        (snn.TsodyksMarkram(sites=2.5), snn.InvalidArgumentError, "whole number"),  # pyright: ignore
        (snn.StochasticRelease(p=-0.1), snn.InvalidArgumentError, "p of the dynamics"),
        (snn.StochasticRelease(sites=0), snn.InvalidArgumentError, "sites"),
        ("depression", snn.InvalidArgumentError, "TsodyksMarkram()"),
        (snn.Dynamics(), snn.InvalidArgumentError, "TsodyksMarkram()"),
    ],
)
def test_what_is_no_dynamics_is_refused(dynamics: Any, error: type[Exception], words: str) -> None:
    with pytest.raises(error) as caught:
        _connect(dynamics)
    assert words in str(caught.value)


def test_dynamics_refuse_weights_that_change_meanwhile() -> None:
    with pytest.raises(snn.InvalidArgumentError, match="with online off"):
        _connect(snn.TsodyksMarkram(), snn.PairSTDP())


def test_only_dynamics_with_state_show_it() -> None:
    for dynamics in (None, snn.StochasticRelease()):
        with pytest.raises(snn.StateError, match="tsodyks_markram"):
            _connect(dynamics).dynamics_state("u")
    with pytest.raises(snn.InvalidArgumentError, match="valid"):
        _connect(snn.TsodyksMarkram()).dynamics_state("y")


def test_projections_with_dynamics_keep_rows_of_their_own() -> None:
    """Bits and joined rows know no factors; weights stay readable and can be set."""
    net = snn.Network(dt=1.0, seed=2)
    source = net.population("source", 200, snn.Poisson(rate=100.0))
    cells = net.population("cells", 2500, snn.LIF(v_thresh=1e6))
    more = net.population("more", 2500, snn.LIF(v_thresh=1e6))
    half = snn.TsodyksMarkram(U=0.5, tau_rec=1e-6)
    scaled = net.connect(source, cells, snn.FixedProbability(0.2), weight=1.0, dynamics=half)
    net.connect(source, more, snn.FixedProbability(0.2), weight=1.0)
    net.run(20.0)
    before = cells.state("v").copy()
    scaled.weights = 2.0
    net.reset()
    assert set(scaled.weights.tolist()) == {2.0}
    net.run(20.0)
    gained: ArrayLike = cells.state("v").mean() + 65.0
    assert gained == pytest.approx(2 * (before.mean() + 65.0), rel=0.2)
