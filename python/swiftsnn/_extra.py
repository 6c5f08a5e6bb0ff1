"""Libraries that are extras: loaded when they are first needed."""

from __future__ import annotations

import importlib
from typing import Any


def load(module: str, need: str, extra: str) -> Any:
    """A module of an extra.

    Parameters
    ----------
    need : str
        Begins the sentence of the ImportError raised where the library is missing, such as
        "progress bars need tqdm".
    """
    try:
        return importlib.import_module(module)
    except ImportError:
        raise ImportError(f'{need}; install it with pip install "swiftsnn[{extra}]"') from None
