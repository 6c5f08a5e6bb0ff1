"""E-prop against eligibilities of every synapse, forwards in time, in NumPy."""

from __future__ import annotations

from dataclasses import replace

import _learning_reference as reference
import numpy as np
import pytest

import swiftsnn as snn
from swiftsnn.modulation import LabelledSignal

STEPS = 80
DT = 0.5


def _eligibility_change(
    pre: np.ndarray,
    margin: np.ndarray,
    signal: np.ndarray,
    rule: snn.EProp,
    delay: int,
) -> np.ndarray:
    """Change [source, target]; spikes, v - threshold and learning signal are [step, neuron]."""
    beta, tau = rule.adaptation or (0.0, 1.0)
    rho, jump = np.exp(-DT / tau), beta / rule.width
    keep = np.exp(-DT / rule.filter.tau) if rule.filter else 0.0
    trace = np.zeros((pre.shape[1], 1))
    epsilon = np.zeros((pre.shape[1], margin.shape[1]))
    low_pass, total = np.zeros_like(epsilon), np.zeros_like(epsilon)
    for step in range(len(pre)):
        arrives = pre[step - delay] if step >= delay else np.zeros(pre.shape[1])
        trace = trace * np.exp(-DT / rule.tau) + arrives[:, None]
        psi = rule.dampening * np.maximum(0.0, 1 - np.abs(margin[step]) / rule.width)
        eligibility = psi * (trace - jump * epsilon)
        epsilon = psi * trace + (rho - jump * psi) * epsilon
        low_pass = keep * low_pass + (1 - keep) * eligibility
        total += rule.rate * DT * signal[step] * low_pass
    return total


def _presented(
    rule: snn.EProp, model: snn.Model, delay: int = 1, label: int | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray, int]:
    """What was learned, spikes, v - threshold before resets, learning signal, number of spikes.

    Resets subtract and nobody is refractory: at a spike the potential recorded is what it was
    before, less the threshold, plus v_reset.
    """
    net = snn.Network(dt=DT, seed=11, precision="double")
    source = net.population("source", 9, snn.Bernoulli(gain=0.2))
    cells = net.population("cells", 6, model)
    strength = snn.Uniform(1.0, 6.0) if isinstance(model, snn.LIF) else snn.Uniform(0.2, 0.8)
    net.connect(source, cells, snn.AllToAll(), weight=strength)
    trains, fired = net.record(source), net.record(cells)
    potential = net.record(cells, "v")
    shift = net.record(cells, "v_adapt") if isinstance(model, snn.ALIF) else None
    teach: dict[LabelledSignal, list[int]] | None = None
    gate = None
    if label is not None:
        error = snn.PopulationError(cells, 3, rule="softmax")
        gate = snn.Broadcast(error, cells, through=0)
        gate.matrix("b")[:] = np.random.default_rng(1).normal(size=(3, 6))
        rule = rule.gated_by(gate)
        teach = {error: [label]}
    made = net.connect(
        source,
        cells,
        snn.AllToAll(),
        weight=0.0,
        delay=delay * DT,
        plasticity=rule,
    )
    net.present({}, STEPS * DT, learn=True, teach=teach)
    spikes = []
    for population, recorder in ((source, trains), (cells, fired)):
        train = np.zeros((STEPS, population.size))
        times, neurons = recorder.events()
        train[np.rint(times / DT).astype(int) - 1, neurons] = 1.0
        spikes.append(train)
    v = potential.values.astype(float)
    threshold = np.broadcast_to(cells.state("v_thresh").astype(float), v.shape).copy()
    if shift is not None:
        threshold[1:] += shift.values.astype(float)[:-1]
    margin = np.where(spikes[1] > 0, v - cells.get("v_reset"), v - threshold)
    assert (margin[spikes[1] > 0] >= 0).all()
    assert (margin[spikes[1] == 0] < 0).all()
    signal = np.ones((STEPS, 6))
    if gate is not None and label is not None:
        course = reference.Error(3, "softmax").course(spikes[1], label, DT)
        signal = course @ gate.matrix("b").astype(float)
    return made.to_matrix(), spikes[0], margin, signal, int(spikes[1].sum())


LIF = snn.LIF(tau_m=10.0, tau_refrac=0.0, reset="subtract", v_reset=-60.0)
ADAPTING = snn.ALIF(
    tau_m=10.0,
    tau_refrac=0.0,
    reset="subtract",
    v_reset=-60.0,
    beta=4.0,
    tau_adapt=25.0,
)


@pytest.mark.parametrize("delay", [1, 6])
@pytest.mark.parametrize("kappa", [None, 12.0])
@pytest.mark.parametrize("label", [None, 2])
def test_lif_neurons_have_the_eligibility_of_the_paper(
    delay: int, kappa: float | None, label: int | None
) -> None:
    rule = snn.EProp(
        tau=10.0,
        width=14.0,
        dampening=0.4,
        rate=0.3,
        filter=snn.Decay(kappa) if kappa else None,
    )
    change, pre, margin, signal, count = _presented(rule, LIF, delay, label)
    assert count > 20
    wanted = _eligibility_change(pre, margin, signal, rule, delay)
    assert np.abs(wanted).max() > 0.05
    np.testing.assert_allclose(change, wanted, rtol=1e-5, atol=1e-5 * np.abs(wanted).max())


