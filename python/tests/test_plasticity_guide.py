"""The guide to plasticity does what it says: its code, the examples in its tables, its links."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import swiftsnn as snn
from swiftsnn.factors import Factor

DOCS = Path(__file__).parents[2] / "docs"
PAGE = (DOCS / "plasticity.md").read_text("utf-8")
BLOCKS = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
EXAMPLES = re.findall(r"\| `((?:snn|net|synapses)\.[^`]*)` \|$", PAGE, re.MULTILINE)
FIGURE = "plasticity_window.png"


pytestmark = pytest.mark.usefixtures("folder_of_its_own")


def _run(block: str) -> dict[str, Any]:
    names: dict[str, Any] = {}
    exec(compile(block, "plasticity.md", "exec"), names)
    return names


def test_there_are_as_many_blocks_as_tests() -> None:
    assert len(BLOCKS) == 3


def test_the_rule_of_ones_own_has_the_window_of_the_caption(tmp_path: Path) -> None:
    names = _run(BLOCKS[0])
    lags = names["lags"]
    small, large = (names["window"](names["LatePairs"](), lags, w) for w in (0.2, 0.8))
    assert lags[small.argmax()] == 8.0
    np.testing.assert_allclose(small[lags <= -40.0], 0.0, atol=1e-15)
    assert (small[(lags > -40.0) & (lags < 0.0)] < 0.0).all()
    assert (small[lags > 0.0] > large[lags > 0.0]).all()
    assert large.min() < small.min()
    # Linear depression, by its definition.
    falling = (lags < 0.0) & (lags > -40.0)
    expected = -0.06 * 0.8 * (1.0 + lags[falling] / 40.0)
    np.testing.assert_allclose(large[falling], expected, rtol=1e-12)
    assert (tmp_path / FIGURE).stat().st_size > 10_000


def test_the_figure_comes_from_the_code_in_the_page() -> None:
    generator = runpy.run_path(str(DOCS / "plasticity_figure.py"))
    assert generator["code_blocks"]() == BLOCKS
    assert f'savefig("{FIGURE}"' in BLOCKS[0]
    assert f"](images/{FIGURE})" in PAGE
    assert (DOCS / "images" / FIGURE).exists()


def test_a_gated_rule_waits_for_its_modulator() -> None:
    names = _run(BLOCKS[1])  # has assertions of its own
    assert np.ptp(names["synapses"].weights) > 0.0


def test_a_sum_over_the_batch_is_the_mean_times_its_size() -> None:
    names = _run(BLOCKS[2])
    assert np.abs(names["changes"]["mean"]).max() > 1e-4


class _Pulled(snn.Rule):
    w_min, w_max = 0.0, 1.0

    def __init__(self, more: list[snn.Term]) -> None:
        self.more = more

    def terms(self) -> list[snn.Term]:
        x = snn.Trace(20.0)
        return [snn.Term(x, snn.Spike(), 0.3), snn.Term(x, snn.ONE, -0.02), *self.more]


@pytest.mark.parametrize("by_records", [False, True])
def test_bounds_act_when_the_page_says(by_records: bool) -> None:
    idle = snn.Term(snn.Spike(), snn.ONE, 0.0, dependence="upper")
    rule = _Pulled([idle] if by_records else [])
    found = _one_synapse(rule, 0.9, [10.0], [12.0, 13.0, 14.0])
    # By the definitions: what arrives in step 11 decays; the neuron fires in steps 13 to 15.
    w = 0.9
    for step in range(11, 61):
        x = np.exp(-(step - 11) / 20.0)
        w = min(w + (0.3 * x if 13 <= step <= 15 else 0.0) - 0.02 * x, 1.0 if by_records else 9.0)
    np.testing.assert_allclose(found, min(w, 1.0), rtol=1e-12)
    assert round(found, 2) == (0.71 if by_records else 1.0)


def _one_synapse(rule: snn.Rule, weight: float, pre_ms: list[float], post_ms: list[float]) -> float:
    """Its weight after 60 ms, with spikes that arrive and that the neuron fires 1 ms later."""
    net = snn.Network(dt=1.0, precision="double")
    pre, trigger = (net.population(name, 1, snn.SpikeSource()) for name in ("pre", "trigger"))
    post = net.population("post", 1, snn.LIF(tau_refrac=0.0))
    net.connect(trigger, post, snn.OneToOne(), weight=100.0, delay=1.0)
    synapse = net.connect(pre, post, snn.OneToOne(), weight=weight, delay=1.0, plasticity=rule)
    for source, times in ((pre, pre_ms), (trigger, post_ms)):
        net.feed(source, times=times, neurons=[0] * len(times))
    net.run(60.0)
    return float(synapse.weights[0])


def _setting() -> dict[str, Any]:
    """What the examples in the tables take for granted."""
    net = snn.Network(dt=1.0, seed=1)
    inputs = net.population("inputs", 20, snn.Poisson(rate=20.0))
    cells = net.population("cells", 10, snn.LIF())
    readout = net.population("readout", 4, snn.LIF())
    synapses = net.connect(
        inputs, cells, snn.AllToAll(), weight=0.5, delay=1.0, plasticity=snn.PairSTDP()
    )
    return {
        "np": np,
        "snn": snn,
        "net": net,
        "inputs": inputs,
        "cells": cells,
        "readout": readout,
        "synapses": synapses,
        "inhibitory": net.connect(cells, cells, snn.AllToAll(), weight=-0.1),
        "forward": net.connect(cells, readout, snn.AllToAll(), weight=0.1),
        "reward": snn.Reward(net),
        "error": snn.PopulationError(readout, classes=2),
    }


def _used(made: Any, names: dict[str, Any]) -> None:
    """Learn with what an example makes."""
    net, cells = names["net"], names["cells"]
    rule: Any = None
    if isinstance(made, Factor):
        rule = [snn.Term(snn.Trace(), made, 1e-4)]
    elif isinstance(made, snn.Term):
        rule = [made]
    elif isinstance(made, snn.Signal) and made.dimension > 1:
        rule = [snn.Term(snn.Trace(), snn.Spike(), 1e-4, modulator=snn.Broadcast(made, cells))]
    elif isinstance(made, snn.Modulator):
        rule = [snn.Term(snn.Trace(), snn.Spike(), 1e-4, modulator=made)]
    elif isinstance(made, snn.Rule):
        rule = made.terms()
    if rule is not None:

        class Made(snn.Rule):
            w_min, w_max = 0.0, 1.0

            def terms(self) -> list[snn.Term]:
                return rule

        net.connect(
            names["inputs"], cells, snn.AllToAll(), weight=0.5, delay=1.0, plasticity=Made()
        )


@pytest.mark.parametrize("example", EXAMPLES)
def test_the_examples_of_the_tables_are_accepted_and_run(example: str) -> None:
    names = _setting()
    made = eval(example, names)
    _used(made, names)
    names["net"].run(20.0)


def test_every_part_has_an_example_that_is_found() -> None:
    assert len(EXAMPLES) > 35
    for kind in ("Trace", "Reward", "WeightsToSum", "Prune", "WeightUpdate", "Mixture"):
        assert any(f"snn.{kind}(" in example for example in EXAMPLES), kind


def test_the_table_of_rules_has_all_of_them() -> None:
    rules = {
        name
        for name in snn.__all__
        if isinstance(found := getattr(snn, name), type)
        and issubclass(found, snn.Rule)
        and found is not snn.Rule
    }
    start = PAGE.index("## The named rules")
    table = PAGE[start : PAGE.index("## ", start + 3)]
    assert set(re.findall(r"^\| `(\w+)` \|", table, re.MULTILINE)) == rules


@pytest.mark.parametrize(
    ("rule", "learns"),
    [
        (snn.PairSTDP(), True),
        (snn.PairSTDP(mu_plus=1.0), False),
        (snn.PairSTDP(pairing="nearest_symmetric"), False),
        (snn.PowerLawSTDP(), False),
        (snn.SymmetricSTDP(), True),
        (snn.VogelsSTDP(), True),
        (snn.TripletSTDP(), True),
        (snn.TripletSTDP(a3_minus=1e-3), False),
        (snn.TripletSTDP(nearest=True), False),
        (snn.VoltageSTDP(), True),
        (snn.BCM(), True),
        (snn.Oja(), False),
        (snn.AntiHebbian(), True),
        (snn.HeterosynapticDecay(), False),
        (snn.TransmitterInduced(), True),
        (snn.ThreeFactor(), True),
        (snn.EProp(), True),
    ],
)
def test_presentations_take_the_rules_that_the_page_marks(rule: snn.Rule, learns: bool) -> None:
    net = snn.Network(dt=1.0, seed=1, batch=2)
    inputs = net.population("inputs", 20, snn.Poisson(rate=40.0))
    cells = net.population("cells", 5, snn.LIF())
    net.poisson_input(cells, 3000.0, 1.0)
    synapses = net.connect(inputs, cells, snn.AllToAll(), weight=0.5, plasticity=rule)
    if learns:
        net.present({}, 200.0, learn=True)
        assert np.abs(synapses.weights - 0.5).max() > 1e-6
    else:
        with pytest.raises(snn.StateError, match="acts in run only"):
            net.present({}, 200.0, learn=True)


def test_a_pair_in_one_step_potentiates() -> None:
    rule = snn.PairSTDP(a_plus=0.01, a_minus=0.02)
    np.testing.assert_allclose(_one_synapse(rule, 0.5, [10.0], [10.0]), 0.51, rtol=1e-14)


def test_presentations_are_summed_in_single_precision_and_to_it_as_in_a_run() -> None:
    changes = []
    for online in (True, False):
        net = snn.Network(dt=1.0, seed=1, precision="double")
        inputs = net.population("inputs", 20, snn.Poisson(rate=40.0))
        cells = net.population("cells", 5, snn.LIF())
        net.poisson_input(cells, 3000.0, 1.0)
        rule = snn.PairSTDP(1e-6, 1e-6, online=online)
        synapses = net.connect(inputs, cells, snn.AllToAll(), weight=1e-3, plasticity=rule)
        if online:
            net.run(300.0)
        else:
            net.present({}, 300.0, learn=True)
        changes.append(synapses.weights - 1e-3)
    assert np.abs(changes[0]).max() > 1e-7
    np.testing.assert_allclose(changes[1], changes[0], rtol=1e-3, atol=1e-10)
    assert (changes[1] != changes[0]).any()


def test_frozen_synapses_stay_while_the_others_learn_in_run() -> None:
    names = _setting()
    net, synapses = names["net"], names["synapses"]
    net.poisson_input(names["cells"], 3000.0, 1.0)
    still = np.arange(len(synapses)) % 2 == 0
    synapses.frozen = still
    net.run(300.0)
    np.testing.assert_array_equal(synapses.weights[still], 0.5)
    assert np.ptp(synapses.weights[~still]) > 0.0


def test_its_links_point_at_files() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", PAGE)
    assert len(links) >= 6
    for link in links:
        assert (DOCS / link).exists(), link
