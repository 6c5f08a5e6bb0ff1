"""Late labels, streams, and data that change."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn import cli
from swiftsnn.datasets import load
from swiftsnn.learn.ablation import HEADING
from swiftsnn.learn.online import DELAYS, TRACES, changed_data, late_labels, stream, turned
from swiftsnn.learn.recipes import make
from swiftsnn.systems import SRSNN, SRSNNSettings, Stimuli

DATA = load("digits").validation(0.2, 0)


def _system(batch: int = 1, **settings: Any) -> SRSNN:
    made = SRSNNSettings(**{"hidden": (60,), "modulators": 8, "field": 3.0} | settings)
    return make(DATA, made, seed=2, threads=1, batch=batch)


def _change(then: int = 0, **settings: Any) -> dict[str, NDArray[np.float32]]:
    """Of the weights, by one learning step of four samples."""
    system = _system(4, homeostasis_gain=0.0, **settings)
    before = system.weights()
    shown = [DATA.train_x[4 * k : 4 * k + 4] for k in range(1 + then)]
    system.learn(shown[0], DATA.train_y[:4], shown[1:])
    return {name: weights - before[name] for name, weights in system.weights().items()}


@pytest.mark.parametrize("tau", [30.0, 1e9])
def test_eligibility_bridges_the_wait_for_a_label(tau: float) -> None:
    """In silence nothing is added to what input synapses remember, which only fades."""
    # What is sent last arrives a ms later.
    soon = _change(tau_eligibility=tau, label_delay=1.0)["input 1"]
    for delay in (20.0, 75.0):
        late = _change(tau_eligibility=tau, label_delay=delay)["input 1"]
        fades = np.exp(-(delay - 1.0) / tau)
        np.testing.assert_allclose(late, soon * fades, rtol=1e-3, atol=1e-7)
    assert np.abs(soon).max() > 1e-3


def test_what_is_shown_meanwhile_mixes_into_the_change() -> None:
    wait = {"label_delay": 50.0, "meanwhile": "others"}
    silent, mixed = _change(**wait)["input 1"], _change(then=2, **wait)["input 1"]
    alike = np.corrcoef(silent.ravel(), mixed.ravel())[0, 1]
    assert 0.1 < alike < 0.99


def test_a_late_label_is_of_what_was_said_at_the_end_of_the_sample() -> None:
    """The error of each class is the one of the sample, whatever follows."""
    wait = {"label_delay": 50.0, "meanwhile": "others"}
    systems = _system(4), _system(4, **wait)
    errors = []
    for system, then in zip(systems, ([], [DATA.train_x[4:8]] * 2), strict=True):
        system.learn(DATA.train_x[:4], DATA.train_y[:4], then)
        errors.append(np.array(system.teacher.value))
    np.testing.assert_array_equal(errors[0], errors[1])
    assert np.abs(errors[0]).max() > 0.1


def test_spikes_may_follow_each_other_too() -> None:
    draws = np.random.default_rng(0)
    spikes = (draws.random((6, 30, 20)) < 0.2).astype(np.uint8)
    settings = SRSNNSettings(hidden=(30,), duration=30.0, label_delay=40.0, meanwhile="others")
    system = SRSNN(Stimuli.of(spikes), 2, settings=settings, batch=2)
    system.learn(spikes[:2], np.array([0, 1], np.int32), [spikes[2:4], spikes[4:]])
    shown = spikes[:2].sum((1, 2)) + spikes[2:4].sum((1, 2)) + spikes[4:, :10].sum((1, 2))
    np.testing.assert_array_equal(system.input.counts.sum(1), shown)


def test_each_sample_is_predicted_before_its_label_is_known() -> None:
    system, same = _system(), _system()
    right = stream(system, DATA.train_x[:60], DATA.train_y[:60])
    for k in range(60):
        sample, label = DATA.train_x[k : k + 1], DATA.train_y[k : k + 1]
        assert (same.predict(sample) == label)[0] == right[k]
        same.learn(sample, label)
    for name, weights in system.weights().items():
        np.testing.assert_array_equal(weights, same.weights()[name])


@pytest.mark.parametrize("batch", [1, 4])
def test_a_stream_is_learned(batch: int) -> None:
    rates = {"hidden_rate": 0.05 * batch, "readout_rate": 0.05 * batch}
    right = stream(_system(batch, **rates), DATA.train_x, DATA.train_y)
    assert len(right) == len(DATA.train_x) // batch * batch
    quarters = [part.mean() for part in np.array_split(right, 4)]
    assert quarters[0] < quarters[3] > 0.85


def test_late_labels_cost_little_in_silence_and_much_among_others() -> None:
    found = list(late_labels(DATA, seeds=1, hidden=(60,)))
    assert len(found) == 2 * len(DELAYS) * len(TRACES)
    by_label = {each.label: each.accuracies[0] for each in found}
    assert by_label["silence, eligibility without decay, 200 ms"] > 0.85
    assert by_label["others, eligibility 50 ms, 400 ms"] < 0.6


def test_learning_goes_on_when_the_data_change() -> None:
    found = {each.label: each.accuracies[0] for each in changed_data(DATA, seeds=1, hidden=(100,))}
    still = found["turned, nothing learned any more"]
    assert still < 0.4
    assert found["turned, quarter 1"] > still
    assert found["turned, quarter 4"] > 0.8
    assert found["in the end, held-out samples turned"] > 0.8


def test_images_are_turned() -> None:
    image = np.arange(6, dtype=np.float32)[None]
    np.testing.assert_array_equal(turned(image, (2, 3), 0), image)
    np.testing.assert_array_equal(turned(image, (2, 3), 2), image[:, ::-1])
    np.testing.assert_array_equal(turned(image[:, :4], (2, 2), 1), [[1.0, 3.0, 0.0, 2.0]])


def test_images_that_are_not_square_are_refused() -> None:
    spoken = load("digits").take(20)
    object.__setattr__(spoken, "shape", (4, 16))
    with pytest.raises(snn.InvalidArgumentError, match=r"\(4, 16\) pixels cannot be turned"):
        list(changed_data(spoken, seeds=1))


@pytest.mark.parametrize(
    ("settings", "words"),
    [({"meanwhile": "noise"}, "meanwhile.*'noise'"), ({"label_delay": -5.0}, "delay.*-5")],
)
def test_mistakes_are_named(settings: dict[str, Any], words: str) -> None:
    with pytest.raises(snn.InvalidArgumentError, match=words):
        _system(**settings)


def test_the_command_prints_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    assert cli.main(["online", "change", "--train-samples", "200", "--seeds", "1"]) == 0
    _, heading, *rows = capsys.readouterr().out.splitlines()
    assert heading == HEADING
    assert len(rows) == 11
    assert all(len(row) == len(HEADING) for row in rows)
