"""One epoch of MNIST in SR-SNN, and in gradient-trained networks of snnTorch, by turns.

    python benchmarks/learning.py [--rounds 3] [--threads 2] [--batches 60] [--hidden 1000]

``SWIFTSNN_DATA`` names the folder of the data. ``PEERS_DIR`` (``.peers`` unless set) holds the
environment of snnTorch, which ``make bench-peers`` makes; without it SR-SNN runs alone. Each turn
trains on ``batches`` times 128 images after a warm-up of three batches, in a process of its own,
and counts for 60,000. SR-SNN moves its images by chance, as the recipe of its accuracy does.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from pathlib import Path

import numpy as np

HERE = Path(__file__).resolve().parent


def main() -> None:
    """Run by turns and print a table."""
    given = _parser().parse_args()
    if given.once:
        print(json.dumps(_once(given)))
        return
    commands = {"srsnn": _command(given)}
    peer = Path(os.environ.get("PEERS_DIR", HERE.parent / ".peers")) / "snntorch/bin/python"
    if peer.exists():
        base = [str(peer), str(HERE / "peers/snntorch_mlp.py"), "--data", str(_mnist())]
        base += ["--batches", str(given.batches), "--threads", str(given.threads)]
        commands |= {"mlp-sg": base, "mlp-sg-hoist": [*base, "--hoist"]}
    else:
        print(f"{peer} is not there: make bench-peers installs snnTorch", file=sys.stderr)
    seconds: dict[str, list[float]] = {name: [] for name in commands}
    for _ in range(given.rounds):
        for name, command in commands.items():
            done = subprocess.run(command, check=True, capture_output=True, text=True)
            seconds[name].append(json.loads(done.stdout)["epoch_s"])
    own = statistics.median(seconds["srsnn"])
    print(f"{'network':<14}{'s an epoch':>12}{'of srsnn':>10}  rounds, {given.threads} threads")
    for name, each in seconds.items():
        median = statistics.median(each)
        rounds = " ".join(f"{value:.1f}" for value in each)
        print(f"{name:<14}{median:>12.1f}{median / own:>10.2f}  {rounds}")


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--batches", type=int, default=60)
    parser.add_argument("--hidden", type=int, default=1000)
    parser.add_argument("--once", action="store_true", help=argparse.SUPPRESS)
    return parser


def _command(given: argparse.Namespace) -> list[str]:
    options = {name: getattr(given, name) for name in ("threads", "batches", "hidden")}
    flags = [text for name, value in options.items() for text in (f"--{name}", str(value))]
    return [sys.executable, __file__, "--once", *flags]


def _mnist() -> Path:
    from swiftsnn.datasets import data_folder

    folder = data_folder()
    if folder is None:
        raise SystemExit("SWIFTSNN_DATA must name the folder of the data")
    return folder / "mnist"


def _once(given: argparse.Namespace) -> dict[str, float]:
    from swiftsnn.datasets import load
    from swiftsnn.learn.recipes import augmented, make, recipe_of

    data, recipe = load("mnist"), recipe_of("mnist")
    system = make(data, recipe.made(hidden=(given.hidden,)), 0, given.threads)
    draws = np.random.default_rng(0)
    batch = system.network.batch
    shown = 0
    start = time.perf_counter()
    for index in range(given.batches * 4 + 3):
        if index == 3:
            start = time.perf_counter()
        part = slice(index * batch, (index + 1) * batch)
        shown += batch
        images = augmented(data.train_x[part], data.shape, recipe.shift, recipe.flips, draws)
        system.learn(images, data.train_y[part])
    seconds = time.perf_counter() - start
    return {"epoch_s": seconds / (shown - 3 * batch) * len(data.train_x)}


if __name__ == "__main__":
    main()
