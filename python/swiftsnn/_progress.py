"""Progress bars, of tqdm, which is an extra."""

from __future__ import annotations

from typing import Any

from swiftsnn import _extra


def progress_bar(**options: Any) -> Any:
    """A bar of ``tqdm.auto``; ImportError names the extra where tqdm is missing."""
    return _extra.load("tqdm.auto", "progress bars need tqdm", "progress").tqdm(**options)
