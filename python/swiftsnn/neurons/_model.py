"""What all models have in common."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, ClassVar, Self

from numpy.typing import ArrayLike

from swiftsnn._described import Described
from swiftsnn.errors import InvalidArgumentError
from swiftsnn.neurons.receptors import Receptor

Values = float | ArrayLike
"""A parameter: one value for all neurons, or one a neuron."""


@dataclass(frozen=True, kw_only=True, eq=False)
class Model(Described):
    """Base of the models; the fields of a model are its parameters."""

    name: ClassVar[str]

    elsewhere: ClassVar[Mapping[str, str]] = {
        "E_L": "v_rest",
        "V_reset": "v_reset",
        "V_th": "v_thresh",
        "C_m": "cm",
        "t_ref": "tau_refrac",
        "I_e": "i_offset",
        "V_m": "v_init",
        "EL": "v_rest",
        "Vt": "v_thresh",
        "V_peak": "v_spike",
        "tau_ref": "tau_refrac",
        "tau_mem": "tau_m",
        "g_L": "g_leak",
        "g_Na": "gbar_Na",
        "g_K": "gbar_K",
        "E_Na": "e_rev_Na",
        "E_K": "e_rev_K",
        "V_T": "v_offset",
        "E_ex": "e_rev_E",
        "E_in": "e_rev_I",
        "tau_syn_ex": "tau_syn_E",
        "tau_syn_in": "tau_syn_I",
        "tau": "tau_m",
        "v_th": "v_thresh",
        "threshold": "v_thresh",
        "refractory": "tau_refrac",
    }

    def __new__(cls, *values: Any, **given: Any) -> Self:
        """Refuse parameters that are not named, and unknown ones."""
        if values:
            raise InvalidArgumentError(
                f"parameters of {cls.__name__} are given by name; "
                f"valid ones are {', '.join(field.name for field in fields(cls)) or 'none'}"
            )
        return super().__new__(cls, **given)

    def parameters(self) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        values = {field.name: getattr(self, field.name) for field in fields(self)}
        values.pop("receptors", None)
        return values

    def chosen_receptors(self) -> Mapping[str, Receptor]:
        """Receptors in place of the model's own; none for its own."""
        return {}


@dataclass(frozen=True, kw_only=True, eq=False)
class Neuron(Model):
    """Base of the models that take input, at receptors of their own or of the user's choice."""

    own_receptors: ClassVar[tuple[str, ...]] = ()
    """Parameters of the model's own receptors, and what goes with them alone."""

    receptors: Mapping[str, Receptor] | None = None

    def chosen_receptors(self) -> Mapping[str, Receptor]:
        """Receptors in place of the model's own; none for its own."""
        if self.receptors is None:
            return {}
        chosen = self.receptors
        if (
            not isinstance(chosen, Mapping)
            or not chosen
            or not all(isinstance(receptor, Receptor) for receptor in chosen.values())
        ):
            raise InvalidArgumentError(
                f"receptors of {type(self).__name__} maps at least one name to a receptor, such as "
                f"{{'ampa': swiftsnn.CondExp(tau_syn=2.0)}}, not {chosen!r}"
            )
        return chosen

    def parameters(self) -> dict[str, Any]:
        """Parameters as the engine takes them, by name."""
        values = super().parameters()
        if "v_init" in values and values["v_init"] is None:
            values["v_init"] = values.get("v_rest")
        if self.receptors is not None:
            defaults = {field.name: field.default for field in fields(self)}
            for name in self.own_receptors:
                if values.pop(name) is not defaults[name]:
                    raise InvalidArgumentError(
                        f"{name} of {type(self).__name__} is of the receptors that receptors= "
                        "replaces; give it to one of these, or leave it out"
                    )
            for name, receptor in self.chosen_receptors().items():
                values |= receptor.parameters(name)
        if "reset" in values:
            values["subtract"] = _subtracts(values.pop("reset"), type(self).__name__)
        return values


def _subtracts(reset: Any, model: str) -> float:
    if reset not in ("value", "subtract"):
        raise InvalidArgumentError(f"reset of {model} must be 'value' or 'subtract', not {reset!r}")
    return float(reset == "subtract")


@dataclass(frozen=True, kw_only=True, eq=False)
class Leaky(Neuron):
    """Parameters of a leaky membrane."""

    tau_m: Values = 20.0
    cm: Values = 1.0
    v_rest: Values = -65.0
    v_reset: Values = -65.0
    v_thresh: Values = -50.0
    v_init: Values | None = None
    tau_refrac: Values = 0.1
    i_offset: Values = 0.0


@dataclass(frozen=True, kw_only=True, eq=False)
class CurrentPair(Neuron):
    """Parameters of an excitatory and an inhibitory current; the names are PyNN's."""

    own_receptors: ClassVar[tuple[str, ...]] = ("tau_syn_E", "tau_syn_I")

    tau_syn_E: Values = 5.0  # noqa: N815
    tau_syn_I: Values = 5.0  # noqa: N815


@dataclass(frozen=True, kw_only=True, eq=False)
class ConductancePair(CurrentPair):
    """Parameters of an excitatory and an inhibitory conductance; the names are PyNN's."""

    own_receptors: ClassVar[tuple[str, ...]] = (*CurrentPair.own_receptors, "e_rev_E", "e_rev_I")

    e_rev_E: Values = 0.0  # noqa: N815
    e_rev_I: Values = -70.0  # noqa: N815
