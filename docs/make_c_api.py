"""The pages of the C functions, from the header and its comments; `conf.py` writes them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path

HEADER = Path(__file__).parents[1] / "include" / "swiftsnn.h"

WIDTH = 100
"""Of the header's lines: where a word would have fitted before a break, the break is meant."""


@dataclass
class Group:
    """A section of the header.

    Attributes
    ----------
    declarations : list of (comment, declaration)
    """

    title: str
    declarations: list[tuple[str, str]] = field(default_factory=list)

    @property
    def functions(self) -> list[str]:
        """Names of its functions, in order."""
        return [name for _, text in self.declarations if (name := _function(text))]


def groups() -> list[Group]:
    """Sections of the header that declare something; types come before the first."""
    text = HEADER.read_text(encoding="utf-8")
    found = [Group("Types")]
    pieces = re.finditer(
        r"/\* ---- (?P<title>[\w ]+?) -+ \*/"
        r"|/\*(?P<comment>.*?)\*/"
        r"|(?P<declaration>^typedef struct \w+ \{.*?^\} \w+;"
        r"|^(?:typedef|int32_t|const char)\b[^{;]*;)"
        r"|(?P<blank>\n\n)",
        text[text.index("/* A network. 0") :],
        re.DOTALL | re.MULTILINE,
    )
    comment = ""
    for piece in pieces:
        if piece["title"]:
            found.append(Group(piece["title"]))
        elif piece["comment"] is not None:
            comment = piece["comment"]
        elif piece["declaration"]:
            found[-1].declarations.append((comment, piece["declaration"].strip()))
        else:
            comment = ""
    return [group for group in found if group.declarations]


def _function(declaration: str) -> str | None:
    found = re.search(r"\b(snn_\w+)\(", declaration)
    return found[1] if found and not declaration.startswith("typedef") else None


def _paragraphs(comment: str) -> Iterator[str]:
    """A comment without its line breaks, but for those that are meant."""
    lines = [line.strip() for line in comment.strip().splitlines()]
    text = ""
    for line, after in zip(lines, [*lines[1:], ""], strict=True):
        text += f" {line}"
        if not after or len(line) + 4 + len(after.split()[0]) < WIDTH:
            yield _marked_up(text.strip())
            text = ""


def _marked_up(text: str) -> str:
    """A sentence with links to the functions it names, and code where it has back-ticks."""
    pieces = re.split(r"(`[^`]+`|\"[\w.-]+\"|\bsnn_[a-z_]*[a-z]\b(?:\(\))?)", text)
    known = set(re.findall(r"\b(snn_\w+)\(", HEADER.read_text(encoding="utf-8")))
    for k, piece in enumerate(pieces):
        name = piece.removesuffix("()")
        if piece.startswith(("`", '"')):
            pieces[k] = f"``{piece.strip('`')}``"
        elif name in known:
            pieces[k] = f":c:func:`{name}`"
        else:
            pieces[k] = re.sub(r"([\\*_`|])", r"\\\1", piece)
    return "".join(pieces)


def _members(declaration: str) -> list[str]:
    """Fields of a structure, each with what its comment says."""
    (body,) = re.findall(r"\{(.*)\}", declaration, re.DOTALL)
    lines = []
    for kind, names, said in re.findall(
        r"^\s*([\w ]+?\s\**)(\w+(?:, \w+)*);(?:\s*/\*(.*?)\*/)?", body, re.MULTILINE
    ):
        for name in names.split(", "):
            about = " ".join(_paragraphs(said)) if said else ""
            lines += [f"   .. c:member:: {kind}{name}", "      :no-contents-entry:", ""]
            lines += [f"      {about}", ""] if about else []
    return lines


def _entry(comment: str, declaration: str) -> str:
    about = [line for text in _paragraphs(comment) for line in (f"   {text}", "")]
    if declaration.startswith("typedef struct"):
        (name,) = re.findall(r"struct (\w+)", declaration)
        lines = [f".. c:struct:: {name}", "", *about, *_members(declaration)]
    elif declaration.startswith("typedef"):
        lines = [f".. c:type:: {declaration.removeprefix('typedef ').rstrip(';')}", "", *about]
    else:
        signature = " ".join(declaration.rstrip(";").split())
        lines = [f".. c:function:: {signature}", "", *about]
    return "\n".join(lines)


def page() -> str:
    """Every type and function, section by section."""
    title = "C functions and types"
    parts = [f"{title}\n{'=' * len(title)}\n"]
    parts.append("What ``include/swiftsnn.h`` says; :doc:`/c-api` tells how it is meant.\n")
    for group in groups():
        parts.append(f"{group.title}\n{'-' * len(group.title)}\n")
        parts += [_entry(*declared) for declared in group.declarations]
    return "\n".join(parts)


MOST_IN_A_ROW = 15
"""Functions of a section that the overview does not take apart by what they are about."""


def overview() -> str:
    """A table of the functions for `docs/c-api.md`, with links."""
    rows: dict[str, list[str]] = {}
    for group in groups():
        is_large = len(group.functions) > MOST_IN_A_ROW
        for name in group.functions:
            about = f"{group.title}: {name.split('_')[1]}" if is_large else group.title
            rows.setdefault(about, []).append(f"{{c:func}}`{name}`")
    table = [f"| {about} | {', '.join(names)} |" for about, names in rows.items()]
    return "\n".join(["| section | functions |", "| --- | --- |", *table, ""])
