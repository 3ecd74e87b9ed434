"""The list calls of EnableX whose answers are decoded straight into payloads."""

from typing import cast

from msgspec import UNSET, UnsetType, field

from vendors.enablex import payloads
from vendors.list_calls import ListCall
from vendors.payload import Scalar, named


class UsualTimeZone(payloads.TimeZone, forbid_unknown_fields=True):
    """A time zone with documented keys only."""


class UsualMeeting(payloads.Meeting, forbid_unknown_fields=True):
    """A meeting in the list with documented keys only, because any other may be one of them with a blank."""

    timezone: UsualTimeZone | UnsetType | None = UNSET
    invitees: UnsetType | None = UNSET
    start_time: Scalar = cast("None", UNSET)
    # As the documentation prints it.
    spaced_start_time: Scalar | UnsetType = field(default=UNSET, name="start_time ")

    def __post_init__(self) -> None:
        """Takes the start out of the key that it came in.

        Raises:
            ValueError: it came in both, or the id has blanks.
        """
        named(self.meeting_id)
        if isinstance(self.meeting_id, str) and self.meeting_id != self.meeting_id.strip():
            raise ValueError("an id with blanks")
        spaced = self.spaced_start_time
        if cast("Scalar | UnsetType", self.start_time) is UNSET:
            self.start_time = None if spaced is UNSET else spaced
        elif spaced is not UNSET:
            raise ValueError("two starts")


LIST_MEETINGS = ListCall(
    "list meetings",
    payloads.Meeting,
    "meetings",
    *("result", "msg", "search"),
    rows=UsualMeeting,
    is_closed=True,
)
