"""What a check finds: rows with a measured value, its reference and whether they agree."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from matplotlib.figure import Figure
from numpy.typing import ArrayLike, NDArray

Trains = Sequence[ArrayLike]


@dataclass(frozen=True)
class Row:
    """One comparison.

    Attributes
    ----------
    what : str
        What was measured.
    measured, reference : str
        The two values with their unit, as the page shows them.
    difference : float
        How far they are apart, in the unit of the tolerance.
    tolerance : float
        The largest difference that passes.
    unit : str
        Of difference and tolerance.
    """

    what: str
    measured: str
    reference: str
    difference: float
    tolerance: float
    unit: str = ""

    @property
    def passes(self) -> bool:
        """Whether the difference is within the tolerance; not a number never is."""
        return self.difference <= self.tolerance

    def __str__(self) -> str:
        verdict = "passes" if self.passes else "FAILS"
        return (
            f"{self.what}: {self.measured} against {self.reference}, apart by "
            f"{self.difference:.3g} of {self.tolerance:.3g} {self.unit}: {verdict}"
        )


@dataclass(frozen=True)
class Topic:
    """What one module has found.

    Attributes
    ----------
    title : str
    about : str
        How it was measured, where the reference comes from, and why the tolerances are these.
    rows : list of Row
    draw : callable, optional
        Draws what was measured into an empty figure.
    size : (float, float)
        Of that figure, in inches.
    """

    title: str
    about: str
    rows: list[Row] = field(default_factory=list)
    draw: Callable[[Figure], object] | None = None
    size: tuple[float, float] = (8.0, 3.2)


def compare(
    what: str,
    measured: float,
    reference: float,
    tolerance: float,
    unit: str = "",
    *,
    relative: bool = False,
    digits: int = 5,
) -> Row:
    """A row of two numbers; with ``relative``, the tolerance is a part of the reference."""
    difference = abs(measured - reference)
    shown = f" {unit}".rstrip()
    if relative:
        difference, unit = 100.0 * difference / abs(reference), "%"
    return Row(
        what,
        f"{measured:.{digits}g}{shown}",
        f"{reference:.{digits}g}{shown}",
        difference,
        tolerance,
        unit,
    )


def deviation(
    what: str, measured: float, reference: float, error: float, limit: float = 3.5, unit: str = ""
) -> Row:
    """A row of a sample value whose reference lies ``error`` (standard) away at random."""
    shown = f" {unit}".rstrip()
    z = abs(measured - reference) / error if error > 0 else math.nan
    return Row(
        what, f"{measured:.5g}{shown}", f"{reference:.5g}{shown}", z, limit, "standard errors"
    )


def within(what: str, measured: str, reference: str, difference: float, most: float) -> Row:
    """A row of potentials, which are apart by ``difference`` mV at most."""
    return Row(what, measured, reference, difference, most, "mV")


def trains(what: str, ours: Trains, theirs: Trains) -> Row:
    """A row of spike trains that should be the same to the step: how many spikes are not."""
    different = sum(
        _unmatched(np.asarray(a, float), np.asarray(b, float))
        for a, b in zip(ours, theirs, strict=True)
    )
    return Row(what, _spikes(ours), _spikes(theirs), float(different), 0.0, "spikes")


def _unmatched(ours: NDArray[np.float64], theirs: NDArray[np.float64]) -> int:
    """Spikes of either train that the other has not to a thousandth of a microsecond."""
    return np.setxor1d(np.rint(ours * 1e6), np.rint(theirs * 1e6)).size


def lateness(what: str, ours: ArrayLike, theirs: ArrayLike, tolerance: float) -> Row:
    """A row of two trains of as many spikes: how far two of one number are apart at most."""
    a, b = np.asarray(ours, float), np.asarray(theirs, float)
    apart = float(np.max(np.abs(a - b), initial=0.0)) if a.size == b.size else math.inf
    return Row(what, _spikes([a]), _spikes([b]), apart, tolerance, "ms")


def _spikes(each: Trains) -> str:
    return f"{sum(np.size(train) for train in each):,} spikes"
