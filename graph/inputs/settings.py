"""CapacityInput, MeetingLocksInput, MeetingSettingsInput, InviteesInput: parts of what a meeting is asked to be."""

import strawberry
from strawberry import field

from models.access import Capacity
from models.meeting import Invitees
from models.settings import MeetingLocks, MeetingSettings


@strawberry.input(description="How many people a meeting or room is to take (EnableX).")
class CapacityInput:
    moderators: int | None = field(
        default=None, description="The most moderators; at least 1, at most the plan's room size."
    )
    participants: int | None = field(
        default=None, description="The most participants; at least 0, at most the plan's room size."
    )


@strawberry.input(description="What participants may not do; true means locked (VConnct).")
class MeetingLocksInput:
    camera: bool | None = field(default=None, description="No camera.")
    microphone: bool | None = field(default=None, description="No microphone: listen only.")
    private_chat: bool | None = field(default=None, description="No private chat.")
    public_chat: bool | None = field(default=None, description="No public chat.")
    notes: bool | None = field(default=None, description="No shared notes.")
    layout: bool | None = field(default=None, description="The layout is fixed.")


@strawberry.input(
    description="How a meeting or room is to behave. What is left out or null stays as it is, or as the vendor has it "
    "by default; a switch that the vendor does not have is refused."
)
class MeetingSettingsInput:
    wait_for_moderator: bool | None = field(
        default=None, description="Participants wait until a moderator has come (EnableX)."
    )
    knock: bool | None = field(default=None, description="Participants must be let in one by one (EnableX).")
    record: bool | None = field(default=None, description="Sessions are recorded (VConnct).")
    auto_start_recording: bool | None = field(
        default=None, description="Recording starts by itself (EnableX, VConnct)."
    )
    allow_start_stop_recording: bool | None = field(
        default=None, description="A moderator may pause and resume the recording (VConnct)."
    )
    webcams_only_for_moderators: bool | None = field(
        default=None, description="Participants' cameras are seen by moderators only (VConnct)."
    )
    locks: MeetingLocksInput | None = field(
        default=None, description="What participants may not do (VConnct)."
    )


@strawberry.input(description="Whom to invite (EnableX); the list replaces the one before.")
class InviteesInput:
    contact_ids: list[str] | None = field(default=None, description="The vendor's ids of contacts.")
    group_ids: list[str] | None = field(default=None, description="The vendor's ids of groups.")
    emails: list[str] | None = field(
        default=None,
        description="Mail addresses. Secret. EnableX does not promise to take them when a meeting is changed.",
    )


def capacity(given: CapacityInput | None) -> Capacity | None:
    if not given:
        return None
    return Capacity(
        moderators=given.moderators,
        participants=given.participants,
    )


def settings(given: MeetingSettingsInput | None) -> MeetingSettings | None:
    if not given:
        return None
    return MeetingSettings(
        wait_for_moderator=given.wait_for_moderator,
        knock=given.knock,
        record=given.record,
        auto_start_recording=given.auto_start_recording,
        allow_start_stop_recording=given.allow_start_stop_recording,
        webcams_only_for_moderators=given.webcams_only_for_moderators,
        locks=_locks(given.locks),
    )


def invitees(given: InviteesInput | None) -> Invitees | None:
    if not given:
        return None
    return Invitees(
        contact_ids=tuple(given.contact_ids or ()),
        group_ids=tuple(given.group_ids or ()),
        emails=tuple(given.emails or ()),
    )


def _locks(given: MeetingLocksInput | None) -> MeetingLocks | None:
    if not given:
        return None
    return MeetingLocks(
        camera=given.camera,
        microphone=given.microphone,
        private_chat=given.private_chat,
        public_chat=given.public_chat,
        notes=given.notes,
        layout=given.layout,
    )
