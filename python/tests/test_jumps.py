"""Input that jumps the potential, at every membrane."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import swiftsnn as snn
from swiftsnn.neurons import Model

MODELS: tuple[type[Any], ...] = (
    snn.LIF, snn.LIFCurrExp, snn.LIFCondExp, snn.ALIF, snn.GIF, snn.EIF, snn.AdEx, snn.Izhikevich,
    snn.HHTraub, snn.HHSquid, snn.LeakyReadout,
)  # fmt: skip


def _potential(model: Model, weight: float, precision: str = "double", until: float = 20.0) -> Any:
    """At the end of each step; a spike arrives at 6 ms."""
    net = snn.Network(dt=0.1, precision=precision)
    source = net.population("source", 1, snn.SpikeSource())
    cell = net.population("cell", 1, model)
    net.connect(source, cell, snn.AllToAll(), weight=weight, delay=1.0)
    net.feed(source, times=[5.0], neurons=[0])
    recorder = net.record(cell, "v")
    net.run(until)
    return recorder.values[:, 0]


@pytest.mark.parametrize("precision", ["single", "double"])
@pytest.mark.parametrize("model", MODELS)
def test_a_spike_jumps_the_potential_by_its_weight_when_it_arrives(
    model: type[Any], precision: str
) -> None:
    jumps = {"receptors": {"input": snn.Jump()}}
    moved = _potential(model(**jumps), 1.0, precision)
    still = _potential(model(**jumps), 0.0, precision)
    assert np.array_equal(moved[:59], still[:59])
    assert moved[59] - still[59] == pytest.approx(1.0, abs=1e-5)
    assert moved[60] - still[60] == pytest.approx(1.0, abs=0.2)


@pytest.mark.parametrize("model", [snn.EIF, snn.AdEx, snn.Izhikevich])
def test_a_jump_beyond_the_peak_fires_at_once(model: type[Any]) -> None:
    net = snn.Network(dt=0.1)
    source = net.population("source", 1, snn.SpikeSource())
    cell = net.population("cell", 1, model(receptors={"input": snn.Jump()}))
    net.connect(source, cell, snn.AllToAll(), weight=200.0, delay=1.0)
    net.feed(source, times=[5.0], neurons=[0])
    spikes = net.record(cell, "spikes")
    net.run(6.0)
    assert spikes.times.tolist() == pytest.approx([6.0])


def test_a_chosen_jump_is_like_the_models_own() -> None:
    own = _potential(snn.LIF(), -3.0)
    assert np.array_equal(_potential(snn.LIF(receptors={"input": snn.Jump()}), -3.0), own)
    assert own.min() == pytest.approx(-68.0)


def test_escape_noise_allows_a_reset_above_the_threshold() -> None:
    cell = snn.GIF(v_reset=-40.0, v_thresh=-50.0, tau_refrac=4.0, q_sfa1=12.0, i_offset=1.0)
    net = snn.Network(dt=0.1)
    cells = net.population("cells", 100, cell)
    net.run(100.0)
    assert 1 < cells.counts.mean() < 10
