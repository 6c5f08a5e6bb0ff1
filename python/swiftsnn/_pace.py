"""Durations as steps; long runs in short calls, so that progress, files and Ctrl-C are seen."""

from __future__ import annotations

import contextlib
import math
import time
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from swiftsnn import _capi
from swiftsnn._progress import progress_bar
from swiftsnn._stream import draining
from swiftsnn.errors import InvalidArgumentError

if TYPE_CHECKING:
    from swiftsnn.network import Network

_CHUNK_SECONDS = 0.1
"""Wall time a run stays in the engine at a time."""

_MOST_STEPS = 2**40
"""That a call of the engine takes."""


def steps(duration: float, dt: float, what: str) -> int:
    """Number of steps of ``dt`` in ``duration`` ms, which must be a whole one."""
    exact = _capi.number(duration, what) / dt
    if not 0 <= exact < math.inf:
        raise InvalidArgumentError(f"{what} must be finite and not negative, not {duration}")
    if exact > _MOST_STEPS:
        raise InvalidArgumentError(
            f"{what} must be at most {_MOST_STEPS * dt:g} ms, not {duration}"
        )
    whole = round(exact)
    if abs(exact - whole) > 1e-6 * max(1.0, exact):
        raise InvalidArgumentError(
            f"{what} of {duration} ms is not a whole number of steps of dt = {dt} ms"
        )
    return whole


class Pace:
    """Remembers how fast a network runs, to choose the length of the calls."""

    def __init__(self) -> None:
        self._steps_per_second = 100.0

    def run(self, network: Network, steps: int, progress: bool) -> None:
        """Advance the network by ``steps`` steps."""
        with self.bar(network, steps, progress) as bar:
            self.advance(network, steps, bar)

    @contextlib.contextmanager
    def bar(self, network: Network, steps: int, progress: bool) -> Iterator[Any]:
        """A bar over so many steps, or None."""
        bar = progress_bar(total=steps * network.dt, unit="ms") if progress else None
        try:
            yield bar
        finally:
            if bar is not None:
                bar.close()

    def advance(self, network: Network, steps: int, bar: Any) -> None:
        """Advance the network, and a bar if there is one."""
        with draining(network):
            while steps > 0:
                chunk = min(steps, max(1, int(self._steps_per_second * _CHUNK_SECONDS)))
                with draining(network):
                    self._advance(network, chunk)
                steps -= chunk
                if bar is not None:
                    bar.update(chunk * network.dt)

    def _advance(self, network: Network, steps: int) -> None:
        handle = network.handle  # held, so that closing elsewhere waits for the call's end
        start = time.perf_counter()
        _capi.check(_capi.lib.snn_run(handle.token, steps))
        took = max(time.perf_counter() - start, 1e-9)
        self._steps_per_second = min(steps / took, 8 * self._steps_per_second, 1e9)
