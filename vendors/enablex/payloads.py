"""EnableX' documented objects as they arrive, with room for every way it is known to print them.

The identifying fields are required: `meeting_id`, `session_id` and a poll's `id`. Any other field may be missing, and
an unreadable one counts as empty.
"""

from typing import Annotated, Any, TypeAlias, TypeVar

import msgspec
from msgspec import UNSET, Meta, UnsetType

from models.errors import VendorBadResponse
from models.vendor import Vendor
from vendors.enablex.scalars import NO_TIME, count, moment, whole
from vendors.payload import Bit, Decimal, Digits, Integer, Row, Scalar, Switch, meant_by, named
from vendors.payload import VendorPayload as AnyPayload
from vendors.reading import is_empty, note_unreadable, read

# The id identifies the object, so it is required.
Id: TypeAlias = str | Integer
# A text of digits may arrive as a number, a number as text, and false instead of either.
Text: TypeAlias = str | Integer | Decimal | None
Number: TypeAlias = Annotated[Integer | Decimal | Digits | None, meant_by(whole)]
Count: TypeAlias = Annotated[Integer | Decimal | Digits | None, meant_by(count)]
Flag: TypeAlias = bool | Bit | Switch | None
# Seconds or milliseconds since 1970, or a date and a time.
Time: TypeAlias = Annotated[Integer | Decimal | str | None, meant_by(moment, *NO_TIME)]

# The notations of a missing object; PHP writes an empty map as a list.
Nothing: TypeAlias = Annotated[list[Any], Meta(max_length=0)] | Annotated[str, Meta(max_length=0)] | None
# Items are read one by one, so that an unreadable one affects only itself.
Items: TypeAlias = list[Any] | None
Ids: TypeAlias = list[Id] | None


class Payload(AnyPayload, kw_only=True):
    """An object of EnableX."""


P = TypeVar("P", bound=Row)


class TimeZone(Row):
    timezone_id: Scalar = None
    zone_name: Scalar = None
    zone_abbr: Scalar = None
    time_start: Scalar = None
    gmt_offset: Scalar = None
    # What the documentation's explanation calls `gmt_offset`.
    gst_offset: Scalar = None
    is_dst: Scalar = None

    not_everywhere = frozenset({"gmt_offset", "gst_offset"})


class InvitedContact(Payload):
    contact_id: Text = None
    name: Text = None
    email: Text = None


class InvitedGroup(Payload):
    group_id: Text = None
    group_name: Text = None


class Invitees(Payload):
    """Ids and addresses in a new meeting, or objects in an edit."""

    contact_ids: Ids = None
    group_ids: Ids = None
    emails: Ids = None
    contacts: list[InvitedContact] | None = None
    groups: list[InvitedGroup] | None = None

    not_everywhere = frozenset({"contact_ids", "group_ids", "emails", "contacts", "groups"})


class Meeting(Row):
    """A meeting of any call; UNSET fields are not returned by this call."""

    meeting_id: Id
    room_id: Scalar = None
    user_id: Scalar = None
    room_name: Scalar = None
    app_type: Scalar = None
    desc: Scalar = None
    start_time: Scalar = None
    duration: Scalar = None
    moderators: Scalar = None
    participants: Scalar = None
    wait_for_moderator: Scalar = None
    knock: Scalar = None
    auto_recording: Scalar = None
    mpin: Scalar | UnsetType = UNSET
    ppin: Scalar | UnsetType = UNSET
    direct_url: Scalar | UnsetType = UNSET
    timezone: TimeZone | Nothing | UnsetType = UNSET
    invitees: Invitees | Nothing | UnsetType = UNSET
    stage: Scalar | UnsetType = UNSET

    def __post_init__(self) -> None:
        named(self.meeting_id)


class PermanentRoom(Row):
    room_id: Scalar = None
    user_id: Scalar = None
    room_name: Scalar = None
    app_type: Scalar = None
    desc: Scalar = None
    mpin: Scalar = None
    ppin: Scalar = None
    direct_url: Scalar = None
    moderators: Scalar = None
    participants: Scalar = None
    duration: Scalar = None
    wait_for_moderator: Scalar = None
    knock: Scalar = None
    auto_recording: Scalar = None

    # Only in the answer to a reset of the PINs.
    not_everywhere = frozenset({"app_type"})


