"""Errors of populations read as classes, how they are carried, and homeostasis."""

from __future__ import annotations

import _learning_reference as reference
import numpy as np
import pytest

import swiftsnn as snn


def _read(batch: int = 1, size: int = 6) -> tuple[snn.Network, snn.Population, snn.Population]:
    """Readout neurons that fire one to one with the drive of their source."""
    net = snn.Network(dt=1.0, batch=batch, seed=3)
    pixels = net.population("pixels", size, snn.Bernoulli())
    readout = net.population("readout", size, snn.LIF(tau_refrac=0.0))
    net.connect(pixels, readout, snn.OneToOne(), weight=100.0)
    return net, pixels, readout


def test_decode_is_the_group_that_fired_most() -> None:
    net, pixels, readout = _read(batch=3)
    error = snn.PopulationError(readout, 3)
    drive = np.zeros((3, 6))
    # Group 1 by one neuron; group 2 by two weaker ones; nobody: the lowest class.
    drive[0, 2], drive[1, 4:], drive[1, 0] = 1.0, 0.7, 1.0
    net.present({pixels: drive}, 50.0)
    assert error.decode().tolist() == [1, 2, 0]


def test_decode_without_a_batch_is_one_class() -> None:
    net, pixels, readout = _read()
    error = snn.PopulationError(readout, 2)
    net.present({pixels: [0, 0, 0, 0, 1, 0]}, 10.0)
    assert error.decode().tolist() == [1]


def test_decode_forgets_the_presentation_before() -> None:
    net, pixels, readout = _read()
    error = snn.PopulationError(readout, 6)
    for label in (4, 1, 5):
        net.present({pixels: np.eye(6)[label]}, 10.0)
        assert error.decode().tolist() == [label]


@pytest.mark.parametrize("rule", ["rate", "winner_take_all", "softmax"])
@pytest.mark.parametrize("label", [0, 1])
def test_the_error_of_known_rates_is_its_formula(rule: str, label: int) -> None:
    # One source, three classes that fire in every step, in every second one, and never: a Delta
    # projection without presynaptic decay integrates their errors.
    net = snn.Network(dt=1.0)
    source = net.population("source", 3, snn.SpikeSource())
    readout = net.population("readout", 3, snn.LIF(tau_refrac=0.0))
    net.connect(source, readout, snn.OneToOne(), weight=100.0)
    raster = np.zeros((200, 3), bool)
    raster[:, 0], raster[::2, 1] = True, True
    net.feed(source, raster=raster)
    parameters = {"tau": 15.0, "target": 600.0, "start": 20.0, "temperature": 300.0}
    error = snn.PopulationError(readout, 3, rule=rule, **parameters)
    taught = net.connect(
        source,
        readout,
        snn.FromArrays([0, 0, 0], [0, 1, 2]),
        weight=np.zeros(3),
        delay=np.ones(3),
        plasticity=snn.Delta(error, rate=1.0, tau=1e-3),
    )
    net.present({}, 200.0, teach={error: [label]})
    post = np.zeros((200, 3))
    post[1:] = raster[:-1]
    course = reference.Error(3, rule, **parameters).course(post, label, 1.0)
    # The presynaptic trace is 1 in every step but the first.
    np.testing.assert_allclose(taught.weights, course[1:].sum(0), rtol=1e-4, atol=1e-4)


def test_broadcast_matrices_have_their_shapes_and_scales() -> None:
    _, _, readout = _read(size=2000)
    error = snn.PopulationError(readout, 4)
    given = snn.Broadcast(error, readout, through=500, scale_a=0.3, scale_b=2.0)
    drawn = snn.Broadcast(error, readout, through=500)
    direct = snn.Broadcast(error, readout, through=0)
    shapes = [gate.matrix(name).shape for gate in (given, drawn) for name in "ab"]
    assert shapes == [(4, 500), (500, 2000)] * 2
    assert direct.matrix("b").shape == (4, 2000)
    spreads = [gate.matrix(name).std() for gate in (given, drawn) for name in "ab"]
    # One over the root of the rows where no scale is given; five standard errors of a spread.
    wanted = np.array([0.3, 2.0, 1 / np.sqrt(4), 1 / np.sqrt(500)])
    errors = 5 / np.sqrt(2 * np.array([4 * 500, 500 * 2000] * 2))
    assert (np.abs(np.array(spreads) / wanted - 1) < errors).all()
    assert not np.array_equal(given.matrix("b") / 2.0, drawn.matrix("b") * np.sqrt(500))


def test_broadcast_matrices_may_be_set_through_their_views() -> None:
    net = snn.Network(dt=1.0)
    cells = net.population("cells", 2, snn.LIF(i_offset=2.0))
    source = net.population("source", 1, snn.Bernoulli())
    error = snn.PopulationError(cells, 2, rule="rate")
    gate = snn.Broadcast(error, cells, through=0)
    rule = snn.ThreeFactor(post=snn.ONE, rate=1.0).gated_by(gate)
    taught = net.connect(source, cells, snn.AllToAll(), weight=0.0, plasticity=rule)
    gate.matrix("b")[:] = [[0.0, 1.0], [0.0, 0.0]]
    net.present({}, 20.0, teach={error: [0]})
    assert taught.weights[0] == 0.0
    assert taught.weights[1] > 0.0


def test_thresholds_move_by_gain_times_excess_rate_within_bounds() -> None:
    net, pixels, readout = _read(batch=2, size=3)
    homeostat = snn.ThresholdToRate(target=100.0, gain=0.01, lower=-50.5, upper=-46.0)
    net.homeostasis(readout, homeostat)
    drive = np.array([[1.0, 0.0, 0.0], [1.0, 1.0, 0.0]])
    net.present({pixels: drive}, 100.0, learn=True)
    # 99 spikes in 100 ms: the source's last one arrives after the end. Mean over the lanes.
    rates = readout.counts.mean(0) / 0.1
    assert rates.tolist() == [990.0, 495.0, 0.0]
    wanted = np.clip(-50.0 + 0.01 * (rates - 100.0), -50.5, -46.0)
    np.testing.assert_allclose(readout.state("v_thresh"), wanted, rtol=1e-6)
    assert wanted[0] == -46.0
    assert wanted[2] == -50.5


def test_thresholds_settle_where_neurons_fire_at_the_target() -> None:
    net = snn.Network(dt=1.0, seed=2)
    cells = net.population("cells", 40, snn.LIF())
    net.poisson_input(cells, 2000.0, 1.0)
    net.homeostasis(cells, snn.ThresholdToRate(target=30.0, gain=0.02))
    for _ in range(150):
        net.present({}, 200.0, learn=True)
    rates = []
    for _ in range(20):
        net.present({}, 200.0)
        rates.append(cells.counts / 0.2)
    assert np.mean(rates) == pytest.approx(30.0, rel=0.05)
