"""Descriptions whose unknown fields are answered with the known ones."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from difflib import get_close_matches
from typing import Any, ClassVar, Self

from swiftsnn.errors import InvalidArgumentError


class Described:
    """Base of the frozen dataclasses a user writes down."""

    elsewhere: ClassVar[Mapping[str, str]] = {}
    """Names other simulators use for fields, to hint at ours."""

    def __new__(cls, *values: Any, **given: Any) -> Self:
        """Refuse unknown fields with the names of the known ones."""
        maker = next(each for each in cls.__mro__ if "__init__" in vars(each))
        # A class that was written with an __init__ of its own knows what it takes.
        checks = is_dataclass(cls) and "__dataclass_fields__" in vars(maker)
        if maker is object and (values or given):
            raise InvalidArgumentError(
                f"{cls.__name__} takes no values, because it is no dataclass; write "
                "@dataclass(frozen=True) above its class"
            )
        known = [field.name for field in fields(cls)] if checks and is_dataclass(cls) else []
        for name in given if checks else ():
            if name not in known:
                here = cls.elsewhere.get(name) or _alike(name, known)
                hint = f" (here it is {here})" if here in known else ""
                raise InvalidArgumentError(
                    f"{cls.__name__} has no parameter {name!r}{hint}; "
                    f"valid ones are {', '.join(known) if known else 'none'}"
                )
        return super().__new__(cls)


def _alike(name: str, known: list[str]) -> str | None:
    """The known name that a slip of the pen or the case of letters may have made of it."""
    lowered = {each.lower(): each for each in known}
    found = get_close_matches(name.lower(), lowered, n=1, cutoff=0.8)
    return lowered[found[0]] if found else None
