"""What several test files use: scripts in a process of their own, spikes and synapses as data."""

from __future__ import annotations

import ctypes
import os
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

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


@dataclass
class Scene:
    """A small network with one population of every kind, for tests of what is refused."""

    net: snn.Network
    stim: snn.Population
    pixels: snn.Population
    cells: snn.Population
    out: snn.Population

    @classmethod
    def make(cls, batch: int = 1) -> Scene:
        """Sizes 2, 4, 3 and 6; dt 0.1 ms."""
        net = snn.Network(dt=0.1, batch=batch)
        return cls(
            net,
            net.population("stim", 2, snn.SpikeSource()),
            net.population("pixels", 4, snn.Bernoulli()),
            net.population("cells", 3, snn.LIF()),
            net.population("out", 6, snn.LIF()),
        )

    def connect(
        self,
        connector: Any = None,
        *,
        weight: Any = 0.5,
        delay: Any = None,
        plasticity: Any = None,
    ) -> snn.Projection:
        """From ``stim`` to ``cells``, all to all if nothing else is said."""
        connector = snn.AllToAll() if connector is None else connector
        return self.net.connect(
            self.stim, self.cells, connector, weight=weight, delay=delay, plasticity=plasticity
        )

    def error(self, **parameters: Any) -> snn.PopulationError:
        """Of ``out``, in three classes."""
        return snn.PopulationError(self.out, **{"classes": 3, **parameters})


Mistake = tuple[Callable[[Scene], object], type[Exception], str]
"""What is done wrong, the class of its exception, and what the sentence must hold."""


def refuses(mistake: Mistake) -> None:
    """The mistake raises its exception, whose sentence has every part between the bars."""
    act, kind, parts = mistake
    scene = Scene.make()
    with pytest.raises(kind) as caught:
        act(scene)
    assert isinstance(caught.value, snn.SwiftSNNError)
    sentence = str(caught.value)
    for part in parts.split(" | "):
        assert part in sentence, sentence
