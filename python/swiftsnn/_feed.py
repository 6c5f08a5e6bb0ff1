"""What sources fire: spikes one by one, patterns, rasters, drives over time."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import ArrayLike

from swiftsnn import _capi
from swiftsnn.errors import InvalidArgumentError, OutOfMemoryError, ShapeError
from swiftsnn.population import Population, check_population

if TYPE_CHECKING:
    from swiftsnn.network import Network

_MOST_SPIKES = 2**25
"""Of a pattern, all repetitions together: half a gigabyte until the engine has them."""


def feed(
    self: Network,
    source: Population,
    times: ArrayLike | None = None,
    neurons: ArrayLike | None = None,
    *,
    raster: ArrayLike | None = None,
    drive: ArrayLike | None = None,
    period: float | None = None,
    repetitions: int = 1,
    interval: float | None = None,
    repeats: bool = False,
    lane: int = 0,
) -> None:
    """Feed spikes to a :class:`~swiftsnn.SpikeSource`, or a drive over time to a random source.

    Spikes are added to what was fed before. A drive takes the place of the one before, and makes
    :class:`~swiftsnn.Poisson` sources inhomogeneous: their rate is ``rate * drive``.

    Parameters
    ----------
    times, neurons : array_like
        Time (ms of the network's clock, later than now, rounded to the step) and neuron of each
        spike; of several of one neuron in one step only one is fired.
    period, repetitions : ms, int
        Feed these spikes as a pattern, so many times, each ``period`` after the last.
    raster : array_like of 0 and 1, [step, neuron]
        Instead of times and neurons: row k is fired k + 1 steps from now.
    drive : array_like, [time] or [time, neuron]
        Finite and not negative, from now on, the same for all batch lanes; 0 after its end. For
        :class:`~swiftsnn.Analog` sources [time, neuron] or [time, lane, neuron], and the last row
        holds until another drive. Each row is summed up once: let it last.
    interval : ms, optional
        How long each row of a drive lasts; one step if None.
    repeats : bool
        A drive begins again after its end.
    lane : int
        Batch lane that spikes are for.
    """
    lane = _capi.integer(lane, "lane", 32)
    check_population(source, "feeding", self)
    has_times = times is not None and neurons is not None
    given = [has_times, raster is not None, drive is not None]
    if sum(given) != 1 or (times is None) != (neurons is None):
        raise InvalidArgumentError(
            "feed needs times and neurons, or a raster or a drive instead of both"
        )
    if drive is None and (interval is not None or repeats):
        raise InvalidArgumentError("interval and repeats are of a drive; a pattern has a period")
    if not has_times and (period is not None or repetitions != 1):
        raise InvalidArgumentError("period and repetitions are of times and neurons")
    if drive is not None:
        _drive(source, drive, interval, repeats)
    elif raster is not None:
        _raster(source, raster, lane)
    elif times is not None and neurons is not None:
        _pattern(source, times, neurons, lane, period, repetitions)


def _pattern(
    source: Population,
    times: ArrayLike,
    neurons: ArrayLike,
    lane: int,
    period: float | None,
    repetitions: int,
) -> None:
    count = _capi.within(repetitions, "repetitions", 1, 2**31 - 1)
    if count > 1 and period is None:
        raise InvalidArgumentError(f"a pattern with {count} repetitions needs a period (ms)")
    if count == 1 or period is None:
        return _spikes(source, times, neurons, lane)
    apart = _capi.number(period, "period")
    if not 0 < apart < np.inf:
        raise InvalidArgumentError(f"period must be above 0 ms and finite, not {period}")
    when = np.atleast_1d(_capi.contiguous(times, np.float64, "times"))
    if count * when.size > _MOST_SPIKES:
        raise OutOfMemoryError(
            f"{count:,} repetitions make {count * when.size:,} spikes, more than the "
            f"{_MOST_SPIKES:,} that {source.name!r} takes of a pattern at once; feed some, run, "
            "and feed the next"
        )
    shifted = (np.arange(count)[:, None] * apart + when).ravel()
    who = np.atleast_1d(_capi.places(neurons, f"neuron of {source.name!r}", source.size))
    return _spikes(source, shifted, np.tile(who, count), lane)


def _drive(source: Population, values: ArrayLike, interval: float | None, repeats: bool) -> None:
    array = _capi.contiguous(values, np.float32, f"drive of {source.name!r}")
    is_by_lane = array.ndim == 3 and array.shape[1:] == (source.network.batch, source.size)
    if (array.ndim not in (1, 2) and not is_by_lane) or 0 in array.shape:
        raise ShapeError(
            f"drive of {source.name!r} must be [time] or [time, {source.size}], not of shape "
            f"{array.shape}"
        )
    rows = len(array)
    columns = array.size // rows
    _capi.check(
        _capi.lib.snn_drive_feed(
            source.network.token,
            source.index,
            _capi.address(array),
            rows,
            columns,
            0.0 if interval is None else _capi.number(interval, f"interval of {source.name!r}"),
            _capi.flag(repeats, "repeats"),
        )
    )


def _spikes(source: Population, times: ArrayLike, neurons: ArrayLike, lane: int) -> None:
    """Hand over spikes by time (ms) and neuron."""
    when = np.atleast_1d(_capi.contiguous(times, np.float64, "times"))
    who = np.atleast_1d(_capi.places(neurons, f"neuron of {source.name!r}", source.size))
    if when.ndim != 1 or when.shape != who.shape:
        raise ShapeError(
            "times and neurons must be flat and of one length, "
            f"not of shapes {when.shape} and {who.shape}"
        )
    _capi.check(
        _capi.lib.snn_spikes_feed(
            source.network.token,
            source.index,
            lane,
            _capi.address(when),
            _capi.address(who),
            when.size,
        )
    )


def _raster(source: Population, raster: ArrayLike, lane: int) -> None:
    """Hand over spikes as an array of 0 and 1, [step, neuron]."""
    cells = _capi.contiguous(raster, np.int32, "raster")
    if cells.ndim != 2:
        raise ShapeError(f"raster must be [step, neuron], not of shape {cells.shape}")
    if cells.size and (cells.min() < 0 or cells.max() > 1):
        raise InvalidArgumentError("raster must hold 0 and 1 only")
    flags = np.ascontiguousarray(cells, np.uint8)
    _capi.check(
        _capi.lib.snn_raster_feed(
            source.network.token, source.index, lane, _capi.address(flags), *flags.shape
        )
    )
