"""Validates the drafts of Havn's writes. Pure."""

from collections.abc import Iterator

from models.drafts import MeetingDraft
from models.problem import Problem
from models.vendor import Capability, Vendor
from vendors.checks import not_taken, required

_TAKEN = [
    (name,)
    for name in ("title", "starts_at", "duration_minutes", "devices", "host_id", "language", "door_code")
]


def visit(draft: MeetingDraft) -> Iterator[Problem | None]:
    yield from not_taken(draft, _TAKEN, vendor=Vendor.HAVN, capability=Capability.SCHEDULE_MEETINGS)
    for name in ("title", "starts_at", "duration_minutes", "host_id"):
        yield required(getattr(draft, name), (name,))
