"""Pages of the Python reference, from what the package says of itself; `conf.py` writes them.

Every public name stands on the page of the module that it comes from.
"""

from __future__ import annotations

import contextlib
import importlib
import inspect
import io
import os
import re
import textwrap
import types
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import swiftsnn as snn
from swiftsnn import cli
from swiftsnn._described import Described


@dataclass(frozen=True)
class Topic:
    """A page of the reference.

    Attributes
    ----------
    page : str
        Its name in a path.
    title : str
    about : str
        What comes first, in reStructuredText.
    homes : tuple of str
        Modules whose public names it has, with all that lie in them.
    """

    page: str
    title: str
    about: str
    homes: tuple[str, ...]


TOPICS = (
    Topic(
        "networks",
        "Networks, populations, projections",
        "What is described, run and read. Populations and projections are made by a network.",
        ("network", "population", "projection", "counters"),
    ),
    Topic(
        "neurons",
        "Neurons, receptors, sources",
        "Models of populations. :doc:`/reference` has ranges, state variables and units in tables.",
        ("neurons",),
    ),
    Topic(
        "connectivity",
        "Connectivity, weights, delays",
        "Which synapses exist, and how their weights and delays are drawn.",
        ("connectors", "convolution", "distance", "distributions", "positions"),
    ),
    Topic("dynamics", "Dynamics of synapses", "What a synapse transmits.", ("dynamics",)),
    Topic(
        "stimuli",
        "Currents",
        "What :meth:`~swiftsnn.Network.inject` lets flow into neurons.",
        ("stimuli",),
    ),
    Topic(
        "recording",
        "Recorders",
        "What :meth:`~swiftsnn.Network.record` returns.",
        ("recorder", "samples"),
    ),
    Topic(
        "plasticity",
        "Plasticity",
        "Terms, their factors, and named rules. :doc:`/plasticity` is the guide.",
        ("plasticity", "rules", "eprop", "factors"),
    ),
    Topic(
        "modulation",
        "Signals and modulators",
        "Third factors: where they come from and how they reach the synapses.",
        ("modulation",),
    ),
    Topic("homeostasis", "Homeostasis", "What holds activity or weights.", ("homeostasis",)),
    Topic("structure", "Structural plasticity", "Which synapses there are.", ("structure",)),
    Topic(
        "updates",
        "Optimisers, updates, mixtures of weights",
        "What the changes of presentations go through, and sums of weights.",
        ("optimisers", "mixture"),
    ),
    Topic("about", "Errors and the engine", "Exceptions, versions, tables.", ("errors", "info")),
)
"""Pages of what ``import swiftsnn`` has."""

REST = Topic("further", "Further names", "What else the package has.", ("",))
"""Page of names that no topic is about."""

MODULES = {
    "plot": ("swiftsnn.plot",),
    "datasets": ("swiftsnn.datasets",),
    "encoders": ("swiftsnn.encoders",),
    "systems": ("swiftsnn.systems", "swiftsnn.systems.srsnn"),
    "learn": tuple(
        f"swiftsnn.learn{part}"
        for part in ("", ".training", ".recipes", ".ablation", ".online", ".experiment", ".cost")
    ),
}
"""Pages of the modules that are imported by themselves."""

HIDDEN = (
    "attributes, constants, data, fetch, forget, handle, index, lanes_of_rows, pending, "
    "set_partial_fit_request, set_score_request, stream_to, token, until"
)
"""Members that are for the package's own use."""


TABLES = {"swiftsnn.learn.ablation": ["ABLATIONS"], "swiftsnn.learn.recipes": ["RECIPES"]}
"""Constants that are written about."""


def home(name: str) -> str:
    """Where a public name comes from, without the package's own name."""
    found = getattr(snn, name)
    module = getattr(found, "__module__", "") or ""
    if not module.startswith("swiftsnn"):
        module = type(found).__module__
    return module.removeprefix("swiftsnn").lstrip(".")


def topic_of(name: str) -> Topic:
    """The page of a public name."""
    lies = f"{home(name)}."
    return next((t for t in TOPICS if any(lies.startswith(f"{h}.") for h in t.homes)), REST)


def names_of(topic: Topic) -> list[str]:
    """Public names of a page, module by module as they are written."""
    found = [name for name in snn.__all__ if topic_of(name) == topic]
    order = {home: k for k, home in enumerate(topic.homes)}

    def place(name: str) -> tuple[int, str, int]:
        where = home(name)
        known = [k for home, k in order.items() if f"{where}.".startswith(f"{home}.")]
        return (known or [0])[0], where, _line(getattr(snn, name))

    return sorted(found, key=place)


