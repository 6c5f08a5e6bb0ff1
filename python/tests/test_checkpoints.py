"""Networks that are saved and loaded go on with the bits of those that never stopped."""

from __future__ import annotations

import copy
import pickle
from array import array
from fractions import Fraction
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from _checkpointing import again, goes_on, run, same
from _plastic_network import learn
from _rule_cases import CASES

import swiftsnn as snn
from swiftsnn import _checkpoint
from swiftsnn.neurons import Model


def _spikes(net: snn.Network) -> list[int]:
    return [p.counts.sum() for p in net.populations if p.model.name != "analog"]


@pytest.mark.parametrize("case", CASES.values(), ids=CASES)
@pytest.mark.parametrize("precision", ["single", "double"])
def test_rules_go_on(case: Any, precision: str) -> None:
    kept: list[bytes] = []
    made = learn(
        case.rule,
        ms=701.0,
        runs=2,
        precision=precision,
        between=lambda _, net, __: kept.append(_checkpoint.to_bytes(net)),
    )
    other = _checkpoint.from_bytes(kept[0], threads=2)
    before = other.projections[-1].copied_weights()
    other.run(350.5)
    same(made.network, other)
    assert (other.projections[-1].copied_weights() != before).any()


MODELS = [
    *(snn.LIF, snn.ALIF, snn.GIF, snn.LIFCurrExp, snn.LIFCurrAlpha, snn.LIFCondExp),
    *(snn.LIFCondAlpha, snn.AdEx, snn.EIF, snn.Izhikevich, snn.HHTraub, snn.HHSquid),
    *(snn.LeakyReadout, snn.RateUnit),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_models_go_on(model: type[Model]) -> None:
    net = snn.Network(dt=0.1, seed=4)
    noise = net.population("noise", 40, snn.Poisson(rate=60.0))
    cells = net.population("cells", 20, model())
    positive = snn.Uniform(0.0, 0.02 if "HH" in model.__name__ else 0.5)
    net.connect(noise, cells, snn.FixedProbability(0.5), weight=positive, delay=snn.Uniform(1, 4))
    net.inject(cells, snn.NoisyCurrent(std=0.3, tau=10.0))
    net.inject(cells, snn.ArrayCurrent(values=np.linspace(0.0, 1.0, 50), interval=10.0))
    if model.__name__ not in ("LeakyReadout", "RateUnit"):
        net.connect(cells, cells, snn.FixedInDegree(4), weight=positive, delay=2.0)
        net.record(cells)
    net.run(33.3)
    goes_on(net, run)


def test_own_receptors_short_term_plasticity_and_inputs_go_on() -> None:
    net = snn.Network(dt=0.5, seed=2, precision="double")
    source = net.population("source", 30, snn.Poisson(rate=20.0))
    fed = net.population("fed", 5, snn.SpikeSource())
    receptors = {"fast": snn.CondExp(tau_syn=2.0), "slow": snn.CondNMDA()}
    cells = net.population("cells", 12, snn.AdEx(receptors=receptors))
    weight = snn.Uniform(0.0, 0.05)
    net.connect(
        *(source, cells, snn.FixedProbability(0.5)),
        weight=weight,
        delay=snn.Uniform(1.0, 5.0),
        receptor="fast",
        dynamics=snn.TsodyksMarkram(tau_facil=50.0),
    )
    net.connect(
        *(fed, cells, snn.AllToAll()),
        weight=0.05,
        receptor="slow",
        dynamics=snn.StochasticRelease(0.5),
    )
    net.poisson_input(cells, 100.0, 0.02, "fast")
    net.feed(source, drive=np.linspace(0.0, 3.0, 20), interval=25.0)
    net.feed(fed, np.arange(1.0, 400.0, 3.0), np.arange(133) % 5)
    cells.set(v_thresh=np.linspace(-52.0, -48.0, 12))
    cells.set_gain(np.linspace(0.5, 1.5, 12))
    net.run(77.0)
    other = goes_on(net, run)
    np.testing.assert_array_equal(other.populations[2].get("v_thresh"), cells.get("v_thresh"))


def test_names_of_users_may_be_long() -> None:
    net = snn.Network(dt=1.0)
    net.population("cells" * 40, 3, snn.LIF(receptors={"r" * 200: snn.CurrExp(tau_syn=2.0)}))
    goes_on(net, run)


def _trained(update: snn.WeightUpdate | None, optimiser: snn.Optimiser | None) -> snn.Network:
    net = snn.Network(dt=1.0, seed=6, batch=3)
    image = net.population("image", 30, snn.Analog())
    hidden = net.population("hidden", 20, snn.LIF(tau_m=10.0, reset="subtract"))
    out = net.population("out", 12, snn.LIF(tau_m=10.0))
    error = snn.PopulationError(out, 4, rule="softmax", tau=None, delay=3.0)
    gate = snn.Broadcast(error, hidden, through=5) * snn.Scalar(snn.Reward(net, tau=np.inf))
    back = snn.LearnedFeedback(error, hidden, rate=1e-3)
    window = snn.ThreeFactor(
        pre=snn.Spike(), post=snn.Window(5.0), rate=1e-2, w_min=-4.0, w_max=4.0
    )
    net.connect(
        *(image, hidden, snn.AllToAll()),
        weight=snn.Normal(0.3, 0.3),
        plasticity=[window.gated_by(gate), window.gated_by(back)],
        update=update,
        optimiser=optimiser,
    )
    net.connect(
        *(hidden, out, snn.FixedProbability(0.7)),
        weight=snn.Mixture(
            slow=snn.Uniform(0.0, 5.0),
            fast=snn.Component(0.0, 0.5, snn.ThreeFactor(rate=0.05)),
        ),
        delay=snn.Uniform(1.0, 3.0),
    )
    net.homeostasis(hidden, snn.ThresholdToRate(20.0, gain=0.01, tau=100.0))
    net.homeostasis(hidden, snn.GainToRate(20.0, gain=0.01))
    _present(net)
    return net


def _present(net: snn.Network) -> None:
    draws = np.random.default_rng(net.counters.step)
    error = next(part for part in net.parts if isinstance(part, snn.PopulationError))
    for _ in range(3):
        image = draws.normal(1.0, 1.0, (3, 30))
        net.present({net.populations[0]: image}, 40.0, teach={error: draws.integers(0, 4, 3)})


OPTIONS: dict[str, tuple[snn.WeightUpdate | None, snn.Optimiser | None]] = {
    "plain": (None, None),
    "adam": (None, snn.Adam(0.01)),
    "levels": (
        snn.WeightUpdate(levels=32, accumulate=True, stochastic_rounding=True),
        snn.Momentum(),
    ),
    "signs and noise": (snn.WeightUpdate(dale=True, noise=0.01, probability=0.7), None),
}


@pytest.mark.parametrize("options", OPTIONS.values(), ids=OPTIONS)
def test_what_learns_in_presentations_goes_on(options: Any) -> None:
    net = _trained(*options)
    before = net.projections[0].copied_weights()
    other = goes_on(net, _present)
    assert (other.projections[0].copied_weights() != before).any()
    # A copy of a copy is as good.
    goes_on(other, _present)


def _structured(connector: snn.Connector) -> snn.Network:
    net = snn.Network(dt=1.0, seed=8)
    source = net.population("source", 30, snn.Poisson(rate=50.0))
    cells = net.population("cells", 25, snn.LIF())
    synapses = net.connect(
        *(source, cells, connector),
        weight=snn.Uniform(0.1, 1.0) if not isinstance(connector, snn.FromArrays) else 0.5,
        delay=2.0,
        plasticity=snn.PairSTDP(w_max=2.0),
    )
    net.run(50.0)
    synapses.apply(snn.Prune(fraction=0.3))
    synapses.apply(snn.Snapshot())
    synapses.apply(snn.Regrow(0.4))
    net.structure(synapses, snn.Prune(fraction=0.05), period=40.0)
    net.structure(synapses, snn.Regrow(0.4), period=60.0)
    net.record(source)
    return net


PAIRS = np.random.default_rng(2).integers(0, 25, (2, 200))


@pytest.mark.parametrize(
    "connector",
    [snn.AllToAll(), snn.FixedProbability(0.4), snn.FromArrays(*PAIRS)],
    ids=lambda connector: type(connector).__name__,
)
def test_changed_structure_goes_on(connector: snn.Connector) -> None:
    net = _structured(connector)
    net.run(130.0)
    other = goes_on(net, run)
    np.testing.assert_array_equal(other.projections[0].pre, net.projections[0].pre)
    np.testing.assert_array_equal(other.projections[0].origins, net.projections[0].origins)


def test_masks_and_frozen_synapses_go_on() -> None:
    net = _structured(snn.FixedProbability(0.4))
    synapses = net.projections[0]
    mask = np.random.default_rng(1).random(len(synapses)) < 0.8
    synapses.mask = mask
    synapses.frozen = np.random.default_rng(3).random(len(synapses)) < 0.5
    net.run(37.0)
    other = goes_on(net, run)
    for each in (net, other):
        each.projections[0].mask = np.ones(each.projections[0].mask.size, bool)
    goes_on(net, run)
    same(net, again(net))


def test_synapses_given_one_by_one_are_found_again() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    net = snn.Network(dt=0.5, seed=3)
    first = net.population("first", 25, snn.Bernoulli(gain=0.05))
    second = net.population("second", 25, snn.LIFCurrExp())
    draws = np.random.default_rng(4)
    matrix = sparse.random(25, 25, 0.3, random_state=1)
    net.connect(first, second, snn.FromSparse(matrix), delay=1.5, receptor="excitatory")
    net.connect(
        *(first, second, snn.FromArrays(*PAIRS)),
        weight=draws.random(200),
        delay=draws.integers(2, 9, 200) * 0.5,
        dendritic_delay=draws.integers(0, 2, 200) * 0.5,
    )
    net.connect(first, second, snn.FromArrays(*PAIRS), weight=0.25, dendritic_delay=1.0)
    net.connect(first, second, snn.AllToAll(), weight=draws.random((25, 25)))
    net.connect(first, second, snn.OneToOne(), weight=0.1, delay=np.full((25, 25), 2.5))
    net.run(20.0)
    other = goes_on(goes_on(net, run), run)
    for ours, theirs in zip(net.projections, other.projections, strict=True):
        np.testing.assert_array_equal(ours.delays, theirs.delays)
        np.testing.assert_array_equal(ours.dendritic_delays, theirs.dendritic_delays)


def test_bounds_that_leave_out_0_are_no_obstacle() -> None:
    net = snn.Network(dt=1.0, seed=5)
    noise = net.population("noise", 25, snn.Poisson(rate=50.0))
    cells = net.population("cells", 25, snn.LIF())
    rule = snn.PairSTDP(w_min=0.5, w_max=2.0)
    draws = np.random.default_rng(1)
    matrix = draws.uniform(0.6, 1.8, (25, 25))
    net.connect(noise, cells, snn.AllToAll(), weight=matrix, plasticity=rule)
    given = draws.uniform(0.6, 1.8, 200)
    net.connect(noise, cells, snn.FromArrays(*PAIRS), weight=given, plasticity=rule)
    net.run(40.0)
    goes_on(goes_on(net, run), run)


def test_recorders_keep_what_they_have(tmp_path: Path) -> None:
    net = snn.Network(dt=1.0, seed=1)
    cells = net.population("cells", 10, snn.LIF(i_offset=np.linspace(0.5, 1.5, 10)))
    synapses = net.connect(cells, cells, snn.AllToAll(), weight=0.1, plasticity=snn.PairSTDP())
    net.record(cells)
    net.record(cells, "v", every=5.0, neurons=[1, 3])
    net.record(synapses, every=10.0)
    net.record(cells, to=tmp_path / "spikes")
    net.run(100.0)
    other = goes_on(net, run)
    kept = [part for part in other.parts if hasattr(part, "fetch")]
    ours = [part for part in net.parts if hasattr(part, "fetch")]
    np.testing.assert_array_equal(kept[0].times, ours[0].times)
    np.testing.assert_array_equal(kept[1].values, ours[1].values)
    np.testing.assert_array_equal(kept[2].values, ours[2].values)
    # What is in the file stays there.
    assert 0 < len(kept[3]) < len(ours[3])
    net.close()


def test_any_number_of_threads_goes_on_alike() -> None:
    def made(threads: int) -> snn.Network:
        net = snn.Network(dt=0.5, seed=9, threads=threads)
        noise = net.population("noise", 300, snn.Poisson(rate=30.0))
        cells = net.population("cells", 3000, snn.LIF())
        weight = snn.Uniform(0.0, 2.0)
        net.connect(noise, cells, snn.FixedProbability(0.1), weight=weight, delay=snn.Uniform(1, 5))
        net.connect(
            *(cells, cells, snn.FixedInDegree(20)),
            weight=snn.Uniform(0.0, 1.0),
            plasticity=snn.PairSTDP(w_max=1.0),
        )
        net.run(60.0)
        return net

    weights, spikes = set(), set()
    for before, after in ((1, 1), (1, 3), (2, 1), (3, 2)):
        net = again(made(before), after)
        run(net)
        weights.add(net.projections[1].copied_weights().tobytes())
        spikes.add(net.counters.spikes)
    assert len(weights) == len(spikes) == 1


@pytest.mark.parametrize("given", [range(1, 4), array("d", [1, 2, 3]), Fraction(1, 2)])
def test_what_stands_for_numbers_is_saved(given: Any) -> None:
    net = snn.Network(dt=1.0)
    cells = net.population("cells", 3, snn.LIF(i_offset=given))
    net.record(cells, neurons=range(2))
    net.run(30.0)
    other = pickle.loads(pickle.dumps(net))
    same(net, other)


def test_parts_are_copied_with_their_network() -> None:
    net = snn.Network(dt=1.0, seed=3)
    cells = net.population("cells", 5, snn.LIF(i_offset=1.0))
    reward = snn.Reward(net, tau=20.0)
    synapses = net.connect(cells, cells, snn.AllToAll(), weight=0.5)
    mixed = net.connect(cells, cells, snn.AllToAll(), weight=snn.Mixture(a=0.1, b=0.2))
    recorder = net.record(cells)
    scalar = snn.Scalar(reward)
    net.run(30.0)
    given = (net, cells, reward, synapses, mixed, mixed.components["a"], recorder, scalar)
    for made in (copy.deepcopy(given), pickle.loads(pickle.dumps(given))):
        other = made[0]
        assert other is not net
        assert all(part.network is other for part in made[1:])
        assert made[1] is other.populations[0]
        assert made[3] is other.projections[0]
        assert made[4].components["a"] is made[5] is other.projections[1]
        assert made[6].times.tolist() == recorder.times.tolist()
        same(net, other)

    class Mine(snn.Reward):
        pass

    with pytest.raises(snn.StateError, match="cannot be copied or pickled"):
        pickle.dumps(Mine(snn.Network(), tau=20.0))
    alone = pickle.loads(pickle.dumps(synapses))
    assert alone.network is not net
    assert (alone.weights == synapses.weights).all()


def test_files_copies_and_pickles(tmp_path: Path) -> None:
    net = _trained(None, None)
    path = tmp_path / "net.safetensors"
    net.save(path)
    loaded = snn.Network.load(path, threads=1)
    others = [loaded, copy.copy(net), copy.deepcopy(net), pickle.loads(pickle.dumps(net))]
    assert [p.name for p in tmp_path.iterdir()] == ["net.safetensors"]
    _present(net)
    for other in others:
        _present(other)
        same(net, other)
    assert isinstance(loaded.populations[1].model, snn.LIF)
    assert len(loaded.parts) == len(net.parts)
