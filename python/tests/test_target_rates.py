"""Rules and homeostats that hold a rate reach it, also while other rules run."""

from __future__ import annotations

import numpy as np
import pytest

import swiftsnn as snn

CELLS = 10


def _driven(seed: int = 1, model: snn.Model | None = None) -> tuple[snn.Network, snn.Population]:
    """Cells that different constant currents drive, beside what else they get."""
    net = snn.Network(dt=0.5, seed=seed)
    cells = net.population("cells", CELLS, model or snn.LIF(tau_refrac=2.0))
    net.inject(cells, snn.ConstantCurrent(amplitude=0.4))
    net.poisson_input(cells, 1500.0, 0.8)
    return net, cells


def _rates(net: snn.Network, cells: snn.Population, ms: float) -> np.ndarray:
    """Of each cell over the next ``ms``, Hz."""
    before = cells.counts.copy()
    net.run(ms)
    return (cells.counts - before) / (ms * 1e-3)


@pytest.mark.parametrize("target", [5.0, 15.0])
@pytest.mark.parametrize("kind", ["negative", "conductance"])
def test_inhibitory_plasticity_holds_the_target_rate(kind: str, target: float) -> None:
    conducts = kind == "conductance"
    model = snn.LIFCondExp(tau_refrac=2.0) if conducts else snn.LIF(tau_refrac=2.0)
    net = snn.Network(dt=0.5, seed=3)
    cells = net.population("cells", CELLS, model)
    exciting = net.population("exciting", 100, snn.Poisson(rate=20.0))
    # Many, so that none of them has much to do with when a cell fires, as the target supposes.
    inhibiting = net.population("inhibiting", 200, snn.Poisson(rate=20.0))
    net.connect(
        exciting, cells, snn.AllToAll(), weight=snn.Uniform(0.004, 0.01) if conducts
        else snn.Uniform(0.4, 1.0),
    )  # fmt: skip
    size = 5e-5 if conducts else 1e-3
    rule = snn.VogelsSTDP(size, 20.0, target, w_max=np.inf)
    made = net.connect(
        inhibiting,
        cells,
        snn.AllToAll(),
        weight=0.0,
        receptor="inhibitory" if conducts else None,
        plasticity=rule,
    )
    if not conducts:
        made.coefficient = -1.0
    free = _rates(net, cells, 1000.0)
    assert free.mean() > 1.5 * target
    net.run(40_000.0)
    held = _rates(net, cells, 40_000.0)
    np.testing.assert_allclose(held, target, rtol=0.1)
    assert made.weights.max() > 0


RULES = {
    "pair": snn.PairSTDP(0.01, 0.0105, w_max=0.8),
    "soft bounds": snn.PairSTDP(0.01, 0.0105, mu_plus=1.0, mu_minus=1.0, w_max=0.8),
    "triplet": snn.TripletSTDP(w_max=0.8),
    "oja": snn.Oja(1e-4),
}


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize(
    "homeostat",
    [
        snn.ThresholdToRate(12.0, gain=0.05, lower=-64.0, period=200.0),
        snn.BiasToRate(12.0, gain=1e-3, period=200.0),
        snn.GainToRate(12.0, gain=1e-3, period=200.0),
    ],
    ids=lambda each: type(each).__name__,
)
def test_homeostats_of_neurons_reach_their_rate_beside_a_rule(
    homeostat: snn.Homeostat, rule: str
) -> None:
    net, cells = _driven()
    sources = net.population("sources", 80, snn.Poisson(rate=15.0))
    made = net.connect(
        sources, cells, snn.AllToAll(), weight=snn.Uniform(0.2, 0.6), plasticity=RULES[rule]
    )
    start = made.weights.copy()
    held = net.homeostasis(cells, homeostat)
    held.active = False
    free = _rates(net, cells, 2000.0)
    assert abs(free.mean() - 12.0) > 3.0
    held.active = True
    net.run(60_000.0)
    np.testing.assert_allclose(_rates(net, cells, 30_000.0), 12.0, rtol=0.1)
    assert np.abs(made.weights - start).mean() > 0.02


SLOW = {
    "pair": snn.PairSTDP(1e-3, 1.05e-3, w_max=5.0),
    "soft bounds": snn.PairSTDP(1e-3, 1.05e-3, mu_plus=1.0, mu_minus=1.0, w_max=5.0),
    "triplet": snn.TripletSTDP(0.0, 1e-3, 1e-3, w_max=5.0),
}


@pytest.mark.parametrize("rule", SLOW)
def test_synaptic_scaling_reaches_the_rate_beside_a_rule(rule: str) -> None:
    # It scales by the difference to the target, so that a faster rule would hold it off by some.
    net = snn.Network(dt=0.5, seed=1)
    cells = net.population("cells", CELLS, snn.LIF(tau_refrac=2.0))
    sources = net.population("sources", 80, snn.Poisson(rate=15.0))
    made = net.connect(
        sources, cells, snn.AllToAll(), weight=snn.Uniform(0.2, 0.6), plasticity=SLOW[rule]
    )
    net.homeostasis(made, snn.WeightsToRate(20.0, gain=0.2, period=500.0, tau=2000.0))
    assert abs(_rates(net, cells, 1000.0).mean() - 20.0) > 5.0
    net.run(60_000.0)
    np.testing.assert_allclose(_rates(net, cells, 30_000.0), 20.0, rtol=0.1)
    assert made.weights.min() >= 0 < made.weights.std()
