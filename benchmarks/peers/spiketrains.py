"""Rates, irregularity and correlation of recorded spikes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass
class Spikes:
    """Spikes of ``n`` neurons: who (counted from 0) and when (ms), in any order."""

    n: int
    neurons: np.ndarray
    times: np.ndarray


def rates(populations: dict[str, Spikes], t_bio: float) -> dict[str, float]:
    """Mean rates over the whole run, Hz: each population, all neurons, and E at the end."""
    total = sum(len(spikes.times) for spikes in populations.values())
    n = sum(spikes.n for spikes in populations.values())
    figures = {
        name: 1e3 * len(spikes.times) / (spikes.n * t_bio) for name, spikes in populations.items()
    }
    figures["all"] = 1e3 * total / (n * t_bio)
    if "E" in populations and t_bio > 500:
        late = np.count_nonzero(populations["E"].times > t_bio - 500)
        figures["E_last_500ms"] = late / (populations["E"].n * 0.5)
    return figures


def mean_cv(spikes: Spikes, neurons: int = 500, least: int = 10) -> float | None:
    """Mean coefficient of variation of the inter-spike intervals.

    Of at most ``neurons`` neurons with ``least`` spikes or more; None if there are none.
    """
    order = np.lexsort((spikes.times, spikes.neurons))
    counts = np.bincount(spikes.neurons, minlength=spikes.n)
    trains = np.split(spikes.times[order], np.cumsum(counts)[:-1])
    chosen = np.flatnonzero(counts >= least)[:neurons]
    intervals = [np.diff(trains[i]) for i in chosen]
    return float(np.mean([np.std(i) / np.mean(i) for i in intervals])) if intervals else None


def mean_correlation(
    spikes: Spikes, t_bio: float, neurons: int = 200, bin_width: float = 5.0
) -> float | None:
    """Mean correlation of spike counts over pairs of the first neurons that are not silent."""
    active = np.unique(spikes.neurons)[:neurons]
    bins = int(t_bio / bin_width)
    if len(active) < 2 or bins < 2:
        return None
    row = np.searchsorted(active, spikes.neurons)
    row[row == len(active)] = 0
    column = (spikes.times / bin_width).astype(int)
    used = (active[row] == spikes.neurons) & (column < bins)
    counts = np.zeros((len(active), bins))
    np.add.at(counts, (row[used], column[used]), 1)
    counts = counts[counts.std(axis=1) > 0]
    if len(counts) < 2:
        return None
    return float(np.corrcoef(counts)[np.triu_indices(len(counts), k=1)].mean())
