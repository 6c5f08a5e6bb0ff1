"""The Free Spoken Digit Dataset as spikes: each recording through a cochlea."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import ClassVar

import numpy as np
from numpy.typing import NDArray

from swiftsnn import _capi
from swiftsnn.datasets import _spectrogram
from swiftsnn.datasets._fsdd import LABELS, read_recordings
from swiftsnn.encoders import Cochlea
from swiftsnn.errors import InvalidArgumentError, ShapeError

# Recordings encoded before their rasters are put in place.
_AT_ONCE = 256


@dataclass(frozen=True, eq=False, repr=False)
class SpikePart:
    """Labelled rasters of one size, of recordings of different lengths.

    Parameters
    ----------
    spikes
        uint8 [samples, steps, cells] of 0 and 1; 0 after the end of a recording.
    lengths
        Steps of each recording that are there, int32 [samples].
    labels
        Class indices, int32 [samples].
    speakers
        Number of who speaks, int32 [samples].

    Raises
    ------
    ShapeError
        If the arrays disagree in the number of samples.
    """

    spikes: NDArray[np.uint8]
    lengths: NDArray[np.int32]
    labels: NDArray[np.int32]
    speakers: NDArray[np.int32]

    def __post_init__(self) -> None:
        each = {"lengths": self.lengths, "labels": self.labels, "speakers": self.speakers}
        for name, values in each.items():
            if self.spikes.ndim != 3 or values.shape != (len(self.spikes),):
                raise ShapeError(
                    f"{name} has shape {values.shape} and spikes {self.spikes.shape}; they should "
                    "be [samples] and [samples, steps, cells]"
                )

    def __len__(self) -> int:
        return len(self.labels)

    def raster(self, sample: int) -> NDArray[np.uint8]:
        """Return one recording to its end, [steps, cells], without a copy."""
        return self.spikes[sample, : self.lengths[sample]]

    def only(self, chosen: slice | NDArray[np.bool_]) -> SpikePart:
        """Return some of the samples: a view for a slice, a copy for a mask."""
        return SpikePart(
            self.spikes[chosen], self.lengths[chosen], self.labels[chosen], self.speakers[chosen]
        )


@dataclass(frozen=True, eq=False, repr=False)
class SpikeDataset:
    """A labelled data set of spikes, split into a training and a test part.

    Parameters
    ----------
    name
        What the data are, as reports print it.
    train, test
        The two parts.
    dt
        Time step of the rasters in ms, which is to be that of the network.
    class_names
        The name of each class.
    """

    name: str
    train: SpikePart
    test: SpikePart
    dt: float
    class_names: tuple[str, ...]

    # What `Dataset` calls it.
    shape: ClassVar[tuple[int, ...]] = ()
    train_x = property(lambda self: self.train.spikes)
    train_y = property(lambda self: self.train.labels)
    test_x = property(lambda self: self.test.spikes)
    test_y = property(lambda self: self.test.labels)
    labels = property(lambda self: self.class_names)
    classes = property(lambda self: len(self.class_names))

    def __repr__(self) -> str:
        _, steps, cells = self.train.spikes.shape
        return (
            f"SpikeDataset({self.name!r}, {len(self.train)} train + {len(self.test)} test samples, "
            f"{steps} steps of {self.dt:g} ms, {cells} cells, {len(self.class_names)} classes)"
        )

    def take(self, n_train: int, n_test: int | None = None) -> SpikeDataset:
        """Return the data set cut down to its first samples, without a copy.

        Parameters
        ----------
        n_train
            Training samples to keep.
        n_test
            Test samples to keep; all of them when None.

        Raises
        ------
        InvalidArgumentError
            If a number is below 1 or above what there is.
        """
        train = _capi.within(n_train, "n_train", 1, len(self.train))
        test = len(self.test) if n_test is None else n_test
        test = _capi.within(test, "n_test", 1, len(self.test))
        return replace(self, train=self.train.only(slice(train)), test=self.test.only(slice(test)))

    def validation(self, fraction: float, seed: int) -> SpikeDataset:
        """Split the training part in two, for tuning without touching the test part.

        Parameters
        ----------
        fraction
            Share that becomes the new test part, between 0 and 1: of each speaker's recordings of
            each class, to the nearest whole numbers that add up.
        seed
            Seed of the draw; the same seed gives the same split.

        Returns
        -------
        SpikeDataset
            Both parts are copies from the training part, in its order; the name says so.

        Raises
        ------
        InvalidArgumentError
            If the fraction is out of range or leaves one part empty.
        """
        share = _capi.number(fraction, "fraction")
        if not 0 < share < 1:
            raise InvalidArgumentError(
                f"the validation fraction is {fraction}; it should lie between 0 and 1"
            )
        rng = np.random.default_rng(_capi.within(seed, "seed", 0, 2**64 - 1, "2**64 - 1"))
        # In a random order, then stably by group: every 1 / share-th of the sequence is drawn, so
        # that groups which are no multiple of that get their due on average.
        order = rng.permutation(len(self.train))
        grouped = order[np.lexsort((self.train.speakers[order], self.train.labels[order]))]
        counts = np.floor(np.arange(len(order) + 1) * share + 0.5)
        held_out = np.zeros(len(order), dtype=bool)
        held_out[grouped[np.diff(counts) > 0]] = True
        if held_out.all() or not held_out.any():
            raise InvalidArgumentError(
                f"a validation fraction of {fraction} of {len(order)} samples leaves one part "
                "empty; take more samples or another fraction"
            )
        return replace(
            self,
            name=f"{self.name} (validation split)",
            train=self.train.only(~held_out),
            test=self.train.only(held_out),
        )


def load_spoken_spikes(
    folder: str | Path | None = None,
    encoder: Cochlea | None = None,
    duration: float = 700.0,
) -> SpikeDataset:
    """Load the Free Spoken Digits as spikes: 2,700 + 300 recordings of six speakers.

    Repetitions 0-4 of every speaker and digit are the test part, the split of the data set's
    authors; the order is that of ``load("fsdd")``. Takes some 20 s and, with the defaults, 134 kB
    a recording.

    Parameters
    ----------
    folder
        A folder laid out as ``<folder>/fsdd/...``, looked in before ``SWIFTSNN_DATA``.
    encoder
        Of sound at 8 kHz; ``Cochlea()`` when None.
    duration
        Of the rasters in ms; what comes later is cut off. 700 ms hold 96 % of the recordings
        whole, and 99.8 % of all spikes; 930 ms hold 99 % whole.

    Raises
    ------
    DatasetUnavailable
        If the data set is in neither folder, or only in part, and cannot be downloaded.
    ValueError
        If a file is malformed.
    InvalidArgumentError
        If the encoder is for another sampling rate, or the duration is shorter than a step.
    """
    ear = Cochlea() if encoder is None else encoder
    if ear.rate_hz != _spectrogram.RATE_HZ:
        raise InvalidArgumentError(
            f"the encoder is for sounds at {ear.rate_hz:g} Hz and the spoken digits have "
            f"{_spectrogram.RATE_HZ} Hz; give Cochlea(rate_hz={_spectrogram.RATE_HZ})"
        )
    ms = _capi.number(duration, "duration")
    if not ear.dt <= ms < np.inf:
        raise InvalidArgumentError(
            f"duration is {duration} ms; it should be finite and at least one step ({ear.dt:g} ms)"
        )
    recordings = read_recordings(None if folder is None else Path(folder).expanduser())
    n = len(recordings.samples)
    spikes = np.zeros((n, round(ms / ear.dt), ear.cells), np.uint8)
    lengths = np.zeros(n, np.int32)
    for first in range(0, n, _AT_ONCE):
        rasters = ear.encode_all(recordings.samples[first : first + _AT_ONCE])
        for number, raster in enumerate(rasters, first):
            lengths[number] = min(len(raster), spikes.shape[1])
            spikes[number, : lengths[number]] = raster[: lengths[number]]
    digit, speaker = (a.astype(np.int32) for a in (recordings.digit, recordings.speaker))
    everything = SpikePart(spikes, lengths, digit, speaker)
    # The lowest repetitions, which are the test part, come first.
    n_test = int(recordings.test.sum())
    return SpikeDataset(
        name="spoken digits",
        train=everything.only(slice(n_test, None)),
        test=everything.only(slice(n_test)),
        dt=ear.dt,
        class_names=LABELS,
    )
