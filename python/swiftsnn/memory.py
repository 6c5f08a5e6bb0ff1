"""Where the bytes of a network are."""

from __future__ import annotations

import ctypes
from dataclasses import dataclass
from typing import TYPE_CHECKING

from swiftsnn import _capi

if TYPE_CHECKING:
    from swiftsnn.network import Network

_UNITS = ("B", "KiB", "MiB", "GiB", "TiB")


@dataclass(frozen=True)
class Memory:
    """Bytes of a network, as a table when printed.

    What is only made when it is needed, such as synapses before the network is prepared, is not in
    it yet. Rows that several projections share count for the first.

    Attributes
    ----------
    rows : tuple of (str, str, int)
        Part of the network, what lies there, bytes.
    """

    rows: tuple[tuple[str, str, int], ...]

    @property
    def total(self) -> int:
        """All bytes."""
        return sum(size for _, _, size in self.rows)

    @property
    def parts(self) -> dict[str, int]:
        """Bytes of each part, most first."""
        sums: dict[str, int] = {}
        for part, _, size in self.rows:
            sums[part] = sums.get(part, 0) + size
        return dict(sorted(sums.items(), key=lambda item: -item[1]))

    def __str__(self) -> str:
        lines = []
        for part, size in self.parts.items():
            lines.append(f"{_text(size):>12}  {part}")
            mine = sorted((row for row in self.rows if row[0] == part), key=lambda row: -row[2])
            lines += [f"{_text(size):>26}  {what}" for _, what, size in mine]
        return "\n".join([*lines, f"{_text(self.total):>12}  in all"])


def memory(network: Network) -> Memory:
    """Where its bytes are, part by part; prints as a table.

    Examples
    --------
    >>> import swiftsnn as snn
    >>> net = snn.Network(dt=1.0)
    >>> cells = net.population("cells", 1000, snn.LIF())
    >>> net.memory().parts["population 'cells'"] > 1000 * 4
    True
    """
    token, room = network.token, ctypes.c_int64()
    _capi.check(_capi.lib.snn_memory_text(token, None, 0, ctypes.byref(room)))
    text = ctypes.create_string_buffer(room.value)
    _capi.check(_capi.lib.snn_memory_text(token, text, room.value, ctypes.byref(room)))
    rows = (line.split("\t") for line in text.value.decode("utf-8").split("\n")[:-1])
    return Memory(tuple((part, what, int(size)) for part, what, size in rows))


def _text(size: int) -> str:
    """With a unit, to four digits."""
    value, unit = float(size), 0
    while value >= 1024 and unit < len(_UNITS) - 1:
        value, unit = value / 1024, unit + 1
    return f"{value:.4g} {_UNITS[unit]}"
