"""The benchmarks run, and say what they must: no times are asserted."""

from __future__ import annotations

import json
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from _helpers import ROOT

KEYS = {
    "workload",
    "threads",
    "n_neurons",
    "n_synapses",
    "t_bio_ms",
    "build_s",
    "sim_s",
    "rtf",
    "rate_hz",
    "syn_events",
    "ns_per_syn_event",
    "peak_rss_mb",
    "bytes_per_synapse",
    "version",
}
BALANCED = {"E", "I", "all"}
BRETTE = {*BALANCED, "E_last_500ms"}
LAYERS = {"L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I", "all"}
LEARNED = {"w_mean", "w_std"}
# workload, scale, ms, neurons, synapses (about), rates, other keys
TINY = [
    ("brunel", 0.04, 100.0, 500, 625_000, BALANCED, {"cv", "corr"}),
    ("coba", 0.25, 100.0, 1_000, 80_000, BRETTE, {"cv", "corr"}),
    ("coba-large", 0.02, 100.0, 800, 80_000, BRETTE, {"cv", "corr"}),
    ("cuba", 0.25, 100.0, 1_000, 80_000, BRETTE, {"cv", "corr"}),
    ("cuba-large", 0.02, 100.0, 800, 80_000, BRETTE, {"cv", "corr"}),
    ("stdp", 0.04, 100.0, 500, 625_000, BALANCED, LEARNED),
    ("stdp-static", 0.04, 100.0, 500, 625_000, BALANCED, {"cv", "corr"}),
    ("stdp-triplet", 0.04, 100.0, 500, 625_000, BALANCED, LEARNED),
    ("stdp-dopamine", 0.04, 100.0, 510, 625_000, {*BALANCED, "dopaminergic"}, LEARNED),
    ("microcircuit", 0.04, 100.0, 3_087, 478_211, LAYERS, set()),
]


def _script(name: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(ROOT / "benchmarks" / name), *map(str, arguments)]
    return subprocess.run(command, capture_output=True, text=True, timeout=120, check=False)


def _figures(*arguments: object) -> dict[str, Any]:
    done = _script("run.py", *arguments, "--json")
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


@pytest.mark.parametrize(
    ("workload", "scale", "t_bio", "neurons", "synapses", "rates", "more"),
    TINY,
    ids=[case[0] for case in TINY],
)
def test_a_workload_reports_every_figure(
    workload: str,
    scale: float,
    t_bio: float,
    neurons: int,
    synapses: int,
    rates: set[str],
    more: set[str],
) -> None:
    found = _figures(workload, "--scale", scale, "--t-bio", t_bio, "--threads", 2)
    assert found.keys() >= KEYS | more
    assert (found["workload"], found["threads"]) == (workload, 2)
    assert found["t_bio_ms"] == t_bio
    assert found["n_neurons"] == neurons
    assert found["n_synapses"] == pytest.approx(synapses, rel=0.03)
    assert found["rate_hz"].keys() == rates
    assert all(0.0 <= rate <= 500.0 for rate in found["rate_hz"].values())
    assert found["rate_hz"]["all"] > 0.0
    spikes = found["rate_hz"]["all"] * neurons * t_bio / 1000.0
    mean_degree = found["n_synapses"] / neurons
    assert found["syn_events"] == pytest.approx(spikes * mean_degree, rel=0.5)
    assert found["build_s"] > 0.0
    assert found["rtf"] == pytest.approx(found["sim_s"] * 1000.0 / t_bio, rel=1e-4)
    assert found["ns_per_syn_event"] == pytest.approx(
        found["sim_s"] * 1e9 / found["syn_events"], rel=1e-4
    )
    assert found["peak_rss_mb"] > 10.0
    assert found["bytes_per_synapse"] > 0.0
    if "w_mean" in more:
        assert 0.4 < found["w_mean"] < 0.6
        assert 0.0 < found["w_std"] < 0.2


