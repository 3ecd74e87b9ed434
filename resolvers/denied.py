"""Collects the fields of an operation that its principal may not see."""

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass

from models.denial import Forbidden
from models.scope import Scope


@dataclass(slots=True)
class DeniedField:
    """A field of a document that was denied.

    Attributes:
        field: the field of the schema, such as "Pins.moderator".
        scopes: the scopes that it needs and the principal lacks.
        path: the path of the first value that is null for it.
        count: how many values are.
    """

    field: str
    scopes: frozenset[Scope]
    path: Sequence[str | int]
    count: int = 0

    @property
    def message(self) -> str:
        return Forbidden(self.field, self.scopes).message


class Denied:
    """The denied fields of one operation, each once, wherever it is repeated in lists."""

    def __init__(self) -> None:
        self._found: dict[Hashable, DeniedField] = {}

    def __bool__(self) -> bool:
        return bool(self._found)

    def __iter__(self) -> Iterator[DeniedField]:
        return iter(self._found.values())

    def find(self, place: Hashable) -> DeniedField | None:
        """The denied field at a place of the document, if there is one."""
        return self._found.get(place)

    def add(self, place: Hashable, denied: DeniedField) -> None:
        """Adds the field at a place of the document."""
        self._found[place] = denied
