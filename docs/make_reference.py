"""Writes docs/reference.md from the engine's own tables: ``python docs/make_reference.py``."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path
from typing import Any

import swiftsnn as snn

Entry = dict[str, Any]

PAGE = Path(__file__).with_name("reference.md")

HEAD = f"""# Reference: models, rules and their parameters

Made by `python docs/make_reference.py` from the tables that the engine checks against (version
{snn.version()}); `swiftsnn.catalogue()`, `swiftsnn.models()` and the C function `snn_catalogue`
have the same. The equations, sources and shapes are in the docstrings of the Python classes
(`help(swiftsnn.AdEx)`) and in `Sources/SwiftSNN/Models`, one file a model; how far the models agree
with others' is in [validation.md](validation.md).

Names are the engine's. Python's are the same but for words where the engine takes numbers
(`reset`, `method`, `function`), `LogNormal(median, ...)` for `mu`, shapes of arrays for `rows`, and
values that Python wants where the engine has a default.

Units are ms, mV, nA, nF, uS and Hz unless a table says otherwise; NEST's pA, pF and nS are 1e-3 of
nA, nF and uS. Parameters of neurons are one
number for all or an array with one a neuron; *one for all* where that is not so.
"""


def _classes(base: type, attribute: str) -> dict[str, str]:
    """Python classes by the engine's name for them."""
    return {
        getattr(found, attribute): name
        for name, found in vars(snn).items()
        if isinstance(found, type) and issubclass(found, base) and hasattr(found, attribute)
    }


def _connectors() -> dict[str, str]:
    profiles = {
        "gaussian": "GaussianProfile",
        "exponential": "ExponentialProfile",
        "linear": "LinearProfile",
        "step": "StepProfile",
    }
    by_distance = {
        f"distance_{name}": f"DistanceDependent({profile}(...))"
        for name, profile in profiles.items()
    }
    return _classes(snn.Connector, "rule") | by_distance


def _table(header: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [header, tuple("---" for _ in header), *rows]
    return "\n".join("| " + " | ".join(cells) + " |" for cells in lines) + "\n"


def _parameters(specs: list[Entry]) -> str:
    rows = []
    for spec in specs:
        default = spec["default"]
        shown = default if isinstance(default, str) else f"{default:g}"
        one = "" if spec["per_neuron"] else " *one for all*"
        rows.append((f"`{spec['name']}`", shown, spec["unit"], _range(spec), spec["summary"] + one))
    return _table(("parameter", "default", "unit", "range", ""), rows) if rows else ""


def _range(spec: Entry) -> str:
    """As short as a table wants it."""
    lower, upper = spec["lower"], spec["upper"]
    infinite = " or infinite" if spec["allows_infinity"] else ""
    if spec["range"] in ("0 or 1", "a finite number of at most 1e30"):
        return "0, 1" if spec["range"] == "0 or 1" else "finite" + infinite
    whole = ", whole" if spec["whole"] else ""
    return f"{'' if spec['includes_lower'] else 'above '}{lower:g} to {upper:g}{whole}{infinite}"


def _section(title: str, classes: dict[str, str], entries: list[Entry], note: str = "") -> str:
    parts = [f"## {title}\n", note]
    for entry in entries:
        python = classes.get(entry["name"])
        named = f"`{entry['name']}`" + (f", Python `{python}`" if python else "")
        parts.append(f"### {named}\n\n{entry['summary']}\n")
        parts.append(_parameters(entry["parameters"]))
        if entry.get("state"):
            state = [(f"`{s['name']}`", s["unit"], s["summary"]) for s in entry["state"]]
            parts.append(_table(("state", "unit", ""), state))
        if entry.get("receptors"):
            receptors = ", ".join(
                f"`{r['name']}` (`{r['kind']}`, weights in {r['unit']})" for r in entry["receptors"]
            )
            choice = "; others of the user's choice" if entry["takes_receptors"] else ""
            parts.append(f"Receptors: {receptors}{choice}.\n")
    return "\n".join(part for part in parts if part)


SHAPES = {
    "scalar": "Scalar",
    "class_groups": "ClassGroups",
    "random": "Broadcast",
    "matrix": "FixedFeedback",
    "transposed": "TransposedFeedback",
    "learned": "LearnedFeedback",
}
"""Python classes of the shapes of modulators."""


def page() -> str:
    """The text of the page."""
    tables = snn.catalogue()
    models = _classes(snn.Model, "name")
    sections = [
        HEAD,
        _section("Models", models, tables["models"]),
        _section(
            "Receptors",
            _classes(snn.Receptor, "kind"),
            tables["receptor_kinds"],
            'Of a population with `receptors={"ampa": ...}` the parameters are `tau_syn_ampa`, ... '
            "and the state `g_ampa` (`i_ampa` of a current); those named `excitatory` and "
            "`inhibitory` have `_E`, `_I` and `_exc`, `_inh`.\n",
        ),
        _section("Currents", _classes(snn.Current, "kind"), tables["currents"]),
        _section("Connectivity", _connectors(), tables["connectors"]),
        _section("Distributions", _classes(snn.Distribution, "kind"), tables["distributions"]),
        _section("Dynamics of synapses", _classes(snn.Dynamics, "kind"), tables["dynamics"]),
        _section(
            "Error signals",
            {signal["name"]: "PopulationError" for signal in tables["signals"]},
            tables["signals"],
        ),
        _section(
            "Other signals",
            {name: name.capitalize() for name in (s["name"] for s in tables["sources"])},
            tables["sources"],
        ),
        _section("Homeostats", _classes(snn.Homeostat, "kind"), tables["homeostats"]),
        _section(
            "Structural operations",
            {
                "prune": "Prune",
                "prune_survival": "PruneSurvival",
                "regrow": "Regrow",
                "regrow_correlated": "RegrowCorrelated",
                "dampen": "Dampen",
                "snapshot": "Snapshot",
                "restore": "Restore",
            },
            tables["structural_operations"],
        ),
        _section("Factors of plasticity terms", _classes(snn.Factor, "kind"), tables["factors"]),
        "## Plasticity terms\n\nweight dependence "
        + ", ".join(f"`{name}`" for name in tables["weight_dependences"])
        + "; pairing "
        + ", ".join(f"`{name}`" for name in tables["pairings"])
        + ".\n\n"
        + _parameters(tables["plasticity_parameters"]),
        _section("Optimisers", _classes(snn.Optimiser, "kind"), tables["optimisers"]),
        "## Weight updates, Python `WeightUpdate`\n\n"
        + _parameters(tables["update_parameters"])
        + "\nOne value a synapse:\n\n"
        + _parameters(tables["update_arrays"]),
        _section(
            "Modulators",
            SHAPES,
            tables["modulator_shapes"],
            "Modulatory neurons are "
            + ", ".join(f"`{name}`" for name in tables["nonlinearities"])
            + ".\n",
        ),
        "## Modulators of parameters\n\n`Network.modulate` moves a parameter.\n\n"
        + _parameters(tables["route_parameters"]),
    ]
    return "\n".join(section.rstrip() + "\n" for section in sections)


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8")
