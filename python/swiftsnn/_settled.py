"""Parts of a network, whose attributes say what they are."""

from __future__ import annotations

from typing import Any, ClassVar

from swiftsnn.errors import InvalidArgumentError


class Settled:
    """Refuses to have attributes set that would change nothing in the network.

    Once the engine has given it an ``index``, properties with setters can be assigned and what is
    in ``changing``; nothing else that users see.
    """

    changing: ClassVar[frozenset[str]] = frozenset()
    advice: ClassVar[str] = ""
    """What to do instead, with {name} where the attribute's goes."""

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse what looks like setting something and would do nothing."""
        is_settled = "index" in vars(self) and not name.startswith("_")
        own = getattr(type(self), name, None)
        can_be_set = isinstance(own, property) and own.fset is not None
        if is_settled and not can_be_set and name not in self.changing:
            advice = self.advice.format(name=name)
            raise InvalidArgumentError(
                f"assigning {name} of {self!r} would change nothing in the network{advice}"
            )
        super().__setattr__(name, value)
