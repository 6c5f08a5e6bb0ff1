"""Every row of the page of validation holds, but for the networks that take long."""

from __future__ import annotations

from pathlib import Path

import pytest
from matplotlib.figure import Figure
from validation import page
from validation.results import Row, Topic
from validation.topics import LONG, TOPICS

import swiftsnn as snn


@pytest.mark.parametrize("name", [name for name in TOPICS if name not in LONG])
def test_every_row_passes(name: str) -> None:
    topic = TOPICS[name]()
    assert topic.rows
    failed = [str(row) for row in topic.rows if not row.passes]
    assert not failed, "\n".join(failed)
    if topic.draw is not None:
        topic.draw(Figure(figsize=topic.size))


def test_a_difference_that_is_no_number_fails() -> None:
    assert Row("x", "1", "1", 0.0, 0.0).passes
    assert not Row("x", "1", "2", 1.1, 1.0).passes
    assert not Row("x", "nan", "2", float("nan"), 1.0).passes


def test_the_page_has_a_table_and_says_what_failed(tmp_path: Path) -> None:
    row = Row("x", "1 ms", "2 ms", 1.0, 0.5, "ms")
    topic = Topic("A title, like this", "How.", [row], lambda figure: figure.subplots())
    (tmp_path / "images").mkdir()
    page.write({"topic": topic}, tmp_path, long=("topic",))
    text = (tmp_path / "validation.md").read_text(encoding="utf-8")
    assert "| [A title, like this](#a-title-like-this)* | 1 | 0 | 200 % |" in text
    assert "| x | 1 ms | 2 ms | 1 ms | 0.5 ms | **fails** |" in text
    assert snn.version() in text
    assert (tmp_path / "images" / "validation_topic.png").stat().st_size > 1000
