"""Mistakes of those who write a rule of their own, and what they are told."""

from __future__ import annotations

from typing import Any

import pytest

import swiftsnn as snn

GROWTH = snn.Term(snn.Trace(20.0), snn.Spike(), 0.1)


class Given(snn.Rule):
    """What ``terms`` returns is given."""

    w_min, w_max = 0.0, 1.0

    def __init__(self, given: Any, w_max: float = 1.0) -> None:
        self.given = given
        self.w_max = w_max

    def terms(self) -> list[snn.Term]:
        """Whatever it was."""
        return self.given


def _connect(rule: Any) -> snn.Projection:
    net = snn.Network(dt=1.0)
    source = net.population("source", 3, snn.Poisson())
    cells = net.population("cells", 2, snn.LIF())
    return net.connect(source, cells, snn.AllToAll(), weight=0.5, plasticity=rule)


@pytest.mark.parametrize("terms", [[GROWTH], (GROWTH,), iter([GROWTH])])
def test_terms_may_be_any_sequence(terms: Any) -> None:
    _connect(Given(terms)).network.run(2.0)


def test_a_rule_may_take_parameters_of_its_own_by_name() -> None:
    with pytest.raises(snn.InvalidArgumentError, match=r"outside the bounds 0\.0 to 0\.2"):
        _connect(Given(given=[GROWTH], w_max=0.2))


def test_a_described_rule_still_refuses_what_it_does_not_know() -> None:
    class Mine(snn.PairSTDP):
        """Another name for it."""

    for kind in (snn.PairSTDP, Mine):
        with pytest.raises(snn.InvalidArgumentError, match=r"no parameter 'A_plus' \(here it is"):
            kind(A_plus=0.1)  # pyright: ignore[reportCallIssue]


@pytest.mark.parametrize("terms", [GROWTH, [snn.Spike()], [GROWTH, None], 3.0])
def test_terms_that_are_none_are_refused(terms: Any) -> None:
    said = r"terms\(\) of Given on 'source -> cells' must return a list of swiftsnn\.Term, not"
    with pytest.raises(snn.InvalidArgumentError, match=said):
        _connect(Given(terms))


@pytest.mark.parametrize("given", [GROWTH, [GROWTH]])
def test_a_term_is_no_rule(given: Any) -> None:
    with pytest.raises(snn.InvalidArgumentError, match=r"a Term is part of one: class Mine\("):
        _connect(given)


def test_a_rule_without_terms_says_what_it_needs() -> None:
    class Empty(snn.Rule):
        """Nothing."""

    with pytest.raises(NotImplementedError, match=r"Empty needs a method terms\(\)"):
        _connect(Empty())


def test_a_modulator_must_be_one() -> None:
    given: Any = 2.0
    term = snn.Term(snn.Trace(20.0), snn.Spike(), 0.1, modulator=given)
    with pytest.raises(
        snn.InvalidArgumentError, match=r"modulator of a plasticity term .* not 2\.0"
    ):
        _connect(Given([term]))


def test_a_reward_belongs_to_a_network() -> None:
    cells: Any = snn.Network(dt=1.0).population("cells", 2, snn.LIF())
    with pytest.raises(snn.InvalidArgumentError, match="a reward belongs to a network, not to"):
        snn.Reward(cells)
