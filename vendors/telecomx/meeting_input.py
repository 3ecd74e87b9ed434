"""The part of a new meeting that only Telecomx has."""

from models.bounds import VENDOR_ID, between
from models.drafts import MeetingDraft
from models.ids import Kind
from vendors.meeting_input import OwnField, OwnPart

SCHEDULING = OwnPart(
    name="TelecomxMeetingInput",
    description="The part of a meeting that only Telecomx has. Its conferences start at once, for the given tablets.",
    fills=MeetingDraft,
    fields=(
        OwnField(
            "devices",
            "Global ids of the tablets that take part.",
            required=True,
            ids_of=Kind.DEVICE,
            entries=between(1, 100),
        ),
        OwnField(
            "host_id",
            "The vendor's id of the employee who is the host. The default is the employee of this gateway.",
            characters=VENDOR_ID,
        ),
    ),
)
