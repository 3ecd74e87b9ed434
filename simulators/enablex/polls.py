"""Polls of a room (E14): made inside the session, read here."""

from simulators.enablex import views
from simulators.enablex.call import Answer, Call


def of_room(call: Call) -> Answer:
    """All polls of a room, or of one of its sessions; a meeting's id is no room's."""
    room = call.state.room(call.path["room_id"], call.caller, call.app_type)
    conf_num = call.query.get("conf_num", "").strip()
    polls: object = {
        str(poll.poll_id): views.poll(poll, call.switches)
        for poll in call.state.polls.get(room.room_id, ())
        if not conf_num or str(poll.conf_num) == conf_num
    }
    if not polls and call.switches["polls_empty_list"]:
        # So does PHP print an empty map.
        polls = []
    # That there is a text is documented, what it says is not.
    return {"polls": polls, "msg": "Polled data"}
