"""Modulators that move parameters of neurons."""

from __future__ import annotations

import numpy as np
import pytest
from _helpers import spikes

import swiftsnn as snn


def _cells(
    size: int = 5, threads: int | None = None
) -> tuple[snn.Network, snn.Population, snn.Population]:
    net = snn.Network(dt=0.5, seed=4, threads=threads)
    source = net.population("source", 40, snn.Poisson(rate=30.0))
    cells = net.population("cells", size, snn.LIF(tau_m=15.0, v_thresh=-55.0))
    net.connect(source, cells, snn.FixedProbability(0.5), weight=3.0, delay=1.0)
    return net, source, cells


def test_a_parameter_is_its_base_and_a_multiple_of_the_modulator() -> None:
    net, source, cells = _cells()
    level = snn.Concentration(source, tau=10.0)
    net.modulate(cells, "v_thresh", level, gain=20.0, offset=1.0, lower=-58.0, upper=-40.0)
    for _ in range(60):
        before = level.value
        net.step()
        np.testing.assert_allclose(
            cells.get("v_thresh"), np.clip(-54.0 + 20.0 * before, None, -40.0), rtol=1e-6
        )
    assert cells.get("v_thresh")[0] > -50.0


def test_neurons_are_as_if_the_user_had_moved_them_step_by_step() -> None:
    trains = []
    for by_hand in (False, True):
        net, source, cells = _cells()
        level = snn.Concentration(source, tau=10.0, amount=0.02)
        if not by_hand:
            net.modulate(cells, "i_offset", level, gain=0.5)
        recorder = net.record(cells)
        for _ in range(200):
            if by_hand:
                cells.set(i_offset=0.5 * np.full(5, level.value))
            net.step()
        trains.append(spikes(recorder))
    assert len(trains[0]) > 50
    assert trains[0] == trains[1]


@pytest.mark.parametrize(
    "cell",
    [snn.Izhikevich(d=8.0, i_offset=9.0), snn.AdEx(i_offset=1.2)],
    ids=["izhikevich", "adex"],
)
@pytest.mark.parametrize("precision", ["single", "double"])
def test_cells_take_over_what_moves_as_when_all_is_derived_anew(
    cell: snn.Model, precision: str
) -> None:
    """Noradrenaline moves the reset and what a spike adds to the recovery variable."""
    izhikevich = isinstance(cell, snn.Izhikevich)
    reset, jump, other = ("c", "d", "a") if izhikevich else ("v_reset", "b", "a")
    gains = {
        reset: 20.0,
        jump: -5.0 if izhikevich else 0.05,
        "i_offset": 8.0 if izhikevich else 1.0,
    }
    trains = []
    for by_hand in (False, True):
        net = snn.Network(dt=0.5, precision=precision)
        cells = net.population("cells", 4, cell)
        base = {name: cells.get(name)[0] for name in gains}
        level, fixed = snn.Reward(net, tau=60.0), cells.get(other)[0]
        level.give(1.0)
        if not by_hand:
            for name, gain in gains.items():
                net.modulate(cells, name, level, gain=gain, upper=-45.0 if name == reset else 50.0)
        recorder = net.record(cells)
        for step in range(400):
            m = float(level.value) if step else 1.0  # pyright: ignore
            if by_hand:
                moved = {name: base[name] + gain * m for name, gain in gains.items()}
                moved[reset] = min(moved[reset], -45.0)
                cells.set(**moved, **{other: fixed})
            net.step()
        trains.append(spikes(recorder))
    assert len(trains[0]) > 20
    assert trains[0] == trains[1]


def test_every_neuron_can_have_its_own() -> None:
    net, source, cells = _cells(6)
    cells.set(v_thresh=np.linspace(-55.0, -50.0, 6))
    activity = snn.Concentration(source, tau=20.0, classes=4)
    broadcast = snn.Broadcast(activity, cells, through=0, scale_b=0.1)
    net.modulate(cells, "v_thresh", broadcast, lower=-60.0)
    net.run(30.0)
    before = broadcast.value
    net.run(0.5)
    np.testing.assert_allclose(
        cells.get("v_thresh"), np.linspace(-55.0, -50.0, 6) + before, rtol=1e-6
    )
    assert np.ptp(before) > 0.01


