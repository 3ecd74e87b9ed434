"""The acts of Telecomx' world that its API has no call for: `POST /_control/hooks/<name>`."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from simulators.control import Hook
from simulators.telecomx import medcom, tablets
from simulators.telecomx.records import Device, Meeting, Member, Participant
from simulators.telecomx.state import Queued, State

Given = Mapping[str, Any]


def hooks(state: Callable[[], State]) -> dict[str, Hook]:
    """Gives the hooks by their names; `state` is asked at each call, since a reset replaces it."""
    acts: dict[str, Callable[[State, Given], Any]] = {
        "tick": tick,
        "fetch": fetch,
        "execute": execute,
        "commands": commands,
        "executions": executions,
        "sleep": sleep,
        "wake": wake,
        "set_device": set_device,
        "remove_device": remove_device,
        "set_state": set_state,
        "book": book,
        "reschedule": reschedule,
        "remove_meeting": remove_meeting,
        "set_sms_status": set_sms_status,
        "expire_tokens": expire_tokens,
    }

    def hook(act: Callable[[State, Given], Any]) -> Hook:
        async def perform(given: Given) -> Any:
            return act(state(), given)

        return perform

    return {name: hook(act) for name, act in acts.items()}


def tick(state: State, _: Given) -> Any:
    """{}: one turn of the virtual tablets."""
    tablets.tick(state)
    return {"unfinished": len(state.unfinished)}


def fetch(state: State, given: Given) -> Any:
    """{"command": id}"""
    queued = state.commands[given["command"]]
    state.fetch(queued.command)
    return _printed(queued)


def execute(state: State, given: Given) -> Any:
    """{"command": id}: carries it out once more, whether or not the tablet sleeps."""
    queued = state.commands[given["command"]]
    state.execute(queued)
    return _printed(queued)


def commands(state: State, given: Given) -> Any:
    """{"meeting"?: id, "device"?: any id, "type"?}: the commands ever queued, oldest first."""
    device = _device(state, given).id if "device" in given else None
    return [
        _printed(queued)
        for queued in state.commands.values()
        if given.get("meeting") in (None, queued.meeting.id)
        and device in (None, queued.member.device.id)
        and given.get("type") in (None, queued.command.type)
    ]


def executions(state: State, given: Given) -> Any:
    """{"command"?, "meeting"?, "device"?, "type"?}: every execution in its order, and how many."""
    found = [
        execution
        for execution in state.executions
        if all(
            execution[key] == given[key] for key in ("command", "meeting", "device", "type") if key in given
        )
    ]
    return {"total": len(found), "executions": found}


def sleep(state: State, given: Given) -> Any:
    """{"device": any id}"""
    device = _device(state, given)
    device.awake, device.heartbeat = False, "PRESUMEDDEAD"
    return {"device": device.id, "awake": device.awake}


def wake(state: State, given: Given) -> Any:
    """{"device": any id}"""
    device = _device(state, given)
    device.awake, device.heartbeat = True, "ONLINE"
    return {"device": device.id, "awake": device.awake}


def set_device(state: State, given: Given) -> Any:
    """{"device": any id, "enabled"?, "development"?, "heartbeat"?, "profile"?, "name"?}; tells its actions."""
    device = _device(state, given)
    for key in ("enabled", "development", "heartbeat", "profile", "name"):
        if key in given:
            setattr(device, key, given[key])
    return {"device": device.id, "actions": device.actions}


def remove_device(state: State, given: Given) -> Any:
    """{"device": any id}: off the register, while the tablet still has its token."""
    device = _device(state, given)
    state.remove_device(device)
    return {"device": device.id}


def set_state(state: State, given: Given) -> Any:
    """{"meeting": id, "state": any word}"""
    meeting = state.meetings[given["meeting"]]
    meeting.stored_state = str(given["state"])
    return {"meeting": meeting.id, "state": meeting.stored_state}


def book(state: State, given: Given) -> Any:
    """Books a room, which the API cannot; every key is optional.

    {"customer": id, "employee": id, "state", "subject", "description", "start": ISO, "end": ISO,
    "devices": [any id], "setting": id, "phones": [number]}
    """
    template = state.templates[given["setting"]] if "setting" in given else None
    customer = state.customers[given.get("customer") or next(iter(state.customers))]
    devices = [state.device(any_id) for any_id in given.get("devices", [])]
    if None in devices:
        raise KeyError("no such device")
    meeting = Meeting(
        id=state.new_id(),
        customer=customer.id,
        employee=given.get("employee") or next(iter(state.employees)),
        created=state.clock.now(),
        stored_state=given.get("state", "PROVISIONED_OK"),
        access=medcom.access(state.chance),
        subject=given.get("subject"),
        description=given.get("description"),
        start=_time(given.get("start")),
        end=_time(given.get("end")),
        external_id=medcom.uuid(state.chance),
        uuid=medcom.uuid(state.chance),
        template=template,
    )
    for device in devices:
        if device is not None:
            settings = dict(template.tablet_settings if template else customer.tablet_settings)
            meeting.members[device.id] = Member(device, settings, dict(settings))
    for number in given.get("phones", []):
        meeting.participants.append(
            Participant(type="SMS", value=number, reference=state.new_id(), sms_status="Delivered")
        )
    state.add_meeting(meeting)
    return {"_id": meeting.id}


def reschedule(state: State, given: Given) -> Any:
    """{"meeting": id, "start"?: ISO, "end"?: ISO, "subject"?, "description"?}: as done in the hub."""
    meeting = state.meetings[given["meeting"]]
    state.remove_meeting(meeting)
    meeting.subject = given.get("subject", meeting.subject)
    meeting.description = given.get("description", meeting.description)
    meeting.start = _time(given.get("start")) or meeting.start
    meeting.end = _time(given.get("end")) or meeting.end
    state.add_meeting(meeting)
    return {"_id": meeting.id}


def remove_meeting(state: State, given: Given) -> Any:
    """{"meeting": id}"""
    meeting = state.meetings[given["meeting"]]
    state.remove_meeting(meeting)
    return {"_id": meeting.id}


def set_sms_status(state: State, given: Given) -> Any:
    """{"meeting": id, "value": phone, "status": any word}"""
    participants = state.meetings[given["meeting"]].participants
    found = next((p for p in participants if p.value == given["value"]), None)
    if found is None:
        raise KeyError("no such participant")
    found.sms_status = given["status"]
    return {"value": found.value, "smsStatus": found.sms_status}


def expire_tokens(state: State, _: Given) -> Any:
    """{}: ends every session; tokens that last are not touched."""
    return {"expired": state.tokens.expire()}


def _device(state: State, given: Given) -> Device:
    device = state.device(given["device"])
    if device is None:
        raise KeyError(f"no such device: {given['device']}")
    return device


def _time(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)


def _printed(queued: Queued) -> dict[str, Any]:
    meeting, member, command = queued
    return {
        "_id": command.id,
        "type": command.type,
        "value": command.value,
        "volume": command.volume,
        "quality": command.quality,
        "meeting": meeting.id,
        "device": member.device.id,
        "created": command.created.isoformat(),
        "fetched": command.fetched,
        "executed": command.executed,
        "executions": command.executions,
    }
