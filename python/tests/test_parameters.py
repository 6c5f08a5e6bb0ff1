"""Bad values for every parameter of every model, receptor and current, made from the catalogue.

The sentence names the parameter, whose it is, the value and what would do.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np
import pytest

import swiftsnn as snn

Spec = dict[str, Any]

CATALOGUE = snn.catalogue()


def _bad(parameter: Spec) -> Iterator[float]:
    lower, upper = float(parameter["lower"]), float(parameter["upper"])
    yield math.nan
    if not parameter["allows_infinity"]:
        yield from (math.inf, -math.inf)
    yield from (np.nextafter(lower, -math.inf), np.nextafter(upper, math.inf))
    if not parameter["includes_lower"]:
        yield lower
    if parameter["whole"]:
        yield lower + 0.5


def _cases(owners: list[Spec], without: tuple[str, ...] = ()) -> list[Any]:
    return [
        pytest.param(owner["name"], parameter, value, id=f"{owner['name']}-{parameter['name']}-{k}")
        for owner in owners
        for parameter in owner["parameters"]
        if parameter["name"] not in without
        for k, value in enumerate(_bad(parameter))
    ]


def _is_told(
    error: pytest.ExceptionInfo[snn.InvalidArgumentError], spec: Spec, value: float
) -> None:
    sentence = str(error.value)
    assert spec["name"] in sentence
    assert spec["range"] in sentence
    shown = sentence.rsplit("not ", 1)[1]
    assert shown == {"nan": "nan", "inf": "inf", "-inf": "-inf"}.get(str(value), shown)
    if math.isfinite(value):
        assert float(shown) == value


class _Raw(snn.Model):
    """A model as the engine has it."""

    name = ""

    def __new__(cls, name: str, **values: float) -> _Raw:
        made = object.__new__(cls)
        object.__setattr__(made, "name", name)
        object.__setattr__(made, "values", values)
        return made

    def __init__(self, name: str, **values: float) -> None: ...

    def parameters(self) -> dict[str, Any]:
        return vars(self)["values"]


@pytest.mark.parametrize(("model", "parameter", "value"), _cases(CATALOGUE["models"]))
def test_a_model_refuses_a_bad_value(model: str, parameter: Spec, value: float) -> None:
    net = snn.Network()
    with pytest.raises(snn.InvalidArgumentError) as error:
        net.population("cells", 3, _Raw(model, **{parameter["name"]: value}))
    assert "'cells'" in str(error.value)
    _is_told(error, parameter, value)
    cells = net.population("cells", 3, _Raw(model))
    before = cells.get(parameter["name"]).copy()
    values = [before[0], value, before[2]] if parameter["per_neuron"] else value
    with pytest.raises(snn.InvalidArgumentError) as error:
        cells.set(**{parameter["name"]: values})
    assert "'cells'" in str(error.value)
    _is_told(error, parameter, value)
    assert np.array_equal(cells.get(parameter["name"]), before)


@pytest.mark.parametrize(("kind", "parameter", "value"), _cases(CATALOGUE["receptor_kinds"]))
def test_a_receptor_refuses_a_bad_value(kind: str, parameter: Spec, value: float) -> None:
    (made,) = [
        receptor
        for receptor in vars(snn).values()
        if isinstance(receptor, type)
        and issubclass(receptor, snn.Receptor)
        and getattr(receptor, "kind", None) == kind
    ]
    receptor = made(**{parameter["name"]: value})
    with pytest.raises(snn.InvalidArgumentError) as error:
        snn.Network().population("cells", 3, snn.AdEx(receptors={"ampa": receptor}))
    assert f"{parameter['name']}_ampa of population 'cells'" in str(error.value)
    _is_told(error, parameter, value)


CURRENTS: dict[str, snn.Current] = {
    "constant": snn.ConstantCurrent(amplitude=1.0),
    "ramp": snn.RampCurrent(last=1.0, stop=10.0),
    "sine": snn.SineCurrent(amplitude=1.0, frequency=1.0),
    "samples": snn.ArrayCurrent(values=[1.0]),
    "noise": snn.NoisyCurrent(std=1.0),
    "step": snn.StepCurrent(times=[0.0], amplitudes=[1.0]),
}


def test_every_current_of_the_catalogue_has_a_class() -> None:
    assert set(CURRENTS) == {current["name"] for current in CATALOGUE["currents"]}


@pytest.mark.parametrize(
    ("kind", "parameter", "value"),
    # The class makes these itself, of the shape of the values and of a truth value.
    _cases(CATALOGUE["currents"], without=("rows", "repeats")),
)
def test_a_current_refuses_a_bad_value(kind: str, parameter: Spec, value: float) -> None:
    net = snn.Network()
    cells = net.population("cells", 3, snn.LIF())
    with pytest.raises(snn.InvalidArgumentError) as error:
        net.inject(cells, replace(CURRENTS[kind], **{parameter["name"]: value}))
    assert "'cells'" in str(error.value)
    _is_told(error, parameter, value)
