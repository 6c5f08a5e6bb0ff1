"""Measure what a network costs against its size and its in-degree, and draw the curves.

    python benchmarks/curves.py [--rounds 3] [--out runs/curves.json] [--figure FILE.png]

The network is a balanced one of leaky integrate-and-fire neurons with delta input, four fifths of
them excitatory. Inhibitory synapses are four times stronger and all weights shrink with the square
root of the in-degree, so that the rate is nearly the same at every size: about 26 Hz. Every point
runs once in each round, in a process of its own; medians are kept.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import subprocess
import sys
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from statistics import median
from typing import Any

import numpy as np
from measure import Stopwatch, resident

import swiftsnn as snn

SIZES = (1_250, 4_000, 12_500, 40_000, 100_000)
DEGREES_OF_SIZES = (100, 1_000)
DEGREES = (10, 30, 100, 300, 1_000, 3_000)
SIZE_OF_DEGREES = 12_500
WARM_UP = 50.0  # ms of model time: the start, and the trials of sharing among threads
SECONDS = 0.25  # that the measured run may take, about
MOST_T_BIO = 5_000.0  # ms
DT = 0.1  # ms
BUSY = 0.1  # cores that other processes use: beyond it, a figure is rough


@dataclass(frozen=True)
class Point:
    """A network and the number of threads it runs on; 0 for all."""

    neurons: int
    in_degree: int
    threads: int


def main() -> None:
    """Measure every point in turn, write the medians, draw them."""
    given = _parser().parse_args()
    if given.point is not None:
        print(json.dumps(measure(Point(*given.point))))
        return
    if given.draw is None:
        curves = medians(_rounds(points(), given.rounds, given.tries))
        given.out.parent.mkdir(parents=True, exist_ok=True)
        given.out.write_text(json.dumps(curves, indent=1) + "\n")
        print(summary(curves))
    else:
        curves = json.loads(given.draw.read_text())
    if given.figure is not None:
        # Only here: measuring does not need matplotlib.
        from curves_figure import draw

        draw(curves, DEGREES_OF_SIZES, SIZE_OF_DEGREES, given.figure)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument(
        "--tries", type=int, default=1, help="runs of a point while other processes are busy"
    )
    parser.add_argument("--out", type=Path, default=Path("runs/curves.json"))
    parser.add_argument("--figure", type=Path, help="a PNG file to draw")
    parser.add_argument("--draw", type=Path, metavar="JSON", help="draw figures measured before")
    parser.add_argument(
        "--point", type=int, nargs=3, metavar=("N", "K", "THREADS"), help="measure one network only"
    )
    return parser


def points() -> list[Point]:
    """All networks of both curves, each on one thread and, where there are more, on all."""
    networks = [(n, k) for k in DEGREES_OF_SIZES for n in SIZES]
    networks += [(SIZE_OF_DEGREES, k) for k in DEGREES]
    threads = (1, 0) if (os.cpu_count() or 1) > 1 else (1,)
    return [Point(n, k, t) for n, k in dict.fromkeys(networks) for t in threads]


def _rounds(points: list[Point], rounds: int, tries: int) -> list[dict[str, Any]]:
    """Every point once a round, in a fresh process, the other way round every second time."""
    found: list[dict[str, Any]] = []
    for turn in range(rounds):
        for number, point in enumerate(points if turn % 2 == 0 else reversed(points)):
            progress = f"round {turn + 1} of {rounds}, {number + 1} of {len(points)}"
            print(f"\r{progress:40}", end="", file=sys.stderr, flush=True)
            found.append(_quietest(point, tries))
    print(file=sys.stderr)
    return found


def _quietest(point: Point, tries: int) -> dict[str, Any]:
    """The figures of the first run that the machine was idle for, else of the least disturbed."""
    command = [sys.executable, __file__, "--point", *map(str, asdict(point).values())]
    runs: list[dict[str, Any]] = []
    for _ in range(tries):
        done = subprocess.run(command, stdout=subprocess.PIPE, text=True, check=True)
        runs.append(json.loads(done.stdout))
        if runs[-1]["others_cores"] <= BUSY:
            break
    return min(runs, key=lambda run: run["others_cores"])


def build(point: Point) -> snn.Network:
    """The described network."""
    rng = np.random.default_rng(1)
    net = snn.Network(dt=DT, seed=1, threads=point.threads or None)
    n_exc = point.neurons * 4 // 5
    k_exc = point.in_degree * 4 // 5
    weight = 0.1 * math.sqrt(1000.0 / point.in_degree)  # mV

    def population(name: str, size: int) -> snn.Population:
        cell = snn.LIF(
            tau_m=20.0,
            v_rest=0.0,
            v_reset=10.0,
            v_thresh=20.0,
            tau_refrac=2.0,
            v_init=rng.uniform(0.0, 20.0, size),
        )
        return net.population(name, size, cell)

    exc = population("E", n_exc)
    inh = population("I", point.neurons - n_exc)
    for target in (exc, inh):
        net.connect(exc, target, snn.FixedInDegree(k_exc), weight=weight, delay=1.5)
        net.connect(
            inh,
            target,
            snn.FixedInDegree(point.in_degree - k_exc),
            weight=-4.0 * weight,
            delay=1.5,
        )
        net.poisson_input(target, rate=10_000.0, weight=0.1)
    return net


def measure(point: Point) -> dict[str, Any]:
    """Build the network, let it settle, run it; the figures of that run."""
    # What is paid once a process is not the network's.
    build(Point(100, 10, point.threads)).run(1.0)
    before = resident()
    with Stopwatch() as everything:
        with Stopwatch() as building:
            net = build(point)
            net.prepare()
        with Stopwatch() as settling:
            net.run(WARM_UP)
        memory = resident() - before
        t_bio = min(max(WARM_UP, WARM_UP * SECONDS / settling.wall), MOST_T_BIO)
        start = net.counters
        with Stopwatch() as running:
            net.run(float(round(t_bio)))
        end = net.counters
    steps = end.step - start.step
    events = end.synaptic_events - start.synaptic_events
    return {
        **asdict(point),
        "instruction_set": snn.instruction_set(),
        "threads_used": net.threads,
        "synapses": end.synapses,
        "rate_hz": 1e3 * (end.spikes - start.spikes) / (point.neurons * steps * DT),
        "ns_per_event": 1e9 * running.wall / events,
        "ns_per_neuron_step": 1e9 * running.wall / (point.neurons * steps),
        "events_per_neuron_step": events / (point.neurons * steps),
        "bytes_per_synapse": memory / end.synapses,
        "synapses_per_s": end.synapses / building.wall,
        "others_cores": everything.others_cores or 0.0,
    }


def medians(found: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Of the figures of each point; of what other processes used, the most."""
    groups: dict[Point, list[dict[str, Any]]] = {}
    for run in found:
        point = Point(run["neurons"], run["in_degree"], run["threads"])
        groups.setdefault(point, []).append(run)
    curves: list[dict[str, Any]] = []
    for runs in groups.values():
        merged = dict(runs[0])
        for key, value in runs[0].items():
            if isinstance(value, float):
                merged[key] = float(f"{median(run[key] for run in runs):.5g}")
        merged["others_cores"] = round(max(run["others_cores"] for run in runs), 3)
        curves.append(merged)
    return curves


