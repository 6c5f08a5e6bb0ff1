"""Synapses from sparse matrices, and the neurons of synapses given as arrays."""

from __future__ import annotations

# pyright: reportArgumentType=false, reportCallIssue=false
from typing import Any

import numpy as np
import pytest
from _helpers import Mistake, Scene, by_synapse, python, refuses

import swiftsnn as snn

INVALID, SHAPE, INDEX = snn.InvalidArgumentError, snn.ShapeError, snn.IndexOutOfRangeError

DENSE = np.array([[0.0, 1.5, -2.0, 0.0], [0.25, 0.0, 0.0, 3.0], [0.0, 0.0, 0.0, 0.5]])


class Entries:
    """What any sparse matrix has: four entries, one of them twice and one of 0, if not others."""

    def __init__(self, **other: Any) -> None:
        self.row = np.array([0, 0, 2, 0])
        self.col = np.array([1, 1, 3, 2])
        self.data = np.array([1.0, 2.0, 4.0, 0.0])
        self.shape = (3, 4)
        self.__dict__.update(other)

    def tocoo(self) -> Entries:
        return self


def _connect(matrix: object, **given: Any) -> snn.Projection:
    net = snn.Network(dt=0.5)
    source = net.population("source", 3, snn.SpikeSource())
    target = net.population("target", 4, snn.LIF(tau_m=1e9, v_rest=0.0, v_thresh=1e3))
    return net.connect(source, target, snn.FromSparse(matrix), **given)


@pytest.mark.parametrize("kind", ["array", "matrix"])
@pytest.mark.parametrize("form", ["bsr", "coo", "csc", "csr", "dia", "dok", "lil"])
def test_every_form_of_scipys_is_taken(form: str, kind: str) -> None:
    sparse = pytest.importorskip("scipy.sparse")
    matrix = getattr(sparse, f"{form}_{kind}")(DENSE)
    projection = _connect(matrix)
    if form != "bsr":
        assert len(projection) == 5
    assert (projection.to_matrix() == DENSE).all()
    assert set(projection.delays.tolist()) == {0.5}


def test_rows_are_sources_and_columns_targets() -> None:
    projection = _connect(Entries(row=[2], col=[1], data=[7.0]))
    projection.network.feed(projection.source, [0.5], [2])
    projection.network.run(2.0)
    assert projection.target.state("v").tolist() == [0.0, 7.0, 0.0, 0.0]


def test_entries_stored_twice_are_two_synapses_and_zeros_are_kept() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    entries = Entries()
    coo = sparse.coo_array((entries.data, (entries.row, entries.col)), shape=(3, 4))
    csr = sparse.csr_array(
        (entries.data[[0, 1, 3, 2]], entries.col[[0, 1, 3, 2]], [0, 3, 3, 4]), shape=(3, 4)
    )
    for matrix in (entries, coo, csr):
        projection = _connect(matrix)
        assert projection.pre.tolist() == [0, 0, 0, 2]
        assert projection.post.tolist() == [1, 1, 2, 3]
        assert projection.weights.tolist() == [1.0, 2.0, 0.0, 4.0]


def test_weights_and_delays_may_be_given_instead() -> None:
    projection = _connect(Entries(), weight=0.5, delay=[1.0, 2.0, 1.5, 1.0])
    assert projection.weights.tolist() == [0.5] * 4
    assert projection.delays.tolist() == [1.0, 1.0, 2.0, 1.5]
    assert projection.post.tolist() == [1, 2, 1, 3]
    projection = _connect(Entries(), weight=[1.0, 2.0, 3.0, 4.0])
    assert projection.weights.tolist() == [1.0, 2.0, 4.0, 3.0]


@pytest.mark.parametrize("kind", [np.bool_, np.int8, np.uint64, np.float16, np.float64])
def test_values_of_any_kind_of_number_are_weights(kind: type) -> None:
    assert _connect(Entries(data=np.ones(4, kind))).weights.tolist() == [1.0] * 4


def test_an_empty_matrix_is_a_projection_without_synapses() -> None:
    sparse = pytest.importorskip("scipy.sparse")
    projection = _connect(sparse.csr_array((3, 4)))
    assert len(projection) == 0
    projection.network.run(1.0)


