"""What a network was described with, call by call, so that it can be described again.

Calls and their arguments become plain data: numbers, text, arrays, names of this package's classes
and references to what earlier calls made. Reading them back makes objects of these classes and
nothing else.
"""

from __future__ import annotations

import functools
import hashlib
import json
import math
from array import array
from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from decimal import Decimal
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from swiftsnn._described import Described
from swiftsnn._describing import CALLS, name_of
from swiftsnn.errors import InvalidArgumentError, StateError
from swiftsnn.factors import Product

if TYPE_CHECKING:
    from swiftsnn.network import Network


class Journal:
    """The calls that described one network.

    Attributes
    ----------
    entries : list of dict
    arrays : dict
        Those that entries refer to.
    made : list
        What each call made; None for nothing.
    is_read_back : bool
        Calls are being made again, and what they made gets its state afterwards.
    torn : str or None
        The call that a signal ended halfway.
    """

    def __init__(self) -> None:
        self.entries: list[dict[str, Any]] = []
        self.arrays: dict[str, NDArray[Any]] = {}
        self.made: list[Any] = []
        self.is_read_back = False
        self.torn: str | None = None
        self._places: dict[int, int] = {}

    def require_whole(self) -> None:
        """StateError where it is not known what there is."""
        if self.torn is not None:
            raise StateError(
                f"a signal ended {self.torn} halfway, and it is not known what there is of it; "
                "make the network anew"
            )

    def note(self, name: str, given: tuple[Any, ...], named: Mapping[str, Any], made: Any) -> None:
        """Take down a call that was made."""
        entry = {
            "call": name,
            "given": [self._encoded(value) for value in given],
            "named": {key: self._encoded(value) for key, value in named.items()},
        }
        self.append(entry, made)

    def append(self, entry: dict[str, Any], made: Any) -> None:
        """Take down what stands for a call."""
        self.entries.append(entry)
        self.made.append(made)
        if made is not None:
            self._places[id(made)] = len(self.made) - 1

    def reference(self, made: Any) -> dict[str, Any]:
        """What :func:`part` finds it by in a copy of its network."""
        found = self._encoded(made)
        call = CALLS[self.entries[found["made"]]["call"]] if "made" in found else None
        if "unknown" in found or (isinstance(call, type) and call is not type(made)):
            raise StateError(f"{made!r} cannot be copied or pickled; copy its network")
        return found

    # ---- To plain data -----------------------------------------------------------------------

    def _encoded(self, value: Any) -> Any:
        from swiftsnn.network import Network
        from swiftsnn.population import Population
        from swiftsnn.projection import Projection

        match value:
            case None | bool() | str():
                return value
            case int() | np.integer():
                return int(value)
            case Decimal() | Fraction():
                return self._encoded(float(value))
            case float() | np.floating():
                return float(value) if math.isfinite(value) else {"float": repr(float(value))}
            case Network():
                return {"network": None}
            case Population():
                return {"population": value.index}
            case Projection():
                return {"projection": value.index}
            case np.ndarray():
                name = f"given/{len(self.arrays)}"
                self.arrays[name] = np.array(value, order="C")
                return {"array": name}
            case list() | tuple():
                return {type(value).__name__: [self._encoded(each) for each in value]}
            case Mapping():
                return {"dict": [[key, self._encoded(each)] for key, each in value.items()]}
        if id(value) in self._places:
            return {"made": self._places[id(value)]}
        if _is_array(value):
            return self._encoded(np.asarray(value))
        if name_of(type(value)) not in _classes() or not _is_written_down(value):
            return {"unknown": _sketch(value)}
        given, named = _made_of(value)
        if self._lacks_modulator(value):
            return {"unknown": f"{type(value).__name__}, whose modulator is none of its fields,"}
        described = {
            "class": name_of(type(value)),
            "given": [self._encoded(each) for each in given],
            "named": {key: self._encoded(each) for key, each in named.items()},
        }
        if _is_of_users(value):
            described["terms"] = self.digest(value)
        return described

    def digest(self, rule: Any) -> str:
        """Of the terms of a rule; empty where they have something that cannot be taken down."""
        apart = Journal()
        apart._places = self._places
        encoded = [apart._encoded(each) for each in (rule.w_min, rule.w_max, *rule.terms())]
        if _unknown(encoded):
            return ""
        digest = hashlib.blake2b(json.dumps(encoded).encode(), digest_size=16)
        for values in apart.arrays.values():
            digest.update(f"{values.dtype.str} {values.shape}".encode())
            digest.update(values.tobytes())
        return digest.hexdigest()

    def _lacks_modulator(self, value: Any) -> bool:
        """A rule of the user's has a modulator from elsewhere, which another network lacks."""
        if not _is_of_users(value):
            return False
        own = {id(each) for each in vars(value).values()}
        modulators = {id(term.modulator) for term in value.terms()}
        return bool((modulators & self._places.keys()) - own)


def _is_of_users(value: Any) -> bool:
    """A rule of a class that is not this package's."""
    from swiftsnn.plasticity import Rule

    return isinstance(value, Rule) and not type(value).__module__.startswith("swiftsnn.")


def _is_array(value: Any) -> bool:
    """What NumPy makes numbers of, such as a range or a Series."""
    if not isinstance(value, (range, array)) and not hasattr(value, "__array__"):
        return False
    return np.asarray(value).dtype.kind in "biuf"


