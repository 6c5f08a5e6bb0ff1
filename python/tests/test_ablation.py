"""The tables of what each part of SR-SNN is worth."""

from __future__ import annotations

import pytest

import swiftsnn as snn
from swiftsnn import cli
from swiftsnn.datasets import load
from swiftsnn.learn.ablation import ABLATIONS, HEADING, ablate
from swiftsnn.learn.cost import cost
from swiftsnn.learn.recipes import make
from swiftsnn.systems import SRSNNSettings

DATA = load("digits")


@pytest.mark.parametrize("name", ABLATIONS)
def test_every_variant_trains(name: str) -> None:
    small = {} if name == "layers" else {"hidden": (40,)}
    results = list(ablate(name, DATA.take(200), seeds=1, epochs=1, threads=1, **small))
    assert [r.label for r in results] == [v.label for v in ABLATIONS[name]]
    for result in results:
        assert len(result.accuracies) == 1
        assert 0 <= result.accuracies[0] <= 1
        assert len(result.line()) == len(HEADING)


def test_variants_differ_from_what_suits_the_data() -> None:
    for name, variants in ABLATIONS.items():
        for variant in variants:
            SRSNNSettings(**variant.settings)
        described = [(str(v.settings), v.after is None) for v in variants]
        assert len(set(described)) == len(described), name


def test_a_fuller_readout_does_better() -> None:
    (one, *_, all_of_it) = ablate("readout-density", DATA, seeds=1, epochs=3, hidden=(60,))
    assert all_of_it.accuracies[0] > one.accuracies[0]
    assert all_of_it.accuracies[0] > 0.9


def test_silencing_takes_neurons_out() -> None:
    system = make(DATA, SRSNNSettings(hidden=(100,)), 0, 1)
    # Thresholds find their places first.
    for k in range(10):
        system.learn(DATA.train_x[32 * k : 32 * k + 32], DATA.train_y[32 * k : 32 * k + 32])
    system.predict(DATA.test_x[:32])
    awake = system.hidden[0].counts.any(0)
    system.silence(0.5, seed=1)
    system.predict(DATA.test_x[:32])
    left = system.hidden[0].counts.any(0)
    assert 20 < left.sum() < 80 < awake.sum()


def test_weights_of_few_bits_have_few_values() -> None:
    system = make(DATA, SRSNNSettings(hidden=(40,), bits=3), 0, 1)
    system.learn(DATA.train_x[:32], DATA.train_y[:32])
    assert len({round(float(w), 6) for w in system.weights()["readout 1"].ravel()}) <= 8


def test_the_cost_of_an_answer_is_counted() -> None:
    system = make(DATA, SRSNNSettings(hidden=(40,), recurrent_scale=0.0), 0, 1)
    counted = cost(system, DATA.test_x[:50])
    system.predict(DATA.test_x[:32])
    spikes = system.hidden[0].counts.sum() / 32
    # What is fired in the last step arrives no more.
    assert 0.9 * 100 * spikes < counted.events <= 100 * spikes
    assert counted.multiplications <= 64 * 40 == counted.dense_multiplications - 400
    assert counted.joule == pytest.approx(
        0.9e-12 * counted.events + 4.6e-12 * counted.multiplications
    )
    assert "uJ" in counted.line()


def test_the_command_prints_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["ablate", "rewiring", "--seeds", "1", "--epochs", "1", "--train-samples", "100"]
    assert cli.main(arguments) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == "digits: a tenth of 100 training samples held out"
    assert [line.split()[2] for line in lines[2:]] == ["0.0", "0.01", "0.1", "0.3", "1.0"]


def test_an_unknown_table_is_refused() -> None:
    with pytest.raises(snn.InvalidArgumentError, match="there are readout-density"):
        next(ablate("colour", DATA))
