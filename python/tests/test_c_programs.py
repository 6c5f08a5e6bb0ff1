"""The programs of Tests/C, which `make sanitize` runs too: they check themselves."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import pytest
from _helpers import LIBRARY, ROOT

PROGRAMS = sorted((ROOT / "Tests" / "C").glob("*.c"))
STRICT = ["-std=gnu11", "-O1", "-Wall", "-Wextra", "-Werror", "-pedantic"]


@pytest.mark.parametrize("source", PROGRAMS, ids=lambda path: path.stem)
def test_a_program_ends_well(source: Path, tmp_path: Path) -> None:
    if shutil.which("cc") is None:
        pytest.skip("there is no C compiler")
    program = tmp_path / source.stem
    command = ["cc", *STRICT, source, f"-I{ROOT / 'include'}", LIBRARY, "-pthread", "-o", program]
    command += [f"-Wl,-rpath,{LIBRARY.parent}"]
    subprocess.run(list(map(str, command)), check=True)
    done = subprocess.run([program], capture_output=True, text=True, timeout=300, check=False)
    assert (done.returncode, done.stderr) == (0, "")
