"""The calls of EnableX whose answers are decoded straight into payloads.

Elsewhere every key and text is stripped of blanks before it is read. So an answer is refused here if it has any other
key than those that are documented, or a blank at an end of a text that is compared before it is translated.
"""

from typing import Annotated, TypeAlias, cast

from msgspec import UNSET, Meta, UnsetType, field

from vendors.enablex import payloads
from vendors.list_calls import ListCall, ObjectCall
from vendors.payload import Integer, Scalar, is_usual_id, named

Stripped: TypeAlias = Annotated[str, Meta(pattern=r"\A(\S([\s\S]*\S)?)?\Z")]
StrippedScalar: TypeAlias = Stripped | int | float | bool | None
StrippedIds: TypeAlias = list[Stripped | Integer] | None


class UsualTimeZone(payloads.TimeZone, forbid_unknown_fields=True):
    """A time zone with documented keys only."""


class UsualInvitees(payloads.Invitees, forbid_unknown_fields=True):
    """Invitees as the call for one meeting shows them: ids and addresses."""

    contact_ids: StrippedIds = None
    group_ids: StrippedIds = None
    emails: StrippedIds = None
    contacts: None = None
    groups: None = None


class _SpacedMeeting(payloads.Meeting, forbid_unknown_fields=True):
    """A meeting with documented keys only, because any other may be one of them with a blank."""

    meeting_id: Stripped | Integer
    start_time: Scalar = cast("None", UNSET)
    # As the documentation prints it.
    spaced_start_time: Scalar | UnsetType = field(default=UNSET, name="start_time ")

    def __post_init__(self) -> None:
        """Takes the start out of the key that it came in.

        Raises:
            ValueError: it came in both.
        """
        if not is_usual_id(str(self.meeting_id)):
            named(self.meeting_id)
        start: Scalar | UnsetType = self.start_time
        spaced = self.spaced_start_time
        if start is UNSET:
            self.start_time = None if spaced is UNSET else spaced
        elif spaced is not UNSET:
            raise ValueError("two starts")


class UsualMeeting(_SpacedMeeting, forbid_unknown_fields=True):
    """A meeting in the list."""

    timezone: UsualTimeZone | UnsetType | None = UNSET
    invitees: UnsetType | None = UNSET


class UsualDetail(_SpacedMeeting, forbid_unknown_fields=True):
    """A meeting in the call for one."""

    timezone: UnsetType | None = UNSET
    invitees: UsualInvitees | UnsetType | None = UNSET


class UsualSession(payloads.Session, forbid_unknown_fields=True):
    """A row of the session report, whose times are compared as they are written."""

    session_id: Stripped | Integer
    meeting_id: StrippedScalar = None
    conf_num: StrippedScalar = None
    session_date: StrippedScalar = None
    session_start: StrippedScalar = None
    start_time: StrippedScalar = None
    session_end: StrippedScalar | UnsetType = UNSET
    end_time: StrippedScalar | UnsetType = UNSET
    app_type: Scalar = None
    duration: Scalar = None
    participants: Scalar = None


_BESIDE = ("result", "msg", "search")
LIST_MEETINGS = ListCall(
    "list meetings", payloads.Meeting, "meetings", *_BESIDE, rows=UsualMeeting, is_closed=True
)
LIST_SESSIONS = ListCall(
    "list sessions", payloads.Session, "sessions", *_BESIDE, rows=UsualSession, is_closed=True
)
READ_MEETING = ObjectCall("read meeting", payloads.Meeting, "meeting", "result", "msg", usual=UsualDetail)
