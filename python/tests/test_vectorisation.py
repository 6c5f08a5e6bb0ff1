"""The loops of the kernels are vectorised, on every instruction set and in whole registers.

Each copy of ``Sources/Kernels`` is compiled as ``Package.swift`` says, with the record that the
compiler keeps of its optimisations; on other machines NEON is compiled for by Embedded Swift, which
needs no standard library of them.

Every function with a loop must stand in a table below: a new kernel has to say what it is.
"""

from __future__ import annotations

import json
import platform
import re
import shutil
import subprocess
from collections import Counter, defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from _helpers import ROOT

VECTORISED = {
    "addBitRows": 2,  # numbers times weight
    "addDecaying": 2,
    "addNoise": 8,  # random words, normal numbers, low-passed or not
    "addScaled": 2,
    "adex": 12,  # uniform or not, with NMDA receptors or without; jumps and spikes after them
    "applyDense": 2,
    "bernoulli": 2,  # random words, comparison
    "breakTies": 2,  # random words, comparisons of one number
    "escape": 4,  # random words, comparison
    "drawNumbers": 1,  # random words
    "finish": 2,  # margins
    "flagsToFloat": 1,
    "gatherReceptor": 24,  # uniform or not, one variable or two, three quantities
    "hodgkinHuxley": 20,  # as of adex, for two sets of rates
    "izhikevich": 12,  # uniform or not, with NMDA receptors or without; jumps, spikes
    "izhikevichEuler": 16,  # as published or not, with NMDA receptors or without; jumps, spikes
    "leak": 1,
    "lif": 8,  # uniform or not, with margin or without
    "lifCondExp": 8,  # uniform or not, one receptor or two
    "lifCurrAlpha": 12,  # uniform: one receptor or two; else: receptors, their sum, membrane
    "lifCurrExp": 8,
    "linearNeuron": 8,  # exact, or midpoint with NMDA receptors or without; jumps
    "multiplyAdd": 2,
    "poissonInput": 12,  # random words, halves, the least and zeros, events, ties, input
    "product": 1,
    "pushReceptor": 8,  # uniform or not, one variable or two
    "rateUnits": 8,  # four functions
    "receive": 6,  # one variable; two, uniform or not
    "scale": 1,
    "window": 1,
    "words": 1,
}
"""Loops of each function that the compiler vectorises, of both precisions together."""

BOTH = {*VECTORISED} - {
    *(
        "bernoulli",
        "breakTies",
        "drawNumbers",
        "flagsToFloat",
        "leak",
        "product",
        "scale",
        "window",
        "words",
    )
}
"""Functions of which about half of the loops are of double precision, half as many at a time."""

EXPLICIT = {
    "addBitRows": ("exclusive or", 12 * 16),  # of full adders of 512 bits
    "combineRows": ("addition", 32),
    "sumScaledRows": ("addition", 32),
    "sumRows": ("addition", 64),
}
"""Written in SIMD types: an operation and the floats, or as wide bits, of a tile it goes over."""

SCALAR = {
    "applySparse": "gathers by target: reading ahead into a tile gains little, or loses",
    "compact": "goes through the set flags of a word; most words are 0",
    "forEachLane": "takes sixteen synapses at a time by hand, then what is left over one by one",
    "finish": "looks for spikes by words of 32 flags",
    "releaseRow": "several synapses may end on one neuron",
    "resetFired": "the few that fired",
    "scatter": "several synapses may end on one neuron",
    "scatterScaled": "several synapses may end on one neuron",
    "scatterUniform": "several synapses may end on one neuron",
    "settleDecaying": "gathers by target",
    "settleEligible": "gathers by target",
    "settleRows": "gathers by target",
    "visitDecaying": "several synapses may end on one neuron",
    "visitEligible": "several synapses may end on one neuron",
    "visitHistory": "goes through the records of each target, of which there are few",
    "visitRows": "several synapses may end on one neuron",
}
"""Functions with loops that are scalar on purpose, and why."""

PARTS = {
    "euler": "izhikevichEuler",
    "gather": "gatherReceptor",
    "gatedLoop": "hodgkinHuxley",
    "linear": "linearNeuron",
    "IntegralRow.forEachLane": "forEachLane",
    "visitRecords": "visitHistory",
}
"""Functions that the compiler does not always take into those that call them."""

SCALAR_ON_V1 = {"hodgkinHuxley": 4}
"""Loops so long that the compiler reckons two or four at a time are no faster than one."""