def part(network: Network, reference: dict[str, Any]) -> Any:
    """What stands in a network where a :meth:`Journal.reference` was taken of."""
    return _decoded(reference, network, {})


def _sketch(value: Any) -> str:
    """What cannot be taken down, and why."""
    if isinstance(value, Described):
        return f"{type(value).__name__}, whose __init__ is no dataclass's,"
    return repr(value)


def _is_written_down(value: Any) -> bool:
    """Its fields say all: nobody wrote an __init__ that takes others."""
    maker = next(each for each in type(value).__mro__ if "__init__" in vars(each))
    has_fields = maker is object or "__dataclass_fields__" in vars(maker)
    return has_fields or not isinstance(value, Described)


def _made_of(value: Any) -> tuple[tuple[Any, ...], dict[str, Any]]:
    """What makes an equal object of its class."""
    if isinstance(value, Product):
        return value.factors, {}
    if not is_dataclass(value):
        return (), dict(getattr(value, "components", {}))
    named = {f.name: getattr(value, f.name) for f in fields(value) if f.init}
    defaults = {f.name: f.default for f in fields(value)}
    # A default that is given is not the same as one that is left out.
    return (), {key: each for key, each in named.items() if each is not defaults[key]}


# ---- Describing again ------------------------------------------------------------------------


def replay(
    network: Network, entries: list[dict[str, Any]], arrays: Mapping[str, NDArray[Any]]
) -> None:
    """Describe a new network as another was; InvalidArgumentError for what no journal has."""
    network.journal.is_read_back = True
    for number, entry in enumerate(entries):
        call = CALLS.get(entry["call"])
        if call is None:
            raise InvalidArgumentError(
                f"the description has the unknown call {entry['call']!r}; it is damaged or of a "
                "newer version"
            )
        given = [_decoded(value, network, arrays) for value in entry["given"]]
        named = {key: _decoded(value, network, arrays) for key, value in entry["named"].items()}
        call(*given, **named)
        if len(network.journal.entries) != number + 1:
            raise InvalidArgumentError("the description does not describe one part a call")


def check(network: Network) -> None:
    """Refuse a journal that could not be read back."""
    network.journal.require_whole()
    for entry in network.journal.entries:
        for unknown in _unknown(entry):
            raise StateError(
                f"a network described with {unknown} cannot be saved; describe it with numbers, "
                "arrays, swiftsnn's own classes and dataclasses derived from them"
            )
        for rule in _rules(entry):
            _decoded(rule, network, network.journal.arrays)


def _rules(value: Any) -> list[dict[str, Any]]:
    """The rules of users in a description."""
    if isinstance(value, dict):
        own = [value] if "terms" in value else []
        return own + [each for part in value.values() for each in _rules(part)]
    if isinstance(value, list):
        return [each for part in value for each in _rules(part)]
    return []


def _unknown(value: Any) -> list[str]:
    if isinstance(value, dict):
        own = [value["unknown"]] if "unknown" in value else []
        return own + [each for part in value.values() for each in _unknown(part)]
    if isinstance(value, list):
        return [each for part in value for each in _unknown(part)]
    return []


def _decoded(value: Any, network: Network, arrays: Mapping[str, NDArray[Any]]) -> Any:
    if not isinstance(value, dict):
        return value
    read = functools.partial(_decoded, network=network, arrays=arrays)
    match value:
        case {"float": text}:
            return float(text)
        case {"network": _}:
            return network
        case {"population": index}:
            return network.populations[index]
        case {"projection": index}:
            return network.projections[index]
        case {"made": place}:
            return network.journal.made[place]
        case {"array": name}:
            return arrays[name]
        case {"list": parts}:
            return [read(part) for part in parts]
        case {"tuple": parts}:
            return tuple(read(part) for part in parts)
        case {"dict": pairs}:
            return {key: read(part) for key, part in pairs}
        case {"class": name, "given": given, "named": named} if name in _classes():
            parts = (read(part) for part in given)
            made = _classes()[name](*parts, **{key: read(part) for key, part in named.items()})
            if value.get("terms", "") not in (
                "",
                _is_of_users(made) and network.journal.digest(made),
            ):
                raise StateError(
                    f"the fields of {type(made).__name__} give other terms than those that learn: "
                    "what its terms() uses must be in its fields, and be as it was"
                )
            return made
        case {"class": name, "given": _, "named": _}:
            raise InvalidArgumentError(
                f"it was described with the class {str(name)[:80]!r}, which this program lacks; "
                "define or import it before"
            )
    raise InvalidArgumentError(
        f"the description has {str(value)[:80]}, which is nothing that a network is described "
        "with; it is damaged, of a newer version, or of a program with classes of its own"
    )


def _classes() -> dict[str, type]:
    """What may be made of a description: the classes that users write down."""
    from swiftsnn.mixture import Mixture
    from swiftsnn.plasticity import Decay

    found: dict[str, type] = {name_of(cls): cls for cls in (Mixture, Decay, Product)}
    left: list[type] = [Described]
    while left:
        cls = left.pop()
        found[name_of(cls)] = cls
        if cls.__module__ == "__mp_main__":  # what a process that was started anew calls it
            found[f"__main__.{cls.__qualname__}"] = cls
        left += cls.__subclasses__()
    return found
