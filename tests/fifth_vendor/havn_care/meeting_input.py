"""The parts of a new meeting and of a change of one that only Havn has, and the drafts that hold them."""

from dataclasses import dataclass, field

from models.bounds import VENDOR_ID, at_most, between
from models.drafts import MeetingChanges, MeetingDraft
from models.ids import Kind
from vendors.meeting_input import OwnField, OwnPart


@dataclass(frozen=True, slots=True, kw_only=True)
class HavnMeetingDraft(MeetingDraft):
    """A visit that is to be made."""

    language: str | None = None
    door_code: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class HavnMeetingChanges(MeetingChanges):
    """What is to become different about a visit."""

    language: str | None = None


_LANGUAGE = OwnField("language", "The language of the visit.", characters=at_most(5))

SCHEDULING = OwnPart(
    name="HavnMeetingInput",
    description="The part of a meeting that only Havn has.",
    fills=HavnMeetingDraft,
    fields=(
        OwnField(
            "devices",
            "Global ids of the screens that take part.",
            required=True,
            ids_of=Kind.DEVICE,
            entries=between(1, 10),
        ),
        OwnField("host_id", "The vendor's id of the host.", required=True, characters=VENDOR_ID),
        _LANGUAGE,
        OwnField("door_code", "The code of the door."),
    ),
)

UPDATING = OwnPart(
    name="HavnMeetingChangesInput",
    description="Changes to the part of a meeting that only Havn has.",
    fills=HavnMeetingChanges,
    fields=(_LANGUAGE,),
)
