"""The Free Spoken Digit Dataset: six speakers say each digit fifty times, at 8 kHz."""

from __future__ import annotations

import io
import re
import wave
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from swiftsnn.datasets import _spectrogram
from swiftsnn.datasets._dataset import Dataset
from swiftsnn.datasets._source import DatasetUnavailable, download, local_folder

_NAME = "fsdd"
_ARRAYS = "fsdd.npz"
_ARCHIVE = "free-spoken-digit-dataset-1.0.10.zip"
_ARCHIVE_URL = (
    "https://github.com/Jakobovski/free-spoken-digit-dataset/archive/refs/tags/v1.0.10.zip"
)
# GitHub builds the archive from tag v1.0.10 (commit d6938f9b); `git archive` of that tag gives
# the same bytes.
_ARCHIVE_HASH = "sha256:c680098f5d2355ba7cc4bd8b0ca9e0a24c00ebe3b4c552208889a4d28d4fbc2b"
_RECORDING = re.compile(r"/recordings/(\d)_([a-z]+)_(\d+)\.wav$")
_TEST_REPETITIONS = 5
LABELS = ("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")


@dataclass(frozen=True)
class Recordings:
    """Recordings of any length, with who says what for which time."""

    samples: list[NDArray[np.int16]]
    digit: NDArray[np.int64]
    speaker: NDArray[np.int64]
    repetition: NDArray[np.int64]

    @property
    def test(self) -> NDArray[np.bool_]:
        """Which of them are the test part, [recordings]."""
        return self.repetition < _TEST_REPETITIONS


def load_fsdd(folder: Path | None) -> Dataset:
    """Load the spoken digits as mel spectrograms of 32 x 32 values.

    Repetitions 0-4 of every speaker and digit are the test part, the rest the training part:
    the split of the data set's authors, in which every speaker is in both. Both parts are
    ordered by repetition, then speaker, then digit, so that their first samples are nearly
    balanced.

    Parameters
    ----------
    folder
        Data folder to look in before ``SWIFTSNN_DATA``. It holds ``fsdd/fsdd.npz`` (int16
        `samples`, all recordings one after the other; for each recording its `lengths`,
        `digit`, `speaker` and `index`, the repetition; `rate_hz`) or
        ``fsdd/free-spoken-digit-dataset-1.0.10.zip`` as GitHub delivers it.

    Raises
    ------
    DatasetUnavailable
        If the folder has neither file, or the download fails.
    ValueError
        If the file is malformed.
    """
    recordings = read_recordings(folder)
    filters = _spectrogram.mel_filters()
    x = np.stack(
        [_spectrogram.mel_spectrogram(samples, filters).ravel() for samples in recordings.samples]
    )
    y = recordings.digit.astype(np.int32)
    test = recordings.test
    return Dataset(
        name=_NAME,
        train_x=x[~test],
        train_y=y[~test],
        test_x=x[test],
        test_y=y[test],
        shape=(_spectrogram.BANDS, _spectrogram.FRAMES),
        classes=len(LABELS),
        labels=LABELS,
    )


def read_recordings(folder: Path | None) -> Recordings:
    """Read the recordings, in the order that `load_fsdd` describes; it has the errors too."""
    path = _path(folder)
    recordings = _read_arrays(path) if path.suffix == ".npz" else _read_archive(path)
    for number, samples in enumerate(recordings.samples):
        if len(samples) < _spectrogram.WINDOW:
            raise ValueError(
                f"{path}: recording {number} has {len(samples)} samples; a word needs at least "
                f"{_spectrogram.WINDOW}"
            )
    test = recordings.test
    if test.all() or not test.any():
        raise ValueError(
            f"{path} should hold repetitions below {_TEST_REPETITIONS} (the test part) and others"
        )
    order: NDArray[np.intp] = np.lexsort(
        (recordings.digit, recordings.speaker, recordings.repetition)
    )
    return Recordings(
        samples=[recordings.samples[i] for i in order],
        digit=recordings.digit[order],
        speaker=recordings.speaker[order],
        repetition=recordings.repetition[order],
    )


