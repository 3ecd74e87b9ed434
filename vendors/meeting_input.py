"""Declares the part of a meeting's input that only one vendor has, as data from which the graph makes an input type."""

from dataclasses import dataclass
from enum import Enum, auto

from models.bounds import Bounds
from models.drafts import MeetingFields
from models.ids import Kind


class OnNull(Enum):
    """What null asks for in a change."""

    CLEARS = auto()
    """The attribute is to have no value any more."""
    EMPTIES = auto()
    """The text is to be empty; of a new meeting as well."""
    ASKS_NOTHING = auto()
    """The same as a field that is left out."""


@dataclass(frozen=True, slots=True)
class OwnField:
    """A field of one vendor's part.

    Its type is that of the attribute that it fills, and it is secret if the draft keeps that attribute out of its
    representation.

    Attributes:
        fills: the attribute of the draft.
        description: shown to clients, who read behind it the bounds and whether it is secret.
        required: whether it must be given.
        on_null: what null asks for in a change.
        ids_of: the type of the things whose global ids it takes, if the attribute holds keys.
        characters, entries, number: the bounds; see `models/bounds.py` for those of a field without any.
    """

    fills: str
    description: str
    required: bool = False
    on_null: OnNull = OnNull.CLEARS
    ids_of: Kind | None = None
    characters: Bounds | None = None
    entries: Bounds | None = None
    number: Bounds | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class OwnPart:
    """One vendor's part of an input.

    Attributes:
        name: the GraphQL input type.
        description: of the input type.
        fills: the draft that is made of it. A vendor whose meetings have what no other vendor's have derives a class of
            its own from `MeetingDraft` or `MeetingChanges`.
        fields: at least one, since GraphQL has no empty inputs.
    """

    name: str
    description: str
    fills: type[MeetingFields]
    fields: tuple[OwnField, ...]
