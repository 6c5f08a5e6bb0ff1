"""The 8 x 8 handwritten digits that come with scikit-learn."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np

from swiftsnn.datasets._dataset import Dataset


def load_digits(folder: Path | None) -> Dataset:
    """Load the digits, pixels scaled from 0..16 to [0, 1], split 80/20 by class with seed 0.

    Parameters
    ----------
    folder
        Unused: scikit-learn carries the data.

    Raises
    ------
    ImportError
        If scikit-learn is not installed.
    """
    del folder
    try:
        from sklearn import datasets, model_selection
    except ImportError as error:
        raise ImportError(
            "the data set 'digits' needs scikit-learn: pip install \"swiftsnn[data]\""
        ) from error

    pixels, classes = datasets.load_digits(return_X_y=True)
    parts: Any = model_selection.train_test_split(
        np.asarray(pixels / 16, np.float32),
        np.asarray(classes, np.int32),
        test_size=0.2,
        random_state=0,
        stratify=classes,
    )
    train_x, test_x, train_y, test_y = parts
    return Dataset(
        name="digits",
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        shape=(8, 8),
        classes=10,
        labels=tuple(str(digit) for digit in range(10)),
    )
