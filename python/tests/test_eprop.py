"""E-prop against eligibilities of every synapse, forwards in time, in NumPy."""

from __future__ import annotations

import numpy as np
import pytest

import swiftsnn as snn

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
    rule: snn.EProp, model: snn.Model, delay: int, label: int | None = None
) -> tuple[np.ndarray, np.ndarray, np.ndarray, np.ndarray]:
    """What was learned, arriving trains, v - threshold and learning signal of a presentation.

    The potential is recorded after a reset: cells are refractory for one step after a spike, and
    in the step of a spike the margin is what the input has made of it, taken from a twin whose
    threshold nobody reaches, up to the first spike alone. Here no cell fires.
    """
    net = snn.Network(dt=DT, seed=11, precision="double")
    source = net.population("source", 9, snn.Bernoulli(gain=0.15))
    cells = net.population("cells", 6, model)
    net.connect(source, cells, snn.AllToAll(), weight=snn.Uniform(0.2, 1.0), delay=delay * DT)
    trains, potential = net.record(source), net.record(cells, "v")
    gate = None
    if label is not None:
        error = snn.PopulationError(cells, 3, rule="softmax")
        gate = snn.Broadcast(error, cells, through=0)
        rule = rule.gated_by(gate)
    made = net.connect(
        source, cells, snn.AllToAll(), weight=0.0, delay=delay * DT, plasticity=rule
    )
    net.present(
        {}, STEPS * DT, learn=True, teach=None if gate is None else {gate.signal: [label]}
    )
    pre = np.zeros((STEPS, 9))
    times, neurons = trains.events()
    pre[np.rint(times / DT).astype(int) - 1, neurons] = 1.0
    assert cells.counts.sum() == 0
    signal = np.ones((STEPS, 6))
    if gate is not None:
        # Nobody fires: the error is the label minus equal shares.
        signal = signal * ((np.arange(3) == label) - 1 / 3) @ gate.matrix("b").astype(float)[:, :] \
            if False else np.tile(
                ((np.arange(3) == label) - 1 / 3) @ gate.matrix("b").astype(float), (STEPS, 1)
            )
    threshold = cells.state("v_thresh").astype(float)
    return made.to_matrix(), pre, potential.values.astype(float) - threshold, signal
