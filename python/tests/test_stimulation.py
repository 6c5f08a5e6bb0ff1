"""Currents, drives over time and patterns; cells under input as large as it comes."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn


def _potentials(current: snn.Current, dt: float = 0.1, **given: object) -> NDArray[np.floating]:
    """Of two neurons with a membrane so slow that v is the integral of the current."""
    net = snn.Network(dt=dt, precision="double")
    cells = net.population("cells", 2, snn.LIF(tau_m=1e9, v_rest=0.0, v_reset=0.0, v_thresh=1e5))
    net.inject(cells, current, **given)  # pyright: ignore[reportArgumentType]
    record = net.record(cells, "v")
    net.run(20.0)
    return np.diff(record.values, axis=0, prepend=0.0) / dt


T = np.arange(200) * 0.1

WAVES: dict[str, tuple[snn.Current, NDArray[np.floating]]] = {
    "constant": (
        snn.ConstantCurrent(amplitude=0.5, start=5.0, stop=10.0),
        np.where((T > 4.95) & (T < 9.95), 0.5, 0.0),
    ),
    "step": (
        snn.StepCurrent(times=[2.0, 4.0, 8.0], amplitudes=[1.0, -2.0, 0.0]),
        np.select([T > 7.95, T > 3.95, T > 1.95], [0.0, -2.0, 1.0], 0.0),
    ),
    "ramp": (
        snn.RampCurrent(first=1.0, last=3.0, start=4.0, stop=8.0),
        np.where((T > 3.95) & (T < 7.95), 1.0 + 2.0 * (T - 4.0) / 4.0, 0.0),
    ),
    "sine": (
        snn.SineCurrent(amplitude=2.0, frequency=100.0, offset=1.0, phase=0.3, start=3.0),
        np.where(T > 2.95, 1.0 + 2.0 * np.sin(2 * np.pi * 0.1 * (T - 3.0) + 0.3), 0.0),
    ),
    "array": (
        snn.ArrayCurrent(values=[1.0, 2.0, 3.0], interval=2.0, start=1.0),
        np.select([T > 6.95, T > 4.95, T > 2.95, T > 0.95], [0.0, 3.0, 2.0, 1.0], 0.0),
    ),
    "repeated": (
        snn.ArrayCurrent(values=[1.0, -1.0], interval=5.0, repeats=True),
        np.where((T + 0.05) % 10 < 5, 1.0, -1.0),
    ),
}


@pytest.mark.parametrize("wave", WAVES)
def test_a_current_is_what_it_is_at_the_start_of_a_step(wave: str) -> None:
    current, expected = WAVES[wave]
    found = _potentials(current)
    assert np.allclose(found[:, 0], expected, atol=1e-6)
    assert np.array_equal(found[:, 0], found[:, 1])


def test_currents_have_gains_and_chosen_neurons() -> None:
    rows = np.array([[1.0, 2.0], [3.0, 4.0]])
    each = _potentials(snn.ArrayCurrent(values=rows, interval=10.0))
    assert np.allclose(each[[0, -1]], rows, atol=1e-6)
    one = snn.ConstantCurrent(amplitude=1.0)
    assert np.allclose(_potentials(one, gain=[2.0, 3.0])[0], [2.0, 3.0])
    assert np.allclose(_potentials(one, neurons=[1], gain=5.0)[0], [0.0, 5.0])
    assert np.allclose(_potentials(one, neurons=np.array([True, False]))[0], [1.0, 0.0])


def _net() -> tuple[snn.Network, snn.Population, snn.Population]:
    net = snn.Network(dt=0.1)
    return net, net.population("cells", 3, snn.LIF()), net.population("noise", 2, snn.Poisson())


MISTAKES: dict[str, tuple[Callable[..., object], str]] = {
    "late": (
        lambda n, c, p: n.inject(c, snn.StepCurrent(times=[0, 1e19], amplitudes=[1, 2])),
        "times of the step current into 'cells' must ascend from 0 to at most 1e12 ms",
    ),
    "off the grid": (
        lambda n, c, p: n.inject(c, snn.ArrayCurrent(values=[1.0], interval=0.25)),
        "interval of the samples current into 'cells' must be a whole number of steps of 0.1 ms",
    ),
    "drive off the grid": (
        lambda n, c, p: n.feed(p, drive=[1.0], interval=0.05),
        "interval of the drive of 'noise' must be a whole number of steps",
    ),
    "low-passed and held": (
        lambda n, c, p: n.inject(c, snn.NoisyCurrent(std=1.0, tau=5.0, interval=1.0)),
        "changes at every step; leave interval 0",
    ),
    "no end": (
        lambda n, c, p: n.inject(c, snn.ConstantCurrent(amplitude=1.0, stop=-np.inf)),
        "stop of the constant current into 'cells' must be",
    ),
    "another neuron": (
        lambda n, c, p: n.inject(c, snn.ConstantCurrent(amplitude=1.0), neurons=[3]),
        "neuron 3 to inject into is not one of the neurons 0 to 2 of 'cells'",
    ),
    "twice the same": (
        lambda n, c, p: n.inject(c, snn.ConstantCurrent(amplitude=1.0), neurons=[0, 0]),
        "must be different ones",
    ),
    "a source": (
        lambda n, c, p: n.inject(p, snn.ConstantCurrent(amplitude=1.0)),
        "'noise' of model 'poisson' is a source and takes no current",
    ),
    "an assignment": (
        lambda n, c, p: setattr(c, "i_offset", 5.0),
        r"set parameters by set\(i_offset=...\)",
    ),
}


@pytest.mark.parametrize("mistake", MISTAKES)
def test_a_mistake_is_told(mistake: str) -> None:
    wrong, sentence = MISTAKES[mistake]
    with pytest.raises(snn.SwiftSNNError, match=sentence):
        wrong(*_net())


def test_a_drive_over_time_makes_poisson_sources_inhomogeneous() -> None:
    net = snn.Network(dt=0.1, seed=4)
    sources = net.population("sources", 2000, snn.Poisson(rate=50.0))
    spikes = net.record(sources)
    net.feed(sources, drive=[0.0, 1.0, 2.0], interval=100.0)
    net.run(400.0)
    counts = np.histogram(spikes.times, bins=[0, 100.05, 200.05, 300.05, 401])[0]
    assert counts[0] == counts[3] == 0
    assert abs(counts[1] - 10_000) < 400
    assert abs(counts[2] - 20_000) < 600


def test_a_pattern_repeats() -> None:
    net = snn.Network(dt=0.1)
    source = net.population("source", 4, snn.SpikeSource())
    spikes = net.record(source)
    net.feed(source, [1.0, 2.0], [0, 3], period=50.0, repetitions=3)
    net.run(150.0)
    assert spikes.times.tolist() == pytest.approx([1.0, 2.0, 51.0, 52.0, 101.0, 102.0])
    assert spikes.neurons.tolist() == [0, 3] * 3


@pytest.mark.parametrize("receptor", ["excitatory", "inhibitory"])
def test_a_conductance_takes_no_negative_weight(receptor: str) -> None:
    net = snn.Network()
    cells = net.population("cells", 3, snn.LIFCondExp())
    for weight in (-0.01, snn.Normal(0.01, 0.01)):
        with pytest.raises(snn.InvalidArgumentError, match=f"'{receptor}' is a conductance"):
            net.connect(cells, cells, snn.AllToAll(), weight=weight, receptor=receptor)
    with pytest.raises(snn.InvalidArgumentError, match="synapse 1 of 'cells' -> 'cells'"):
        pairs = snn.FromArrays([0, 1], [1, 2])
        net.connect(cells, cells, pairs, weight=[0.1, -0.1], receptor=receptor)
    with pytest.raises(snn.InvalidArgumentError, match=r"Poisson input to 'cells' is -0\.1 uS"):
        net.poisson_input(cells, 10.0, -0.1, receptor=receptor)
    made = net.connect(cells, cells, snn.AllToAll(), weight=0.01, receptor=receptor)
    with pytest.raises(snn.InvalidArgumentError, match="give 0 or more"):
        made.weights = -0.01


@pytest.mark.parametrize("model", [snn.AdEx, snn.EIF, snn.HHTraub, snn.LIFCondExp])
@pytest.mark.parametrize("dt", [0.1, 1.0])
def test_inhibition_silences_however_strong(model: type[snn.Neuron], dt: float) -> None:
    net = snn.Network(dt=dt, seed=1)
    cells = net.population("cells", 20, model())
    net.poisson_input(cells, 200.0, 50.0, receptor="inhibitory")
    # Hodgkin-Huxley cells fire by themselves until the first inhibition arrives.
    net.run(50.0)
    before = net.counters.spikes
    record = net.record(cells, "v")
    net.run(250.0)
    assert net.counters.spikes == before
    assert np.isfinite(record.values).all()
    assert record.values.min() > -95.0


@pytest.mark.parametrize(("model", "current"), [(snn.HHTraub, 0.3), (snn.HHSquid, 1.0)])
def test_spikes_of_hodgkin_huxley_cells_are_not_lost_in_long_steps(
    model: type[snn.Neuron], current: float
) -> None:
    counts = []
    for dt in (0.1, 0.5, 1.0):
        net = snn.Network(dt=dt, precision="double")
        net.population("cell", 1, model(**{"i_offset": current}))  # pyright: ignore[reportArgumentType]
        net.run(1000.0)
        counts.append(net.counters.spikes)
    assert counts[0] > 50
    assert max(counts) - min(counts) <= 1


def test_nmda_receptors_act_in_every_method_of_izhikevich_cells() -> None:
    shifts = []
    for method in ("runge-kutta", "euler", "published"):
        net = snn.Network(dt=0.1, precision="double")
        receptors = {"nmda": snn.CondNMDA()}
        cell = net.population("cell", 1, snn.Izhikevich(method=method, receptors=receptors))
        cell.state("dg_nmda")[:] = 0.5
        net.run(5.0)
        shifts.append(cell.state("v")[0])
    assert min(shifts) > -67.0, "-70 without the receptor"
    assert np.ptp(shifts) < 0.5


def test_a_neuron_held_above_threshold_fires_when_it_is_free() -> None:
    trains = []
    for current in (None, snn.ConstantCurrent(amplitude=0.0)):
        net = snn.Network(dt=0.1)
        source = net.population("source", 1, snn.SpikeSource())
        cell = net.population("cell", 1, snn.LIF(reset="subtract", tau_refrac=5.0))
        net.connect(source, cell, snn.OneToOne(), weight=100.0, delay=0.1)
        if current is not None:
            net.inject(cell, current)
        net.feed(source, [1.0], [0])
        spikes = net.record(cell)
        net.run(60.0)
        trains.append(spikes.times.tolist())
    assert trains[0] == trains[1]
    assert len(trains[0]) > 3


def test_a_readout_never_fires_and_eif_has_no_adaptation() -> None:
    net = snn.Network(dt=0.1)
    readout = net.population("readout", 3, snn.LeakyReadout())
    net.poisson_input(readout, 1e4, 1e30)
    for _ in range(3):
        net.inject(readout, snn.ConstantCurrent(amplitude=1e30))
    net.run(50.0)
    assert net.counters.spikes == 0
    with pytest.raises(snn.InvalidArgumentError, match="valid ones are v, g_exc, g_inh"):
        snn.Network().population("eif", 2, snn.EIF()).state("w")
