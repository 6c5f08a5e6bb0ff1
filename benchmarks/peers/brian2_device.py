"""What every Brian2 workload does the same way: C++ standalone code, compiled and run once.

The generated program measures itself: a few lines of C++ write time and memory just before and
just after the run call. Brian2's own figure of the run counts CPU time, not wall time, in
single-threaded programs; both are in the report.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import brian2 as b2
import measure
import numpy as np
from measure import Options, Run
from parameters import DT
from spiketrains import Spikes

PROBE = """
auto probe = [](const char* moment) {
  timespec wall, cpu;
  clock_gettime(CLOCK_MONOTONIC, &wall);
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &cpu);
  rusage usage;
  getrusage(RUSAGE_SELF, &usage);
  long pages = 0, held = 0;
  std::ifstream("/proc/self/statm") >> pages >> held;
  std::ofstream("PATH", std::ios::app)
      << moment << ' ' << std::fixed << wall.tv_sec + 1e-9 * wall.tv_nsec << ' '
      << cpu.tv_sec + 1e-9 * cpu.tv_nsec << ' ' << held * sysconf(_SC_PAGESIZE) << ' '
      << 1024L * usage.ru_maxrss << std::endl;
};
probe("start");
"""
HEADERS = ["<fstream>", "<sys/resource.h>", "<time.h>", "<unistd.h>"]


@dataclass
class Network:
    """The objects to run; ``populations`` are slices of ``neurons``, from one index to another."""

    neurons: b2.NeuronGroup
    populations: dict[str, tuple[int, int]]
    synapses: list[b2.Synapses]
    others: list[object] = field(default_factory=list)


def run(
    options: Options,
    t_bio: float,
    build: Callable[[], Network],
    after: Callable[[Network], dict[str, object]] = lambda network: {},
) -> Run:
    """Generate, compile and run a network for ``t_bio`` ms, and collect what was measured.

    ``after`` reads further figures from the network once the program has ended.
    """
    with tempfile.TemporaryDirectory(prefix="brian2-") as folder:
        start = time.perf_counter()
        _prepare(options, Path(folder))
        network = build()
        spikes = b2.SpikeMonitor(network.neurons)
        b2.Network(network.neurons, *network.synapses, *network.others, spikes).run(
            t_bio * b2.ms, namespace={}
        )
        b2.device.build(directory=folder, compile=True, run=False, with_output=False)
        compile_s = b2.device.timers["compile"]["make"]
        codegen_s = time.perf_counter() - start - compile_s

        with measure.Stopwatch() as watch:
            b2.device.run(folder, with_output=False)
        moments = _moments(Path(folder))
        wall, cpu, held, peak = moments["after"]
        return Run(
            version=b2.__version__,
            t_bio=t_bio,
            spikes=_recorded(spikes, network.populations),
            n_synapses=sum(len(synapses) for synapses in network.synapses),
            build_s=moments["before"][0] - moments["start"][0],
            sim_s=wall - moments["before"][0],
            sim_cpu_s=cpu - moments["before"][1],
            others_cores=watch.others_cores(cpu),
            resident=int(held or peak),
            peak=int(peak),
            extra={
                "compile_s": compile_s,
                "codegen_s": codegen_s,
                "process_cpu_s": cpu,
                "last_run_time_s": b2.device._last_run_time,
            }
            | after(network),
        )


def drawn_synapses(
    sources: int, targets: int, indegree: int, random: np.random.Generator, autapses: bool = True
) -> dict[str, np.ndarray]:
    """Pairs for a fixed in-degree, drawn with repetition, in the order of sources.

    That order lets a spike find its synapses side by side in memory. Without ``autapses`` no
    neuron of a square matrix is its own source.
    """
    if autapses:
        i = random.integers(sources, size=(targets, indegree))
    else:
        i = random.integers(sources - 1, size=(targets, indegree))
        i += i >= np.arange(targets)[:, None]
    i = i.ravel()
    order = np.argsort(i, kind="stable")
    return {"i": i[order], "j": order // indegree}


def _prepare(options: Options, folder: Path) -> None:
    """Choose the device, its threads and seed, and the probes in its main function."""
    b2.set_device("cpp_standalone", build_on_run=False)
    b2.prefs.devices.cpp_standalone.openmp_threads = options.threads if options.threads > 1 else 0
    b2.prefs.codegen.cpp.headers += HEADERS
    b2.defaultclock.dt = DT * b2.ms
    b2.seed(options.seed)
    b2.device.insert_code("before_start", PROBE.replace("PATH", str(folder / "probe.txt")))
    b2.device.insert_code("before_network_run", 'probe("before");')
    b2.device.insert_code("after_network_run", 'probe("after");')


def _moments(folder: Path) -> dict[str, list[float]]:
    """Wall time, CPU time, resident and largest memory at each probe."""
    lines = (folder / "probe.txt").read_text().splitlines()
    return {name: [float(x) for x in values] for name, *values in map(str.split, lines)}


def _recorded(
    monitor: b2.SpikeMonitor, populations: dict[str, tuple[int, int]]
) -> dict[str, Spikes]:
    """Spikes of each population, neurons counted from its first."""
    neurons, times = np.asarray(monitor.i), np.asarray(monitor.t / b2.ms)
    spikes = {}
    for name, (first, end) in populations.items():
        own = (neurons >= first) & (neurons < end)
        spikes[name] = Spikes(end - first, neurons[own] - first, times[own])
    return spikes
