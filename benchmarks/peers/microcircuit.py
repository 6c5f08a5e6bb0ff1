"""Parameters of the cortical microcircuit: Potjans and Diesmann (2014) Cereb Cortex 24:785."""

from __future__ import annotations

import math
from dataclasses import dataclass

POPULATIONS = ("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
FULL_SIZES = (20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948)
EXTERNAL_DEGREES = (1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100)
EXTERNAL_RATE = 8.0  # Hz of each external input
FULL_RATES = (0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829)  # Hz
V_MEAN = (-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43)  # mV
V_SD = (5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48)  # mV

CONNECTION_PROBABILITIES = (  # row = target, column = source
    (0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0, 0.0076, 0.0),
    (0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0, 0.0042, 0.0),
    (0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0.0),
    (0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0, 0.1057, 0.0),
    (0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0),
    (0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0.0),
    (0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252),
    (0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443),
)

NEURON = {  # iaf with exponential currents; ms, mV, pF
    "C_m": 250.0,
    "tau_m": 10.0,
    "E_L": -65.0,
    "V_reset": -65.0,
    "V_th": -50.0,
    "t_ref": 2.0,
    "tau_syn": 0.5,
}
WEIGHT = 87.81  # pA: the potential peaks at 0.15 mV
INHIBITION = -4.0  # weight of inhibitory synapses, relative
WEIGHT_SPREAD = 0.1  # standard deviation, relative
DELAYS = {"E": (1.5, 0.75), "I": (0.75, 0.375)}  # mean and deviation by the source's type, ms
T_BIO = 1_000.0


@dataclass(frozen=True)
class Microcircuit:
    """The network at a scale between 0 and 1.

    Below 1 the in-degrees shrink with the scale, weights grow with its root, and a constant
    current replaces the mean input that is lost (van Albada et al. 2015).
    """

    scale: float

    @property
    def sizes(self) -> list[int]:
        """Neurons of each population."""
        return [_rounded(n * self.scale) for n in FULL_SIZES]

    @property
    def weight(self) -> float:
        """Mean weight of an excitatory or external synapse, pA."""
        return WEIGHT / math.sqrt(self.scale)

    def synapses(self, target: int, source: int) -> int:
        """Number of synapses between two populations."""
        return _rounded(_full_synapses(target, source) * self.scale**2)

    def mean_weight(self, target: int, source: int) -> float:
        """Mean weight between two populations, pA."""
        return self.weight * _relative_weight(target, source)

    def external_rate(self, population: int) -> float:
        """Rate of all external input of a neuron, Hz."""
        return EXTERNAL_RATE * EXTERNAL_DEGREES[population] * self.scale

    def current(self, target: int) -> float:
        """Constant current that replaces lost input, pA."""
        arriving = WEIGHT * EXTERNAL_DEGREES[target] * EXTERNAL_RATE
        for source, rate in enumerate(FULL_RATES):
            degree = _full_synapses(target, source) / FULL_SIZES[target]
            arriving += WEIGHT * _relative_weight(target, source) * degree * rate
        return 1e-3 * NEURON["tau_syn"] * (1 - math.sqrt(self.scale)) * arriving


def _rounded(x: float) -> int:
    """Nearest integer, halves up (the built-in rounds them to even)."""
    return math.floor(x + 0.5)


def _full_synapses(target: int, source: int) -> float:
    """Synapses between two populations at full size, from the connection probability."""
    pairs = FULL_SIZES[target] * FULL_SIZES[source]
    return math.log1p(-CONNECTION_PROBABILITIES[target][source]) / math.log1p(-1 / pairs)


def _relative_weight(target: int, source: int) -> float:
    """Weight relative to the standard: inhibition, and L4E to L23E twice as strong."""
    if POPULATIONS[source].endswith("I"):
        return INHIBITION
    doubled = POPULATIONS[source] == "L4E" and POPULATIONS[target] == "L23E"
    return 2.0 if doubled else 1.0
