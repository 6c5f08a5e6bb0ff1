"""Connectivity rules: which synapses exist."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Protocol

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.errors import IndexOutOfRangeError, InvalidArgumentError, ShapeError


@dataclass(frozen=True)
class Connector(Described):
    """Base of the connectivity rules; ``a | b`` is their union, a pair connected once."""

    rule: ClassVar[str]

    def __or__(self, other: Connector) -> Union:
        """All synapses of either."""
        return Union((*_parts(self), *_parts(other)))

    def numbers(self) -> dict[str, float]:
        """Parameters as the engine takes them, by name."""
        return {f.name: _capi.number(getattr(self, f.name), f.name) for f in fields(self)}

    def described(self) -> _capi.Rule:
        """As the engine takes it."""
        return _capi.rule(self.rule, self.numbers())


@dataclass(frozen=True)
class Listed(Connector):
    """Base of the connectors whose synapses are in hand, each with a weight of its own."""

    def entries(self, name: str, shape: tuple[int, int]) -> tuple[FromArrays, ArrayLike]:
        """The synapses and weights of projection ``name`` between populations of ``shape``."""
        raise NotImplementedError


@dataclass(frozen=True)
class Union(Connector):
    """Several rules together; write ``a | b``."""

    parts: tuple[Connector, ...]

    def __post_init__(self) -> None:
        for part in self.parts:
            if not isinstance(part, Connector) or isinstance(part, (FromArrays, Listed)):
                hint = ""
                if isinstance(part, FromArrays):
                    hint = "; join the arrays instead"
                elif isinstance(part, FromSparse):
                    hint = "; add the matrices instead"
                raise InvalidArgumentError(f"a union takes connectivity rules, not {part!r}{hint}")


@dataclass(frozen=True)
class AllToAll(Connector):
    """Every pair; within a population ``allow_self=False`` leaves out a neuron to itself."""

    rule: ClassVar[str] = "all_to_all"
    allow_self: bool = True


@dataclass(frozen=True)
class OneToOne(Connector):
    """Neuron i to neuron i of a population of the same size."""

    rule: ClassVar[str] = "one_to_one"


@dataclass(frozen=True)
class FixedProbability(Connector):
    """Each pair independently with probability ``p``."""

    rule: ClassVar[str] = "fixed_probability"
    p: float
    allow_self: bool = False


@dataclass(frozen=True)
class FixedInDegree(Connector):
    """Every target draws ``k`` sources, several times the same where multapses are allowed."""

    rule: ClassVar[str] = "fixed_in_degree"
    elsewhere: ClassVar[Mapping[str, str]] = {"indegree": "k"}
    k: int
    allow_self: bool = False
    allow_multapses: bool = True


@dataclass(frozen=True)
class FixedOutDegree(Connector):
    """Every source draws ``k`` targets, several times the same where multapses are allowed."""

    rule: ClassVar[str] = "fixed_out_degree"
    elsewhere: ClassVar[Mapping[str, str]] = {"outdegree": "k"}
    k: int
    allow_self: bool = False
    allow_multapses: bool = True


@dataclass(frozen=True)
class FixedTotalNumber(Connector):
    """``n`` synapses; source and target of each are drawn independently, with repetition.

    With ``allow_multapses=False`` they are ``n`` different pairs, every choice equally likely.
    """

    rule: ClassVar[str] = "fixed_total_number"
    elsewhere: ClassVar[Mapping[str, str]] = {"N": "n"}
    n: int
    allow_self: bool = False
    allow_multapses: bool = True


@dataclass(frozen=True)
class Modular(Connector):
    """Groups of ``size`` neighbours; inside a group each pair with probability ``p``."""

    rule: ClassVar[str] = "modular"
    size: int
    p: float = 0.5


@dataclass(frozen=True, eq=False)
class Blocks(Connector):
    """Groups of neurons; each pair of neurons is joined with the probability of its groups.

    The directed stochastic block model (Holland, Laskey and Leinhardt, Social Networks 5:109,
    1983).

    Parameters
    ----------
    probabilities : array_like, [source groups, target groups]
        Each 0 to 1.
    source_sizes, target_sizes : array_like of int
        Neurons of each group, in order; they add up to the sizes of the populations.
    allow_self : bool
        Whether a neuron may connect to itself.
    """

    rule: ClassVar[str] = "blocks"
    probabilities: ArrayLike
    source_sizes: ArrayLike
    target_sizes: ArrayLike
    allow_self: bool = False

    def described(self) -> _capi.Rule:
        """As the engine takes it."""
        arrays = {
            name: _capi.contiguous(getattr(self, name), np.float64, f"{name} of Blocks")
            for name in ("probabilities", "source_sizes", "target_sizes")
        }
        probabilities, sources, targets = arrays.values()
        if sources.ndim != 1 or targets.ndim != 1:
            raise ShapeError("source_sizes and target_sizes of Blocks must be flat")
        if probabilities.shape != (sources.size, targets.size):
            raise ShapeError(
                f"probabilities of Blocks must be of shape {(sources.size, targets.size)}, one row "
                "a group of sources and one column a group of targets, not of shape "
                f"{probabilities.shape}"
            )
        return _capi.rule(
            self.rule, {"allow_self": _capi.number(self.allow_self, "allow_self")}, arrays
        )


@dataclass(frozen=True)
class SmallWorld(Connector):
    """``k`` nearest targets on a ring, each rewired at random with probability ``rewire``.

    The directed form of Watts and Strogatz (Nature 393:440, 1998): of a synapse the source stays,
    and the target moves, with probability ``rewire``, to one drawn from all that the source does
    not reach yet. So every source keeps exactly ``k`` targets, and a synapse is not joined by one
    back, where the undirected form rewires an edge at one of its ends. An odd ``k`` takes one
    neighbour more on one side. Source i sits opposite target ``i * n_targets / n_sources``, so
    that it also joins populations of different sizes. Within a population no neuron reaches itself.
    """

    rule: ClassVar[str] = "small_world"
    k: int
    rewire: float = 0.1


@dataclass(frozen=True, eq=False)
class FromArrays(Connector):
    """Synapses from arrays: source and target neuron of each; a pair may come several times."""

    pre: ArrayLike
    post: ArrayLike

    def arrays(self) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
        """Both arrays as the engine takes them."""
        pre = _indices(self.pre, "pre")
        post = _indices(self.post, "post")
        if pre.ndim != 1 or pre.shape != post.shape:
            raise ShapeError(
                "pre and post of FromArrays must be flat and of one length, "
                f"not of shapes {pre.shape} and {post.shape}"
            )
        return pre, post


class Sparse(Protocol):
    """A sparse matrix as far as :class:`FromSparse` looks at it, such as those of scipy."""

    def tocoo(self) -> Any:
        """The entries as arrays ``row``, ``col`` and ``data``, and their ``shape``."""
        ...


@dataclass(frozen=True, eq=False)
class FromSparse(Listed):
    """A synapse for every entry of a sparse matrix [source, target], as of ``scipy.sparse``.

    The values are the weights, unless others are given, in the order of ``matrix.tocoo()``. Entries
    stored twice are two synapses, stored zeros are synapses of weight 0.
    """

    matrix: Sparse

    def entries(self, name: str, shape: tuple[int, int]) -> tuple[FromArrays, ArrayLike]:
        """The synapses and values of a matrix, which must be of the shape of the populations."""
        matrix = self.matrix
        if isinstance(matrix, type) or not callable(getattr(matrix, "tocoo", None)):
            raise InvalidArgumentError(
                f"the matrix of FromSparse of {name!r} must be a sparse one such as "
                f"scipy.sparse.csr_array, not {_kind(matrix)}; an array [source, target] is the "
                "weight of AllToAll, neurons of single synapses go with FromArrays"
            )
        given = getattr(matrix, "shape", None)
        if given is not None and tuple(given) != shape:
            raise ShapeError(
                f"the matrix of FromSparse of {name!r} must be of shape {shape}, one row a source "
                f"and one column a target, not of shape {tuple(given)}"
            )
        entries = matrix.tocoo()
        try:
            return FromArrays(entries.row, entries.col), entries.data
        except AttributeError:
            raise InvalidArgumentError(
                f"tocoo() of the matrix of FromSparse of {name!r} must give row, col and data, "
                f"not {_kind(entries)}"
            ) from None


def _kind(value: object) -> str:
    if isinstance(value, type):
        return f"the class {value.__name__} itself"
    return "None" if value is None else f"{type(value).__module__}.{type(value).__name__}"


def _indices(values: ArrayLike, what: str) -> NDArray[np.int32]:
    given = np.asarray(values)
    if given.dtype.kind == "b":
        raise InvalidArgumentError(
            f"{what} of FromArrays must hold neurons, not booleans; np.flatnonzero of a mask are "
            "the neurons where it is true"
        )
    if given.dtype.kind in "iu" and given.ndim == 1:
        limits = np.iinfo(np.int32)
        for k in np.flatnonzero((given < limits.min) | (given > limits.max))[:1]:
            raise IndexOutOfRangeError(f"{what}[{k}] is {given[k]}, beyond any population")
    return _capi.contiguous(given, np.int32, f"{what} of FromArrays")


def _parts(connector: Connector) -> tuple[Connector, ...]:
    return connector.parts if isinstance(connector, Union) else (connector,)


def check_connector(given: Any, projection: str) -> None:
    """Refuse what is no connector of a projection."""
    if not isinstance(given, Connector) or type(given) is Connector:
        raise InvalidArgumentError(
            f"the connector of {projection} must be one such as swiftsnn.FixedProbability(0.1), "
            f"not {given!r}"
        )


def rules(connector: Connector) -> list[_capi.Rule]:
    """The rules of a connector as the engine takes them."""
    return [part.described() for part in _parts(connector)]


def as_listed(
    connector: AllToAll | OneToOne, sources: int, targets: int, recurrent: bool
) -> FromArrays:
    """The synapses one by one of a rule that draws none, by source and target."""
    if isinstance(connector, OneToOne):
        return FromArrays(np.arange(sources), np.arange(targets))
    joined = np.ones((sources, targets), bool)
    if recurrent and not connector.allow_self:
        np.fill_diagonal(joined, False)
    return FromArrays(*np.nonzero(joined))
