"""Sound as the spikes of an auditory nerve: gammatone filters, hair cells, ganglion cells."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn.encoders import _stages
from swiftsnn.errors import InvalidArgumentError, ShapeError

# Sounds whose cells are advanced side by side, and the samples that these have at most.
_SOUNDS, _SAMPLES = 64, 2**20
# Least, most and unit of each number.
_RANGES = {
    "rate_hz": (1, 1e6, " Hz"),
    "channels": (1, 4096, ""),
    "low": (1, 5e5, " Hz"),
    "high": (1, 5e5, " Hz"),
    "dt": (1e-3, 1e3, " ms"),
    "power": (0.01, 1, ""),
    "tau": (1e-3, 1e6, " ms"),
    "refractory": (0, 1e6, " ms"),
    "adaptation": (0, 1e6, ""),
    "tau_adaptation": (1e-3, 1e6, " ms"),
    "full_scale": (1e-30, 1e30, ""),
}


@dataclass(frozen=True, kw_only=True)
class Cochlea:
    """Encoder of sound into spikes, after the cochlea and the auditory nerve.

    1. Basilar membrane: gammatone filters of order 4 (Patterson et al. 1987, Slaney 1993), with
       impulse response ``t^3 exp(-2 pi b t) cos(2 pi f t)`` and ``b = 1.019 ERB(f)``, their
       centres equally spaced from `low` to `high` on the scale of equivalent rectangular
       bandwidths, ``ERB(f) = 24.7 Hz (4.37 f / kHz + 1)`` (Glasberg & Moore 1990). The gain at
       the centres is 1.
    2. Inner hair cells: half-wave rectification, compression to the power `power`, and the mean
       over each step (the low-pass).
    3. Loudness: sounds are scaled so that the largest excursion of any filter in the recording is
       0 dB, unless `full_scale` says what is. A recording of background noise alone thus becomes
       as loud as speech.
    4. Ganglion cells: each channel has one leaky integrate-and-fire cell a level. Each begins to
       fire at a tone of its level. Its threshold rises by the share `adaptation` with a spike and
       returns with `tau_adaptation`, so that onsets are emphasised. A cell fires at most one spike
       a step.

    Filters are causal, so that high frequencies come some ms before low ones. There is no chance
    in any of this: the same sound gives the same spikes.

    Parameters
    ----------
    rate_hz : Hz
        Sampling rate of the sounds.
    channels : int
        Filters.
    low, high : Hz
        Centre frequencies of the first and the last; ``high`` is at most half of `rate_hz`.
    dt : ms
        Time step of the spikes, which is to be that of the network; at least one sample long.
    levels : dB, sequence of float
        Loudness at which the cells of a channel begin to fire, each at most 0.
    power : 0.01 to 1
        Exponent of the compression of amplitudes; the basilar membrane's at middle levels is 0.2 to
        0.3 (Robles & Ruggero 2001).
    tau : ms
        Time constant of the membranes.
    refractory : ms
        Dead time after a spike.
    adaptation : share of the threshold
        By which a spike raises it.
    tau_adaptation : ms
        With which that decays.
    full_scale : in the unit of the samples, optional
        Amplitude of a tone that has 0 dB, such as 32768; None: the loudest of each sound.
    trim : bool
        Leave out the steps before the first spike and after the last.

    Raises
    ------
    InvalidArgumentError
        For a parameter out of its range.

    Examples
    --------
    >>> import numpy as np
    >>> ear = Cochlea()
    >>> raster = ear.encode(np.sin(2 * np.pi * 440 * np.arange(4000) / 8000))
    >>> raster.shape, raster.dtype.name
    ((500, 192), 'uint8')
    >>> round(float(ear.centres[raster.sum(axis=0).argmax() // len(ear.levels)]))
    444

    ``net.feed(source, raster=raster)`` feeds it to a source of ``ear.cells`` neurons.
    """

    rate_hz: float = 8000.0
    channels: int = 64
    low: float = 100.0
    high: float = 3800.0
    dt: float = 1.0
    levels: Sequence[float] = (-50.0, -35.0, -20.0)
    power: float = 0.3
    tau: float = 3.0
    refractory: float = 2.0
    adaptation: float = 0.2
    tau_adaptation: float = 50.0
    full_scale: float | None = None
    trim: bool = False

    def __post_init__(self) -> None:
        levels = _capi.contiguous(self.levels, np.float64, "levels of a Cochlea")
        object.__setattr__(self, "levels", tuple(float(level) for level in np.ravel(levels)))
        object.__setattr__(self, "channels", _capi.integer(self.channels, "channels", 32))
        for name, (lower, upper, unit) in _RANGES.items():
            value = getattr(self, name)
            if name == "full_scale" and value is None:
                continue
            number = _capi.number(value, f"{name} of a Cochlea")
            _require(lower <= number <= upper, name, value, f"{lower:g} to {upper:g}{unit}")
            if name != "channels":
                object.__setattr__(self, name, number)
        nyquist = self.rate_hz / 2
        above = f"above low ({self.low:g} Hz) and at most rate_hz / 2 ({nyquist:g} Hz)"
        _require(self.low < self.high <= nyquist, "high", self.high, above)
        sample = 1000 / self.rate_hz
        _require(self.dt >= sample, "dt", self.dt, f"at least one sample long ({sample:g} ms)")
        fits = len(self.levels) > 0 and all(-200 <= level <= 0 for level in self.levels)
        _require(fits, "levels", self.levels, "one or more numbers of -200 to 0 dB")

    @property
    def cells(self) -> int:
        """Ganglion cells: cell ``c * len(levels) + l`` is of channel c and level l."""
        return self.channels * len(self.levels)

    @cached_property
    def centres(self) -> NDArray[np.float64]:
        """Centre frequencies in Hz, [channels], ascending."""
        return _stages.centre_frequencies(self.low, self.high, self.channels)

    def encode(self, samples: ArrayLike) -> NDArray[np.uint8]:
        """Encode one sound.

        Parameters
        ----------
        samples : array_like, [samples]
            Sound pressure in any unit, at `rate_hz`.

        Returns
        -------
        NDArray of uint8
            Raster of 0 and 1, [steps, cells]; a last step that the sound fills in part is there.

        Raises
        ------
        ShapeError
            If the sound is empty or has more than one dimension.
        InvalidArgumentError
            If it is not of finite numbers.
        """
        return self._spikes([_checked(samples, "the sound")])[0]

    def encode_all(self, sounds: Sequence[ArrayLike]) -> list[NDArray[np.uint8]]:
        """Encode many sounds, each as `encode` does, but faster.

        Parameters
        ----------
        sounds : sequence of array_like, [samples] each
            Sounds of any lengths.

        Returns
        -------
        list of NDArray of uint8
            A raster [steps, cells] for each.
        """
        checked = [_checked(sound, f"sound {number}") for number, sound in enumerate(sounds)]
        rasters: list[NDArray[np.uint8]] = [np.empty((0, 0), np.uint8)] * len(checked)
        # By length, so that sounds that go side by side end about together.
        order = sorted(range(len(checked)), key=lambda number: -len(checked[number]))
        while order:
            at_once = min(_SOUNDS, max(1, _SAMPLES // len(checked[order[0]])))
            batch, order = order[:at_once], order[at_once:]
            fired = self._spikes([checked[number] for number in batch])
            for number, raster in zip(batch, fired, strict=True):
                rasters[number] = raster
        return rasters

    @cached_property
    def _impulse(self) -> NDArray[np.float64]:
        """Impulse responses of the filters, [channels, samples]."""
        return _stages.gammatone(self.centres, self.rate_hz)

    def _spikes(self, sounds: Sequence[NDArray[np.float64]]) -> list[NDArray[np.uint8]]:
        step = self.dt * self.rate_hz / 1000
        released = [
            _stages.hair_cells(sound, self._impulse, step, self.power, self.full_scale)
            for sound in sounds
        ]
        rasters = _stages.ganglion_cells(
            released,
            np.power(10.0, self.power * np.array(self.levels) / 20),
            self.tau / self.dt,
            round(self.refractory / self.dt),
            self.adaptation,
            self.tau_adaptation / self.dt,
        )
        return [_trimmed(raster) for raster in rasters] if self.trim else rasters


def _require(fits: bool, name: str, value: object, should: str) -> None:
    if not fits:
        raise InvalidArgumentError(f"{name} of a Cochlea is {value}; it should be {should}")


def _checked(samples: ArrayLike, what: str) -> NDArray[np.float64]:
    sound = _capi.contiguous(samples, np.float64, f"samples of {what}")
    if sound.ndim != 1 or sound.size == 0:
        raise ShapeError(
            f"{what} has shape {sound.shape}; it should be [samples], at least one: give one "
            "channel of one recording at a time"
        )
    wrong = np.flatnonzero(~np.isfinite(sound))
    if wrong.size:
        raise InvalidArgumentError(
            f"{what} has {sound[wrong[0]]} as sample {wrong[0]}; give finite numbers"
        )
    return sound


def _trimmed(raster: NDArray[np.uint8]) -> NDArray[np.uint8]:
    fired = np.flatnonzero(raster.any(axis=1))
    return raster[fired[0] : fired[-1] + 1] if fired.size else raster[:0]
