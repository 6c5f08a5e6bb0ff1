"""Encoders: what turns a signal of the world into spikes for a :class:`~swiftsnn.SpikeSource`."""

from __future__ import annotations

from swiftsnn.encoders.cochlea import Cochlea

__all__ = ["Cochlea"]
