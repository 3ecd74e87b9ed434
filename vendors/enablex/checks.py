"""Validates a draft against EnableX' rules before anything is sent. Pure."""

from collections.abc import Iterator
from datetime import datetime

from models.access import Capacity
from models.drafts import MeetingChanges, MeetingDraft, MeetingFields, PinReset, RoomChanges
from models.meeting import Invitees
from models.plan import Plan
from models.problem import InvalidInput, NotSupported, Problem, ProblemCode
from models.vendor import Capability, Vendor
from vendors.checks import (
    Path,
    in_future,
    in_range,
    in_whole_seconds,
    length,
    not_cleared,
    not_taken,
    nothing_asked,
    required,
)
from vendors.enablex import requests

SHORTEST_MINUTES = 10

_CAPACITY = ("capacity",)
_SETTINGS = {("settings", name) for name in ("wait_for_moderator", "knock", "auto_start_recording")}
_MEETING = {
    ("title",),
    ("description",),
    ("starts_at",),
    ("duration_minutes",),
    ("time_zone",),
    ("invitees",),
    ("sends_mail",),
    _CAPACITY,
    *_SETTINGS,
}
_NEW_MEETING = {*_MEETING, ("host_id",)}
# The fields that can be cleared.
_CLEARABLE = {("invitees",)}
_ROOM = {("name",), ("description",), _CAPACITY, *_SETTINGS}

# EnableX' codes for a count that is missing, too small and too large.
_MODERATORS = ("1641", "1642", "1643")
_PARTICIPANTS = ("1651", "1652", "1653")


def new_meeting(draft: MeetingDraft, *, now: datetime, plan: Plan) -> Iterator[Problem | None]:
    yield from _meeting(draft, now=now, plan=plan, is_new=True)
    if draft.host_id is not None:
        yield required(draft.host_id.strip(), ("host_id",))
    yield from not_taken(draft, _NEW_MEETING, vendor=Vendor.ENABLEX, capability=Capability.SCHEDULE_MEETINGS)
    yield from _beyond_ids(draft.invitees or Invitees())


def changed_meeting(changes: MeetingChanges, *, now: datetime, plan: Plan) -> Iterator[Problem | None]:
    yield from _meeting(changes, now=now, plan=plan, is_new=False)
    beyond = [
        *not_taken(changes, _MEETING, vendor=Vendor.ENABLEX, capability=Capability.UPDATE_MEETINGS),
        *not_cleared(changes, _CLEARABLE, vendor=Vendor.ENABLEX),
    ]
    yield from beyond
    if not beyond and changes.time_zone is None and not requests.changed_meeting(changes, None):
        yield nothing_asked()


def changed_room(changes: RoomChanges, *, plan: Plan) -> Iterator[Problem | None]:
    yield from _name(changes.name, ("name",), is_needed=False)
    yield from _counts(changes.capacity, plan, are_needed=False)
    beyond = [
        *not_taken(changes, _ROOM, vendor=Vendor.ENABLEX, capability=Capability.UPDATE_ROOMS),
        *not_cleared(changes, (), vendor=Vendor.ENABLEX),
    ]
    yield from beyond
    if not beyond and not requests.changed_room(changes):
        yield nothing_asked()


def reset_pins(reset: PinReset) -> Iterator[Problem | None]:
    if not reset.moderator and not reset.participant:
        yield nothing_asked(vendor_code="1903")


def unknown_zone(asked: str | None) -> Problem | None:
    """The problem of a time zone that EnableX' list lacks; by default UTC is looked for."""
    if asked is None:
        return required(None, ("time_zone",), vendor_code="1681")
    return InvalidInput(
        message="EnableX has no time zone of this id or name.",
        code=ProblemCode.INVALID,
        path=("time_zone",),
        vendor_code="1684",
    )


def _meeting(fields: MeetingFields, *, now: datetime, plan: Plan, is_new: bool) -> Iterator[Problem | None]:
    starts_at, minutes = fields.starts_at, fields.duration_minutes
    yield from _name(fields.title, ("title",), is_needed=is_new)
    if is_new:
        yield required(starts_at, ("starts_at",), vendor_code="1603")
        yield required(minutes, ("duration_minutes",), vendor_code="1631")
    yield in_whole_seconds(starts_at, ("starts_at",), vendor_code="1602")
    yield in_future(starts_at, ("starts_at",), now=now, vendor_code="1601")
    yield in_range(
        minutes,
        ("duration_minutes",),
        at_least=SHORTEST_MINUTES,
        at_most=plan.max_duration_minutes,
        vendor_codes=("1632", "1633"),
    )
    yield from _counts(fields.capacity, plan, are_needed=is_new)
    for index, contact in enumerate(fields.invitees.contacts if fields.invitees else ()):
        yield required(contact.contact_id or contact.email, ("invitees", "contacts", str(index)))
    for index, group in enumerate(fields.invitees.groups if fields.invitees else ()):
        yield required(group.group_id, ("invitees", "groups", str(index), "group_id"))


def _beyond_ids(invitees: Invitees) -> Iterator[Problem]:
    """The invitees' fields that the call for a new meeting does not support: it takes only ids and addresses."""
    for index, contact in enumerate(invitees.contacts):
        if contact.name:
            yield _no_place(("invitees", "contacts", str(index), "name"))
        if contact.contact_id and contact.email:
            yield _no_place(("invitees", "contacts", str(index), "email"))
    for index, group in enumerate(invitees.groups):
        if group.name:
            yield _no_place(("invitees", "groups", str(index), "name"))


def _no_place(path: Path) -> Problem:
    return NotSupported(
        message="EnableX does not support this field in a new meeting.",
        path=path,
        vendor=Vendor.ENABLEX,
        capability=Capability.SCHEDULE_MEETINGS,
    )


def _name(name: str | None, path: Path, *, is_needed: bool) -> Iterator[Problem | None]:
    stripped = None if name is None else name.strip()
    if is_needed or name is not None:
        yield required(stripped, path, vendor_code="1611")
    yield length(stripped or None, path, at_least=3, at_most=50, vendor_codes=("1612", "1613"))


def _counts(capacity: Capacity | None, plan: Plan, *, are_needed: bool) -> Iterator[Problem | None]:
    asked = capacity or Capacity()
    for name, count, least, (missing, *beyond) in (
        ("moderators", asked.moderators, 1, _MODERATORS),
        ("participants", asked.participants, 0, _PARTICIPANTS),
    ):
        path = (*_CAPACITY, name)
        if are_needed:
            yield required(count, path, vendor_code=missing)
        # Whether the sum is limited is not documented, so each number is checked separately.
        yield in_range(
            count,
            path,
            at_least=least,
            at_most=plan.max_participants,
            vendor_codes=(beyond[0], beyond[1]),
        )
