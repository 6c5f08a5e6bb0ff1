"""What changes and shows which synapses a projection has."""

from __future__ import annotations

import ctypes
import threading
import weakref
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi, _turn
from swiftsnn.errors import ShapeError, StateError
from swiftsnn.structure import Prune, StructuralOperation, arguments

if TYPE_CHECKING:
    from swiftsnn.network import Network
    from swiftsnn.population import Population

_SECONDS_OF_A_SYNAPSE = 1e-8
"""For going over synapses that are drawn."""
_SECONDS_OF_A_CHANGE = 1e-7
"""For each synapse of a projection some of whose synapses come or go."""

_Arrays = tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.float64]]


class Synapses:
    """The part of a :class:`Projection` that says which synapses there are."""

    network: Network
    index: int
    source: Population
    target: Population

    def __init__(self) -> None:
        self._is_drawn = False
        self._indices: _Arrays | None = None
        self._indices_at = 0
        self._views: list[weakref.ref[Any]] = []
        self._views_lock = threading.RLock()

    @property
    def name(self) -> str:
        """Names of source and target."""
        raise NotImplementedError

    def __len__(self) -> int:
        return self._number(_capi.lib.snn_projection_size)

    def _call(
        self,
        function: Any,
        *arguments: Any,
        keeps: Any = None,
        each: float = _SECONDS_OF_A_SYNAPSE,
        more: int = 0,
    ) -> None:
        """A function of the engine that goes over all synapses, and draws them before.

        It takes ``each`` seconds for one of them, and for so many ``more``.
        """
        seconds = (len(self) + more) * each if self._is_drawn else np.inf
        handle = self.network.handle
        _turn.call(handle, function, self.index, *arguments, seconds=seconds, keeps=keeps)
        self._is_drawn = True

    def _number(self, function: Any) -> int:
        out = ctypes.c_int64()
        _capi.check(function(self.network.token, self.index, ctypes.byref(out)))
        return out.value

    def _copied(self, function: Any, dtype: Any, size: int | None = None, *names: bytes) -> Any:
        values = np.empty(len(self) if size is None else size, dtype)
        self._call(function, *names, values, values.size)
        return values

    def _synapses(self) -> _Arrays:
        changes = self._number(_capi.lib.snn_structure_changes)
        if self._indices is None or self._indices_at != changes:
            size = len(self)
            arrays = np.empty(size, np.int32), np.empty(size, np.int32), np.empty(size)
            self._call(_capi.lib.snn_projection_synapses, *arrays, size)
            for array in arrays:
                array.flags.writeable = False
            self._indices, self._indices_at = arrays, changes
        return self._indices

    # ---- Views -----------------------------------------------------------------------------

    def _view(self) -> NDArray[Any] | None:
        """A view of the weights, whose memory stays while it is used; None where there is none."""
        pointer, count = ctypes.c_void_p(), ctypes.c_int64()
        handle = self.network.handle
        with self._views_lock:
            self._drop_views()
            function = _capi.lib.snn_projection_weights_view
            try:
                self._call(function, ctypes.byref(pointer), ctypes.byref(count))
            except StateError:
                return None
            view = _capi.view(handle, pointer.value or 0, (count.value,), handle.dtype.str)
            if view.base is not None:
                self._views = [known for known in self._views if known() is not None]
                self._views.append(weakref.ref(view.base))
            return view

    def _drop_views(self) -> None:
        """Tell the engine where no view is left, so that it can free what they showed."""
        with self._views_lock:
            if self._views and all(known() is None for known in self._views):
                _capi.check(_capi.lib.snn_projection_views_dropped(self.network.token, self.index))
                self._views = []

    # ---- Structural operations -------------------------------------------------------------

    def apply(self, operation: StructuralOperation) -> int:
        """Apply a structural operation now.

        Synapses keep their order by source, delay and target; :attr:`origins` says where each was.
        Views of the weights taken before no longer show the network.

        Returns
        -------
        int
            How many synapses were removed, added or chosen.
        """
        self._drop_views()
        given, keeps = arguments(operation, self.name)
        changed = ctypes.c_int64()
        out = ctypes.byref(changed)
        self._call(
            _capi.lib.snn_structure_apply, *given, out, keeps=keeps, each=_SECONDS_OF_A_CHANGE
        )
        return changed.value

    def prune(
        self,
        threshold: float = -np.inf,
        fraction: float = 0.0,
        importance: ArrayLike | None = None,
    ) -> int:
        """Remove synapses, as :class:`Prune` says; returns how many."""
        return self.apply(Prune(threshold, fraction, importance))

    def grow(
        self,
        pre: ArrayLike,
        post: ArrayLike,
        weight: ArrayLike,
        delay: ArrayLike | None = None,
    ) -> None:
        """Add synapses one by one, also to pairs that have one.

        Parameters
        ----------
        pre, post : arrays of int
        weight : number or array
            Within the bounds of the projection.
        delay : ms, optional
            A number or one a synapse, each a delay that the projection has; not needed where it
            has but one.
        """
        self._drop_views()
        ends = [
            np.atleast_1d(_capi.places(given, f"{what} of {self.name!r}", population.size))
            for given, what, population in (
                (pre, "pre", self.source),
                (post, "post", self.target),
            )
        ]
        if ends[0].shape != ends[1].shape or ends[0].ndim != 1:
            raise ShapeError(
                f"pre and post of synapses grown on {self.name!r} must be two arrays of one "
                f"length, not of shapes {ends[0].shape} and {ends[1].shape}"
            )
        weights = self._one_each(weight, self.network.handle.dtype, "weight", ends[0].size)
        delays = None
        if delay is not None:
            delays = self._one_each(delay, np.float64, "delay", ends[0].size)
        self._call(
            _capi.lib.snn_structure_grow,
            *ends,
            weights,
            delays,
            ends[0].size,
            each=_SECONDS_OF_A_CHANGE,
            more=ends[0].size,
        )

    def _one_each(self, given: ArrayLike, dtype: Any, what: str, count: int) -> NDArray[Any]:
        array = _capi.contiguous(given, dtype, f"{what} of synapses grown on {self.name!r}")
        if array.ndim > 0 and array.shape != (count,):
            raise ShapeError(
                f"{what} of synapses grown on {self.name!r} must be a number or {count} of them, "
                f"not of shape {array.shape}"
            )
        return np.ascontiguousarray(np.broadcast_to(array, (count,)))

    def _flags(self, given: ArrayLike, what: str, size: int) -> NDArray[np.uint8]:
        flags = np.asarray(given)
        if flags.ndim == 0:
            flags = np.full(size, flags)
        if flags.dtype != np.bool_ or flags.ndim != 1:
            raise ShapeError(
                f"{what} of {self.name!r} must be a row of {size} booleans, not "
                f"{flags.dtype} of shape {flags.shape}"
            )
        return np.ascontiguousarray(flags, np.uint8)

    # ---- Freezing and masks ----------------------------------------------------------------

    def freeze(self) -> None:
        """Let plasticity leave all weights alone; spikes pass and traces go on."""
        _capi.check(_capi.lib.snn_structure_freeze(self.network.token, self.index, 1))

    def thaw(self) -> None:
        """End :meth:`freeze`; what happened meanwhile is not made up for."""
        _capi.check(_capi.lib.snn_structure_freeze(self.network.token, self.index, 0))

    @property
    def frozen(self) -> NDArray[np.bool_]:
        """Copy: which synapses plasticity leaves alone, in the order of the weights.

        Assigning booleans freezes single synapses, in runs and in presentations.
        Assigning weights changes frozen ones too.
        """
        return self._copied(_capi.lib.snn_structure_frozen_get, np.uint8).astype(bool)

    @frozen.setter
    def frozen(self, flags: ArrayLike) -> None:
        given = self._flags(flags, "frozen", len(self))
        self._call(_capi.lib.snn_structure_frozen_set, given, given.size)

    @property
    def mask(self) -> NDArray[np.bool_]:
        """Copy: which of all synapses are on, those that are off included.

        Ordered by source, delay and target. Assigning booleans switches synapses: one that is off
        is no synapse of the projection, costs nothing in a run and keeps its weight for when it is
        on again. Task masks are arrays of one length, however many synapses are on.
        """
        size = self._number(_capi.lib.snn_structure_mask_size)
        return self._copied(_capi.lib.snn_structure_mask_get, np.uint8, size).astype(bool)

    @mask.setter
    def mask(self, flags: ArrayLike) -> None:
        self._drop_views()
        given = self._flags(flags, "mask", self._number(_capi.lib.snn_structure_mask_size))
        self._call(
            _capi.lib.snn_structure_mask_set,
            given,
            given.size,
            each=_SECONDS_OF_A_CHANGE,
            more=given.size,
        )

    # ---- Reading ---------------------------------------------------------------------------

    @property
    def origins(self) -> NDArray[np.int32]:
        """Copy: of each synapse its place before the last call that may change which there are.

        -1 for a new one. Operations that have acted by themselves since are included.
        ``old[p.origins]`` carries an array with one value a synapse over a pruning.
        """
        return self._copied(_capi.lib.snn_structure_origins, np.int32)

    @property
    def survival(self) -> NDArray[np.floating]:
        """Copy of the counters of :class:`PruneSurvival`; NaN before the first update."""
        dtype = self.network.handle.dtype
        return self._copied(_capi.lib.snn_structure_kept_get, dtype, None, b"survival")

    @property
    def snapshot(self) -> NDArray[np.floating]:
        """Copy of the weights of the last :class:`Snapshot`; NaN where there is none."""
        dtype = self.network.handle.dtype
        return self._copied(_capi.lib.snn_structure_kept_get, dtype, None, b"snapshot")

    @property
    def nbytes(self) -> int:
        """Bytes the synapses take in the engine; rows shared with other projections in full."""
        out = ctypes.c_int64()
        self._call(_capi.lib.snn_structure_bytes, ctypes.byref(out))
        return out.value
