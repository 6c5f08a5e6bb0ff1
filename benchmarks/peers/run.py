"""Run one benchmark workload in another simulator and print its figures as one JSON object.

    python benchmarks/peers/run.py PEER WORKLOAD [--threads N] [--scale S] [--t-bio MS] [--json]

The interpreter must be that of the peer's own environment; the ``requirements-*.txt`` files beside
this one list what to install in each. Standard output holds the JSON object and nothing else: what
the simulator or a compiler prints goes to standard error.
"""

from __future__ import annotations

import argparse
import importlib
import json
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TextIO

from measure import Options, report

BRETTE = {"coba": "brette", "coba-large": "brette", "cuba": "brette", "cuba-large": "brette"}
MODULES = {
    "nest": {
        "brunel": "brunel",
        **BRETTE,
        "cuba-delay1": "brette",
        "stdp": "stdp",
        "stdp-static": "stdp",
        "stdp-triplet": "stdp",
        "stdp-dopamine": "stdp",
        "microcircuit": "microcircuit",
    },
    "brian2": {"brunel": "brunel", **BRETTE, "stdp": "stdp"},
    "annarchy": {"brunel": "brunel", **BRETTE},
}


def main() -> None:
    """Read the command line, run the workload, print the figures."""
    options, peer, one_line = _parse()
    with _chatter_to_stderr() as stdout:
        module = importlib.import_module(f"{peer}_{MODULES[peer][options.workload]}")
        figures = report(options, peer, module.run(options))
        print(json.dumps(figures, indent=None if one_line else 2), file=stdout, flush=True)


def _parse() -> tuple[Options, str, bool]:
    """Command line as options, peer, and whether the JSON goes on one line.

    The arguments are taken out of ``sys.argv``, where simulators look for their own.
    """
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("peer", choices=MODULES)
    parser.add_argument("workload")
    parser.add_argument("--threads", type=int, default=1)
    parser.add_argument(
        "--scale", type=float, default=1.0, help="of the microcircuit, and of stdp in NEST"
    )
    parser.add_argument("--t-bio", type=float, metavar="MS", help="simulated time")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--json", action="store_true", help="one line instead of indented")
    given = parser.parse_args()
    workloads = MODULES[given.peer]
    if given.workload not in workloads:
        parser.error(f"{given.peer} has no workload {given.workload!r}, but {', '.join(workloads)}")
    scalable = given.peer == "nest" and MODULES["nest"][given.workload] == "stdp"
    if given.scale != 1 and not scalable and given.workload != "microcircuit":
        parser.error(
            "--scale is for the microcircuit, and for stdp in NEST; "
            f"{given.workload} in {given.peer} has one size"
        )
    if not 0 < given.scale <= 1:
        parser.error(f"--scale is above 0 and at most 1, not {given.scale}")
    del sys.argv[1:]
    options = Options(given.workload, given.threads, given.scale, given.t_bio, given.seed)
    return options, given.peer, given.json


@contextmanager
def _chatter_to_stderr() -> Iterator[TextIO]:
    """Sends file descriptor 1 to standard error; yields the true standard output."""
    sys.stdout.flush()
    with os.fdopen(os.dup(1), "w") as stdout:
        os.dup2(2, 1)
        yield stdout


if __name__ == "__main__":
    main()
