"""Neurons made of parts against kernels that do a step in one go, and against closed forms."""

from __future__ import annotations

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn

FUSED: dict[str, tuple[snn.Neuron, type[snn.Receptor], float]] = {
    "exponential currents": (snn.LIFCurrExp(tau_syn_E=3.0, i_offset=0.5), snn.CurrExp, 0.2),
    "alpha currents": (snn.LIFCurrAlpha(tau_syn_E=3.0, i_offset=0.5), snn.CurrAlpha, 0.2),
    "conductances": (
        snn.LIFCondExp(tau_syn_E=3.0, e_rev_I=0.0, i_offset=0.5),
        snn.CondExp,
        0.01,
    ),
}


def _potentials(model: snn.Neuron, weight: float) -> NDArray[np.floating]:
    net = snn.Network(dt=0.1, seed=2, precision="double")
    cells = net.population("cells", 20, model)
    for receptor in ("excitatory", "inhibitory"):
        net.poisson_input(cells, 500.0, weight, receptor=receptor)
    net.inject(cells, snn.SineCurrent(amplitude=0.3, frequency=20.0))
    record = net.record(cells, "v")
    net.run(300.0)
    return record.values


@pytest.mark.parametrize("case", FUSED)
def test_parts_do_what_one_kernel_does(case: str) -> None:
    model, receptor, weight = FUSED[case]
    # A third receptor, on which nothing ends, has the membrane put together from parts.
    receptors = {"excitatory": receptor(**{"tau_syn": 3.0}), "inhibitory": receptor()}
    parts = snn.LIF(i_offset=0.5, receptors=receptors | {"third": receptor()})
    expected = _potentials(model, weight)
    assert np.ptp(expected) > 10.0
    assert np.abs(_potentials(parts, weight) - expected).max() < 1e-9


def test_beta_peaks_at_its_weight_and_tends_to_alpha() -> None:
    receptors = {
        "beta": snn.CurrBeta(tau_syn=8.0, tau_rise=2.0),
        "nearly": snn.CurrBeta(tau_syn=4.0, tau_rise=4.0 * (1 + 1e-6)),
        "alpha": snn.CurrAlpha(tau_syn=4.0),
    }
    net = snn.Network(dt=0.01, precision="double")
    source = net.population("source", 1, snn.SpikeSource())
    cell = net.population("cell", 1, snn.LIF(v_thresh=1e5, receptors=receptors))
    for receptor in receptors:
        net.connect(source, cell, snn.OneToOne(), weight=0.7, delay=1.0, receptor=receptor)
    net.feed(source, [1.0], [0])
    records = {name: net.record(cell, f"i_{name}") for name in receptors}
    net.run(60.0)
    for record in records.values():
        assert record.values.max() == pytest.approx(0.7, rel=1e-5)
    t = records["beta"].times - 2.0
    rise = np.where(t > 0, np.exp(-t / 8.0) - np.exp(-t / 2.0), 0.0)
    assert np.allclose(records["beta"].values[:, 0], 0.7 * rise / rise.max(), atol=1e-5)
    apart = np.abs(records["nearly"].values - records["alpha"].values).max()
    assert 0 < apart < 1e-6


def test_state_and_parameters_have_the_receptors_name() -> None:
    net = snn.Network(dt=0.1)
    receptors = {"ampa": snn.CondExp(tau_syn=2.0), "slow": snn.CondNMDA(mg=0.5)}
    cells = net.population("cells", 3, snn.AdEx(receptors=receptors))
    assert cells.get("tau_syn_ampa").tolist() == [2.0] * 3
    cells.set(mg_slow=[0.0, 1.0, 2.0])
    assert cells.get("mg_slow").tolist() == [0.0, 1.0, 2.0]
    cells.state("g_ampa")[:] = 0.01
    cells.state("dg_slow")[:] = 0.01
    net.run(1.0)
    assert (cells.state("v") > -70.6).all()
    with pytest.raises(snn.InvalidArgumentError, match="valid ones are v, w, g_ampa, g_slow"):
        cells.state("g_exc")


def test_a_spike_resets_by_value_or_subtraction() -> None:
    for reset, expected in (("value", -65.0), ("subtract", -64.0)):
        net = snn.Network(dt=0.1, precision="double")
        source = net.population("source", 1, snn.SpikeSource())
        cell = net.population(
            "cell", 1, snn.LIF(reset=reset, receptors={"a": snn.Jump(), "b": snn.CurrExp()})
        )
        net.connect(source, cell, snn.OneToOne(), weight=16.0, delay=0.1, receptor="a")
        net.feed(source, [1.0], [0])
        spikes = net.record(cell)
        net.run(1.1)
        assert spikes.times.tolist() == pytest.approx([1.1])
        assert cell.state("v")[0] == pytest.approx(expected)