def test_parameters_move_once_a_period() -> None:
    net, _, cells = _cells()
    level = snn.Reward(net, tau=10.0)
    level.give(1.0)
    net.modulate(cells, "i_offset", level, period=2.0)
    found = []
    for _ in range(12):
        net.step()
        found.append(cells.get("i_offset")[0])
    np.testing.assert_allclose(found, np.exp(-np.repeat([0.0, 2.0, 4.0], 4) / 10.0))


def test_setting_a_moved_parameter_sets_its_base() -> None:
    net, _, cells = _cells()
    level = snn.Reward(net, tau=np.inf)
    net.modulate(cells, "v_thresh", level, gain=2.0, lower=-60.0)
    level.set(1.0)
    net.run(0.5)
    cells.set(v_thresh=-50.0)
    assert cells.get("v_thresh")[0] == -48.0
    net.run(0.5)
    np.testing.assert_array_equal(cells.get("v_thresh"), -48.0)
    cells.set(v_thresh=[-50.0, -49.0, -48.0, -47.0, -46.0], tau_m=10.0)
    net.run(0.5)
    np.testing.assert_array_equal(cells.get("v_thresh"), [-48.0, -47.0, -46.0, -45.0, -44.0])


def test_a_reset_takes_parameters_back() -> None:
    net, _, cells = _cells()
    level = snn.Reward(net, tau=np.inf)
    net.modulate(cells, "v_thresh", level, gain=2.0, lower=-60.0)
    level.set(1.0)
    net.run(0.5)
    np.testing.assert_array_equal(cells.get("v_thresh"), -53.0)
    net.reset()
    np.testing.assert_array_equal(cells.get("v_thresh"), -55.0)


def test_parameters_move_in_presentations() -> None:
    net, _, cells = _cells()
    gate = snn.Gate(net, [(2.0, 5.0)])
    net.modulate(cells, "i_offset", gate, gain=0.3)
    for duration, value in ((2.0, 0.0), (3.0, 0.3), (5.5, 0.0)):
        net.present({}, duration)
        np.testing.assert_array_equal(cells.get("i_offset"), value)


def test_a_silent_population_does_not_rest_while_its_parameters_move() -> None:
    """Rest is by formula from parameters that stand still."""
    net = snn.Network(dt=1.0, seed=4)
    cells = net.population("cells", 3, snn.LIF(tau_m=10.0, v_rest=-65.0))
    level = snn.Reward(net, tau=np.inf)
    net.modulate(cells, "v_rest", level, gain=5.0, lower=-70.0)
    net.run(100.0)
    level.set(1.0)
    net.run(200.0)
    np.testing.assert_allclose(cells.state("v"), -60.0, atol=1e-4)


@pytest.mark.parametrize("threads", [1, 2, 3, 4])
def test_threads_and_split_runs_give_the_same_bits(threads: int) -> None:
    def run(stretches: list[float], threads: int) -> tuple[list[tuple[float, int]], bytes]:
        net, source, cells = _cells(5000, threads)
        level = snn.Concentration(cells, tau=10.0, amount=1e-3)
        own = snn.Broadcast(snn.Concentration(source, classes=4), cells, through=2)
        learned = snn.LearnedFeedback(snn.Concentration(source, classes=2), cells, period=7.0)
        net.modulate(cells, "v_thresh", level * own, gain=3.0, lower=-60.0, upper=-45.0)
        net.modulate(cells, "i_offset", learned, gain=0.1, upper=0.5, period=1.5)
        recorder = net.record(cells)
        for stretch in stretches:
            net.run(stretch)
        return spikes(recorder), learned.matrix("b").tobytes()

    trains, matrix = run([60.0], 1)
    assert len(trains) > 1000
    assert run([60.0], threads) == (trains, matrix)
    assert run([7.0, 0.5, 30.0, 22.5], threads) == (trains, matrix)
