"""Oja's rule in run: weights become the principal components of the presynaptic traces."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn

DT, TAU = 1.0, 20.0
Array = NDArray[np.float64]


def _volleys(rng: np.random.Generator, ms: float, size: int, part: int) -> NDArray[np.bool_]:
    """Spikes at 4 Hz each, of which the first ``part`` neurons join in common volleys by chance."""
    steps, rate = round(ms / DT) - 2, 4.0 * DT * 1e-3
    joins = np.zeros(size)
    joins[:part] = np.linspace(0.3, 0.95, part)
    volley = rng.random((steps, 1)) < rate
    spikes = volley & (rng.random((steps, size)) < joins)
    return spikes | (rng.random((steps, size)) < (1 - joins) * rate)


def _bursts(rng: np.random.Generator, ms: float, groups: int, part: int) -> NDArray[np.bool_]:
    """Spikes of groups of ``part`` neurons, one or none of which bursts at 60 Hz at a time."""
    steps, each = round(ms / DT) - 2, 100
    active = rng.choice(groups + 1, size=steps // each + 1).repeat(each)[:steps]
    rates = np.ones((steps, groups * part))
    for group in range(groups):
        burst = 60.0 * np.linspace(0.6, 1.4, part)
        rates[active == group, group * part : (group + 1) * part] += burst
    return rng.random(rates.shape) < rates * DT * 1e-3


def _low_pass(spikes: Array, tau: float = TAU) -> Array:
    """Traces [step, neuron] that count the spikes of their step."""
    traces, x = np.empty(spikes.shape), np.zeros(spikes.shape[1])
    for step, each in enumerate(spikes):
        x = x * np.exp(-DT / tau) + each
        traces[step] = x
    return traces


def _components(traces: Array, number: int) -> Array:
    """Principal components [neuron, component] of the traces' correlation, about 0 as in Oja's."""
    return np.linalg.eigh(traces.T @ traces / len(traces))[1][:, -number:]


def _angles(a: Array, b: Array) -> Array:
    """Principal angles of two spaces, degrees."""
    cosines = np.linalg.svd(np.linalg.qr(a)[0].T @ np.linalg.qr(b)[0])[1]
    return np.degrees(np.arccos(np.minimum(cosines, 1.0)))


class GradedOja(snn.Rule):
    """Oja's rule with the potential as what the neuron puts out."""

    def __init__(self, rate: float) -> None:
        self.rate = rate

    def terms(self) -> list[snn.Term]:
        y = snn.Potential(0.0)
        return [
            snn.Term(snn.Trace(TAU), y, self.rate),
            snn.Term(snn.ONE, y * y, -self.rate, dependence="proportional"),
        ]


def _one_neuron(
    seed: int, spikes: NDArray[np.bool_], model: snn.LIF, rule: snn.Rule, gain: float
) -> tuple[Array, Array, snn.Population, Array]:
    """Weights before and after learning from all spikes, the neuron and its spikes [step]."""
    rng, size = np.random.default_rng(seed + 100), spikes.shape[1]
    net = snn.Network(dt=DT, seed=seed, precision="double")
    sources = net.population("sources", size, snn.SpikeSource())
    cell = net.population("cell", 1, model)
    steps, neurons = np.nonzero(spikes)
    net.feed(sources, times=(steps + 1) * DT, neurons=neurons)
    # Larger for those that do not join in, so that there is something to learn.
    start = rng.uniform(0.1, 0.2, size) + np.where(np.arange(size) < 20, 0.0, 0.1)
    made = net.connect(sources, cell, snn.AllToAll(), weight=start[:, None], plasticity=rule)
    made.coefficient = gain
    if isinstance(rule, snn.Oja):
        # Noise, which makes the rate of spikes less of a step function of the input.
        net.poisson_input(cell, 2000.0, 1.0)
        net.poisson_input(cell, 2000.0, -1.0)
    recorder = net.record(cell)
    net.run((len(spikes) + 2) * DT)
    fired = np.zeros(len(spikes) + 3)
    fired[np.rint(recorder.times / DT).astype(int)] = 1.0
    return start, made.to_matrix()[:, 0].astype(float), cell, fired


