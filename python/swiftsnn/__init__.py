"""Spiking neural networks that learn by local rules, scripted from Python, fast in Swift.

Units everywhere: ms, mV, nA, nF, uS, Hz.
"""

from swiftsnn.connectors import (
    AllToAll,
    Connector,
    Constant,
    Distribution,
    FixedInDegree,
    FixedProbability,
    FixedTotalNumber,
    FromArrays,
    FromSparse,
    Modular,
    Normal,
    OneToOne,
    SmallWorld,
    Uniform,
)
from swiftsnn.counters import Counters
from swiftsnn.dynamics import Dynamics, StochasticRelease, TsodyksMarkram
from swiftsnn.errors import (
    IndexOutOfRangeError,
    InvalidArgumentError,
    OutOfMemoryError,
    ShapeError,
    StateError,
    SwiftSNNError,
)
from swiftsnn.homeostasis import ThresholdToRate
from swiftsnn.info import catalogue, instruction_set, models, version
from swiftsnn.modulation import Broadcast, Modulator, PopulationError
from swiftsnn.network import Network
from swiftsnn.neurons import (
    LIF,
    Bernoulli,
    LIFCondExp,
    LIFCurrAlpha,
    LIFCurrExp,
    Model,
    Poisson,
    SpikeSource,
)
from swiftsnn.plasticity import Decay, Delta, PairSTDP, Rule, Term, ThreeFactor, Trace
from swiftsnn.population import Population
from swiftsnn.projection import Projection
from swiftsnn.recorder import SpikeRecorder, StateRecorder

__version__ = version()

__all__ = [
    "LIF",
    "AllToAll",
    "Bernoulli",
    "Broadcast",
    "Connector",
    "Constant",
    "Counters",
    "Decay",
    "Delta",
    "Distribution",
    "Dynamics",
    "FixedInDegree",
    "FixedProbability",
    "FixedTotalNumber",
    "FromArrays",
    "FromSparse",
    "IndexOutOfRangeError",
    "InvalidArgumentError",
    "LIFCondExp",
    "LIFCurrAlpha",
    "LIFCurrExp",
    "Model",
    "Modular",
    "Modulator",
    "Network",
    "Normal",
    "OneToOne",
    "OutOfMemoryError",
    "PairSTDP",
    "Poisson",
    "Population",
    "PopulationError",
    "Projection",
    "Rule",
    "ShapeError",
    "SmallWorld",
    "SpikeRecorder",
    "SpikeSource",
    "StateError",
    "StateRecorder",
    "StochasticRelease",
    "SwiftSNNError",
    "Term",
    "ThreeFactor",
    "ThresholdToRate",
    "Trace",
    "TsodyksMarkram",
    "Uniform",
    "catalogue",
    "instruction_set",
    "models",
    "version",
]
