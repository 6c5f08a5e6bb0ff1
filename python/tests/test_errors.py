"""Mistakes of a description: what is raised, and that the sentence says what, where and what to do.

Arguments of a wrong type are the point here.
"""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false, reportOperatorIssue=false
from functools import reduce
from operator import or_

import numpy as np
import pytest
from _helpers import Mistake, Scene, refuses

import swiftsnn as snn

INVALID, SHAPE, INDEX = snn.InvalidArgumentError, snn.ShapeError, snn.IndexOutOfRangeError
MEMORY = snn.OutOfMemoryError

NETWORK: dict[str, Mistake] = {
    "dt 0": (lambda s: snn.Network(dt=0), INVALID, "dt must be | ms, not 0"),
    "dt negative": (lambda s: snn.Network(dt=-0.1), INVALID, "dt must be | not -0.1"),
    "dt nan": (lambda s: snn.Network(dt=np.nan), INVALID, "dt must be | not nan"),
    "dt infinite": (lambda s: snn.Network(dt=np.inf), INVALID, "dt must be | not inf"),
    "dt tiny": (lambda s: snn.Network(dt=1e-300), INVALID, "dt must be | 1e-6 to 1e6 ms"),
    "dt None": (lambda s: snn.Network(dt=None), INVALID, "dt must be a number, not None"),
    "dt text": (lambda s: snn.Network(dt="0.1"), INVALID, "dt must be a number, not '0.1'"),
    "dt too long": (lambda s: snn.Network(dt=10**400), INVALID, "dt must be 1e-6 to 1e6 ms"),
    "seed negative": (
        lambda s: snn.Network(seed=-1),
        INVALID,
        "seed must be 0 to 2**64 - 1",
    ),
    "seed of 65 bits": (lambda s: snn.Network(seed=2**64), INVALID, "seed must be"),
    "seed broken": (lambda s: snn.Network(seed=1.5), INVALID, "seed must be a whole number"),
    "seed None": (lambda s: snn.Network(seed=None), INVALID, "seed must be a whole number"),
    "batch 0": (lambda s: snn.Network(batch=0), INVALID, "batch must be 1 to 65536, not 0"),
    "batch huge": (lambda s: snn.Network(batch=10**6), INVALID, "batch must be 1 to 65536"),
    "batch broken": (lambda s: snn.Network(batch=2.5), INVALID, "batch must be a whole | 2.5"),
    "threads 0": (lambda s: snn.Network(threads=0), INVALID, "threads must be 1 to 1024, not 0"),
    "threads negative": (lambda s: snn.Network(threads=-1), INVALID, "threads must be 1 to 1024"),
    "threads huge": (lambda s: snn.Network(threads=5000), INVALID, "threads must be 1 to 1024"),
}


def _add(scene: Scene, size: object = 3, model: object = None, name: object = "x") -> object:
    return scene.net.population(name, size, snn.LIF() if model is None else model)


LIF_NAMES = "tau_m, cm, v_rest, v_reset, v_thresh"

