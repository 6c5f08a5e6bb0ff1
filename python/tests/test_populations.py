"""Populations: their parameters, and neurons against closed forms."""

from __future__ import annotations

import contextlib

import numpy as np
import pytest
from _helpers import spikes

import swiftsnn as snn

MODELS = [
    model
    for model in vars(snn).values()
    if isinstance(model, type) and issubclass(model, snn.Model) and hasattr(model, "name")
]
"""Every model that the package has."""


def test_parameters_are_the_models_defaults_or_what_was_given() -> None:
    net = snn.Network()
    cells = net.population("cells", 3, snn.LIF(tau_m=10.0, v_rest=-70.0))
    assert cells.get("tau_m").tolist() == [10.0] * 3
    assert cells.get("cm").tolist() == [1.0] * 3
    # v_init follows v_rest where it is not given.
    assert cells.get("v_init").tolist() == [-70.0] * 3
    assert cells.state("v").tolist() == [-70.0] * 3


def test_the_defaults_of_the_python_models_are_the_engines() -> None:
    engine = {model["name"]: model["parameters"] for model in snn.catalogue()["models"]}
    assert {model.name for model in MODELS} == set(engine)
    for model in MODELS:
        defaults = {p["name"]: float(p["default"]) for p in engine[model.name]}
        assert model().parameters() == defaults


def test_models_lists_the_models_by_name() -> None:
    assert set(snn.models()) == {model.name for model in MODELS}
    assert len(snn.models()) == 18


@pytest.mark.parametrize("values", [[5.0, 6.0, 7.0], (5, 6, 7), np.array([5, 6, 7], np.float32)])
def test_parameters_may_be_one_a_neuron(values: list[float]) -> None:
    net = snn.Network()
    cells = net.population("cells", 3, snn.LIF(tau_m=values, v_rest=[-70.0, -71.0, -72.0]))
    assert cells.get("tau_m").tolist() == [5.0, 6.0, 7.0]
    assert cells.state("v").tolist() == [-70.0, -71.0, -72.0]


def test_set_changes_one_parameter_for_all_or_each() -> None:
    cells = snn.Network().population("cells", 3, snn.LIF())
    cells.set(tau_m=5.0, i_offset=[0.1, 0.2, 0.3])
    assert cells.get("tau_m").tolist() == [5.0] * 3
    assert cells.get("i_offset").tolist() == [0.1, 0.2, 0.3]
    cells.set(i_offset=0.0)
    assert cells.get("i_offset").tolist() == [0.0] * 3


def test_get_gives_a_copy() -> None:
    cells = snn.Network().population("cells", 2, snn.LIF())
    cells.get("tau_m")[:] = 1.0
    assert cells.get("tau_m").tolist() == [20.0, 20.0]


def test_set_between_runs_takes_effect() -> None:
    net = snn.Network(dt=1.0)
    cells = net.population("cells", 2, snn.LIF())
    net.run(50.0)
    assert net.counters.spikes == 0
    cells.set(i_offset=[0.0, 5.0])
    net.run(50.0)
    assert cells.counts[0] == 0
    assert cells.counts[1] > 5


def test_a_population_knows_its_size_and_name() -> None:
    net = snn.Network()
    model = snn.LIF()
    cells = net.population("mitral cells, été", 7, model)
    assert (cells.name, cells.size, len(cells), cells.model) == ("mitral cells, été", 7, 7, model)
    assert net.populations == [cells]


def test_the_membrane_follows_the_exact_solution() -> None:
    net = snn.Network(dt=0.1)
    tau, cm = np.array([5.0, 10.0, 20.0, 40.0]), np.array([0.5, 1.0, 2.0, 1.0])
    current = np.array([0.8, -1.0, 1.2, 0.3])
    cells = net.population(
        "cells", 4, snn.LIF(tau_m=tau, cm=cm, i_offset=current, v_init=-62.0, v_rest=-65.0)
    )
    recorder = net.record(cells, "v")
    net.run(60.0)
    end = -65.0 + tau / cm * current
    exact = end + (-62.0 - end) * np.exp(-recorder.times[:, None] / tau)
    # Single precision at 65 mV, of which each step forgets only dt / tau.
    np.testing.assert_allclose(recorder.values, exact, atol=5e-4)


def test_constant_current_gives_the_exact_spike_times() -> None:
    net = snn.Network(dt=0.1)
    current = np.linspace(0.5, 3.0, 60)
    end = -65.0 + 20.0 * current
    above = end > -50.0
    steps = np.full(60, np.inf)
    steps[above] = 20.0 * np.log((end[above] + 65.0) / (end[above] + 50.0)) / 0.1
    # Where the exact crossing is next to a step's end, rounding may decide for either step.
    assert (np.abs(steps[above] - np.rint(steps[above])) > 1e-3).all()
    cells = net.population("cells", 60, snn.LIF(i_offset=current, tau_refrac=2.0))
    recorder = net.record(cells)
    net.run(300.0)
    fired = {j: [t for t, neuron in spikes(recorder) if neuron == j] for j in range(60)}
    for j in range(60):
        wanted: list[float] = []
        while above[j] and (t := np.ceil(steps[j]) * (len(wanted) + 1) + 20 * len(wanted)) <= 3000:
            wanted.append(round(t * 0.1, 6))
        assert fired[j] == wanted
    assert len(fired[59]) > 30


