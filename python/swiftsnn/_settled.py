"""Parts of a network, whose attributes say what they are."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from swiftsnn import _journal
from swiftsnn.errors import InvalidArgumentError

if TYPE_CHECKING:
    from swiftsnn.network import Network


def nothing_changes(owner: Any, name: str, advice: str) -> InvalidArgumentError:
    """What to raise where an attribute is assigned that nothing reads."""
    return InvalidArgumentError(
        f"assigning {name} of {owner!r} would change nothing in the network{advice}"
    )


class Part:
    """Part of a network, which is copied and pickled together with it."""

    network: Network

    def __reduce__(self) -> Any:
        """The part of a copy of the network that stands where this one does."""
        return _journal.part, (self.network, self.network.journal.reference(self))


class Settled(Part):
    """Refuses to have attributes set that would change nothing in the network.

    Once it is settled, properties with setters can be assigned and what is in ``changing``;
    nothing else that users see.
    """

    changing: ClassVar[frozenset[str]] = frozenset()
    advice: ClassVar[str] = ""
    """What to do instead, with {name} where the attribute's goes."""

    @property
    def is_settled(self) -> bool:
        """Whether the engine has it, with all that was given."""
        return "index" in vars(self)

    def __setattr__(self, name: str, value: Any) -> None:
        """Refuse what looks like setting something and would do nothing."""
        own = getattr(type(self), name, None)
        can_be_set = isinstance(own, property) and own.fset is not None
        is_seen = not name.startswith("_")
        if is_seen and not can_be_set and name not in self.changing and self.is_settled:
            raise nothing_changes(self, name, self.advice.format(name=name))
        super().__setattr__(name, value)
