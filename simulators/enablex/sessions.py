"""Sessions: joining by PIN, inviting others, and the reports of what took place."""

from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from operator import attrgetter
from typing import Any

from simulators.enablex import listing, views
from simulators.enablex.call import Answer, Call
from simulators.enablex.envelope import Refusal
from simulators.enablex.listing import Listing
from simulators.enablex.records import Attendance, Meeting, Session
from simulators.enablex.state import CUSTOMER_ID
from simulators.enablex.timezones import DATE

ORDER: dict[str, Callable[[Session], Any]] = {
    "room_id": attrgetter("room.room_id"),
    "session_id": attrgetter("session_id"),
    "user_id": attrgetter("room.user_id"),
    "meeting_id": attrgetter("meeting_id"),
    "from_session_date": attrgetter("started"),
    "to_session_date": attrgetter("started"),
}


def read_all(call: Call) -> Answer:
    wanted, rows = _found(call)
    return {
        "search": wanted.echo(call.switches),
        "sessions": [views.session(row, call.now) for row in wanted.page_of(rows)],
    }


# That there are reports of calls and of recordings is documented, their paths and keys are not.


def calls(call: Call) -> Answer:
    wanted, rows = _found(call)
    entries = (
        {
            "session_id": row.session_id,
            "conf_num": row.conf_num,
            "room_id": row.room.room_id,
            "meeting_id": row.meeting_id,
            "name": who.name,
            "role": who.role,
            "user_ref": who.user_ref,
            "join_time": who.joined.strftime(DATE),
            "leave_time": who.left.strftime(DATE) if who.left else "",
            "duration": int(((who.left or call.now) - who.joined).total_seconds() // 60),
        }
        for row in rows
        for who in row.attendances
    )
    return {"search": wanted.echo(call.switches), "cdr": wanted.page_of(entries)}


def recordings(call: Call) -> Answer:
    wanted, rows = _found(call)
    entries = (
        {
            "session_id": row.session_id,
            "conf_num": row.conf_num,
            "room_id": row.room.room_id,
            "meeting_id": row.meeting_id,
            "url": url,
        }
        for row in rows
        for url in row.recordings
    )
    return {"search": wanted.echo(call.switches), "recordings": wanted.page_of(entries)}


def join(call: Call) -> Answer:
    """POST /session/join: a PIN opens a room, and starts its session where none runs."""
    pin, name = _text(call, "pin"), _text(call, "name")
    found = call.state.room_of_pin(pin)
    if found is None:
        raise Refusal(404)
    room, role = found
    if not room.active or (isinstance(room, Meeting) and room.stage(call.now) == "past"):
        raise Refusal(1000)
    first, _, last = name.partition(" ")
    user_ref = str(call.fields.get("user_ref") or "")
    session = call.state.join(room, Attendance(name=name, role=role, joined=call.now, user_ref=user_ref))
    host = call.state.users[room.user_id] if role == "moderator" else None
    return {
        "token": call.state.token_text(),
        "user": {
            "meeting_id": session.meeting_id,
            "customer_id": CUSTOMER_ID,
            "room_id": room.room_id,
            "role": role,
            "user_id": host.user_id if host else "",
            "first_name": first,
            "middle_name": "",
            "last_name": last,
            "email": host.email if host else "",
            "profile_pic": "",
        },
    }


def invite(call: Call) -> Answer:
    """POST /session/invite: the call exists, but neither its path nor its keys are documented."""
    room = call.state.room(_text(call, "room_id"), call.caller, call.app_type)
    session = call.state.running(room)
    if session is None:
        raise Refusal(404)
    emails = call.fields.get("emails")
    if not isinstance(emails, list) or not emails:
        raise Refusal(1002, {"emails": ""})
    session.invited.extend(str(email) for email in emails)
    return {"msg": "Invitation has been sent"}


def _found(call: Call) -> tuple[Listing, Iterable[Session]]:
    wanted = listing.read(call, searchable=ORDER, orderable=ORDER, order_by="from_session_date", several=True)
    rows: Iterable[Session] = [
        row
        for row in call.state.sessions
        if row.room.app_type == call.app_type and call.caller.sees(row.room.user_id)
    ]
    if wanted.search_by:
        rows = filter(_matching(wanted), rows)
    elif call.switches["sessions_own_by_default"]:
        # By default the report is of the caller's own sessions; others come by a search.
        rows = (row for row in rows if row.room.user_id == call.caller.user_id)
    names = wanted.order_by.split(",")
    return wanted, sorted(
        rows, key=lambda row: tuple(ORDER[name](row) for name in names), reverse=wanted.descending
    )


def _matching(wanted: Listing) -> Callable[[Session], bool]:
    if not wanted.search_by.endswith("_session_date"):
        field = ORDER[wanted.search_by]
        return lambda row: bool(field(row) == wanted.search_string)
    try:
        at = datetime.strptime(wanted.search_string.strip(), DATE).replace(tzinfo=UTC)
    except ValueError:
        raise Refusal(2605) from None
    if wanted.search_by == "from_session_date":
        return lambda row: row.started >= at
    return lambda row: row.started <= at


def _text(call: Call, name: str) -> str:
    value = call.fields.get(name)
    if not isinstance(value, str) or not value.strip():
        raise Refusal(1002, {name: ""})
    return value.strip()
