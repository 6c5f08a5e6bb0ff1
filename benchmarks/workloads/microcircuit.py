"""A square millimetre of early sensory cortex: Potjans and Diesmann (2014) Cereb Cortex 24:785.

Four layers of excitatory and inhibitory neurons with Poisson drive: 77 169 neurons and 298 880 968
synapses at scale 1. Smaller scales have fewer neurons and fewer synapses into each; stronger
weights and a constant current keep mean and variance of the input as they are at full scale.
"""

import math

import numpy as np

import swiftsnn as snn
from workloads.built import Built, scaled

NAMES = ("L23E", "L23I", "L4E", "L4I", "L5E", "L5I", "L6E", "L6I")
SIZES = np.array([20683, 5834, 21915, 5479, 4850, 1065, 14395, 2948])
# Probability of at least one synapse from a neuron of the column's population to one of the row's.
PROBABILITY = np.array(
    [
        [0.1009, 0.1689, 0.0437, 0.0818, 0.0323, 0.0000, 0.0076, 0.0000],
        [0.1346, 0.1371, 0.0316, 0.0515, 0.0755, 0.0000, 0.0042, 0.0000],
        [0.0077, 0.0059, 0.0497, 0.1350, 0.0067, 0.0003, 0.0453, 0.0000],
        [0.0691, 0.0029, 0.0794, 0.1597, 0.0033, 0.0000, 0.1057, 0.0000],
        [0.1004, 0.0622, 0.0505, 0.0057, 0.0831, 0.3726, 0.0204, 0.0000],
        [0.0548, 0.0269, 0.0257, 0.0022, 0.0600, 0.3158, 0.0086, 0.0000],
        [0.0156, 0.0066, 0.0211, 0.0166, 0.0572, 0.0197, 0.0396, 0.2252],
        [0.0364, 0.0010, 0.0034, 0.0005, 0.0277, 0.0080, 0.0658, 0.1443],
    ]
)
K_EXTERNAL = np.array([1600, 1500, 2100, 1900, 2000, 1900, 2900, 2100])
EXTERNAL_RATE = 8.0  # Hz, of each external synapse
RATES = np.array([0.903, 2.965, 4.414, 5.876, 7.569, 8.633, 1.105, 7.829])  # Hz, at full scale
V_MEAN = np.array([-68.28, -63.16, -63.33, -63.45, -63.11, -61.66, -66.72, -61.43])  # mV, at start
V_STD = np.array([5.36, 4.57, 4.74, 4.94, 4.94, 4.55, 5.46, 4.48])
TAU_M, TAU_SYN = 10.0, 0.5  # ms
CM = 0.25  # nF
PSP = 0.15  # mV, peak of the potential after one excitatory spike
G = -4.0  # inhibitory relative to excitatory weight


def _weight() -> float:
    """The current (nA) whose exponential decay lifts the potential by ``PSP``: 0.08781 nA."""
    ratio, gap = TAU_SYN / TAU_M, TAU_M - TAU_SYN
    peak = ratio ** (TAU_SYN / gap) - ratio ** (TAU_M / gap)
    return PSP * CM * gap / (TAU_M * TAU_SYN * peak)


def _full_scale() -> tuple[np.ndarray, np.ndarray]:
    """Numbers of synapses and mean weights (nA) at full scale, [target, source]."""
    pairs = np.outer(SIZES, SIZES)
    # Not log1p, which is more accurate: the published number of synapses comes from log.
    synapses = np.log(1.0 - PROBABILITY) / np.log(1.0 - 1.0 / pairs)
    weights = np.tile(np.where(np.arange(8) % 2 == 0, 1.0, G) * _weight(), (8, 1))
    weights[NAMES.index("L23E"), NAMES.index("L4E")] *= 2.0
    return synapses, weights


def build(scale: float, seed: int, threads: int | None, precision: str = "single") -> Built:
    """The network with ``scale`` times the neurons and ``scale`` times the synapses into each."""
    if scale > 1.0:
        raise ValueError(f"the microcircuit is scaled down only: scale is at most 1, not {scale:g}")
    rng = np.random.default_rng(seed)
    synapses, weights = _full_scale()
    external = _weight() * K_EXTERNAL * EXTERNAL_RATE
    recurrent = (weights * synapses / SIZES[:, None]) @ RATES
    current = 1e-3 * TAU_SYN * (1.0 - math.sqrt(scale)) * (recurrent + external)  # nA
    net = snn.Network(dt=0.1, seed=seed, threads=threads, precision=precision)
    cells = []
    for i, name in enumerate(NAMES):
        size = scaled(int(SIZES[i]), scale)
        cell = snn.LIFCurrExp(
            tau_m=TAU_M,
            cm=CM,
            v_rest=-65.0,
            v_reset=-65.0,
            v_thresh=-50.0,
            tau_refrac=2.0,
            i_offset=float(current[i]),
            v_init=rng.normal(V_MEAN[i], V_STD[i], size),
            tau_syn_E=TAU_SYN,
            tau_syn_I=TAU_SYN,
        )
        cells.append(net.population(name, size, cell))
        rate = float(K_EXTERNAL[i]) * scale * EXTERNAL_RATE
        net.poisson_input(cells[i], rate=rate, weight=_weight() / math.sqrt(scale))
    # Both kinds of synapse have one time constant, so inhibition is a negative weight at the
    # first receptor.
    for t, target in enumerate(cells):
        for s, source in enumerate(cells):
            count = round(float(synapses[t, s]) * scale**2)
            if count == 0:
                continue
            net.connect(
                source,
                target,
                snn.FixedTotalNumber(count, allow_self=True),
                weight=_one_sign(float(weights[t, s]) / math.sqrt(scale)),
                delay=snn.Normal(0.75, 0.375, lower=0.1)
                if NAMES[s].endswith("I")
                else snn.Normal(1.5, 0.75, lower=0.1),
            )
    for population in cells:
        net.record(population, "spikes")
    return Built(net, lambda _: {})


def _one_sign(mean: float) -> snn.Normal:
    """Normal with a tenth of the mean as spread, never of the other sign."""
    if mean < 0.0:
        return snn.Normal(mean, -0.1 * mean, upper=0.0)
    return snn.Normal(mean, 0.1 * mean, lower=0.0)
