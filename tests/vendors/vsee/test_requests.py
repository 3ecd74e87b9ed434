"""The forms that VSee is sent."""

import pytest

from models.drafts import RoomAssignment, RoomDraft
from models.ids import Kind
from models.vendor import Vendor
from tests.support.accounts import a_key
from vendors.http import FormPart
from vendors.vsee import requests

DRAFT = RoomDraft(vendor=Vendor.VSEE, name="Annexe", domain="harbour.vsee.example", slug="annexe")
ROOM = a_key(Kind.ROOM, Vendor.VSEE, ("b4vjj",))


def test_a_code_is_only_sent_where_one_is_wanted() -> None:
    assert [part.name for part in requests.room(DRAFT)] == ["domain", "slug", "name"]


def test_a_room_is_sent_with_its_four_fields_and_no_default() -> None:
    draft = RoomDraft(vendor=Vendor.VSEE, name="Annexe", domain="d.example", slug="annexe", code="annexe1")
    assert requests.room(draft) == (
        FormPart("domain", "d.example"),
        FormPart("slug", "annexe"),
        FormPart("name", "Annexe"),
        FormPart("code", "annexe1"),
    )


@pytest.mark.parametrize(
    ("is_default", "sent"),
    [(None, ()), (True, (FormPart("default", "true"),)), (False, (FormPart("default", "false"),))],
)
def test_whether_it_is_the_main_room_is_sent_as_a_word(
    is_default: bool | None, sent: tuple[FormPart, ...]
) -> None:
    assignment = RoomAssignment(room=ROOM, user_id="85741", is_default=is_default)
    assert requests.assignment(assignment, "b4vjj") == (FormPart("code", "b4vjj"), *sent)
