"""An update of a synapse is a function of what it can see.

That is: what its presynaptic neuron sent, how near its postsynaptic neuron was to the threshold,
and what the modulatory neurons broadcast. `_update` is given these alone and finds the same change.
"""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn.datasets import load
from swiftsnn.systems import SRSNN, SRSNNSettings, Stimuli

LANES = 4
SETTINGS = SRSNNSettings(
    hidden=(60, 40), module=20, learns=("input", "forward", "recurrent", "readout")
)
STEPS = int(SETTINGS.duration)


def _update(
    rule: snn.ThreeFactor, sent: NDArray[np.float64], near: NDArray[np.float64], broadcast: float
) -> float:
    """Of one synapse in one presentation; what is sent arrives a step later."""
    keep = np.exp(-1.0 / SETTINGS.tau_trace) if isinstance(rule.pre, snn.Trace) else 0.0
    trace = eligibility = 0.0
    for step in range(1, STEPS):
        trace = keep * trace + sent[step - 1]
        eligibility += trace * near[step]
    return rule.rate * broadcast * eligibility


class Witness:
    """A learning step, and all that went on in it: arrays [lane, step, neuron]."""

    def __init__(self) -> None:
        data = load("digits")
        inputs, labels = data.train_x, data.train_y
        system = SRSNN(Stimuli.of(inputs, data.shape), 10, settings=SETTINGS, batch=LANES)
        # Thresholds find their places: then all layers are awake.
        for k in range(40):
            system.learn(inputs[4 * k : 4 * k + 4], labels[4 * k : 4 * k + 4])
        net, layers = system.network, [*system.hidden, system.readout]
        spikes = [net.record(layer, "spikes") for layer in layers]
        potentials = [net.record(layer, "v", every=1.0) for layer in system.hidden]
        thresholds = [layer.state("v_thresh").copy() for layer in system.hidden]
        self.system = system
        self.before, start = system.weights(), net.t
        system.learn(inputs[:LANES], labels[:LANES])
        self.after = system.weights()
        numbers = inputs[:LANES, None] - system.stimuli.mean
        self.sent = {"input": np.repeat(numbers, STEPS, 1)}
        for layer, recorder in zip(layers, spikes, strict=True):
            fired = self.sent[layer.name] = np.zeros((LANES, STEPS, layer.size))
            for lane in range(LANES):
                times, neurons = recorder.events(lane)
                fired[lane, np.round(times - start).astype(int) - 1, neurons] = 1.0
        self.near = {"readout": np.ones((LANES, STEPS, system.readout.size))}
        for layer, recorder, threshold in zip(system.hidden, potentials, thresholds, strict=True):
            # A reset takes the threshold away from what fired.
            v = np.asarray(recorder.values, float)
            margin = v + self.sent[layer.name] * threshold - threshold
            self.near[layer.name] = (np.abs(margin) < SETTINGS.window).astype(float)
        rates = self.sent["readout"].reshape(LANES, STEPS, 10, -1).mean((1, 3)) * 1e3
        powers = np.exp(rates / SETTINGS.temperature)
        self.errors = np.eye(10)[labels[:LANES]] - powers / powers.sum(1, keepdims=True)

    def broadcast(self, projection: snn.Projection) -> NDArray[np.float64]:
        """What reaches each postsynaptic neuron, [lane, neuron]."""
        rule = projection.plasticity[0]
        assert isinstance(rule, snn.ThreeFactor)
        if isinstance(rule.modulator, snn.Broadcast):
            carried = np.tanh(self.errors @ rule.modulator.matrix("a"))
            return carried @ rule.modulator.matrix("b")
        return np.repeat(self.errors, SETTINGS.per_class, 1)


@pytest.fixture(scope="module")
def witness() -> Witness:
    return Witness()


@pytest.mark.parametrize(
    "kind", ["input 1", "forward 2", "recurrent 1", "recurrent 2", "readout 1"]
)
def test_an_update_is_a_function_of_what_the_synapse_sees(witness: Witness, kind: str) -> None:
    projection = witness.system.projections[kind]
    (rule,) = projection.plasticity
    assert isinstance(rule, snn.ThreeFactor)
    changes = witness.after[kind].ravel() - witness.before[kind].ravel()
    broadcast = witness.broadcast(projection)
    sent, near = witness.sent[projection.source.name], witness.near[projection.target.name]
    largest = float(np.abs(changes).max())
    assert largest > 0
    for synapse in np.random.default_rng(0).choice(changes.size, 60, replace=False):
        i, j = projection.pre[synapse], projection.post[synapse]
        updates = [
            _update(rule, sent[lane, :, i], near[lane, :, j], broadcast[lane, j])
            for lane in range(LANES)
        ]
        assert changes[synapse] == pytest.approx(np.mean(updates), rel=1e-3, abs=1e-3 * largest)
