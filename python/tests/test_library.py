"""The shared library: what it exports, what it needs, where it looks."""

from __future__ import annotations

import re
import shutil
import subprocess

import pytest
from _helpers import LIBRARY

from swiftsnn import _capi

ALLOWED = r"(libc|libm|libstdc\+\+|libgcc_s|ld-linux-[\w-]+)\.so\.\d+"
"""What every Linux with glibc and a C++ runtime has; the last is the loader."""


def _readelf(*options: str) -> str:
    if LIBRARY.suffix != ".so":
        pytest.skip(f"{LIBRARY.name} is no ELF file")
    if shutil.which("readelf") is None:
        pytest.skip("there is no readelf")
    command = ["readelf", "--wide", *options, str(LIBRARY)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout


def test_it_exports_the_functions_of_the_table_and_nothing_else() -> None:
    rows = [row.split() for row in _readelf("--dyn-syms").splitlines()]
    # Number, value, size, type, binding, visibility, section, name.
    symbols = [row for row in rows if len(row) >= 8 and row[0].rstrip(":").isdigit()]
    defined = [row for row in symbols if row[6] != "UND"]
    assert {row[7].split("@")[0] for row in defined} == set(_capi.PROTOTYPES)
    assert {(row[3], row[4]) for row in defined} == {("FUNC", "GLOBAL")}


def test_it_needs_the_libraries_of_c_and_cpp_and_nothing_of_swift() -> None:
    needed = re.findall(r"\(NEEDED\).*\[(.+)\]", _readelf("--dynamic"))
    assert needed
    assert [name for name in needed if not re.fullmatch(ALLOWED, name)] == []


def test_it_looks_for_libraries_nowhere_on_the_machine_that_built_it() -> None:
    paths = re.findall(r"\((?:RPATH|RUNPATH)\).*\[(.+)\]", _readelf("--dynamic"))
    assert set(paths) <= {"$ORIGIN"}


def test_it_is_stripped() -> None:
    assert ".symtab" not in _readelf("--sections")
