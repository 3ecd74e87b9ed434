"""Checks the fields of meetings and permanent rooms; the first failure in the order of the vendor's table wins."""

import re
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from simulators.enablex.call import Call
from simulators.enablex.envelope import Refusal
from simulators.enablex.records import Fields, Subscription, User
from simulators.enablex.timezones import DATE, ZONES

_DATE_TIME = re.compile(r"\d{4}-\d\d-\d\d \d\d:\d\d:\d\d")


def meeting(call: Call, *, host: User | None) -> Fields:
    """The checked fields of a new meeting for `host`, or of an edit where there is no host."""
    fields, creating = call.fields, host is not None
    plan = call.state.plan(call.app_type)
    checked: Fields = {}

    def asked(name: str) -> bool:
        return creating or name in fields

    if asked("start_time"):
        checked["start"] = _start_time(fields.get("start_time"), call.now)
    if asked("room_name"):
        checked["room_name"] = _room_name(fields.get("room_name"))
    if host is not None:
        _entitled(host, plan, call)
    if asked("desc"):
        checked["desc"] = _desc(fields.get("desc"), required=call.switches["desc_required"])
    if asked("duration"):
        checked["duration"] = _number(fields.get("duration"), 10, plan.duration, _DURATION)
    for name, codes in _COUNTS:
        if asked(name):
            checked[name] = _number(fields.get(name), codes[0], plan.participants, codes[1])
    _boolean(fields, checked, "auto_recording", 1672)
    if asked("timezone_id"):
        checked["timezone_id"] = _timezone_id(fields, call.switches["invalid_timezone_code"])
    for name, code in (("send_mail", 1692), ("wait_for_moderator", 1693), ("knock", 1694)):
        _boolean(fields, checked, name, code)
    # The vendor answers no call with it: it only decides whether mails go out.
    checked.pop("send_mail", None)
    if "invitees" in fields:
        checked["invitees"] = _invitees(fields["invitees"])
        contacts = fields["invitees"].get("contacts", [])
        checked["guests"] = {c["email"]: c["name"] for c in contacts if c.get("email") and c.get("name")}
        groups = fields["invitees"].get("groups", [])
        checked["group_names"] = {
            g["group_id"]: g["group_name"] for g in groups if g.get("group_id") and g.get("group_name")
        }
    return checked


def permanent(call: Call) -> Fields:
    """The checked fields of an edit of a permanent room: seven, of which each is optional."""
    fields, plan = call.fields, call.state.plan(call.app_type)
    checked: Fields = {}
    if "room_name" in fields:
        checked["room_name"] = _room_name(fields["room_name"])
    if "desc" in fields:
        checked["desc"] = _desc(fields["desc"], required=False)
    for name, codes in _COUNTS:
        if name in fields:
            checked[name] = _number(fields[name], codes[0], plan.participants, codes[1])
    for name, code in (("auto_recording", 1672), ("wait_for_moderator", 1693), ("knock", 1694)):
        _boolean(fields, checked, name, code)
    return checked


def pins(fields: Mapping[str, Any]) -> tuple[bool, bool]:
    """Which PINs to renew: the moderators', the participants'. Both flags absent is refused, one is a no."""
    for name, code in (("reset_mpin", 1901), ("reset_ppin", 1902)):
        if name in fields and not isinstance(fields[name], bool):
            raise Refusal(code)
    if "reset_mpin" not in fields and "reset_ppin" not in fields:
        raise Refusal(1903)
    return fields.get("reset_mpin", False), fields.get("reset_ppin", False)


# Codes for: missing, below the least, above the most, not a number.
_DURATION = (1631, 1632, 1633, 1634)
_COUNTS = (
    ("moderators", (1, (1641, 1642, 1643, 1644))),
    ("participants", (0, (1651, 1652, 1653, 1654))),
)


def _start_time(value: Any, now: datetime) -> datetime:
    text = value.strip() if isinstance(value, str) else value
    if text is None or text == "":
        raise Refusal(1603)
    if not isinstance(text, str) or not _DATE_TIME.fullmatch(text):
        raise Refusal(1602)
    try:
        start = datetime.strptime(text, DATE).replace(tzinfo=UTC)
    except ValueError:
        raise Refusal(1602) from None
    if start <= now:
        raise Refusal(1601)
    return start


def _room_name(value: Any) -> str:
    name = value.strip() if isinstance(value, str) else ""
    if not name:
        raise Refusal(1611)
    if len(name) < 3:
        raise Refusal(1612)
    if len(name) > 50:
        raise Refusal(1613)
    return name


def _entitled(host: User, plan: Subscription, call: Call) -> None:
    webinar = call.app_type == "wb"
    if not plan.active(call.now):
        raise Refusal(1616 if webinar else 1615)
    if call.app_type not in host.licences:
        raise Refusal(1618 if webinar else 1617)


def _desc(value: Any, *, required: bool) -> str:
    text = "" if value is None else str(value)
    if required and not text.strip():
        raise Refusal(1621)
    return text


def _number(value: Any, least: int, most: int, codes: tuple[int, int, int, int]) -> int:
    missing, below, above, malformed = codes
    if value is None or value == "":
        raise Refusal(missing)
    whole = isinstance(value, int) or (isinstance(value, float) and value.is_integer())
    if isinstance(value, bool) or not whole:
        raise Refusal(malformed)
    if value < least:
        raise Refusal(below)
    if value > most:
        raise Refusal(above)
    return int(value)


def _boolean(fields: Mapping[str, Any], checked: Fields, name: str, code: int) -> None:
    if name not in fields:
        return
    if not isinstance(fields[name], bool):
        raise Refusal(code)
    checked[name] = fields[name]


def _timezone_id(fields: Mapping[str, Any], invalid: int) -> str:
    if "timezone_id" not in fields:
        raise Refusal(1681)
    value = fields["timezone_id"]
    if value is None or value == "":
        raise Refusal(1683)
    # Four codes of the vendor share one text; the switch decides which of them is met.
    if str(value) not in ZONES:
        raise Refusal(invalid)
    return str(value)


def _invitees(value: Any) -> dict[str, list[str]]:
    """Both documented shapes, that of a new meeting (ids) and that of an edit (objects), as ids and addresses."""
    if not isinstance(value, dict):
        raise Refusal(1695)
    for names, code in (
        (("emails",), 1696),
        (("contact_ids", "contacts"), 1697),
        (("group_ids", "groups"), 1698),
    ):
        if any(not isinstance(value.get(name, []), list) for name in names):
            raise Refusal(code)
    contacts, groups = value.get("contacts", []), value.get("groups", [])
    if not all(isinstance(contact, dict) for contact in contacts):
        raise Refusal(1697)
    if not all(isinstance(group, dict) for group in groups):
        raise Refusal(1698)
    # How to invite a bare address in an edit is not documented: a contact without an id counts as one.
    known = [contact["contact_id"] for contact in contacts if contact.get("contact_id")]
    bare = [
        contact["email"] for contact in contacts if not contact.get("contact_id") and contact.get("email")
    ]
    return {
        "contact_ids": [str(item) for item in [*value.get("contact_ids", []), *known]],
        "group_ids": [
            str(item)
            for item in [*value.get("group_ids", []), *(g["group_id"] for g in groups if g.get("group_id"))]
        ],
        "emails": [str(item) for item in [*value.get("emails", []), *bare]],
    }