class LobbyOptions(Payload):
    """The enabled content; requests use the singular, responses partly the plural."""

    message: Flag = None
    messages: Flag = None
    image: Flag = None
    images: Flag = None
    audio: Flag = None
    video: Flag = None

    not_everywhere = frozenset({"message", "messages", "image", "images"})


class LobbyMessage(Payload):
    text: Text = None


class LobbyImage(Payload):
    url: Text = None
    caption: Text = None


class LobbyMedia(Payload):
    url: Text = None
    embed: Text = None


class Lobby(Payload):
    options: LobbyOptions | Nothing = None
    message: Items = None
    messages: Items = None
    image: Items = None
    images: Items = None
    audio: Items = None
    video: Items = None

    not_everywhere = frozenset({"message", "messages", "image", "images"})


class Poll(Payload):
    id: Id
    conf_num: Number = None
    timestamp: Time = None
    duration: Count = None
    type: Text = None
    question: Text = None
    options: dict[str, Text] | Nothing = None
    status: Text = None
    result: dict[str, Count] | Nothing = None
    total_result: Count = None

    def __post_init__(self) -> None:
        super().__post_init__()
        named(self.id)


class Session(Row):
    """A row of the session report; only its searchable fields are documented, and the times' names are assumed."""

    session_id: Id
    meeting_id: Scalar = None
    room_id: Scalar = None
    user_id: Scalar = None
    room_name: Scalar = None
    conf_num: Scalar = None
    session_date: Scalar = None
    session_start: Scalar = None
    start_time: Scalar = None
    session_end: Scalar | UnsetType = UNSET
    end_time: Scalar | UnsetType = UNSET

    # Columns of which no name is documented.
    not_read = frozenset({"app_type", "duration", "participants"})
    not_everywhere = frozenset({"session_start", "start_time"})

    def __post_init__(self) -> None:
        named(self.session_id)


class PlanLimits(Payload):
    participants: Count = None
    duration: Count = None
    recording: Flag = None


class Subscription(Payload):
    settings: PlanLimits | Nothing = None
    allow_meeting_overlap: Flag = None
    expiry_date: Time = None
    status: Text = None

    # Of the response around the plan.
    not_read = frozenset({"result", "msg", "subscription", "subscription_id", "app_type"})


def valid(value: Any, kind: type[P], operation: str) -> P:
    """The value as a payload, which a `TypedCall` may have decoded already.

    Raises:
        VendorBadResponse: it is not valid.
    """
    if isinstance(value, kind):
        return value
    try:
        return one(value, kind, operation)
    except msgspec.ValidationError as error:
        raise VendorBadResponse(Vendor.ENABLEX, operation, detail=str(error)) from error


def one(value: Any, kind: type[P], operation: str) -> P:
    """As `valid`, for a row whose error affects only itself.

    Raises:
        msgspec.ValidationError: it is not valid.
    """
    return read(value, kind, vendor=Vendor.ENABLEX, operation=operation)


def lobby(body: dict[str, Any]) -> Any:
    """The lobby in a response, its keys without blanks; None if there is none.

    EnableX' documentation also writes `options .messages`: such a key belongs inside `options`.
    """
    found = body.get("lobby")
    if not isinstance(found, dict):
        return found or None
    fields: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for key, value in found.items():
        owner, _, name = key.replace(" ", "").rpartition(".")
        (options if owner == "options" else fields)[name] = value
    if options:
        inner = fields.get("options")
        fields["options"] = {**inner, **options} if isinstance(inner, dict) else options
    return fields or None


def subscription(body: dict[str, Any], operation: str) -> dict[str, Any]:
    """The plan in a response: its fields are documented, but not their nesting."""
    inner = body.get("subscription")
    if isinstance(inner, dict):
        return {**body, **inner}
    if not is_empty(inner):
        note_unreadable(inner, "subscription", vendor=Vendor.ENABLEX, operation=operation, of=body)
    return body
