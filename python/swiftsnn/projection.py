"""Projections: the synapses from one population to another."""

from __future__ import annotations

import ctypes
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi, _delays
from swiftsnn._settled import Settled
from swiftsnn._synapses import Synapses
from swiftsnn._updated import Updated, connect_like
from swiftsnn.connectors import (
    AllToAll,
    Connector,
    FromArrays,
    Listed,
    OneToOne,
    as_listed,
    rules,
)
from swiftsnn.distributions import Distribution, drawn
from swiftsnn.dynamics import Dynamics, check_dynamics
from swiftsnn.errors import InvalidArgumentError, ShapeError, StateError
from swiftsnn.optimisers import Optimiser, WeightUpdate
from swiftsnn.plasticity import Rule, Term, as_rules
from swiftsnn.population import Population, distances

if TYPE_CHECKING:
    from swiftsnn.network import Network


class Projection(Settled, Synapses, Updated):
    """Synapses between two populations; made by :meth:`Network.connect`.

    Attributes
    ----------
    source, target : Population
    receptor : str or None
        None: the first of the target's model.
    plasticity : list of Rule
    dynamics : Dynamics or None
    """

    advice = "; assign weights, and see its methods for what else can be changed"

    def __init__(
        self,
        network: Network,
        source: Population,
        target: Population,
        connector: Connector,
        weight: float | Distribution | ArrayLike | None,
        delay: _delays.Delay | None,
        plasticity: Rule | Iterable[Rule] | None,
        receptor: str | None = None,
        dynamics: Dynamics | None = None,
        dendritic_delay: ArrayLike | None = None,
        optimiser: Optimiser | None = None,
        update: WeightUpdate | None = None,
        like: Projection | None = None,
    ) -> None:
        super().__init__()
        self.network = network
        self.receptor = receptor
        self.source = source
        self.target = target
        self.dynamics = check_dynamics(dynamics, self.name)
        self._plasticity = as_rules(plasticity, self.name)
        matrix = None
        if isinstance(connector, Listed):
            connector, values = connector.entries(self.name, (source.size, target.size))
            weight = values if weight is None else weight
        if weight is None:
            raise InvalidArgumentError(
                f"weight of {self.name!r} must be a number, a distribution or an array, not None; "
                "only FromSparse and Convolution bring weights along"
            )
        if isinstance(connector, (AllToAll, OneToOne)) and delay is not None and _is_matrix(delay):
            connector, weight, delay = self._listed(connector, weight, delay)
        part = _delays.dendritic(dendritic_delay, self.name)
        whole = _delays.total(delay, part, network.dt, self.name)
        if isinstance(connector, FromArrays):
            self.index = self._connect_arrays(connector, weight, whole)
            if part is not None and part.ndim:
                ends = connector.arrays()
                part = _delays.in_order_of_weights(part, *ends, whole, network.dt)
        else:
            matrix = self._matrix(weight)
            plain = weight if matrix is None else 0.0
            if like is None:
                self.index = self._connect_rules(connector, plain, whole)
            else:
                self.index = connect_like(like, drawn(plain, f"weight of {self.name!r}"))
        try:
            if matrix is not None:
                self.weights = matrix[self.pre, self.post]
            if part is not None:
                self._call(_capi.lib.snn_projection_dendritic_delays_set, part, part.size)
            self._transmit()
            self._learn()
            self._choose(optimiser, update)
        except BaseException:
            _capi.lib.snn_projection_remove(network.token, self.index)
            raise

    def _transmit(self) -> None:
        """Attach the dynamics."""
        if self.dynamics is None:
            return
        columns = self.dynamics.columns(self.name, self.source.size)
        kind = _capi.encode(self.dynamics.kind, "kind")
        _capi.check(
            _capi.lib.snn_dynamics_add(
                self.network.token, self.index, kind, *_capi.columns(columns)
            )
        )

    def dynamics_state(self, variable: str) -> NDArray[np.floating]:
        """Copy of "u" or "x" of :class:`TsodyksMarkram`: what each neuron's last spike found.

        [batch, source], or [source] where there is no batch.
        """
        lanes, size = self.network.batch, self.source.size
        values = np.empty((lanes, size) if lanes > 1 else size, self.network.handle.dtype)
        _capi.check(
            _capi.lib.snn_dynamics_state_get(
                self.network.token,
                self.index,
                _capi.encode(variable, "variable"),
                _capi.address(values),
                values.size,
            )
        )
        return values

    def _learn(self) -> None:
        """Attach the rules' terms and bounds."""
        if not self.plasticity:
            return
        for rule in self.plasticity:
            rule.check(self.name)
        numbers = f"of a rule of {self.name!r}"
        lower = max(_capi.number(rule.w_min, f"w_min {numbers}") for rule in self.plasticity)
        upper = min(_capi.number(rule.w_max, f"w_max {numbers}") for rule in self.plasticity)
        _capi.check(_capi.lib.snn_projection_bounds(self.network.token, self.index, lower, upper))
        self._add([term for rule in self.plasticity for term in rule.checked_terms(self.name)])

    @property
    def name(self) -> str:
        """Names of source and target."""
        return f"{self.source.name} -> {self.target.name}"

    @property
    def eligibility(self) -> NDArray[Any]:
        """Eligibility traces as of now, in the order of :attr:`weights` and their unit (a copy).

        As the products of the terms gather them, times ``rate``: what a modulator of 1 turns into
        change, over the trace's time constant. Raises StateError where no term that acts in
        :meth:`Network.run` has one.
        """
        function = _capi.lib.snn_projection_eligibility_get
        return self._copied(function, self.network.handle.dtype)

    @property
    def plasticity(self) -> list[Rule]:
        """The rules that were given to :meth:`Network.connect`."""
        return self._plasticity

    def __repr__(self) -> str:
        try:
            synapses = f"{len(self)} synapses"
        except StateError:
            synapses = self.network.why_silent
        learns = "".join(f", {type(rule).__name__}" for rule in self.plasticity)
        return f"Projection({self.name!r}, {synapses}{learns})"

    def _connect_rules(
        self,
        connector: Connector,
        weight: float | Distribution | ArrayLike,
        delay: float | Distribution | ArrayLike,
    ) -> int:
        named = rules(connector)
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_connect(
                self.network.token,
                self.source.index,
                self.target.index,
                _capi.optional(self.receptor, "receptor"),
                (_capi.Rule * len(named))(*named),
                len(named),
                ctypes.byref(drawn(weight, f"weight of {self.name!r}")),
                ctypes.byref(drawn(delay, f"delay of {self.name!r}")),
                ctypes.byref(index),
            )
        )
        return index.value

    def _matrix(
        self, given: float | Distribution | ArrayLike, what: str = "weight"
    ) -> NDArray[np.floating] | None:
        """Weights or delays given as an array [source, target]."""
        if isinstance(given, Distribution) or np.ndim(given) == 0:
            return None
        dtype = self.network.handle.dtype if what == "weight" else np.float64
        matrix = _capi.contiguous(given, dtype, f"{what} of {self.name!r}")
        wanted = (self.source.size, self.target.size)
        if matrix.shape != wanted:
            raise ShapeError(
                f"{what} of {self.name!r} must be a number, a distribution or an array of "
                f"shape {wanted}, not of shape {matrix.shape}"
            )
        return matrix

    def _listed(
        self,
        connector: AllToAll | OneToOne,
        weight: float | Distribution | ArrayLike,
        delay: float | Distribution | ArrayLike,
    ) -> tuple[FromArrays, float | Distribution | ArrayLike, ArrayLike]:
        """Synapses one by one, where delays are an array [source, target]."""
        delays, weights = self._matrix(delay, "delay"), self._matrix(weight)
        synapses = as_listed(
            connector, self.source.size, self.target.size, self.source is self.target
        )
        pre, post = synapses.arrays()
        assert delays is not None
        return synapses, weight if weights is None else weights[pre, post], delays[pre, post]

    def _connect_arrays(
        self,
        connector: FromArrays,
        weight: float | Distribution | ArrayLike,
        delay: float | Distribution | ArrayLike,
    ) -> int:
        pre, post = connector.arrays()
        values = []
        for given, dtype, what in (
            (weight, self.network.handle.dtype, "weight"),
            (delay, np.float64, "delay"),
        ):
            if isinstance(given, Distribution):
                raise InvalidArgumentError(
                    f"{what} of {self.name!r} must be a number or an array where the synapses "
                    "come from arrays"
                )
            array = _capi.contiguous(given, dtype, f"{what} of {self.name!r}")
            if array.ndim > 0 and array.shape != pre.shape:
                raise ShapeError(
                    f"{what} of {self.name!r} must be a number or {len(pre)} of them, "
                    f"not of shape {array.shape}"
                )
            values.append(np.ascontiguousarray(np.broadcast_to(array, pre.shape)))
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_connect_arrays(
                self.network.token,
                self.source.index,
                self.target.index,
                _capi.optional(self.receptor, "receptor"),
                *(_capi.address(array) for array in (pre, post, *values)),
                len(pre),
                ctypes.byref(index),
            )
        )
        return index.value

    def _add(self, terms: list[Term]) -> None:
        made = [term.described(self.target, self.name) for term in terms]
        self._call(
            _capi.lib.snn_plasticity_add, (_capi.Term * len(made))(*made), len(made), keeps=made
        )

    @property
    def pre(self) -> NDArray[np.int32]:
        """Presynaptic neuron of every synapse, in the order of :attr:`weights`."""
        return self._synapses()[0]

    @property
    def post(self) -> NDArray[np.int32]:
        """Postsynaptic neuron of every synapse, in the order of :attr:`weights`."""
        return self._synapses()[1]

    @property
    def delays(self) -> NDArray[np.float64]:
        """Axonal and dendritic delay of every synapse together (ms), as :attr:`weights`."""
        return self._synapses()[2]

    def distances(self, periodic: bool = False) -> NDArray[np.float64]:
        """Distance of the neurons of every synapse, in the order of :attr:`weights`.

        Weights by distance are, for example, ``p.weights = np.exp(-p.distances() / 0.1)``.

        Parameters
        ----------
        periodic : bool
            Whether axes begin anew after the extent of the positions.
        """
        return distances(self.source, self.target, self.pre, self.post, periodic)

    @property
    def dendritic_delays(self) -> NDArray[np.float64]:
        """Copy of the dendritic delay of every synapse (ms), in the order of :attr:`weights`."""
        return self._copied(_capi.lib.snn_projection_dendritic_delays_get, np.float64)

    @property
    def weights(self) -> NDArray[np.floating]:
        """Weights, one a synapse, ordered by source, delay and target.

        A view: writing changes the network, until a structural operation moves the synapses. A
        read-only copy as of now where no view can be had:
        where plasticity acts during :meth:`Network.run`, and for sparse projections to 2048 neurons
        or more without a batch (or to more than 65472), which threads may share. Assigning changes
        the weights in any case.
        """
        view = self._view()
        if view is not None:
            return view
        values = self.copied_weights()
        values.flags.writeable = False
        return values

    def copied_weights(self) -> NDArray[np.floating]:
        """A copy of the weights as of now."""
        return self._copied(_capi.lib.snn_projection_weights_get, self.network.handle.dtype)

    @weights.setter
    def weights(self, values: ArrayLike) -> None:
        given = _capi.contiguous(values, self.network.handle.dtype, f"weights of {self.name!r}")
        if given.ndim == 0:
            given = np.full(len(self), given, self.network.handle.dtype)
        if given.ndim != 1:
            raise ShapeError(
                f"weights of {self.name!r} are {len(self)} in a row, not of shape {given.shape}"
            )
        self._call(_capi.lib.snn_projection_weights_set, given, given.size)

    def to_matrix(self) -> NDArray[np.floating]:
        """Weights as a new array [source, target], summed over a pair's synapses; 0 for none."""
        matrix = np.zeros((self.source.size, self.target.size), self.network.handle.dtype)
        np.add.at(matrix, (self.pre, self.post), self.weights)
        return matrix


def _is_matrix(value: float | Distribution | ArrayLike) -> bool:
    return not isinstance(value, Distribution) and np.ndim(value) == 2
