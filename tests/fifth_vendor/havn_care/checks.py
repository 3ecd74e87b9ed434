"""Validates the drafts of Havn's writes. Pure."""

from collections.abc import Iterator

from vendors.havn_care import mapping

from models.command import CommandType
from models.drafts import MeetingChanges, MeetingDraft
from models.problem import NotSupported, Problem
from models.vendor import Capability, Vendor
from vendors.checks import asks_for_nothing, not_cleared, not_taken, nothing_asked, required

_TAKEN = [
    (name,)
    for name in ("title", "starts_at", "duration_minutes", "devices", "host_id", "language", "door_code")
]

_CHANGED = [("title",), ("language",)]


def visit(draft: MeetingDraft) -> Iterator[Problem | None]:
    yield from not_taken(draft, _TAKEN, vendor=Vendor.HAVN_CARE, capability=Capability.SCHEDULE_MEETINGS)
    for name in ("title", "starts_at", "duration_minutes", "host_id"):
        yield required(getattr(draft, name), (name,))


def changes(changes: MeetingChanges) -> Iterator[Problem | None]:
    yield from not_taken(changes, _CHANGED, vendor=Vendor.HAVN_CARE, capability=Capability.UPDATE_MEETINGS)
    yield from not_cleared(changes, [("language",)], vendor=Vendor.HAVN_CARE)
    if asks_for_nothing(changes):
        yield nothing_asked()


def order(type: CommandType) -> Iterator[Problem | None]:
    if type not in mapping.ORDER:
        yield NotSupported(
            message="Havn has no such order.",
            path=("type",),
            vendor=Vendor.HAVN_CARE,
            capability=Capability.SEND_COMMANDS,
        )
