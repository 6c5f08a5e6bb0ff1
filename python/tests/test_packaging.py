"""The sdist has what it needs and says what is missing; every file names the same versions."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tarfile
import tomllib
from pathlib import Path

import pytest
from _helpers import ROOT

PYPROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
CIBUILDWHEEL = PYPROJECT["tool"]["cibuildwheel"]
ENGINE = (ROOT / "python" / "build_engine.py").read_text(encoding="utf-8")
MANIFEST = (ROOT / "Package.swift").read_text(encoding="utf-8")
WORKFLOW = (ROOT / ".github" / "workflows" / "wheels.yml").read_text(encoding="utf-8")


@pytest.fixture(scope="module")
def sdist(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("sdist")
    command = [sys.executable, "-m", "hatchling", "build", "-t", "sdist", "-d", str(folder)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
    (archive,) = folder.iterdir()
    return archive


def _without_a_compiler(sdist: Path, folder: Path, path: str) -> str:
    """What pip says of the sdist where ``path`` is all of the PATH, which must be a failure."""
    command = [sys.executable, "-m", "pip", "install", "--no-build-isolation", "--no-deps"]
    done = subprocess.run(
        [*command, "--no-index", "--target", str(folder / "site"), str(sdist)],
        env={**os.environ, "PATH": path},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode != 0
    said = done.stdout + done.stderr
    assert "Traceback" not in said
    (sentence,) = {line.strip() for line in said.splitlines() if "swiftsnn: building" in line}
    for part in ("Swift 6.3", "https://www.swift.org/install", "wheel", "Linux", "macOS"):
        assert part in sentence
    return sentence


def test_the_sdist_has_what_git_has_of_the_sources_and_nothing_else(sdist: Path) -> None:
    chosen = [
        path.lstrip("/")
        for path in PYPROJECT["tool"]["hatch"]["build"]["targets"]["sdist"]["include"]
    ]
    if not (ROOT / ".git").exists() or shutil.which("git") is None:
        pytest.skip("this is no checkout of git")
    # As the working tree has it: what is not committed yet is built, too.
    listed = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z", "--", *chosen]
    known = subprocess.run(listed, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    tracked = {path for path in known.split("\0") if path and os.path.lexists(ROOT / path)}
    with tarfile.open(sdist) as archive:
        members = {member.name.split("/", 1)[1]: member for member in archive}
    # Which hatchling adds to every sdist.
    assert members.keys() == tracked | {".gitignore", "PKG-INFO", "pyproject.toml"}
    links = {name for name, member in members.items() if member.issym()}
    assert links == {path for path in tracked if (ROOT / path).is_symlink()}
    kernels = {path.name for path in (ROOT / "Sources" / "Kernels").iterdir()}
    for level in ("KernelsV3", "KernelsV4"):
        for name in kernels:
            assert members[f"Sources/{level}/{name}"].linkname == f"../Kernels/{name}"


def test_swiftpm_can_read_the_sdist(sdist: Path, tmp_path: Path) -> None:
    if shutil.which("swift") is None:
        pytest.skip("there is no Swift")
    with tarfile.open(sdist) as archive:
        archive.extractall(tmp_path, filter="data")
    (package,) = tmp_path.iterdir()
    command = ["swift", "package", "--package-path", str(package), "describe"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "Name: SwiftSNN" in done.stdout


def test_without_swift_the_sdist_says_what_is_missing(sdist: Path, tmp_path: Path) -> None:
    empty = tmp_path / "bin"
    empty.mkdir()
    assert "no 'swift' is on the PATH" in _without_a_compiler(sdist, tmp_path, str(empty))


@pytest.mark.parametrize(
    ("said", "why"),
    [
        ("Swift version 6.2.1 (swift-6.2.1-RELEASE)", "is 6.2"),
        ("Apple Swift version 5.10 (swiftlang-5.10)", "is 5.10"),
        ("OpenStack object storage", "does not say its version"),
    ],
)
def test_another_swift_is_named(said: str, why: str, sdist: Path, tmp_path: Path) -> None:
    programs = tmp_path / "bin"
    programs.mkdir()
    swift = programs / "swift"
    swift.write_text(f"#!/bin/sh\necho '{said}'\n")
    swift.chmod(0o755)
    assert f"{swift} {why}" in _without_a_compiler(sdist, tmp_path, str(programs))


def test_every_file_names_the_same_swift_and_the_same_systems() -> None:
    (tools,) = re.findall(r"swift-tools-version: (\d+)\.(\d+)", MANIFEST)
    assert f"_SWIFT = ({', '.join(tools)})" in ENGINE
    installed = (ROOT / ".github" / "install-swift.sh").read_text(encoding="utf-8")
    assert re.search(rf"^version={tools[0]}\.{tools[1]}\.\d+$", installed, re.MULTILINE)
    (macos,) = re.findall(r"\.macOS\(\.v(\d+)\)", MANIFEST)
    assert f"macOS {macos} or later" in ENGINE
    assert CIBUILDWHEEL["macos"]["environment"]["MACOSX_DEPLOYMENT_TARGET"] == f"{macos}.0"
    (glibc,) = re.findall(r"glibc (\d+\.\d+) or later", ENGINE)
    for processor in ("x86_64", "aarch64"):
        image = CIBUILDWHEEL[f"manylinux-{processor}-image"]
        assert image == f"manylinux_{glibc.replace('.', '_')}"


@pytest.mark.parametrize(
    ("platform", "processor", "tag"),
    [
        ("linux", "x86_64", "manylinux_x86_64"),
        ("linux", "aarch64", "manylinux_aarch64"),
        ("macos", "x86_64", "macosx_x86_64"),
        ("macos", "arm64", "macosx_arm64"),
    ],
)
def test_cibuildwheel_takes_its_settings(platform: str, processor: str, tag: str) -> None:
    command = [sys.executable, "-m", "cibuildwheel", "--print-build-identifiers"]
    asked = ["--platform", platform, "--archs", processor, str(ROOT)]
    done = subprocess.run([*command, *asked], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.split() == [f"cp311-{tag}", f"cp314-{tag}"]


def test_the_files_that_test_a_wheel_are_there() -> None:
    names = re.findall(r"test_\w+\.py", CIBUILDWHEEL["test-command"])
    assert {"test_installed.py", "test_library.py"} < set(names)
    for name in names:
        assert (ROOT / "python" / "tests" / name).is_file()


def test_the_workflow_pins_its_actions() -> None:
    used = re.findall(r"uses: (.+)$", WORKFLOW, re.MULTILINE)
    assert used
    for action in used:
        assert re.fullmatch(r"[\w/-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+", action), action
