"""Synapses of a convolution."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn.connectors import FromArrays, Listed
from swiftsnn.errors import InvalidArgumentError, ShapeError


@dataclass(frozen=True, eq=False)
class Convolution(Listed):
    """The synapses of a two-dimensional convolution, with the kernel's values as weights.

    As in networks of other kinds it is a cross-correlation: the kernel is not turned. Neurons are
    numbered by channel, row and column, the column running fastest. Weights are not shared: each
    synapse has its own, and once they learn they differ.

    Parameters
    ----------
    input_shape : tuple of int
        [height, width] or [channels, height, width] of the source population.
    kernel : array_like
        [height, width], or [output channels, input channels, height, width]. A weight of 0 is a
        synapse too.
    stride, padding : int or tuple of int
        Of rows and columns; the padding is of silent neurons, which have no synapses.

    Examples
    --------
    >>> import numpy as np
    >>> import swiftsnn as snn
    >>> snn.Convolution((28, 28), np.ones((8, 1, 5, 5)), stride=2).output_shape
    (8, 12, 12)
    """

    input_shape: tuple[int, ...]
    kernel: ArrayLike
    stride: int | tuple[int, int] = 1
    padding: int | tuple[int, int] = 0

    @property
    def output_shape(self) -> tuple[int, int, int]:
        """Channels, height and width of the target population."""
        kernel, (channels, *sides) = self._parts()
        (rows, columns), (top, left) = _pair(self.stride, "stride", 1), self._padding()
        height, width = (
            (side + 2 * pad - length) // step + 1
            for side, pad, length, step in zip(
                sides, (top, left), kernel.shape[2:], (rows, columns), strict=True
            )
        )
        if kernel.shape[1] != channels or min(height, width) < 1:
            raise ShapeError(
                f"a kernel of shape {kernel.shape} does not fit an input of {channels} channels of "
                f"{sides[0]} x {sides[1]} with padding {(top, left)}: it needs one input channel "
                "each, and must not be larger than the padded input"
            )
        return kernel.shape[0], height, width

    def entries(self, name: str, shape: tuple[int, int]) -> tuple[FromArrays, ArrayLike]:
        """The synapses and weights of a convolution, which must fit the populations."""
        kernel, source = self._parts()
        target = self.output_shape
        for what, wanted, given in zip(("source", "target"), (source, target), shape, strict=True):
            if math.prod(wanted) != given:
                raise ShapeError(
                    f"Convolution of {name!r} needs {math.prod(wanted)} neurons in its {what}, "
                    f"{' x '.join(map(str, wanted))}, not {given}"
                )
        rows = self._line(0, source, target, kernel)
        columns = self._line(1, source, target, kernel)
        # Arrays are [output channel, input channel, meeting of rows, meeting of columns].
        (from_row, to_row, of_row), (from_column, to_column, of_column) = rows, columns
        out = np.arange(target[0])[:, None, None, None]
        into = np.arange(source[0])[None, :, None, None]
        row, column = np.s_[None, None, :, None], np.s_[None, None, None, :]
        pre = (into * source[1] + from_row[row]) * source[2] + from_column[column]
        post = (out * target[1] + to_row[row]) * target[2] + to_column[column]
        weights = kernel[out, into, of_row[row], of_column[column]]
        pre, post = (np.broadcast_to(array, weights.shape).ravel() for array in (pre, post))
        return FromArrays(pre, post), weights.ravel()

    def _line(
        self,
        axis: int,
        source: tuple[int, ...],
        target: tuple[int, ...],
        kernel: NDArray[np.float64],
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Places of input, output and kernel that meet along an axis."""
        step, pad = _pair(self.stride, "stride", 1)[axis], self._padding()[axis]
        length = kernel.shape[2 + axis]
        to, of = np.divmod(np.arange(target[1 + axis] * length), length)
        came = to * step + of - pad
        inside = (came >= 0) & (came < source[1 + axis])
        return came[inside], to[inside], of[inside]

    def _padding(self) -> tuple[int, int]:
        return _pair(self.padding, "padding", 0)

    def _parts(self) -> tuple[NDArray[np.float64], tuple[int, ...]]:
        """The kernel in four dimensions, the input shape in three."""
        kernel = _capi.contiguous(self.kernel, np.float64, "kernel of Convolution")
        kernel = kernel[None, None] if kernel.ndim == 2 else kernel
        if kernel.ndim != 4 or 0 in kernel.shape:
            raise ShapeError(
                "kernel of Convolution must be [height, width] or [output channels, input "
                f"channels, height, width], not of shape {np.shape(self.kernel)}"
            )
        given = self.input_shape if isinstance(self.input_shape, (tuple, list)) else ()
        shape = tuple(_capi.integer(side, "input_shape of Convolution", 32) for side in given)
        if len(shape) not in (2, 3) or min(shape) < 1:
            raise ShapeError(
                "input_shape of Convolution must be (height, width) or (channels, height, width), "
                f"each at least 1, not {self.input_shape!r}"
            )
        return kernel, shape if len(shape) == 3 else (1, *shape)


def _pair(value: int | tuple[int, int], what: str, least: int) -> tuple[int, int]:
    """One number for rows and columns, or one each."""
    given = value if isinstance(value, (tuple, list)) else (value, value)
    if len(given) != 2:
        raise ShapeError(f"{what} of Convolution must be a number or two, not {value!r}")
    pair = tuple(_capi.integer(one, f"{what} of Convolution", 32) for one in given)
    if min(pair) < least:
        raise InvalidArgumentError(f"{what} of Convolution must be at least {least}, not {value!r}")
    return pair[0], pair[1]
