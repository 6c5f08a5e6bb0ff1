"""Where the files of a data set come from: the user's folders, then a verified download."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

_VARIABLE = "SWIFTSNN_DATA"

# Seconds to connect, then between bytes: a machine without a network must fail soon.
_TIMEOUT_S = (3.0, 30.0)


class DatasetUnavailable(OSError):  # noqa: N818 - reads as what happened
    """A data set is in no folder and cannot be downloaded."""


def data_folder() -> Path | None:
    """Return the folder that the environment variable ``SWIFTSNN_DATA`` names.

    Returns
    -------
    Path or None
        None if the variable is unset or empty.

    Raises
    ------
    DatasetUnavailable
        If the variable names something that is not a folder.
    """
    named = os.environ.get(_VARIABLE, "")
    if not named:
        return None
    return _checked(Path(named).expanduser(), _VARIABLE)


def local_folder(name: str, folder: Path | None) -> Path | None:
    """Find the folder of one data set on this machine.

    Parameters
    ----------
    name
        Data set, and the name of its folder inside a data folder.
    folder
        Data folder to look in before ``SWIFTSNN_DATA``; None for that one only.

    Returns
    -------
    Path or None
        ``<data folder>/<name>``, or None if neither data folder has it.

    Raises
    ------
    DatasetUnavailable
        If a data folder that has to be looked in is not a folder.
    """
    if folder is not None and (_checked(folder, "the folder argument") / name).is_dir():
        return folder / name
    root = data_folder()
    return root / name if root is not None and (root / name).is_dir() else None


def download(
    name: str,
    file: str,
    mirrors: Sequence[str],
    known_hash: str,
    *,
    layout: str,
    folder: Path | None = None,
) -> Path:
    """Download one file into the user's cache, or return the copy already there.

    Parameters
    ----------
    name
        Data set the file belongs to.
    file
        File name, the same in the cache and under each mirror.
    mirrors
        Addresses of folders that hold the file, tried in order.
    known_hash
        ``algorithm:hex`` checksum that the file must have.
    layout
        What a data folder has to hold instead of the download, for the error sentence.
    folder
        Data folder that was looked in, for the error sentence.

    Returns
    -------
    Path
        The verified file.

    Raises
    ------
    DatasetUnavailable
        If no mirror delivers the file.
    ImportError
        If pooch is not installed.
    """
    try:
        import pooch
    except ImportError as error:
        raise ImportError(
            f'downloading the data set {name!r} needs pooch: pip install "swiftsnn[data]", '
            f"or set {_VARIABLE} to a folder that holds {layout}"
        ) from error

    # Its notes on every attempt would stand before our one sentence.
    pooch.get_logger().setLevel("WARNING")
    # Any: pooch's own type for downloaders rejects its downloaders.
    downloader: Any = pooch.HTTPDownloader(timeout=_TIMEOUT_S)
    failures: list[str] = []
    cause: Exception | None = None
    for mirror in mirrors:
        url = f"{mirror.rstrip('/')}/{file}"
        try:
            path: str = pooch.retrieve(
                url,
                known_hash,
                fname=file,
                path=pooch.os_cache("swiftsnn") / name,
                downloader=downloader,
            )
            return Path(path)
        except (OSError, ValueError) as error:
            failures.append(_reason(error, urlsplit(url).hostname or url))
            cause = error
    raise DatasetUnavailable(
        f"the data set {name!r} is not available: {_searched(name, folder)}, and the download "
        f"failed ({'; '.join(failures)}); set {_VARIABLE} to a folder that holds {layout}, or use "
        "the data set 'digits'"
    ) from cause


def _checked(root: Path, named_by: str) -> Path:
    if not root.is_dir():
        raise DatasetUnavailable(
            f"{named_by} names {str(root)!r}, which is not a folder; name the folder that holds "
            "the data sets"
        )
    return root


def _searched(name: str, folder: Path | None) -> str:
    roots = [root for root in (folder, data_folder()) if root is not None]
    if not roots:
        return f"no data folder is set ({_VARIABLE})"
    return " and ".join(f"{root} has no folder {name}" for root in roots)


def _reason(error: OSError | ValueError, host: str) -> str:
    """Say in a few words why a download failed; the messages of requests run over lines."""
    import requests  # a dependency of pooch, so it is there when a download was tried

    if isinstance(error, requests.Timeout):
        return f"{host} did not answer in time"
    if isinstance(error, requests.HTTPError) and error.response is not None:
        return f"{host} answered {error.response.status_code}"
    if isinstance(error, requests.ConnectionError):
        return f"{host} cannot be reached"
    if isinstance(error, ValueError) and not isinstance(error, OSError):
        return f"what {host} sent does not have the published checksum"
    return (str(error).splitlines() or [type(error).__name__])[0]
