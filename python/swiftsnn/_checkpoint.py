"""Checkpoints: a network as arrays and a description of what they belong to.

The description is JSON: the calls that made the network (``_journal``). Arrays are those that the
calls were given and the engine's state (``_state``). Both lie in one safetensors file.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import stat
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any, BinaryIO

import numpy as np
from numpy.typing import NDArray

from swiftsnn import _capi, _extra, _journal, _state
from swiftsnn._path import path_of
from swiftsnn.errors import InvalidArgumentError, SwiftSNNError
from swiftsnn.info import version

if TYPE_CHECKING:
    from swiftsnn.network import Network

FORMAT = 1
"""Raised where older versions could not read what is written."""

_KEY = "swiftsnn"
_BEGINNING = b'{"__metadata__"'
_STATE = "state/"
_KEPT = {"start": "_start", "_active": "_active"}
"""What Python objects know that the engine does not: name in the file, attribute."""
_DIGESTED_AT_ONCE = 1 << 22
Arrays = dict[str, NDArray[Any]]


def check(network: Network, path: str | os.PathLike[str]) -> None:
    """Refuse what :func:`save` would refuse, before a long run."""
    with _beside(_target(network, path), path):
        pass


def _target(network: Network, path: str | os.PathLike[str]) -> Path:
    """The file to make or replace, through links; refused where the network cannot be saved."""
    target = path_of(path, "the path to save a network to")
    if os.path.exists(target) and not os.path.isfile(target):
        raise InvalidArgumentError(f"{str(path)!r} is no file; name one to be made or replaced")
    if not os.path.isdir(target.parent):
        raise FileNotFoundError(
            f"{str(path)!r} cannot be written: there is no folder {str(target.parent)!r}"
        )
    _safetensors()
    _journal.check(network)
    return Path(os.path.realpath(target))


@contextlib.contextmanager
def _beside(target: Path, path: str | os.PathLike[str]) -> Iterator[BinaryIO]:
    """A file that is there for a while, and may take the place of one that the user named."""
    beside = target.with_name(f".{target.name}.{os.getpid()}")
    try:
        with open(beside, "wb") as file:
            yield file
    except OSError as error:
        raise OSError(
            error.errno, f"the network cannot be saved ({error.strerror})", str(path)
        ) from None
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def save(network: Network, path: str | os.PathLike[str]) -> None:
    """Write the complete network to a file, so that it can go on from here.

    In the middle of learning, with spikes on their way, recorders and random numbers. The file
    (safetensors) is written beside and takes the place of an older one when it is whole. What
    recorders have written to files of their own stays there. Needs
    ``pip install "swiftsnn[checkpoint]"``.

    Examples
    --------
    >>> import swiftsnn as snn
    >>> net = snn.Network(dt=1.0, seed=1)
    >>> cells = net.population("cells", 10, snn.LIF(i_offset=1.0))
    >>> net.run(50.0)
    >>> net.save("cells.safetensors")  # doctest: +SKIP
    >>> again = snn.Network.load("cells.safetensors")  # doctest: +SKIP
    """
    target = _target(network, path)
    content = to_bytes(network)
    with _beside(target, path) as file:
        with contextlib.suppress(OSError):  # there is none, or the file system has no modes
            os.chmod(file.name, stat.S_IMODE(target.stat().st_mode))
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
        os.replace(file.name, target)
        _sync_folder(target.parent)


def _sync_folder(folder: Path) -> None:
    """Let the new name outlast a power cut."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def load(path: str | os.PathLike[str], threads: int | None = None) -> Network:
    """Make the network that was saved; going on gives the bits of not having stopped.

    Populations and projections are in ``populations`` and ``projections`` of the network,
    signals, modulators, recorders and homeostats among what :attr:`Network.parts` has, in the order
    they were made. Loading executes nothing that the file says.

    Parameters
    ----------
    threads : int, optional
        As of a new network.

    Raises
    ------
    InvalidArgumentError
        For a file that is no checkpoint, or damaged, or of a version that this one cannot read.
    OSError
        If it cannot be read.
    """
    source = path_of(path, "the path to load a network from")
    if threads is not None:
        threads = _capi.thread_count(threads)
    try:
        content = source.read_bytes()
    except OSError as error:
        raise OSError(
            error.errno, f"no network can be loaded ({error.strerror})", str(path)
        ) from None
    return from_bytes(content, threads, f"{str(path)!r}")


# ---- To and from bytes -----------------------------------------------------------------------


def to_bytes(network: Network) -> bytes:
    """A checkpoint in memory."""
    tensors = _safetensors()
    for stream in network.streams:
        stream.flush()
    state = _state.arrays(network)
    _journal.check(network)
    entries = [dict(entry) for entry in network.journal.entries]
    arrays = dict(network.journal.arrays)
    for place, entry in enumerate(entries):
        if entry["call"] == "listed":
            _list_synapses(network, entry, place, state, arrays)
    arrays |= {_STATE + name: values for name, values in state.items()}
    description = {
        "format": FORMAT,
        "version": version(),
        "network": {
            "dt": network.dt,
            "seed": network.seed,
            "batch": network.batch,
            "precision": network.handle.precision,
            "partition": network.handle.partition,
        },
        "entries": entries,
        "parts": {str(k): _kept(made) for k, made in enumerate(network.journal.made)},
    }
    text = json.dumps(description, allow_nan=False)
    metadata = {_KEY: text, "digest": _digest(text, arrays)}
    return tensors.save(arrays, metadata=metadata)


