"""One request as the handlers see it: who calls, with which path, query and body."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from simulators.telecomx.errors import Refused, access_denied, invalid
from simulators.telecomx.records import Customer, Device, Employee, Meeting, Member
from simulators.telecomx.shapes import Shapes
from simulators.telecomx.state import State

_OBJECT_ID = re.compile(r"[0-9a-fA-F]{24}")


def is_object_id(text: object) -> bool:
    return isinstance(text, str) and _OBJECT_ID.fullmatch(text) is not None


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    state: State
    switches: Mapping[str, Any]
    shapes: Shapes
    now: datetime
    path: Mapping[str, str]
    query: Mapping[str, str]
    body: Any
    ip: str | None
    caller: Employee | None

    @property
    def employee(self) -> Employee:
        """The authenticated caller; raises where the endpoint asked for none."""
        if self.caller is None:
            raise Refused(401, "invalid_token", "Please login")
        return self.caller

    def tablet(self) -> Device:
        """The tablet whose session token is in the body; no Bearer header is looked at."""
        token = self.body.get("token") if isinstance(self.body, dict) else None
        device = self.state.device_with_token(token)
        if device is None:
            raise Refused(403, "token", "Access denied")
        return device

    def still_registered(self, device: Device) -> Device:
        if device.id not in self.state.devices or not device.enabled:
            raise Refused(404, "device", "Device not found")
        return device

    def device(self, any_id: object) -> Device:
        device = self.state.device(any_id) if isinstance(any_id, str) else None
        if device is None:
            raise Refused(404, "device", "Device not found")
        return device

    def conference_id(self) -> str:
        if not is_object_id(self.path["id"]):
            raise Refused(404, "id", "ID not found")
        return self.path["id"]

    def conference(self, id: str) -> Meeting:
        meeting = self.state.meetings.get(id)
        if meeting is None:
            raise Refused(404, "meeting", "Meeting not found")
        return meeting

    def reachable(self, meeting: Meeting) -> Meeting:
        if not self.employee.may_see(meeting.customer):
            raise access_denied()
        return meeting

    def customer(self, id: str) -> Customer:
        customer = self.state.customers.get(id)
        if customer is None:
            raise Refused(404, "customer", "Customer not found")
        return customer

    def flag(self, name: str) -> bool:
        value = self.query.get(name, "false")
        if value not in ("true", "false", "1", "0"):
            raise invalid(name, "boolean")
        return value in ("true", "1")

    def number(self, name: str, default: int, least: int, most: int | None = None) -> int:
        text = self.query.get(name, str(default))
        number = int(text) if text.isascii() and text.isdecimal() else -1
        if number < least or (most is not None and number > most):
            raise invalid(name, "range")
        return number

    def one_of(self, name: str, allowed: tuple[str, ...]) -> str | None:
        value = self.query.get(name)
        if value is not None and value not in allowed:
            raise invalid(name, "enum")
        return value


def member_of(meeting: Meeting, device: Device) -> Member:
    member = meeting.members.get(device.id)
    if member is None:
        raise Refused(404, "device", "Device not found in meeting")
    return member


def day(text: str) -> date:
    """Reads `YYYY-MM-DD`, the one form that the platform takes in a query."""
    if re.fullmatch(r"\d{4}-\d{2}-\d{2}", text) is None:
        raise ValueError(text)
    return date.fromisoformat(text)