@pytest.mark.parametrize("seed", range(2))
def test_weights_of_a_spiking_neuron_turn_to_the_principal_component(seed: int) -> None:
    spikes = _volleys(np.random.default_rng(seed), 200_000.0, 60, 20)
    model = snn.LIF(tau_m=TAU, tau_refrac=0.0, v_rest=0.0, v_reset=0.0, v_thresh=15.0)
    start, weights, _, fired = _one_neuron(seed, spikes, model, snn.Oja(1e-4, tau=TAU), 8.0)
    assert fired.sum() > 500
    traces = _low_pass(spikes.astype(float))
    first = _components(traces, 1)
    assert _angles(start[:, None], first)[0] > 30.0
    assert _angles(np.ones((60, 1)), first)[0] > 20.0
    assert _angles(weights[:, None], first)[0] < 10.0
    # They rest where the mean change is 0, w = <x y> / <y^2>, which sets their norm: spikes are no
    # linear function of the input. Arrivals are one step late, and y does not see its own step.
    y = _low_pass(fired[:, None])[:-1, 0]
    x = np.vstack([np.zeros((2, 60)), traces])[: len(y)]
    late = len(y) // 2
    wanted = x[late:].T @ y[late:] / (y[late:] @ y[late:])
    assert _angles(weights[:, None], wanted[:, None])[0] < 5.0
    assert np.linalg.norm(weights) == pytest.approx(np.linalg.norm(wanted), rel=0.1)


@pytest.mark.parametrize("gain", [1.0, 4.0])
def test_a_linear_neuron_finds_the_component_with_the_norm_of_theory(gain: float) -> None:
    spikes = _volleys(np.random.default_rng(5), 200_000.0, 60, 20)
    model = snn.LIF(tau_m=TAU, v_rest=0.0, v_reset=0.0, v_thresh=1e6)
    start, weights, cell, _ = _one_neuron(5, spikes, model, GradedOja(1e-4 / gain), gain)
    assert cell.counts[0] == 0
    first = _components(_low_pass(spikes.astype(float)), 1)
    assert _angles(start[:, None], first)[0] > 20.0
    assert _angles(weights[:, None], first)[0] < 5.0
    # y = gain w x: w = gain C w / (gain^2 w C w), so that |w|^2 = 1 / gain but for noise.
    assert np.linalg.norm(weights) == pytest.approx(gain**-0.5, rel=0.05)


def _lateral(seed: int, inhibits: bool) -> tuple[Array, Array]:
    """Angles of the weights of three neurons to the first three components, before and after."""
    rng, groups, part = np.random.default_rng(seed), 3, 16
    spikes = _bursts(rng, 100_000.0, groups, part)
    start = rng.uniform(0.1, 0.3, (groups * part, groups))
    net = snn.Network(dt=DT, seed=seed, precision="double")
    sources = net.population("sources", groups * part, snn.SpikeSource())
    model = snn.LIF(tau_m=TAU, tau_refrac=0.0, v_rest=0.0, v_reset=0.0, v_thresh=15.0, v_min=-15.0)
    cells = net.population("cells", groups, model)
    steps, neurons = np.nonzero(spikes)
    net.feed(sources, times=(steps + 1) * DT, neurons=neurons)
    rule = snn.Oja(1e-4, tau=TAU)
    made = net.connect(sources, cells, snn.AllToAll(), weight=start, plasticity=rule)
    made.coefficient = 5.0
    net.poisson_input(cells, 2000.0, 1.0)
    net.poisson_input(cells, 2000.0, -1.0)
    if inhibits:
        anti = snn.AntiHebbian(0.2, TAU, growth=0.04, w_min=-200.0, w_max=0.0)
        pairs = np.nonzero(~np.eye(groups, dtype=bool))
        net.connect(cells, cells, snn.FromArrays(*pairs), weight=0.0, plasticity=anti)
    net.run(100_000.0)
    first = _components(_low_pass(spikes.astype(float)), groups)
    return _angles(start, first), _angles(made.to_matrix().astype(float), first)


@pytest.mark.parametrize("seed", range(3))
def test_neurons_that_learn_to_inhibit_each_other_span_the_first_components(seed: int) -> None:
    """Foldiak (1989), with spikes; the groups are as frequent as each other, so none is left."""
    before, after = _lateral(seed, inhibits=True)
    assert before.max() > 60.0
    assert after.max() < 10.0
    # Without inhibition they all tend to the first.
    assert _lateral(seed, inhibits=False)[1].max() > 2 * after.max()
