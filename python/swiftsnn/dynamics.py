"""Dynamics of synapses: which part of its weight a synapse transmits, spike by spike."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, ClassVar

import numpy as np
from numpy.typing import ArrayLike, NDArray

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.errors import InvalidArgumentError, ShapeError


@dataclass(frozen=True, eq=False)
class Dynamics(Described):
    """Base of the dynamics; they depend on the presynaptic neuron's spikes alone.

    Every parameter but ``sites`` is one value, or an array with one a source neuron.
    """

    kind: ClassVar[str]

    def columns(self, projection: str, size: int) -> dict[str, NDArray[np.float64]]:
        """Parameters as the engine takes them, those left at None not among them."""
        found = {}
        for field in fields(self):
            value = getattr(self, field.name)
            if value is None:
                continue
            what = f"{field.name} of {type(self).__name__} on {projection!r}"
            column = np.atleast_1d(_capi.contiguous(value, np.float64, what))
            if column.ndim != 1 or column.size not in (1, size):
                raise ShapeError(
                    f"{what} takes 1 value or {size}, one a source neuron, not an array of shape "
                    f"{column.shape}"
                )
            found[field.name] = column
        return found


@dataclass(frozen=True, eq=False)
class TsodyksMarkram(Dynamics):
    r"""Short-term depression and facilitation (Tsodyks & Markram 1997; Tsodyks et al. 1998).

    A spike transmits :math:`w u x`: the part u of the resources x there are. Between two spikes
    that are h apart,

    .. math::

        x \to 1 + (x - u x - 1) e^{-h / \tau_{rec}}, \qquad
        u \to U + u (1 - U) e^{-h / \tau_{facil}},

    as in NEST's ``tsodyks2_synapse``. With ``sites``, each synapse draws how many of them release,
    each with probability u x, and transmits that share of its weight; u and x stay the mean field
    (Fuhrmann et al. 2002): single vesicles are not followed.

    Parameters
    ----------
    U : 0 to 1
        Part of the resources that the first spike uses; what facilitation starts from.
    tau_rec : ms
        Recovery of the resources, above 0.
    tau_facil : ms
        Decay of facilitation; 0 for none.
    u_init, x_init : 0 to 1
        What the first spike finds; ``u_init`` is U if None.
    sites : int
        Release sites of a synapse; 0 transmits their mean.

    Examples
    --------
    >>> import swiftsnn as snn
    >>> depression = snn.TsodyksMarkram(U=0.5, tau_rec=800.0)
    >>> facilitation = snn.TsodyksMarkram(U=0.1, tau_rec=100.0, tau_facil=1000.0)
    """

    kind: ClassVar[str] = "tsodyks_markram"
    U: ArrayLike = 0.5
    tau_rec: ArrayLike = 800.0
    tau_facil: ArrayLike = 0.0
    u_init: ArrayLike | None = None
    x_init: ArrayLike = 1.0
    sites: int = 0


@dataclass(frozen=True, eq=False)
class StochasticRelease(Dynamics):
    """Each of the ``sites`` of a synapse transmits its share of a spike with probability ``p``.

    With one site the spike arrives whole or not at all, as through NEST's ``bernoulli_synapse``.
    Which synapses transmit depends on the seed, not on the number of threads.
    """

    kind: ClassVar[str] = "stochastic_release"
    p: ArrayLike = 0.5
    sites: int = 1


def check_dynamics(given: Any, projection: str) -> Dynamics | None:
    """The dynamics, refused where they are none."""
    if given is not None and (not isinstance(given, Dynamics) or type(given) is Dynamics):
        raise InvalidArgumentError(
            f"the dynamics of {projection!r} must be some such as swiftsnn.TsodyksMarkram(), "
            f"not {given!r}"
        )
    return given
