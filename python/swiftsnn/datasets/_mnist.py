"""MNIST and Fashion-MNIST: 28 x 28 grey pictures in four gzipped IDX files."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from swiftsnn.datasets._dataset import Dataset
from swiftsnn.datasets._idx import read_idx
from swiftsnn.datasets._source import DatasetUnavailable, download, local_folder

_SHAPE = (28, 28)
_CLASSES = 10
_FILES = (
    "train-images-idx3-ubyte.gz",
    "train-labels-idx1-ubyte.gz",
    "t10k-images-idx3-ubyte.gz",
    "t10k-labels-idx1-ubyte.gz",
)


@dataclass(frozen=True)
class _Publication:
    """Where a data set is published, and the SHA-256 of each of ``_FILES`` there."""

    labels: tuple[str, ...]
    mirrors: tuple[str, ...]
    sha256: tuple[str, str, str, str]


_PUBLICATIONS = {
    "mnist": _Publication(
        labels=tuple(str(digit) for digit in range(_CLASSES)),
        mirrors=(
            "https://ossci-datasets.s3.amazonaws.com/mnist",
            "https://storage.googleapis.com/cvdf-datasets/mnist",
        ),
        sha256=(
            "440fcabf73cc546fa21475e81ea370265605f56be210a4024d2ca8f203523609",
            "3552534a0a558bbed6aed32b30c495cca23d567ec52cac8be1a0730e8010255c",
            "8d422c7b0a1c1c79245a5bcf07fe86e33eeafee792b84584aec276f5a2dbc4e6",
            "f7ae60f92e00ec6debd23a6088c31dbd2371eca3ffa0defaefb259924204aec6",
        ),
    ),
    "fashion-mnist": _Publication(
        labels=(
            "T-shirt/top",
            "Trouser",
            "Pullover",
            "Dress",
            "Coat",
            "Sandal",
            "Shirt",
            "Sneaker",
            "Bag",
            "Ankle boot",
        ),
        mirrors=(
            "http://fashion-mnist.s3-website.eu-central-1.amazonaws.com",
            "https://github.com/zalandoresearch/fashion-mnist/raw/master/data/fashion",
        ),
        sha256=(
            "3aede38d61863908ad78613f6a32ed271626dd12800ba2636569512369268a84",
            "a04f17134ac03560a47e3764e11b92fc97de4d1bfaf8ba1a3aa29af54cc90845",
            "346e55b948d973a97e58d2351dde16a484bd415d4595297633bb08f03db6a073",
            "67da17c76eaffca5446c3361aaab5c3cd6d1c2608764d35dfb1850b086bf8dd5",
        ),
    ),
}


def load_mnist(name: str, folder: Path | None) -> Dataset:
    """Load MNIST or Fashion-MNIST, pixels scaled from 0..255 to [0, 1].

    Parameters
    ----------
    name
        ``mnist`` or ``fashion-mnist``.
    folder
        Data folder to look in before ``SWIFTSNN_DATA``.

    Raises
    ------
    DatasetUnavailable
        If a file is missing from the folder, or the download fails.
    ValueError
        If a file is malformed or the images and labels do not match.
    """
    train_images, train_labels, test_images, test_labels = _paths(name, folder)
    train_x, train_y = _read_part(train_images, train_labels)
    test_x, test_y = _read_part(test_images, test_labels)
    return Dataset(
        name=name,
        train_x=train_x,
        train_y=train_y,
        test_x=test_x,
        test_y=test_y,
        shape=_SHAPE,
        classes=_CLASSES,
        labels=_PUBLICATIONS[name].labels,
    )


def _paths(name: str, folder: Path | None) -> list[Path]:
    local = local_folder(name, folder)
    if local is not None:
        for file in _FILES:
            if not (local / file).is_file():
                raise DatasetUnavailable(
                    f"the data set {name!r} is incomplete: {local} has no {file}; put the four "
                    "gzipped IDX files there, or remove the folder to have them downloaded"
                )
        return [local / file for file in _FILES]
    published = _PUBLICATIONS[name]
    return [
        download(
            name,
            file,
            published.mirrors,
            f"sha256:{published_hash}",
            layout=f"{name}/*.gz",
            folder=folder,
        )
        for file, published_hash in zip(_FILES, published.sha256, strict=True)
    ]


def _read_part(images: Path, labels: Path) -> tuple[NDArray[np.float32], NDArray[np.int32]]:
    pixels = read_idx(images, ndim=3)
    classes = read_idx(labels, ndim=1)
    if pixels.shape[1:] != _SHAPE:
        raise ValueError(
            f"{images} has images of {pixels.shape[1]} x {pixels.shape[2]} pixels; they should be "
            f"{_SHAPE[0]} x {_SHAPE[1]}"
        )
    if len(pixels) != len(classes):
        raise ValueError(
            f"{images} has {len(pixels)} images but {labels} has {len(classes)} labels; fetch "
            "both again"
        )
    if len(classes) == 0 or classes.max() >= _CLASSES:
        raise ValueError(
            f"{labels} has no labels or labels above {_CLASSES - 1}; check that it is the right "
            "file"
        )
    scaled = np.divide(pixels.reshape(len(pixels), -1), 255, dtype=np.float32)
    return scaled, classes.astype(np.int32)
