"""Data sets: containers, file formats, front end and the sentences of failures."""

from __future__ import annotations

import gzip
import io
import sys
import wave
import zipfile
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from numpy.typing import NDArray

from swiftsnn import datasets
from swiftsnn.datasets import Dataset, DatasetUnavailable
from swiftsnn.datasets._idx import read_idx
from swiftsnn.datasets._spectrogram import mel_filters, mel_spectrogram

RATE_HZ = 8000


@pytest.fixture(autouse=True)
def _no_data_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SWIFTSNN_DATA", raising=False)


def _toy(n: int = 40) -> Dataset:
    rng = np.random.default_rng(0)
    x = rng.random((n, 6), dtype=np.float32)
    y = np.repeat([0, 1], [n // 4, n - n // 4]).astype(np.int32)
    return Dataset("toy", x, y, x[:5], y[:5], (2, 3), 2, ("a", "b"))


def _write_idx(path: Path, values: NDArray[Any]) -> None:
    header = bytes((0, 0, 8, values.ndim)) + np.array(values.shape, ">u4").tobytes()
    path.write_bytes(gzip.compress(header + values.astype(np.uint8).tobytes()))


def _write_mnist(folder: Path, n_train: int = 7, n_test: int = 3) -> NDArray[np.uint8]:
    folder.mkdir(parents=True, exist_ok=True)
    pixels = np.random.default_rng(1).integers(0, 256, (n_train + n_test, 28, 28), np.uint8)
    classes = np.arange(n_train + n_test) % 10
    _write_idx(folder / "train-images-idx3-ubyte.gz", pixels[:n_train])
    _write_idx(folder / "train-labels-idx1-ubyte.gz", classes[:n_train])
    _write_idx(folder / "t10k-images-idx3-ubyte.gz", pixels[n_train:])
    _write_idx(folder / "t10k-labels-idx1-ubyte.gz", classes[n_train:])
    return pixels


def _recordings() -> list[tuple[int, str, int, NDArray[np.int16]]]:
    """Digit, speaker, repetition and samples: tones of different pitch and length."""
    spoken: list[tuple[int, str, int, NDArray[np.int16]]] = []
    for digit in (0, 1, 2):
        for speaker in ("ann", "bob"):
            for repetition in (4, 5, 10):
                t = np.arange(1500 + 400 * repetition) / RATE_HZ
                tone = 9000 * np.sin(2 * np.pi * (400 + 500 * digit) * t)
                spoken.append((digit, speaker, repetition, tone.astype(np.int16)))
    return spoken


def _fsdd_arrays() -> dict[str, Any]:
    digits, speakers, repetitions, samples = zip(*_recordings(), strict=True)
    return {
        "samples": np.concatenate(samples),
        "lengths": np.array([len(s) for s in samples], np.int32),
        "digit": np.array(digits, np.uint8),
        "speaker": np.array([{"ann": 0, "bob": 1}[s] for s in speakers], np.uint8),
        "speakers": np.array(["ann", "bob"]),
        "index": np.array(repetitions, np.uint8),
        "rate_hz": np.int64(RATE_HZ),
    }


def _write_fsdd_archive(path: Path, rate_hz: int = RATE_HZ) -> None:
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("free-spoken-digit-dataset-1.0.10/README.md", "no recording")
        for digit, speaker, repetition, samples in _recordings():
            content = io.BytesIO()
            with wave.open(content, "wb") as recording:
                recording.setnchannels(1)
                recording.setsampwidth(2)
                recording.setframerate(rate_hz)
                recording.writeframes(samples.astype("<i2").tobytes())
            name = f"free-spoken-digit-dataset-1.0.10/recordings/{digit}_{speaker}_{repetition}.wav"
            archive.writestr(name, content.getvalue())


def test_names_and_unknown_name() -> None:
    assert datasets.names() == ("digits", "mnist", "fashion-mnist", "fsdd")
    with pytest.raises(ValueError, match=r"no data set 'cifar'.*digits, mnist, fashion-mnist"):
        datasets.load("cifar")


def test_take_keeps_the_first_samples() -> None:
    toy = _toy()
    few = toy.take(8, 2)
    assert np.array_equal(few.train_x, toy.train_x[:8])
    assert np.array_equal(few.test_y, toy.test_y[:2])
    assert len(toy.take(8).test_x) == len(toy.test_x)
    assert "8 train + 2 test" in repr(few)
    for n_train, n_test in ((0, 1), (41, 1), (1, 6), (1, 0)):
        with pytest.raises(ValueError, match="cannot take"):
            toy.take(n_train, n_test)


def test_validation_splits_only_the_training_part_by_class() -> None:
    toy = _toy(40)
    split = toy.validation(0.2, seed=3)
    assert np.bincount(split.test_y).tolist() == [2, 6]
    assert np.bincount(split.train_y).tolist() == [8, 24]
    rejoined = np.concatenate([split.train_x, split.test_x])
    assert {row.tobytes() for row in rejoined} == {row.tobytes() for row in toy.train_x}
    assert "validation" in split.name
    assert np.array_equal(split.test_x, toy.validation(0.2, seed=3).test_x)
    assert not np.array_equal(split.test_x, toy.validation(0.2, seed=4).test_x)


def test_validation_keeps_every_class_on_both_sides() -> None:
    split = _toy(8).validation(0.01, seed=0)
    assert np.bincount(split.test_y).tolist() == [1, 1]
    with pytest.raises(ValueError, match="between 0 and 1"):
        _toy().validation(1.0, seed=0)
    with pytest.raises(ValueError, match="class 'a' has a single"):
        _toy(4).validation(0.5, seed=0)


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"labels": ("a",)}, "2 classes but 1 labels"),
        ({"shape": (2, 2)}, "train_x has shape"),
        ({"train_y": np.zeros(3, np.int32)}, "train_y has shape"),
        ({"train_y": np.full(40, 2, np.int32)}, "labels from 2 to 2"),
        ({"test_x": np.full((5, 6), np.nan, np.float32)}, r"outside \[0, 1\]"),
        ({"test_x": np.zeros((5, 6))}, "convert them to float32"),
    ],
)
def test_inconsistent_data_sets_are_refused(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        Dataset(**{**vars(_toy()), **change})


def test_digits_come_from_scikit_learn() -> None:
    pytest.importorskip("sklearn")
    digits = datasets.load("digits")
    assert digits.train_x.shape == (1437, 64)
    assert digits.test_x.shape == (360, 64)
    assert digits.train_x.max() == 1.0
    assert np.bincount(digits.test_y).min() >= 35


def test_digits_without_scikit_learn_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "sklearn", None)
    with pytest.raises(ImportError, match=r"swiftsnn\[data\]"):
        datasets.load("digits")


