"""In an input of changes, null clears and what is left out stays as it is."""

import pytest
import strawberry

from graph.schema.core import class_of
from graph.schema.inputs.changes import cleared
from graph.schema.inputs.meeting_fields import MeetingFieldsInput
from graph.schema.inputs.own_types import asked
from graph.schema.inputs.settings import (
    CapacityInput,
    InviteesInput,
    MeetingLocksInput,
    MeetingSettingsInput,
    settings,
)
from graph.schema.inputs.unset import given, text
from graph.schema.inputs.vendor_parts import MeetingVendorChangesInput, MeetingVendorInput, chosen
from graph.schema.mutations.schedule_meeting import ScheduleMeetingInput
from graph.schema.mutations.update_meeting import UpdateMeetingInput
from models.settings import MeetingLocks
from tests.support.graph import a_context, the_schema
from vendors.enablex.meeting_input import UPDATING

EnableXMeetingChangesInput = class_of(the_schema().core.type_map[UPDATING.name])


def test_what_is_left_out_is_neither_asked_for_nor_cleared() -> None:
    part = EnableXMeetingChangesInput()
    assert list(cleared(part, besides=())) == []
    assert set(asked(UPDATING, part, a_context()).values()) == {None}


def test_null_is_found_wherever_it_stands() -> None:
    part = EnableXMeetingChangesInput(capacity=CapacityInput(moderators=None), invitees=None)
    assert list(cleared(part, besides=())) == [("capacity", "moderators"), ("invitees",)]
    behaviour = MeetingSettingsInput(knock=None, locks=MeetingLocksInput(notes=None, camera=True))
    assert list(cleared(behaviour, besides=())) == [("knock",), ("locks", "notes")]


def test_invitees_are_one_value() -> None:
    assert list(cleared(EnableXMeetingChangesInput(invitees=InviteesInput(emails=None)), besides=())) == []


def test_what_clears_nothing_is_passed_over() -> None:
    given = EnableXMeetingChangesInput(sends_mail=None, invitees=None)
    part = chosen(MeetingVendorChangesInput(enablex=given))  # type: ignore[call-arg]
    assert list(part.cleared()) == [("invitees",)]


def test_null_makes_a_text_empty() -> None:
    left_out = CapacityInput().moderators
    assert (text(None), text("x"), text(left_out), given(left_out)) == ("", "x", None, None)  # type: ignore[arg-type]


def test_settings_hold_what_is_asked_for_alone() -> None:
    asked = settings(MeetingSettingsInput(knock=True, locks=MeetingLocksInput(notes=False)))
    assert asked is not None
    assert (asked.knock, asked.record, asked.locks) == (True, None, MeetingLocks(notes=False))


@pytest.mark.parametrize(
    "made",
    [
        ScheduleMeetingInput(vendor=MeetingVendorInput(), title="Visit", starts_at=None, duration_minutes=5),
        UpdateMeetingInput(meeting=strawberry.ID("m"), title="Visit", starts_at=None, duration_minutes=5),
    ],
    ids=["scheduled", "updated"],
)
def test_a_new_meeting_and_a_change_ask_for_what_they_share_alike(made: MeetingFieldsInput) -> None:
    nothing = dict.fromkeys(("description", "starts_at", "time_zone", "settings"))
    assert made.asked() == {"title": "Visit", "duration_minutes": 5, **nothing}
