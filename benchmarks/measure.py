"""Time, processor and memory of this process."""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path


class Stopwatch:
    """Wall time of a ``with`` block, its CPU time, and what other processes used meanwhile.

    Attributes
    ----------
    wall, cpu : s
        CPU time is summed over the threads of this process.
    others_cores : float or None
        Mean number of cores that other processes kept busy; None where it is not known.
    """

    def __enter__(self) -> Stopwatch:
        self._start = time.perf_counter(), time.process_time(), _busy()
        return self

    def __exit__(self, *_: object) -> None:
        wall, cpu, busy = self._start
        self.wall = time.perf_counter() - wall
        self.cpu = time.process_time() - cpu
        now = _busy()
        self.others_cores = None
        if busy is not None and now is not None:
            self.others_cores = max(0.0, now - busy - self.cpu) / self.wall


def _busy() -> float | None:
    """CPU time that all processes of the machine have used, s; Linux only."""
    statistics = Path("/proc/stat")
    if not statistics.exists():
        return None
    user, nice, system = statistics.read_text().split(maxsplit=4)[1:4]
    return (int(user) + int(nice) + int(system)) / 100


def resident() -> int:
    """Resident memory now, bytes; its peak where /proc is missing."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return peak()
    return int(status.read_text().split()[1]) * resource.getpagesize()


def peak() -> int:
    """Largest resident memory so far, bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit
