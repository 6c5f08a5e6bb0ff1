"""The stages of a cochlea as functions of arrays; `Cochlea` says what they model."""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, exp, gamma, log10, pi, sqrt

import numpy as np
from numpy.typing import NDArray

# Length of an impulse response in its time constants: what is cut off lies 98 dB below its peak.
_RESPONSE = 20


def centre_frequencies(low: float, high: float, channels: int) -> NDArray[np.float64]:
    """Return frequencies equally spaced on the ERB-rate scale, Hz [channels], ascending."""
    first, last = (21.4 * log10(4.37e-3 * hz + 1) for hz in (low, high))
    return (np.power(10.0, np.linspace(first, last, channels) / 21.4) - 1) / 4.37e-3


def gammatone(centres: NDArray[np.float64], rate_hz: float) -> NDArray[np.float64]:
    """Return the impulse responses of gammatone filters of order 4, [channels, samples].

    Parameters
    ----------
    centres : Hz, [channels], ascending
        Centre frequencies, at which the gain is 1.
    rate_hz : Hz
        Sampling rate.
    """
    decay = 2 * pi * 1.019 * 24.7 * (4.37e-3 * centres[:, None] + 1)
    t = np.arange(ceil(_RESPONSE / decay[0, 0] * rate_hz)) / rate_hz
    phase = 2 * pi * centres[:, None] * t
    impulse = (decay * t) ** 3 * np.exp(-decay * t) * np.cos(phase)
    at_centre = np.abs((impulse * np.exp(-1j * phase)).sum(axis=1, keepdims=True))
    return impulse / at_centre


def hair_cells(
    sound: NDArray[np.float64],
    impulse: NDArray[np.float64],
    step: float,
    power: float,
    full_scale: float | None,
) -> NDArray[np.float64]:
    """Filter a sound, rectify, compress and average it over steps.

    Parameters
    ----------
    sound : [samples]
        At least one sample.
    impulse : [channels, samples]
        Impulse responses of the filters.
    step : samples
        Length of a step, 1 or more, which need not be whole.
    power : float
        Exponent of the compression.
    full_scale : in the unit of the sound, optional
        Amplitude of filtered sound that is 0 dB; None: the largest there is.

    Returns
    -------
    NDArray of float64
        [steps, channels]; a steady tone of 0 dB has mean 1.
    """
    largest = float(np.abs(sound).max())
    length = impulse.shape[1]
    size = 2 ** ceil(np.log2(max(3 * length, length + 2 * step + 2)))
    responses = np.fft.rfft(impulse, size)
    # Rounded first, so that 8.000000000000002 samples are 8.
    edges = np.ceil(np.round(np.arange(ceil(len(sound) / step) + 1) * step, 6)).astype(np.intp)
    edges[-1] = len(sound)
    released = np.zeros((len(edges) - 1, len(impulse)))
    if largest == 0:
        return released
    padded = np.concatenate([np.zeros(length - 1), sound / largest])
    loudest = 0.0
    # Overlap-save: as many steps at once as a transform has room for.
    at_once = int((size - length) / step)
    for first in range(0, len(released), at_once):
        bounds = edges[first : first + at_once + 1]
        block = padded[bounds[0] : bounds[-1] + length - 1]
        filtered = np.fft.irfft(np.fft.rfft(block, size) * responses, size)
        rectified = np.maximum(filtered[:, length - 1 : len(block)], 0)
        loudest = max(loudest, float(rectified.max()))
        sums = np.add.reduceat(rectified**power, bounds[:-1] - bounds[0], axis=1)
        released[first : first + at_once] = (sums / np.diff(bounds)).T
    # Not below the rounding errors of the transforms, all that a click at the very end leaves.
    full = max(loudest if full_scale is None else full_scale / largest, 1e-9)
    tone = gamma((power + 1) / 2) / (2 * sqrt(pi) * gamma(power / 2 + 1))
    return released / (tone * full**power)


def ganglion_cells(
    released: Sequence[NDArray[np.float64]],
    thresholds: NDArray[np.float64],
    tau: float,
    dead: int,
    adaptation: float,
    tau_adaptation: float,
) -> list[NDArray[np.uint8]]:
    """Let leaky integrate-and-fire cells hear what hair cells release, recordings side by side.

    Parameters
    ----------
    released : [steps, channels] each
        Of each recording.
    thresholds : [levels]
        Steady release at which the cells of each level begin to fire.
    tau, tau_adaptation : steps
        Time constants of membrane and threshold.
    dead : steps
        Time after a spike in which the membrane stays at rest.
    adaptation : float
        Share of the threshold by which a spike raises it.

    Returns
    -------
    list of NDArray of uint8
        Raster [steps, channels * levels] of each; the levels of a channel side by side.
    """
    lengths = [len(one) for one in released]
    cells = released[0].shape[1] * len(thresholds)
    raster = np.zeros((max(lengths), len(released), cells), np.uint8)
    gain = -np.expm1(-1 / tau) / np.tile(thresholds, released[0].shape[1])
    kept, returned = exp(-1 / tau), exp(-1 / tau_adaptation)
    # In units of the threshold at rest.
    drive = np.zeros((len(raster), len(released), released[0].shape[1]))
    for number, one in enumerate(released):
        drive[: len(one), number] = one
    membrane, raised = np.zeros((2, len(released), cells))
    resting = np.zeros((len(released), cells), np.int32)
    for now, fired in zip(drive, raster, strict=True):
        membrane *= kept
        membrane += np.repeat(now, len(thresholds), axis=1) * gain
        membrane[resting > 0] = 0
        np.maximum(resting - 1, 0, out=resting)
        raised *= returned
        spikes = membrane >= 1 + raised
        fired[spikes] = 1
        membrane[spikes] = 0
        raised[spikes] += adaptation
        resting[spikes] = dead
    return [np.ascontiguousarray(raster[:length, number]) for number, length in enumerate(lengths)]
