"""The part of a meeting that only VConnct has, new or changed."""

from models.bounds import LONG_TEXT
from models.drafts import MeetingFields
from vendors.meeting_input import OnNull, OwnField, OwnPart

OWN = OwnPart(
    name="VConnctMeetingInput",
    description="The part of a meeting that only VConnct has. VConnct does not store times and descriptions: this "
    "API stores them and returns them with the meeting.",
    fills=MeetingFields,
    fields=(
        OwnField(
            "welcome_text",
            "Text that greets people who join.",
            on_null=OnNull.EMPTIES,
            characters=LONG_TEXT,
        ),
        OwnField(
            "moderator_password",
            "Password to start the meeting and to join as moderator, 2 to 64 characters. VConnct generates one if a "
            "new meeting has none.",
        ),
    ),
)