def fit(curves: list[dict[str, Any]], threads: int) -> tuple[float, float]:
    """What a neuron's step and a synaptic event cost (ns), from the curve against in-degree.

    Least squares of relative errors over the points of one number of threads.
    """
    rows = [c for c in curves if (c["neurons"], c["threads"]) == (SIZE_OF_DEGREES, threads)]
    times = np.array([c["ns_per_neuron_step"] for c in rows])
    events = np.array([c["events_per_neuron_step"] for c in rows])
    design = np.column_stack([np.ones(len(rows)), events]) / times[:, None]
    neuron, event = np.linalg.lstsq(design, np.ones(len(rows)), rcond=None)[0]
    return float(neuron), float(event)


def summary(curves: list[dict[str, Any]]) -> str:
    """A table of the points, the fits, and a warning where the machine was not idle."""
    lines = ["      N     K  threads   rate  ns/event  ns/neuron/step  bytes/syn  M syn/s built"]
    for c in curves:
        lines.append(
            f"{c['neurons']:7d} {c['in_degree']:5d} {c['threads_used']:8d} {c['rate_hz']:6.1f} "
            f"{c['ns_per_event']:9.2f} {c['ns_per_neuron_step']:15.2f} "
            f"{c['bytes_per_synapse']:10.2f} {c['synapses_per_s'] / 1e6:14.1f}"
        )
    for threads in sorted({c["threads"] for c in curves}, reverse=True):
        neuron, event = fit(curves, threads)
        name = "all threads" if threads == 0 else f"threads: {threads}"
        lines.append(
            f"{name}; a step of a neuron takes {neuron:.2f} ns, a synaptic event {event:.2f} ns"
        )
    most = max(c["others_cores"] for c in curves)
    busy = sum(c["others_cores"] > BUSY for c in curves)
    if busy:
        lines.append(
            f"other processes kept up to {most:.1f} cores busy at {busy} of {len(curves)} points"
        )
    return "\n".join(lines)


if __name__ == "__main__":
    main()