def test_a_run_repeats_by_its_seed_on_any_number_of_threads() -> None:
    tiny = ("cuba", "--scale", 0.05, "--t-bio", 200.0)
    first, again, other = (
        _figures(*tiny, "--threads", threads, "--seed", seed)
        for threads, seed in ((1, 7), (2, 7), (1, 8))
    )
    for name in ("n_synapses", "rate_hz", "syn_events", "cv", "corr"):
        assert first[name] == again[name]
    assert first["rate_hz"] != other["rate_hz"]


def test_without_json_a_summary_is_printed() -> None:
    done = _script("run.py", "cuba", "--scale", 0.05, "--t-bio", 20.0)
    assert done.returncode == 0, done.stderr
    assert done.stdout.startswith("cuba: 200 neurons")


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (("coba", "--scale", 0.001), "at least 80"),
        (("microcircuit", "--scale", 2), "at most 1"),
        (("brunel", "--scale", "nan"), "scale"),
        (("brunel", "--scale", -1), "scale"),
        (("brunel", "--t-bio", 0), "--t-bio"),
        (("cuba", "--scale", 0.05, "--t-bio", 0.05), "whole number of steps"),
        (("cuba", "--scale", 0.05, "--threads", 0), "threads"),
    ],
)
def test_bad_arguments_are_refused_with_a_sentence(
    arguments: tuple[object, ...], message: str
) -> None:
    done = _script("run.py", *arguments)
    assert done.returncode == 2
    assert message in done.stderr.splitlines()[-1]
    assert "Traceback" not in done.stderr


def _peer(folder: Path, name: str, answer: str) -> None:
    """A stand-in for the interpreter of a peer's environment, which answers every run the same."""
    interpreter = folder / name / "bin" / "python"
    interpreter.parent.mkdir(parents=True)
    interpreter.write_text(f"#!/bin/sh\n{answer}\n")
    interpreter.chmod(0o755)


def test_the_comparison_takes_turns_and_prints_one_table(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    figures = {"sim_s": 4.0, "rate_hz": {"all": 5.0}, "ns_per_syn_event": 2.0}
    _peer(tmp_path, "brian2", f"echo some chatter; echo '{json.dumps(figures)}'")
    _peer(tmp_path, "nest", "echo no such network >&2; exit 1")
    monkeypatch.setenv("PEERS_DIR", str(tmp_path))
    out = tmp_path / "runs.jsonl"
    done = _script(
        "compare.py", "--workloads", "cuba", "--rounds", 2, "--threads", 1, "--quick", "--out", out
    )
    assert done.returncode == 0, done.stderr
    assert "annarchy is left out" in done.stderr
    assert "no such network" in done.stderr
    runs = [json.loads(line) for line in out.read_text().splitlines()]
    assert [run["simulator"] for run in runs] == ["swiftsnn", "brian2", "brian2", "swiftsnn"]
    rows = [line.split() for line in done.stdout.splitlines()]
    own = next(row for row in rows if row[:2] == ["cuba", "swiftsnn"])
    peer = next(row for row in rows if row[:2] == ["cuba", "brian2"])
    assert not any(row[:2] == ["cuba", "nest"] for row in rows)
    ours = sum(run["sim_s"] for run in runs if run["simulator"] == "swiftsnn") / 2
    assert own[5] == "1"
    assert math.isclose(float(peer[5]), 4.0 / ours, rel_tol=0.01)


def test_the_comparison_without_peers_is_a_table_of_swiftsnn_alone(tmp_path: Path) -> None:
    done = _script(
        "compare.py", "--workloads", "cuba:0.1", "--peers", "--rounds", 1, "--threads", 1,
        "--quick", "--out", tmp_path / "runs.jsonl",
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
    assert any(line.startswith("cuba:0.1  swiftsnn") for line in done.stdout.splitlines())


def test_a_point_of_the_curves_reports_every_cost() -> None:
    done = _script("curves.py", "--point", 500, 20, 1)
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    assert (found["neurons"], found["in_degree"], found["threads"]) == (500, 20, 1)
    assert found["synapses"] == 500 * 20
    assert 1.0 < found["rate_hz"] < 100.0
    assert found["ns_per_event"] > 0.0
    assert found["ns_per_neuron_step"] > 0.0
    assert found["synapses_per_s"] > 0.0