POPULATIONS: dict[str, Mistake] = {
    "model by name": (lambda s: _add(s, model="lif"), INVALID, "'x' | swiftsnn.LIF() | 'lif'"),
    "model class": (lambda s: _add(s, model=snn.LIF), INVALID, "'x' | swiftsnn.LIF()"),
    "size 0": (lambda s: _add(s, 0), INVALID, "size of population 'x' must be 1 to | not 0"),
    "size negative": (lambda s: _add(s, -5), INVALID, "size of population 'x' | not -5"),
    "size broken": (lambda s: _add(s, 2.5), INVALID, "size of population 'x' | whole | 2.5"),
    "size text": (lambda s: _add(s, "3"), INVALID, "size of population 'x' | whole | '3'"),
    "size None": (lambda s: _add(s, None), INVALID, "size of population 'x' | whole | None"),
    "size 2**40": (lambda s: _add(s, 2**40), INVALID, "size of population 'x' must be 1 to"),
    "size 2**100": (lambda s: _add(s, 2**100), INVALID, "size of population 'x'"),
    "more than memory": (
        lambda s: snn.Network(batch=65536).population("x", 2**22, snn.LIF()),
        MEMORY,
        "population 'x' | GiB | smaller",
    ),
    "name a number": (lambda s: _add(s, name=3), INVALID, "name must be a string, not int"),
    "name empty": (lambda s: _add(s, name=""), INVALID, "at least one character"),
    "name of two lines": (lambda s: _add(s, name="a\nb"), INVALID, "without line breaks"),
    "name in use": (lambda s: _add(s, name="cells"), INVALID, "named 'cells' already"),
    "name cut by C": (lambda s: _add(s, name="a\0b"), INVALID, "name | null character"),
    "NEST's V_th": (lambda s: snn.LIF(V_th=-50.0), INVALID, f"'V_th' | v_thresh | {LIF_NAMES}"),
    "NEST's C_m": (lambda s: snn.LIF(C_m=1.0), INVALID, f"'C_m' | here it is cm | {LIF_NAMES}"),
    "current synapses": (lambda s: snn.LIF(tau_syn=5.0), INVALID, f"'tau_syn' | {LIF_NAMES}"),
    "by position": (lambda s: snn.LIF(20.0), INVALID, f"by name | {LIF_NAMES}"),
    "source parameter": (lambda s: snn.Poisson(frequency=5), INVALID, "'frequency' | rate"),
    "reset": (lambda s: _add(s, model=snn.LIF(reset="zero")), INVALID, "'value' or 'subtract'"),
    "tau negative": (lambda s: _add(s, model=snn.LIF(tau_m=-1.0)), INVALID, "tau_m | 'x' | -1.0"),
    "tau nan": (lambda s: _add(s, model=snn.LIF(tau_m=np.nan)), INVALID, "tau_m | 'x' | nan"),
    "tau infinite": (lambda s: _add(s, model=snn.LIF(tau_m=np.inf)), INVALID, "tau_m | 'x' | inf"),
    "tau None": (lambda s: _add(s, model=snn.LIF(tau_m=None)), INVALID, "tau_m | 'x' | None"),
    "tau text": (lambda s: _add(s, model=snn.LIF(tau_m="20")), INVALID, "tau_m | 'x' | '20'"),
    "tau of some": (
        lambda s: _add(s, model=snn.LIF(tau_m=[1.0, 2.0])),
        SHAPE,
        "tau_m of population 'x' | 1 value or 3, not 2",
    ),
    "tau nan of one": (
        lambda s: _add(s, model=snn.LIF(tau_m=[1.0, np.nan, 1.0])),
        INVALID,
        "tau_m of population 'x' | nan",
    ),
    "reset above threshold": (
        lambda s: _add(s, model=snn.LIF(v_reset=-40.0)),
        INVALID,
        "v_reset of 'x' (-40 mV, neuron 0) | below v_thresh (-50 mV)",
    ),
    "gain 2": (lambda s: _add(s, model=snn.Bernoulli(gain=2.0)), INVALID, "gain | 'x' | at most 1"),
    "rate": (lambda s: _add(s, model=snn.Poisson(rate=-1.0)), INVALID, "rate | 'x' | Hz | -1.0"),
    "set NEST's": (lambda s: s.cells.set(V_th=1.0), INVALID, f"'cells' | 'V_th' | {LIF_NAMES}"),
    "set some": (lambda s: s.cells.set(tau_m=[1, 2]), SHAPE, "tau_m | 'cells' | 3, not 2"),
    "set a source": (lambda s: s.stim.set(rate=1.0), INVALID, "'stim' has no parameters"),
    "set one for all": (
        lambda s: s.cells.set(subtract=[0, 1, 0]),
        SHAPE,
        "subtract of population 'cells' is one value for all neurons",
    ),
    "get": (lambda s: s.cells.get("V_th"), INVALID, f"'cells' | 'V_th' | {LIF_NAMES}"),
    "state": (lambda s: s.cells.state("V_m"), INVALID, "'cells' | 'V_m' | valid ones are v, v_"),
    "state of a source": (lambda s: s.stim.state("v"), INVALID, "'stim' has no state variables"),
}

