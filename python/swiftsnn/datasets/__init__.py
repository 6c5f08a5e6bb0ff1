"""Data sets for training and for trying things out.

=================  ==================================  ========  =========
name               samples (train + test)              features  classes
=================  ==================================  ========  =========
``digits``         1,437 + 360 handwritten digits      8 x 8     10 digits
``mnist``          60,000 + 10,000 handwritten digits  28 x 28   10 digits
``fashion-mnist``  60,000 + 10,000 pieces of clothing  28 x 28   10 kinds
``fsdd``           2,700 + 300 spoken digits           32 x 32   10 digits
=================  ==================================  ========  =========

``digits`` comes with scikit-learn. The others are read from a folder laid out as
``mnist/*.gz``, ``fashion-mnist/*.gz`` and ``fsdd/*``: the ``folder`` argument of `load` first,
then the folder that the environment variable ``SWIFTSNN_DATA`` names. Where neither has the data
set, it is downloaded once into the user's cache and verified against the published checksum.

`spoken_digits` gives the recordings of ``fsdd`` as the spikes of a cochlea over time.

Downloading and ``digits`` need ``pip install "swiftsnn[data]"``; reading a folder needs only
numpy.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from pathlib import Path

from swiftsnn.datasets._dataset import Dataset
from swiftsnn.datasets._digits import load_digits
from swiftsnn.datasets._fsdd import load_fsdd
from swiftsnn.datasets._mnist import load_mnist
from swiftsnn.datasets._source import DatasetUnavailable, data_folder
from swiftsnn.datasets._spoken import SpikeDataset, SpikePart
from swiftsnn.datasets._spoken import load_spoken_spikes as spoken_digits

__all__ = [
    "Dataset",
    "DatasetUnavailable",
    "SpikeDataset",
    "SpikePart",
    "data_folder",
    "load",
    "names",
    "spoken_digits",
]

_LOADERS: dict[str, Callable[[Path | None], Dataset]] = {
    "digits": load_digits,
    "mnist": partial(load_mnist, "mnist"),
    "fashion-mnist": partial(load_mnist, "fashion-mnist"),
    "fsdd": load_fsdd,
}


def names() -> tuple[str, ...]:
    """Return the names that `load` knows."""
    return tuple(_LOADERS)


def load(name: str, folder: str | Path | None = None) -> Dataset:
    """Load a data set by name.

    Parameters
    ----------
    name
        One of `names`.
    folder
        A folder laid out as ``<folder>/<name>/...``, looked in before ``SWIFTSNN_DATA``. Its
        files are checked for structure, not against the published checksums.

    Returns
    -------
    Dataset
        Features are float32 in [0, 1], labels int32.

    Raises
    ------
    ValueError
        If the name is unknown, or a file of the data set is malformed.
    DatasetUnavailable
        If the data set is in neither folder, or only in part, and cannot be downloaded.
    ImportError
        If the data set needs an optional package that is not installed.
    """
    loader = _LOADERS.get(name)
    if loader is None:
        raise ValueError(f"there is no data set {name!r}; the names are {', '.join(_LOADERS)}")
    return loader(None if folder is None else Path(folder).expanduser())