def test_a_matrix_is_what_its_arrays_are_and_learns() -> None:
    rng = np.random.default_rng(3)
    row, col = rng.integers(0, 50, 400), rng.integers(0, 60, 400)
    data = rng.random(400)
    found = []
    for is_sparse in (True, False):
        net = snn.Network(dt=1.0, seed=2)
        source = net.population("source", 50, snn.Poisson(rate=100.0))
        target = net.population("target", 60, snn.LIF(v_init=-51.0))
        entries = Entries(row=row, col=col, data=data, shape=(50, 60))
        projection = net.connect(
            source,
            target,
            snn.FromSparse(entries) if is_sparse else snn.FromArrays(row, col),
            weight=None if is_sparse else data,
            delay=2.0,
            plasticity=snn.PairSTDP(),
        )
        before = by_synapse(projection)
        net.run(50.0)
        found.append(by_synapse(projection))
        assert (found[-1] != before).any()
    assert (found[0] == found[1]).all()


def test_scipy_is_not_imported() -> None:
    assert python("import sys, swiftsnn; print('scipy' in sys.modules)") == "False\n"


def _sparse(scene: Scene, matrix: object, **given: Any) -> object:
    return scene.net.connect(scene.stim, scene.cells, snn.FromSparse(matrix), **given)


def _ends(scene: Scene, pre: Any, post: Any) -> object:
    return scene.connect(snn.FromArrays(pre, post), weight=1.0)


_WHAT = "matrix of FromSparse of 'stim -> cells'"
_GOOD = {"row": [0, 1], "col": [2, 0], "data": [1.0, 2.0], "shape": (2, 3)}

MISTAKES: dict[str, Mistake] = {
    "a dense array": (lambda s: _sparse(s, np.ones((2, 3))), INVALID, f"{_WHAT} | csr | AllToAll"),
    "a list": (lambda s: _sparse(s, [[1]]), INVALID, f"{_WHAT} | builtins.list | FromArrays"),
    "None": (lambda s: _sparse(s, None), INVALID, f"{_WHAT} | not None"),
    "a class": (lambda s: _sparse(s, Entries), INVALID, f"{_WHAT} | class Entries itself"),
    "turned": (
        lambda s: _sparse(s, Entries(shape=(3, 2))),
        SHAPE,
        f"{_WHAT} | (2, 3) | a source | (3, 2)",
    ),
    "a vector": (lambda s: _sparse(s, Entries(shape=(6,))), SHAPE, "(2, 3) | (6,)"),
    "no entries": (
        lambda s: _sparse(s, type("No", (), {"tocoo": lambda self: 5})()),
        INVALID,
        "tocoo() | row, col and data | builtins.int",
    ),
    "entries beyond the shape": (
        lambda s: _sparse(s, Entries(**{**_GOOD, "row": [0, 2]})),
        INDEX,
        "pre[1] is 2 | 'stim' has neurons 0 to 1",
    ),
    "fewer values": (
        lambda s: _sparse(s, Entries(**{**_GOOD, "data": [1.0]})),
        SHAPE,
        "weight of 'stim -> cells' | 2 of them | (1,)",
    ),
    "nan": (
        lambda s: _sparse(s, Entries(**{**_GOOD, "data": [1.0, np.nan]})),
        INVALID,
        "weight[1] | nan",
    ),
    "complex": (
        lambda s: _sparse(s, Entries(**{**_GOOD, "data": np.ones(2, complex)})),
        INVALID,
        "weight of 'stim -> cells' | numbers",
    ),
    "drawn weights": (
        lambda s: _sparse(s, Entries(**_GOOD), weight=snn.Normal(0.0, 1.0)),
        INVALID,
        "weight of 'stim -> cells' | a number or an array",
    ),
    "in a union": (
        lambda s: snn.FromSparse(Entries(**_GOOD)) | snn.OneToOne(),
        INVALID,
        "FromSparse | add the matrices",
    ),
    "no weight of a rule": (
        lambda s: s.net.connect(s.stim, s.cells, snn.AllToAll()),
        INVALID,
        "weight of 'stim -> cells' | None | FromSparse",
    ),
    "no weight of arrays": (
        lambda s: s.connect(snn.FromArrays([0], [0]), weight=None),
        INVALID,
        "weight of 'stim -> cells' | None",
    ),
    "a mask": (
        lambda s: _ends(s, np.array([True, False]), [0, 1]),
        INVALID,
        "pre of FromArrays | booleans | np.flatnonzero",
    ),
    "a mask of targets": (lambda s: _ends(s, [0, 1], [True, False]), INVALID, "post of FromArrays"),
    "one truth": (lambda s: _ends(s, True, [0]), INVALID, "pre of FromArrays | booleans"),
}


@pytest.mark.parametrize("mistake", MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_is_answered_with_a_sentence(mistake: Mistake) -> None:
    refuses(mistake)


def test_a_refused_matrix_leaves_nothing_behind() -> None:
    scene = Scene.make()
    with pytest.raises(snn.ShapeError):
        _sparse(scene, Entries())
    assert scene.net.projections == []
    _sparse(scene, Entries(**_GOOD))
    assert scene.net.counters.synapses == 2
