"""Writes rooms, providers and queues as the vendor does, with its habits as the switches have them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from simulators.vsee.state import Consultation, Queue, Room, User
from simulators.vsee.visits import ahead

Switches = Mapping[str, Any]

MISSING = {"null": None, "empty": "", "false": False}
SEPARATORS = {"comma": ",", "space": " "}


def moment(at: datetime, style: str, milliseconds: bool = False) -> int | str | dict[str, int]:
    """A time as epoch seconds, as their string, or as the database's own object of two numbers."""
    seconds = int(at.timestamp())
    if style == "object":
        # The store keeps milliseconds, so the microseconds end in three zeros.
        return {"sec": seconds, "usec": at.microsecond // 1000 * 1000}
    number = int(at.timestamp() * 1000) if milliseconds else seconds
    return str(number) if style == "string" else number


def text(value: str | None, switches: Switches, documented: str | bool | None = "") -> str | bool | None:
    """A text; a missing one is printed as the vendor's examples have it for this field."""
    if value:
        return value
    style = switches["missing_text"]
    return documented if style == "documented" else MISSING[style]


def summary(room: Room, switches: Switches) -> dict[str, Any]:
    return {
        "slug": room.slug,
        "name": room.name,
        "domain": _domain(room, switches),
        "code": room.code,
        **_stamps(room, switches, switches["times"]),
    }


def created(room: Room, switches: Switches) -> dict[str, Any]:
    """The answer of POST /rooms, and the greater part of every other full room."""
    return {
        "visits": {"walkin": {"enabled": room.walkin}, "appointment": {"enabled": room.appointment}},
        "auth": {"guest": {"type": 600, "log_in": {"enabled": room.guest_log_in}}},
        "subtitle": text(room.subtitle, switches),
        "slug": room.slug,
        "name": room.name,
        "domain": _domain(room, switches),
        "active": room.active,
        "users": _users(room, switches),
        "account_code": _account_code(room, switches),
        "provider_ids": room.provider_ids,
        "public_access_room": room.public,
        **_stamps(room, switches, switches["times"]),
        "payment": _payment(room, switches),
        "operation_settings": {
            "is_closed": room.closed,
            "close_msg": text(room.close_msg, switches),
            "default_timezone": room.time_zone,
        },
        switches["id_key"]: room.id,
        "code": room.code,
    }


def detail(room: Room, switches: Switches) -> dict[str, Any]:
    """The answer of GET /rooms/:code; the newest one is hidden in the documentation, an older one is not."""
    described = {
        "description": text(room.description, switches),
        "specialties": [
            {"code": item.code, "name": item.name, "duration": item.duration} for item in room.specialties
        ],
    }
    if switches["room_detail"] == "full":
        return {**created(room, switches), **described}
    return {**described, **summary(room, switches), "payment": _payment(room, switches)}


def linked(room: Room, user: User, switches: Switches) -> dict[str, Any]:
    """A room in the answer of POST /users/:id/rooms, which shows the database's own key and times."""
    return {
        "_id": room.id,
        "slug": room.slug,
        "name": room.name,
        "domain": _domain(room, switches),
        "code": room.code,
        "active": room.active,
        "users": _users(room, switches),
        "account_code": _account_code(room, switches),
        "provider_ids": room.provider_ids,
        "public_access_room": room.public,
        **_stamps(room, switches, switches["v7_times"]),
        "payment": _payment(room, switches),
        "default": user.default_room == room.code,
    }


def provider_summary(user: User, switches: Switches) -> dict[str, Any]:
    return {
        "id": user.id,
        "username": user.username,
        "code": text(user.code, switches),
        "subtype": user.subtype,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "vseeid": user.vseeid,
        "photo": text(user.photo, switches, documented=None),
        "title": text(user.title, switches),
        "suffix": text(user.suffix, switches),
        "status": _provider_status(user, switches),
        "short_bio": text(user.short_bio, switches, documented=False),
    }


def provider(user: User, switches: Switches) -> dict[str, Any]:
    return {
        "id": user.id,
        "code": text(user.code, switches),
        "first_name": user.first_name,
        "last_name": user.last_name,
        "username": user.username,
        "vseeid": user.vseeid,
        "email": text(user.email, switches),
        "active": user.active,
        "title": text(user.title, switches),
        "suffix": text(user.suffix, switches),
        "tos": user.tos,
        "phone": text(user.phone, switches),
        "subtype": user.subtype,
        "status": _provider_status(user, switches),
        "educational_training": text(user.educational_training, switches),
        "professional_interests": text(user.professional_interests, switches),
        "personal_interests": text(user.personal_interests, switches),
        "short_bio": text(user.short_bio, switches, documented=False),
    }


def queue(room: Room, caller: User | None) -> dict[str, int]:
    waiting: Queue = room.queue
    return {
        "length": waiting.length,
        "capacity": waiting.capacity,
        "average_visit_time": waiting.average_visit_time,
        "before_me": ahead(room, caller),
    }


def _stamps(room: Room, switches: Switches, style: str) -> dict[str, Any]:
    milliseconds = switches["times_ms"]
    return {
        "created": moment(room.created, style, milliseconds),
        "modified": moment(room.modified, style, milliseconds),
    }


def _domain(room: Room, switches: Switches) -> str:
    return room.domain if switches["account_echo"] == "same" else "clinic.vseepreview.example"


def _account_code(room: Room, switches: Switches) -> str:
    # The vendor's example is asked for `vclinic` and answers `clinic`.
    return room.account.code if switches["account_echo"] == "same" else "clinic"


def _users(room: Room, switches: Switches) -> str | list[str]:
    style = switches["users_separator"]
    return room.provider_ids if style == "list" else SEPARATORS[style].join(room.provider_ids)


def _provider_status(user: User, switches: Switches) -> bool | int:
    return user.online if switches["provider_status"] == "bool" else user.status


def _payment(room: Room, switches: Switches) -> dict[str, Any]:
    if switches["payment_style"] == "old":
        return {
            "paymentCurrency": room.currency,
            "consultations": [
                {"description": item.description, "amount": item.amount, "duration": item.duration}
                for item in room.consultations
            ],
        }
    return {
        "consultations": [_consultation(item) for item in room.consultations],
        "currency": room.currency,
        "__note__": "paymentCurrency will be deprecated by 1 Jun 2017",
    }


def _consultation(item: Consultation) -> dict[str, Any]:
    return {
        "id": item.id,
        "description": item.description,
        "duration": item.duration,
        "amount": item.amount,
        "group": item.group,
        "charge": item.charge,
        "slots": item.slots,
    }
