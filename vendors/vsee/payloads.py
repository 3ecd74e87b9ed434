"""VSee's documented objects as they arrive, with room for every way they are printed.

Only what an object cannot be named without is required: a room's `code`, the `id` of a provider and of a visit, and
the seconds of a time. Every other field may be missing, null, empty or false, and one that cannot be read is as good as
empty.
"""

from typing import Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from vendors.payload import Bit, Decimal, Digits, Integer, Switch, meant_by, named
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


class Instant(Payload):
    """A time as MongoDB's PHP driver writes it; an object without seconds is none."""

    sec: Annotated[Integer | Decimal | Digits | None, meant_by(timestamp, 0, "0")]
    usec: Integer | Decimal | Digits | None = None


Time: TypeAlias = Annotated[
    Instant | Annotated[list[Any], Meta(max_length=0)] | Integer | Decimal | Digits | None,
    meant_by(timestamp, 0, "0"),
]


class RoomSummary(Payload):
    """A waiting room in the list."""

    code: Id
    slug: Text = None
    name: Text = None
    domain: Text = None
    created: Time = None
    modified: Time = None

    def __post_init__(self) -> None:
        super().__post_init__()
        named(self.code)


class Switchable(Payload):
    enabled: Flag = None


class RoomVisits(Payload):
    """The kinds of visit that a room offers."""

    walkin: Switchable | Nothing = None
    appointment: Switchable | Nothing = None


class Guest(Payload):
    type: Number = None
    log_in: Switchable | Nothing = None


class RoomAuth(Payload):
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


class Payment(Payload):
    """What a room offers and charges; older answers call the currency `paymentCurrency`."""

    consultations: Items = None
    currency: Text = None
    payment_currency: Text = field(default=None, name="paymentCurrency")


class OperationSettings(Payload):
    is_closed: Flag = None
    close_msg: Text = None
    default_timezone: Text = None


class Specialty(Payload):
    code: Text = None
    name: Text = None
    duration: Number = None


class Room(RoomSummary):
    """A waiting room by itself."""

    id: Text = None
    subtitle: Text = None
    description: Text = None
    active: Flag = None
    account_code: Text = None
    users: Texts = None
    provider_ids: Texts = None
    public_access_room: Flag = None
    visits: RoomVisits | Nothing = None
    auth: RoomAuth | Nothing = None
    payment: Payment | Nothing = None
    operation_settings: OperationSettings | Nothing = None
    specialties: Items = None
    default: Flag = None


class Provider(Payload):
    """A provider; the list lacks the lower half, and only the list has `photo`."""

    id: Id
    username: Text = None
    code: Text = None
    subtype: Text = None
    first_name: Text = None
    last_name: Text = None
    vseeid: Text = None
    title: Text = None
    suffix: Text = None
    # For users elsewhere it is a number with another meaning.
    status: bool | Text = None
    short_bio: Text = None
    photo: Text | UnsetType = UNSET
    email: Text | UnsetType = UNSET
    phone: Text | UnsetType = UNSET
    active: Flag | UnsetType = UNSET
    tos: Flag | UnsetType = UNSET
    educational_training: Text | UnsetType = UNSET
    professional_interests: Text | UnsetType = UNSET
    personal_interests: Text | UnsetType = UNSET

    def __post_init__(self) -> None:
        super().__post_init__()
        named(self.id)


class Queue(Payload):
    length: Number = None
    capacity: Number = None
    average_visit_time: Number = None
    before_me: Number = None


class Conference(Payload):
    """A visit's `meeting`: the call that it is held in."""

    meeting_id: Text = None
    conference_pin: Text = None
    hosts: Texts = None
    phone_numbers: dict[str, Texts] | Nothing = None
    expiry: Time = None
    recording_auto_start: Flag = None


class Recording(Payload):
    """A recording in a visit; where it can be watched is not documented."""

    id: Text = None
    visit_id: Text = None
    end: Time = None
    url: Text = None


class Recordings(Payload):
    """What a visit shows where the text promises a list."""

    count: Number = None
    data: Items = None


class Visit(Payload):
    """A visit. Its `intake`, `provider`, `member` and `payment` are not asked for: they are about the patient."""

    id: Id
    code: Text = None
    type: Text = None
    status: Text = None
    state: Text = None
    start: Time = None
    end: Time = None
    actual_start: Time = None
    actual_end: Time = None
    account_code: Text = None
    room_id: Text = None
    member_id: Text = None
    provider_id: Text = None
    specialty_id: Text = None
    completed_by: Text = None
    meeting: Conference | Nothing = None
    recordings: Recordings | Items | UnsetType = UNSET

    def __post_init__(self) -> None:
        super().__post_init__()
        named(self.id)


def identified(row: Any) -> Any:
    """VSee names an object by `id`, or by `_id`; here it is always `id`."""
    if isinstance(row, dict) and row.get("_id") and (not row.get("id") or isinstance(row["id"], dict | list)):
        return {**row, "id": row["_id"]}
    return row
