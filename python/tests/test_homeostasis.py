"""Homeostats of neurons: thresholds, currents and gains, against sums in NumPy."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false, reportAttributeAccessIssue=false
import hashlib
from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn

Kind = tuple[snn.Homeostat, str, float]
"""A homeostat, the state variable that it moves, and where that begins."""

TARGETS = np.repeat([15.0, 30.0], 15)

KINDS: dict[str, Kind] = {
    "threshold": (
        snn.ThresholdToRate(TARGETS, gain=0.02, lower=-55.0, upper=-49.0, period=20.0),
        "v_thresh",
        -50.0,
    ),
    "averaged": (
        snn.ThresholdToRate(TARGETS, gain=0.02, period=20.0, tau=70.0),
        "v_thresh",
        -50.0,
    ),
    "count": (snn.ThresholdToCount(target=0.5, gain=0.05, period=1.0), "v_thresh", -50.0),
    "bias": (snn.BiasToRate(TARGETS, gain=0.01, upper=0.5, period=20.0), "bias", 0.0),
    "gain": (snn.GainToRate(TARGETS, gain=0.01, period=20.0, tau=100.0), "gain", 1.0),
    "variance": (
        snn.GainToVariance(400.0, center=10.0, gain=1e-4, decay=0.02, period=20.0),
        "gain",
        1.0,
    ),
}


def _driven(
    homeostats: list[snn.Homeostat], batch: int = 1, threads: int = 1, size: int = 30
) -> tuple[snn.Network, snn.Population, list[snn.Homeostasis]]:
    net = snn.Network(dt=1.0, seed=5, batch=batch, threads=threads)
    cells = net.population("cells", size, snn.LIF())
    net.poisson_input(cells, 2000.0, 1.0)
    return net, cells, [net.homeostasis(cells, each) for each in homeostats]


def _estimates(
    homeostat: snn.Homeostat, raster: NDArray[np.float64], period: int
) -> list[NDArray[np.float64]]:
    """Of every action, from spikes [step, lane, neuron] of 1 ms."""
    found = []
    average, filled = np.zeros(raster.shape[2]), 0.0
    tau = getattr(homeostat, "tau", 0.0)
    keep = np.exp(-period / tau) if tau else 0.0
    for first in range(0, len(raster) - period + 1, period):
        part = raster[first : first + period]
        seen = part.sum(0) / (period * 1e-3)
        if isinstance(homeostat, snn.GainToVariance):
            seen = (seen - homeostat.center) ** 2
        if isinstance(homeostat, snn.ThresholdToCount):
            seen = np.full_like(seen, part.sum() / (period * raster.shape[1]))
        average = keep * average + (1 - keep) * seen.mean(0)
        filled = keep * filled + (1 - keep)
        found.append(average / filled)
    return found


def _moved(homeostat: snn.Homeostat, start: float, estimates: list[NDArray]) -> NDArray:
    """What it moves after every action."""
    now = np.full(len(estimates[0]), start)
    values = []
    for estimate in estimates:
        excess = estimate - homeostat.target
        if isinstance(homeostat, (snn.ThresholdToRate, snn.ThresholdToCount)):
            now = now + homeostat.gain * excess
        else:
            now = now - homeostat.gain * excess - getattr(homeostat, "decay", 0.0) * (now - 1)
        now = np.clip(now, homeostat.lower, homeostat.upper)
        values.append(now)
    return np.array(values)


def _raster(recorder: snn.SpikeRecorder, steps: int, lanes: int, size: int) -> NDArray[np.float64]:
    raster = np.zeros((steps, lanes, size))
    raster[np.rint(recorder.times).astype(int) - 1, recorder.lanes, recorder.neurons] = 1
    return raster


@pytest.mark.parametrize("batch", [1, 3])
@pytest.mark.parametrize("name", KINDS)
def test_runs_move_what_numpy_moves(name: str, batch: int) -> None:
    homeostat, variable, start = KINDS[name]
    net, cells, (handle,) = _driven([homeostat], batch)
    spikes = net.record(cells)
    recorded = net.record(cells, variable, every=1.0)
    net.run(130.0)
    net.run(270.0)
    period = int(homeostat.period)
    estimates = _estimates(homeostat, _raster(spikes, 400, batch, 30), period)
    wanted = _moved(homeostat, start, estimates)
    np.testing.assert_allclose(handle.estimate, estimates[-1], rtol=1e-9)
    np.testing.assert_allclose(handle.value, wanted[-1], rtol=1e-5, atol=1e-6)
    assert np.ptp(wanted) > 0
    # Recorded is what an action at the end of the step has left.
    values = recorded.values.reshape(batch, 400, 30)
    for lane in values:
        np.testing.assert_allclose(lane[period - 1 :: period], wanted, rtol=1e-5, atol=1e-6)
        assert (lane[: period - 1] == np.float32(start)).all()
    assert (cells.state(variable) == handle.value.astype(np.float32)).all()


@pytest.mark.parametrize("name", KINDS)
def test_learning_presentations_move_what_numpy_moves(name: str) -> None:
    described, variable, start = KINDS[name]
    values = {**vars(described), "period": 0.0}
    homeostat = type(described)(**values)
    net, cells, (handle,) = _driven([homeostat], batch=2)
    rasters = []
    for k in range(4):
        net.present({}, 50.0, learn=k != 1)
        if k != 1:
            rasters.append(cells.counts.copy())
    # Only the sums count: all spikes of a presentation in its first step.
    raster = np.zeros((150, 2, 30))
    raster[::50] = rasters
    estimates = _estimates(homeostat, raster, 50)
    np.testing.assert_allclose(handle.estimate, estimates[-1], rtol=1e-9)
    wanted = _moved(homeostat, start, estimates)[-1]
    np.testing.assert_allclose(cells.state(variable), wanted, rtol=1e-5)


@pytest.mark.parametrize(
    "homeostat",
    [
        snn.ThresholdToRate(TARGETS, gain=0.01, period=100.0, tau=500.0),
        snn.BiasToRate(TARGETS, gain=1e-3, period=100.0, tau=500.0),
        snn.GainToRate(TARGETS, gain=5e-4, period=100.0, tau=500.0),
    ],
    ids=["threshold", "bias", "gain"],
)
def test_neurons_settle_at_their_targets(homeostat: snn.Homeostat) -> None:
    net, cells, _ = _driven([homeostat])
    net.run(40_000.0)
    before = cells.counts.copy()
    net.run(40_000.0)
    rates = (cells.counts - before) / 40.0
    assert rates[:15].mean() == pytest.approx(15.0, rel=0.05)
    assert rates[15:].mean() == pytest.approx(30.0, rel=0.05)
    assert np.abs(rates / TARGETS - 1).max() < 0.15


def test_the_threshold_of_a_layer_holds_the_spikes_of_a_step() -> None:
    homeostat = snn.ThresholdToCount(target=1.0, gain=0.01, lower=-60.0, period=1.0)
    net, cells, (handle,) = _driven([homeostat])
    net.run(5000.0)
    before = cells.counts.sum()
    net.run(10_000.0)
    assert (cells.counts.sum() - before) / 10_000 == pytest.approx(1.0, rel=0.05)
    assert np.ptp(handle.value) == 0.0


def test_gains_of_units_with_rates_reach_a_variance() -> None:
    """``dg = eta (variance - r^2) - decay (g - 1)`` at every step (Duong et al. 2023)."""
    net = snn.Network(dt=1.0, seed=2)
    source = net.population("source", 40, snn.RateUnit(tau_m=1.0))
    units = net.population("units", 40, snn.RateUnit(tau_m=5.0))
    spread = np.linspace(0.5, 3.0, 40)
    net.inject(source, snn.NoisyCurrent(std=1.0, tau=5.0), gain=spread)
    net.connect(source, units, snn.OneToOne(), weight=1.0)
    handle = net.homeostasis(
        units, snn.GainToVariance(1.0, gain=1e-3, decay=0.0, period=1.0, upper=100.0)
    )
    recorder = net.record(units, "r")
    gains = net.record(units, "gain")
    net.run(20_000.0)
    assert recorder.values[10_000:].std(0) == pytest.approx(1.0, abs=0.1)
    assert (recorder.values[10_000:] ** 2).mean() == pytest.approx(1.0, rel=0.02)
    assert np.corrcoef(handle.value, 1 / spread)[0, 1] > 0.97
    # The very steps.
    squares = recorder.values[1:].astype(np.float64) ** 2
    wanted = gains.values[:-1] + 1e-3 * (1.0 - squares)
    np.testing.assert_allclose(gains.values[1:], np.clip(wanted, 0, 100.0), rtol=1e-5, atol=1e-6)


def test_a_gain_is_a_factor_of_all_synaptic_input() -> None:
    def fired(model: Callable[[], snn.Neuron], weight: float, gain: float | None) -> list:
        net = snn.Network(dt=0.5, seed=1, threads=2)
        stim = net.population("stim", 20, snn.SpikeSource())
        cells = net.population("cells", 20, model())
        net.feed(stim, raster=np.random.default_rng(0).random((200, 20)) < 0.1)
        for receptor in cells.model.chosen_receptors() or ("excitatory", "inhibitory"):
            net.connect(stim, cells, snn.FixedProbability(0.5), weight=weight, receptor=receptor)
        net.poisson_input(cells, 500.0, weight)
        if gain is not None:
            cells.set_gain(gain)
        recorder = net.record(cells, "v")
        net.run(100.0)
        assert np.ptp(recorder.values) > 1.0
        return recorder.values.tolist()

    for model, weight in ((snn.LIFCondExp, 0.01), (snn.LIFCurrExp, 0.25), (snn.AdEx, 0.01)):
        assert fired(model, weight, None) == fired(model, weight / 2, 2.0)
        assert fired(model, weight, None) == fired(model, weight, 1.0)
        assert fired(model, weight, None) != fired(model, weight, 2.0)


def test_gains_are_set_and_read() -> None:
    net = snn.Network(dt=1.0, batch=2)
    stim = net.population("stim", 3, snn.SpikeSource())
    cells = net.population("cells", 3, snn.LIF(v_init=-65.0))
    net.connect(stim, cells, snn.OneToOne(), weight=4.0)
    cells.set_gain(2.0)
    assert cells.state("gain").tolist() == [2.0, 2.0, 2.0]
    cells.set_gain([0.0, 0.5, 1.0])
    for lane in range(2):
        net.feed(stim, times=[1.0] * 3, neurons=[0, 1, 2], lane=lane)
    net.run(2.0)
    moved = cells.state("v") + 65.0
    np.testing.assert_allclose(moved, np.tile([0.0, 2.0, 4.0], (2, 1)), atol=1e-4)
    cells.state("gain")[:] = 3.0
    net.reset()
    assert cells.state("gain").tolist() == [3.0, 3.0, 3.0]


def test_a_resting_neuron_fires_once_its_threshold_comes_down_to_it() -> None:
    def fired(rests: bool) -> list[tuple[float, int]]:
        net = snn.Network(dt=1.0)
        cells = net.population("cells", 5, snn.LIF(v_rest=-52.0, v_reset=-60.0, v_thresh=-50.0))
        net.homeostasis(cells, snn.ThresholdToRate(20.0, gain=0.02, lower=-55.0, period=40.0))
        if not rests:
            net.inject(cells, snn.ConstantCurrent(amplitude=0.0))
        recorder = net.record(cells)
        net.run(600.0)
        return list(zip(recorder.times.tolist(), recorder.neurons.tolist(), strict=True))

    found = fired(True)
    assert len(found) > 5
    assert found == fired(False)


def test_what_a_homeostat_knows_outlives_a_reset_but_not_a_presentation() -> None:
    homeostat = snn.ThresholdToRate(20.0, gain=0.01, period=100.0, presentations=False)
    net, cells, (handle,) = _driven([homeostat])
    net.run(60.0)
    first = cells.counts.copy()
    net.reset()
    net.run(40.0)
    assert (handle.estimate == (first + cells.counts) / 0.1).all()
    thresholds = cells.state("v_thresh").copy()
    net.present({}, 150.0, learn=True)
    assert (cells.state("v_thresh") == thresholds).all()
    net.reset()
    # Actions keep to the clock: the next is at 300 ms, after 50 ms of this.
    net.run(49.0)
    assert (cells.state("v_thresh") == thresholds).all()
    net.run(1.0)
    np.testing.assert_allclose(handle.estimate, cells.counts / 0.05, rtol=1e-12)
    assert (cells.state("v_thresh") != thresholds).any()


def test_a_homeostat_may_be_held_still() -> None:
    homeostat = snn.ThresholdToRate(20.0, gain=0.01, period=100.0)
    net, cells, (handle,) = _driven([homeostat])
    net.run(100.0)
    handle.active = False
    assert not handle.active
    thresholds = cells.state("v_thresh").copy()
    net.run(250.0)
    net.present({}, 50.0, learn=True)
    assert (cells.state("v_thresh") == thresholds).all()
    net.run(10.0)
    handle.active = True
    before = cells.counts.copy()
    net.run(90.0)
    # What happened before it was let go again does not count.
    np.testing.assert_allclose(handle.estimate, (cells.counts - before) / 0.09, rtol=1e-9)
    assert (cells.state("v_thresh") != thresholds).any()


def test_counts_may_be_written_over() -> None:
    homeostat = snn.ThresholdToRate(20.0, gain=0.01, period=100.0)
    found = []
    for writes in (False, True):
        net, cells, (handle,) = _driven([homeostat])
        net.run(50.0)
        if writes:
            cells.counts[:] = 0
        net.run(50.0)
        found.append(handle.estimate.tolist())
    assert found[0] == found[1]


def test_targets_are_set_and_read() -> None:
    net, _, (handle,) = _driven([snn.GainToRate(40.0, period=10.0)])
    assert handle.target.tolist() == [40.0] * 30
    handle.target = TARGETS
    assert handle.target.tolist() == TARGETS.tolist()
    handle.target = 10.0
    assert handle.target.tolist() == [10.0] * 30
    net.run(10.0)
    wanted = 1.0 + 1e-3 * (10.0 - handle.estimate)
    np.testing.assert_allclose(handle.value, wanted, rtol=1e-6)


STACK = [
    snn.GainToRate(20.0, gain=1e-3, period=5.0, tau=50.0),
    snn.BiasToRate(20.0, gain=1e-3, period=15.0),
    snn.ThresholdToRate(20.0, gain=1e-2, period=60.0, tau=100.0),
]


def test_three_loops_each_act_at_their_own_steps() -> None:
    net, cells, _ = _driven(STACK)
    spikes = net.record(cells)
    recorders = [net.record(cells, name) for name in ("gain", "bias", "v_thresh")]
    net.run(300.0)
    raster = _raster(spikes, 300, 1, 30)
    for homeostat, recorder, start in zip(STACK, recorders, (1.0, 0.0, -50.0), strict=True):
        period = int(homeostat.period)
        wanted = _moved(homeostat, start, _estimates(homeostat, raster, period))
        # Each value holds for a period.
        course = np.concatenate([np.full((period - 1, 30), start), np.repeat(wanted, period, 0)])
        np.testing.assert_allclose(recorder.values, course[:300], rtol=1e-5, atol=1e-6)


def _digest(threads: int, calls: list[float], batch: int = 1) -> str:
    size = 2600 if batch == 1 else 60
    net, cells, handles = _driven(STACK, batch, threads, size)
    synapses = net.connect(
        cells,
        cells,
        snn.FixedInDegree(8),
        weight=snn.Normal(0.5, 0.5),
        delay=snn.Uniform(1.0, 5.0),
        plasticity=None if batch > 1 else snn.PairSTDP(a_plus=0.05, w_min=-4.0, w_max=4.0),
    )
    handles.append(net.homeostasis(synapses, snn.WeightsToSum(6.0, period=25.0)))
    handles.append(net.homeostasis(synapses, snn.WeightsToRate(20.0, period=10.0)))
    recorder = net.record(cells)
    state = net.record(cells, "v_thresh", every=20.0)
    for duration in calls:
        net.run(duration)
    order = np.lexsort((synapses.delays, synapses.post, synapses.pre))
    assert len(recorder.times) > 100
    arrays = [recorder.times, recorder.neurons, recorder.lanes, state.values]
    arrays += [synapses.weights[order], cells.state("gain"), cells.state("bias")]
    arrays += [handle.estimate for handle in handles[:3]]
    made = hashlib.sha256()
    assert all(np.ptp(array) > 0 for array in arrays[3:])
    for array in arrays:
        made.update(np.ascontiguousarray(array).tobytes())
    return made.hexdigest()


@pytest.mark.parametrize("batch", [1, 3])
def test_runs_do_not_depend_on_threads_or_on_how_they_are_split(batch: int) -> None:
    whole = _digest(1, [130.0], batch)
    for threads in (2, 3, 4):
        assert _digest(threads, [130.0], batch) == whole
    assert _digest(1, [1.0, 4.0, 45.0, 9.0, 71.0], batch) == whole
    assert _digest(2, [60.0, 70.0], batch) == whole
