"""Positions: where the neurons of a population lie, in 1 to 3 dimensions and any one unit."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.errors import InvalidArgumentError, ShapeError


class Placement(Described):
    """Base of what gives a population its positions."""

    def points(self, size: int, seed: tuple[int, int], what: str) -> NDArray[np.float64]:
        """Positions of ``size`` neurons, [size, dimensions]; ``what`` they are, for sentences."""
        raise NotImplementedError

    def period(self, dimensions: int, what: str) -> NDArray[np.float64] | None:
        """Length of each axis after which periodic rules begin it anew, if there is one."""
        raise NotImplementedError


@dataclass(frozen=True, eq=False)
class Positions(Placement):
    """Positions from an array; a plain array means this.

    Parameters
    ----------
    values : array_like, [size, dimensions]
        Finite; of one dimension [size] too.
    extent : array_like, [dimensions], optional
        Length of each axis after which periodic rules and delays begin it anew.
    """

    values: ArrayLike
    extent: ArrayLike | None = None

    def points(self, size: int, seed: tuple[int, int], what: str) -> NDArray[np.float64]:
        """Positions of ``size`` neurons, [size, dimensions]; ``what`` they are, for sentences."""
        points = _capi.contiguous(self.values, np.float64, what)
        if points.ndim == 1:
            points = points[:, np.newaxis]
        if points.ndim != 2 or points.shape[0] != size or not 1 <= points.shape[1] <= 3:
            raise ShapeError(
                f"{what} must be of shape ({size}, 1), ({size}, 2) or ({size}, 3), "
                f"not of shape {np.shape(self.values)}"
            )
        return points.copy()

    def period(self, dimensions: int, what: str) -> NDArray[np.float64] | None:
        """Length of each axis after which periodic rules begin it anew, if there is one."""
        return None if self.extent is None else _lengths(self.extent, dimensions, what)


@dataclass(frozen=True)
class Grid(Placement):
    """Neurons on a regular grid, the last axis running fastest, each in the middle of its cell.

    Parameters
    ----------
    shape : int or tuple of 1 to 3 ints
        Neurons along each axis; their product is the size of the population.
    extent : float or tuple of floats, optional
        Length of each axis, which is also its period; ``shape`` if None, a distance of 1 between
        neighbours.
    """

    shape: int | tuple[int, ...]
    extent: float | tuple[float, ...] | None = None

    def points(self, size: int, seed: tuple[int, int], what: str) -> NDArray[np.float64]:
        """Positions of ``size`` neurons, [size, dimensions]; ``what`` they are, for sentences."""
        shape = self._sides(what)
        if math.prod(shape) != size:
            raise ShapeError(
                f"{what} on a grid of shape {shape} are {math.prod(shape)}, but it has {size} "
                "neurons"
            )
        extent = self.period(len(shape), what)
        places = np.stack(np.unravel_index(np.arange(size), shape), axis=1) + 0.5
        return np.ascontiguousarray(places * (extent / np.array(shape)))

    def period(self, dimensions: int, what: str) -> NDArray[np.float64]:
        """Length of each axis after which periodic rules begin it anew."""
        extent = self._sides(what) if self.extent is None else self.extent
        return _lengths(extent, dimensions, what)

    def _sides(self, what: str) -> tuple[int, ...]:
        sides = self.shape if isinstance(self.shape, (tuple, list)) else (self.shape,)
        shape = tuple(_capi.integer(side, f"shape of the {what}", 32) for side in sides)
        if not 1 <= len(shape) <= 3 or min(shape) < 1:
            raise InvalidArgumentError(
                f"shape of the {what} must be 1 to 3 numbers of at least 1, not {self.shape!r}"
            )
        return shape


@dataclass(frozen=True)
class RandomPositions(Placement):
    """Neurons at random places, uniform from 0 to ``extent`` along each axis.

    Drawn by NumPy from the seed of the network and the index of the population.

    Parameters
    ----------
    extent : float or tuple of 1 to 3 floats
        Length of each axis, which is also its period.
    """

    extent: float | tuple[float, ...]

    def points(self, size: int, seed: tuple[int, int], what: str) -> NDArray[np.float64]:
        """Positions of ``size`` neurons, [size, dimensions]; ``what`` they are, for sentences."""
        extent = self.period(np.size(self.extent), what)
        return np.random.default_rng(seed).random((size, extent.size)) * extent

    def period(self, dimensions: int, what: str) -> NDArray[np.float64]:
        """Length of each axis after which periodic rules begin it anew."""
        return _lengths(self.extent, dimensions, what)


def _lengths(extent: ArrayLike, dimensions: int, what: str) -> NDArray[np.float64]:
    lengths = np.atleast_1d(_capi.contiguous(extent, np.float64, f"extent of the {what}"))
    if lengths.ndim != 1 or lengths.size != dimensions or not 1 <= dimensions <= 3:
        raise ShapeError(
            f"extent of the {what} must be one number for each of 1 to 3 dimensions, here "
            f"{dimensions}, not of shape {lengths.shape}"
        )
    if not (np.isfinite(lengths) & (lengths > 0)).all():
        raise InvalidArgumentError(f"extent of the {what} must be above 0 and finite, not {extent}")
    return lengths


def as_placement(positions: Placement | ArrayLike) -> Placement:
    """What was given, an array as :class:`Positions`."""
    return positions if isinstance(positions, Placement) else Positions(positions)
