"""Permanent rooms (E1 to E4): read, edit, and new PINs behind the X-Action header."""

from simulators.enablex import validation, views
from simulators.enablex.call import Answer, Call
from simulators.enablex.envelope import Refusal
from simulators.enablex.records import Room


def own(call: Call) -> Answer:
    return _answer(call, call.caller.user_id)


def of_user(call: Call) -> Answer:
    return _answer(call, call.path["user_id"])


def own_elsewhere(call: Call) -> Answer:
    return own(_elsewhere(call))


def of_user_elsewhere(call: Call) -> Answer:
    return of_user(_elsewhere(call))


def edit_elsewhere(call: Call) -> Answer:
    return edit(_elsewhere(call))


def edit(call: Call) -> Answer:
    """PATCH: an update, or with `X-Action: reset-pins` new PINs; without that header the flags mean nothing."""
    room = call.state.room(call.path["room_id"], call.caller, call.app_type)
    if call.state.permanent.get((room.user_id, room.app_type)) is not room:
        raise Refusal(404)
    _active(room)
    if call.headers.get("x-action", "").strip().lower() == "reset-pins":
        moderators, participants = validation.pins(call.fields)
        if moderators:
            room.mpin = call.state.pin()
        if participants:
            room.ppin = call.state.pin()
        view = views.permanent(room, call.switches, app_type=True)
        return {"msg": "Access PIN has been updated", "permanent_room": view}
    for name, value in validation.permanent(call).items():
        setattr(room, name, value)
    view = views.permanent(room, call.switches)
    return {"msg": "permanent Room information has been updated", "permanent_room": view}


def _answer(call: Call, user_id: str) -> Answer:
    room = call.state.permanent.get((user_id, call.app_type))
    if room is None or not call.caller.sees(user_id):
        raise Refusal(404)
    _active(room)
    return {"permanent_room": views.permanent(room, call.switches)}


def _active(room: Room) -> None:
    if not room.active:
        raise Refusal(1000)


def _elsewhere(call: Call) -> Call:
    """GET is documented in the singular, PATCH in the plural; the other spelling is there on demand only."""
    if not call.switches["permanent_alternate_paths"]:
        raise Refusal(404)
    return call
