"""Records which secrets an operation has revealed, and of which objects, without the secrets themselves."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from models.ids import Key


class Shown(NamedTuple):
    """A secret field that was shown.

    Attributes:
        field: such as "Pins.moderator".
        of: the thing that it belongs to; None where that is not known.
    """

    field: str
    of: Key | None


class Revealed:
    """What one operation has shown; a subscription's events share it, so that each secret is told of once."""

    def __init__(self) -> None:
        self._new: dict[Shown, None] = {}
        self._told: set[Shown] = set()
        # By identity: equal words of two meetings are two secrets. The part is kept, so that its identity stays.
        self._owners: dict[int, tuple[object, Key | None]] = {}

    def belongs(self, parts: Any, root: object) -> None:
        """Notes that parts without a key of their own belong to whatever `root` is or belongs to."""
        if parts is None:
            return
        owner = self.owner(root)
        for part in parts if isinstance(parts, list | tuple) else (parts,):
            self._owners[id(part)] = (part, owner)

    def owner(self, root: object) -> Key | None:
        """The thing that something is, or is a part of."""
        for name in ("key", "meeting_key"):
            key = getattr(root, name, None)
            if isinstance(key, Key):
                return key
        return self._owners.get(id(root), (None, None))[1]

    def note(self, field: str, root: object) -> None:
        """Notes a secret that stands in the answer now."""
        shown = Shown(field, self.owner(root))
        if shown not in self._told:
            self._new[shown] = None

    def take(self) -> Iterable[Shown]:
        """What was shown since this was last asked, and never before."""
        new = list(self._new)
        self._told.update(new)
        self._new.clear()
        self._owners.clear()
        return new