def _path(folder: Path | None) -> Path:
    local = local_folder(_NAME, folder)
    if local is None:
        base, file = _ARCHIVE_URL.rsplit("/", 1)
        layout = f"fsdd/{_ARCHIVE} (from {_ARCHIVE_URL})"
        return download(_NAME, file, [base], _ARCHIVE_HASH, layout=layout, folder=folder)
    for file in (_ARRAYS, _ARCHIVE):
        if (local / file).is_file():
            return local / file
    raise DatasetUnavailable(
        f"the data set {_NAME!r} is incomplete: {local} has neither {_ARRAYS} nor {_ARCHIVE}; put "
        f"the archive from {_ARCHIVE_URL} there, or remove the folder to have it downloaded"
    )


def _read_arrays(path: Path) -> Recordings:
    try:
        with np.load(path, allow_pickle=False) as arrays:
            samples, lengths, digit, speaker, repetition, rate = (
                arrays[key]
                for key in ("samples", "lengths", "digit", "speaker", "index", "rate_hz")
            )
    except (KeyError, ValueError, EOFError, zlib.error, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not a whole fsdd.npz ({error}); fetch it again") from error
    if samples.dtype != np.int16 or samples.ndim != 1 or rate != _spectrogram.RATE_HZ:
        raise ValueError(
            f"{path}: the samples should be int16 in one dimension at {_spectrogram.RATE_HZ} Hz, "
            f"and are {samples.dtype} of shape {samples.shape} at {rate} Hz"
        )
    if lengths.ndim != 1 or any(a.shape != lengths.shape for a in (digit, speaker, repetition)):
        raise ValueError(
            f"{path}: lengths, digit, speaker and index should have one entry for each recording"
        )
    if len(lengths) == 0 or lengths.min() < 0 or lengths.sum() != len(samples):
        raise ValueError(
            f"{path}: the lengths of the recordings add up to {lengths.sum()}, but there are "
            f"{len(samples)} samples"
        )
    if digit.min() < 0 or digit.max() >= len(LABELS):
        raise ValueError(f"{path}: the digits run from {digit.min()} to {digit.max()}, not 0 to 9")
    ends = np.cumsum(lengths)
    return Recordings(
        samples=[samples[end - length : end] for end, length in zip(ends, lengths, strict=True)],
        digit=digit.astype(np.int64),
        speaker=speaker.astype(np.int64),
        repetition=repetition.astype(np.int64),
    )


def _read_archive(path: Path) -> Recordings:
    samples: list[NDArray[np.int16]] = []
    spoken: list[tuple[int, str, int]] = []
    try:
        with zipfile.ZipFile(path) as archive:
            for member in archive.namelist():
                match = _RECORDING.search(member)
                if match is not None:
                    samples.append(_read_wave(archive.read(member), member))
                    spoken.append((int(match[1]), match[2], int(match[3])))
    except (EOFError, wave.Error, zlib.error, zipfile.BadZipFile) as error:
        raise ValueError(f"{path} is not a whole archive ({error}); fetch it again") from error
    if not samples:
        raise ValueError(f"{path} has no recordings; fetch {_ARCHIVE_URL}")
    digits, speakers, repetitions = zip(*spoken, strict=True)
    return Recordings(
        samples=samples,
        digit=np.array(digits, np.int64),
        speaker=np.unique(np.array(speakers), return_inverse=True)[1].astype(np.int64),
        repetition=np.array(repetitions, np.int64),
    )


def _read_wave(content: bytes, member: str) -> NDArray[np.int16]:
    with wave.open(io.BytesIO(content)) as recording:
        form = (recording.getnchannels(), recording.getsampwidth(), recording.getframerate())
        if form != (1, 2, _spectrogram.RATE_HZ):
            raise ValueError(
                f"{member} has (channels, bytes a sample, Hz) {form}; expected "
                f"{(1, 2, _spectrogram.RATE_HZ)}"
            )
        return np.frombuffer(recording.readframes(recording.getnframes()), "<i2").astype(np.int16)
