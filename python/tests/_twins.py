"""Projections that learn from the same spikes, one of which shows the changes."""

from __future__ import annotations

import numpy as np

import swiftsnn as snn

DURATION = 40.0
ROUNDS = 6
RULE = snn.ThreeFactor(rate=0.002, post=snn.Trace(9.0))


class Twins:
    """One projection that learns plainly and shows the changes, and others with the same rules."""

    def __init__(self, *, batch: int = 1, threads: int = 1, precision: str = "double") -> None:
        self.net = snn.Network(dt=1.0, seed=9, batch=batch, threads=threads, precision=precision)
        self.source = self.net.population("source", 10, snn.Bernoulli(gain=0.2))
        self.cells = self.net.population("cells", 8, snn.LIF(tau_m=10.0, tau_refrac=0.0))
        self.net.connect(self.source, self.cells, snn.AllToAll(), weight=snn.Uniform(2.0, 8.0))
        up, down = RULE, snn.ThreeFactor(rate=-0.0145)
        self.rules: list[snn.Rule] = [up, down]
        self.plain = self.connect(weight=0.0)

    def connect(self, rules: list[snn.Rule] | None = None, **given: object) -> snn.Projection:
        """Sparse synapses with two delays, the same for all."""
        rng = np.random.default_rng(4)
        pre, post = np.nonzero(rng.random((10, 8)) < 0.8)
        delay = 1.0 + rng.integers(0, 2, len(pre))
        return self.net.connect(
            self.source,
            self.cells,
            snn.FromArrays(pre, post),
            delay=delay,
            plasticity=self.rules if rules is None else rules,
            **given,  # pyright: ignore
        )

    def bounded(self, lower: float, upper: float) -> list[snn.Rule]:
        """The rules with bounds."""
        return [
            snn.ThreeFactor(rate=rule.rate, post=rule.post, w_min=lower, w_max=upper)
            for rule in self.rules
            if isinstance(rule, snn.ThreeFactor)
        ]

    def changes(self, **options: object) -> np.ndarray:
        """A presentation; the plain change of every synapse."""
        before = self.plain.weights.copy()
        self.net.present({}, DURATION, learn=True, **options)  # pyright: ignore
        return self.plain.weights - before


START = np.linspace(-0.5, 0.5, 80)


def start(projection: snn.Projection) -> np.ndarray:
    weights = START[: len(projection)].copy()
    projection.weights = weights
    return weights
