"""Builds the shared library with SwiftPM; run it to rebuild the engine of an editable install."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

_FLAGS = ["-c", "release", "--product", "swiftsnn", "-Xswiftc", "-static-stdlib"]
_LINUX_FLAGS = ["-Xlinker", "-s", "-Xlinker"]
"""Strip, and export nothing but the C functions."""


def build_engine(root: Path) -> Path:
    """Build in ``root/.build`` and return the path of the library."""
    swift = shutil.which("swift")
    if swift is None:
        raise RuntimeError(
            "building swiftsnn needs Swift 6.3 or later, and no 'swift' is on the PATH; "
            "install it from https://www.swift.org/install, or install a wheel"
        )
    command = [swift, "build", "--package-path", str(root), *_FLAGS]
    name = "libswiftsnn.dylib"
    if sys.platform.startswith("linux"):
        name = "libswiftsnn.so"
        command += [*_LINUX_FLAGS, f"--version-script={root / 'include' / 'exports.map'}"]
    built = subprocess.run(command, stdout=sys.stderr, check=False)
    if built.returncode != 0:
        raise RuntimeError("swift build failed; its messages are above")
    return root / ".build" / "release" / name


def install(library: Path, folder: Path) -> None:
    """Put the library into the package, without touching the file that running programs use."""
    fresh = folder / f"{library.name}.new"
    shutil.copy2(library, fresh)
    fresh.replace(folder / library.name)


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    install(build_engine(root), root / "python" / "swiftsnn")
