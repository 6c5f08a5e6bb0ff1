"""Closed forms of what rules draw, and whether counts fit them."""

from __future__ import annotations

from functools import reduce

import numpy as np
from numpy.typing import ArrayLike, NDArray
from scipy import stats

import swiftsnn as snn

Law = NDArray[np.float64]
"""Probabilities of 0, 1, 2, ..."""

LEAST = 1e-4
"""Least p value: seeds are fixed, so that a test passes for ever or shows a bias."""


def constant(k: int) -> Law:
    """Always ``k``."""
    return np.eye(k + 1)[k]


def binomial(n: int, p: float) -> Law:
    """Successes of ``n`` trials."""
    return stats.binom.pmf(np.arange(n + 1), n, p)


def hypergeometric(pairs: int, own: int, n: int) -> Law:
    """How many of a neuron's ``own`` pairs are among ``n`` different ones."""
    return stats.hypergeom.pmf(np.arange(own + 1), pairs, own, n)


def trials(p: ArrayLike) -> Law:
    """Successes of independent trials with probabilities of their own."""
    law = np.ones(1)
    for one in np.ravel(p):
        if one > 0:
            law = np.convolve(law, [1 - one, one])
    return law


def total(*laws: Law) -> Law:
    """The sum of independent numbers."""
    return reduce(np.convolve, laws)


def chi_square(counts: ArrayLike, expected: ArrayLike, least: float = 10.0) -> float:
    """P value of counts; neighbours are taken together until ``least`` are expected."""
    bins: list[list[float]] = []
    found = wanted = 0.0
    for count, mean in zip(np.ravel(counts), np.ravel(expected), strict=True):
        found, wanted = found + count, wanted + mean
        if wanted >= least:
            bins.append([found, wanted])
            found = wanted = 0.0
    if not bins:
        return float(found == round(wanted))
    bins[-1][0] += found
    bins[-1][1] += wanted
    if len(bins) == 1:
        return float(np.isclose(bins[0][0], bins[0][1]))
    table = np.array(bins)
    return float(
        stats.chisquare(table[:, 0], table[:, 1] * table[:, 0].sum() / table[:, 1].sum())[1]
    )


def fits(degrees: NDArray[np.int64], law: Law) -> float:
    """P value of degrees that should each be drawn from a law; 0 where one cannot be."""
    if degrees.max(initial=0) >= law.size or (law[degrees] == 0).any():
        return 0.0
    return chi_square(np.bincount(degrees, minlength=law.size), law * degrees.size)


def connected(
    connector: snn.Connector,
    sources: int,
    targets: int | None,
    seed: int,
    positions: snn.Grid | snn.RandomPositions | None = None,
    threads: int = 1,
    **given: object,
) -> snn.Projection:
    """Between two populations, or within one where ``targets`` is None."""
    net = snn.Network(dt=0.5, seed=seed, threads=threads)
    source = net.population("source", sources, snn.LIF(), positions)
    target = source
    if targets is not None:
        target = net.population("target", targets, snn.LIF(), positions)
    return net.connect(source, target, connector, **{"weight": 1.0, **given})  # pyright: ignore
