"""Reader for gzipped IDX files, the format of MNIST and its relatives."""

from __future__ import annotations

import gzip
import zlib
from math import prod
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

_UNSIGNED_BYTES = 0x08


def read_idx(path: Path, ndim: int) -> NDArray[np.uint8]:
    """Read a gzipped IDX file of unsigned bytes.

    The format: two zero bytes, the element type, the number of dimensions, each dimension as a
    big-endian 32-bit integer, then the elements with the last dimension varying fastest.

    Parameters
    ----------
    path
        The ``.gz`` file.
    ndim
        Number of dimensions that the file must have.

    Returns
    -------
    NDArray of uint8
        With the shape that the file states.

    Raises
    ------
    ValueError
        If the file is not whole, is no such IDX file or has another number of dimensions.
    """
    try:
        with gzip.open(path) as stream:
            content = stream.read()
    except (EOFError, zlib.error, gzip.BadGzipFile) as error:
        raise ValueError(f"{path} is not a whole gzip file ({error}); fetch it again") from error

    expected = bytes((0, 0, _UNSIGNED_BYTES, ndim))
    if content[:4] != expected:
        raise ValueError(
            f"{path} starts with {content[:4].hex(' ') or 'nothing'}; an IDX file of bytes with "
            f"{ndim} dimensions starts with {expected.hex(' ')}: check that it is the right file"
        )
    header = 4 + 4 * ndim
    if len(content) < header:
        raise ValueError(f"{path} ends within its header; fetch it again")
    shape = tuple(int(n) for n in np.frombuffer(content, ">u4", count=ndim, offset=4))
    if len(content) - header != prod(shape):
        raise ValueError(
            f"{path} states the shape {shape}, which is {prod(shape)} bytes, but holds "
            f"{len(content) - header}; fetch it again"
        )
    return np.frombuffer(content, np.uint8, offset=header).reshape(shape)
