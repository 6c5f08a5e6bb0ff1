"""Durations as steps; long runs in short calls, so that progress, files and Ctrl-C are seen."""

from __future__ import annotations

import contextlib
import math
import os
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from swiftsnn import _capi, _checkpoint, _turn
from swiftsnn._progress import progress_bar
from swiftsnn._stream import draining
from swiftsnn.errors import InvalidArgumentError

if TYPE_CHECKING:
    from swiftsnn.network import Network

_CHUNK_SECONDS = 0.1
"""Wall time a run stays in the engine at a time."""

_SAME = 1e-6
"""Of a step, or relative: what is not more apart is the same time."""
_MOST_STEPS = 2**40
"""That a call of the engine takes."""


def steps(duration: float, dt: float, what: str) -> int:
    """Number of steps of ``dt`` in ``duration`` ms, which must be a whole one."""
    exact = _capi.number(duration, what) / dt
    if abs(exact) < _SAME:
        return 0  # what is left of a difference of two times
    if not 0 <= exact < math.inf:
        raise InvalidArgumentError(f"{what} must be finite and not negative, not {duration}")
    if exact > _MOST_STEPS:
        raise InvalidArgumentError(
            f"{what} must be at most {_MOST_STEPS * dt:g} ms, not {duration}"
        )
    whole = round(exact)
    if abs(exact - whole) > _SAME * max(1.0, exact):
        raise InvalidArgumentError(
            f"{what} of {duration} ms is not a whole number of steps of dt = {dt} ms"
        )
    return whole


class Pace:
    """Remembers how fast a network runs, to choose the length of the calls."""

    def __init__(self) -> None:
        self._steps_per_second = 100.0
        self._seconds_of_step = math.inf  # of a presentation, the last time

    def run(
        self,
        network: Network,
        steps: int,
        progress: bool = False,
        save_to: str | os.PathLike[str] | None = None,
        save_every: float | None = None,
    ) -> None:
        """Advance by ``steps`` steps, saving at multiples of ``save_every`` (ms)."""
        interval = steps
        if save_every is not None:
            if save_to is None:
                raise InvalidArgumentError("save_every needs save_to, the file to save to")
            interval = network.steps(save_every, "save_every")
            if interval == 0:
                raise InvalidArgumentError(
                    f"save_every must be at least one step of {network.dt} ms"
                )
        if save_to is not None:
            _checkpoint.check(network, save_to)
        with network.turn.taken(), self._bar(network, steps, progress) as bar:
            if save_to is None:
                return self._advance(network, steps, bar)
            last = network.counters.step + steps
            if steps == 0:
                network.save(save_to)
            while (now := network.counters.step) < last:
                next_save = last if save_every is None else (now // interval + 1) * interval
                self._advance(network, min(next_save, last) - now, bar)
                network.save(save_to)

    @contextlib.contextmanager
    def _bar(self, network: Network, steps: int, progress: bool) -> Iterator[Any]:
        """A bar over so many steps, or None."""
        bar = progress_bar(total=steps * network.dt, unit="ms") if progress else None
        try:
            yield bar
        finally:
            if bar is not None:
                bar.close()

    def _advance(self, network: Network, steps: int, bar: Any) -> None:
        with draining(network):
            while steps > 0:
                network.turn.go_on()
                chunk = min(steps, max(1, int(self._steps_per_second * _CHUNK_SECONDS)))
                with draining(network):
                    self.chunk(network, chunk)
                steps -= chunk
                if bar is not None:
                    bar.update(chunk * network.dt)

    def chunk(self, network: Network, steps: int) -> None:
        """Advance by so many steps in one call of the engine."""
        start = time.perf_counter()
        expected = steps / self._steps_per_second
        _turn.call(network.handle, _capi.lib.snn_run, steps, seconds=expected)
        took = max(time.perf_counter() - start, 1e-9)
        self._steps_per_second = min(steps / took, 8 * self._steps_per_second, 1e9)

    def present(self, network: Network, steps: int, learn: bool, combine: bytes) -> None:
        """Present what the inputs are set to."""
        start = time.perf_counter()
        expected = steps * self._seconds_of_step
        function = _capi.lib.snn_present_combined
        _turn.call(network.handle, function, steps, learn, combine, seconds=expected)
        self._seconds_of_step = (time.perf_counter() - start) / steps
