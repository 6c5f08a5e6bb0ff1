"""Builds the engine with a sanitizer, and runs the tests of Swift and C, or the fuzz test, with it.

    sanitize.py address | thread      the Swift tests, the examples and the programs of Tests/C
    sanitize.py fuzz [SECONDS]        any sequence of calls, for so long; Tests/Fuzz says more

Reproduce what the fuzz test found with `build/fuzz/fuzz FILE`; FUZZ_TRACE=1 prints the calls.
"""

from __future__ import annotations

import json
import os
import platform
import random
import shutil
import subprocess
import sys
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent
_BUILD = _ROOT / "build"
_WARNINGS = ["-Wall", "-Wextra", "-Werror", "-pedantic"]

_COVERAGE = "edge,inline-8bit-counters,pc-table,trace-cmp"
"""What libFuzzer reads: counters of edges, their places in the code, and what is compared."""

_ADDRESS = "detect_leaks=1:allocator_may_return_null=1:detect_stack_use_after_return=1"
"""Memory that is not there is refused, as without the sanitizer."""

_LONGEST = 10
"""Seconds that one input may take."""

_MEMORY = 4096
"""MB that the fuzz test may hold."""


_SEEDS = 200
"""Sequences that the fuzz test begins with."""


class UnavailableError(RuntimeError):
    """Why there is no sanitizer here, in one sentence."""


def _toolchain() -> Path:
    """The folder of Swift's own compilers, which have one run-time library for Swift and C."""
    if sys.platform != "linux" or platform.machine() != "x86_64":
        raise UnavailableError(
            f"the sanitizers are set up for Linux on x86-64, not for {sys.platform} on "
            f"{platform.machine()}"
        )
    if shutil.which("swiftc") is None:
        raise UnavailableError(
            "the sanitizers need Swift 6.3 or later, and no 'swiftc' is on the PATH"
        )
    # The program on the PATH may be one that starts the toolchain's.
    told = subprocess.run(["swiftc", "-print-target-info"], capture_output=True, check=True)
    toolchain = Path(json.loads(told.stdout)["paths"]["runtimeResourcePath"]).parent.parent
    missing = [name for name in ("asan", "tsan", "fuzzer") if not _has_runtime(toolchain, name)]
    if missing or not (toolchain / "bin" / "clang").exists():
        raise UnavailableError(
            f"the toolchain in {toolchain} has no clang with sanitizers; the one from "
            "https://www.swift.org/install has"
        )
    return toolchain


def _has_runtime(toolchain: Path, name: str) -> bool:
    return any((toolchain / "lib" / "clang").rglob(f"libclang_rt.{name}-x86_64.a"))


def _run(*command: str | Path, **environment: str) -> None:
    print("+", *command, flush=True)
    done = subprocess.run(
        [str(word) for word in command], cwd=_ROOT, env={**os.environ, **environment}, check=False
    )
    if done.returncode != 0:
        sys.exit(done.returncode)


def _each(option: str, *values: str) -> list[str]:
    return [word for value in values for word in (option, value)]


def _built(sanitizer: str, *, tests: bool) -> list[str | Path]:
    """Build the library, and the tests, with a sanitizer; return what names the build."""
    flags = ["-g", "-use-ld=lld", "-enable-testing"]
    if sanitizer == "address":
        # One build serves the tests and the fuzz test.
        flags += [f"-sanitize-coverage={_COVERAGE}", "-assert-config", "Debug"]
    build = [
        *("-c", "release", "--scratch-path", _scratch(sanitizer), f"--sanitize={sanitizer}"),
        *_each("-Xswiftc", *flags),
    ]
    _run("swift", "build", *(["--build-tests"] if tests else ["--product", "swiftsnn"]), *build)
    return build


def _scratch(sanitizer: str) -> Path:
    return _ROOT / ".build" / sanitizer


def _compile(
    toolchain: Path, sanitizer: str, sources: list[Path], program: Path, *more: str
) -> Path:
    """Build a C or C++ program that loads the library."""
    program.parent.mkdir(parents=True, exist_ok=True)
    is_c = sources[0].suffix == ".c"
    library = _scratch(sanitizer) / "release"
    swift = toolchain / "lib" / "swift" / "linux"
    # This toolchain's ThreadSanitizer knows Dispatch, and cannot be linked without.
    needed = [f"-L{swift}", "-Wl,--no-as-needed", "-ldispatch", "-lBlocksRuntime"]
    _run(
        *(
            toolchain / "bin" / ("clang" if is_c else "clang++"),
            "-std=gnu11" if is_c else "-std=c++17",
        ),
        *("-g", "-O1", *_WARNINGS, f"-fsanitize={sanitizer}", *more, "-fuse-ld=lld", "-pthread"),
        *("-Iinclude", "-Iexamples/cpp", *sources, f"-L{library}", "-lswiftsnn", "-lm"),
        *(needed if sanitizer == "thread" else []),
        *(f"-Wl,-rpath,{library}", f"-Wl,-rpath,{swift}", "-o", program),
    )
    return program


def _sanitize(sanitizer: str) -> None:
    """Run the tests of Swift, then every C and C++ program that checks itself or is an example."""
    toolchain = _toolchain()
    options = {"ASAN_OPTIONS": _ADDRESS, "TSAN_OPTIONS": "second_deadlock_stack=1"}
    build = _built(sanitizer, tests=True)
    folders = {"Tests/C": "*.c", "examples/c": "*.c", "examples/cpp": "*.cpp"}
    for folder, pattern in folders.items():
        for source in sorted((_ROOT / folder).glob(pattern)):
            name = f"{source.parent.name}-{source.stem}"
            program = _compile(toolchain, sanitizer, [source], _BUILD / sanitizer / name)
            _run(program, **options)
    # All tests are of the other library; XCTest, with none to run, loses a little memory.
    _run("swift", "test", "--skip-build", "--disable-xctest", *build, **options)


def _fuzz(seconds: str) -> None:
    """Try any sequence of calls; what was found before is tried first."""
    toolchain = _toolchain()
    _built("address", tests=False)
    sources = sorted((_ROOT / "Tests" / "Fuzz").glob("*.c"))
    folder = _BUILD / "fuzz"
    program = _compile(toolchain, "address", sources, folder / "fuzz", "-fsanitize=fuzzer")
    corpus = folder / "corpus"
    if not corpus.exists():
        _seed(corpus)
    _run(
        *(program, f"-max_total_time={seconds}", f"-timeout={_LONGEST}"),
        # Long sequences from the start.
        *("-max_len=1500", "-len_control=0"),
        *(f"-rss_limit_mb={_MEMORY}", "-malloc_limit_mb=1048576", "-print_final_stats=1"),
        *(f"-artifact_prefix={folder}/", corpus),
        # libFuzzer says where a trap is; Swift's own account would stop AddressSanitizer.
        SWIFT_BACKTRACE="enable=no",
    )


def _seed(corpus: Path) -> None:
    """Begin with sequences of sensible calls: bytes from 224 on choose what is odd."""
    corpus.mkdir()
    numbers = random.Random(1)
    for k in range(_SEEDS):
        content = bytes(numbers.choices(range(224), k=numbers.randrange(100, 1000)))
        (corpus / f"seed-{k}").write_bytes(content)


if __name__ == "__main__":
    try:
        match sys.argv[1:]:
            case ["address" | "thread" as sanitizer]:
                _sanitize(sanitizer)
            case ["fuzz"]:
                _fuzz("60")
            case ["fuzz", seconds]:
                _fuzz(seconds)
            case _:
                sys.exit(__doc__)
    except UnavailableError as error:
        sys.exit(f"swiftsnn: {error}")
