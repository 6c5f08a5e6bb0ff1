"""The page: what all topics found, as Markdown with figures."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

import swiftsnn as snn
from validation.results import Row, Topic

HEAD = """# Validation

What this simulator computes, set beside values recorded from NEST 3.10, closed forms and
published figures. `make validation` ran every check and wrote this page and its figures with
swiftsnn {version}; nothing here was written by hand. The same checks are tests
([`python/tests/test_validation.py`](../python/tests/test_validation.py), all but those marked *),
so that each row goes on to hold. The recordings, with their protocols, are in
[`python/tests/reference`](../python/tests/reference).

Each table says what was measured, what it was compared with, how far the two are apart and how
far they may be. A difference of "standard errors" is one of random samples; all random numbers
have fixed seeds, so that the page comes out the same every time.

| topic | rows | passed | nearest to its tolerance |
|---|---|---|---|
{summary}
"""


def verdict(topic: Topic) -> str:
    """How many rows pass, in words."""
    passed = sum(row.passes for row in topic.rows)
    return f"{passed} of {len(topic.rows)} rows pass"


def write(topics: Mapping[str, Topic], docs: Path, long: tuple[str, ...] = ()) -> None:
    """Write ``validation.md`` and ``images/validation_*.png`` into the folder ``docs``."""
    summary = "\n".join(_summary(topic, name in long) for name, topic in topics.items())
    parts = [HEAD.format(version=snn.version(), summary=summary)]
    for name, topic in topics.items():
        parts.append(_section(topic, _figure(name, topic, docs / "images")))
    (docs / "validation.md").write_text("\n".join(parts), encoding="utf-8")


def _summary(topic: Topic, is_long: bool) -> str:
    passed = sum(row.passes for row in topic.rows)
    nearest = max(
        (row.difference / row.tolerance for row in topic.rows if row.tolerance), default=0
    )
    title = f"[{topic.title}](#{_anchor(topic.title)}){'*' if is_long else ''}"
    return f"| {title} | {len(topic.rows)} | {passed} | {100 * nearest:.0f} % |"


def _anchor(title: str) -> str:
    kept = (c for c in title.lower().replace(" ", "-") if c.isalnum() or c == "-")
    return "".join(kept)


def _section(topic: Topic, figure: str | None) -> str:
    lines = [f"## {topic.title}", "", topic.about.strip("\n"), ""]
    if figure is not None:
        lines += [f"![{topic.title}](images/{figure})", ""]
    lines += [
        "| what | measured | reference | difference | tolerance | |",
        "|---|---|---|---|---|---|",
    ]
    return "\n".join([*lines, *map(_line, topic.rows), ""])


def _line(row: Row) -> str:
    unit = f" {row.unit}" if row.unit else ""
    passes = "passes" if row.passes else "**fails**"
    what = row.what.replace("|", "\\|")
    return (
        f"| {what} | {row.measured} | {row.reference} | {row.difference:.2g}{unit} | "
        f"{row.tolerance:.3g}{unit} | {passes} |"
    )


def _figure(name: str, topic: Topic, images: Path) -> str | None:
    """Draw a topic's figure; the name of its file."""
    if topic.draw is None:
        return None
    style: Any = {"font.size": 8, "axes.spines.top": False, "axes.spines.right": False}
    with plt.rc_context(style):
        figure = plt.figure(figsize=topic.size, layout="constrained")
        topic.draw(figure)
        # Without the name of the program that made it: the file of one version is like the next's.
        figure.savefig(images / f"validation_{name}.png", dpi=110, metadata={"Software": None})
        plt.close(figure)
    return f"validation_{name}.png"
