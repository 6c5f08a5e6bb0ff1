"""The reference page is what the engine's tables make it."""

from __future__ import annotations

import importlib.util

from _helpers import ROOT

import swiftsnn as snn


def test_the_page_is_up_to_date() -> None:
    spec = importlib.util.spec_from_file_location(
        "make_reference", ROOT / "docs" / "make_reference.py"
    )
    assert spec is not None and spec.loader is not None
    maker = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(maker)
    written = (ROOT / "docs" / "reference.md").read_text(encoding="utf-8")
    assert written == maker.page(), "run: python docs/make_reference.py"
    for model in snn.models():
        assert f"### `{model}`, Python" in written
