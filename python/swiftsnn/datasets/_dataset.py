"""The container that every loader returns."""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import prod

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True, eq=False, repr=False)
class Dataset:
    """A labelled data set, split into a training and a test part.

    Parameters
    ----------
    name
        What the data are, as reports print it.
    train_x, test_x
        Features, float32 [samples, features], each in [0, 1].
    train_y, test_y
        Class indices, int32 [samples], each in ``range(classes)``.
    shape
        How the features of one sample are drawn as an image, rows first: ``(28, 28)``.
    classes
        Number of classes.
    labels
        The name of each class.

    Raises
    ------
    ValueError
        If the parts disagree with one another.
    """

    name: str
    train_x: NDArray[np.float32]
    train_y: NDArray[np.int32]
    test_x: NDArray[np.float32]
    test_y: NDArray[np.int32]
    shape: tuple[int, ...]
    classes: int
    labels: tuple[str, ...]

    def __post_init__(self) -> None:
        if len(self.labels) != self.classes:
            raise ValueError(
                f"data set {self.name!r}: {self.classes} classes but {len(self.labels)} labels; "
                "give each class one name"
            )
        self._check_part("train", self.train_x, self.train_y)
        self._check_part("test", self.test_x, self.test_y)

    def _check_part(self, part: str, x: NDArray[np.float32], y: NDArray[np.int32]) -> None:
        where = f"data set {self.name!r}"
        if x.dtype != np.float32 or y.dtype != np.int32:
            raise ValueError(
                f"{where}: {part}_x and {part}_y are {x.dtype} and {y.dtype}; "
                "convert them to float32 and int32"
            )
        if x.ndim != 2 or x.shape[1] != prod(self.shape):
            raise ValueError(
                f"{where}: {part}_x has shape {x.shape}; it should be [samples, "
                f"{prod(self.shape)}] to be drawn as {self.shape}"
            )
        if y.shape != (len(x),) or len(x) == 0:
            raise ValueError(
                f"{where}: {part}_y has shape {y.shape} for {len(x)} samples in {part}_x; "
                "give at least one sample and one label for each"
            )
        if not (x.min() >= 0 and x.max() <= 1):
            raise ValueError(
                f"{where}: {part}_x has values outside [0, 1] (or not numbers at all); scale it"
            )
        if y.min() < 0 or y.max() >= self.classes:
            raise ValueError(
                f"{where}: {part}_y has labels from {y.min()} to {y.max()}; "
                f"they should be in 0..{self.classes - 1}"
            )

    def __repr__(self) -> str:
        drawn = " x ".join(str(n) for n in self.shape)
        return (
            f"Dataset({self.name!r}, {len(self.train_x)} train + {len(self.test_x)} test samples, "
            f"{drawn} features, {self.classes} classes)"
        )

    def take(self, n_train: int, n_test: int | None = None) -> Dataset:
        """Return the data set cut down to its first samples.

        Parameters
        ----------
        n_train
            Training samples to keep.
        n_test
            Test samples to keep; all of them when None.

        Returns
        -------
        Dataset
            Shares memory with this one.

        Raises
        ------
        ValueError
            If a number is below 1 or above what there is.
        """
        n_test = len(self.test_x) if n_test is None else n_test
        for part, wanted, there in (
            ("training", n_train, len(self.train_x)),
            ("test", n_test, len(self.test_x)),
        ):
            if not 1 <= wanted <= there:
                raise ValueError(
                    f"data set {self.name!r}: cannot take {wanted} {part} samples; "
                    f"ask for 1 to {there}"
                )
        return replace(
            self,
            train_x=self.train_x[:n_train],
            train_y=self.train_y[:n_train],
            test_x=self.test_x[:n_test],
            test_y=self.test_y[:n_test],
        )

    def validation(self, fraction: float, seed: int) -> Dataset:
        """Split the training part in two, for tuning without touching the test part.

        Parameters
        ----------
        fraction
            Share of each class that becomes the new test part, between 0 and 1 (rounded to
            whole samples, at least one on either side).
        seed
            Seed of the draw; the same seed gives the same split.

        Returns
        -------
        Dataset
            Both parts come from the training part, in its order; the name says so.

        Raises
        ------
        ValueError
            If the fraction is out of range or a class has fewer than two training samples.
        """
        if not 0 < fraction < 1:
            raise ValueError(
                f"the validation fraction is {fraction}; it should lie between 0 and 1"
            )
        rng = np.random.default_rng(seed)
        held_out = np.zeros(len(self.train_y), dtype=bool)
        for label in np.unique(self.train_y):
            members = np.flatnonzero(self.train_y == label)
            if len(members) < 2:
                raise ValueError(
                    f"data set {self.name!r}: class {self.labels[label]!r} has a single training "
                    "sample, which cannot be split; take more samples"
                )
            n_held_out = min(max(round(fraction * len(members)), 1), len(members) - 1)
            held_out[rng.choice(members, n_held_out, replace=False)] = True
        return replace(
            self,
            name=f"{self.name} (validation split)",
            train_x=self.train_x[~held_out],
            train_y=self.train_y[~held_out],
            test_x=self.train_x[held_out],
            test_y=self.train_y[held_out],
        )
