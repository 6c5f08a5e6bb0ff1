"""The structured recurrent network learns digits, the same on any number of threads."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from swiftsnn.datasets import load
from swiftsnn.learn.training import classify, confusion, train
from swiftsnn.systems import SRSNN, SRSNNSettings

SMALL = SRSNNSettings(hidden=(200, 100), duration=40.0)


def _trained(threads: int, seed: int = 0, epochs: int = 3) -> tuple[SRSNN, float]:
    data = load("digits")
    system = SRSNN(
        64, 10, intensity=float(data.train_x.mean()), settings=SMALL, seed=seed, threads=threads
    )
    train(system, data.train_x, data.train_y, epochs=epochs, seed=seed)
    return system, float(np.mean(classify(system, data.test_x) == data.test_y))


def test_a_small_network_learns_held_out_digits() -> None:
    _, accuracy = _trained(threads=2, epochs=5)
    assert accuracy >= 0.93


def test_one_and_two_threads_learn_the_same_weights() -> None:
    (one, first), (two, second) = _trained(threads=1), _trained(threads=2)
    assert first == second
    for name, weights in one.weights().items():
        np.testing.assert_array_equal(weights, two.weights()[name], err_msg=name)


def test_seeds_differ() -> None:
    (one, _), (two, _) = _trained(1, seed=0, epochs=1), _trained(1, seed=1, epochs=1)
    name = "input -> hidden 1"
    assert not np.array_equal(one.weights()[name], two.weights()[name])


def test_only_existing_synapses_learn_and_all_projections_do() -> None:
    data = load("digits")
    system = SRSNN(64, 10, intensity=0.3, settings=SMALL, threads=2)
    projections = system.network.projections
    wiring = [(p.pre.copy(), p.post.copy()) for p in projections]
    before = system.weights()
    system.learn(data.train_x[:16], data.train_y[:16])
    after = system.weights()
    for projection, (pre, post) in zip(projections, wiring, strict=True):
        np.testing.assert_array_equal(projection.pre, pre)
        np.testing.assert_array_equal(projection.post, post)
        assert np.any(before[projection.name] != after[projection.name]), projection.name


def test_predicting_changes_nothing() -> None:
    data = load("digits")
    system = SRSNN(64, 10, settings=SMALL, threads=2)
    before = system.weights()
    thresholds = [layer.state("v_thresh").copy() for layer in system.hidden]
    system.predict(data.test_x[:16])
    for name, weights in system.weights().items():
        np.testing.assert_array_equal(weights, before[name])
    for layer, threshold in zip(system.hidden, thresholds, strict=True):
        np.testing.assert_array_equal(layer.state("v_thresh"), threshold)


def test_recurrent_layers_are_dense_inside_and_sparse_between_modules() -> None:
    system = SRSNN(64, 10, settings=SMALL)
    matrix = system.network.projections[1].to_matrix() != 0
    inside = matrix[:50, :50].sum() / (50 * 49)
    outside = matrix[:50, 50:].mean()
    assert 0.4 < inside < 0.75
    assert 0 < outside < 0.15


@pytest.mark.parametrize("post", ["spike", "trace", "window", "one"])
@pytest.mark.parametrize("teaching", ["winner_take_all", "rate", "softmax"])
def test_every_form_of_the_rule_runs(post: str, teaching: str) -> None:
    settings = SRSNNSettings(hidden=(50,), duration=20.0, post=post, teaching=teaching)
    data = load("digits")
    system = SRSNN(64, 10, settings=settings, threads=1)
    system.learn(data.train_x[:16], data.train_y[:16])
    assert all(np.isfinite(w).all() for w in system.weights().values())


class _Interrupts:
    """Presses Ctrl-C in the second batch of the second epoch."""

    def __call__(self, epoch: int, batch: int, batches: int, accuracy: float) -> None:
        if (epoch, batch) == (1, 1):
            raise KeyboardInterrupt


def test_an_interrupted_training_keeps_what_was_learned() -> None:
    data = load("digits").take(160, 100)
    system = SRSNN(64, 10, settings=SMALL)
    before = system.weights()
    result = train(system, data.train_x, data.train_y, epochs=5, progress=_Interrupts())
    assert result.interrupted
    assert result.epochs == 2
    assert len(result.train_accuracy) == 2
    assert any(np.any(before[name] != w) for name, w in system.weights().items())
    assert len(classify(system, data.test_x)) == 100


def test_classify_handles_a_last_part_batch_and_confusion_counts() -> None:
    data = load("digits")
    system = SRSNN(64, 10, settings=SRSNNSettings(hidden=(50,), duration=10.0))
    predicted = classify(system, data.test_x[:19])
    assert predicted.shape == (19,)
    assert confusion(data.test_y[:19], predicted, 10).sum() == 19


def test_the_engine_knows_no_system_by_name() -> None:
    sources = Path(__file__).parents[2] / "Sources"
    for path in sources.rglob("*.swift"):
        text = path.read_text().lower()
        assert "srsnn" not in text, path
        assert "tang" not in text.split(), path
