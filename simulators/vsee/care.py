"""The Visit API: the list of visits, walk-ins and e-consults."""

from collections.abc import Mapping
from typing import Any

from starlette.responses import Response

from simulators.vsee import intakes, listing, visit_shapes, visits
from simulators.vsee.answers import bad_request, data
from simulators.vsee.call import Call
from simulators.vsee.state import ADMIN, Room, User
from simulators.vsee.visits import Visit


async def listed(call: Call) -> Response:
    caller = call.user()
    since, until = call.query_integer("start_time"), call.query_integer("end_time")
    # The documentation describes this filter without showing its name.
    only_recorded = call.query_flag("has_recordings")
    found = sorted(
        (
            visit
            for visit in _in_place(call)
            if (since is None or visit.order()[0] >= since)
            and (until is None or visit.order()[0] <= until)
            and (visit.recordings or not only_recorded)
            and _may_see(caller, visit)
        ),
        key=Visit.order,
    )
    # No paging is documented for visits; who asks for a page gets one, as in the other lists.
    rows = listing.window(call, found, default=None)
    names = listing.field_names(call)
    return data([_row(visit, names, call.switches) for visit in rows])


async def add_walkin(call: Call) -> Response:
    call.user()
    form = await call.form()
    intake = intakes.named(call, form.required("intake_id"))
    room = call.room(form.text("room_code") or intake.room_code or form.required("room_code"))
    provider = call.provider_or_none(form.text("provider_id") or intake.provider_id)
    _check_open(room)
    visit = visits.add(
        call.world,
        call.account,
        type=visits.WALKIN,
        room=room,
        member=intake.owner,
        provider=provider,
        intake=intake,
        start=call.clock.now(),
    )
    return data(_created(visit, call.switches))


async def add_econsult(call: Call) -> Response:
    """An e-consult has no time and no place in a queue; a provider accepts it some day."""
    call.user()
    form = await call.form()
    intake = intakes.named(call, form.required("intake_id"))
    provider = call.provider_or_none(form.text("provider_id") or intake.provider_id)
    visit = visits.add(
        call.world, call.account, type=visits.ECONSULT, member=intake.owner, provider=provider, intake=intake
    )
    return data(_created(visit, call.switches))


def _created(visit: Visit, switches: Mapping[str, Any]) -> Mapping[str, Any]:
    return visit_shapes.visit(visit, style=switches["walkin_numbers"], links=switches["visit_links"])


def _row(visit: Visit, names: tuple[str, ...] | None, switches: Mapping[str, Any]) -> Mapping[str, Any]:
    row = visit_shapes.visit(visit, style=switches["visit_numbers"], links=switches["visit_links"])
    row["meeting"] = visit_shapes.meeting(visit)
    if names is None:
        return row
    if "recordings" in names:
        row["recordings"] = visit_shapes.recordings(visit, switches["recordings_style"])
    return row if switches["visit_fields"] == "add" else listing.selected(row, ("id", *names))


def _in_place(call: Call) -> list[Visit]:
    code = call.query("room_code")
    if code is None:
        return call.account.visits
    room = call.world.rooms.get(code)
    return room.visits if room is not None and room.account is call.account else []


def _may_see(caller: User, visit: Visit) -> bool:
    """An admin sees all; a provider his own and those that wait unassigned in his rooms; a patient his own."""
    if caller.type == ADMIN or caller in (visit.member, visit.provider):
        return True
    return visit.provider is None and visit.room is not None and caller.id in visit.room.provider_ids


def _check_open(room: Room) -> None:
    """Undocumented: what a waiting room has to say to a patient whom it does not let in."""
    if not room.active or not room.walkin:
        raise bad_request("This waiting room does not take walk-in visits.")
    if room.closed:
        raise bad_request(room.close_msg or "This waiting room is closed.")
    if room.queue.length >= room.queue.capacity:
        raise bad_request("This waiting room is full.")