def test_input_during_the_refractory_period_is_lost() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 1, snn.SpikeSource())
    cell = net.population("cell", 1, snn.LIF(tau_refrac=3.0, tau_m=1e9))
    net.connect(source, cell, snn.AllToAll(), weight=16.0)
    recorder, v = net.record(cell), net.record(cell, "v")
    net.feed(source, [1.0, 3.0, 5.0, 6.0], [0] * 4)
    net.run(8.0)
    # Arrivals at 2, 4 and 6 ms; the one at 4 falls into 3..5, the one at 6 fires again.
    assert spikes(recorder) == [(2.0, 0), (6.0, 0)]
    np.testing.assert_allclose(v.values[:, 0], -65.0, atol=1e-5)


def test_a_reset_by_subtraction_keeps_what_exceeded_the_threshold() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 1, snn.SpikeSource())
    shape = {"tau_m": 1e9, "tau_refrac": 0.0, "v_reset": -60.0}
    cells = [
        net.population("to value", 1, snn.LIF(reset="value", **shape)),  # pyright: ignore[reportArgumentType]
        net.population("subtract", 1, snn.LIF(reset="subtract", **shape)),  # pyright: ignore[reportArgumentType]
    ]
    for cell in cells:
        net.connect(source, cell, snn.AllToAll(), weight=20.0)
    net.feed(source, [1.0], [0])
    net.run(2.0)
    # -65 + 20 = -45 passes -50; minus (v_thresh - v_reset) = 10 leaves -55.
    assert [float(cell.state("v")[0]) for cell in cells] == pytest.approx([-60.0, -55.0])


def test_the_potential_does_not_fall_below_its_floor() -> None:
    net = snn.Network(dt=1.0)
    cells = net.population("cells", 2, snn.LIF(i_offset=-5.0, v_min=[-70.0, -1e6]))
    net.run(100.0)
    v = cells.state("v")
    assert v[0] == -70.0
    assert v[1] < -150.0


def test_bernoulli_sources_fire_with_gain_times_drive() -> None:
    net = snn.Network(dt=1.0, seed=2)
    gain = np.array([0.0, 0.1, 0.5, 1.0])
    source = net.population("source", 4, snn.Bernoulli(gain=gain))
    steps = 20_000
    for drive in (1.0, 0.5, 3.0):
        too_much = pytest.warns(RuntimeWarning, match="'source' times its gain is above 1")
        with too_much if drive > 1 else contextlib.nullcontext():
            net.present({source: np.full(4, drive)}, float(steps))
        p = np.minimum(1.0, gain * drive)
        assert (np.abs(source.counts - steps * p) <= 5 * np.sqrt(steps * p * (1 - p))).all()


def test_poisson_sources_fire_at_rate_times_drive() -> None:
    net = snn.Network(dt=0.5, seed=3)
    rate = np.array([0.0, 5.0, 50.0, 400.0])
    source = net.population("source", 4, snn.Poisson(rate=rate))
    steps = 40_000
    for drive in (1.0, 0.25):
        net.present({source: np.full(4, drive)}, steps * 0.5)
        # At most one spike a step: the chance of at least one event.
        p = -np.expm1(-rate * drive * 0.5e-3)
        assert (np.abs(source.counts - steps * p) <= 5 * np.sqrt(steps * p * (1 - p))).all()


def test_poisson_input_has_the_mean_and_variance_of_filtered_shot_noise() -> None:
    net = snn.Network(dt=0.5, seed=5)
    n, rate, weight = 4000, 3000.0, 0.1
    cells = net.population("cells", n, snn.LIF(tau_m=5.0, v_thresh=1e3))
    net.poisson_input(cells, rate, weight)
    net.run(60.0)
    v, keep, events = cells.state("v"), np.exp(-0.5 / 5.0), rate * 0.5e-3
    mean, variance = weight * events / (1 - keep), weight**2 * events / (1 - keep**2)
    assert abs(v.mean() + 65.0 - mean) < 5 * np.sqrt(variance / n)
    assert abs(v.var() / variance - 1) < 5 * np.sqrt(2 / n)


def test_potentials_a_neuron_are_checked_together() -> None:
    model = snn.LIF(v_reset=[-40.0, -41.0], v_thresh=[-30.0, -31.0])
    cells = snn.Network().population("cells", 2, model)
    assert cells.get("v_thresh").tolist() == [-30.0, -31.0]


def test_parameters_set_in_one_call_are_checked_together() -> None:
    cells = snn.Network().population("cells", 2, snn.LIF())
    cells.set(v_reset=-40.0, v_thresh=-30.0)
    assert cells.get("v_reset").tolist() == [-40.0, -40.0]


def test_a_refused_population_leaves_nothing_behind() -> None:
    net = snn.Network()
    with pytest.raises(snn.ShapeError):
        net.population("cells", 3, snn.LIF(tau_m=[10.0, 20.0]))
    assert net.counters.neurons == 0
    net.population("cells", 3, snn.LIF(tau_m=[10.0, 20.0, 30.0]))


def test_setting_a_parameter_keeps_the_potentials_that_were_written() -> None:
    cells = snn.Network().population("cells", 2, snn.LIF())
    cells.state("v")[:] = -55.0
    cells.set(i_offset=0.1)
    assert cells.state("v").tolist() == [-55.0, -55.0]


def test_get_has_the_threshold_as_a_homeostat_left_it() -> None:
    net = snn.Network(dt=1.0)
    cells = net.population("cells", 2, snn.LIF())
    net.homeostasis(cells, snn.ThresholdToRate(target=50.0, gain=0.1))
    net.present({}, 100.0, learn=True)
    assert cells.state("v_thresh").tolist() == [-55.0, -55.0]
    assert cells.get("v_thresh").tolist() == [-55.0, -55.0]
