"""Progress bars, of tqdm, which is an extra."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from swiftsnn import _extra


def progress_bar(**options: Any) -> Any:
    """A bar of ``tqdm.auto``; ImportError names the extra where tqdm is missing."""
    return _extra.load("tqdm.auto", "progress bars need tqdm", "progress").tqdm(**options)


class EpochBar:
    """A bar over the batches of a training, with the epoch and its accuracy so far.

    As a context manager it hands out what :func:`swiftsnn.learn.training.train` calls; None where
    nothing is to be shown.
    """

    def __init__(self, *, show: bool = True) -> None:
        self._show_it = show
        self._bar: Any = None

    def __enter__(self) -> Callable[[int, int, int, float], None] | None:
        return self._show if self._show_it else None

    def __exit__(self, *_: object) -> None:
        if self._bar is not None:
            self._bar.close()

    def _show(self, epoch: int, batch: int, batches: int, accuracy: float) -> None:
        if self._bar is None:
            self._bar = progress_bar(unit="batch", dynamic_ncols=True)
        if batch == 0:
            self._bar.reset(total=batches)
        self._bar.set_description(f"epoch {epoch + 1}", refresh=False)
        self._bar.set_postfix_str(f"accuracy {100 * accuracy:.1f} %", refresh=False)
        self._bar.update()
