"""Turns a recorded word into a picture of fixed size: a mel spectrogram of 32 x 32 values."""

from __future__ import annotations

from math import log10

import numpy as np
from numpy.lib.stride_tricks import sliding_window_view
from numpy.typing import NDArray

RATE_HZ = 8000
BANDS = 32
FRAMES = 32
WINDOW = 200  # samples: 25 ms

_HOP = 80  # samples: 10 ms
_FFT = 512  # samples: bins of 15.6 Hz, so that the narrowest band covers six of them
_LOWEST_HZ = 100.0
_HIGHEST_HZ = RATE_HZ / 2
_RANGE_DB = 50.0


def mel_filters() -> NDArray[np.float64]:
    """Return the triangular mel filters over the power spectrum.

    The corners are equally spaced on the scale 2595 log10(1 + f / 700 Hz), from 100 Hz to
    4000 Hz. Band b rises from corner b to 1 at corner b + 1 and falls to corner b + 2.

    Returns
    -------
    NDArray of float64
        [32 bands, 257 frequency bins], lowest band first.
    """
    lowest, highest = (2595 * log10(1 + f / 700) for f in (_LOWEST_HZ, _HIGHEST_HZ))
    mels: NDArray[np.float64] = np.linspace(lowest, highest, BANDS + 2)
    corners = 700 * (np.power(10, mels / 2595) - 1)
    left, centre, right = (corners[i : i + BANDS, None] for i in range(3))
    frequencies = np.fft.rfftfreq(_FFT, 1 / RATE_HZ)
    rising = (frequencies - left) / (centre - left)
    falling = (right - frequencies) / (right - centre)
    return np.maximum(0, np.minimum(rising, falling))


def mel_spectrogram(
    samples: NDArray[np.int16], filters: NDArray[np.float64]
) -> NDArray[np.float32]:
    """Compute the spectrogram of one recording, whatever its length.

    1. Windows of 25 ms every 10 ms (only whole ones), weighted by a periodic Hann window; the
       power spectrum of each over 512 points, summed in 32 mel bands.
    2. The recording is cut into 32 equal stretches of time; the power in each is the mean over
       the windows it overlaps, weighted by the overlap. Long words are thus averaged, and words
       of fewer than 32 windows repeat them.
    3. Power in decibels relative to the loudest of the 32 x 32 values, which maps to 1;
       50 dB below it and less map to 0. A silent recording is 0 throughout.

    Parameters
    ----------
    samples
        Recording at 8 kHz, at least 200 samples.
    filters
        From `mel_filters`.

    Returns
    -------
    NDArray of float32
        [32 bands, 32 stretches], in [0, 1]; the highest band is row 0, so that an image of it
        has low frequencies at the bottom.
    """
    hann = np.hanning(WINDOW + 1)[:-1]
    windows = sliding_window_view(samples, WINDOW)[::_HOP] * hann
    power = np.square(np.abs(np.fft.rfft(windows, _FFT))) @ filters.T
    stretched = _average_over_time(power)

    loudest = stretched.max()
    if loudest == 0:
        return np.zeros((BANDS, FRAMES), np.float32)
    floor = 10 ** (-_RANGE_DB / 10)
    level_db = 10 * np.log10(np.maximum(stretched / loudest, floor))
    return np.ascontiguousarray((1 + level_db / _RANGE_DB).T[::-1], np.float32)


def _average_over_time(power: NDArray[np.float64]) -> NDArray[np.float64]:
    """Average [windows, bands] over ``FRAMES`` equal stretches of the window axis."""
    windows = len(power)
    summed = np.concatenate([np.zeros((1, BANDS)), np.cumsum(power, axis=0)])
    edges = np.linspace(0, windows, FRAMES + 1)
    whole = np.minimum(edges.astype(np.intp), windows - 1)
    integral = summed[whole] + (edges - whole)[:, None] * power[whole]
    # Differences of running sums can come out a rounding error below zero in silent stretches.
    return np.maximum(np.diff(integral, axis=0), 0) * (FRAMES / windows)
