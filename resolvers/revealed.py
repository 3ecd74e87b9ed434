"""Records which secrets an operation has revealed, and of which objects, without the secrets themselves."""

from collections.abc import Iterable, Sequence
from functools import cache
from itertools import repeat
from operator import itemgetter
from typing import Any, NamedTuple

from models.ids import Key

_SEVERAL = frozenset({list, tuple})
_NAMING = ("key", "meeting_key")
# An object of which nobody has said what it belongs to.
_NOBODYS: tuple[object, Key | None] = (None, None)


class Shown(NamedTuple):
    """A secret field that was shown.

    Attributes:
        field: such as "Pins.moderator".
        of: the object that it belongs to; None if that is not known.
    """

    field: str
    of: Key | None


@cache
def _naming(kind: type) -> tuple[str, ...]:
    """The attributes by which objects of a class may name what they belong to: to look for one takes longer than all
    else that is done for a row."""
    declared = getattr(kind, "__dataclass_fields__", _NAMING)
    return tuple(name for name in _NAMING if name in declared or hasattr(kind, name))


class Revealed:
    """The secrets that one operation has shown; a subscription's events share it, so each secret is recorded once."""

    def __init__(self) -> None:
        self._new: dict[Shown, None] = {}
        self._told: set[Shown] = set()
        self._denied: set[str] = set()
        # By identity: equal values of two meetings are two secrets. The object is referenced, so that its id is not
        # reused.
        self._owners: dict[int, tuple[object, Key | None]] = {}

    def belong(self, parts: Iterable[Any], roots: Sequence[object]) -> None:
        """Records that objects without a key belong to the owners of `roots`.

        Args:
            parts: of each root an object, several in a list, or None.
        """
        owners = self._owners
        for part, owner in zip(parts, self._owners_of(roots), strict=True):
            if part.__class__ in _SEVERAL:
                owners.update(zip(map(id, part), zip(part, repeat(owner)), strict=True))
            elif part is not None:
                owners[id(part)] = (part, owner)

    def owner(self, root: object) -> Key | None:
        """The object itself if it has a key, or the object that it belongs to."""
        kind: Any = type(root)
        for name in _naming(kind):
            key = getattr(root, name, None)
            if isinstance(key, Key):
                return key
        return self._owners.get(id(root), _NOBODYS)[1]

    def note(self, field: str, *roots: object) -> None:
        """Records secrets that the response contains: one field of some objects."""
        for owner in dict.fromkeys(self._owners_of(roots)):
            shown = Shown(field, owner)
            if shown not in self._told:
                self._new[shown] = None

    def _owners_of(self, roots: Sequence[object]) -> Iterable[Key | None]:
        """As `owner`, of several objects."""
        if any(map(_naming, set(map(type, roots)))):
            return map(self.owner, roots)
        # Pages, and rows of attendance, which are many.
        return map(itemgetter(1), map(self._owners.get, map(id, roots), repeat(_NOBODYS)))

    def discard(self) -> None:
        """Forgets what was noted since `take`, because the response does not contain it after all."""
        if self._new:
            self._new.clear()
        if self._owners:
            self._owners.clear()

    def is_denied_anew(self, field: str) -> bool:
        """Whether a field is denied for the first time."""
        is_new = field not in self._denied
        self._denied.add(field)
        return is_new

    def take(self) -> Iterable[Shown]:
        """The secrets that were shown since the last call and not before."""
        new = list(self._new)
        self._told.update(new)
        self._new.clear()
        self._owners.clear()
        return new
