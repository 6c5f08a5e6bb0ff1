"""Run workloads in swiftsnn and in other simulators by turns, and print one table.

    python benchmarks/compare.py [--workloads ...] [--peers ...] [--rounds 3] [--threads 1 2]

A workload is a name, with a scale after a colon where it has one: ``microcircuit:0.5``. Every
simulator runs once with each number of threads in each round, in another order each time; its
median counts, at the number of threads where that is smallest. ``PEERS_DIR`` (``.peers`` unless
set) holds an environment for each peer.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from table import crowded, table

HERE = Path(__file__).resolve().parent
OWN = "swiftsnn"
PEERS = ("nest", "brian2", "annarchy")
DEFAULT = ("brunel", "coba", "coba-large", "cuba", "cuba-large", "stdp", "microcircuit:0.5")
QUICK_T_BIO = {"coba": 1000.0, "cuba": 1000.0}
"""Simulated time of the long workloads with ``--quick``, ms."""
QUICK_T_BIO_ELSE = 200.0
BRETTE = ("coba", "coba-large", "cuba", "cuba-large")
STDP = ("stdp", "stdp-static", "stdp-triplet", "stdp-dopamine")
PAIRS = {
    "nest": {"brunel", *BRETTE, *STDP, "microcircuit"},
    "brian2": {"brunel", *BRETTE, "stdp"},
    "annarchy": {"brunel", *BRETTE},
}
"""Which peer has which workload, where the peers' own script does not say."""


@dataclass(frozen=True)
class Job:
    """One run: a workload (with its scale) in a simulator with a number of threads."""

    workload: str
    simulator: str
    threads: int


def main() -> None:
    """Run everything, write the figures of every run, print the table."""
    given = _parser().parse_args()
    peers_dir = Path(os.environ.get("PEERS_DIR", HERE.parent / ".peers"))
    peers = list(_installed(given.peers, peers_dir))
    pairs = _pairs()
    figures: list[dict[str, Any]] = []
    failed: set[Job] = set()
    given.out.parent.mkdir(parents=True, exist_ok=True)
    with given.out.open("w") as out:
        for job in schedule(given.workloads, peers, pairs, given.threads, given.rounds):
            if job in failed:
                continue
            _say(f"{job.workload} in {job.simulator}, threads: {job.threads}")
            result = _run(_command(job, peers_dir, given.quick), given.timeout)
            if isinstance(result, str):
                failed.add(job)
                _say(f"  failed and left out: {result}")
                continue
            result |= {"job": job.workload, "simulator": job.simulator, "threads": job.threads}
            figures.append(result)
            print(json.dumps(result), file=out, flush=True)
    done = [f for f in figures if Job(f["job"], f["simulator"], f["threads"]) not in failed]
    print(table(done, OWN))
    print(crowded(done), end="")
    if not done:
        sys.exit("no run succeeded")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        description=(__doc__ or "").split("\n")[0],
        epilog="a workload is a name, with a scale after a colon where it has one",
    )
    parser.add_argument("--workloads", nargs="+", default=DEFAULT, metavar="WORKLOAD[:SCALE]")
    parser.add_argument("--peers", nargs="*", default=PEERS, choices=PEERS)
    parser.add_argument("--rounds", type=_positive, default=3)
    parser.add_argument("--threads", type=_positive, nargs="+", default=(1, 2))
    parser.add_argument("--quick", action="store_true", help="less simulated time")
    parser.add_argument("--timeout", type=float, default=1800.0, metavar="S", help="of one run")
    parser.add_argument(
        "--out", type=Path, default=Path("runs/benchmarks.jsonl"), help="figures of every run"
    )
    return parser


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"must be at least 1, not {text}")
    return number


def _installed(peers: Iterable[str], peers_dir: Path) -> Iterator[str]:
    """Those of the peers that have an environment; a sentence about each that has none."""
    for peer in peers:
        if _python(peer, peers_dir).exists():
            yield peer
        else:
            _say(f"{peer} is left out: it is not installed in {peers_dir / peer}")


def _python(peer: str, peers_dir: Path) -> Path:
    return peers_dir / peer / "bin" / "python"


def _pairs() -> dict[str, set[str]]:
    """Workloads of each peer: what the peers' script lists, else the table above."""
    script = HERE / "peers" / "run.py"
    command = [sys.executable, str(script), "--list"]
    listed = subprocess.run(command, capture_output=True, text=True, check=False)
    if listed.returncode != 0:
        return PAIRS
    pairs: dict[str, set[str]] = {}
    for line in listed.stdout.splitlines():
        peer, workload = line.split()
        pairs.setdefault(peer, set()).add(workload)
    return pairs


def schedule(
    workloads: Iterable[str],
    peers: list[str],
    pairs: dict[str, set[str]],
    threads: Iterable[int],
    rounds: int,
) -> Iterator[Job]:
    """All runs in order: in each round, each workload, numbers of threads and simulators by turns.

    Both orders are rotated from round to round.
    """
    threads = list(dict.fromkeys(threads))
    for turn in range(rounds):
        for workload in dict.fromkeys(workloads):
            name = workload.partition(":")[0]
            simulators = [OWN, *(p for p in peers if name in pairs.get(p, ()))]
            for count in _rotated(threads, turn):
                for simulator in _rotated(simulators, turn):
                    yield Job(workload, simulator, count)


def _rotated(items: list[Any], by: int) -> list[Any]:
    first = by % len(items)
    return items[first:] + items[:first]


def _command(job: Job, peers_dir: Path, quick: bool) -> list[str]:
    name, _, scale = job.workload.partition(":")
    if job.simulator == OWN:
        command = [sys.executable, str(HERE / "run.py"), name]
    else:
        script = str(HERE / "peers" / "run.py")
        command = [str(_python(job.simulator, peers_dir)), script, job.simulator, name]
    command += ["--threads", str(job.threads), "--json"]
    if scale:
        command += ["--scale", scale]
    if quick:
        command += ["--t-bio", str(QUICK_T_BIO.get(name, QUICK_T_BIO_ELSE))]
    return command


def _run(command: list[str], timeout: float) -> dict[str, Any] | str:
    """The figures that a run prints, or in words why there are none."""
    try:
        done = subprocess.run(command, capture_output=True, text=True, timeout=timeout, check=False)
    except subprocess.TimeoutExpired:
        return f"no result within {timeout:g} s"
    if done.returncode != 0:
        last = done.stderr.strip().splitlines()[-1:] or ["no message"]
        return f"exit status {done.returncode}: {last[0]}"
    for line in reversed(done.stdout.splitlines()):
        try:
            figures = json.loads(line)
        except json.JSONDecodeError:
            continue
        if isinstance(figures, dict) and "sim_s" in figures:
            return figures
    return "it printed no figures"


def _say(sentence: str) -> None:
    print(sentence, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
