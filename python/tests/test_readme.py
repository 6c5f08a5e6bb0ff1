"""The README does what it says."""

from __future__ import annotations

import re
from pathlib import Path

import matplotlib
import pytest

import swiftsnn as snn

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text()


def _blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, re.DOTALL)


def test_the_python_example_runs_and_draws(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    matplotlib.use("Agg")
    monkeypatch.chdir(tmp_path)
    example, _, _, _ = _blocks("python")
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert (tmp_path / "balanced.png").stat().st_size > 5_000
    net, spikes = names["net"], names["spikes"]
    assert isinstance(net, snn.Network)
    assert isinstance(spikes, snn.SpikeRecorder)
    rate = len(spikes) / 100 / 0.3
    assert 20 < rate < 35, "the picture's caption says about 26 spikes a second"


def test_the_example_of_parts_fires(capsys: pytest.CaptureFixture[str]) -> None:
    _, example, _, _ = _blocks("python")
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    assert "nA of adaptation" in capsys.readouterr().out
    spikes = names["spikes"]
    assert isinstance(spikes, snn.SpikeRecorder)
    assert 1.0 < len(spikes) / 900 / 0.3 < 50.0


def test_the_learning_example_learns(capsys: pytest.CaptureFixture[str]) -> None:
    _, _, example, _ = _blocks("python")
    exec(compile(example, "README.md", "exec"), {})
    said, right = capsys.readouterr().out.split("should be")
    assert said.split() == right.split()


def test_the_rule_made_of_parts_learns_from_rewards(capsys: pytest.CaptureFixture[str]) -> None:
    *_, example = _blocks("python")
    names: dict[str, object] = {}
    exec(compile(example, "README.md", "exec"), names)
    said = re.findall(r"\d+\.\d+", capsys.readouterr().out)
    learned, start, rate = (float(number) for number in said)
    assert abs(learned - start) > 0.02
    assert 8.0 < rate < 14.0


def test_its_commands_are_targets_of_the_makefile() -> None:
    makefile = (ROOT / "Makefile").read_text()
    (commands,) = _blocks("sh")
    targets = re.findall(r"^make (\w+)", commands, re.MULTILINE)
    assert targets == ["run", "test"]
    for target in targets:
        assert re.search(rf"^{target}:", makefile, re.MULTILINE)


def test_its_links_point_at_files() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)\)", README)
    assert len(links) >= 6
    for link in links:
        assert (ROOT / link).exists(), link
