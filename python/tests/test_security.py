"""What files of others and the network can do: nothing."""

from __future__ import annotations

import copy
import json
import random
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from _checkpointing import forged
from _helpers import python

import swiftsnn as snn
from swiftsnn import _checkpoint
from swiftsnn.datasets import _source

_OFFLINE = """
    import socket, sys
    import urllib.request

    def refuse(*_, **__):
        raise AssertionError("the network was asked for")

    socket.socket = socket.create_connection = socket.getaddrinfo = refuse
    import swiftsnn as snn
    import swiftsnn.learn, swiftsnn.datasets, swiftsnn.encoders, swiftsnn.systems, swiftsnn.plot

    net = snn.Network(dt=1.0, seed=1)
    cells = net.population("cells", 50, snn.LIF())
    net.poisson_input(cells, 900.0, 1.1)
    net.run(100.0)
    snn.Network.load(net.save(PATH) or PATH).run(10.0)
    swiftsnn.datasets.load("digits")
    print(net.counters.spikes > 0)
"""


def test_importing_running_and_saving_ask_for_no_network(tmp_path: Path) -> None:
    code = _OFFLINE.replace("PATH", repr(str(tmp_path / "net.safetensors")))
    assert python(code, SWIFTSNN_DATA="").split() == ["True"]


def test_a_download_that_is_not_what_was_published_is_not_used(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pooch = pytest.importorskip("pooch")
    monkeypatch.setattr(pooch, "os_cache", lambda _: tmp_path / "cache")
    served = tmp_path / "mirror"
    served.mkdir()
    (served / "set.gz").write_bytes(b"something else")

    class Copying:
        """In place of a server."""

        def __init__(self, **_: Any) -> None: ...

        def __call__(self, url: str, output_file: Any, _: Any) -> None:
            Path(output_file).write_bytes((served / url.rsplit("/", 1)[1]).read_bytes())

    monkeypatch.setattr(pooch, "HTTPDownloader", Copying)
    with pytest.raises(_source.DatasetUnavailable, match="does not have the published checksum"):
        _source.download(
            "set", "set.gz", ["http://mirror.example"], "sha256:" + 64 * "0", layout="set.gz"
        )
    assert not (tmp_path / "cache" / "set" / "set.gz").exists()


# ---- Checkpoints of others ---------------------------------------------------------------------


def _network() -> snn.Network:
    net = snn.Network(dt=0.5, seed=3, threads=1)
    noise = net.population("noise", 8, snn.Poisson(rate=40.0))
    cells = net.population("cells", 6, snn.LIF(v_thresh=np.linspace(-52.0, -48.0, 6)))
    out = net.population("out", 6, snn.ALIF())
    net.connect(
        noise,
        cells,
        snn.FixedProbability(0.5),
        weight=snn.Uniform(0.0, 0.5),
        delay=snn.Uniform(1.0, 3.0),
        plasticity=snn.PairSTDP(w_max=1.0),
    )
    net.connect(cells, out, snn.AllToAll(), weight=0.2)
    net.record(cells)
    net.record(out, "v", every=1.0)
    snn.PopulationError(out, classes=3)
    net.homeostasis(cells, snn.ThresholdToRate(target=5.0))
    net.run(20.0)
    return net


ODD: list[Any] = [
    *(None, True, -1, 0, 3, 1e308, -0.5, 2**31, 2**63, 2**70, "", "cells", [], {}),
    *({"float": "nan"}, {"float": "x"}, {"population": 99}, {"projection": -1}, {"network": None}),
    *({"made": 0}, {"made": 50}, {"array": "given/0"}, {"array": "none"}, {"tuple": [1, 2]}),
    *({"dict": [["a", 1]]}, {"dict": [1]}),
    {"class": "swiftsnn.plasticity.PairSTDP", "given": [], "named": {}},
    {"class": "os.system", "given": ["exit 1"], "named": {}},
    {"class": "builtins.open", "given": ["made-by-loading", "w"], "named": {}},
]
KEYS = ["to", "every", "record", "network", "_handle", "__class__", "start"]


def _places(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    parts = (
        value.items()
        if isinstance(value, dict)
        else enumerate(value)
        if isinstance(value, list)
        else ()
    )
    return [path] * bool(path) + [each for k, part in parts for each in _places(part, (*path, k))]


def _changed(description: dict[str, Any], choice: random.Random) -> dict[str, Any]:
    """With one to three values changed, left out, added or moved."""
    made = copy.deepcopy(description)
    for _ in range(choice.randint(1, 3)):
        path = choice.choice(_places(made))
        parent: Any = made
        for key in path[:-1]:
            parent = parent[key]
        how = choice.random()
        if how < 0.6:
            parent[path[-1]] = copy.deepcopy(choice.choice(ODD))
        elif how < 0.75:
            del parent[path[-1]]
        elif isinstance(parent, dict):
            parent[choice.choice(KEYS)] = copy.deepcopy(choice.choice(ODD))
        else:
            parent.insert(path[-1], copy.deepcopy(choice.choice([*ODD, *parent])))
    return made


def test_descriptions_that_were_tampered_with_are_refused_or_harmless(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    text, arrays = _checkpoint._read(_checkpoint.to_bytes(_network()), "it")
    refused = 0
    for seed in range(200):
        changed = _changed(json.loads(text), random.Random(seed))
        try:
            net = _checkpoint.from_bytes(forged(json.dumps(changed), arrays))
        except snn.InvalidArgumentError as error:
            refused += 1
            assert len(str(error)) > 20
            continue
        net.run(1.0)
    assert refused > 100
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("text", ["[" * 100_000, "[]", "{", "3", '{"format": 1}'])
def test_descriptions_of_nothing_are_refused(text: str) -> None:
    with pytest.raises(snn.InvalidArgumentError):
        _checkpoint.from_bytes(forged(text, {"a": np.zeros(2)}))