def _line(thing: Any) -> int:
    try:
        return inspect.getsourcelines(thing)[1]
    except (TypeError, OSError):
        return 1_000_000


def _heading(text: str, mark: str) -> str:
    return f"{text}\n{mark * len(text)}\n"


def _entry(module: str, name: str, thing: Any) -> str:
    """What makes autodoc write about a name."""
    full = f"{module}.{name}"
    if inspect.isclass(thing):
        lines = [f".. autoclass:: {full}"]
        if issubclass(thing, Described):
            own = _own_methods(thing)
            lines += [f"   :members: {', '.join(own)}"] if own else []
        elif not issubclass(thing, BaseException):
            lines += ["   :members:", f"   :exclude-members: {HIDDEN}"]
            lines += ["   :inherited-members:"] if _has_private_base(thing) else []
        return "\n".join(lines) + "\n"
    if callable(thing):
        return f".. autofunction:: {full}\n"
    return f".. autodata:: {full}\n   :no-value:\n"


def _own_methods(kind: type) -> list[str]:
    """Methods of a description that its users call: no base has them, and it is none itself."""
    if kind.__subclasses__():
        return ["terms"] if kind is snn.Rule else []
    inherited = {name for base in kind.__mro__[1:] for name in vars(base)}
    own = (name for name, value in vars(kind).items() if isinstance(value, _FUNCTIONS))
    hidden = {"described", *inherited}
    return [name for name in own if not name.startswith("_") and name not in hidden]


_FUNCTIONS = (types.FunctionType, classmethod, staticmethod, property)


def _has_private_base(kind: type) -> bool:
    """Whether part of what it can do stands in a class that no page is about."""
    bases = (base for base in kind.__mro__[1:-1] if base.__module__.startswith("swiftsnn"))
    return any(base.__name__ not in snn.__all__ for base in bases)


def _page_of_topic(topic: Topic) -> str:
    parts = [_heading(topic.title, "="), topic.about + "\n"]
    # A module with the name of a method would be what references to the method find.
    named = [home for home in topic.homes if home and not hasattr(snn.Network, home)]
    parts += [f".. py:module:: swiftsnn.{home}\n" for home in named]
    parts.append(".. py:currentmodule:: swiftsnn\n")
    for name in names_of(topic):
        parts.append(_entry("swiftsnn", name, getattr(snn, name)))
    return "\n".join(parts)


def _public(module: Any) -> list[str]:
    """Names of a module: those it lists, or what it defines."""
    listed = getattr(module, "__all__", None)
    if listed is not None:
        return list(listed)
    own = (n for n, v in vars(module).items() if getattr(v, "__module__", "") == module.__name__)
    return [name for name in own if not name.startswith("_")]


def _page_of_modules(names: tuple[str, ...]) -> str:
    parts: list[str] = []
    seen: set[int] = set()
    for name in names:
        module = importlib.import_module(name)
        parts += [_heading(name, "=" if not parts else "-"), f".. automodule:: {name}\n"]
        for public in _public(module) + TABLES.get(name, []):
            thing = getattr(module, public)
            if id(thing) not in seen:
                parts.append(_entry(name, public, thing))
            seen.add(id(thing))
    return "\n".join(parts)


def _commands() -> str:
    """What the ``swiftsnn`` command says of itself."""
    texts = {"swiftsnn": _help()}
    (actions,) = re.findall(r"\{(\w+(?:,\w+)+)\} \.\.\.", texts["swiftsnn"])
    texts |= {f"swiftsnn {action}": _help(action) for action in actions.split(",")}
    parts = [_heading("The command line", "="), "The texts of ``--help``.\n"]
    for name, text in texts.items():
        parts += [_heading(name, "-"), ".. code-block:: text\n", textwrap.indent(text, "   ")]
    return "\n".join(parts)


def _help(*action: str) -> str:
    text = io.StringIO()
    os.environ |= {"COLUMNS": "90", "NO_COLOR": "1"}
    with contextlib.redirect_stdout(text), contextlib.suppress(SystemExit):
        cli.main([*action, "--help"])
    return text.getvalue()


def pages() -> Iterator[tuple[str, str]]:
    """Name and text of every page."""
    for topic in (*TOPICS, REST):
        if names_of(topic):
            yield topic.page, _page_of_topic(topic)
    for page, names in MODULES.items():
        yield page, _page_of_modules(names)
    yield "command-line", _commands()
