"""Neuron and source models: what a population is made of."""

from swiftsnn.neurons._model import Model, Neuron, Values
from swiftsnn.neurons.adex import AdEx
from swiftsnn.neurons.alif import ALIF
from swiftsnn.neurons.eif import EIF
from swiftsnn.neurons.gif import GIF
from swiftsnn.neurons.hh_squid import HHSquid
from swiftsnn.neurons.hh_traub import HHTraub
from swiftsnn.neurons.izhikevich import Izhikevich
from swiftsnn.neurons.leaky_readout import LeakyReadout
from swiftsnn.neurons.lif import LIF
from swiftsnn.neurons.lif_cond_alpha import LIFCondAlpha
from swiftsnn.neurons.lif_cond_exp import LIFCondExp
from swiftsnn.neurons.lif_curr_alpha import LIFCurrAlpha
from swiftsnn.neurons.lif_curr_exp import LIFCurrExp
from swiftsnn.neurons.rate_unit import RateUnit
from swiftsnn.neurons.receptors import (
    CondAlpha,
    CondBeta,
    CondExp,
    CondNMDA,
    CurrAlpha,
    CurrBeta,
    CurrExp,
    Jump,
    Receptor,
)
from swiftsnn.neurons.sources import Analog, Bernoulli, Poisson, SpikeSource

__all__ = [
    "ALIF",
    "EIF",
    "GIF",
    "LIF",
    "AdEx",
    "Analog",
    "Bernoulli",
    "CondAlpha",
    "CondBeta",
    "CondExp",
    "CondNMDA",
    "CurrAlpha",
    "CurrBeta",
    "CurrExp",
    "HHSquid",
    "HHTraub",
    "Izhikevich",
    "Jump",
    "LIFCondAlpha",
    "LIFCondExp",
    "LIFCurrAlpha",
    "LIFCurrExp",
    "LeakyReadout",
    "Model",
    "Neuron",
    "Poisson",
    "RateUnit",
    "Receptor",
    "SpikeSource",
    "Values",
]