SCALAR_ON_NEON = {
    "addNoise": 2,
    "bernoulli": 1,
    "breakTies": 1,
    "drawNumbers": 1,
    "escape": 2,
    "hodgkinHuxley": 12,
    "izhikevichEuler": 4,
    "poissonInput": 2,
    "words": 1,
}
"""Loops of random words: the compiler reckons that NEON's two 64-bit products at a time are no
faster than the processor's scalar ones."""


@dataclass(frozen=True)
class Level:
    """An instruction set and what its code is told by."""

    name: str
    target: str
    """Of the package, whose flags hold."""
    lanes: int
    """Floats in a register."""
    operations: Mapping[str, str]
    """Packed operations on a whole register in assembly text."""
    processors: tuple[str, ...]
    """Whose compiler makes it without further ado."""
    embedded: str | None = None
    """What Embedded Swift calls it, for other machines."""
    scalar: Mapping[str, int] = field(default_factory=dict)
    """Loops that are not vectorised here, though they are elsewhere."""


X86 = ("x86_64", "AMD64")
ARM = ("aarch64", "arm64")
LEVELS = [
    Level(
        *("x86-64-v1", "Kernels", 4),
        {"addition": r"\baddps\b.*%xmm", "exclusive or": r"\b(pxor|xorps)\b.*%xmm"},
        X86,
        scalar=SCALAR_ON_V1,
    ),
    Level(
        *("x86-64-v3", "KernelsV3", 8),
        {"addition": r"\bvaddps\b.*%ymm", "exclusive or": r"\b(vpxor|vxorps)\b.*%ymm"},
        X86,
    ),
    Level(
        *("x86-64-v4", "KernelsV4", 16),
        # Three operands of any logic come in one instruction.
        {"addition": r"\bvaddps\b.*%zmm", "exclusive or": r"\b(vpxorq|vpternlogq)\b.*%zmm"},
        X86,
    ),
    Level(
        *("neon", "Kernels", 4),
        {
            "addition": r"\bfadd(\.4s|\s+v\d+\.4s)",
            "exclusive or": r"\beor(\.16b|\s+v\d+\.16b)",
        },
        ARM,
        embedded="aarch64-none-none-elf",
        scalar=SCALAR_ON_NEON,
    ),
]

SWIFT = shutil.which("swiftc")

pytestmark = pytest.mark.skipif(SWIFT is None, reason="there is no Swift compiler")


@dataclass
class Function:
    """What the compiler did with a function."""

    remarks: Counter[str] = field(default_factory=Counter)
    """How often each kind was made: ``Vectorized`` once a loop, and what else."""
    factors: list[int] = field(default_factory=list)
    """Elements at a time, of each vectorised loop."""
    text: str = ""
    """The assembly."""

    @property
    def has_loops(self) -> bool:
        return bool(self.remarks)

    @property
    def left_scalar(self) -> int:
        """Innermost loops that were looked at and left alone."""
        return self.remarks["MissedDetails"] + self.remarks["VectorizationNotBeneficial"]


