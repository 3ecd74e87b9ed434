"""The parts of a new meeting and of a change of one that only EnableX has."""

from models.bounds import VENDOR_ID
from models.drafts import MeetingChanges, MeetingDraft
from vendors.meeting_input import OnNull, OwnField, OwnPart

_CAPACITY = "How many people it must be able to hold."
_SENDS_MAIL = OwnField(
    "sends_mail", "Whether EnableX sends email to the invitees.", on_null=OnNull.ASKS_NOTHING
)

SCHEDULING = OwnPart(
    name="EnableXMeetingInput",
    description="The part of a meeting that only EnableX has.",
    fills=MeetingDraft,
    fields=(
        OwnField("capacity", _CAPACITY, required=True),
        OwnField(
            "host_id",
            "The vendor's id of the user who is the host. The default is the user of the account.",
            characters=VENDOR_ID,
        ),
        OwnField("invitees", "The people to invite."),
        _SENDS_MAIL,
    ),
)

UPDATING = OwnPart(
    name="EnableXMeetingChangesInput",
    description="Changes to the part of a meeting that only EnableX has.",
    fills=MeetingChanges,
    fields=(
        OwnField("capacity", _CAPACITY),
        OwnField(
            "invitees",
            "The new list of invitees. It replaces the present list; null removes all invitees.",
        ),
        _SENDS_MAIL,
    ),
)
