"""Reads what VConnct answers to writes. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

from models.errors import VendorBadResponse
from models.vendor import Vendor
from vendors.reading import is_empty, read
from vendors.vconnct import payloads
from vendors.vconnct.client import rows_in


class LinkUnread(VendorBadResponse):
    """VConnct has done what was asked for, and the link that it answered cannot be read."""


def meeting(data: Any, operation: str) -> payloads.Meeting:
    said = dict(data) if isinstance(data, dict) else {}
    switches = payloads.setting_rows(said.pop("meeting_setting", None))
    try:
        answer = read(said, payloads.Meeting, vendor=Vendor.VCONNCT, operation=operation)
    except msgspec.ValidationError:
        raise VendorBadResponse(Vendor.VCONNCT, operation, detail="no meeting") from None
    if not isinstance(switches, list):
        return answer
    # Row by row: an unreadable setting must not lose the id of a meeting that was created.
    rows = rows_in(switches, payloads.Setting, operation, within="meeting_setting")
    return msgspec.structs.replace(answer, meeting_setting=rows)


def replaced(data: Any, meeting_id: str, body: Mapping[str, Any]) -> dict[str, Any]:
    """A meeting that VConnct says it has changed: where the answer does not show it, it is as it was to become."""
    said = {**body, "meeting_id": meeting_id, **(data if isinstance(data, dict) else {})}
    if is_empty(said["meeting_id"]) or isinstance(said["meeting_id"], bool | list | dict):
        said["meeting_id"] = meeting_id
    return said


def link(data: Any, operation: str) -> str:
    try:
        # Only the address is needed, should it come alone.
        said = {"url": data} if isinstance(data, str) else data
        return read(said, payloads.Entrance, vendor=Vendor.VCONNCT, operation=operation).url
    # Not msgspec's own error alone: half a surrogate pair in the place of the object is another.
    except ValueError:
        raise LinkUnread(Vendor.VCONNCT, operation, detail="no link") from None
