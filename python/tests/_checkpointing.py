"""What tests of checkpoints share: going on, comparing, and checkpoints of one's own making."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np

import swiftsnn as snn
from swiftsnn import _checkpoint, _state

Step = Callable[[snn.Network], None]


def again(net: snn.Network, threads: int | None = None) -> snn.Network:
    """The network of its own checkpoint."""
    return _checkpoint.from_bytes(_checkpoint.to_bytes(net), threads)


def same(first: snn.Network, second: snn.Network) -> None:
    """All arrays are equal."""
    ours, theirs = _state.arrays(first), _state.arrays(second)
    assert set(ours) == set(theirs)
    for name, values in ours.items():
        np.testing.assert_array_equal(values, theirs[name], err_msg=name)


def goes_on(net: snn.Network, step: Step, threads: int | None = None) -> snn.Network:
    """Stop, go on in a copy and in the network itself, and compare."""
    other = again(net, threads)
    same(net, other)
    for each in (net, other):
        step(each)
    same(net, other)
    return other


def run(net: snn.Network) -> None:
    """Some steps more."""
    net.run(250.0)


def forged(text: str, arrays: dict[str, Any]) -> bytes:
    """A checkpoint with this description and a digest that fits."""
    from safetensors.numpy import save

    metadata = {"swiftsnn": text, "digest": _checkpoint._digest(text, arrays)}
    return save(arrays, metadata=metadata)