_TWO = snn.FromArrays([0, 1], [0, 1])

PROJECTIONS: dict[str, Mistake] = {
    "into a source": (
        lambda s: s.net.connect(s.cells, s.stim, snn.AllToAll(), weight=1.0),
        INVALID,
        "'stim' | is a source and takes no input",
    ),
    "of another network": (
        lambda s: s.net.connect(Scene.make().stim, s.cells, snn.AllToAll(), weight=1.0),
        INVALID,
        "'stim' belongs to another network",
    ),
    "population by name": (
        lambda s: s.net.connect("stim", s.cells, snn.AllToAll(), weight=1.0),
        INVALID,
        "source | population, not 'stim'",
    ),
    "rule by name": (lambda s: s.connect("all_to_all"), INVALID, "'stim' -> 'cells' | snn.F"),
    "rule class": (lambda s: s.connect(snn.AllToAll), INVALID, "'stim' -> 'cells' | swiftsnn.F"),
    "one to one": (lambda s: s.connect(snn.OneToOne()), SHAPE, "one_to_one | 2 sources and 3"),
    "p 1.5": (lambda s: s.connect(snn.FixedProbability(1.5)), INVALID, "p of | at most 1"),
    "p text": (lambda s: s.connect(snn.FixedProbability("0.1")), INVALID, "p must be a number"),
    "k broken": (lambda s: s.connect(snn.FixedInDegree(2.5)), INVALID, "k of | whole number"),
    "k negative": (lambda s: s.connect(snn.FixedInDegree(-1)), INVALID, "k of | at least 0"),
    "k of too few": (
        lambda s: s.connect(snn.FixedInDegree(5, allow_multapses=False)),
        INVALID,
        "k = 5 | only 2 possible sources | multapses",
    ),
    "module 0": (lambda s: s.connect(snn.Modular(0)), INVALID, "size of | at least 1"),
    "ring too short": (lambda s: s.connect(snn.SmallWorld(4)), INVALID, "k = 4 | 3 targets"),
    "16 rules": (lambda s: s.connect(reduce(or_, [snn.AllToAll()] * 16)), SHAPE, "1 to 15 | 16"),
    "pre too high": (lambda s: s.connect(snn.FromArrays([5], [0])), INDEX, "pre[0] is 5 | 0 to 1"),
    "post negative": (
        lambda s: s.connect(snn.FromArrays([0], [-1])),
        INDEX,
        "post[0] is -1 | 'cells' has neurons 0 to 2",
    ),
    "pre broken": (lambda s: s.connect(snn.FromArrays([0.5], [0])), INVALID, "pre of | whole"),
    "pre and post": (lambda s: s.connect(snn.FromArrays([0, 1], [0])), SHAPE, "(2,) and (1,)"),
    "weights of arrays": (
        lambda s: s.connect(_TWO, weight=[1.0]),
        SHAPE,
        "weight of 'stim -> cells' | 2 of them | (1,)",
    ),
    "drawn for arrays": (
        lambda s: s.connect(_TWO, weight=snn.Normal(0.0, 1.0)),
        INVALID,
        "weight of 'stim -> cells' | number or an array",
    ),
    "weight nan": (
        lambda s: s.connect(weight=np.nan),
        INVALID,
        "weight of 'stim -> cells' | not nan",
    ),
    "weight infinite": (
        lambda s: s.connect(weight=np.inf),
        INVALID,
        "weight of 'stim -> cells' | inf",
    ),
    "weight too large": (lambda s: s.connect(weight=1e300), INVALID, "'stim' -> 'cells' | 1e30"),
    "weight None": (lambda s: s.connect(weight=None), INVALID, "weight of 'stim -> cells' | None"),
    "weight text": (lambda s: s.connect(weight="1"), INVALID, "weight of 'stim -> cells' | '1'"),
    "weight turned": (lambda s: s.connect(weight=np.ones((3, 2))), SHAPE, "(2, 3) | (3, 2)"),
    "matrix of nan": (
        lambda s: s.connect(weight=np.full((2, 3), np.nan)),
        INVALID,
        "weight 0 of 'stim -> cells' is nan",
    ),
    "std": (lambda s: s.connect(weight=snn.Normal(0.0, -1.0)), INVALID, "std | weights | -1.0"),
    "bounds far away": (
        lambda s: s.connect(weight=snn.Normal(0.0, 1.0, lower=10.0)),
        INVALID,
        "weights of 'stim' -> 'cells' | 10 | more than 4 std",
    ),
    "turned around": (lambda s: s.connect(weight=snn.Uniform(2.0, 1.0)), INVALID, "low <= high"),
    "delay 0": (lambda s: s.connect(delay=0.0), INVALID, "'stim' -> 'cells' | at least dt"),
    "delay negative": (lambda s: s.connect(delay=-1.0), INVALID, "'cells' is -1.0 ms"),
    "delay below dt": (lambda s: s.connect(delay=0.04), INVALID, "0.04 ms, below one step of 0.1"),
    "delay nan": (lambda s: s.connect(delay=np.nan), INVALID, "delay of 'stim -> cells' | nan"),
    "delay too long": (lambda s: s.connect(delay=1e9), INVALID, "'cells' | more than | steps"),
    "drawn delay": (
        lambda s: s.connect(delay=snn.Normal(0.1, 1.0)),
        INVALID,
        "below one step | for drawn delays, a lower bound",
    ),
    "delay of one of the arrays": (
        lambda s: s.connect(_TWO, delay=[1.0, 0.0]),
        INVALID,
        "delay of 'stim' -> 'cells' is 0.0 ms",
    ),
    "weights of some": (
        lambda s: setattr(s.connect(), "weights", [1.0, 2.0]),
        SHAPE,
        "'stim -> cells' has 6 weights, not 2",
    ),
    "weights nan": (
        lambda s: setattr(s.connect(), "weights", [np.nan] * 6),
        INVALID,
        "weight 0 of 'stim -> cells' is nan",
    ),
    "weights text": (
        lambda s: setattr(s.connect(), "weights", "x"),
        INVALID,
        "weights of 'stim -> cells' must be an array of numbers",
    ),
    "matrix of 2**42": (
        lambda s: s.net.connect(
            s.net.population("a", 2**21, snn.SpikeSource()),
            s.net.population("b", 2**21, snn.LIF()),
            snn.AllToAll(),
            weight=1.0,
        ),
        MEMORY,
        "GiB | smaller",
    ),
    "long delays of many": (
        lambda s: s.net.connect(
            s.net.population("a", 2**20, snn.LIF()),
            s.cells,
            snn.FixedInDegree(1),
            weight=1,
            delay=1e5,
        ),
        MEMORY,
        "spikes of 'a' | GiB | delays smaller",
    ),
}

TABLE = {**NETWORK, **POPULATIONS, **PROJECTIONS}


@pytest.mark.parametrize("mistake", TABLE.values(), ids=TABLE)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)


def test_names_are_told_apart_in_every_table() -> None:
    assert len(TABLE) == len(NETWORK) + len(POPULATIONS) + len(PROJECTIONS)


def test_the_exceptions_are_pythons_own_too() -> None:
    builtin = {INVALID: ValueError, SHAPE: ValueError, INDEX: IndexError, MEMORY: MemoryError}
    builtin[snn.StateError] = RuntimeError
    for kind, usual in builtin.items():
        assert issubclass(kind, usual)
        assert issubclass(kind, snn.SwiftSNNError)
