"""Spiking neural networks that learn by local rules, scripted from Python, fast in Swift.

Units everywhere: ms, mV, nA, nF, uS, Hz.
"""

from swiftsnn.connectors import (
    AllToAll,
    Blocks,
    Connector,
    FixedInDegree,
    FixedOutDegree,
    FixedProbability,
    FixedTotalNumber,
    FromArrays,
    FromSparse,
    Modular,
    OneToOne,
    SmallWorld,
)
from swiftsnn.convolution import Convolution
from swiftsnn.counters import Counters
from swiftsnn.distance import (
    DistanceDependent,
    ExponentialProfile,
    GaussianProfile,
    LinearProfile,
    StepProfile,
)
from swiftsnn.distributions import (
    Constant,
    DistanceDelay,
    Distribution,
    Exponential,
    LogNormal,
    Normal,
    Uniform,
)
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
from swiftsnn.positions import Grid, Positions, RandomPositions
from swiftsnn.projection import Projection
from swiftsnn.recorder import SpikeRecorder, StateRecorder

__version__ = version()

__all__ = [
    "LIF",
    "AllToAll",
    "Bernoulli",
    "Blocks",
    "Broadcast",
    "Connector",
    "Constant",
    "Convolution",
    "Counters",
    "Decay",
    "Delta",
    "DistanceDelay",
    "DistanceDependent",
    "Distribution",
    "Exponential",
    "ExponentialProfile",
    "FixedInDegree",
    "FixedOutDegree",
    "FixedProbability",
    "FixedTotalNumber",
    "FromArrays",
    "FromSparse",
    "GaussianProfile",
    "Grid",
    "IndexOutOfRangeError",
    "InvalidArgumentError",
    "LIFCondExp",
    "LIFCurrAlpha",
    "LIFCurrExp",
    "LinearProfile",
    "LogNormal",
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
    "Positions",
    "Projection",
    "RandomPositions",
    "Rule",
    "ShapeError",
    "SmallWorld",
    "SpikeRecorder",
    "SpikeSource",
    "StateError",
    "StateRecorder",
    "StepProfile",
    "SwiftSNNError",
    "Term",
    "ThreeFactor",
    "ThresholdToRate",
    "Trace",
    "Uniform",
    "catalogue",
    "instruction_set",
    "models",
    "version",
]
