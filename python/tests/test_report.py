"""The training report: one file that stands alone, says what it shows and escapes its texts."""

from __future__ import annotations

import base64
import io
from dataclasses import replace
from html.parser import HTMLParser
from pathlib import Path

import numpy as np
import pytest

from swiftsnn.learn.report import TrainingRecord, write_report

pytest.importorskip("matplotlib")

VOID = {"meta", "img", "br", "link"}


class _Page(HTMLParser):
    """Collects what the tests look at, and checks that tags are nested properly."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.images: list[dict[str, str]] = []
        self.links: list[str] = []
        self.texts: dict[str, list[str]] = {}
        self.feed(text)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        if tag not in VOID:
            self.open.append(tag)
        values = {name: value or "" for name, value in attrs}
        if tag == "img":
            self.images.append(values)
        self.links += [values[name] for name in ("src", "href") if name in values]

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and data.strip():
            self.texts.setdefault(self.open[-1], []).append(data)


def _record() -> TrainingRecord:
    rng = np.random.default_rng(0)
    times = np.sort(rng.uniform(0, 50, 30))
    return TrainingRecord(
        system="network <b>&",
        data="toy",
        version="0.1",
        settings={"seed": 12345, "layers": (6, 4, 2), "rule": "a < b", "decay": None, "on": True},
        summary={"test accuracy (%)": 91.666666, "spikes/s": 1234567.8, "samples": 12000},
        epochs=[1, 2, 3],
        train_accuracy=[0.5, 0.8, 0.9],
        test_accuracy=[0.4, 0.7, 0.85],
        confusion=np.array([[50, 3], [1, 46]]),
        labels=["<left>", "right"],
        example=rng.random(6).astype(np.float32),
        example_shape=(2, 3),
        example_label="<left>",
        example_prediction="right",
        rasters={
            "input": (times, rng.integers(0, 6, 30), 6),
            "readout": (np.empty(0), np.empty(0, int), 2),
        },
        duration_ms=50.0,
        weights={"input to hidden": (rng.normal(size=(6, 4)), rng.normal(size=(6, 4)))},
        receptive_fields=rng.normal(size=(4, 6)),
        rates_hz={"hidden": rng.gamma(2, 5, 4)},
        target_rate_hz=10.0,
    )


def _read(path: Path) -> _Page:
    return _Page(path.read_text(encoding="utf-8"))


def test_the_report_is_one_self_contained_file(tmp_path: Path) -> None:
    path = write_report(_record(), tmp_path / "new" / "folder")
    assert path == tmp_path / "new" / "folder" / "report.html"
    assert [p.name for p in path.parent.iterdir()] == ["report.html"]
    page = _read(path)
    assert all(link.startswith("data:image/png;base64,") for link in page.links)
    assert "script" not in page.tags
    assert page.tags.count("h1") == 1
    assert "url(" not in path.read_text(encoding="utf-8")


def test_every_picture_decodes_is_not_blank_and_is_described(tmp_path: Path) -> None:
    from matplotlib.image import imread

    page = _read(write_report(_record(), tmp_path))
    assert len(page.images) == 6
    assert len(page.texts["figcaption"]) == 6
    for image in page.images:
        png = base64.b64decode(image["src"].split(",")[1], validate=True)
        pixels = imread(io.BytesIO(png), format="png")
        assert pixels[..., :3].std() > 0.02, f"blank: {image['alt']}"
        # Sharp on dense screens, and no wider than the page.
        assert pixels.shape[1] == pytest.approx(2 * int(image["width"]), abs=2)
        assert int(image["width"]) <= 960
        assert image["alt"]


def test_texts_are_escaped_and_numbers_formatted(tmp_path: Path) -> None:
    page = _read(write_report(_record(), tmp_path))
    assert page.texts["h1"] == ["network <b>& on toy"]
    assert "b" not in page.tags
    cells = page.texts["td"]
    assert cells[:3] == ["91.67", "1,234,568", "12,000"]
    assert cells[3:] == ["12345", "6, 4, 2", "a < b", "none", "yes"]
    captions = " ".join(page.texts["figcaption"])
    assert "class <left>, predicted as right" in captions
    assert "96 of 100 (96.0 %)" in captions
    assert "<left> taken for right, 3 times" in captions
    assert "target of 10 Hz" in captions


def test_parts_that_were_not_recorded_are_left_out(tmp_path: Path) -> None:
    bare = replace(
        _record(),
        settings={},
        epochs=[],
        train_accuracy=[],
        test_accuracy=None,
        confusion=np.zeros((2, 2), np.int64),
        rasters={},
        weights={},
        receptive_fields=None,
        rates_hz={},
        target_rate_hz=None,
    )
    page = _read(write_report(bare, tmp_path))
    assert page.texts["h2"] == ["Result", "One test sample", "Confusion", "Settings"]
    assert len(page.images) == 2
    assert "None recorded." in page.texts["p"]


def test_a_record_that_does_not_fit_together_is_refused() -> None:
    with pytest.raises(ValueError, match="3 epochs but 2 values in test_accuracy"):
        replace(_record(), test_accuracy=[0.1, 0.2])
    with pytest.raises(ValueError, match="2 labels but a confusion matrix of shape"):
        replace(_record(), confusion=np.zeros((3, 3), np.int64))