@pytest.mark.parametrize("name", ["mnist", "fashion-mnist"])
def test_mnist_from_the_folder_of_the_environment(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = _write_mnist(tmp_path / name)
    monkeypatch.setenv("SWIFTSNN_DATA", str(tmp_path))
    assert datasets.data_folder() == tmp_path
    loaded = datasets.load(name)
    assert loaded.shape == (28, 28)
    assert loaded.test_y.tolist() == [7, 8, 9]
    np.testing.assert_allclose(loaded.train_x, pixels[:7].reshape(7, -1) / 255, atol=1e-7)


def test_the_folder_argument_goes_before_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    _write_mnist(tmp_path / "here" / "mnist", n_train=4)
    _write_mnist(tmp_path / "there" / "mnist", n_train=5)
    monkeypatch.setenv("SWIFTSNN_DATA", str(tmp_path / "there"))
    assert len(datasets.load("mnist", str(tmp_path / "here")).train_x) == 4
    (tmp_path / "empty").mkdir()
    assert len(datasets.load("mnist", tmp_path / "empty").train_x) == 5


def test_a_data_folder_that_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert datasets.data_folder() is None
    with pytest.raises(DatasetUnavailable, match=r"the folder argument names .*not a folder"):
        datasets.load("mnist", tmp_path / "nowhere")
    monkeypatch.setenv("SWIFTSNN_DATA", str(tmp_path / "nowhere"))
    with pytest.raises(DatasetUnavailable, match=r"SWIFTSNN_DATA names .*not a folder"):
        datasets.data_folder()


def test_an_incomplete_folder_is_not_completed_silently(tmp_path: Path) -> None:
    _write_mnist(tmp_path / "mnist")
    (tmp_path / "mnist" / "t10k-images-idx3-ubyte.gz").unlink()
    with pytest.raises(DatasetUnavailable, match=r"incomplete.*t10k-images-idx3-ubyte.gz"):
        datasets.load("mnist", tmp_path)
    (tmp_path / "fsdd").mkdir()
    with pytest.raises(DatasetUnavailable, match=r"fsdd.npz.*https://github.com/Jakobovski"):
        datasets.load("fsdd", tmp_path)


def test_images_and_labels_must_match(tmp_path: Path) -> None:
    folder = tmp_path / "mnist"
    _write_mnist(folder)
    _write_idx(folder / "train-labels-idx1-ubyte.gz", np.zeros(6))
    with pytest.raises(ValueError, match=r"7 images but .* has 6 labels"):
        datasets.load("mnist", tmp_path)
    _write_idx(folder / "train-labels-idx1-ubyte.gz", np.full(7, 10))
    with pytest.raises(ValueError, match="labels above 9"):
        datasets.load("mnist", tmp_path)
    _write_idx(folder / "train-images-idx3-ubyte.gz", np.zeros((7, 8, 8)))
    with pytest.raises(ValueError, match="images of 8 x 8 pixels"):
        datasets.load("mnist", tmp_path)


def test_malformed_idx_files_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "x.gz"
    _write_idx(path, np.arange(6).reshape(2, 3))
    assert read_idx(path, ndim=2).tolist() == [[0, 1, 2], [3, 4, 5]]
    with pytest.raises(ValueError, match="starts with 00 00 08 02"):
        read_idx(path, ndim=3)
    whole = path.read_bytes()
    path.write_bytes(whole[:-6])
    with pytest.raises(ValueError, match=r"not a whole gzip file"):
        read_idx(path, ndim=2)
    path.write_bytes(b"plain")
    with pytest.raises(ValueError, match=r"not a whole gzip file"):
        read_idx(path, ndim=2)
    for content, sentence in (
        (b"", "starts with nothing"),
        (gzip.decompress(whole)[:9], "ends within its header"),
        (gzip.decompress(whole)[:-1], "6 bytes, but holds 5"),
    ):
        path.write_bytes(gzip.compress(content))
        with pytest.raises(ValueError, match=sentence):
            read_idx(path, ndim=2)


def test_fsdd_from_arrays_and_from_the_archive_agree(tmp_path: Path) -> None:
    for form in ("arrays", "archive"):
        (tmp_path / form / "fsdd").mkdir(parents=True)
    np.savez(tmp_path / "arrays" / "fsdd" / "fsdd.npz", **_fsdd_arrays())
    archive = tmp_path / "archive" / "fsdd" / "free-spoken-digit-dataset-1.0.10.zip"
    _write_fsdd_archive(archive)

    loaded = datasets.load("fsdd", tmp_path / "arrays")
    assert loaded.shape == (32, 32)
    assert loaded.test_y.tolist() == [0, 1, 2, 0, 1, 2]
    assert loaded.train_y.tolist() == [0, 1, 2] * 4
    assert loaded.labels[2] == "two"
    assert np.array_equal(loaded.train_x.max(axis=1), np.ones(12))

    zipped = datasets.load("fsdd", tmp_path / "archive")
    assert np.array_equal(zipped.train_x, loaded.train_x)
    assert np.array_equal(zipped.test_x, loaded.test_x)

    _write_fsdd_archive(archive, rate_hz=16000)
    with pytest.raises(ValueError, match="16000"):
        datasets.load("fsdd", tmp_path / "archive")


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"rate_hz": np.int64(16000)}, "at 16000 Hz"),
        ({"digit": np.zeros(3, np.uint8)}, "one entry for each recording"),
        ({"digit": np.full(18, 10, np.uint8)}, "digits run from 10 to 10"),
        ({"samples": np.zeros(9, np.int16)}, "add up to"),
        ({"index": np.zeros(18, np.uint8)}, "repetitions below 5"),
        (
            {"samples": np.zeros(1800, np.int16), "lengths": np.full(18, 100)},
            "recording 0 has 100 samples",
        ),
    ],
)
def test_malformed_fsdd_arrays_are_refused(
    change: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    (tmp_path / "fsdd").mkdir()
    np.savez(tmp_path / "fsdd" / "fsdd.npz", **{**_fsdd_arrays(), **change})
    with pytest.raises(ValueError, match=sentence):
        datasets.load("fsdd", tmp_path)


def test_a_broken_fsdd_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "fsdd").mkdir()
    path = tmp_path / "fsdd" / "fsdd.npz"
    for content in (b"", b"no archive at all"):
        path.write_bytes(content)
        with pytest.raises(ValueError, match=r"not a whole fsdd.npz"):
            datasets.load("fsdd", tmp_path)
    path.rename(path.with_name("free-spoken-digit-dataset-1.0.10.zip"))
    with pytest.raises(ValueError, match=r"not a whole archive"):
        datasets.load("fsdd", tmp_path)