@pytest.mark.parametrize("kappa", [None, 12.0])
@pytest.mark.parametrize("label", [None, 1])
def test_an_adapting_threshold_adds_its_part_to_the_eligibility(
    kappa: float | None, label: int | None
) -> None:
    rule = snn.EProp(
        tau=10.0,
        width=14.0,
        dampening=0.4,
        rate=0.3,
        adaptation=(4.0, 25.0),
        filter=snn.Decay(kappa) if kappa else None,
    )
    change, pre, margin, signal, count = _presented(rule, ADAPTING, 3, label)
    assert count > 20
    wanted = _eligibility_change(pre, margin, signal, rule, 3)
    fast = _eligibility_change(pre, margin, signal, replace(rule, adaptation=None), 3)
    # The slow component is a large part of it.
    assert np.abs(wanted - fast).max() > 0.1 * np.abs(wanted).max()
    np.testing.assert_allclose(change, wanted, rtol=1e-5, atol=1e-5 * np.abs(wanted).max())


def test_terms_beside_an_adapting_one_add_up() -> None:
    adapting = snn.EProp(tau=10.0, width=14.0, rate=0.3, adaptation=(4.0, 25.0))
    plain = snn.ThreeFactor(post=snn.Triangle(9.0, 1.0), rate=-0.1)
    net = snn.Network(dt=DT, seed=2, batch=2)
    source = net.population("source", 9, snn.Bernoulli(gain=0.2))
    cells = net.population("cells", 6, ADAPTING)
    net.connect(source, cells, snn.AllToAll(), weight=0.5)
    rules = ([plain, adapting], adapting, plain)
    both, *each = (
        net.connect(source, cells, snn.AllToAll(), weight=0.0, plasticity=rule) for rule in rules
    )
    net.present({}, STEPS * DT, learn=True)
    parts = [projection.to_matrix() for projection in each]
    assert all(np.abs(part).max() > 1e-3 for part in parts)
    np.testing.assert_allclose(both.to_matrix(), parts[0] + parts[1], atol=1e-5)


def _taught(adapting: bool, seed: int, learn: bool) -> float:
    """Share of patterns named rightly at the end, through a readout that is random and fixed."""
    rng = np.random.default_rng(seed)
    net = snn.Network(dt=1.0, seed=seed, batch=8)
    source = net.population("source", 40, snn.Poisson())
    model = snn.ALIF(beta=4.0, tau_adapt=100.0) if adapting else snn.LIF()
    hidden = net.population("hidden", 40, model)
    readout = net.population("readout", 10, snn.LIF())
    weights = np.repeat(rng.normal(0, 1.5, (40, 2)), 5, axis=1)
    net.connect(hidden, readout, snn.AllToAll(), weight=weights)
    error = snn.PopulationError(readout, 2, rule="softmax", tau=50.0, temperature=20.0, start=20.0)
    # Symmetric: what a neuron adds to a class is what the class's error is to it.
    gate = snn.Broadcast(error, hidden, through=0)
    gate.matrix("b")[:] = weights[:, ::5].T
    rule = snn.EProp(filter=snn.Decay(20.0), adaptation=(4.0, 100.0) if adapting else None)
    strength = snn.Normal(0.1, 0.05) if adapting else snn.Normal(1.0, 0.5)
    net.connect(
        source,
        hidden,
        snn.AllToAll(),
        weight=strength,
        plasticity=rule.gated_by(gate),
        optimiser=snn.Adam(0.05),
    )
    patterns = rng.random((2, 40)) * 60
    right = []
    for _ in range(60):
        labels = rng.integers(0, 2, 8)
        net.present({source: patterns[labels]}, 150.0, teach={error: labels}, learn=learn)
        right.append((error.decode() == labels).mean())
    return float(np.mean(right[-10:]))


@pytest.mark.parametrize("adapting", [False, True])
@pytest.mark.parametrize("seed", [0, 2])
def test_hidden_neurons_learn_what_a_fixed_readout_needs(adapting: bool, seed: int) -> None:
    assert _taught(adapting, seed, learn=False) < 0.7
    assert _taught(adapting, seed, learn=True) > 0.95


def test_what_eprop_cannot_be_is_refused() -> None:
    with pytest.raises(snn.InvalidArgumentError, match=r"beta in mV, tau in ms"):
        snn.EProp(adaptation=3.0)  # pyright: ignore
    with pytest.raises(snn.InvalidArgumentError, match="gated by a modulator"):
        snn.EProp(modulator=1.0)  # pyright: ignore
    with pytest.raises(snn.InvalidArgumentError, match="a Decay or None"):
        snn.EProp(filter=20.0)  # pyright: ignore
    net = snn.Network(dt=DT)
    source = net.population("source", 2, snn.Bernoulli())
    cells = net.population("cells", 2, snn.LIF())
    others = net.population("others", 2, snn.LeakyReadout())
    with pytest.raises(snn.InvalidArgumentError, match=r"width of the triangle of .* above 0"):
        net.connect(source, cells, snn.AllToAll(), weight=0.1, plasticity=snn.EProp(width=0.0))
    with pytest.raises(snn.InvalidArgumentError, match="uses a window or triangle at threshold"):
        net.connect(source, others, snn.AllToAll(), weight=0.1, plasticity=snn.EProp())
    with pytest.raises(snn.InvalidArgumentError, match="needs 'triangle' as its only post factor"):
        net.connect(source, cells, snn.AllToAll(), weight=0.1, plasticity=_Window())


class _Window(snn.Rule):
    def terms(self) -> list[snn.Term]:
        return [snn.Term(snn.Trace(), snn.Window(), 0.1, beta=1.0, online=False)]
