"""Arrays with named dimensions and a unit: what recorders hold, files store and exports hand on."""

from __future__ import annotations

from typing import Any, NamedTuple

from numpy.typing import NDArray


class Field(NamedTuple):
    """An array, the names of its dimensions and its unit, "" for none."""

    dims: tuple[str, ...]
    values: NDArray[Any]
    unit: str = ""

    @property
    def attributes(self) -> dict[str, str]:
        """The unit as xarray and CF files have it."""
        return {"units": self.unit} if self.unit else {}


Fields = dict[str, Field]