def test_spectrogram_shows_pitch_on_rows_and_time_on_columns() -> None:
    filters = mel_filters()
    t = np.arange(4000) / RATE_HZ
    rising = np.where(t < 0.25, np.sin(2 * np.pi * 300 * t), np.sin(2 * np.pi * 3000 * t))
    picture = mel_spectrogram((8000 * rising).astype(np.int16), filters)
    assert picture.shape == (32, 32)
    assert picture.dtype == np.float32
    assert picture.min() >= 0
    assert picture.max() == 1
    early, late = picture[:, :14].sum(axis=1), picture[:, 18:].sum(axis=1)
    # Row 0 is the highest band, so the low tone lies further down.
    centres_hz = (filters @ np.linspace(0, 4000, 257) / filters.sum(axis=1))[::-1]
    assert centres_hz[early.argmax()] == pytest.approx(300, abs=40)
    assert centres_hz[late.argmax()] == pytest.approx(3000, abs=150)


def test_spectrogram_of_silence_short_and_loud_words() -> None:
    filters = mel_filters()
    assert not mel_spectrogram(np.zeros(900, np.int16), filters).any()
    noise = np.random.default_rng(0).integers(-3000, 3000, 200).astype(np.int16)
    single = mel_spectrogram(noise, filters)
    assert np.allclose(single, single[:, :1], atol=1e-6)
    quiet, loud = (mel_spectrogram((k * noise).astype(np.int16), filters) for k in (1, 9))
    np.testing.assert_allclose(quiet, loud, atol=1e-6)


