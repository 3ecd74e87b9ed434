"""Scheduled meetings (E5 to E9)."""

from collections.abc import Iterable
from operator import attrgetter

from starlette.responses import Response

from simulators.enablex import listing, validation, views
from simulators.enablex.call import Answer, Call
from simulators.enablex.envelope import Refusal
from simulators.enablex.records import Meeting
from simulators.enablex.state import JOIN_URL

# "Database field names", says the vendor, and lists none: the fields of a meeting by which one can sort.
ORDER = {
    "meeting_id": attrgetter("meeting_id"),
    "room_id": attrgetter("room_id"),
    "user_id": attrgetter("user_id"),
    "room_name": attrgetter("room_name"),
    "app_type": attrgetter("app_type"),
    "desc": attrgetter("desc"),
    "start_time": attrgetter("start"),
    "duration": attrgetter("duration"),
    "moderators": attrgetter("moderators"),
    "participants": attrgetter("participants"),
    "mpin": attrgetter("mpin"),
    "ppin": attrgetter("ppin"),
}
SEARCH = {name: attrgetter(name) for name in ("mpin", "ppin", "user_id")}


def create(call: Call) -> Answer:
    state = call.state
    host = state.user(str(call.fields.get("user_id") or call.caller.user_id), call.caller)
    checked = validation.meeting(call, host=host)
    series = "mtg" if call.app_type == "vc" else "web"
    number = f"{state.next(series):04d}"
    room_id = f"room-{number}" if series == "mtg" else f"room-web-{number}"
    checked.setdefault("invitees", {"contact_ids": [], "group_ids": [], "emails": []})
    meeting = Meeting(
        meeting_id=f"{series}-{number}",
        room_id=room_id,
        user_id=host.user_id,
        app_type=call.app_type,
        mpin=state.pin(),
        ppin=state.pin(),
        direct_url=f"{JOIN_URL}/{room_id}",
        **checked,
    )
    state.add_meeting(meeting)
    return {"msg": "Meeting has been scheduled", "meeting": views.created(meeting, call.switches)}


def edit(call: Call) -> Answer:
    """PATCH with a body; without one it reads, for the vendor's page prints the read as a PATCH."""
    meeting = _meeting(call)
    if call.body is None:
        return {"meeting": views.alone(meeting, call.switches)}
    # No code speaks of a meeting that is over; that of an inactive room is the nearest.
    if not meeting.active or meeting.stage(call.now) == "past":
        raise Refusal(1000)
    checked = validation.meeting(call, host=None)
    start = checked.pop("start", None)
    if start is not None:
        call.state.move_meeting(meeting, start)
    for name, value in checked.items():
        setattr(meeting, name, value)
    view = views.edited(meeting, call.switches)
    if call.switches["edit_shows_invitees"]:
        view["invitees"] = views.invited(meeting, call.state.contacts)
    return {"msg": "Meeting has been updated", "meeting": view}


def read(call: Call) -> Answer:
    if call.switches["get_meeting_by_patch_only"]:
        raise Refusal(404)
    return {"meeting": views.alone(_meeting(call), call.switches)}


def read_all(call: Call) -> Answer:
    wanted = listing.read(call, searchable=SEARCH, orderable=ORDER, order_by="start_time")
    by_start = wanted.order_by == "start_time"
    rows: Iterable[Meeting] = call.state.calendars[call.app_type].stage(
        wanted.stage, call.now, newest_first=by_start and wanted.descending
    )
    if not call.caller.whole_account:
        rows = (row for row in rows if row.user_id == call.caller.user_id)
    if wanted.search_by:
        field = SEARCH[wanted.search_by]
        rows = (row for row in rows if field(row) == wanted.search_string)
    if call.switches["order_ignored"]:
        # The same each time, and no order of any field: by the id turned round.
        rows = sorted(rows, key=lambda row: str(row.meeting_id)[::-1])
    elif not by_start:
        rows = sorted(rows, key=ORDER[wanted.order_by], reverse=wanted.descending)
    meetings = [views.listed(row, call.switches, call.now) for row in wanted.page_of(rows)]
    return {"search": wanted.echo(call.switches), "meetings": meetings}


def cancel(call: Call) -> Answer:
    meeting = _meeting(call)
    call.state.remove_meeting(meeting)
    event, text = views.event(meeting), "Meeting has been cancelled"
    if call.switches["broken_cancel_json"]:
        # As printed: a full stop for the comma, and the last brace missing.
        fields = ", ".join(f'"{key}": "{value}"' for key, value in event.items())
        broken = f'{{ "result": 1, "msg": "{text}". "event": {{ {fields} }}'
        return Response(broken, media_type="application/json")
    return {"msg": text, "event": event}


def _meeting(call: Call) -> Meeting:
    return call.state.meeting(call.path["meeting_id"], call.caller, call.app_type)
