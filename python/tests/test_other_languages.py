"""The examples in C++ and Rust build as their READMEs say and give the package's bits."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from _helpers import LIBRARY, ROOT

import swiftsnn as snn
from swiftsnn import _capi

EXAMPLES = ROOT / "examples"
TOOLS = {"cpp": "c++", "rust": "cargo"}


@cache
def _expected() -> tuple[dict[int, list[float]], np.ndarray, str]:
    """Of the same description: spike times of each cell, weights [source, cell], the sentence."""
    net = snn.Network(dt=1.0, seed=7)
    source = net.population("sources", 10, snn.Poisson(rate=80.0))
    cells = net.population("cells", 4, snn.LIF(tau_refrac=2.0))
    synapses = net.connect(
        source,
        cells,
        snn.AllToAll(),
        weight=snn.Uniform(0.5, 2.5),
        delay=2.0,
        plasticity=snn.PairSTDP(a_plus=0.05, a_minus=0.0525, w_min=0.0, w_max=3.0),
    )
    recorder = net.record(cells)
    net.run(500.0)
    times, neurons = recorder.events()
    fired = {cell: times[neurons == cell].tolist() for cell in range(4)}
    with pytest.raises(snn.StateError) as caught:
        net.population("more", 10, snn.LIF())
    return fired, np.array(synapses.weights).reshape(10, 4), str(caught.value)


def _run(language: str, folder: Path, **environment: str) -> str:
    """What the commands of the README print, run as they stand beside links to this checkout."""
    if shutil.which(TOOLS[language]) is None:
        pytest.skip(f"there is no {TOOLS[language]}")
    readme = (EXAMPLES / language / "README.md").read_text(encoding="utf-8")
    (commands,) = re.findall(r"^```sh\n(.+?)^```$", readme, re.MULTILINE | re.DOTALL)
    (folder / "python").mkdir()
    for name, target in {
        "include": ROOT / "include",
        "examples": EXAMPLES,
        "python/swiftsnn": LIBRARY.parent,
    }.items():
        (folder / name).symlink_to(target)
    done = subprocess.run(
        ["sh", "-euc", commands],
        cwd=folder,
        env={**os.environ, "CARGO_TARGET_DIR": str(folder / "target"), **environment},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.mark.parametrize("language", TOOLS)
def test_the_program_gives_the_bits_of_the_package(language: str, tmp_path: Path) -> None:
    said = _run(language, tmp_path)
    fired, weights, sentence = _expected()
    cells = re.findall(r"^cell (\d+) fires at(.*) ms$", said, re.MULTILINE)
    assert {int(cell): [float(time) for time in times.split()] for cell, times in cells} == fired
    assert sum(map(len, fired.values())) > 50
    rows = re.findall(r"^weights of source (\d+):(.*) mV$", said, re.MULTILINE)
    assert [int(source) for source, _ in rows] == list(range(10))
    found = np.array([row.split() for _, row in rows], np.float32)
    np.testing.assert_array_equal(found.view(np.uint32), weights.view(np.uint32))
    assert said.splitlines()[-1] == f"refused with {_capi.STATE_ERROR}: {sentence}"


@pytest.mark.parametrize("compiler", ["g++", "clang++"])
def test_the_wrapper_in_cpp_compiles_without_a_warning(compiler: str) -> None:
    if shutil.which(compiler) is None:
        pytest.skip(f"there is no {compiler}")
    strict = ["-Wall", "-Wextra", "-Wshadow", "-Wconversion", "-Werror", "-pedantic"]
    source = [str(EXAMPLES / "cpp" / "stdp.cpp"), f"-I{ROOT / 'include'}"]
    command = [compiler, "-std=c++17", "-fsyntax-only", *strict, *source]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def test_the_declarations_in_rust_are_those_of_the_header() -> None:
    text = (EXAMPLES / "rust" / "src" / "ffi.rs").read_text(encoding="utf-8")
    declared = re.findall(r"pub fn (\w+)\((.*?)\)\s*->", text, re.DOTALL)
    assert declared
    for name, arguments in declared:
        assert arguments.count(":") == len(_capi.PROTOTYPES[name][1]), name
    # And no function of the header is declared that the wrapper does not call.
    wrapper = (EXAMPLES / "rust" / "src" / "swiftsnn.rs").read_text(encoding="utf-8")
    assert set(re.findall(r"ffi::(snn_\w+)", wrapper)) == {name for name, _ in declared}


def test_rust_compiles_without_a_warning_and_is_formatted(tmp_path: Path) -> None:
    _run("rust", tmp_path, RUSTFLAGS="-Dwarnings")
    manifest = str(EXAMPLES / "rust" / "Cargo.toml")
    if shutil.which("rustfmt") is None:
        pytest.skip("there is no rustfmt")
    command = ["cargo", "fmt", "--check", "--manifest-path", manifest]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


@pytest.mark.parametrize(
    ("folder", "sentence"),
    [(None, "SWIFTSNN_LIB_DIR is not set"), ("/nowhere", "there is no /nowhere/libswiftsnn")],
)
def test_rust_says_where_it_wants_the_library(
    folder: str | None, sentence: str, tmp_path: Path
) -> None:
    if shutil.which("cargo") is None:
        pytest.skip("there is no cargo")
    environment = {**os.environ, "CARGO_TARGET_DIR": str(tmp_path)}
    environment.pop("SWIFTSNN_LIB_DIR", None)
    if folder is not None:
        environment["SWIFTSNN_LIB_DIR"] = folder
    manifest = str(EXAMPLES / "rust" / "Cargo.toml")
    command = ["cargo", "build", "--offline", "--manifest-path", manifest]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert sentence in done.stderr
