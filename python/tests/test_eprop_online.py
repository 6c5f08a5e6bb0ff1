"""E-prop step by step in run, against a simulation of network, error and learning in NumPy."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pytest

import swiftsnn as snn

SOURCES, CELLS, CLASSES, DT, STEPS = 9, 6, 3, 0.5, 600
TAU, WIDTH, HEIGHT, REST, RESET, THRESHOLD = 10.0, 14.0, 0.4, -65.0, -60.0, -50.0
TAU_RATE, TEMPERATURE = 20.0, 100.0
LABELS = (2, 0)

Carry = Callable[[np.ndarray], np.ndarray]


@dataclass
class Setting:
    """What differs between the simulations."""

    rate: float = 0.05
    tau_eligibility: float = 12.0
    through: int = 0
    delay: int = 3
    threads: int = 1
    precision: str = "double"


def _drive() -> np.ndarray:
    """Spikes of the sources [step, source]."""
    spikes = np.random.default_rng(4).random((STEPS, SOURCES)) < 0.06
    spikes[0] = False
    return spikes


def _weights() -> np.ndarray:
    return np.random.default_rng(6).uniform(1.0, 6.0, (SOURCES, CELLS))


def _run(setting: Setting, pieces: int = 1) -> tuple[np.ndarray, np.ndarray, snn.Broadcast]:
    """Weights after learning [source, cell], spikes [step, cell], and the broadcast."""
    net = snn.Network(dt=DT, seed=11, precision=setting.precision, threads=setting.threads)
    sources = net.population("sources", SOURCES, snn.SpikeSource())
    model = snn.LIF(tau_m=TAU, tau_refrac=0.0, reset="subtract", v_reset=RESET, v_thresh=THRESHOLD)
    cells = net.population("cells", CELLS, model)
    steps, neurons = np.nonzero(_drive())
    net.feed(sources, times=(steps + 1) * DT, neurons=neurons)
    error = snn.PopulationError(cells, CLASSES, rule="softmax", tau=TAU_RATE)
    gate = snn.Broadcast(error, cells, through=setting.through, gain=1.5)
    rule = snn.ThreeFactor(
        pre=snn.Trace(TAU),
        post=snn.Triangle(WIDTH, HEIGHT),
        eligibility=snn.Decay(setting.tau_eligibility),
        rate=setting.rate,
        modulator=gate,
        online=True,
    )
    given = {"weight": _weights(), "delay": setting.delay * DT}
    made = net.connect(sources, cells, snn.AllToAll(), plasticity=rule, **given)
    spikes = net.record(cells)
    for label in LABELS:
        error.set_labels([label])
        for _ in range(pieces):
            net.run(STEPS * DT / len(LABELS) / pieces)
    fired = np.zeros((STEPS, CELLS))
    fired[np.rint(spikes.times / DT).astype(int) - 1, spikes.neurons] = 1.0
    return made.to_matrix(), fired, gate


def _simulate(setting: Setting, carry: Carry) -> tuple[np.ndarray, np.ndarray]:
    """The same in NumPy; ``carry`` makes the third factor [cell] of the error [class]."""
    drive, weights = _drive(), _weights()
    v, trace = np.full(CELLS, REST), np.zeros((SOURCES, 1))
    low_pass, keep = np.zeros((SOURCES, CELLS)), np.exp(-DT / setting.tau_eligibility)
    rates, error = np.zeros(CLASSES), np.zeros(CLASSES)
    fired = np.zeros((STEPS, CELLS))
    for step in range(STEPS):
        late = step - setting.delay
        arrives = drive[late] * 1.0 if late >= 0 else np.zeros(SOURCES)
        v = REST + (v - REST) * np.exp(-DT / TAU) + arrives @ weights
        slope = HEIGHT * np.maximum(0.0, 1 - np.abs(v - THRESHOLD) / WIDTH)
        trace = trace + arrives[:, None]
        low_pass = keep * low_pass + (1 - keep) * trace * slope
        # The error is that of the steps before: it is updated after this one.
        weights = weights + setting.rate * DT * carry(error) * low_pass
        trace = trace * np.exp(-DT / TAU)
        fired[step] = v >= THRESHOLD
        v = v - fired[step] * (THRESHOLD - RESET)
        groups = fired[step].reshape(CLASSES, -1).mean(1) / (DT * 1e-3)
        rates = rates + (groups - rates) * (1 - np.exp(-DT / TAU_RATE))
        power = np.exp((rates - rates.max()) / TEMPERATURE)
        label = LABELS[step * len(LABELS) // STEPS]
        error = (np.arange(CLASSES) == label) - power / power.sum()
    return weights, fired


def _carrier(gate: snn.Broadcast, through: int) -> Carry:
    b = gate.matrix("b").astype(float)
    if through == 0:
        return lambda error: 1.5 * error @ b
    a = gate.matrix("a").astype(float)
    return lambda error: 1.5 * np.tanh(error @ a) @ b


@pytest.mark.parametrize("through", [0, 4])
@pytest.mark.parametrize("delay", [1, 7])
@pytest.mark.parametrize("tau_eligibility", [5.0, 60.0])
def test_a_network_learns_as_a_simulation_of_it_does(
    through: int, delay: int, tau_eligibility: float
) -> None:
    setting = Setting(tau_eligibility=tau_eligibility, through=through, delay=delay)
    weights, fired, gate = _run(setting)
    wanted, expected = _simulate(setting, _carrier(gate, through))
    assert fired.sum() > 50
    np.testing.assert_array_equal(fired, expected)
    assert np.abs(wanted - _weights()).mean() > 0.05
    np.testing.assert_allclose(weights, wanted, rtol=1e-6)
    # Learning changes what fires, so that the simulation follows all of it.
    untaught = _simulate(Setting(0.0, tau_eligibility, through, delay), _carrier(gate, through))
    assert (untaught[1] != fired).any()


@pytest.mark.parametrize("precision", ["single", "double"])
def test_pieces_and_threads_do_not_matter(precision: str) -> None:
    whole = _run(Setting(precision=precision))[0]
    for threads, pieces in ((1, 3), (2, 1), (4, 5)):
        other = _run(Setting(precision=precision, threads=threads), pieces)[0]
        np.testing.assert_array_equal(whole, other)
    wanted = _simulate(Setting(), _carrier(_run(Setting())[2], 0))[0]
    np.testing.assert_allclose(whole, wanted, rtol=1e-3 if precision == "single" else 1e-6)


@pytest.mark.parametrize("seed", [3, 4])
def test_the_error_falls_label_after_label(seed: int) -> None:
    """Each class's error to its own cells, which is the feedback that fits."""
    net = snn.Network(dt=DT, seed=seed)
    sources = net.population("sources", 30, snn.Poisson(rate=60.0))
    cells = net.population("cells", CELLS, snn.LIF(tau_m=TAU, tau_refrac=2.0))
    error = snn.PopulationError(cells, CLASSES, rule="softmax", tau=50.0, temperature=20.0)
    rule = snn.ThreeFactor(
        pre=snn.Trace(TAU),
        post=snn.Triangle(WIDTH, HEIGHT),
        eligibility=snn.Decay(12.0),
        rate=2e-3,
        modulator=snn.FixedFeedback(error, cells, np.repeat(np.eye(CLASSES), 2, axis=1)),
        online=True,
    )
    net.connect(sources, cells, snn.AllToAll(), weight=snn.Uniform(0.5, 1.5), plasticity=rule)

    def mean_error() -> float:
        sizes = []
        for _ in range(20):
            net.run(25.0)
            sizes.append(np.abs(np.asarray(error.value)).sum())
        return float(np.mean(sizes))

    # Of three equal classes it is 4 / 3.
    for label in (1, 2, 0):
        error.set_labels([label])
        before = mean_error()
        net.run(5000.0)
        assert mean_error() < 0.55 < 1.0 < before
