"""Progress bars, of tqdm, which is an extra."""

from __future__ import annotations

from typing import Any


def progress_bar(**options: Any) -> Any:
    """A bar of ``tqdm.auto``; ImportError names the extra where tqdm is missing."""
    try:
        from tqdm.auto import tqdm
    except ImportError:
        raise ImportError(
            'progress bars need tqdm; install it with pip install "swiftsnn[progress]"'
        ) from None
    return tqdm(**options)
