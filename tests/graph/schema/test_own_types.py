"""The input type of a vendor's part has the types and secrets of the draft that it fills."""

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest
import strawberry

from graph.schema.inputs.own_types import asked, own_type
from graph.schema.inputs.settings import CapacityInput
from models.access import Capacity
from models.drafts import MeetingDraft
from models.ids import Key, Kind
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.graph import a_context
from vendors.meeting_input import OnNull, OwnField, OwnPart


@dataclass(frozen=True, slots=True, kw_only=True)
class ADraft(MeetingDraft):
    """A draft with one attribute of every kind that an input can fill, and one that none can."""

    room: Key | None = None
    rooms: tuple[Key, ...] = ()
    languages: tuple[str, ...] | None = None
    opens_at: datetime | None = None
    price: float | None = None
    code: str | None = field(default=None, repr=False)
    whatever: dict[str, str] | None = None


def a_part(*fields: OwnField) -> OwnPart:
    return OwnPart(name="AnOwnInput", description="Anything.", fills=ADraft, fields=fields)


def of(part: OwnPart, **given: Any) -> dict[str, Any]:
    return asked(part, own_type(part)(**given), a_context())


def test_ids_become_keys() -> None:
    part = a_part(OwnField("room", "One.", ids_of=Kind.ROOM), OwnField("rooms", "Many.", ids_of=Kind.ROOM))
    key = a_key(Kind.ROOM, Vendor.VSEE, ("r",))
    assert of(part, room=key.encoded(), rooms=[key.encoded()]) == {"room": key, "rooms": (key,)}


def test_leaves_lists_and_inputs_that_the_schema_has_become_what_the_draft_holds() -> None:
    names = ("languages", "opens_at", "price", "capacity")
    part = a_part(*(OwnField(name, "Any.") for name in names))
    at = datetime(2030, 1, 1, tzinfo=UTC)
    given = {"languages": ["da"], "opens_at": at, "price": 1.5, "capacity": CapacityInput(participants=3)}
    assert of(part, **given) == {
        "languages": ("da",),
        "opens_at": at,
        "price": 1.5,
        "capacity": Capacity(participants=3),
    }
    assert set(of(part).values()) == {None}


def test_null_empties_a_text_only_where_that_is_declared() -> None:
    part = a_part(OwnField("welcome_text", "Any.", on_null=OnNull.EMPTIES), OwnField("code", "Any."))
    assert of(part, welcome_text=None, code=None) == {"welcome_text": "", "code": None}
    assert of(part) == {"welcome_text": None, "code": None}


def test_what_the_draft_hides_is_secret_and_what_is_required_has_no_default() -> None:
    made = own_type(a_part(OwnField("code", "Any."), OwnField("price", "Any.", required=True)))
    fields = {each.python_name: each for each in made.__strawberry_definition__.fields}  # type: ignore[attr-defined]
    assert [len(fields[name].directives) for name in ("code", "price")] == [1, 0]
    assert fields["code"].default is strawberry.UNSET
    with pytest.raises(TypeError):
        made()


@pytest.mark.parametrize("name", ["whatever", "room", "rooms"])
def test_an_attribute_that_no_input_can_fill_does_not_build(name: str) -> None:
    with pytest.raises(TypeError, match=name):
        own_type(a_part(OwnField(name, "Any.")))
