"""The standard workloads, each a network described in one small file."""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

from workloads import brunel, coba, cuba, microcircuit, stdp
from workloads.built import Built


@dataclass(frozen=True)
class Workload:
    """A network and how long it runs.

    Attributes
    ----------
    build : callable
        Of scale, seed and threads; ValueError where the scale makes no sense.
    t_bio_ms : ms
        Simulated time unless another is asked for.
    seed : int
        Of all random numbers unless another is asked for. The activity of coba-large dies out
        within 100 ms from most starts; a run that goes on is the one to time.
    """

    build: Callable[[float, int, int | None], Built]
    t_bio_ms: float
    seed: int = 1


WORKLOADS = {
    "brunel": Workload(brunel.build, 1_000.0),
    "coba": Workload(partial(coba.build, coba.SMALL), 10_000.0),
    "coba-large": Workload(partial(coba.build, coba.LARGE), 1_000.0, seed=9),
    "cuba": Workload(partial(cuba.build, cuba.SMALL), 10_000.0),
    "cuba-large": Workload(partial(cuba.build, cuba.LARGE), 1_000.0),
    "stdp": Workload(partial(stdp.build, stdp.pairs), 1_000.0),
    "stdp-static": Workload(partial(stdp.build, None), 1_000.0),
    "stdp-triplet": Workload(partial(stdp.build, stdp.triplets), 1_000.0),
    "stdp-dopamine": Workload(partial(stdp.build, stdp.dopamine), 1_000.0),
    "microcircuit": Workload(microcircuit.build, 1_000.0),
}
"""The workloads by name."""
