"""Values that only just miss: beyond 32 bits, empty, overflowing, misspelt fields."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false, reportOperatorIssue=false
import numpy as np
import pytest
from _helpers import Mistake, Scene, refuses

import swiftsnn as snn

INVALID, SHAPE, INDEX = snn.InvalidArgumentError, snn.ShapeError, snn.IndexOutOfRangeError


def _tiny_capacitance(scene: Scene) -> None:
    """The membrane resistance overflows, and infinity times no current is no number."""
    cell = scene.net.population("x", 1, snn.LIF(cm=1e-308))
    assert np.isfinite(cell.state("v")).all()
    scene.net.run(1.0)
    if np.isnan(cell.state("v")).any():
        pytest.fail("the potential is NaN")


MISTAKES: dict[str, Mistake] = {
    "no values": (
        lambda s: s.net.population("x", 4, snn.LIF(tau_m=[])),
        SHAPE,
        "tau_m of population 'x' | 1 value or 4, not 0",
    ),
    "label of 41 bits": (lambda s: s.error().set_labels([2**40]), INDEX, "1099511627776 | 0 to 2"),
    "fed neuron of 41 bits": (
        lambda s: s.net.feed(s.stim, [1.0], [2**40]),
        INDEX,
        "1099511627776 | 'stim'",
    ),
    "recorded neuron of 41 bits": (
        lambda s: s.net.record(s.cells, neurons=[2**40]),
        INDEX,
        "1099511627776 | 'cells'",
    ),
    "base of the connectors": (lambda s: s.connect(snn.Connector()), INVALID, "swiftsnn.F"),
    "capacitance": (_tiny_capacitance, INVALID, "cm of population 'x'"),
    "field of a rule": (lambda s: snn.PairSTDP(A_plus=1.0), INVALID, "'A_plus' | a_plus, a_minus"),
    "field of a connector": (lambda s: snn.FixedInDegree(indegree=3), INVALID, "'indegree' | k"),
    "field of a distribution": (lambda s: snn.Normal(0.0, sigma=1.0), INVALID, "'sigma' | std"),
    "mean of a distribution": (
        lambda s: s.connect(weight=snn.Normal("a", 1.0)),
        INVALID,
        "mean | weight of 'stim -> cells' | 'a'",
    ),
    "noise by text": (
        lambda s: s.net.poisson_input(s.cells, "1", 1.0),
        INVALID,
        "rate of the Poisson input to 'cells' | '1'",
    ),
    "dt of 400 digits": (lambda s: snn.Network(dt=10**400), INVALID, "1e6 ms"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)
