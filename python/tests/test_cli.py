"""The swiftsnn command, as a user types it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import swiftsnn as snn
from swiftsnn import cli

KEYS = {
    "test_accuracy",
    "train_s",
    "epochs",
    "n_neurons",
    "n_synapses",
    "spikes",
    "synaptic_events",
    "threads",
    "seed",
    "version",
}
COMMAND = [sys.executable, "-m", "swiftsnn.cli"]


def test_train_ends_with_one_json_object_and_leaves_a_report(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    arguments = "train --epochs 1 --threads 2 --seed 3 --train-samples 320 --test-samples 64 --json"
    assert cli.main([*arguments.split(), "--runs", str(tmp_path)]) == 0
    lines = capsys.readouterr().out.splitlines()
    result = json.loads(lines[-1])
    assert result.keys() >= KEYS
    assert (result["threads"], result["seed"], result["epochs"]) == (2, 3, 1)
    assert result["version"] == snn.__version__
    assert 0.2 < result["test_accuracy"] <= 1
    assert min(result["spikes"], result["synaptic_events"], result["n_synapses"]) > 0
    (folder,) = tmp_path.iterdir()
    assert folder.name.endswith("-srsnn-digits")
    assert {path.name for path in folder.iterdir()} == {
        "report.html",
        "result.json",
        "weights.npz",
    }
    assert "accuracy" in lines[0]
    assert "synaptic events/s" in lines[0]


def test_info_prints_version_instruction_set_threads_and_data_folder(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("SWIFTSNN_DATA", str(tmp_path))
    assert cli.main(["info"]) == 0
    text = capsys.readouterr().out
    for expected in (snn.__version__, snn.instruction_set(), "threads", str(tmp_path)):
        assert expected in text
    assert cli.main(["info", "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == snn.__version__


def test_missing_data_are_one_sentence_without_a_traceback(tmp_path: Path) -> None:
    environment = dict(os.environ, SWIFTSNN_DATA=str(tmp_path))
    done = subprocess.run(
        [*COMMAND, "train", "--data", "mnist"],
        env=environment | {"https_proxy": "http://127.0.0.1:1", "http_proxy": "http://127.0.0.1:1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert done.stderr.startswith("swiftsnn: ")
    assert "mnist" in done.stderr
    assert "SWIFTSNN_DATA" in done.stderr


@pytest.mark.parametrize(
    ("arguments", "part"),
    [
        (["train", "--epochs", "0"], "whole number of 1 or more"),
        (["train", "--seed", "-1"], "seed"),
        (["train", "--data", "cifar"], "digits"),
        (["train", "--system", "x"], "srsnn"),
        ([], "train"),
    ],
)
def test_wrong_arguments_are_answered_with_the_valid_ones(
    arguments: list[str], part: str, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as stopped:
        cli.main(arguments)
    assert stopped.value.code == 2
    assert part in capsys.readouterr().err


def test_ctrl_c_stops_training_and_reports_what_was_learned(tmp_path: Path) -> None:
    process = subprocess.Popen(
        [*COMMAND, "train", "--epochs", "1000", "--json", "--no-report"],
        cwd=tmp_path,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stderr is not None
    while "accuracy" not in process.stderr.read(64):
        assert process.poll() is None
    time.sleep(0.5)
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in err
    result = json.loads(out.splitlines()[-1])
    assert result["interrupted"] is True
    assert 0 < result["epochs"] < 1000
