"""Writes visits, intakes and recordings as the vendor does."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from simulators.vsee.shapes import moment
from simulators.vsee.state import User
from simulators.vsee.visits import Intake, Visit

# How long a conference can be joined after its visit's planned end; the example's expiry is some weeks off.
MEETING_LIFE = timedelta(days=14)


def visit(row: Visit, *, style: str, links: str = "present") -> dict[str, Any]:
    """A visit without its meeting and recordings.

    Args:
        style: `number` or `string` for times, type and status: GET /visits shows the one, add_walkin the other;
            `mixed` writes only the times as strings.
        links: `null` hides the account and the room, as the documentation's example has them.
    """
    return {
        "id": row.id,
        "member_id": row.member.id if row.member else None,
        "provider_id": row.provider.id if row.provider else None,
        "account_code": row.account.code if links == "present" else None,
        "code": row.code,
        "start": _time(row.start, style),
        "end": _time(row.end, style),
        "actual_start": _time(row.actual_start, style),
        "actual_end": _time(row.actual_end, style),
        "specialty_id": row.specialty_id,
        "state": row.state,
        "type": _number(row.type, style),
        "status": _number(row.status, style),
        "completed_by": row.completed_by,
        "created": moment(row.created, "int"),
        "modified": moment(row.modified, "int"),
        "room_id": row.room.id if row.room and links == "present" else None,
        "_id": row.id,
        "payment": _payment(row),
        "intake": _intake_of_visit(row.intake) if row.intake else None,
        "provider": _person(row.provider) if row.provider else None,
        "member": _member(row.member) if row.member else None,
    }


def meeting(row: Visit) -> dict[str, Any]:
    ends = row.end or row.created
    return {
        "recording_auto_start": bool(row.recordings),
        "phone_numbers": {"US": ["+1.202.555.0143"]},
        "hosts": [row.provider.email] if row.provider else [],
        "expiry": moment(ends + MEETING_LIFE, "int"),
        "conference_pin": row.conference_pin,
        "meeting_id": row.meeting_id,
    }


def recordings(row: Visit, style: str) -> dict[str, Any] | list[dict[str, Any]]:
    """The text of the documentation speaks of an array, its example shows an object with a count."""
    data = [{"id": item.id, "visit_id": row.id, "end": moment(item.end, "int")} for item in row.recordings]
    return data if style == "array" else {"count": len(data), "data": data}


def intake(row: Intake) -> dict[str, Any]:
    """The response of GET /intakes/:id; the clinic's fields are beside the vendor's."""
    return {
        **row.free,
        "modified": moment(row.modified, "int"),
        "created": moment(row.created, "int"),
        "type": str(row.type),
        "reason_for_visit": row.reason_for_visit,
        "provider": row.provider_id,
        "member_id": row.owner.id,
        "room_code": row.room_code,
        "location": row.location,
        "phone": row.phone,
        # A complete attachment has name, path and size of a file; the file calls are outside this simulator.
        "attachments": [{"_id": id} for id in row.attachments],
        "visit_id": row.visit_id,
        "id": row.id,
    }


def _intake_of_visit(row: Intake) -> Mapping[str, Any]:
    return {
        "provider": row.provider_id,
        "reason_for_visit": row.reason_for_visit,
        "type": str(row.type),
        "modified": moment(row.modified, "int"),
        "created": moment(row.created, "int"),
        "visit_id": row.visit_id,
        "id": row.id,
    }


def _payment(row: Visit) -> dict[str, Any]:
    if row.consultation is None:
        return {"duration": 15, "amount": "00.00", "description": ""}
    return {
        "duration": row.consultation.duration,
        # Money is text here, with two digits before the point; in rooms it is a number.
        "amount": f"{row.consultation.amount:05.2f}",
        "description": row.consultation.description,
    }


def _person(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "vseeid": user.vseeid,
        "title": user.title,
    }


def _member(user: User) -> dict[str, Any]:
    return {
        "id": user.id,
        "first_name": user.first_name,
        "last_name": user.last_name,
        "vseeid": user.vseeid,
        "dob": user.dob,
        "gender": user.gender,
        "phone": user.phone,
    }


def _time(at: datetime | None, style: str) -> Any:
    return None if at is None else moment(at, "int" if style == "number" else "string")


def _number(value: int, style: str) -> int | str:
    return str(value) if style == "string" else value
