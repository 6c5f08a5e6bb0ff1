"""Learning by its definitions: a trace a synapse, forwards in time, double precision, dense."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass
class Term:
    """``rate * pre * post * modulator``, through an eligibility trace where it has one."""

    pre: str
    post: str
    rate: float
    tau_pre: float = 20.0
    tau_post: float = 20.0
    width: float = 0.5
    tau_eligibility: float = 0.0

    def change(
        self, pre: Array, post: Array, dt: float, delay: int, margin: Array, modulator: Array
    ) -> Array:
        """Change [source, target] of one lane; arrays are [step, neuron], pre spikes or numbers."""
        keep = np.exp(-dt / self.tau_eligibility) if self.tau_eligibility else 0.0
        # A trace that only gathers has unit height in place of unit area.
        area = dt if self.tau_eligibility >= 1e9 else 1 - keep
        trace, fired = np.zeros(pre.shape[1]), np.zeros(post.shape[1])
        eligibility = np.zeros((pre.shape[1], post.shape[1]))
        total = np.zeros_like(eligibility)
        density = dt if self.pre == "trace" and self.post != "spike" else 1.0
        for step in range(len(pre)):
            arrives = pre[step - delay] if step >= delay else np.zeros(pre.shape[1])
            trace = trace * np.exp(-dt / self.tau_pre) + arrives
            factor = {
                "spike": post[step],
                "trace": fired,
                "window": (np.abs(margin[step]) < self.width).astype(float),
                "one": np.ones(post.shape[1]),
            }[self.post]
            product = np.outer(trace if self.pre == "trace" else arrives, factor) * density
            eligibility = eligibility * keep + area * product
            total += self.rate * eligibility * modulator[step]
            fired = (fired + post[step]) * np.exp(-dt / self.tau_post)
        return total


@dataclass
class Error:
    """The error of groups of neurons; see ``swiftsnn.PopulationError``."""

    classes: int
    rule: str
    tau: float | None = 20.0
    target: float = 500.0
    start: float = 0.0
    temperature: float = 100.0

    def course(self, post: Array, label: int, dt: float) -> Array:
        """Errors [step, class] of one lane, each with the spikes of its own step."""
        groups = post.reshape(len(post), self.classes, -1).mean(2) / (dt * 1e-3)
        rates, errors = np.zeros(self.classes), np.zeros((len(post), self.classes))
        for step, group in enumerate(groups):
            keep = step / (step + 1) if self.tau is None else np.exp(-dt / self.tau)
            rates = rates * keep + (1 - keep) * group
            if label >= 0 and step >= round(self.start / dt):
                errors[step] = getattr(self, f"_{self.rule}")(rates, label)
        return errors

    def _rate(self, rates: Array, label: int) -> Array:
        return np.clip((np.arange(self.classes) == label) - rates / self.target, -1.0, 1.0)

    def _winner_take_all(self, rates: Array, label: int) -> Array:
        errors = np.zeros(self.classes)
        others = np.where(np.arange(self.classes) == label, -np.inf, rates)
        rival = int(np.argmax(others))
        errors[rival] = -min(1.0, rates[rival] / self.target)
        errors[label] = np.clip(1 - rates[label] / self.target, 0.0, 1.0)
        return errors

    def _softmax(self, rates: Array, label: int) -> Array:
        power = np.exp((rates - rates.max()) / self.temperature)
        return (np.arange(self.classes) == label) - power / power.sum()


def pair_rule(
    pre: Array, post: Array, weight: float, a_plus: float, a_minus: float, tau: float, dt: float
) -> float:
    """Weight of one synapse after pair STDP spike by spike; trains [step] as they arrive."""
    x = y = 0.0
    for arrives, fires in zip(pre, post, strict=True):
        weight = max(weight - a_minus * y * arrives, 0.0)
        x += arrives
        weight = min(weight + a_plus * x * fires, 1.0)
        y += fires
        x, y = x * np.exp(-dt / tau), y * np.exp(-dt / tau)
    return weight
