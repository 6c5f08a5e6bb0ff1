"""Steps ask for no memory: counted by a C program whose allocator takes the C library's place."""

from __future__ import annotations

import platform
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from _helpers import LIBRARY, ROOT

import swiftsnn as snn

STEPS = 400
"""Of the first of two counted runs; the second has twice as many."""

SMALL = 300
"""Neurons that one thread serves, whatever the number of threads."""

SET_UP = 2
"""Allocations a call: what is handed to other threads."""

FREE_MEMORY_CHECK = 8
"""Allocations of a call that asks the system for its free memory first."""

SILENT = {"leaky_readout", "rate"}
"""Models without spikes: the first is a LIF without a threshold, the second a loop of its own."""

MODELS = [
    *(name for name, model in snn.models().items() if model["receptors"] and name not in SILENT),
    "receptors",
]
WIRED = [
    "one_delay",
    "drawn_delays",
    "dense",
    "bits",
    "stdp",
    "stdp_epochs",
    "stdp_dense",
    "stdp_dendritic",
    "dynamics",
    "dynamics_dense",
    "release",
    "release_dense",
    "sources",
    "modulated",
    "homeostats",
]

pytestmark = pytest.mark.skipif(
    platform.libc_ver()[0] != "glibc", reason="the counting allocator calls glibc's"
)


@dataclass
class Counts:
    """What the program prints."""

    once: int
    """Allocations of the first run."""
    twice: int
    """Of the second, which is twice as long."""
    spikes: int
    """Of both."""
    events: int
    rows: int
    """Recorded since the start."""


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    compiler = shutil.which("cc")
    if compiler is None:
        pytest.skip("there is no C compiler")
    made = tmp_path_factory.mktemp("allocations") / "allocations"
    command = [compiler, "-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-pedantic"]
    command += [f"-I{ROOT / 'include'}", str(Path(__file__).parent / "c" / "allocations.c")]
    command += [str(LIBRARY), f"-Wl,-rpath,{LIBRARY.parent}", "-o", str(made)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    return made


def _count(program: Path, case: str, threads: int, neurons: int, steps: int = STEPS) -> Counts:
    command = [program, case, str(threads), str(neurons), str(steps)]
    done = subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 0, done.stderr
    counts = Counts(*map(int, done.stdout.split()))
    assert counts.spikes > 0
    return counts


def test_the_program_counts(program: Path) -> None:
    # A log makes room for what each run takes down.
    assert _count(program, "state_recorder", 1, SMALL).once > 0


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("case", MODELS + WIRED)
def test_a_step_allocates_nothing(program: Path, case: str, threads: int) -> None:
    counts = _count(program, case, threads, SMALL)
    assert counts.once == counts.twice <= SET_UP
    assert (counts.events > 0) == (case in WIRED)


@pytest.mark.parametrize("case", MODELS + WIRED)
def test_a_step_of_a_large_network_allocates_nothing(program: Path, case: str) -> None:
    counts = _count(program, case, 1, 700 if "dense" in case else 5000)
    assert counts.once == counts.twice <= SET_UP


@pytest.mark.parametrize("case", MODELS + WIRED)
def test_a_step_that_threads_share_allocates_nothing(program: Path, case: str) -> None:
    counts = _count(program, case, 2, 700 if "dense" in case else 5000)
    assert counts.once == counts.twice <= SET_UP


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("case", ["batch", "present", "homeostats_batch"])
def test_a_step_of_lanes_or_of_a_presentation_allocates_nothing(
    program: Path, case: str, threads: int
) -> None:
    counts = _count(program, case, threads, SMALL)
    assert counts.once == counts.twice <= SET_UP
    assert counts.events > 0


@pytest.mark.parametrize("threads", [1, 2])
def test_a_learning_presentation_allocates_alike_for_any_number_of_steps(
    program: Path, threads: int
) -> None:
    # Beyond twice the set-up, the list of a population's spikes may have to grow.
    for steps in (STEPS, 4 * STEPS):
        counts = _count(program, "learn", threads, SMALL, steps)
        assert max(counts.once, counts.twice) <= 2 * SET_UP + FREE_MEMORY_CHECK
        assert counts.events > 0


@pytest.mark.parametrize("threads", [1, 2])
@pytest.mark.parametrize("case", ["spike_recorder", "state_recorder", "weight_recorder"])
def test_a_recorder_allocates_as_seldom_as_its_log_doubles(
    program: Path, case: str, threads: int
) -> None:
    counts = _count(program, case, threads, SMALL, 10 * STEPS)
    numbers = counts.rows * {"spike_recorder": 1, "state_recorder": SMALL}.get(case, 10 * SMALL)
    assert numbers > 1000
    # Two arrays.
    growth = 2 * numbers.bit_length()
    assert counts.once + counts.twice <= 2 * (SET_UP + FREE_MEMORY_CHECK) + growth
