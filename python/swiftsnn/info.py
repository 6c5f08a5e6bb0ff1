"""What the engine is and has."""

from __future__ import annotations

import functools
import json
from typing import Any

from swiftsnn import _capi


def version() -> str:
    """Version of the engine, "major.minor.patch"."""
    return _capi.lib.snn_version().decode()


def instruction_set() -> str:
    """Instruction set of the kernels in use, chosen for this processor.

    "x86-64-v1", "x86-64-v3", "x86-64-v4" or "neon"; SWIFTSNN_ISA can ask for a lower one.
    """
    return _capi.lib.snn_instruction_set().decode()


@functools.cache
def catalogue() -> dict[str, Any]:
    """Every model, rule, distribution, signal and homeostat, with parameters and units.

    The engine's own tables: what it checks against is what is listed.
    """
    return json.loads(_capi.lib.snn_catalogue())


def models() -> dict[str, dict[str, Any]]:
    """The neuron and source models by name: parameters, units, defaults, state variables."""
    return {model["name"]: model for model in catalogue()["models"]}
