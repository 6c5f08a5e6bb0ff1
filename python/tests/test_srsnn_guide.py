"""The guide to SR-SNN does what it says: its code runs, its commands exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from swiftsnn.cli import ONLINE
from swiftsnn.learn.ablation import ABLATIONS

PAGE = (Path(__file__).parents[2] / "docs" / "srsnn.md").read_text("utf-8")


def test_the_ten_lines_learn(capsys: pytest.CaptureFixture[str]) -> None:
    (block,) = re.findall(r"^```python\n(.*?)^```", PAGE, re.DOTALL | re.MULTILINE)
    exec(compile(block, "srsnn.md", "exec"), {})
    assert float(capsys.readouterr().out.split()[0]) > 0.93


def test_every_table_has_its_command() -> None:
    named = re.findall(r"`swiftsnn ablate ([\w-]+)", PAGE)
    assert sorted(named) == sorted(ABLATIONS)
    named = re.findall(r"`swiftsnn online ([\w-]+)", PAGE)
    assert sorted(named) == sorted(ONLINE)
