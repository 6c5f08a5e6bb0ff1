"""What every run reports, from the same raw measurements of any simulator."""

from __future__ import annotations

import resource
import sys
import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import spiketrains
from spiketrains import Spikes


@dataclass(frozen=True)
class Options:
    """What the command line asks for; ``t_bio`` in ms, None for the workload's own length."""

    workload: str
    threads: int
    scale: float
    t_bio: float | None
    seed: int


@dataclass
class Run:
    """Raw measurements of one run.

    ``out_degrees`` holds the mean number of synapses that leave a neuron of each population;
    without it the mean over the whole network is used. Times are in s, memory in bytes.
    """

    version: str
    t_bio: float
    spikes: dict[str, Spikes]
    n_synapses: int
    build_s: float
    sim_s: float
    sim_cpu_s: float
    others_cores: float | None
    resident: int
    peak: int
    out_degrees: dict[str, float] | None = None
    extra: dict[str, object] = field(default_factory=dict)


class Stopwatch:
    """Wall time, CPU time of this process, and what other processes used meanwhile."""

    def __enter__(self) -> Stopwatch:
        self._start = time.perf_counter(), time.process_time(), _busy_cpu_s()
        return self

    def __exit__(self, *_: object) -> None:
        wall, cpu, busy = self._start
        self.wall = time.perf_counter() - wall
        self.cpu = time.process_time() - cpu
        now = _busy_cpu_s()
        self.machine_cpu = None if busy is None or now is None else now - busy

    def others_cores(self, own_cpu_s: float | None = None) -> float | None:
        """Mean number of cores that other processes kept busy; None where it is not known."""
        if self.machine_cpu is None:
            return None
        own = self.cpu if own_cpu_s is None else own_cpu_s
        return max(0.0, self.machine_cpu - own) / self.wall


def _busy_cpu_s() -> float | None:
    """CPU time that all processes of the machine have used, s; Linux only."""
    statistics = Path("/proc/stat")
    if not statistics.exists():
        return None
    user, nice, system = statistics.read_text().split(maxsplit=4)[1:4]
    return (int(user) + int(nice) + int(system)) / 100


def resident() -> int:
    """Resident memory of this process now (its peak where /proc is missing), bytes."""
    status = Path("/proc/self/statm")
    if not status.exists():
        return peak()
    return int(status.read_text().split()[1]) * resource.getpagesize()


def peak() -> int:
    """Largest resident memory of this process so far, bytes."""
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit


def report(options: Options, simulator: str, run: Run) -> dict[str, object]:
    """All figures of one run, ready for JSON."""
    n_neurons = sum(spikes.n for spikes in run.spikes.values())
    mean_degree = run.n_synapses / n_neurons
    degrees = run.out_degrees or dict.fromkeys(run.spikes, mean_degree)
    events = sum(len(spikes.times) * degrees[name] for name, spikes in run.spikes.items())
    figures: dict[str, object] = {
        "workload": options.workload,
        "simulator": simulator,
        "version": run.version,
        "threads": options.threads,
        "n_neurons": n_neurons,
        "n_synapses": run.n_synapses,
        "t_bio_ms": run.t_bio,
        "build_s": run.build_s,
        "sim_s": run.sim_s,
        "sim_cpu_s": run.sim_cpu_s,
        "others_cores": run.others_cores,
        "rtf": 1e3 * run.sim_s / run.t_bio,
        "rate_hz": spiketrains.rates(run.spikes, run.t_bio),
        "syn_events": round(events),
        "ns_per_syn_event": 1e9 * run.sim_s / events if events else None,
        "peak_rss_mb": run.peak / 2**20,
        "bytes_per_synapse": run.resident / run.n_synapses,
    }
    if "E" in run.spikes:
        figures["cv"] = spiketrains.mean_cv(run.spikes["E"])
        figures["corr"] = spiketrains.mean_correlation(run.spikes["E"], run.t_bio)
    return {name: _short(value) for name, value in (figures | run.extra).items()}


def _short(value: object) -> object:
    """Floats with six significant digits, also those inside a dict."""
    if isinstance(value, dict):
        return {key: _short(item) for key, item in value.items()}
    if isinstance(value, float | np.floating):
        return float(f"{value:.6g}")
    return value