@pytest.mark.parametrize(
    ("name", "layout"),
    [("mnist", "mnist/*.gz"), ("fashion-mnist", "fashion-mnist/*.gz"), ("fsdd", "fsdd/free-")],
)
def test_an_unreachable_download_ends_in_one_sentence(
    name: str, layout: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pooch = pytest.importorskip("pooch")
    requests = pytest.importorskip("requests")

    def unreachable(url: str, known_hash: str, **options: Any) -> str:
        assert known_hash.split(":")[0] == "sha256"
        raise requests.ConnectionError(f"a long\nstory about {url}")

    monkeypatch.setattr(pooch, "retrieve", unreachable)
    with pytest.raises(DatasetUnavailable) as caught:
        datasets.load(name)
    sentence = str(caught.value)
    assert "\n" not in sentence
    for part in (repr(name), "no data folder is set", "cannot be reached", layout, "'digits'"):
        assert part in sentence

    with pytest.raises(DatasetUnavailable, match=f"{tmp_path} has no folder {name}"):
        datasets.load(name, tmp_path)


def test_the_reason_of_a_failed_download_is_short(monkeypatch: pytest.MonkeyPatch) -> None:
    pooch = pytest.importorskip("pooch")
    requests = pytest.importorskip("requests")
    missing = requests.Response()
    missing.status_code = 404
    for error, reason in (
        (requests.ConnectTimeout(), "did not answer in time"),
        (requests.HTTPError(response=missing), "answered 404"),
        (ValueError("hash"), "does not have the published checksum"),
        (PermissionError(13, "Permission denied"), "Permission denied"),
    ):

        def fail(*_: object, error: Exception = error, **__: object) -> str:
            raise error

        monkeypatch.setattr(pooch, "retrieve", fail)
        with pytest.raises(DatasetUnavailable, match=reason):
            datasets.load("mnist")


def test_a_second_mirror_is_tried(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    pooch = pytest.importorskip("pooch")
    _write_mnist(tmp_path)
    asked: list[str] = []

    def only_the_second(url: str, known_hash: str, *, fname: str, **options: Any) -> str:
        asked.append(url)
        if len(asked) % 2:
            raise OSError("down")
        return str(tmp_path / fname)

    monkeypatch.setattr(pooch, "retrieve", only_the_second)
    assert len(datasets.load("mnist").train_x) == 7
    assert len(asked) == 8


def test_downloading_without_pooch_names_the_extra(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pooch", None)
    with pytest.raises(ImportError, match=r"swiftsnn\[data\].*SWIFTSNN_DATA"):
        datasets.load("mnist")
