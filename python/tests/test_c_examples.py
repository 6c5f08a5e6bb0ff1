"""The C examples compile as their head comments say, and print what they should."""

from __future__ import annotations

import re
import shutil
import subprocess
from pathlib import Path

import pytest
from _helpers import LIBRARY, ROOT

EXAMPLES = ROOT / "examples" / "c"
STRICT = ["-std=c11", "-O1", "-Wall", "-Wextra", "-Werror", "-pedantic"]


def _command(source: Path) -> list[str]:
    """The compile command of the head comment, for the library under test, with its directory."""
    (line,) = re.findall(r"^ \*\s+(cc .*)$", source.read_text(encoding="utf-8"), re.MULTILINE)
    found = line.split()
    assert found[:2] == ["cc", f"examples/c/{source.name}"]
    here = {"-Lpython/swiftsnn": f"-L{LIBRARY.parent}"}
    here["-Wl,-rpath,$PWD/python/swiftsnn"] = f"-Wl,-rpath,{LIBRARY.parent}"
    assert set(here) < set(found)
    return [here[word] if word in here else word for word in found]  # noqa: SIM401


def _build(name: str, folder: Path) -> Path:
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler")
    program = folder / name
    command = [*_command(EXAMPLES / f"{name}.c"), *STRICT, "-o", str(program)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stderr == ""
    return program


def _figures(program: Path, **environment: str) -> list[float]:
    """The numbers that are printed, which are the same each time."""
    runs = [
        subprocess.run(
            [program], env=environment, capture_output=True, text=True, check=True
        ).stdout
        for _ in range(2)
    ]
    assert runs[0] == runs[1]
    return [float(number) for number in re.findall(r"-?\d+(?:\.\d+)?", runs[0])]


def test_every_example_is_tested() -> None:
    assert {path.name for path in EXAMPLES.glob("*.c")} == {"balanced.c", "stdp.c"}


def test_the_readme_has_the_command_of_the_head_comment() -> None:
    readme = (EXAMPLES / "README.md").read_text(encoding="utf-8")
    head = (EXAMPLES / "balanced.c").read_text(encoding="utf-8")
    commands = re.findall(r"^```sh\n(.+)\n(.+)\n```$", readme, re.MULTILINE)
    assert commands == re.findall(r"^ \*   (cc .+)\n \*   (\./.+)$", head, re.MULTILINE)


def test_the_balanced_network_fires_at_a_moderate_rate(tmp_path: Path) -> None:
    program = _build("balanced", tmp_path)
    excitatory, inhibitory, synapses, events = _figures(program)
    assert 5.0 < excitatory < 30.0
    # Both get the same input.
    assert inhibitory == pytest.approx(excitatory, rel=0.1)
    assert synapses == 1000 * (80 + 20)
    # A spike of either population goes to 100 synapses on average.
    assert events == pytest.approx(100 * (800 * excitatory + 200 * inhibitory), rel=0.01)


def test_the_balanced_network_does_not_depend_on_threads(tmp_path: Path) -> None:
    program = _build("balanced", tmp_path)
    assert _figures(program, SWIFTSNN_NUM_THREADS="1") == _figures(
        program, SWIFTSNN_NUM_THREADS="3"
    )


def test_stdp_weakens_the_synapses_until_the_rate_is_moderate(tmp_path: Path) -> None:
    program = _build("stdp", tmp_path)
    before, after, rate = _figures(program)
    # Drawn from 0 to 0.3 mV: five standard errors of the mean of 500.
    assert before == pytest.approx(0.15, abs=5 * 0.3 / 12**0.5 / 500**0.5)
    assert 0.05 < after < before - 0.01
    assert 5.0 < rate < 60.0