def _kept(made: Any) -> dict[str, Any]:
    """Of a part."""
    return {
        name: getattr(made, attribute)
        for name, attribute in sorted(_KEPT.items())
        if hasattr(made, attribute)
    }


def _list_synapses(
    network: Network, entry: dict[str, Any], place: int, state: Arrays, arrays: Arrays
) -> None:
    """Synapses that came one by one, as they are now, for the call that connects them again."""
    index = entry["given"][-1]
    projection = network.projections[index]
    own = {"pre": projection.pre, "post": projection.post, "delay": projection.delays}
    own["dendritic"] = projection.dendritic_delays
    weights = state.get(f"projection/{index}/weights")
    if weights is None:
        weights = projection.copied_weights()
    # Of all where they are equal, else one that could be there.
    own["weight"] = np.asarray(weights[:1] if weights.size else np.zeros(1), float)
    missing = _missing_delays(own["delay"], state[f"projection/{index}/segments"], network.dt)
    for name, values in own.items():
        if name != "weight" and missing.size:
            # So that rows have room for delays that no synapse has now, but may have again.
            extra = missing if name == "delay" else np.zeros(missing.size, values.dtype)
            values = np.concatenate([values, extra])
        arrays[f"listed/{place}/{name}"] = np.array(values)
    entry["given"] = [
        *entry["given"][:-1],
        {"dict": [[name, {"array": f"listed/{place}/{name}"}] for name in own]},
    ]


def _missing_delays(
    delays: NDArray[np.float64], segments: NDArray[np.int64], dt: float
) -> NDArray[np.float64]:
    present = np.unique(np.rint(delays / dt).astype(np.int64))
    return np.setdiff1d(segments, present).astype(np.float64) * dt


def from_bytes(content: bytes, threads: int | None = None, name: str = "a checkpoint") -> Network:
    """Make the network of a checkpoint in memory."""
    from swiftsnn.network import Network

    text, arrays = _read(content, name)
    description = _described(text, name)
    try:
        made = description["network"]
        network = Network(
            dt=made["dt"],
            seed=made["seed"],
            batch=made["batch"],
            threads=threads,
            precision=made["precision"],
        )
        network.handle.partition = made["partition"]
        _journal.replay(network, description["entries"], arrays)
        state = {
            key.removeprefix(_STATE): values
            for key, values in arrays.items()
            if key.startswith(_STATE)
        }
        _state.restore(network, state)
        network.journal.is_read_back = False
        for place, kept in description["parts"].items():
            for name in _KEPT.keys() & kept.keys():
                setattr(network.journal.made[int(place)], _KEPT[name], kept[name])
    except (SwiftSNNError, LookupError, TypeError, ValueError, AttributeError) as error:
        saved = description.get("version")
        other = "" if saved == version() else f"; version {saved} saved it, this is {version()}"
        raise InvalidArgumentError(
            f"{name} cannot be made a network of ({error}){other}"
        ) from error
    return network


def _read(content: bytes, name: str) -> tuple[str, Arrays]:
    """The description and the arrays, which are whole."""
    tensors = _safetensors()
    if not content.startswith(_BEGINNING, 8):
        raise InvalidArgumentError(
            f"{name} is no checkpoint of swiftsnn; Network.save makes them"
            if content
            else f"{name} is empty, no checkpoint of swiftsnn"
        )
    try:
        arrays: Arrays = tensors.load(content)
        length = int.from_bytes(content[:8], "little")
        metadata = json.loads(content[8 : 8 + length])["__metadata__"]
    except (tensors_error(), KeyError, TypeError, ValueError) as error:
        raise InvalidArgumentError(
            f"{name} is no whole checkpoint of swiftsnn ({error}); it may have been cut short"
        ) from None
    try:
        text, digest = metadata[_KEY], metadata["digest"]
    except (KeyError, TypeError):
        raise InvalidArgumentError(
            f"{name} has arrays, but is no checkpoint of swiftsnn; Network.save makes them"
        ) from None
    if digest != _digest(text, arrays):
        raise InvalidArgumentError(
            f"{name} is damaged: its contents do not have the digest they were saved with"
        )
    return text, arrays


def _described(text: str, name: str) -> dict[str, Any]:
    try:
        description = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise InvalidArgumentError(f"{name} has a description that is no JSON ({error})") from None
    if not isinstance(description, dict):
        raise InvalidArgumentError(f"{name} has a description of no network")
    if description.get("format") != FORMAT:
        raise InvalidArgumentError(
            f"{name} has format {description.get('format')} of version "
            f"{description.get('version')}, and swiftsnn {version()} reads format {FORMAT}; use a "
            "version that reads it"
        )
    return description


def _digest(text: str, arrays: Mapping[str, NDArray[Any]]) -> str:
    digest = hashlib.blake2b(text.encode(), digest_size=16)
    for name in sorted(arrays):
        values = arrays[name]
        digest.update(f"{name} {values.dtype.str} {values.shape}".encode())
        flat = np.ascontiguousarray(values).reshape(-1)
        for first in range(0, flat.size, _DIGESTED_AT_ONCE):  # Ctrl-C waits for one piece
            digest.update(flat[first : first + _DIGESTED_AT_ONCE].data)
    return digest.hexdigest()


def _safetensors() -> Any:
    return _extra.load("safetensors.numpy", "checkpoints need safetensors", "checkpoint")


def tensors_error() -> type[Exception]:
    """What the library raises for a file that it cannot read."""
    return _extra.load("safetensors", "checkpoints need safetensors", "checkpoint").SafetensorError
