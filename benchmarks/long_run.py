"""A day of a plastic network: memory, exactness of time, soundness of traces and weights.

    python benchmarks/long_run.py [--hours 24] [--threads 1] [--folder FOLDER]

1,000 neurons (800 excitatory, 200 inhibitory, each with 100 incoming synapses) in Poisson noise at
dt = 1 ms. Excitatory synapses learn by pair STDP, inhibitory ones by the rule of Vogels et al.
(2011); spikes of 100 neurons and 100 weights once a minute go to files. Each model hour prints
what the process holds and how fast it was; the end says the slope of memory and what was found in
the state.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

import numpy as np

import swiftsnn as snn
from swiftsnn import _state

HOUR = 3_600_000.0
_RECORDED = 100
_LEAST = float(np.finfo(np.float32).tiny)


def main() -> None:
    """Run, print a line an hour, and what was found."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--hours", type=int, default=24)
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--folder", type=Path, help="for the recorders; a temporary one if left out"
    )
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        _day(given.hours, given.threads, given.folder or Path(temporary))


def describe(threads: int, folder: Path) -> tuple[snn.Network, snn.SpikeRecorder]:
    """The network, and the recorder of its spikes."""
    net = snn.Network(dt=1.0, seed=1, threads=threads)
    cells = net.population("excitatory", 800, snn.LIF())
    others = net.population("inhibitory", 200, snn.LIF())
    for population in (cells, others):
        net.poisson_input(population, 800.0, 1.05)
    learns = snn.PairSTDP(a_plus=0.001, a_minus=0.00105, w_max=0.3)
    holds = snn.VogelsSTDP(rate=-0.005, target=5.0, w_min=-3.0, w_max=0.0)
    excites = net.connect(
        cells, cells, snn.FixedInDegree(80), weight=0.1, delay=2.0, plasticity=learns
    )
    net.connect(cells, others, snn.FixedInDegree(80), weight=0.1, delay=2.0)
    net.connect(others, cells, snn.FixedInDegree(20), weight=-0.5, delay=1.0, plasticity=holds)
    net.connect(others, others, snn.FixedInDegree(20), weight=-0.5, delay=1.0)
    spikes = net.record(cells, neurons=np.arange(_RECORDED), to=folder / "spikes.zarr")
    net.record(excites, every=60_000.0, synapses=np.arange(100), to=folder / "weights.zarr")
    return net, spikes


def _day(hours: int, threads: int, folder: Path) -> None:
    net, spikes = describe(threads, folder)
    held, seconds = [], []
    for hour in range(1, hours + 1):
        start = time.perf_counter()
        net.run(HOUR)
        seconds.append(time.perf_counter() - start)
        held.append(_resident())
        print(
            f"hour {hour:>3}: {held[-1] / 2**20:8.2f} MiB, {seconds[-1]:6.1f} s, "
            f"{net.counters.spikes:,} spikes",
            flush=True,
        )
    exact = net.counters.step == hours * int(HOUR) and net.t == hours * HOUR
    print(f"clock exact: {exact} ({net.counters.step:,} steps)")
    times, neurons = spikes.events()
    counts = np.bincount(neurons, minlength=_RECORDED)
    counted = net.populations[0].counts[..., :_RECORDED].ravel()
    print(f"spikes in the file: {len(times):,}, as counted: {bool((counts == counted).all())}")
    print(f"times whole steps: {bool((times == np.rint(times)).all())}, last {times.max():,.0f} ms")
    rates = counts / (hours * HOUR / 1000.0)
    print(f"rates: {rates.mean():.2f} Hz, lowest {rates.min():.2f}, highest {rates.max():.2f}")
    for projection in net.projections:
        weights = projection.weights
        print(
            f"{projection.name}: finite {bool(np.isfinite(weights).all())}, "
            f"{weights.min():.4f} to {weights.max():.4f}, mean {weights.mean():.4f}"
        )
    reals = {name: a for name, a in _state.arrays(net).items() if a.dtype.kind == "f"}
    small = sum(int(((a != 0) & (np.abs(a) < _LEAST)).sum()) for a in reals.values())
    odd = [name for name, a in reals.items() if not np.isfinite(a).all()]
    total = sum(a.size for a in reals.values())
    print(f"state: {total:,} real numbers, {small} denormal; not finite: {odd or 'none'}")
    if hours > 3:
        slope = np.polyfit(np.arange(2, hours), held[2:], 1)[0]
        first, last = np.median(seconds[1:3]), np.median(seconds[-2:])
        print(f"memory from the third hour on: {slope / 1024:+.2f} KiB an hour")
        print(f"an hour takes {last / first:.2f} times as long at the end as at the beginning")


def _resident() -> int:
    """Bytes of the process in memory."""
    pages = Path("/proc/self/statm").read_text("ascii").split()[1]
    return int(pages) * 4096


if __name__ == "__main__":
    main()
