"""Weights that are a weighted sum of components over the same synapses."""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn._settled import Part
from swiftsnn.distributions import Distribution
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.optimisers import Optimiser, WeightUpdate
from swiftsnn.plasticity import Rule
from swiftsnn.projection import Projection

if TYPE_CHECKING:
    from swiftsnn.network import Network


@dataclass(frozen=True, eq=False)
class Component(Described):
    """One component of a :class:`Mixture`: weights that learn by rules of their own.

    Parameters
    ----------
    weight : in the unit of the receptor
        As :meth:`Network.connect` takes it.
    coefficient : float
        What the component counts for.
    plasticity : Rule or list of Rule, optional
    optimiser : Optimiser, optional
    update : WeightUpdate, optional
    """

    weight: float | Distribution | ArrayLike = 0.0
    coefficient: float = 1.0
    plasticity: Rule | Iterable[Rule] | None = None
    optimiser: Optimiser | None = None
    update: WeightUpdate | None = None


class Mixture:
    """Weights ``W = sum of coefficient * component`` over the same synapses.

    Given to :meth:`Network.connect` as the weight, which then returns a :class:`MixedProjection`.

    Parameters
    ----------
    **components : Component, or a weight
        By names of the caller's choice; a weight stands for ``Component(weight)``.

    Examples
    --------
    >>> import swiftsnn as snn
    >>> net = snn.Network(dt=1.0)
    >>> source = net.population("source", 4, snn.Bernoulli(gain=0.2))
    >>> cells = net.population("cells", 3, snn.LIF())
    >>> fast = snn.Component(
    ...     0.0, 0.5, snn.ThreeFactor(rate=0.1), update=snn.WeightUpdate(tau_decay=500.0)
    ... )
    >>> mixed = net.connect(
    ...     source, cells, snn.AllToAll(), weight=snn.Mixture(slow=2.0, fast=fast)
    ... )
    >>> net.present({}, 100.0, learn=True)
    >>> mixed.coefficients = {"fast": 0.25}
    >>> dict(mixed.coefficients)
    {'slow': 1.0, 'fast': 0.25}
    """

    def __init__(self, **components: Component | float | Distribution | ArrayLike) -> None:
        if not components:
            raise InvalidArgumentError(
                "a Mixture needs at least one component, such as Mixture(slow=1.0, fast=0.0)"
            )
        self.components = {
            name: each if isinstance(each, Component) else Component(each)
            for name, each in components.items()
        }

    def __repr__(self) -> str:
        return f"Mixture({', '.join(self.components)})"


class MixedProjection(Part):
    """Projections over the same synapses, whose weighted sum is what transmits.

    Each component is a :class:`Projection` of its own, with its plasticity, recorders and so on;
    synaptic events count once a component.

    Attributes
    ----------
    components : mapping of names to Projection
    """

    def __init__(self, components: dict[str, Projection]) -> None:
        self.components: Mapping[str, Projection] = MappingProxyType(components)
        self.network = next(iter(components.values())).network
        self._first = next(iter(components.values()))

    @property
    def coefficients(self) -> Mapping[str, float]:
        """What each component counts for, by name; assign a mapping of those to change."""
        return MappingProxyType({name: each.coefficient for name, each in self.components.items()})

    @coefficients.setter
    def coefficients(self, values: Mapping[str, float]) -> None:
        if not isinstance(values, Mapping):
            raise InvalidArgumentError(
                f"coefficients of {self.name!r} must be a mapping of names to numbers, "
                f"not {values!r}"
            )
        for name in values:
            if name not in self.components:
                raise InvalidArgumentError(
                    f"{self.name!r} has no component {name!r}; there are "
                    f"{', '.join(self.components)}"
                )
        for name, value in values.items():
            self.components[name].coefficient = value

    @property
    def weights(self) -> NDArray[np.floating]:
        """The weights that transmit, a copy: those of the components times their coefficients."""
        total = np.zeros(len(self), self._first.network.handle.dtype)
        for each in self.components.values():
            total += total.dtype.type(each.coefficient) * each.weights
        total.flags.writeable = False
        return total

    def to_matrix(self) -> NDArray[np.floating]:
        """The same as a new array [source, target], summed over a pair's synapses; 0 for none."""
        matrix = np.zeros((self._first.source.size, self._first.target.size), self.weights.dtype)
        np.add.at(matrix, (self.pre, self.post), self.weights)
        return matrix

    @property
    def name(self) -> str:
        """Names of source and target."""
        return self._first.name

    @property
    def pre(self) -> NDArray[np.int32]:
        """Presynaptic neuron of every synapse, in the order of :attr:`weights`."""
        return self._first.pre

    @property
    def post(self) -> NDArray[np.int32]:
        """Postsynaptic neuron of every synapse, in the order of :attr:`weights`."""
        return self._first.post

    @property
    def delays(self) -> NDArray[np.float64]:
        """Delay of every synapse (ms), in the order of :attr:`weights`."""
        return self._first.delays

    def __len__(self) -> int:
        return len(self._first)

    def __repr__(self) -> str:
        return f"MixedProjection({self.name!r}, {', '.join(self.components)})"


def connect(mixture: Mixture, network: Network, *ends: Any, **given: Any) -> MixedProjection:
    """Add a projection of each component to a network, the further ones like the first."""
    for name in ("plasticity", "optimiser", "update"):
        if given.pop(name) is not None:
            raise InvalidArgumentError(
                f"{name} of a Mixture belongs to its components: Component(weight, {name}=...)"
            )
    made: dict[str, Projection] = {}
    first: Projection | None = None
    try:
        for name, part in mixture.components.items():
            made[name] = Projection(
                network,
                *ends,
                weight=part.weight,
                plasticity=part.plasticity,
                optimiser=part.optimiser,
                update=part.update,
                like=first,
                **given,
            )
            made[name].coefficient = part.coefficient
            first = first or made[name]
    except BaseException:
        for each in reversed(made.values()):
            with contextlib.suppress(Exception):
                _capi.lib.snn_projection_remove(each.network.token, each.index)
        raise
    network.projections.extend(made.values())
    return MixedProjection(made)
