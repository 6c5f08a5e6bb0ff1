"""Tests a wheel in a fresh environment, away from the checkout and from Swift.

Beside NumPy and pytest alone, then `swiftsnn train` with its extra. The tests, and the command that
runs them, are those of [tool.cibuildwheel] in pyproject.toml.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import tomllib
import venv
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def main(wheel: Path) -> None:
    config = tomllib.loads((_ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    config = config["tool"]["cibuildwheel"]
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        venv.create(folder / "venv", with_pip=True)
        programs = folder / "venv" / "bin"
        for source in config["test-sources"]:
            shutil.copytree(_ROOT / source, folder / "project" / source)
        pip = [str(programs / "python"), "-m", "pip", "install", "--quiet"]
        for needed, chosen in (
            ([str(wheel), *config["test-requires"]], ""),
            ([f"{wheel}[learn]"], " -k command_trains"),
        ):
            subprocess.run([*pip, *needed], check=True)
            subprocess.run(
                ["sh", "-c", config["test-command"] + chosen],
                cwd=folder / "project",
                env=_environment(programs, folder),
                check=True,
            )


def _environment(programs: Path, home: Path) -> dict[str, str]:
    """What a user without Swift has: nothing that points at the checkout or at a toolchain."""
    system = [path for path in ("/usr/bin", "/bin") if not (Path(path) / "swift").exists()]
    return {"PATH": os.pathsep.join([str(programs), *system]), "HOME": str(home)}


if __name__ == "__main__":
    if len(sys.argv) != 2 or not Path(sys.argv[1]).is_file():
        sys.exit("try_wheel.py wants one wheel, as 'make wheel' leaves it in dist")
    try:
        main(Path(sys.argv[1]).resolve())
    except subprocess.CalledProcessError as error:
        sys.exit(f"try_wheel.py: {' '.join(error.cmd)} failed; what it said is above")
