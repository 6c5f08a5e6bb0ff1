"""The network: its life, its clock and what it says of itself."""

from __future__ import annotations

import doctest

import numpy as np
import pytest
from _helpers import by_synapse, is_freed, python, spikes

import swiftsnn as snn
from swiftsnn import network as network_module


def _noisy(seed: int = 0, threads: int | None = 1) -> tuple[snn.Network, snn.SpikeRecorder]:
    """A small recurrent network with delays, noise and plasticity that acts in run."""
    net = snn.Network(dt=0.5, seed=seed, threads=threads)
    cells = net.population("cells", 60, snn.LIF(tau_refrac=2.0))
    net.poisson_input(cells, 4000.0, 0.3)
    net.connect(
        cells,
        cells,
        snn.FixedProbability(0.2),
        weight=snn.Uniform(0.0, 1.0),
        delay=snn.Uniform(0.5, 5.0),
        plasticity=snn.PairSTDP(a_plus=0.05, a_minus=0.05),
    )
    return net, net.record(cells, "spikes")


def test_a_new_network_has_done_nothing() -> None:
    net = snn.Network(dt=0.25, seed=3, batch=2, threads=2)
    assert net.counters == snn.Counters(0, 0, 0, 0, 0)
    assert (net.t, net.dt, net.seed, net.batch, net.threads) == (0.0, 0.25, 3, 2, 2)


def test_counters_tell_steps_sizes_spikes_and_events() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 3, snn.SpikeSource())
    cells = net.population("cells", 4, snn.LIF())
    net.connect(source, cells, snn.AllToAll(), weight=100.0, delay=2.0)
    net.feed(source, [1.0, 2.0], [0, 2])
    net.run(3.0)
    # Two spikes of the source, the first of which has arrived at the four cells and fired them.
    assert net.counters == snn.Counters(
        step=3, neurons=7, synapses=12, spikes=2 + 4, synaptic_events=4
    )


def test_time_is_the_number_of_steps_times_dt() -> None:
    net = snn.Network(dt=0.1)
    net.run(0.3)
    net.step()
    assert net.counters.step == 4
    assert net.t == pytest.approx(0.4)


def test_running_for_no_time_changes_nothing() -> None:
    net, recorder = _noisy()
    net.run(0.0)
    assert net.counters.step == 0
    assert len(recorder) == 0


@pytest.mark.parametrize("duration", [0.3, 0.7, 1234.5, 0.1 + 0.2])
def test_durations_that_only_rounding_makes_uneven_are_whole(duration: float) -> None:
    net = snn.Network(dt=0.1)
    net.run(duration)
    assert net.counters.step == round(duration * 10)


def test_run_in_pieces_is_bit_for_bit_run_at_once() -> None:
    (whole, whole_spikes), (pieces, piece_spikes) = _noisy(), _noisy()
    whole.run(120.0)
    for piece in (0.5, 40.0, 0.0, 59.5, 20.0):
        pieces.run(piece)
        # Reading in between must not matter either.
        assert np.isfinite(pieces.projections[0].weights).all()
    assert len(whole_spikes) > 100
    assert spikes(piece_spikes) == spikes(whole_spikes)
    for a, b in zip(whole.projections, pieces.projections, strict=True):
        assert a.weights.tobytes() == b.weights.tobytes()
    states = [net.populations[0].state("v").tobytes() for net in (whole, pieces)]
    assert states[0] == states[1]


def test_one_seed_repeats_and_another_differs() -> None:
    runs = [_noisy(seed) for seed in (5, 5, 6)]
    for net, _ in runs:
        net.run(100.0)
    first, again, other = (spikes(recorder) for _, recorder in runs)
    assert first == again
    assert first != other


def test_seeds_up_to_64_bits_are_told_apart() -> None:
    weights = []
    for seed in (0, 1, 2**32, 2**63, 2**64 - 1):
        net = snn.Network(seed=seed)
        cells = net.population("cells", 5, snn.LIF())
        weights.append(
            by_synapse(net.connect(cells, cells, snn.AllToAll(), weight=snn.Normal(0.0, 1.0)))
        )
    assert len({w.tobytes() for w in weights}) == 5


def test_reset_forgets_the_state_and_keeps_weights_and_clock() -> None:
    net, _ = _noisy()
    cells, projection = net.populations[0], net.projections[0]
    net.run(100.0)
    weights = projection.weights.copy()
    assert cells.counts.sum() > 0
    net.reset()
    assert net.t == 100.0
    assert (cells.counts == 0).all()
    assert (cells.state("v") == cells.get("v_init")).all()
    assert (projection.weights == weights).all()


def test_reset_drops_spikes_on_their_way_and_keeps_those_still_to_be_fed() -> None:
    net = snn.Network(dt=1.0)
    source = net.population("source", 1, snn.SpikeSource())
    cell = net.population("cell", 1, snn.LIF())
    net.connect(source, cell, snn.AllToAll(), weight=100.0, delay=5.0)
    recorder = net.record(cell)
    net.feed(source, [1.0, 4.0], [0, 0])
    net.run(2.0)
    net.reset()
    net.run(10.0)
    assert spikes(recorder) == [(9.0, 0)]


def test_populations_are_found_by_name() -> None:
    net = snn.Network()
    cells = net.population("cells", 2, snn.LIF())
    assert net["cells"] is cells
    assert "cells" in net
    assert "others" not in net
    with pytest.raises(
        snn.InvalidArgumentError, match=r"no population 'others'; there are 'cells'"
    ):
        net["others"]


def test_repr_says_how_much_there_is() -> None:
    net, recorder = _noisy(threads=2)
    cells, projection = net.populations[0], net.projections[0]
    net.run(2.0)
    assert repr(net) == (
        f"Network(dt=0.5 ms, t=2 ms, 60 neurons, {len(projection)} synapses, batch=1, threads=2)"
    )
    assert repr(cells) == "Population('cells', 60, lif)"
    assert repr(projection) == (
        f"Projection('cells -> cells', {len(projection)} synapses, PairSTDP)"
    )
    assert repr(recorder) == f"SpikeRecorder('cells', 'spikes', {len(recorder)})"
    net.close()
    assert repr(net) == "Network(closed)"


def test_leaving_the_block_frees_the_network() -> None:
    with snn.Network() as net:
        token = net.token
        assert not is_freed(token)
    assert is_freed(token)


def test_closing_twice_is_fine() -> None:
    net = snn.Network()
    net.close()
    net.close()
    assert repr(net) == "Network(closed)"


def test_a_network_nobody_refers_to_is_freed() -> None:
    token = snn.Network().token
    assert is_freed(token)


def test_a_bar_shows_the_time_that_ran(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("tqdm")
    net = snn.Network(dt=0.5)
    net.run(20.0, progress=True)
    assert net.t == 20.0
    assert "20" in capsys.readouterr().err


def test_threads_default_to_what_the_environment_says() -> None:
    code = "import swiftsnn as snn; print(snn.Network().threads, snn.Network(threads=2).threads)"
    assert python(code, SWIFTSNN_NUM_THREADS="3").split() == ["3", "2"]


def test_the_examples_in_the_docstrings_hold() -> None:
    result = doctest.testmod(network_module)
    assert result.attempted > 0
    assert result.failed == 0
