"""CapacityInput, MeetingLocksInput, MeetingSettingsInput, InviteesInput: parts of a meeting's input."""

from typing import Any

import strawberry

from graph.schema.input_fields import input_field, input_type
from graph.schema.inputs.unset import all_given
from models.access import Capacity
from models.bounds import VENDOR_ID
from models.meeting import InvitedContact, InvitedGroup, Invitees
from models.settings import MeetingLocks, MeetingSettings


@input_type(fills=Capacity, description="How many people a meeting or room must be able to hold {vendors}.")
class CapacityInput:
    moderators: int | None = input_field(
        default=strawberry.UNSET,
        description="Maximum number of moderators: at least 1, at most the room size of the plan.",
    )
    participants: int | None = input_field(
        default=strawberry.UNSET,
        description="Maximum number of participants: at least 0, at most the room size of the plan.",
    )


@input_type(
    fills=MeetingLocks, description="What participants are not allowed to do. True means locked {vendors}."
)
class MeetingLocksInput:
    camera: bool | None = input_field(default=strawberry.UNSET, description="The camera is locked.")
    microphone: bool | None = input_field(
        default=strawberry.UNSET, description="The microphone is locked: participants can only listen."
    )
    private_chat: bool | None = input_field(default=strawberry.UNSET, description="Private chat is locked.")
    public_chat: bool | None = input_field(default=strawberry.UNSET, description="Public chat is locked.")
    notes: bool | None = input_field(default=strawberry.UNSET, description="Shared notes are locked.")
    layout: bool | None = input_field(default=strawberry.UNSET, description="The layout is locked.")


@input_type(
    fills=MeetingSettings,
    description="Settings for a meeting or room. A setting that is left out keeps its present value, or gets the "
    "vendor's default. A setting that the vendor does not have is refused. In a change, null is refused as well, "
    "because a setting always has a value.",
)
class MeetingSettingsInput:
    wait_for_moderator: bool | None = input_field(
        default=strawberry.UNSET, description="Participants wait until a moderator joins {vendors}."
    )
    knock: bool | None = input_field(
        default=strawberry.UNSET, description="A moderator admits participants one by one {vendors}."
    )
    record: bool | None = input_field(
        default=strawberry.UNSET, description="Sessions are recorded {vendors}."
    )
    auto_start_recording: bool | None = input_field(
        default=strawberry.UNSET, description="Recording starts automatically {vendors}."
    )
    allow_start_stop_recording: bool | None = input_field(
        default=strawberry.UNSET, description="A moderator may pause and resume the recording {vendors}."
    )
    webcams_only_for_moderators: bool | None = input_field(
        default=strawberry.UNSET, description="Only moderators see the cameras of participants {vendors}."
    )
    locks: MeetingLocksInput | None = input_field(
        default=strawberry.UNSET, description="What participants are not allowed to do {vendors}."
    )


@input_type(
    fills=InvitedContact,
    description="A person to invite {vendors}: give an id, an email address, or both. A new meeting accepts only one "
    "of them and no name; a change accepts all three.",
)
class InvitedContactInput:
    contact_id: str | None = input_field(
        default=strawberry.UNSET,
        characters=VENDOR_ID,
        description="The vendor's id of the contact. Leave it out for a person who is not a contact.",
    )
    name: str | None = input_field(default=strawberry.UNSET, secret=True, description="The name.")
    email: str | None = input_field(default=strawberry.UNSET, secret=True, description="The email address.")


@input_type(fills=InvitedGroup, description="A group of contacts to invite {vendors}.")
class InvitedGroupInput:
    group_id: str = input_field(characters=VENDOR_ID, description="The vendor's id.")
    name: str | None = input_field(
        default=strawberry.UNSET, description="The name. Allowed in a change, not in a new meeting."
    )


@input_type(
    fills=Invitees,
    one_value=True,
    description="The people to invite {vendors}. The list replaces the present one.",
)
class InviteesInput:
    contact_ids: list[str] | None = input_field(
        default=strawberry.UNSET, characters=VENDOR_ID, description="The vendor's ids of contacts."
    )
    group_ids: list[str] | None = input_field(
        default=strawberry.UNSET, characters=VENDOR_ID, description="The vendor's ids of groups."
    )
    emails: list[str] | None = input_field(
        default=strawberry.UNSET,
        secret=True,
        description="Email addresses. EnableX does not guarantee that it accepts them when a meeting is changed.",
    )
    contacts: list[InvitedContactInput] | None = input_field(
        default=strawberry.UNSET,
        description="Contacts and other people, with the data that is known of them.",
    )
    groups: list[InvitedGroupInput] | None = input_field(
        default=strawberry.UNSET, description="Groups with their names."
    )


def capacity(given: CapacityInput | None) -> Capacity | None:
    return Capacity(**all_given(given)) if given else None


def settings(given: MeetingSettingsInput | None) -> MeetingSettings | None:
    if not given:
        return None
    locks = MeetingLocks(**all_given(given.locks)) if given.locks else None
    return MeetingSettings(**all_given(given) | {"locks": locks})


def invitees(given: InviteesInput | None) -> Invitees | None:
    if not given:
        return None
    asked: dict[str, Any] = {name: tuple(chosen or ()) for name, chosen in all_given(given).items()}
    contacts = tuple(InvitedContact(**all_given(contact)) for contact in asked["contacts"])
    groups = tuple(InvitedGroup(**all_given(group)) for group in asked["groups"])
    return Invitees(**asked | {"contacts": contacts, "groups": groups})
