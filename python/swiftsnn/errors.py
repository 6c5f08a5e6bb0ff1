"""What can go wrong, as exceptions that fit both this package and Python's own classes."""

from __future__ import annotations


class SwiftSNNError(Exception):
    """Base of every error of this package."""


class InvalidArgumentError(SwiftSNNError, ValueError):
    """A value that makes no sense, or an unknown name."""


class ShapeError(SwiftSNNError, ValueError):
    """An array of the wrong shape."""


class IndexOutOfRangeError(SwiftSNNError, IndexError):
    """An index that does not exist."""


class StateError(SwiftSNNError, RuntimeError):
    """A call that does not fit now, such as use after close."""


class InterruptedRunError(SwiftSNNError):
    """A call that another thread stopped: :meth:`Network.interrupt`, :meth:`Network.close`."""


class OutOfMemoryError(SwiftSNNError, MemoryError):
    """More memory than this machine has free."""
