"""The network: populations, projections, learning and a clock."""

from __future__ import annotations

import contextlib
import ctypes
import os
from collections.abc import Mapping
from typing import Any

from numpy.typing import ArrayLike

from swiftsnn import (
    _capi,
    _checkpoint,
    _connect,
    _feed,
    _input,
    _record,
    _stream,
    homeostasis,
    memory,
    modulation,
    stimuli,
)
from swiftsnn._describing import journaled
from swiftsnn._journal import Journal
from swiftsnn._pace import Pace, steps
from swiftsnn._settled import nothing_changes
from swiftsnn._turn import Turn, call
from swiftsnn.counters import Counters
from swiftsnn.errors import InvalidArgumentError, StateError
from swiftsnn.modulation import LabelledSignal
from swiftsnn.neurons import Model
from swiftsnn.population import Population, check_population
from swiftsnn.positions import Placement
from swiftsnn.projection import Projection
from swiftsnn.structure import schedule


class Network:
    """Spiking network with a fixed time step.

    Describe it first (:meth:`population`, :meth:`connect`, ...), then :meth:`run` it or
    :meth:`present` samples to it. The same description, seed and calls give the same bits on any
    number of threads.

    Parameters
    ----------
    dt : ms
        Time step.
    seed : int
        Of all random numbers, 0 to 2**64 - 1.
    batch : int
        Copies of the neurons' state that run side by side over the same weights.
    threads : int, optional
        None: what SWIFTSNN_NUM_THREADS says, else all processors.
    precision : {"single", "double"}
        Of state and weights, which are float32 or float64 arrays.

    Examples
    --------
    >>> import swiftsnn as snn
    >>> net = snn.Network(dt=0.1, seed=1)
    >>> cells = net.population("cells", 3, snn.LIF(i_offset=[0.5, 0.9, 1.2]))
    >>> spikes = net.record(cells, "spikes")
    >>> net.run(200.0)
    >>> sorted(set(spikes.neurons.tolist()))
    [1, 2]
    """

    def __init__(
        self,
        dt: float = 0.1,
        seed: int = 0,
        batch: int = 1,
        threads: int | None = None,
        precision: str = "single",
    ) -> None:
        seed = _capi.within(seed, "seed", 0, 2**64 - 1, "2**64 - 1")
        self._handle: _capi.Handle | None = _capi.Handle(
            _capi.number(dt, "dt"),
            seed,
            _capi.integer(batch, "batch", 32),
            0 if threads is None else _capi.thread_count(threads),
            precision,
        )
        self._dt, self._seed, self._batch = float(dt), seed, int(batch)
        self.populations: list[Population] = []
        self.projections: list[Projection] = []
        self.streams: list[_stream.Stream] = []
        self.journal = Journal()
        self.turn = Turn()
        self._pace = Pace()

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse what looks like setting something and would do nothing."""
        is_made = type(self) is Network and "_pace" in vars(self) and not name.startswith("_")
        if is_made and name not in vars(self) and not hasattr(Network, name):
            raise nothing_changes(self, name, "; what a network is like is said when it is made")
        super().__setattr__(name, value)

    # ---- Life ------------------------------------------------------------------------------

    @property
    def dt(self) -> float:
        """Time step (ms)."""
        return self._dt

    @property
    def seed(self) -> int:
        """Of all random numbers."""
        return self._seed

    @property
    def batch(self) -> int:
        """Copies of the neurons' state over the same weights."""
        return self._batch

    @property
    def handle(self) -> _capi.Handle:
        """The engine's network; StateError once closed, or while another thread runs it."""
        handle = self._handle
        if handle is None:
            raise StateError("the network is closed; make a new one")
        self.turn.check()
        return handle

    @property
    def token(self) -> int:
        """The engine's name of the network."""
        return self.handle.token

    @property
    def closed(self) -> bool:
        """Whether it has been ended."""
        return self._handle is None

    def close(self) -> None:
        """End the network. Its memory is freed once no view of it is left.

        What is recorded to files is written before. A run in another thread is stopped, as
        :meth:`interrupt` does.
        """
        if self._handle is None:
            return
        with self.turn.stopped(self._handle):
            try:
                for stream in self.streams:
                    stream.flush()
            finally:
                self._handle = None

    def interrupt(self) -> None:
        """Stop a run, a presentation or the drawing of synapses in another thread.

        There it raises :class:`InterruptedRunError`, usually within some tens of milliseconds. A
        run stops between two steps and can go on from there; a presentation is given up, nothing
        learned. Does nothing where no thread is at it. All else but :meth:`close` is refused in
        other threads while one runs the network.
        """
        if self._handle is not None:
            self.turn.stop(self._handle)

    def __enter__(self) -> Network:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def __repr__(self) -> str:
        with contextlib.suppress(StateError):
            return self._description()
        return f"Network({self.why_silent})"

    @property
    def why_silent(self) -> str:
        """Why nothing can be asked of it, where that is so."""
        return "closed" if self.closed else "running in another thread"

    def _description(self) -> str:
        counters = self.counters
        return (
            f"Network(dt={self.dt} ms, t={self.t:g} ms, {counters.neurons} neurons, "
            f"{counters.synapses} synapses, batch={self.batch}, threads={self.threads})"
        )

    # ---- Description -----------------------------------------------------------------------

    @journaled
    def population(
        self,
        name: str,
        size: int,
        model: Model,
        positions: Placement | ArrayLike | None = None,
    ) -> Population:
        """Add ``size`` neurons of one model.

        Parameters
        ----------
        positions : array [size, dimensions] or Placement, optional
            Where the neurons lie, in 1 to 3 dimensions: an array, :class:`~swiftsnn.Positions`,
            :class:`~swiftsnn.Grid` or :class:`~swiftsnn.RandomPositions`.

        Raises
        ------
        InvalidArgumentError
            For a name in use, a size below 1 or a parameter outside its range.
        """
        if not isinstance(model, Model):
            raise InvalidArgumentError(
                f"the model of population {name!r} must be one such as swiftsnn.LIF(), "
                f"not {model!r}"
            )
        made = Population(self, name, size, model, positions)
        self.populations.append(made)
        return made

    connect = _connect.connect

    @journaled
    def poisson_input(
        self, population: Population, rate: float, weight: float, receptor: str | None = None
    ) -> None:
        """Add independent Poisson input to every neuron.

        Parameters
        ----------
        rate : Hz
            Summed rate a neuron receives; several events may fall into a step.
        weight : in the unit of the receptor
            Of each event.
        receptor : str, optional
            Of the population's model; its first if None.
        """
        check_population(population, "Poisson input", self)
        _input.poisson(population, rate, weight, receptor)

    inject = stimuli.inject

    modulate = modulation.modulate

    homeostasis = homeostasis.homeostasis

    structure = schedule

    record = _record.record

    def prepare(self) -> None:
        """Draw all synapses and lay the network out, as the first run would otherwise do.

        Populations, projections and inputs cannot be added after it. Does nothing where that has
        been done.
        """
        with self.turn.taken():
            call(self.handle, _capi.lib.snn_network_prepare)

    # ---- Checkpoints -------------------------------------------------------------------------

    save = _checkpoint.save

    load = staticmethod(_checkpoint.load)

    def __getitem__(self, name: str) -> Population:
        """The population of a name, such as after :meth:`load`."""
        for population in self.populations:
            if population.name == name:
                return population
        there = ", ".join(repr(each.name) for each in self.populations) or "none"
        raise InvalidArgumentError(f"there is no population {name!r}; there are {there}")

    __iter__ = None  # a name is not a place

    def __contains__(self, name: object) -> bool:
        """Whether there is a population of a name."""
        return any(population.name == name for population in self.populations)

    @property
    def parts(self) -> list[Any]:
        """All that was made for the network, in that order."""
        return [made for made in self.journal.made if made is not None]

    def __reduce__(self) -> Any:
        """Copies and pickles are checkpoints."""
        return _checkpoint.from_bytes, (_checkpoint.to_bytes(self), self.threads)

    # ---- Clock -----------------------------------------------------------------------------

    def steps(self, duration: float, what: str = "duration") -> int:
        """Number of steps in ``duration`` ms, which must be a whole one."""
        return steps(duration, self.dt, what)

    def run(
        self,
        duration: float,
        progress: bool = False,
        *,
        save_to: str | os.PathLike[str] | None = None,
        save_every: float | None = None,
    ) -> None:
        """Advance by ``duration`` ms.

        Rules that act while the network runs do so spike by spike; those for presentations alone
        leave the weights as they are. Homeostats with a period act at the ends of their steps.
        Ctrl-C stops between steps; what ran stays.

        Parameters
        ----------
        duration : ms
            A whole number of steps.
        progress : bool
            Show a bar (needs tqdm).
        save_to : path, optional
            Where to :meth:`save` the network while it runs, over what was saved before.
        save_every : ms, optional
            Whenever the time is a multiple of it, and at the end; at the end alone if None.
        """
        self._pace.run(self, self.steps(duration), progress, save_to, save_every)

    def step(self) -> None:
        """Advance by one step, as :meth:`run` does."""
        with self.turn.taken(), _stream.draining(self):
            self._pace.chunk(self, 1)

    def present(
        self,
        inputs: Mapping[Population, ArrayLike],
        duration: float,
        *,
        teach: Mapping[LabelledSignal, ArrayLike] | None = None,
        learn: bool | None = None,
        combine: str = "mean",
    ) -> None:
        """Present one sample a batch lane, from the reset state, in one call of the engine.

        Weights stand still meanwhile; with ``learn`` the changes of all plastic projections are
        summed over the presentation, combined over the lanes and applied at its end, then
        homeostats act. Afterwards ``population.counts`` and ``PopulationError.decode()`` have the
        response. After Ctrl-C nothing was learned and the state is the reset one; the clock is at
        the presentation's end all the same.

        Parameters
        ----------
        inputs : {Population: array}
            Drive of source populations, [batch, size] (or [size] where there is no batch), finite
            and, but for :class:`~swiftsnn.Analog`, not negative. A population left out keeps its
            drive, which is 1 at first.
        duration : ms
            A whole number of steps.
        teach : {PopulationError or Goodness: array}, optional
            Labels, one a lane; -1 for a lane without.
        learn : bool, optional
            Whether to learn; if None, whether something is taught.
        combine : {"mean", "sum", "in_order"}
            The samples' changes are averaged; or added; or applied sample by sample, with the bits
            of presenting the same spikes one by one without a batch, and as slow. Averaging makes
            the rates of a rule smaller by the batch size than single samples do.
        """
        steps = self.steps(duration)
        if steps == 0:
            raise InvalidArgumentError("duration of a presentation must be at least one step")
        learns = bool(teach) if learn is None else _capi.flag(learn, "learn")
        way = _capi.encode(combine, "combine")
        with self.turn.taken(), _stream.draining(self), _input.labels(self, teach or {}):
            _input.set_inputs(self, inputs)
            self._pace.present(self, steps, learns, way)

    feed = _feed.feed

    def reset(self) -> None:
        """Set potentials, traces, spikes on their way and counts back to the start.

        Weights, the clock and what homeostats move and know stay.
        """
        _capi.check(_capi.lib.snn_reset(self.token))

    # ---- Reading ---------------------------------------------------------------------------

    @property
    def t(self) -> float:
        """Time since the start (ms)."""
        return self.counters.step * self.dt

    @property
    def threads(self) -> int:
        """Number of threads."""
        threads = ctypes.c_int32()
        _capi.check(_capi.lib.snn_network_threads(self.token, ctypes.byref(threads)))
        return threads.value

    memory = memory.memory

    @property
    def counters(self) -> Counters:
        """What the network holds and has done."""
        raw = _capi.Counters()
        _capi.check(_capi.lib.snn_network_counters(self.token, ctypes.byref(raw)))
        return Counters(*(getattr(raw, name) for name, *_ in raw._fields_))
