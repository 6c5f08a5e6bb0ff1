"""What several test files use: scripts in a process of their own, spikes and synapses as data."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import textwrap
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

import swiftsnn as snn
from swiftsnn import _capi

ROOT = Path(__file__).resolve().parents[2]
"""The checkout: header, examples and package."""

LIBRARY = Path(str(_capi.lib._name))
"""The shared library under test."""

STATE_ERROR = -4
"""``SNN_ERROR_STATE``: what a call with the token of a freed network answers."""


def known_bug(reason: str) -> pytest.MarkDecorator:
    """A behaviour that is wanted and not there yet; strict, so that its repair shows."""
    return pytest.mark.xfail(strict=True, reason=reason)


def python(code: str, **environment: str) -> str:
    """What a script prints that runs in a process of its own, which must end well."""
    done = subprocess.run(
        [sys.executable, "-X", "faulthandler", "-c", textwrap.dedent(code)],
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, f"exit {done.returncode}: {done.stderr}"
    return done.stdout


def is_freed(token: int) -> bool:
    """Whether the engine no longer knows the network of a token."""
    raw = _capi.Counters()
    return _capi.lib.snn_network_counters(token, ctypes.byref(raw)) == STATE_ERROR


def spikes(recorder: snn.SpikeRecorder) -> list[tuple[float, int]]:
    """Recorded spikes of lane 0 as (time, neuron) pairs, times rounded to the microsecond."""
    times, neurons = recorder.events()
    return list(zip(np.round(times, 6).tolist(), neurons.tolist(), strict=True))


def pairs(projection: snn.Projection) -> list[tuple[int, int]]:
    """The (source, target) neuron of every synapse, sorted."""
    return sorted(zip(projection.pre.tolist(), projection.post.tolist(), strict=True))


def by_synapse(projection: snn.Projection) -> NDArray[np.float32]:
    """Weights ordered by source, target and delay: the same for any split into blocks."""
    order = np.lexsort((projection.delays, projection.post, projection.pre))
    return projection.weights[order]


def relay(net: snn.Network, name: str, size: int) -> snn.Population:
    """Neurons that fire in the step in which 100 mV arrive, and at no other time."""
    return net.population(name, size, snn.LIF(tau_refrac=0.0))
