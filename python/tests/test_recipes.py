"""How data sets are trained: recipes, and images that are moved and mirrored."""

from __future__ import annotations

import numpy as np
import pytest

from swiftsnn.datasets import SpikeDataset, SpikePart, load, names
from swiftsnn.learn.experiment import run
from swiftsnn.learn.recipes import RECIPES, Recipe, augmented, follow, make, recipe_of
from swiftsnn.systems import SRSNNSettings

IMAGES = np.random.default_rng(0).random((200, 20), np.float32)


def _all_shifts(image: np.ndarray, shift: int) -> dict[tuple[int, int], np.ndarray]:
    padded = np.pad(image.reshape(4, 5), shift)
    places = range(2 * shift + 1)
    return {(y, x): padded[y : y + 4, x : x + 5] for y in places for x in places}


@pytest.mark.parametrize("flips", [False, True])
def test_images_are_moved_by_every_amount_and_no_more(flips: bool) -> None:
    moved = augmented(IMAGES, (4, 5), 1, flips, np.random.default_rng(1))
    seen = set()
    for before, after in zip(IMAGES, moved, strict=True):
        for place, wanted in _all_shifts(before, 1).items():
            for mirrored in (False, True):
                found = after.reshape(4, 5)
                if np.array_equal(found[:, ::-1] if mirrored else found, wanted):
                    seen.add((place, mirrored))
    assert len(seen) == 9 * (1 + flips)
    assert moved.dtype == np.float32


def test_nothing_is_done_without_being_asked() -> None:
    assert Recipe().augment((4, 5)) is None
    still = augmented(IMAGES, (4, 5), 0, False, np.random.default_rng(1))
    np.testing.assert_array_equal(still, IMAGES)


def test_every_data_set_has_a_recipe_and_every_recipe_its_settings() -> None:
    assert set(names()) <= set(RECIPES)
    for recipe in RECIPES.values():
        assert recipe.made(hidden=(7,)).hidden == (7,)
    assert recipe_of("something else") == Recipe()


def test_moved_images_are_learned_anew_in_each_epoch() -> None:
    data = load("digits").take(200)
    settings = SRSNNSettings(hidden=(30,))
    plain, moved, again = (make(data, settings, 0, 1) for _ in range(3))
    follow(Recipe(), plain, data, epochs=2)
    for system in (moved, again):
        follow(Recipe(shift=1), system, data, epochs=2)
    ours, same, other = (s.weights()["input 1"] for s in (moved, again, plain))
    np.testing.assert_array_equal(ours, same)
    assert np.abs(ours - other).max() > 1e-3


def _clicks(samples: int, seed: int) -> SpikePart:
    """One half of the cells fires early in one class, late in the other."""
    draws = np.random.default_rng(seed)
    labels = np.arange(samples, dtype=np.int32) % 2
    early = (np.arange(700) < 350)[None, :, None] == (labels == 0)[:, None, None]
    halves = np.where(np.arange(40) < 20, early, ~early)
    spikes = (draws.random((samples, 700, 40)) < 0.03 * halves).astype(np.uint8)
    every = np.full(samples, 700, np.int32)
    return SpikePart(spikes, every, labels, np.zeros(samples, np.int32))


def test_spikes_are_trained_and_reported_like_images(tmp_path) -> None:
    data = SpikeDataset("spoken digits", _clicks(40, 1), _clicks(20, 2), 1.0, ("early", "late"))
    assert data.classes == 2
    assert data.train_x.shape == (40, 700, 40)
    outcome = run(data, epochs=1, threads=1, folder=tmp_path)
    assert outcome.folder is not None
    assert (outcome.folder / "report.html").exists()
    assert outcome.n_neurons == 40 + 1000 + 20


def test_recurrent_synapses_take_their_time() -> None:
    data = load("digits").take(50)
    settings = SRSNNSettings(hidden=(60,), recurrent_delay=(5.0, 9.0))
    delays = make(data, settings, 0, 1).projections["recurrent 1"].delays
    assert set(np.unique(delays)) == {5.0, 6.0, 7.0, 8.0, 9.0}
