"""`/iptv/flexcareconference`: conferences, their commands, and the two calls that tablets make."""

from typing import Any

from simulators.telecomx import medcom, validation
from simulators.telecomx.call import Call, is_object_id, member_of
from simulators.telecomx.errors import Refused, access_denied, invalid
from simulators.telecomx.records import Customer, Meeting, Member


def create(call: Call) -> Any:
    body = validation.body_object(call.body)
    employee, customer_id = body.get("employee"), body.get("customer")
    if not isinstance(employee, str) or employee not in call.state.employees:
        raise Refused(400, "employee", "Employee is invalid")
    if not isinstance(customer_id, str) or not is_object_id(customer_id):
        raise Refused(400, "customer", "Customer is invalid")
    customer = _with_iptv(call, customer_id)
    if not call.employee.may_see(customer.id):
        raise access_denied()
    meeting = Meeting(
        id=call.state.new_id(),
        customer=customer.id,
        employee=employee,
        created=call.now,
        stored_state=call.switches["created_state"],
        access=medcom.access(call.state.chance),
    )
    wanted = body.get("devices")
    if not isinstance(wanted, list) or not wanted:
        raise invalid("devices", "required")
    first_commands = []
    for index, entry in enumerate(wanted):
        member, commands = _member(call, customer, entry, f"devices.{index}")
        meeting.members[member.device.id] = member
        first_commands.append((member, commands))
    call.state.add_meeting(meeting)
    for member, commands in first_commands:
        for command in commands:
            call.state.queue(meeting, member, command)
    return call.shapes.conference(meeting)


def _member(call: Call, customer: Customer, entry: Any, path: str) -> tuple[Member, list[dict[str, Any]]]:
    """The page lists name, serial and room number too; the register's own are kept over the caller's."""
    if not isinstance(entry, dict) or not isinstance(entry.get("_id"), str):
        raise invalid(f"{path}._id", "required")
    device = call.device(entry["_id"])
    if device.customer != customer.id:
        raise Refused(404, "device", "Device not found")
    settings = customer.tablet_settings | validation.settings(entry.get("settings"), f"{path}.settings")
    commands = entry.get("commands") or []
    if not isinstance(commands, list):
        raise invalid(f"{path}.commands", "array")
    checked = [validation.command(command, f"{path}.commands.{n}") for n, command in enumerate(commands)]
    return Member(device, settings, dict(settings)), checked


def _with_iptv(call: Call, customer_id: str) -> Customer:
    customer = call.customer(customer_id)
    if "IPTVBUSINESS" not in customer.features:
        raise Refused(409, "customer", "Customer does not have IPTV")
    return customer


def create_command(call: Call) -> Any:
    """`deviceId` is documented as an object id here; the barcode of the same name is taken as well."""
    id = call.conference_id()
    body = validation.body_object(call.body)
    if not isinstance(body.get("deviceId"), str):
        raise invalid("deviceId", "required")
    wanted = validation.command(body.get("command"))
    meeting = call.reachable(call.conference(id))
    _with_iptv(call, meeting.customer)
    member = member_of(meeting, call.device(body["deviceId"]))
    return call.shapes.command(call.state.queue(meeting, member, wanted), flags=False)


def device_in_meeting(call: Call) -> Any:
    """The page's text says that it delivers; called by the back office, it leaves `fetched` alone."""
    id, device = call.conference_id(), call.device(call.path["device"])
    meeting = call.reachable(call.conference(id))
    member = member_of(meeting, device)
    flags = call.switches["e3_flags"]
    if call.switches["e3_single"]:
        return call.shapes.command(member.commands[-1], flags=flags) if member.commands else {}
    return {
        "commands": [call.shapes.command(command, flags=flags) for command in member.commands],
        "state": meeting.state(call.now),
        "settings": call.shapes.record(member.live),
    }


def tablet_meeting(call: Call) -> Any:
    meeting = call.state.meeting_of(call.still_registered(call.tablet()))
    if meeting is None:
        raise Refused(404, "meeting", "Meeting not found")
    return call.shapes.conference(meeting)


def tablet_commands(call: Call) -> Any:
    """Hands the tablet what it has not fetched yet."""
    tablet = call.tablet()
    id = call.conference_id()
    device = call.still_registered(tablet)
    member = member_of(call.conference(id), device)
    fresh = [command for command in member.commands if not command.fetched]
    for command in fresh:
        call.state.fetch(command)
    commands = [call.shapes.command(command, flags=False) for command in fresh]
    return commands if call.switches["e5_bare_array"] else {"commands": commands}
