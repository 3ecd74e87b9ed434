"""VSee's documented objects as they arrive, with room for every way they are printed.

Only what an object cannot be named without is required: a room's `code`, the `id` of a provider and of a visit, and
the seconds of a time. Every other field may be missing, null, empty or false, and one that cannot be read is as good as
empty.
"""

from sys import intern
from typing import Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from vendors.payload import Bit, Decimal, Digits, Integer, Row, Scalar, Switch, is_usual_id, meant_by, named
from vendors.payload import VendorPayload as AnyPayload
from vendors.vsee.scalars import amount, count, timestamp

# It becomes part of ours.
Id: TypeAlias = str | Annotated[int, Meta(ge=0, le=2**63 - 1)]
Text: TypeAlias = str | Integer | None
# PHP writes a list from which an item was removed as an object with indexes as keys.
Texts: TypeAlias = list[str | Integer] | dict[str, str | Integer | None] | str | Integer | None
Number: TypeAlias = Annotated[Integer | Decimal | Digits | None, meant_by(count)]
# Money is also written as "25.00".
Amount: TypeAlias = Annotated[Integer | Decimal | str | None, meant_by(amount)]
Flag: TypeAlias = bool | Bit | Switch | None
# The notations of a missing object; PHP writes an empty map as a list.
Nothing: TypeAlias = Annotated[list[Any], Meta(max_length=0)] | Annotated[str, Meta(max_length=0)] | None
# Items are read one by one, so that an unreadable one affects only itself.
Items: TypeAlias = list[Any] | Annotated[str, Meta(max_length=0)] | None


class Payload(AnyPayload, kw_only=True):
    """An object of VSee; all are about patients and those who treat them."""

    # As in rooms.
    not_read = frozenset({"_id"})


class Instant(Payload):
    """A time as MongoDB's PHP driver writes it; an object without seconds is none."""

    sec: Annotated[Integer | Decimal | Digits | None, meant_by(timestamp, 0, "0")]
    usec: Integer | Decimal | Digits | None = None


# A time of a row, which is interpreted when it is translated.
RowTime: TypeAlias = Instant | Annotated[list[Any], Meta(max_length=0)] | Scalar
Time: TypeAlias = Annotated[
    Instant | Annotated[list[Any], Meta(max_length=0)] | Integer | Decimal | Digits | None,
    meant_by(timestamp, 0, "0"),
]


class RoomSummary(Row):
    """A waiting room in the list."""

    code: Id
    slug: Scalar = None
    name: Scalar = None
    domain: Scalar = None
    created: RowTime = None
    modified: RowTime = None

    # It is read as `id`; see `identified`.
    not_read = frozenset({"_id"})

    def __post_init__(self) -> None:
        named(self.code)


class Switchable(Row):
    enabled: Scalar = None


class RoomVisits(Row):
    """The kinds of visit that a room offers."""

    walkin: Switchable | Nothing = None
    appointment: Switchable | Nothing = None


class Guest(Row):
    type: Scalar = None
    log_in: Switchable | Nothing = None


class RoomAuth(Row):
    guest: Guest | Nothing = None


class Consultation(Payload):
    id: Text = None
    description: Text = None
    duration: Number = None
    amount: Amount = None
    # Its type is not documented: it may be a name, or only say that this is for groups.
    group: bool | Text = None
    charge: Flag = None
    slots: Number = None


class Payment(Row):
    """What a room offers and charges; older answers call the currency `paymentCurrency`."""

    consultations: Items = None
    currency: Scalar = None
    payment_currency: Scalar = field(default=None, name="paymentCurrency")

    # A remark on the older name.
    not_read = frozenset({"__note__"})
    not_everywhere = frozenset({"currency", "paymentCurrency"})


class OperationSettings(Row):
    is_closed: Scalar = None
    close_msg: Scalar = None
    default_timezone: Scalar = None


class Specialty(Payload):
    code: Text = None
    name: Text = None
    duration: Number = None


class Room(RoomSummary):
    """A waiting room by itself."""

    id: Scalar = None
    subtitle: Scalar = None
    description: Scalar = None
    active: Scalar = None
    account_code: Scalar = None
    users: Texts = None
    provider_ids: Texts = None
    public_access_room: Scalar = None
    visits: RoomVisits | Nothing = None
    auth: RoomAuth | Nothing = None
    payment: Payment | Nothing = None
    operation_settings: OperationSettings | Nothing = None
    specialties: Items = None
    default: Scalar = None


class Provider(Row):
    """A provider; the list lacks the lower half, and only the list has `photo`."""

    id: Id
    username: Scalar = None
    code: Scalar = None
    subtype: Scalar = None
    first_name: Scalar = None
    last_name: Scalar = None
    vseeid: Scalar = None
    title: Scalar = None
    suffix: Scalar = None
    # For users elsewhere it is a number with another meaning.
    status: Scalar = None
    short_bio: Scalar = None
    photo: Scalar | UnsetType = UNSET
    email: Scalar | UnsetType = UNSET
    phone: Scalar | UnsetType = UNSET
    active: Scalar | UnsetType = UNSET
    tos: Scalar | UnsetType = UNSET
    educational_training: Scalar | UnsetType = UNSET
    professional_interests: Scalar | UnsetType = UNSET
    personal_interests: Scalar | UnsetType = UNSET

    def __post_init__(self) -> None:
        named(self.id)


class Queue(Row):
    length: Scalar = None
    capacity: Scalar = None
    average_visit_time: Scalar = None
    before_me: Scalar = None


class Conference(Row):
    """A visit's `meeting`: the call that it is held in."""

    meeting_id: Scalar = None
    conference_pin: Scalar = None
    hosts: Texts = None
    phone_numbers: dict[str, Texts] | Nothing = None
    expiry: RowTime = None
    recording_auto_start: Scalar = None


class Recording(Payload):
    """A recording in a visit; where it can be watched is not documented."""

    id: Text = None
    visit_id: Text = None
    end: Time = None
    url: Text = None


class Recordings(Row):
    """What a visit shows where the text promises a list."""

    count: Scalar = None
    data: Items = None


class Visit(Row):
    """A visit. Its `intake`, `provider`, `member` and `payment` are not asked for: they are about the patient."""

    id: Id
    code: Scalar = None
    type: Scalar = None
    status: Scalar = None
    state: Scalar = None
    start: RowTime = None
    end: RowTime = None
    actual_start: RowTime = None
    actual_end: RowTime = None
    account_code: Scalar = None
    room_id: Scalar = None
    member_id: Scalar = None
    provider_id: Scalar = None
    specialty_id: Scalar = None
    completed_by: Scalar = None
    meeting: Conference | Nothing = None
    recordings: Recordings | Items | UnsetType = UNSET

    # The last two are not documented for visits, but for all other objects.
    not_read = frozenset({"_id", "intake", "provider", "member", "payment", "created", "modified"})

    def __post_init__(self) -> None:
        if not is_usual_id(str(self.id)):
            named(self.id)
        # Many visits share a few rooms and providers, so equal ids are one text in memory.
        room_id, provider_id = self.room_id, self.provider_id
        if room_id.__class__ is str:
            self.room_id = intern(room_id)
        if provider_id.__class__ is str:
            self.provider_id = intern(provider_id)


def identified(row: Any) -> Any:
    """VSee names an object by `id`, or by `_id`; here it is always `id`."""
    if isinstance(row, dict) and row.get("_id") and (not row.get("id") or isinstance(row["id"], dict | list)):
        return {**row, "id": row["_id"]}
    return row
