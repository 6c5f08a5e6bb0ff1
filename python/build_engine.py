"""Builds the shared library with SwiftPM; run it to rebuild the engine of an editable install."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

_SWIFT = (6, 3)
"""As Package.swift has it."""

_INSTEAD = (
    "install it from https://www.swift.org/install, or take a wheel, which needs no Swift: wheels "
    "are made for Linux on x86-64 and arm64 with glibc 2.34 or later, and for macOS 13 or later"
)


class BuildError(RuntimeError):
    """Why the library cannot be built, in one sentence."""


def build_engine(root: Path) -> Path:
    """Build in ``root/.build`` and return the path of the library."""
    name = {"linux": "libswiftsnn.so", "darwin": "libswiftsnn.dylib"}.get(sys.platform)
    if name is None:
        raise BuildError(f"swiftsnn can be built on Linux and macOS, not on {sys.platform!r}")
    command = [_swift(), "build", "--package-path", str(root), *_flags(root)]
    built = subprocess.run(command, stdout=sys.stderr, check=False)
    if built.returncode != 0:
        raise BuildError("swift build failed; its messages are above")
    return root / ".build" / "release" / name


def _swift() -> str:
    """The compiler, new enough."""
    needs = f"building swiftsnn from source needs Swift {_SWIFT[0]}.{_SWIFT[1]} or later"
    swift = shutil.which("swift")
    if swift is None:
        raise BuildError(f"{needs}, and no 'swift' is on the PATH; {_INSTEAD}")
    said = subprocess.run([swift, "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"Swift version (\d+)\.(\d+)", said)
    if found is None:
        raise BuildError(f"{needs}, and {swift} does not say its version; {_INSTEAD}")
    if (int(found[1]), int(found[2])) < _SWIFT:
        raise BuildError(f"{needs}, and {swift} is {found[1]}.{found[2]}; {_INSTEAD}")
    return swift


def _flags(root: Path) -> list[str]:
    """A release, stripped, that exports nothing but the C functions."""
    flags = ["-c", "release", "--product", "swiftsnn"]
    if sys.platform == "darwin":
        # Swift's own libraries are part of macOS.
        return [*flags, *_each("-Xlinker", "-exported_symbol", "_snn_*", "-x")]
    exports = f"--version-script={root / 'include' / 'exports.map'}"
    return [
        *flags,
        # The toolchain brings lld; gold, the default, is no longer part of every system, and leaves
        # names of Swift in the table of dynamic symbols.
        *_each("-Xswiftc", "-static-stdlib", "-use-ld=lld"),
        *_each("-Xlinker", "-s", exports),
    ]


def _each(option: str, *values: str) -> list[str]:
    return [word for value in values for word in (option, value)]


def install(library: Path, folder: Path) -> None:
    """Put the library into the package, without touching the file that running programs use."""
    fresh = folder / f"{library.name}.new"
    shutil.copy2(library, fresh)
    fresh.replace(folder / library.name)


if __name__ == "__main__":
    root = Path(__file__).resolve().parent.parent
    try:
        install(build_engine(root), root / "python" / "swiftsnn")
    except BuildError as error:
        sys.exit(f"swiftsnn: {error}")
