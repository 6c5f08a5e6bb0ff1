"""What every ANNarchy workload does the same way: compile, run once, read the spikes.

``compile_s`` is the time of ANNarchy's own ``compile()``, which constructs the connections too.
"""

from __future__ import annotations

import os
import sys
import tempfile
import time
from collections.abc import Callable
from importlib.metadata import version
from pathlib import Path

import ANNarchy as ann  # noqa: N813
import measure
import numpy as np
from measure import Options, Run
from parameters import DT
from spiketrains import Spikes

Build = Callable[[ann.Network], tuple[ann.Population, dict[str, tuple[int, int]]]]
"""Fills a network; returns its neurons and where each named slice of them begins and ends."""


def run(options: Options, t_bio: float, build: Build) -> Run:
    """Build, compile and run a network for ``t_bio`` ms, and collect what was measured."""
    before = measure.resident()
    with tempfile.TemporaryDirectory(prefix="annarchy-") as folder:
        start = time.perf_counter()
        network = ann.Network(dt=DT, seed=options.seed)
        network.config(num_threads=options.threads)
        neurons, slices = build(network)
        spikes = network.monitor(neurons, "spike")
        build_s = time.perf_counter() - start

        _find_cmake()
        start = time.perf_counter()
        network.compile(directory=folder, silent=True)
        compile_s = time.perf_counter() - start

        with measure.Stopwatch() as watch:
            network.simulate(t_bio)
        held = measure.resident() - before
        return Run(
            version=version("ANNarchy"),
            t_bio=t_bio,
            spikes=_recorded(spikes.get("spike"), slices),
            n_synapses=sum(projection.nb_synapses for projection in network.get_projections()),
            build_s=build_s,
            sim_s=watch.wall,
            sim_cpu_s=watch.cpu,
            others_cores=watch.others_cores(),
            resident=held,
            peak=measure.peak(),
            extra={"compile_s": compile_s},
        )


def _find_cmake() -> None:
    """Let ANNarchy find the CMake that stands beside the interpreter."""
    os.environ["PATH"] = os.pathsep.join((str(Path(sys.executable).parent), os.environ["PATH"]))


def _recorded(steps: dict[int, list[int]], slices: dict[str, tuple[int, int]]) -> dict[str, Spikes]:
    """Spikes of each slice, neurons counted from its first, from lists of steps by neuron."""
    spikes = {}
    for name, (first, end) in slices.items():
        counts = [len(steps[neuron]) for neuron in range(first, end)]
        times = np.concatenate([steps[neuron] for neuron in range(first, end)]) * DT
        spikes[name] = Spikes(end - first, np.repeat(np.arange(end - first), counts), times)
    return spikes
