"""Long runs in short calls, so that progress and Ctrl-C are looked at in between."""

from __future__ import annotations

import time

from swiftsnn import _capi
from swiftsnn._progress import progress_bar

_CHUNK_SECONDS = 0.1
"""Wall time a run stays in the engine at a time."""


class Pace:
    """Remembers how fast a network runs, to choose the length of the calls."""

    def __init__(self) -> None:
        self._steps_per_second = 100.0

    def run(self, token: int, steps: int, dt: float, progress: bool) -> None:
        """Advance the network ``token`` by ``steps`` steps of ``dt`` ms."""
        bar = progress_bar(total=steps * dt, unit="ms") if progress else None
        try:
            while steps > 0:
                chunk = min(steps, max(1, int(self._steps_per_second * _CHUNK_SECONDS)))
                self._advance(token, chunk)
                steps -= chunk
                if bar is not None:
                    bar.update(chunk * dt)
        finally:
            if bar is not None:
                bar.close()

    def _advance(self, token: int, steps: int) -> None:
        start = time.perf_counter()
        _capi.check(_capi.lib.snn_run(token, steps))
        took = max(time.perf_counter() - start, 1e-9)
        self._steps_per_second = min(steps / took, 8 * self._steps_per_second, 1e9)
