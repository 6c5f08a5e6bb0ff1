"""Rates of the standard workloads in NEST, each with several seeds.

``python python/tests/reference/record_workloads.py`` in an environment with NEST 3.10 writes
``workloads.json`` beside it (about ten minutes).
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

from _nest import write  # pyright: ignore[reportMissingImports]

RUN = Path(__file__).parents[3] / "benchmarks" / "peers" / "run.py"
WORKLOADS: dict[str, tuple[int, list[str]]] = {
    "cuba": (6, []),
    "coba": (6, []),
    "brunel": (2, []),
    "microcircuit": (6, ["--scale", "0.1"]),
}

PROTOCOL = (
    "The networks of benchmarks/peers, run by benchmarks/peers/run.py with seeds 1, 2, ...: rates "
    "of the populations over the whole run of t_bio_ms, the transient at its start included. Each "
    "seed draws synapses, start values and input anew, so that rates differ from seed to seed by "
    "what the networks differ in."
)


def run(workload: str, seed: int, options: list[str]) -> dict[str, Any]:
    """The figures of one run."""
    command = [sys.executable, str(RUN), "nest", workload, "--seed", str(seed), "--json", *options]
    done = subprocess.run(command, capture_output=True, text=True, check=True)
    return json.loads(done.stdout)


def main() -> None:
    """Records and writes."""
    workloads = {}
    for name, (seeds, options) in WORKLOADS.items():
        runs = [run(name, seed, options) for seed in range(1, seeds + 1)]
        workloads[name] = {
            "scale": runs[0].get("scale", 1.0),
            "t_bio_ms": runs[0]["t_bio_ms"],
            "seeds": list(range(1, seeds + 1)),
            "rate_Hz": {key: [each["rate_hz"][key] for each in runs] for key in runs[0]["rate_hz"]},
        }
        print(name, workloads[name]["rate_Hz"])
    write(__file__, PROTOCOL, {"dt_ms": 0.1, "units": {"rate": "Hz"}, "workloads": workloads})


if __name__ == "__main__":
    main()
