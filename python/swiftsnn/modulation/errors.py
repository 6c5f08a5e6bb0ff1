"""Signals about a population that is told what it should have done."""

from __future__ import annotations

import ctypes

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._describing import journaled_class
from swiftsnn.modulation.signals import Signal
from swiftsnn.population import Population, check_population


class LabelledSignal(Signal):
    """Base: a signal that takes labels, with :meth:`Network.present` or before a run."""

    population: Population

    def __init__(self, population: Population, index: int, labels: int) -> None:
        super().__init__(population.network, index, population)
        self._label_count = labels

    def set_labels(self, labels: ArrayLike) -> None:
        """Labels of the coming presentation or of runs, one a batch lane; -1 for none.

        They hold until others are set or a presentation ends.
        """
        array = _capi.indices(labels, "label", self._label_count).reshape(-1)
        _capi.check(
            _capi.lib.snn_signal_labels(
                self.network.token, self.index, _capi.address(array), array.size
            )
        )


@journaled_class
class PopulationError(LabelledSignal):
    """Error of a population read as equal groups of neurons, one a class.

    With r_c the rate of group c, low-pass or its mean so far, r* the target rate, y the label and
    p = softmax(r / temperature):

    - "winner_take_all": the labelled group gets clip(1 - r_y / r*, 0, 1), the strongest of the
      others -min(1, r / r*), the rest 0: the labelled group shall win, and take all.
    - "rate": every group gets clip([c = y] - r_c / r*, -1, 1).
    - "softmax": every group gets [c = y] - p_c.
    - "entropy": one number, the entropy of p (nats), with or without a label.
    - "surprise": one number, -ln p_y (nats).

    Of neurons without spikes, a :class:`~swiftsnn.LeakyReadout` or a :class:`~swiftsnn.RateUnit`,
    the potential (mV) or the rate they transmit takes the place of the rate of spikes (Hz).

    Labels come with :meth:`Network.present`, or with :meth:`set_labels` before
    :meth:`Network.run`; without one all but the entropy are 0.

    Parameters
    ----------
    population : Population
        Its neurons are ``classes`` groups in order.
    classes : int
        Number of groups; must divide the population's size.
    rule : {"winner_take_all", "rate", "softmax", "entropy", "surprise"}
    tau : ms or None
        Of the group rates. None: their mean since the presentation began, or in a run since labels
        were set.
    target : Hz
        Rate r* that the labelled group is taught.
    start : ms
        No error before this time of a presentation; in a run, after labels were set.
    temperature : Hz
        Of the softmax.
    delay : ms
        From the spikes to the error.
    """

    def __init__(
        self,
        population: Population,
        classes: int = 10,
        *,
        rule: str = "winner_take_all",
        tau: float | None = 20.0,
        target: float = 500.0,
        start: float = 0.0,
        temperature: float = 100.0,
        delay: float = 0.0,
    ) -> None:
        check_population(population, "an error signal")
        self.classes = _capi.integer(classes, "classes", 32)
        values = {
            "classes": classes,
            **({"mean": 1.0} if tau is None else {"tau": tau}),
            "target": target,
            "start": start,
            "temperature": temperature,
            "delay": delay,
        }
        index = ctypes.c_int32()
        _capi.check(
            _capi.lib.snn_signal_add(
                population.network.token,
                population.index,
                _capi.encode(rule, "rule"),
                *_capi.parameters(values),
                ctypes.byref(index),
            )
        )
        super().__init__(population, index.value, self.classes)

    def decode(self) -> NDArray[np.int64]:
        """The class whose group fired most since the last presentation began, one a batch lane.

        The lowest class wins a tie, so a lane without a spike gives class 0. Of neurons without
        spikes it is the class whose group is highest now.
        """
        output = {"leaky_readout": "v", "rate": "r"}.get(self.population.model.name)
        population = self.population
        counts = np.atleast_2d(population.state(output) if output else population.counts)
        return counts.reshape(len(counts), self.classes, -1).sum(2).argmax(1)

    def __repr__(self) -> str:
        return f"PopulationError({self.population.name!r}, classes={self.classes})"


@journaled_class
class Goodness(LabelledSignal):
    r"""How far a layer's activity is from what a sample asks for (CSDP, Ororbia 2024).

    :math:`\sigma((\sum_j x_j^2 - \theta) / T) - y` with x_j the traces of the neurons' spikes and
    the label y 1 for a positive, 0 for a negative sample; 0 without a label. A rule that shall
    raise the goodness of positive samples has a rate below 0.

    Parameters
    ----------
    population : Population
    tau : ms
        Of the traces.
    threshold : float
        Of the sum of squares.
    temperature : float
        Softness of the threshold.
    sets : bool
        Whether a spike sets its trace to 1, instead of adding 1.
    delay : ms
        From the spikes to the value.
    """

    def __init__(
        self,
        population: Population,
        *,
        tau: float = 13.0,
        threshold: float = 10.0,
        temperature: float = 1.0,
        sets: bool = False,
        delay: float = 0.0,
    ) -> None:
        check_population(population, "a goodness")
        values = {
            "tau": tau,
            "threshold": threshold,
            "temperature": temperature,
            "sets": sets,
            "delay": delay,
        }
        index = self._add(population.network, "goodness", population, values)
        super().__init__(population, index, 2)
