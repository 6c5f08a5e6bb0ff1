"""The spoken digits as spikes: parts, splits and what is read."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn import datasets
from swiftsnn.datasets import SpikeDataset, SpikePart
from swiftsnn.encoders import Cochlea

RATE_HZ = 8000

_DATA = os.environ.get("SWIFTSNN_DATA", "")
_HAS_DIGITS = bool(_DATA) and (Path(_DATA) / "fsdd").is_dir()


def _word(hz: float, ms: float) -> NDArray[np.int16]:
    t = np.arange(round(ms * RATE_HZ / 1000)) / RATE_HZ
    return (9000 * np.sin(2 * np.pi * hz * t)).astype(np.int16)


def _toy(n: int = 60) -> SpikeDataset:
    """Two speakers say three words, n / 6 times each; the first cell counts the samples."""
    spikes = np.zeros((n, 8, 6), np.uint8)
    spikes[:, :6] = np.unpackbits(np.arange(n, dtype=np.uint8)[:, None], axis=1)[:, None, 2:]
    group = np.arange(n) % 6
    part = SpikePart(
        spikes,
        np.full(n, 6, np.int32),
        (group // 2).astype(np.int32),
        (group % 2).astype(np.int32),
    )
    return SpikeDataset("toy", part, part.only(slice(7)), 1.0, ("a", "b", "c"))


def test_parts_of_a_spike_data_set() -> None:
    toy = _toy()
    assert "60 train + 7 test samples, 8 steps of 1 ms, 6 cells, 3 classes" in repr(toy)
    assert toy.train.raster(5).shape == (6, 6)
    few = toy.take(9, 2)
    assert (len(few.train), len(few.test), len(toy.take(9).test)) == (9, 2, 7)
    assert np.shares_memory(few.train.spikes, toy.train.spikes)
    for n_train, n_test, sentence in ((0, 1, "n_train must be 1 to 60"), (1, 8, "n_test must be")):
        with pytest.raises(snn.InvalidArgumentError, match=sentence):
            toy.take(n_train, n_test)
    with pytest.raises(snn.ShapeError, match=r"labels has shape \(3,\)"):
        part = toy.train
        SpikePart(part.spikes, part.lengths, part.labels[:3], part.speakers)


def test_validation_is_stratified_by_class_and_speaker() -> None:
    toy = _toy()
    split = toy.validation(0.25, seed=3)
    assert (len(split.train), len(split.test)) == (45, 15)
    assert "validation" in split.name
    groups = np.bincount(2 * split.test.labels + split.test.speakers, minlength=6)
    assert groups.min() >= 2 and groups.max() <= 3

    def samples(part: SpikePart) -> set[bytes]:
        return {raster.tobytes() for raster in part.spikes}

    assert samples(split.train).isdisjoint(samples(split.test))
    assert samples(split.train) | samples(split.test) == samples(toy.train)
    assert np.array_equal(split.test.spikes, toy.validation(0.25, seed=3).test.spikes)
    assert not np.array_equal(split.test.spikes, toy.validation(0.25, seed=4).test.spikes)
    for fraction, sentence in ((0.0, "between 0 and 1"), (1e-6, "leaves one part empty")):
        with pytest.raises(snn.InvalidArgumentError, match=sentence):
            toy.validation(fraction, seed=0)


def _write_digits(folder: Path) -> None:
    """Three words of two speakers, 30 to 230 ms long, in the order of the file: not by time."""
    said = [(digit, who, again) for digit in (2, 0, 1) for who in (1, 0) for again in (10, 4, 5)]
    words = [_word(400 + 900 * digit, 30 + 20 * again) for digit, _, again in said]
    digit, speaker, index = (np.array(column, np.uint8) for column in zip(*said, strict=True))
    folder.mkdir()
    np.savez(
        folder / "fsdd.npz",
        samples=np.concatenate(words),
        lengths=np.array([len(word) for word in words], np.int32),
        digit=digit,
        speaker=speaker,
        index=index,
        rate_hz=np.int64(RATE_HZ),
    )


def test_spoken_digits_are_read_in_order_and_cut(tmp_path: Path) -> None:
    _write_digits(tmp_path / "fsdd")
    ear = Cochlea(channels=16)
    data = datasets.spoken_digits(tmp_path, ear, duration=200.0)
    assert data.train.spikes.shape == (12, 200, 48)
    assert data.train.spikes.dtype == np.uint8
    assert data.dt == 1.0
    assert data.class_names[2] == "two"
    assert data.test.labels.tolist() == [0, 1, 2, 0, 1, 2]
    assert data.test.speakers.tolist() == [0, 0, 0, 1, 1, 1]
    assert data.train.lengths.tolist() == [130] * 6 + [200] * 6
    assert np.array_equal(data.test.raster(1), ear.encode(_word(1300, 110)))
    assert not data.test.spikes[1, 110:].any()

    with pytest.raises(snn.InvalidArgumentError, match=r"16000 Hz.*rate_hz=8000"):
        datasets.spoken_digits(tmp_path, Cochlea(rate_hz=16000.0))
    with pytest.raises(snn.InvalidArgumentError, match=r"duration is 0\.5 ms"):
        datasets.spoken_digits(tmp_path, duration=0.5)


@pytest.mark.skipif(not _HAS_DIGITS, reason="SWIFTSNN_DATA names no folder with fsdd")
def test_the_spoken_digits() -> None:
    data = datasets.spoken_digits(encoder=Cochlea(channels=32))
    assert data.train.spikes.shape == (2700, 700, 96)
    assert data.test.spikes.shape == (300, 700, 96)
    for part, each in ((data.train, 45), (data.test, 5)):
        groups = np.bincount(6 * part.labels + part.speakers, minlength=60)
        assert groups.tolist() == [each] * 60
    assert np.mean(data.train.lengths < 700) > 0.95

    counts = data.train.spikes.sum(axis=1, dtype=np.int64)
    hz = 1000 * counts.sum() / (data.train.lengths.sum() * 96)
    assert 20 < hz < 60
    assert counts.sum(axis=1).min() > 100
    rates = counts / data.train.lengths[:, None]
    assert np.mean(rates > 0) > 0.7
    assert 0.04 < rates[rates > 0].mean() < 0.15

    held_out = data.validation(0.1, seed=1)
    assert (len(held_out.train), len(held_out.test)) == (2430, 270)
    assert np.bincount(held_out.test.labels).tolist() == [27] * 10
    tested = {raster.tobytes() for raster in data.test.spikes}
    assert not any(raster.tobytes() in tested for raster in held_out.test.spikes)
