"""Maps VSee's waiting rooms and queues to our models. Pure."""

from dataclasses import fields

from models.account import Account
from models.ids import Key
from models.partial import Unfetched
from models.room import Consultation, Room, RoomKind, RoomQueue, Specialty
from models.time_zone import TimeZone
from models.vendor import Vendor
from models.view import with_changes
from vendors.reading import read
from vendors.rows import readable
from vendors.vsee import payloads
from vendors.vsee.mapping import keys
from vendors.vsee.scalars import amount, count, flag, text
from vendors.vsee.values import filled, listed, moment

# What the list does not carry and the room by itself does.
DETAIL = Unfetched("detail")


def summary(account: Account, row: payloads.RoomSummary) -> Room:
    """A room as the list shows it."""
    return Room(
        key=keys.room(account, row.code),
        kind=RoomKind.WAITING,
        uid=DETAIL,
        name=text(row.name),
        description=DETAIL,
        code=str(row.code),
        slug=text(row.slug),
        domain=text(row.domain),
        subtitle=DETAIL,
        active=DETAIL,
        is_open=DETAIL,
        closed_message=DETAIL,
        is_public=DETAIL,
        time_zone=DETAIL,
        account_id=DETAIL,
        created_at=moment(row.created),
        updated_at=moment(row.modified),
        provider_ids=DETAIL,
        allows_walk_ins=DETAIL,
        allows_appointments=DETAIL,
        guest_user_type=DETAIL,
        guests_can_log_in=DETAIL,
        consultations=DETAIL,
        currency=DETAIL,
        specialties=DETAIL,
    )


# What no row of the list has.
ONLY_IN_DETAIL = frozenset(
    each.name
    for each in fields(Room)
    if getattr(summary(Account("any", Vendor.VSEE), payloads.RoomSummary(code="any")), each.name) == DETAIL
)


def room(account: Account, row: payloads.Room) -> Room:
    """A room with all that VSee has of it."""
    visits = filled(row.visits) or payloads.RoomVisits()
    auth = filled(row.auth) or payloads.RoomAuth()
    guest = filled(auth.guest) or payloads.Guest()
    payment = filled(row.payment) or payloads.Payment()
    operation = filled(row.operation_settings) or payloads.OperationSettings()
    is_closed = flag(operation.is_closed)
    zone = text(operation.default_timezone)
    provider_ids = listed(row.provider_ids)
    return with_changes(
        summary(account, row),
        uid=text(row.id),
        description=text(row.description),
        subtitle=text(row.subtitle),
        active=flag(row.active),
        is_open=None if is_closed is None else not is_closed,
        closed_message=text(operation.close_msg),
        is_public=flag(row.public_access_room),
        time_zone=TimeZone(name=zone) if zone else None,
        account_id=text(row.account_code),
        provider_ids=listed(row.users) if provider_ids is None else provider_ids,
        allows_walk_ins=_enabled(visits.walkin),
        allows_appointments=_enabled(visits.appointment),
        guest_user_type=count(guest.type),
        guests_can_log_in=_enabled(guest.log_in),
        consultations=_consultations(payment.consultations),
        currency=text(payment.currency) or text(payment.payment_currency),
        specialties=_specialties(row.specialties),
    )


def created(account: Account, row: payloads.Room) -> Room:
    """A room as the answer to making it shows it."""
    return with_changes(room(account, row), description=DETAIL, specialties=DETAIL)


def linked(account: Account, row: payloads.Room) -> Room:
    """A room as the answer to linking a provider shows it: less of the room, and whether it is his main one."""
    whole = room(account, row)
    return with_changes(
        summary(account, row),
        uid=whole.uid,
        active=whole.active,
        is_public=whole.is_public,
        is_default=flag(row.default),
        account_id=whole.account_id,
        provider_ids=whole.provider_ids,
        consultations=whole.consultations,
        currency=whole.currency,
    )


def unread(key: Key) -> Room:
    """A room that is there, as the answer to unlinking a provider does not show it."""
    return with_changes(
        summary(key.account, payloads.RoomSummary(code=key.parts[0])),
        key=key,
        name=DETAIL,
        slug=DETAIL,
        domain=DETAIL,
        created_at=DETAIL,
        updated_at=DETAIL,
    )


def queue(row: payloads.Queue) -> RoomQueue:
    return RoomQueue(
        length=count(row.length),
        capacity=count(row.capacity),
        average_visit_seconds=count(row.average_visit_time),
        ahead=count(row.before_me),
    )


def _enabled(switch: payloads.Switchable | payloads.Nothing) -> bool | None:
    found = filled(switch)
    return None if found is None else flag(found.enabled)


def _consultations(items: payloads.Items) -> tuple[Consultation, ...] | None:
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
