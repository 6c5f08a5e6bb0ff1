"""Connectivity that depends on the distance of neurons."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import ClassVar

import numpy as np

from swiftsnn import _capi
from swiftsnn._described import Described
from swiftsnn.connectors import Connector
from swiftsnn.errors import InvalidArgumentError


@dataclass(frozen=True)
class Profile(Described):
    """Base of the profiles: how the probability of a synapse falls with distance d."""

    shape: ClassVar[str]


@dataclass(frozen=True)
class GaussianProfile(Profile):
    """``p_max * exp(-d**2 / (2 * sigma**2))``; ``sigma`` in the unit of the positions."""

    shape: ClassVar[str] = "gaussian"
    p_max: float
    sigma: float


@dataclass(frozen=True)
class ExponentialProfile(Profile):
    """``p_max * exp(-d / length)``; ``length`` in the unit of the positions."""

    shape: ClassVar[str] = "exponential"
    p_max: float
    length: float


@dataclass(frozen=True)
class LinearProfile(Profile):
    """``p_max * (1 - d / radius)``, 0 from the ``radius`` on; in the unit of the positions."""

    shape: ClassVar[str] = "linear"
    p_max: float
    radius: float


@dataclass(frozen=True)
class StepProfile(Profile):
    """``p_max`` up to the ``radius``, 0 beyond; in the unit of the positions."""

    shape: ClassVar[str] = "step"
    p_max: float
    radius: float


@dataclass(frozen=True)
class DistanceDependent(Connector):
    """Each pair independently, with a probability that falls with its distance.

    Both populations need positions, of equal dimensions.

    Parameters
    ----------
    profile : Profile
        Such as :class:`GaussianProfile`.
    cutoff : float
        No synapses over a larger distance.
    periodic : bool
        Whether axes begin anew after the extent of the positions, which must be the same for both
        populations: the shortest way counts, and a neuron is reached at most once.
    allow_self : bool
        Whether a neuron may connect to itself.
    """

    profile: Profile
    cutoff: float = np.inf
    periodic: bool = False
    allow_self: bool = False

    def described(self) -> _capi.Rule:
        """As the engine takes it."""
        profile = self.profile
        if not isinstance(profile, Profile) or type(profile) is Profile:
            raise InvalidArgumentError(
                "the profile of DistanceDependent must be one such as "
                f"swiftsnn.GaussianProfile(p_max=0.5, sigma=0.1), not {profile!r}"
            )
        given = {f.name: getattr(profile, f.name) for f in fields(profile)}
        for name in ("cutoff", "periodic", "allow_self"):
            given[name] = getattr(self, name)
        return _capi.rule(
            f"distance_{profile.shape}",
            {name: _capi.number(value, name) for name, value in given.items()},
        )
