"""Sizes and constants of :class:`swiftsnn.systems.SRSNN`, and what its inputs are like."""

from __future__ import annotations

from dataclasses import dataclass
from numbers import Integral

import numpy as np
from numpy.typing import NDArray

from swiftsnn.errors import InvalidArgumentError

_POSTS = ("window", "spike", "centred")
_LEARNS = ("input", "forward", "recurrent", "readout")


@dataclass(frozen=True, kw_only=True)
class SRSNNSettings:
    """Sizes and constants of :class:`SRSNN`; all inferred, see the module's text.

    Attributes
    ----------
    hidden : tuple of int
        Neurons of each hidden layer.
    per_class : int
        Readout neurons a class.
    modulators : int
        Modulatory neurons of each hidden layer; 0: the error goes to the neurons directly.
    field : pixels
        Radius of what a neuron of the first layer sees of an image; 0: all of it.
    module, module_density
        Neighbours that form a locally dense module, and the part of its pairs connected.
    shortcuts, rewire
        Small-world synapses out of each hidden neuron, and the part of them rewired.
    recurrent_scale
        Spread of the initial recurrent weights, in units of ``forward_scale``'s; 0: no recurrent
        synapses.
    recurrent_delay : ms, (least, most)
        Of recurrent synapses, drawn uniformly: how far back a neuron hears of the others.
    readout_density : float
        Part of the hidden-to-readout pairs connected, small-world like.
    duration : ms
        Of a presentation.
    input_scale, forward_scale : mV
        Standard deviation of the input in a ms, at first, of the first layer and of the others.
    tau_m, tau_readout : ms
        Of hidden and readout neurons.
    tau_trace : ms
        Of presynaptic traces.
    tau_eligibility : ms
        1e9 gathers all of a presentation; 0: no eligibility, what counts is the moment in which the
        error comes.
    label_delay : ms
        From the end of a sample to its label.
    meanwhile : {"silence", "others"}
        What is shown until then.
    post : {"window", "spike", "centred"}
        Postsynaptic factor of hidden synapses: nearness to the threshold (numerically a rectangular
        surrogate derivative), spikes alone, or spikes less their mean.
    window : mV
        Half width for ``post="window"``.
    learns : tuple of {"input", "forward", "recurrent", "readout"}
        Projections that learn.
    hidden_rate, readout_rate : float
        Learning rates in units of what a synapse receives.
    rate_decay : float
        Factor on both after each epoch.
    temperature : Hz
        Of the competition of the readout groups.
    sign_only : bool
        Hidden neurons hear of the signs of the error alone.
    target_rate : Hz
        Rate the threshold homeostasis holds the hidden neurons at.
    homeostasis_gain : mV
        Of a threshold for a whole target rate too much in a presentation; 0: none.
    bits : int
        Of weights that learn, which are rounded by chance, right in the mean; 0: all that a number
        has.
    """

    hidden: tuple[int, ...] = (500,)
    per_class: int = 10
    modulators: int = 64
    field: float = 0.0
    module: int = 50
    module_density: float = 0.5
    shortcuts: int = 16
    rewire: float = 0.1
    recurrent_scale: float = 0.3
    recurrent_delay: tuple[float, float] = (1.0, 1.0)
    readout_density: float = 1.0
    duration: float = 25.0
    input_scale: float = 0.2
    forward_scale: float = 0.2
    tau_m: float = 10.0
    tau_readout: float = 20.0
    tau_trace: float = 10.0
    tau_eligibility: float = 1e9
    label_delay: float = 0.0
    meanwhile: str = "silence"
    post: str = "window"
    window: float = 0.5
    learns: tuple[str, ...] = ("input", "forward", "readout")
    hidden_rate: float = 1.0
    readout_rate: float = 1.0
    rate_decay: float = 0.75
    temperature: float = 30.0
    sign_only: bool = False
    target_rate: float = 100.0
    homeostasis_gain: float = 5e-3
    bits: int = 0

    def __post_init__(self) -> None:
        given = tuple(self.hidden) if np.iterable(self.hidden) else ()
        sizes = tuple(int(size) for size in given if isinstance(size, Integral) and size > 0)
        if not sizes or len(sizes) != len(given):
            raise InvalidArgumentError(
                f"hidden must be the neurons of each layer, such as (500,), not {self.hidden!r}"
            )
        object.__setattr__(self, "hidden", sizes)
        if self.post not in _POSTS:
            raise InvalidArgumentError(
                f"post must be one of {', '.join(map(repr, _POSTS))}, not {self.post!r}"
            )
        unknown = set(self.learns) - set(_LEARNS)
        if unknown:
            raise InvalidArgumentError(
                f"learns must be some of {', '.join(map(repr, _LEARNS))}, not {unknown.pop()!r}"
            )
        if self.meanwhile not in ("silence", "others"):
            raise InvalidArgumentError(
                f"meanwhile must be 'silence' or 'others', not {self.meanwhile!r}"
            )
        if not 0 < self.readout_density <= 1:
            raise InvalidArgumentError(
                f"readout_density must be above 0 and at most 1, not {self.readout_density}"
            )


@dataclass(frozen=True, eq=False)
class Stimuli:
    """What the inputs of a network are like: its weights and learning rates are in units of it.

    Attributes
    ----------
    features : int
    power : [feature]
        Mean square over samples, of numbers about their mean, of spikes that of spikes a ms.
    mean : [feature]
        Which numbers come less.
    rate : [feature] or None
        Mean number of spikes a ms; None: inputs are numbers, not spikes.
    shape : tuple of int
        Of the image that the features are, for a ``field``; () for none.
    """

    features: int
    power: NDArray[np.float64]
    mean: NDArray[np.float64]
    rate: NDArray[np.float64] | None = None
    shape: tuple[int, ...] = ()

    @classmethod
    def of(cls, inputs: NDArray[np.generic], shape: tuple[int, ...] = ()) -> Stimuli:
        """Measure samples: [sample, feature] of numbers, or [sample, step, cell] of 0 and 1."""
        if inputs.ndim == 3:
            rates = inputs.mean(1, dtype=np.float64)
            size = inputs.shape[2]
            return cls(size, (rates**2).mean(0), np.zeros(size), rates.mean(0), shape)
        mean, power = inputs.mean(0, dtype=np.float64), inputs.var(0, dtype=np.float64)
        return cls(inputs.shape[1], power, mean, None, shape)
