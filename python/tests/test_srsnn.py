"""The structured recurrent network learns digits, the same on any number of threads."""

from __future__ import annotations

import pickle
from pathlib import Path
from typing import Any

import numpy as np
import pytest

import swiftsnn as snn
from swiftsnn.datasets import load
from swiftsnn.learn.training import classify, confusion, train
from swiftsnn.systems import SRSNN, SRSNNSettings, Stimuli

SMALL = SRSNNSettings(
    hidden=(200, 100), learns=("input", "forward", "recurrent", "readout"), module=20
)


def _system(settings: SRSNNSettings = SMALL, **options: Any) -> SRSNN:
    data = load("digits")
    return SRSNN(Stimuli.of(data.train_x, data.shape), 10, settings=settings, **options)


def _trained(threads: int, seed: int = 0, epochs: int = 3) -> tuple[SRSNN, float]:
    data = load("digits")
    system = _system(seed=seed, threads=threads, batch=16)
    train(system, data.train_x, data.train_y, epochs=epochs, seed=seed)
    return system, float(np.mean(classify(system, data.test_x) == data.test_y))


def test_a_small_network_learns_held_out_digits() -> None:
    _, accuracy = _trained(threads=2, epochs=5)
    assert accuracy >= 0.9


def test_one_and_two_threads_learn_the_same_weights() -> None:
    (one, first), (two, second) = _trained(threads=1), _trained(threads=2)
    assert first == second
    for name, weights in one.weights().items():
        np.testing.assert_array_equal(weights, two.weights()[name], err_msg=name)


def test_seeds_differ() -> None:
    (one, _), (two, _) = _trained(1, seed=0, epochs=1), _trained(1, seed=1, epochs=1)
    assert not np.array_equal(one.weights()["input 1"], two.weights()["input 1"])


def test_only_existing_synapses_learn_and_all_kinds_do() -> None:
    data = load("digits")
    system = _system(threads=2)
    assert set(system.weights()) == set(system.projections)
    wiring = {name: (p.pre.copy(), p.post.copy()) for name, p in system.projections.items()}
    before = system.weights()
    # Thresholds find their places first: before, the second layer may be silent.
    for k in range(5):
        system.learn(data.train_x[32 * k : 32 * k + 32], data.train_y[32 * k : 32 * k + 32])
    after = system.weights()
    for name, projection in system.projections.items():
        np.testing.assert_array_equal(projection.pre, wiring[name][0])
        np.testing.assert_array_equal(projection.post, wiring[name][1])
        assert np.any(before[name] != after[name]), name


def test_what_is_not_to_learn_does_not() -> None:
    data = load("digits")
    system = _system(SRSNNSettings(hidden=(100, 50), learns=("readout",)))
    system.learn(data.train_x[:32], data.train_y[:32])
    fresh = _system(SRSNNSettings(hidden=(100, 50), learns=("readout",)))
    for name, projection in system.projections.items():
        same = np.array_equal(projection.weights, fresh.projections[name].weights)
        assert same == ("readout" not in name), name


def test_predicting_changes_nothing() -> None:
    system = _system(threads=2)
    before = system.state()
    system.predict(load("digits").test_x[:32])
    for name, array in system.state().items():
        np.testing.assert_array_equal(array, before[name])


def test_a_copy_goes_on_as_the_original_does() -> None:
    data = load("digits")
    system = _system()
    system.begin_epoch(3)
    system.learn(data.train_x[:32], data.train_y[:32])
    system.silence(0.2)
    twin = pickle.loads(pickle.dumps(system))
    for each in (system, twin):
        each.learn(data.train_x[32:64], data.train_y[32:64])
    for name, array in system.state().items():
        np.testing.assert_array_equal(array, twin.state()[name], err_msg=name)


def test_recurrent_layers_are_dense_inside_and_sparse_between_modules() -> None:
    matrix = _system().projections["recurrent 1"].to_matrix() != 0
    inside = matrix[:20, :20].sum() / (20 * 19)
    outside = matrix[:20, 20:].mean()
    assert 0.4 < inside < 0.95
    assert 0 < outside < 0.2


def test_neurons_with_a_field_see_what_lies_around_them() -> None:
    system = _system(SRSNNSettings(hidden=(100,), field=2.0))
    projection, pixels = system.projections["input 1"], system.input.positions
    centres = system.hidden[0].positions
    assert pixels is not None
    assert centres is not None
    apart = pixels[projection.pre] - centres[projection.post]
    assert np.hypot(*apart.T).max() <= 2.0
    assert 5 < len(projection.pre) / 100 < 16


@pytest.mark.parametrize("post", ["spike", "centred", "window"])
def test_every_form_of_the_rule_learns(post: str) -> None:
    data = load("digits")
    system = _system(SRSNNSettings(hidden=(100,), post=post))
    train(system, data.train_x, data.train_y, epochs=4)
    assert np.mean(classify(system, data.test_x) == data.test_y) > 0.9


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(snn.InvalidArgumentError, match="one of 'window', 'spike'"):
        _system(SRSNNSettings(post="sigmoid"))


class _Interrupts:
    """Presses Ctrl-C in the second batch of the second epoch."""

    def __call__(self, epoch: int, batch: int, batches: int, accuracy: float) -> None:
        if (epoch, batch) == (1, 1):
            raise KeyboardInterrupt


def test_an_interrupted_training_keeps_what_was_learned() -> None:
    data = load("digits").take(160, 100)
    system = _system()
    before = system.weights()
    result = train(system, data.train_x, data.train_y, epochs=5, progress=_Interrupts())
    assert result.interrupted
    assert result.epochs == 2
    assert len(result.train_accuracy) == 2
    assert any(np.any(before[name] != w) for name, w in system.weights().items())
    assert len(classify(system, data.test_x)) == 100


def test_classify_handles_a_last_part_batch_and_confusion_counts() -> None:
    data = load("digits")
    system = _system(SRSNNSettings(hidden=(50,), duration=10.0))
    predicted = classify(system, data.test_x[:19])
    assert predicted.shape == (19,)
    assert confusion(data.test_y[:19], predicted, 10).sum() == 19


def test_the_engine_knows_no_system_by_name() -> None:
    sources = Path(__file__).parents[2] / "Sources"
    for path in sources.rglob("*.swift"):
        text = path.read_text().lower()
        assert "srsnn" not in text, path
        assert "tang" not in text.split(), path
