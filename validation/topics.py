"""All topics, in the order of the page."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from validation import (
    adaptive,
    conductances,
    convergence,
    dopamine,
    gif,
    hodgkin_huxley,
    izhikevich,
    lif,
    network,
    nmda,
    noise,
    plasticity,
    poisson,
    precision,
    rate_curves,
    rates,
    recurrent,
    responses,
    short_term_plasticity,
    stdp_rules,
    triplets,
    voltage_plasticity,
)
from validation.results import Topic

Check = Callable[[], Topic]

TOPICS: Mapping[str, Check] = {
    module.__name__.rpartition(".")[2]: module.check
    for module in (
        convergence,
        lif,
        network,
        conductances,
        adaptive,
        hodgkin_huxley,
        izhikevich,
        gif,
        rate_curves,
        responses,
        nmda,
        short_term_plasticity,
        plasticity,
        stdp_rules,
        triplets,
        dopamine,
        voltage_plasticity,
        poisson,
        noise,
        rates,
        recurrent,
        precision,
    )
}
"""By the name of the module."""

LONG = ("recurrent", "precision")
"""Topics that take more than seconds; the tests leave them to ``make validation``."""
