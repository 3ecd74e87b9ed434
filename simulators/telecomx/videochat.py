"""`/flexcare/videochat`: rooms by id, by day and by device, and the room settings of a customer."""

from typing import Any

from simulators.telecomx.call import Call, day, is_object_id
from simulators.telecomx.errors import Refused, access_denied
from simulators.telecomx.records import Meeting


def room(call: Call) -> Any:
    if not is_object_id(call.path["room"]):
        raise _invalid_data()
    meeting = call.state.meetings.get(call.path["room"])
    if meeting is None:
        raise _room_not_found()
    if not call.employee.may_see(meeting.customer):
        raise Refused(403, "token", "Access denied")
    return _shaped(call, meeting, call.switches["room_shape"])


def rooms(call: Call) -> Any:
    """Nothing is said about how these are wrapped, nor about paging; there is no paging."""
    customer = call.query.get("customer")
    today = call.now.date().isoformat()
    # The page's own example writes `dateForm`.
    first = call.query.get("dateFrom", call.query.get("dateForm", today))
    try:
        first_day, last_day = day(first), day(call.query.get("dateTo", today))
    except ValueError:
        raise _invalid_data() from None
    if not is_object_id(customer):
        raise _invalid_data()
    owner = call.customer(str(customer))
    if not call.employee.may_see(owner.id):
        raise Refused(403, "token", "Access denied")
    shape, element = call.switches["list_shape"], call.switches["list_element"]
    found = [
        _shaped(call, meeting, element)
        for meeting in call.state.meetings_between(owner.id, first_day, last_day)
    ]
    if shape == "array":
        return found
    if shape == "single":
        if not found:
            raise _room_not_found()
        return found[0]
    return {shape: found}


def room_of_device(call: Call) -> Any:
    device = call.device(call.path["device"])
    if not call.employee.may_see(device.customer):
        raise access_denied()
    meeting = call.state.meeting_of(device)
    if meeting is None:
        raise Refused(404, "meeting", "Meeting not found")
    return {"meeting": call.shapes.flat_room(meeting)}


def settings(call: Call) -> Any:
    """The singular path ends in `meeting`, and answers settings."""
    customer = call.query.get("customer")
    if not is_object_id(customer):
        raise _invalid_data()
    owner = call.customer(str(customer))
    if not call.employee.may_see(owner.id):
        raise access_denied()
    owned = [template for template in call.state.templates.values() if template.customer == owner.id]
    return {"settings": [call.shapes.setting(template) for template in owned]}


def _shaped(call: Call, meeting: Meeting, shape: str) -> dict[str, Any]:
    match shape:
        case "nested":
            return call.shapes.nested_room(meeting)
        case "conference":
            return call.shapes.conference(meeting)
        case _:
            return call.shapes.flat_room(meeting)


def _room_not_found() -> Refused:
    # Sic: the code names the customer.
    return Refused(404, "customer", "Room not found")


def _invalid_data() -> Refused:
    # Sic: a code with a blank in it.
    return Refused(422, "Invalid data", "Data is not valid in query")
