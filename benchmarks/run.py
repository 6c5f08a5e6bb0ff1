"""Run a standard workload and print its figures.

    python benchmarks/run.py WORKLOAD [--scale S] [--threads N] [--t-bio MS] [--seed K] [--json]

``build_s`` is the time to describe and prepare the network, ``sim_s`` that of the run call alone;
``syn_events`` are the spikes of each population times its mean number of outgoing synapses, without
external input. Memory is read right after the run; ``bytes_per_synapse`` holds everything that the
network brought, so it means something for millions of synapses only.
"""

from __future__ import annotations

import argparse
import json
import math
from typing import Any

import numpy as np
from measure import Stopwatch, peak, resident
from workloads import WORKLOADS

import swiftsnn as snn


def main() -> None:
    """Read the command line, run the workload, print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("workload", choices=WORKLOADS)
    parser.add_argument(
        "--scale",
        type=_positive,
        default=1.0,
        help="factor on the number of neurons, in the microcircuit also on the synapses into each",
    )
    parser.add_argument("--threads", type=int, help="all processors unless given")
    parser.add_argument("--t-bio", type=_positive, metavar="MS", help="simulated time")
    parser.add_argument("--seed", type=int, help="the workload's own unless given")
    parser.add_argument("--json", action="store_true", help="one line of JSON instead of a summary")
    given = parser.parse_args()
    t_bio = WORKLOADS[given.workload].t_bio_ms if given.t_bio is None else given.t_bio
    try:
        seed = WORKLOADS[given.workload].seed if given.seed is None else given.seed
        figures = measure(given.workload, given.scale, given.threads, t_bio, seed)
    except (ValueError, snn.SwiftSNNError) as error:
        parser.error(f"{given.workload}: {error}")
    if given.json:
        print(json.dumps({name: _short(value) for name, value in figures.items()}))
    else:
        print(summary(figures))


def _positive(text: str) -> float:
    number = float(text)
    if not 0.0 < number < math.inf:
        raise argparse.ArgumentTypeError(f"must be a number above 0, not {text}")
    return number


def measure(
    workload: str, scale: float, threads: int | None, t_bio: float, seed: int
) -> dict[str, Any]:
    """Build and run a workload; all figures by name."""
    before = resident()
    with Stopwatch() as build:
        built = WORKLOADS[workload].build(scale, seed, threads)
        built.network.prepare()
    with Stopwatch() as sim:
        built.network.run(t_bio)
    # First the memory: what follows takes some too.
    memory, most = resident() - before, peak()
    net = built.network
    extra = built.statistics(t_bio)
    counters = net.counters
    events = _synaptic_events(net)
    return {
        "workload": workload,
        "simulator": "swiftsnn",
        "version": snn.version(),
        "instruction_set": snn.instruction_set(),
        "scale": scale,
        "threads": net.threads,
        "n_neurons": counters.neurons,
        "n_synapses": counters.synapses,
        "t_bio_ms": t_bio,
        "build_s": build.wall,
        "sim_s": sim.wall,
        "sim_cpu_s": sim.cpu,
        "others_cores": sim.others_cores,
        "rtf": 1000.0 * sim.wall / t_bio,
        "rate_hz": _rates(net, t_bio) | extra.pop("rate_hz", {}),
        "syn_events": events,
        "ns_per_syn_event": 1e9 * sim.wall / events if events else None,
        "peak_rss_mb": most / 2**20,
        "bytes_per_synapse": memory / counters.synapses,
        **extra,
    }


def _rates(net: snn.Network, t_bio: float) -> dict[str, float]:
    """Mean rates over the whole run, Hz: of each population, and of all neurons."""
    spikes = {p.name: int(p.counts.sum(dtype=np.int64)) for p in net.populations}
    rates = {p.name: 1000.0 * spikes[p.name] / (len(p) * t_bio) for p in net.populations}
    return {**rates, "all": 1000.0 * sum(spikes.values()) / (net.counters.neurons * t_bio)}


def _synaptic_events(net: snn.Network) -> int:
    """Spikes of each population times its mean number of outgoing synapses."""
    events = 0.0
    for population in net.populations:
        outgoing = sum(len(p) for p in net.projections if p.source is population)
        events += population.counts.sum(dtype=np.int64) * outgoing / len(population)
    return round(events)


def summary(figures: dict[str, Any]) -> str:
    """The figures in a few lines."""
    rates = ", ".join(f"{name} {rate:.2f}" for name, rate in figures["rate_hz"].items())
    event = figures["ns_per_syn_event"]
    lines = [
        f"{figures['workload']}: {figures['n_neurons']:,} neurons, "
        f"{figures['n_synapses']:,} synapses, threads: {figures['threads']}, "
        f"swiftsnn {figures['version']} ({figures['instruction_set']})",
        f"built in {figures['build_s']:.2f} s; {figures['t_bio_ms']:g} ms simulated in "
        f"{figures['sim_s']:.3f} s, real-time factor {figures['rtf']:.3f}",
        f"{figures['syn_events']:.3g} synaptic events"
        + (f", {event:.2f} ns each" if event is not None else ""),
        f"peak memory {figures['peak_rss_mb']:.0f} MB, "
        f"{figures['bytes_per_synapse']:.1f} bytes a synapse",
        f"rates (Hz): {rates}",
    ]
    others = {
        "cv": "CV of inter-spike intervals",
        "corr": "correlation of spike counts",
        "w_mean": "mean plastic weight (of the largest)",
        "w_std": "spread of plastic weights (of the largest)",
    }
    for name, text in others.items():
        if figures.get(name) is not None:
            lines.append(f"{text}: {figures[name]:.4f}")
    return "\n".join(lines)


def _short(value: Any) -> Any:
    """Floats with six significant digits, also those inside a dict."""
    if isinstance(value, dict):
        return {key: _short(item) for key, item in value.items()}
    return float(f"{value:.6g}") if isinstance(value, float) else value


if __name__ == "__main__":
    main()
