"""Statistics of recorded spikes that workloads report beside the rates."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

import swiftsnn as snn


def irregularity(spikes: snn.SpikeRecorder, t_bio: float) -> dict[str, Any]:
    """``cv`` and ``corr`` of the recorded neurons; ``t_bio`` in ms."""
    times, neurons = spikes.events()
    return {
        "cv": mean_cv(times, neurons),
        "corr": mean_correlation(times, neurons, t_bio),
    }


def last_rate(spikes: snn.SpikeRecorder, t_bio: float) -> dict[str, Any]:
    """Rate of the recorded neurons in the last 500 ms, or in all the time if it is less; Hz."""
    span = min(500.0, t_bio)
    count = np.count_nonzero(spikes.times > t_bio - span)
    return {"rate_hz": {"E_last_500ms": 1000.0 * count / (span * len(spikes.recorded))}}


def mean_cv(
    times: NDArray[np.float64], neurons: NDArray[np.int32], least: int = 10
) -> float | None:
    """Mean coefficient of variation of the intervals between a neuron's spikes.

    Of the neurons with ``least`` spikes or more; None if there are none.
    """
    order = np.lexsort((times, neurons))
    borders = np.flatnonzero(np.diff(neurons[order])) + 1
    trains = np.split(times[order], borders)
    gaps = [np.diff(train) for train in trains if len(train) >= least]
    return float(np.mean([gap.std() / gap.mean() for gap in gaps])) if gaps else None


def mean_correlation(
    times: NDArray[np.float64],
    neurons: NDArray[np.int32],
    t_bio: float,
    most: int = 200,
    width: float = 5.0,
) -> float | None:
    """Mean correlation of spike counts in bins of ``width`` ms over all pairs of neurons.

    Of the first ``most`` neurons that fired; None where there is no pair or no two bins.
    """
    active = np.unique(neurons)[:most]
    bins = int(t_bio / width)
    if len(active) < 2 or bins < 2:
        return None
    # Spikes stand at the ends of steps: a little earlier, none lies on a border of bins.
    column = ((times - 1e-3) / width).astype(np.int64)
    used = (neurons <= active[-1]) & (column < bins)
    counts = np.zeros((len(active), bins))
    np.add.at(counts, (np.searchsorted(active, neurons[used]), column[used]), 1.0)
    counts = counts[counts.std(axis=1) > 0.0]
    if len(counts) < 2:
        return None
    pairs = np.triu_indices(len(counts), k=1)
    return float(np.corrcoef(counts)[pairs].mean())
