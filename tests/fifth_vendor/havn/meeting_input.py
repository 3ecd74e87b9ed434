"""The part of a new meeting that only Havn has, and the draft with what no other vendor takes."""

from dataclasses import dataclass, field

from models.bounds import VENDOR_ID, at_most, between
from models.drafts import MeetingDraft
from models.ids import Kind
from vendors.meeting_input import OwnField, OwnPart


@dataclass(frozen=True, slots=True, kw_only=True)
class HavnMeetingDraft(MeetingDraft):
    """A visit that is to be made."""

    language: str | None = None
    door_code: str | None = field(default=None, repr=False)


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
        OwnField("language", "The language of the visit.", characters=at_most(5)),
        OwnField("door_code", "The code of the door."),
    ),
)
