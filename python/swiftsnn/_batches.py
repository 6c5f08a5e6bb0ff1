"""Samples in batches of one size, as a network with batch lanes takes them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray


def batches(samples: NDArray[Any], size: int) -> Iterator[tuple[NDArray[Any], int]]:
    """Batches of ``size`` samples, the last filled up with zeros, each with its true number."""
    for start in range(0, len(samples), size):
        part = samples[start : start + size]
        if len(part) == size:
            yield part, size
            continue
        filled = np.zeros((size, *samples.shape[1:]), samples.dtype)
        filled[: len(part)] = part
        yield filled, len(part)
