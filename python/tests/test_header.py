"""The contract: header, table of prototypes and library say the same, and stand alone."""

from __future__ import annotations

import ctypes
import os
import re
import shutil
import subprocess
import sys
from functools import cache
from pathlib import Path

import cffi
import pytest
from _helpers import LIBRARY, ROOT
from cffi.model import BaseType, PointerType, PrimitiveType, StructType

from swiftsnn import _capi, info

HEADER = ROOT / "include" / "swiftsnn.h"

STRUCTURES: dict[str, tuple[type[ctypes.Structure], ...]] = {
    "snn_parameter": (_capi.Parameter,),
    "snn_values": (_capi.Values,),
    "snn_receptor": (_capi.Receptor,),
    "snn_connector": (_capi.Rule,),
    "snn_distribution": (_capi.Named,),
    "snn_counters": (_capi.Counters,),
    "snn_factor": (_capi.Factor,),
    "snn_term": (_capi.Term,),
    "snn_field": (_capi.StateField,),
}
"""Structures of the header and what stands for them in Python."""

SCALARS = {
    "int32_t": ctypes.c_int32,
    "int64_t": ctypes.c_int64,
    "uint64_t": ctypes.c_uint64,
    "double": ctypes.c_double,
}


@cache
def _declared() -> cffi.FFI:
    """The header as cffi reads it, without preprocessor and C++ braces."""
    text = re.sub(r"/\*.*?\*/", "", HEADER.read_text(encoding="utf-8"), flags=re.DOTALL)
    text = re.sub(r"#ifdef __cplusplus.*?#endif", "", text, flags=re.DOTALL)
    text = re.sub(r"^#.*$", "", text, flags=re.MULTILINE)
    ffi = cffi.FFI()
    ffi.cdef(text)
    return ffi


def _functions() -> dict[str, tuple[BaseType, tuple[BaseType, ...]]]:
    declarations = _declared()._parser._declarations  # pyright: ignore
    return {
        name.removeprefix("function "): (kind.result, tuple(kind.args))
        for name, (kind, _) in declarations.items()
        if name.startswith("function ")
    }


def _run(*command: str | Path, **options: object) -> str:
    done = subprocess.run(list(map(str, command)), capture_output=True, text=True, **options)  # pyright: ignore
    assert done.returncode == 0, done.stderr
    return done.stdout


def _tool(name: str) -> str:
    path = shutil.which(name)
    if path is None:
        pytest.skip(f"there is no {name}")
    return path


def _fits(declared: BaseType, given: object) -> bool:
    """Whether a type of the table can stand for one of the header."""
    if isinstance(declared, PointerType):
        pointed = declared.totype
        if isinstance(pointed, PrimitiveType) and pointed.name == "char":
            return given is ctypes.c_char_p
        if isinstance(pointed, StructType) and given is not ctypes.c_void_p:
            return given in [ctypes.POINTER(known) for known in STRUCTURES[pointed.name]]
        # An address of numbers or of something to fill in.
        return given is ctypes.c_void_p
    assert isinstance(declared, PrimitiveType)
    return SCALARS[declared.name] is given


def test_the_table_has_the_functions_of_the_header() -> None:
    assert set(_capi.PROTOTYPES) == set(_functions())
    assert len(_functions()) > 30


@pytest.mark.parametrize("name", _capi.PROTOTYPES)
def test_a_prototype_is_the_headers(name: str) -> None:
    result, arguments = _functions()[name]
    given_result, given = _capi.PROTOTYPES[name]
    assert _fits(result, given_result)
    assert len(given) == len(arguments)
    for position, (declared, here) in enumerate(zip(arguments, given, strict=True)):
        assert _fits(declared, here), f"argument {position}: {declared} is not {here}"


@pytest.mark.parametrize("name", STRUCTURES)
def test_a_structure_is_laid_out_as_the_headers(name: str) -> None:
    ffi = _declared()
    for known in STRUCTURES[name]:
        assert ffi.sizeof(name) == ctypes.sizeof(known)
        fields = ffi.typeof(name).fields
        assert len(fields) == len(known._fields_)
        for (_, field), (here, *_) in zip(fields, known._fields_, strict=True):
            slot = getattr(known, here)
            assert (field.offset, ffi.sizeof(field.type)) == (slot.offset, slot.size)


def test_every_status_has_its_exception() -> None:
    text = HEADER.read_text(encoding="utf-8")
    statuses = {int(value) for value in re.findall(r"#define SNN_ERROR_\w+ \((-\d+)\)", text)}
    assert statuses == set(_capi._EXCEPTIONS)
    assert len(set(_capi._EXCEPTIONS.values())) == len(statuses)
    assert "#define SNN_OK 0\n" in text


@pytest.mark.parametrize(
    ("compiler", "language", "suffix"), [("cc", "-std=c11", "c"), ("c++", "-std=c++17", "cpp")]
)
def test_the_header_compiles_alone(
    compiler: str, language: str, suffix: str, tmp_path: Path
) -> None:
    source = tmp_path / f"alone.{suffix}"
    calls = "".join(f"  used += (void *(*)(void)){name} != 0;\n" for name in sorted(_functions()))
    source.write_text(
        "#include <swiftsnn.h>\n#include <swiftsnn.h>\n"
        f"int main(void) {{\n  int used = 0;\n{calls}  return used != {len(_functions())};\n}}\n"
    )
    # Taking every address makes the linker find every function. The casts are C's and deliberate.
    strict = ["-Wall", "-Wextra", "-Werror", "-pedantic", "-Wno-cast-function-type", "-Wno-address"]
    _run(
        *(_tool(compiler), language, *strict, f"-I{HEADER.parent}", source),
        *("-o", tmp_path / "alone", LIBRARY, f"-Wl,-rpath,{LIBRARY.parent}"),
    )
    _run(tmp_path / "alone")


def test_the_library_loads_without_an_environment() -> None:
    code = f"import ctypes; print(ctypes.CDLL({str(LIBRARY)!r}).snn_network_destroy(7))"
    environment = {"PATH": "/usr/bin:/bin"}
    assert _run(sys.executable, "-I", "-c", code, env=environment).strip() == "-4"


def test_the_version_is_the_same_everywhere() -> None:
    found = re.search(
        r'swiftSNNVersion = "(.+)"',
        (ROOT / "Sources/SwiftSNN/Network/Version.swift").read_text(encoding="utf-8"),
    )
    assert found is not None
    assert info.version() == found[1]
    assert re.fullmatch(r"\d+\.\d+\.\d+", info.version())


def test_a_missing_library_is_named_with_what_to_do() -> None:
    code = "import swiftsnn"
    environment = {**os.environ, "SWIFTSNN_LIBRARY": "/nowhere/libswiftsnn.so"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 1
    sentence = done.stderr.strip().splitlines()[-1]
    assert sentence.startswith("ImportError: the engine /nowhere/libswiftsnn.so is missing")
    assert "pip" in sentence
    assert "SWIFTSNN_LIBRARY" in sentence
