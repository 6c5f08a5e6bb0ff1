"""Paths that users give."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from swiftsnn.errors import InvalidArgumentError


def path_of(given: Any, what: str) -> Path:
    """A path, or a sentence about ``what`` should have been one."""
    text = os.fspath(given) if isinstance(given, (str, os.PathLike)) else None
    if not isinstance(text, str):
        raise InvalidArgumentError(f"{what} must be a path, not {given!r}")
    if not text or "\0" in text:
        raise InvalidArgumentError(f"{what} must be a path, which {text!r} is not")
    return Path(text)
