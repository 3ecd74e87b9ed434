"""CapacityInput, MeetingLocksInput, MeetingSettingsInput, InviteesInput: parts of what a meeting is asked to be."""

from typing import Any

import strawberry
from strawberry import field

from graph.schema.bounds import VENDOR_ID
from graph.schema.inputs.unset import all_given
from models.access import Capacity
from models.meeting import InvitedContact, InvitedGroup, Invitees
from models.settings import MeetingLocks, MeetingSettings


@strawberry.input(description="How many people a meeting or room is to take (EnableX).")
class CapacityInput:
    moderators: int | None = field(
        default=strawberry.UNSET, description="The most moderators; at least 1, at most the plan's room size."
    )
    participants: int | None = field(
        default=strawberry.UNSET,
        description="The most participants; at least 0, at most the plan's room size.",
    )


@strawberry.input(description="What participants may not do; true means locked (VConnct).")
class MeetingLocksInput:
    camera: bool | None = field(default=strawberry.UNSET, description="No camera.")
    microphone: bool | None = field(default=strawberry.UNSET, description="No microphone: listen only.")
    private_chat: bool | None = field(default=strawberry.UNSET, description="No private chat.")
    public_chat: bool | None = field(default=strawberry.UNSET, description="No public chat.")
    notes: bool | None = field(default=strawberry.UNSET, description="No shared notes.")
    layout: bool | None = field(default=strawberry.UNSET, description="The layout is fixed.")


@strawberry.input(
    description="How a meeting or room is to behave. What is left out stays as it is, or as the vendor has it by "
    "default; a switch that the vendor does not have is refused, and so is null in a change, since no vendor can be "
    "without a switch's value."
)
class MeetingSettingsInput:
    wait_for_moderator: bool | None = field(
        default=strawberry.UNSET, description="Participants wait until a moderator has come (EnableX)."
    )
    knock: bool | None = field(
        default=strawberry.UNSET, description="Participants must be let in one by one (EnableX)."
    )
    record: bool | None = field(default=strawberry.UNSET, description="Sessions are recorded (VConnct).")
    auto_start_recording: bool | None = field(
        default=strawberry.UNSET, description="Recording starts by itself (EnableX, VConnct)."
    )
    allow_start_stop_recording: bool | None = field(
        default=strawberry.UNSET, description="A moderator may pause and resume the recording (VConnct)."
    )
    webcams_only_for_moderators: bool | None = field(
        default=strawberry.UNSET, description="Participants' cameras are seen by moderators only (VConnct)."
    )
    locks: MeetingLocksInput | None = field(
        default=strawberry.UNSET, description="What participants may not do (VConnct)."
    )


@strawberry.input(
    description="Somebody to invite (EnableX): by an id, an address, or both. A new meeting takes one of them and no "
    "name; a change takes all three."
)
class InvitedContactInput:
    contact_id: str | None = field(
        default=strawberry.UNSET,
        metadata=VENDOR_ID,
        description="The vendor's id; left out for somebody who is no contact.",
    )
    name: str | None = field(default=strawberry.UNSET, description="The name. Secret.")
    email: str | None = field(default=strawberry.UNSET, description="The mail address. Secret.")


@strawberry.input(description="A group of contacts to invite (EnableX).")
class InvitedGroupInput:
    group_id: str = field(metadata=VENDOR_ID, description="The vendor's id.")
    name: str | None = field(
        default=strawberry.UNSET, description="The name, which a change takes and a new meeting does not."
    )


@strawberry.input(description="Whom to invite (EnableX); the list replaces the one before.")
class InviteesInput:
    contact_ids: list[str] | None = field(
        default=strawberry.UNSET, metadata=VENDOR_ID, description="The vendor's ids of contacts."
    )
    group_ids: list[str] | None = field(
        default=strawberry.UNSET, metadata=VENDOR_ID, description="The vendor's ids of groups."
    )
    emails: list[str] | None = field(
        default=strawberry.UNSET,
        description="Mail addresses. Secret. EnableX does not promise to take them when a meeting is changed.",
    )
    contacts: list[InvitedContactInput] | None = field(
        default=strawberry.UNSET, description="Contacts, and whoever else, with what is known of them."
    )
    groups: list[InvitedGroupInput] | None = field(
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
