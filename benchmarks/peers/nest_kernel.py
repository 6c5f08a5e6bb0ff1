"""What every NEST workload does the same way: settings, recording, timing."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import measure
import nest
from measure import Options, Run
from parameters import DT
from spiketrains import Spikes


@dataclass
class Network:
    """Populations by name; ``n_recurrent`` counts synapses without those of generators."""

    populations: dict[str, nest.NodeCollection]
    n_recurrent: int
    out_degrees: dict[str, float] | None = None


def run(
    options: Options,
    t_bio: float,
    build: Callable[[], Network],
    after: Callable[[Network], dict[str, object]] = lambda network: {},
) -> Run:
    """Build a network with its recorders, simulate ``t_bio`` ms, and collect what was measured.

    ``after`` reads further figures from the network once the clock has stopped.
    """
    nest.ResetKernel()
    nest.verbosity = nest.VerbosityLevel.ERROR
    nest.set(
        resolution=DT,
        local_num_threads=options.threads,
        rng_seed=options.seed,
        print_time=False,
    )
    before = measure.resident()
    start = time.perf_counter()
    network = build()
    recorders = {}
    for name, population in network.populations.items():
        recorders[name] = nest.Create("spike_recorder")
        nest.Connect(population, recorders[name])
    nest.Prepare()
    build_s = time.perf_counter() - start

    with measure.Stopwatch() as watch:
        nest.Run(t_bio)
    held = measure.resident() - before
    nest.Cleanup()
    spikes = {
        name: _recorded(recorders[name], population)
        for name, population in network.populations.items()
    }
    return Run(
        version=nest.__version__,
        t_bio=t_bio,
        spikes=spikes,
        n_synapses=network.n_recurrent,
        build_s=build_s,
        sim_s=watch.wall,
        sim_cpu_s=watch.cpu,
        others_cores=watch.others_cores(),
        resident=held,
        peak=measure.peak(),
        out_degrees=network.out_degrees,
        extra=after(network),
    )


def _recorded(recorder: nest.NodeCollection, population: nest.NodeCollection) -> Spikes:
    """Spikes of one recorder, neurons counted from the first of the population."""
    events = recorder.events
    return Spikes(len(population), events["senders"] - population[0].global_id, events["times"])
