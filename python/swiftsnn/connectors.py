"""Connectivity rules (which synapses exist) and distributions (their weights and delays)."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

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


@dataclass(frozen=True)
class Union(Connector):
    """Several rules together; write ``a | b``."""

    parts: tuple[Connector, ...]

    def __post_init__(self) -> None:
        for part in self.parts:
            if not isinstance(part, Connector) or isinstance(part, FromArrays):
                raise InvalidArgumentError(
                    f"a union takes connectivity rules, not {part!r}"
                    + ("; join the arrays instead" if isinstance(part, FromArrays) else "")
                )


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
    k: int
    allow_self: bool = False
    allow_multapses: bool = True


@dataclass(frozen=True)
class FixedTotalNumber(Connector):
    """``n`` synapses; source and target of each are drawn independently, with repetition."""

    rule: ClassVar[str] = "fixed_total_number"
    n: int
    allow_self: bool = False


@dataclass(frozen=True)
class Modular(Connector):
    """Groups of ``size`` neighbours; inside a group each pair with probability ``p``."""

    rule: ClassVar[str] = "modular"
    size: int
    p: float = 0.5


@dataclass(frozen=True)
class SmallWorld(Connector):
    """``k`` nearest targets on a ring, each rewired at random with probability ``rewire``.

    The directed form of Watts and Strogatz (Nature 393:440, 1998); source i sits opposite target
    ``i * n_targets / n_sources``, so that it also joins populations of different sizes.
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


def _indices(values: ArrayLike, what: str) -> NDArray[np.int32]:
    given = np.asarray(values)
    if given.dtype.kind in "iu" and given.ndim == 1:
        limits = np.iinfo(np.int32)
        for k in np.flatnonzero((given < limits.min) | (given > limits.max))[:1]:
            raise IndexOutOfRangeError(f"{what}[{k}] is {given[k]}, beyond any population")
    return _capi.contiguous(given, np.int32, f"{what} of FromArrays")


def _parts(connector: Connector) -> tuple[Connector, ...]:
    return connector.parts if isinstance(connector, Union) else (connector,)


def rules(connector: Connector) -> list[_capi.Named]:
    """The rules of a connector as the engine takes them."""
    return [_capi.named(part.rule, part.numbers()) for part in _parts(connector)]


@dataclass(frozen=True)
class Distribution(Described):
    """Base of the distributions of weights (mV) and delays (ms)."""

    kind: ClassVar[str]

    def named(self, what: str) -> _capi.Named:
        """As the engine takes it; ``what`` is drawn."""
        values = {
            f.name: _capi.number(getattr(self, f.name), f"{f.name} of the {what}")
            for f in fields(self)
        }
        return _capi.named(self.kind, values)


@dataclass(frozen=True)
class Constant(Distribution):
    """The same value for every synapse; a plain number means this."""

    kind: ClassVar[str] = "constant"
    value: float


@dataclass(frozen=True)
class Normal(Distribution):
    """Normal, drawn again while outside ``lower`` to ``upper``."""

    kind: ClassVar[str] = "normal"
    mean: float
    std: float
    lower: float = -np.inf
    upper: float = np.inf


@dataclass(frozen=True)
class Uniform(Distribution):
    """Uniform from ``low`` to ``high``."""

    kind: ClassVar[str] = "uniform"
    low: float
    high: float
