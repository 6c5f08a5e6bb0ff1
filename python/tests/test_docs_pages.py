"""Pages of the documentation do what they say: their code runs, their lists are complete."""

from __future__ import annotations

import re
import runpy
from pathlib import Path
from typing import Any

import pytest
from _helpers import ROOT

import swiftsnn as snn
from swiftsnn import _capi

DOCS = ROOT / "docs"
PAGES = sorted(
    path
    for folder in ("tutorials", "how-to", "from")
    for path in (DOCS / folder).glob("*.md")
    if "```python" in path.read_text("utf-8") or "{code-" in path.read_text("utf-8")
)
OURS = re.compile(
    r"^```(?:python|\{code-cell\} python|\{code-block\} python\n:caption: swiftsnn\n)\n(.*?)^```",
    re.DOTALL | re.MULTILINE,
)
THEIRS = re.compile(
    r"^```\{code-block\} python\n:caption: (?!swiftsnn\n)(.*?)\n\n(.*?)^```",
    re.DOTALL | re.MULTILINE,
)
PEERS = ("nest", "brian2", "bindsnet", "snntorch")


pytestmark = pytest.mark.usefixtures("folder_of_its_own")


def _run(page: Path) -> None:
    names: dict[str, Any] = {}
    for number, block in enumerate(OURS.findall(page.read_text("utf-8"))):
        exec(compile(block, f"{page.name}, block {number}", "exec"), names)


def test_there_are_pages_of_every_kind() -> None:
    assert len(PAGES) > 20
    for path in (DOCS / "tutorials").glob("*.md"):
        assert path.name == "index.md" or path in PAGES


@pytest.mark.parametrize("page", PAGES, ids=lambda page: f"{page.parent.name}/{page.stem}")
def test_the_code_of_a_page_runs_in_its_order(page: Path) -> None:
    _run(page)


@pytest.mark.parametrize("name", PEERS)
def test_the_same_network_gives_the_numbers_that_the_page_says(
    name: str, capsys: pytest.CaptureFixture[str]
) -> None:
    page = DOCS / "from" / f"{name}.md"
    text = page.read_text("utf-8")
    block = OURS.findall(text)[0]
    exec(compile(block, page.name, "exec"), {})
    said = re.findall(r"\d+(?:\.\d+)?", capsys.readouterr().out)
    prose = OURS.sub("", THEIRS.sub("", text))
    assert said
    for number in said:
        assert re.search(rf"\b{re.escape(number)}\b", prose), number


@pytest.mark.parametrize("name", PEERS)
def test_the_other_half_has_a_version_and_is_python(name: str) -> None:
    ((caption, block),) = THEIRS.findall((DOCS / "from" / f"{name}.md").read_text("utf-8"))
    assert re.search(r"\d+\.\d+", caption)
    compile(block, f"{name}.md", "exec")


def test_pages_for_the_c_functions_have_all_of_the_header() -> None:
    maker = runpy.run_path(str(DOCS / "make_c_api.py"))
    page, overview = maker["page"](), maker["overview"]()
    for function in _capi.PROTOTYPES:
        assert re.search(rf"^\.\. c:function::.*\b{function}\(", page, re.MULTILINE), function
        assert f"{{c:func}}`{function}`" in overview
    header = (ROOT / "include" / "swiftsnn.h").read_text("utf-8")
    structures = set(re.findall(r"typedef struct (\w+)", header))
    assert set(re.findall(r"^\.\. c:struct:: (\w+)", page, re.MULTILINE)) == structures
    statuses = set(re.findall(r"#define (SNN_ERROR_\w+) \(-", header))
    assert statuses == set(re.findall(r"`(SNN_ERROR_\w+)` \| -", (DOCS / "c-api.md").read_text()))


def test_every_public_name_is_on_one_page_of_the_reference() -> None:
    pages = dict(runpy.run_path(str(DOCS / "make_api.py"))["pages"]())
    text = "\n".join(pages.values())
    for name in snn.__all__:
        assert len(re.findall(rf":: swiftsnn\.{name}$", text, re.MULTILINE)) == 1, name
    index = (DOCS / "reference" / "index.md").read_text("utf-8")
    for page in pages:
        assert f"python/{page}\n" in index or page in ("command-line", "further"), page


def test_links_of_contributing_point_at_files() -> None:
    links = re.findall(r"\]\((?!http)([^)#]+)", (ROOT / "CONTRIBUTING.md").read_text("utf-8"))
    assert len(links) >= 5
    for link in links:
        assert (ROOT / link).exists(), link


def test_the_files_that_contributing_shows_around_are_there() -> None:
    """What the walk through a first model edits."""
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    named = set(re.findall(r"`((?:Sources|python|validation|docs|Tests)/[\w/]+\.\w+)`", text))
    new = {
        "Sources/SwiftSNN/Models/LIFAHP.swift",
        "python/swiftsnn/neurons/lif_ahp.py",
        "python/tests/test_lif_ahp.py",
    }
    assert new < named
    for path in named - new:
        assert (ROOT / path).exists(), path
    models = (ROOT / "Sources/SwiftSNN/Models/Models.swift").read_text("utf-8")
    assert ".lifCondAlpha, .alif, .gif" in models
