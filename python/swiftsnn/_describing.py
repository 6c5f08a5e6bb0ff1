"""Calls that describe a network, as they are taken down in its journal (``_journal``)."""

from __future__ import annotations

import contextlib
import ctypes
import functools
import threading
from collections.abc import Callable, Iterator, Mapping
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from swiftsnn import _capi

if TYPE_CHECKING:
    from swiftsnn.network import Network

Made = TypeVar("Made")
Given = ParamSpec("Given")
CALLS: dict[str, Callable[..., Any]] = {}
"""What can be in a journal, by name."""
_nesting = threading.local()


def name_of(cls: type) -> str:
    """The name that a class has in descriptions."""
    return f"{cls.__module__}.{cls.__qualname__}"


def journaled(function: Callable[Given, Made]) -> Callable[Given, Made]:
    """Take down the calls of a function that describes a part of what its first argument is of."""
    name = function.__name__

    @functools.wraps(function)
    def noted(*given: Given.args, **named: Given.kwargs) -> Made:
        with whole(_first(given, named), name):
            with within() as is_outermost:
                made = function(*given, **named)
            if is_outermost:
                _note(name, given, named, made)
        return made

    CALLS[name] = noted
    return noted


def journaled_class(cls: type[Made]) -> type[Made]:
    """Take down the making of objects that are part of a network."""
    original: Any = cls.__init__

    @functools.wraps(original)
    def init(self: Any, *given: Any, **named: Any) -> None:
        with whole(_first(given, named), cls.__name__):
            with within() as is_outermost:
                original(self, *given, **named)
            if is_outermost:
                _note(name_of(cls), given, named, self)

    cls.__init__ = init
    CALLS[name_of(cls)] = cls
    return cls


def _note(name: str, given: tuple[Any, ...], named: Mapping[str, Any], made: Any) -> None:
    """Take down a call in the journal of the network that its first argument is of."""
    first = _first(given, named)
    getattr(first, "network", first).journal.note(name, given, named, made)


def _first(given: tuple[Any, ...], named: Mapping[str, Any]) -> Any:
    return given[0] if given else next(iter(named.values()), None)


@contextlib.contextmanager
def whole(owner: Any, name: str) -> Iterator[None]:
    """Around a call that describes a part of what ``owner`` is of.

    What a signal such as Ctrl-C leaves half done is remembered: the network refuses to go on being
    described, since the engine and Python may disagree about what there is.
    """
    network = getattr(owner, "network", owner)
    journal = getattr(network, "journal", None)
    if journal is None:
        yield
        return
    journal.require_whole()
    try:
        yield
    except Exception:
        raise
    except BaseException:
        if not _agrees(network, name):
            journal.torn = name
        raise


def _agrees(network: Network, name: str) -> bool:
    """Whether the engine, Python and the journal have the same populations and projections."""
    from swiftsnn.population import Population
    from swiftsnn.projection import Projection

    if name not in ("population", "connect"):
        return False
    made = network.journal.made
    populations = sum(isinstance(each, Population) for each in made)
    projections = sum(
        1 if isinstance(each, Projection) else len(getattr(each, "components", ())) for each in made
    )
    known = len(network.populations), len(network.projections)
    if known != (populations, projections):
        return False
    # The engine refuses to say anything of the next ones if there are no more.
    lib, token = _capi.lib, network.token
    out = ctypes.byref(ctypes.c_int64()), ctypes.byref(ctypes.c_int64())
    has_population = lib.snn_population_counts_view(token, populations, *out) == 0
    return not has_population and lib.snn_structure_changes(token, projections, out[0]) != 0


@contextlib.contextmanager
def within() -> Iterator[bool]:
    """Around a call; whether no other call of a journal is under way."""
    depth = getattr(_nesting, "depth", 0)
    _nesting.depth = depth + 1
    try:
        yield depth == 0
    finally:
        _nesting.depth = depth
