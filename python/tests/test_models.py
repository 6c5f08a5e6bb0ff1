"""Models with synaptic currents or conductances, as Python has them."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import swiftsnn as snn
from swiftsnn.neurons import Model

MODELS: tuple[type[Any], ...] = (snn.LIFCurrExp, snn.LIFCurrAlpha, snn.LIFCondExp)
STATES = {
    snn.LIFCurrExp: ("i_exc", "i_inh"),
    snn.LIFCurrAlpha: ("i_exc", "di_exc", "i_inh", "di_inh"),
    snn.LIFCondExp: ("g_exc", "g_inh"),
}


@pytest.mark.parametrize("model", MODELS)
def test_docstrings_say_what_the_parameters_and_states_are(model: type[Any]) -> None:
    text = model.__doc__ or ""
    for parameter in model().parameters():
        assert parameter in text
    for state in STATES[model]:
        assert f"``{state}``" in text
    for part in (".. math::", "mV", "nF", "nA", "ms", "NEST", "PyNN", '``"excitatory"``'):
        assert part in text


@pytest.mark.parametrize("model", MODELS)
def test_parameters_reach_the_engine_and_v_init_follows_v_rest(model: type[Any]) -> None:
    net = snn.Network(dt=0.1)
    given = {"tau_m": 10.0, "cm": 0.25, "tau_syn_E": 0.5, "tau_syn_I": [1.0, 2.0], "v_rest": -70.0}
    cells = net.population("cells", 2, model(**given))
    assert cells.get("tau_syn_E").tolist() == [0.5, 0.5]
    assert cells.get("tau_syn_I").tolist() == [1.0, 2.0]
    assert cells.get("v_init").tolist() == [-70.0, -70.0]
    assert cells.state("v").tolist() == [-70.0, -70.0]


@pytest.mark.parametrize("model", MODELS)
def test_states_are_views_that_start_at_zero(model: type[Any]) -> None:
    cells = snn.Network(batch=3).population("cells", 2, model())
    for name in STATES[model]:
        state = cells.state(name)
        assert state.shape == (3, 2)
        assert not state.any()
    assert cells.state("v_thresh").tolist() == [-50.0, -50.0]
    with pytest.raises(snn.InvalidArgumentError, match=f"v, v_thresh, {', '.join(STATES[model])}"):
        cells.state("ge")


def test_names_of_other_simulators_are_answered_with_ours() -> None:
    for theirs, ours in (
        ("tau_syn_ex", "tau_syn_E"),
        ("tau_syn_in", "tau_syn_I"),
        ("E_ex", "e_rev_E"),
        ("E_in", "e_rev_I"),
        ("C_m", "cm"),
        ("t_ref", "tau_refrac"),
    ):
        with pytest.raises(snn.InvalidArgumentError, match=rf"{theirs}.*\(here it is {ours}\)"):
            snn.LIFCondExp(**{theirs: 1.0})  # pyright: ignore[reportArgumentType]
    # A current has no reversal potential.
    with pytest.raises(snn.InvalidArgumentError, match="LIFCurrExp has no parameter 'E_ex'; valid"):
        snn.LIFCurrExp(**{"E_ex": 0.0})  # pyright: ignore


@pytest.mark.parametrize("model", MODELS)
def test_a_receptor_that_is_not_there_is_answered_with_those_that_are(model: type[Any]) -> None:
    net = snn.Network(dt=0.1)
    source = net.population("source", 1, snn.SpikeSource())
    cells = net.population("cells", 2, model())
    for attempt in (
        lambda: net.connect(source, cells, snn.AllToAll(), weight=1.0, receptor="exc"),
        lambda: net.poisson_input(cells, rate=1.0, weight=1.0, receptor="exc"),
    ):
        with pytest.raises(snn.InvalidArgumentError, match=r"'cells'.*'exc'.*excitatory, inhib"):
            attempt()


@pytest.mark.parametrize("model", MODELS)
def test_impossible_parameters_are_refused(model: type[Any]) -> None:
    net = snn.Network(dt=0.1)
    for wrong, words in (
        ({"tau_syn_E": 0.0}, "tau_syn_E of population 'cells'.*must be at least 1e-06"),
        ({"tau_m": -1.0}, "tau_m of population 'cells'"),
        ({"v_reset": -50.0}, "v_reset of 'cells'.*must be below v_thresh"),
        ({"v_reset": [-60.0, -40.0]}, "v_reset of 'cells'.*neuron 1"),
    ):
        with pytest.raises(snn.InvalidArgumentError, match=words):
            net.population("cells", 2, model(**wrong))


def _response(model: Model, receptor: str, weight: float) -> np.ndarray[Any, Any]:
    """The potential every 0.1 ms from the arrival of a spike on."""
    net = snn.Network(dt=0.1)
    source = net.population("source", 1, snn.SpikeSource())
    cell = net.population("cell", 1, model)
    net.connect(source, cell, snn.AllToAll(), weight=weight, delay=0.1, receptor=receptor)
    net.feed(source, times=[0.1], neurons=[0])
    recorder = net.record(cell, "v")
    net.run(40.0)
    return recorder.values[1:, 0] + 65.0


def test_responses_are_the_closed_forms() -> None:
    t = np.arange(399) * 0.1
    given: dict[str, Any] = {"tau_m": 10.0, "cm": 0.25, "tau_syn_E": 2.0, "tau_syn_I": 10.0}
    exact = 0.2 / 0.25 * 10 * 2 / (10 - 2) * (np.exp(-t / 10) - np.exp(-t / 2))
    assert np.allclose(_response(snn.LIFCurrExp(**given), "excitatory", 0.2), exact, atol=1e-3)
    equal = -0.2 / 0.25 * t * np.exp(-t / 10)
    assert np.allclose(_response(snn.LIFCurrExp(**given), "inhibitory", -0.2), equal, atol=1e-3)
    alpha = -0.2 * np.e / 10 / 0.25 * t**2 / 2 * np.exp(-t / 10)
    assert np.allclose(_response(snn.LIFCurrAlpha(**given), "inhibitory", -0.2), alpha, atol=2e-3)
    # A small conductance is nearly a current towards its reversal potential.
    small = exact / 0.2 * 1e-5 * 65
    assert np.allclose(_response(snn.LIFCondExp(**given), "excitatory", 1e-5), small, atol=1e-3)


@pytest.mark.parametrize("model", MODELS)
def test_what_comes_after_a_run_does_not_depend_on_how_it_was_cut(model: type[Any]) -> None:
    ends = []
    for durations in ([50.0], [0.1, 20.0, 29.9]):
        net = snn.Network(dt=0.1, seed=3)
        cells = net.population("cells", 30, model(cm=0.25, tau_refrac=2.0))
        conductances = model is snn.LIFCondExp
        weight = 0.005 if conductances else 0.1
        net.poisson_input(cells, rate=3000.0, weight=weight, receptor="excitatory")
        inhibition = weight if conductances else -weight
        net.connect(cells, cells, snn.AllToAll(), weight=inhibition, receptor="inhibitory")
        for duration in durations:
            net.run(duration)
        assert cells.counts.sum() > 10
        ends.append(cells.state("v").copy())
    assert np.array_equal(ends[0], ends[1])


def test_escape_noise_leaves_a_membrane_with_conductances_alone() -> None:
    given: dict[str, Any] = {"tau_m": 10.0, "cm": 0.25}
    chosen = {"excitatory": snn.CondExp(tau_syn=2.0), "inhibitory": snn.CondExp(e_rev=-70.0)}
    silent = snn.GIF(lambda_0=0.0, delta_V=0.3, receptors=chosen, **given)
    expected = _response(snn.LIFCondExp(tau_syn_E=2.0, **given), "excitatory", 0.01)
    assert expected.max() > 2.0
    assert np.allclose(_response(silent, "excitatory", 0.01), expected, atol=1e-4)
