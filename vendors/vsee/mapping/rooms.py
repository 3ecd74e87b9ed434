"""Maps VSee's waiting rooms and queues to our models. Pure."""

from dataclasses import fields
from typing import Any

from models.ids import Key, Kind
from models.partial import Unfetched
from models.room import Consultation, Room, RoomKind, RoomQueue, Specialty
from models.time_zone import TimeZone
from models.vendor import Vendor
from models.view import View, plain
from models.view_attributes import derived
from vendors.reading import read
from vendors.rows import readable
from vendors.views import Answer, derived_of_items, keyed, mapped, translated
from vendors.vsee import payloads
from vendors.vsee.scalars import NO_TIME, amount, count, flag, text
from vendors.vsee.values import filled, listed, moment

# What the list does not carry and the room by itself does.
DETAIL = Unfetched("detail")


def _is_open(is_closed: Any) -> bool | None:
    found = flag(is_closed)
    return None if found is None else not found


def _time_zone(room: View) -> TimeZone | None:
    name = translated(room, "operation_settings.default_timezone", text)
    return None if name is None else TimeZone(name=name)


def _provider_ids(room: Any) -> tuple[str, ...] | None:
    found = listed(room._row.provider_ids)
    return listed(room._row.users) if found is None else found


def _currency(room: View) -> str | None:
    """Older answers call it `paymentCurrency`."""
    return translated(room, "payment.currency", text) or translated(room, "payment.payment_currency", text)


class ListedRoom(View, Room):
    """A room out of the list."""

    key = keyed(Kind.ROOM, "code")
    kind = RoomKind.WAITING
    uid = DETAIL
    name = mapped("name", text)
    description = DETAIL
    code = derived(lambda room: str(room._row.code))
    slug = mapped("slug", text)
    domain = mapped("domain", text)
    subtitle = DETAIL
    active = DETAIL
    is_open = DETAIL
    closed_message = DETAIL
    is_public = DETAIL
    time_zone = DETAIL
    account_id = DETAIL
    created_at = mapped("created", moment, nothing=NO_TIME)
    updated_at = mapped("modified", moment, nothing=NO_TIME)
    provider_ids = DETAIL
    allows_walk_ins = DETAIL
    allows_appointments = DETAIL
    guest_user_type = DETAIL
    guests_can_log_in = DETAIL
    consultations = DETAIL
    currency = DETAIL
    specialties = DETAIL


class DetailedRoom(ListedRoom):
    """A room with all that VSee has of it."""

    uid = mapped("id", text)
    description = mapped("description", text)
    subtitle = mapped("subtitle", text)
    active = mapped("active", flag)
    is_open = mapped("operation_settings.is_closed", _is_open)
    closed_message = mapped("operation_settings.close_msg", text)
    is_public = mapped("public_access_room", flag)
    time_zone = derived(_time_zone)
    account_id = mapped("account_code", text)
    provider_ids = derived(_provider_ids)
    allows_walk_ins = mapped("visits.walkin.enabled", flag)
    allows_appointments = mapped("visits.appointment.enabled", flag)
    guest_user_type = mapped("auth.guest.type", count)
    guests_can_log_in = mapped("auth.guest.log_in.enabled", flag)
    consultations = derived_of_items(lambda room: _consultations(filled(room._row.payment)))
    currency = derived(_currency)
    specialties = derived_of_items(lambda room: _specialties(room._row.specialties))


class CreatedRoom(DetailedRoom):
    """A room out of the call that made it."""

    description = DETAIL
    specialties = DETAIL


class LinkedRoom(ListedRoom):
    """A room out of the call that linked a provider: less of the room, and whether it is his main one."""

    uid = DetailedRoom.uid
    active = DetailedRoom.active
    is_public = DetailedRoom.is_public
    is_default = mapped("default", flag)
    account_id = DetailedRoom.account_id
    provider_ids = DetailedRoom.provider_ids
    consultations = DetailedRoom.consultations
    currency = DetailedRoom.currency


class VSeeQueue(View, RoomQueue):
    """Who waits before a room."""

    length = mapped("length", count)
    capacity = mapped("capacity", count)
    average_visit_seconds = mapped("average_visit_time", count)
    ahead = mapped("before_me", count)


# What no row of the list has.
ONLY_IN_DETAIL = frozenset(field.name for field in fields(Room) if getattr(ListedRoom, field.name) == DETAIL)


def summary(row: payloads.RoomSummary, answer: Answer) -> Room:
    """A room as the list shows it."""
    return ListedRoom.over(row, answer)


def room(row: payloads.Room, answer: Answer) -> Room:
    """A room with all that VSee has of it."""
    return DetailedRoom.over(row, answer)


def created(row: payloads.Room, answer: Answer) -> Room:
    """A room as the answer to making it shows it."""
    return CreatedRoom.over(row, answer)


def linked(row: payloads.Room, answer: Answer) -> Room:
    """A room as the answer to linking a provider shows it."""
    return LinkedRoom.over(row, answer)


def unread(key: Key) -> Room:
    """A room that is there, as the answer to unlinking a provider does not show it."""
    return Room(key=key, kind=RoomKind.WAITING, code=key.parts[0], **_UNREAD)


_UNREAD: dict[str, Any] = dict.fromkeys(
    (*ONLY_IN_DETAIL, "name", "slug", "domain", "created_at", "updated_at"), DETAIL
)


def queue(row: payloads.Queue, answer: Answer) -> RoomQueue:
    # Its followers keep it.
    return plain(VSeeQueue.over(row, answer))


def _consultations(payment: payloads.Payment | None) -> tuple[Consultation, ...] | None:
    items = None if payment is None else payment.consultations
    if not isinstance(items, list):
        return None
    rows = readable(
        items,
        lambda item: read(
            payloads.identified(item),
            payloads.Consultation,
            vendor=Vendor.VSEE,
            operation="read consultations",
        ),
        vendor=Vendor.VSEE,
        operation="read consultations",
        within="payment.consultations",
    )
    return tuple(
        Consultation(
            vendor_id=text(row.id),
            description=text(row.description),
            duration_minutes=count(row.duration),
            amount=amount(row.amount),
            group="true" if row.group is True else text(row.group),
            is_charged=flag(row.charge),
            slots=count(row.slots),
        )
        for row in rows
    )


def _specialties(items: payloads.Items) -> tuple[Specialty, ...] | None:
    if not isinstance(items, list):
        return None
    rows = readable(
        items,
        lambda item: read(item, payloads.Specialty, vendor=Vendor.VSEE, operation="read specialties"),
        vendor=Vendor.VSEE,
        operation="read specialties",
        within="specialties",
    )
    return tuple(
        Specialty(code=text(row.code), name=text(row.name), duration_minutes=count(row.duration))
        for row in rows
    )
