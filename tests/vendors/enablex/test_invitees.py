"""Whom a meeting invites, read in the shape of ids and in that of objects, whichever call shows it."""

from typing import Any

import pytest

from models.drafts import MeetingChanges
from models.meeting import InvitedContact, InvitedGroup, Invitees
from simulators.enablex.app import EnableX
from tests.support.enablex import Opened, meeting_key
from tests.support.reading import converted
from vendors.enablex import mapping, payloads
from vendors.enablex.mapping.invitees import invitees

SOON = meeting_key("mtg-0007")
ADA = {"contact_id": "c-1", "name": "Ada", "email": "ada@mail.example"}
ADAS = InvitedContact(contact_id="c-1", name="Ada", email="ada@mail.example")


def read(**fields: Any) -> Invitees:
    return invitees(converted(fields, payloads.Invitees))


def test_objects_are_read_with_their_names() -> None:
    assert read(contacts=[ADA], groups=[{"group_id": "g-1", "group_name": "Night shift"}]) == Invitees(
        contact_ids=("c-1",),
        group_ids=("g-1",),
        contacts=(ADAS,),
        groups=(InvitedGroup(group_id="g-1", name="Night shift"),),
    )


def test_both_shapes_at_once_name_each_once() -> None:
    both = read(contact_ids=["c-1", "c-2"], contacts=[ADA], emails=["x@mail.example"])
    assert both == Invitees(
        contact_ids=("c-1", "c-2"),
        emails=("x@mail.example",),
        contacts=(ADAS, InvitedContact(contact_id="c-2")),
    )


@pytest.mark.parametrize(
    ("name", "contacts"),
    [
        ("", ()),
        ("guest@mail.example", ()),
        ("Guest", (InvitedContact(name="Guest", email="guest@mail.example"),)),
    ],
)
def test_a_contact_without_id_is_an_address_and_a_contact_where_it_has_a_name(
    name: str, contacts: tuple[InvitedContact, ...]
) -> None:
    shown = read(contacts=[{"contact_id": "", "name": name, "email": "guest@mail.example"}])
    assert shown == Invitees(emails=("guest@mail.example",), contacts=contacts)


@pytest.mark.parametrize("bad", [None, 5, "c-2", [], True, {"contact_id": {}}, {"name": [1]}])
def test_a_bad_contact_costs_only_itself(bad: Any) -> None:
    assert read(contacts=[bad, ADA], groups=bad).contacts == (ADAS,)


@pytest.mark.parametrize("listed", [{"0": ADA}, {"4": ADA}])
def test_contacts_are_read_in_the_other_notation_of_a_list(listed: Any) -> None:
    assert read(contacts=listed).contacts == (ADAS,)


@pytest.mark.parametrize("is_shown", [False, True])
async def test_a_change_is_told_with_the_names_that_its_answer_shows(
    is_shown: bool, simulator: EnableX, opened: Opened
) -> None:
    simulator.set_switches({"edit_shows_invitees": is_shown})
    asked = Invitees(
        contacts=(InvitedContact(contact_id="c-203"), InvitedContact(name="Bo", email="bo@mail.example")),
        groups=(InvitedGroup(group_id="g-302", name="Night shift"),),
    )
    async with opened() as adapter:
        changed = await adapter.update_meeting(MeetingChanges(meeting=SOON, invitees=asked))
        whole = (await adapter.complete_meetings(mapping.meetings.DETAIL, [changed]))[SOON]
    known = simulator.state.contacts["c-203"]
    assert whole.invitees.contact_ids == ("c-203",)
    assert (whole.invitees.emails, whole.invitees.group_ids) == (("bo@mail.example",), ("g-302",))
    if is_shown:
        assert changed.invitees == whole.invitees
        assert whole.invitees.contacts == (
            InvitedContact(contact_id="c-203", name=known.name, email=known.email),
            InvitedContact(name="Bo", email="bo@mail.example"),
        )
    else:
        assert whole.invitees.contacts == (InvitedContact(contact_id="c-203"),)
