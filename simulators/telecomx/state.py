"""Telecomx' records in one place, how they are found, and what tablets and clock do to them."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from datetime import date
from random import Random
from typing import Any, NamedTuple

from simulators.clock import Clock
from simulators.telecomx.credentials import Tokens
from simulators.telecomx.records import (
    WAITING_STATES,
    Command,
    Customer,
    Device,
    Employee,
    Meeting,
    Member,
    Template,
)


class Queued(NamedTuple):
    """A command with the meeting and the device it belongs to."""

    meeting: Meeting
    member: Member
    command: Command


class State:
    """The whole world of one simulator run; `seed.py` fills it."""

    def __init__(self, clock: Clock, switches: Mapping[str, Any]) -> None:
        self.clock = clock
        self.switches = switches
        self.chance = Random("telecomx")
        self.tokens = Tokens(clock, switches, self.chance)
        self.customers: dict[str, Customer] = {}
        self.employees: dict[str, Employee] = {}
        self.devices: dict[str, Device] = {}
        self.meetings: dict[str, Meeting] = {}
        self.templates: dict[str, Template] = {}
        self.commands: dict[str, Queued] = {}
        self.executions: list[dict[str, Any]] = []
        self.unfinished: dict[str, Queued] = {}
        """What the virtual tablets still have to do, oldest first."""
        self._made = 0
        self._by_any_id: dict[str, Device] = {}
        self._by_token: dict[str, Device] = {}
        self._by_day: dict[str, dict[date, list[Meeting]]] = defaultdict(lambda: defaultdict(list))
        self._of_device: dict[str, list[Meeting]] = defaultdict(list)

    def new_id(self) -> str:
        self._made += 1
        return f"65f1{self._made:020x}"

    def add_device(self, device: Device) -> None:
        self.devices[device.id] = device
        for name in (device.id, device.barcode, device.mac):
            if name is not None:
                self._by_any_id[name] = device
        if device.token is not None:
            self._by_token[device.token] = device

    def remove_device(self, device: Device) -> None:
        """Takes it off the books; its token is still known, which is how `404 device` comes about."""
        del self.devices[device.id]
        for name in (device.id, device.barcode, device.mac):
            if name is not None:
                del self._by_any_id[name]

    def add_meeting(self, meeting: Meeting) -> None:
        self.meetings[meeting.id] = meeting
        self._by_day[meeting.customer][(meeting.start or meeting.created).date()].append(meeting)
        for device in meeting.members:
            self._of_device[device].append(meeting)

    def remove_meeting(self, meeting: Meeting) -> None:
        del self.meetings[meeting.id]
        self._by_day[meeting.customer][(meeting.start or meeting.created).date()].remove(meeting)
        for device in meeting.members:
            self._of_device[device].remove(meeting)

    def device(self, any_id: str) -> Device | None:
        """Finds by object id, barcode or MAC address."""
        return self._by_any_id.get(any_id)

    def device_with_token(self, token: object) -> Device | None:
        return self._by_token.get(token) if isinstance(token, str) else None

    def meetings_between(self, customer: str, first: date, last: date) -> Iterable[Meeting]:
        """The customer's meetings of these UTC days, both included, day by day."""
        days = self._by_day[customer]
        for day in sorted(day for day in days if first <= day <= last):
            yield from days[day]

    def meeting_of(self, device: Device) -> Meeting | None:
        """The meeting a device is in: the running one first, then one with work for it, then one due.

        The vendor does not say how it chooses; a room booked for later does not count before its time.
        """
        now = self.clock.now()
        ready = []
        for meeting in self._of_device.get(device.id, ()):
            state = meeting.state(now)
            if state == "STARTED":
                return meeting
            if state in WAITING_STATES:
                waits = any(not command.fetched for command in meeting.members[device.id].commands)
                begun = meeting.start is None or meeting.start <= now
                due = begun and (meeting.end is None or now < meeting.end)
                if waits or due:
                    ready.append((waits, meeting.created, meeting))
        return max(ready, key=lambda entry: entry[:2])[2] if ready else None

    def queue(self, meeting: Meeting, member: Member, wanted: Mapping[str, Any]) -> Command:
        """Adds a command; parameters that were not sent show what the device has at the moment."""
        live = member.live
        value = live["microphoneOn"] if wanted["type"] == "MICROPHONE_ON" else live["cameraOn"]
        command = Command(
            id=self.new_id(),
            type=wanted["type"],
            value=wanted.get("value", value),
            volume=wanted.get("volume", live["volume"]),
            quality=wanted.get("quality", live["quality"]),
            created=self.clock.now(),
        )
        member.commands.append(command)
        self.commands[command.id] = self.unfinished[command.id] = Queued(meeting, member, command)
        return command

    def fetch(self, command: Command) -> None:
        if command.fetched_at is None:
            command.fetched_at = self.clock.now()

    def execute(self, queued: Queued) -> None:
        """Lets the tablet carry a command out, and counts it."""
        meeting, member, command = queued
        self.fetch(command)
        command.executions += 1
        self.unfinished.pop(command.id, None)
        self.executions.append(
            {
                "command": command.id,
                "type": command.type,
                "meeting": meeting.id,
                "device": member.device.id,
                "at": self.clock.now().isoformat(),
            }
        )
        match command.type:
            case "START_MEETING":
                if meeting.state(self.clock.now()) in WAITING_STATES:
                    meeting.stored_state = "STARTED"
                member.active = meeting.stored_state == "STARTED"
            case "HANGUP":
                member.active = False
                others = any(other.active for other in meeting.members.values())
                if meeting.stored_state == "STARTED" and not others:
                    meeting.stored_state = "CLOSED"
            case "CAMERA_ON":
                member.live["cameraOn"] = command.value
            case "MICROPHONE_ON":
                member.live["microphoneOn"] = command.value
            case "SET_VOLUME":
                member.live["volume"] = command.volume
            case "SET_QUALITY":
                member.live["quality"] = command.quality