def _run(*command: str | Path, text: str | None = None) -> str:
    done = subprocess.run(
        list(map(str, command)), input=text, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def _packaged_flags(target: str) -> list[str]:
    """The flags of a target in Package.swift."""
    package = json.loads(_run("swift", "package", "--package-path", ROOT, "dump-package"))
    (found,) = [entry for entry in package["targets"] if entry["name"] == target]
    kinds: list[dict[str, Any]] = [setting["kind"] for setting in found["settings"]]
    return [flag for kind in kinds for flag in kind["unsafeFlags"]["_0"]]


def _compile(level: Level, folder: Path) -> tuple[str, str]:
    """Assembly and record of the kernels for an instruction set."""
    common = ["swiftc", "-O", "-wmo", "-parse-as-library", "-swift-version", "6", "-I", folder]
    if platform.machine() not in level.processors:
        if level.embedded is None:
            pytest.skip(f"{level.name} is checked on processors that have it")
        common += ["-enable-experimental-feature", "Embedded", "-target", level.embedded]
    sources = ROOT / "Sources"
    shims = folder / "shims.modulemap"
    header = sources / "CShims" / "include" / "CShims.h"
    shims.write_text(f'module CShims {{ header "{header}" export * }}\n', encoding="utf-8")
    module = ["-module-name", "KernelTypes", "-emit-module"]
    types = sorted((sources / "KernelTypes").glob("*.swift"))
    _run(*common, *module, "-o", folder / "KernelTypes.swiftmodule", *types)
    assembly, record = folder / "kernels.s", folder / "kernels.yaml"
    _run(
        *(*common, *_packaged_flags(level.target), "-module-name", "Kernels"),
        *("-Xcc", f"-fmodule-map-file={shims}", "-save-optimization-record"),
        *("-save-optimization-record-path", record),
        *("-save-optimization-record-passes", "loop-vectorize|asm-printer"),
        *("-S", "-o", assembly, *sorted((sources / level.target).glob("*.swift"))),
    )
    return assembly.read_text(encoding="utf-8"), record.read_text(encoding="utf-8")


def _demangled(symbols: list[str]) -> dict[str, str]:
    """Names without parameters: ``scale`` of ``scale(_:_:_:)`` and of its specialised parts."""
    lines = _run("swift", "demangle", "--compact", "--simplified", text="\n".join(symbols))
    names = [re.split("[(<]", line.removeprefix("specialized "))[0] for line in lines.split("\n")]
    names = [PARTS.get(name, name) for name in names]
    return dict(zip(symbols, names, strict=False))


def _field(remark: str, name: str) -> str:
    found = re.search(rf"^(?:  - )?{name}: +'?([^'\n]+)", remark, re.MULTILINE)
    assert found is not None, f"the compiler's record has changed: no {name} in\n{remark}"
    return found[1]


def _functions(assembly: str, record: str) -> dict[str, Function]:
    remarks = [part for part in record.split("\n--- ") if "7Kernels" in part]
    symbols = [_field(remark, "Function") for remark in remarks]
    names = _demangled(sorted({symbol for symbol in symbols if "7Kernels" in symbol}))
    found: defaultdict[str, Function] = defaultdict(Function)
    for remark, symbol in zip(remarks, symbols, strict=True):
        if symbol not in names:
            continue
        function = found[names[symbol]]
        if _field(remark, "Pass") != "loop-vectorize":
            continue
        kind = _field(remark, "Name")
        function.remarks[kind] += 1
        if kind == "Vectorized":
            function.factors.append(int(_field(remark, "VectorizationFactor")))
    for symbol, name in names.items():
        body = re.search(rf'^"?_?{re.escape(symbol)}"?:(.*?)^\.?Lfunc_end', assembly, re.M | re.S)
        assert body is not None, f"no assembly of {name}"
        found[name].text += body[1]
    return dict(found)


@pytest.fixture(scope="module", params=LEVELS, ids=lambda level: level.name)
def compiled(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Level, dict[str, Function]]:
    level: Level = request.param
    folder = tmp_path_factory.mktemp(level.name)
    return level, _functions(*_compile(level, folder))


Compiled = tuple[Level, dict[str, Function]]


def test_every_function_with_a_loop_is_declared(compiled: Compiled) -> None:
    _, functions = compiled
    looping = {name for name, function in functions.items() if function.has_loops}
    assert looping == {*VECTORISED, *EXPLICIT, *SCALAR}


def test_every_kernel_of_the_table_is_declared() -> None:
    table = (ROOT / "Sources" / "KernelTypes" / "KernelTable.swift").read_text(encoding="utf-8")
    kernels = set(re.findall(r"^  public let (\w+): [A-Z]", table, re.MULTILINE)) - {"name"}
    assert len(kernels) > 15
    assert kernels <= {*VECTORISED, *EXPLICIT, *SCALAR}


def test_the_loops_are_vectorised(compiled: Compiled) -> None:
    level, functions = compiled
    wanted = {name: loops - level.scalar.get(name, 0) for name, loops in VECTORISED.items()}
    assert {name: len(functions[name].factors) for name in VECTORISED} == wanted


def test_no_loop_is_left_scalar_unsaid(compiled: Compiled) -> None:
    level, functions = compiled
    left = {name: function.left_scalar for name, function in functions.items()}
    for name in {*EXPLICIT, *SCALAR}:
        del left[name]
    assert {name: loops for name, loops in left.items() if loops} == level.scalar


def test_the_loops_fill_a_register(compiled: Compiled) -> None:
    level, functions = compiled
    narrow = {}
    for name in VECTORISED:
        factors = sorted(functions[name].factors, reverse=True)
        if not factors:
            continue
        singles = factors[: len(factors) // 2] if name in BOTH else factors
        if min(singles) < level.lanes or factors[-1] < level.lanes // 2:
            narrow[name] = factors
    assert narrow == {}


@pytest.mark.parametrize("name", EXPLICIT)
def test_a_tile_is_worked_on_in_whole_registers(name: str, compiled: Compiled) -> None:
    level, functions = compiled
    operation, width = EXPLICIT[name]
    found = re.findall(level.operations[operation], functions[name].text)
    assert len(found) >= width // level.lanes
