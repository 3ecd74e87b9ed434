"""Looks up one object by our global id, or by the vendor's id."""

import re
from dataclasses import dataclass

from models.errors import BadInput
from models.ids import Key, Kind
from models.vendor import Vendor
from resolvers.context import Context

_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True, kw_only=True)
class VendorId:
    """A vendor's id of an object.

    Attributes:
        account: the name of the account at the vendor; None for the tenant's first one.
        meeting_id: the vendor's id of the meeting it belongs to, for sessions, commands and devices in meetings.
        device_id: the vendor's id of the device it belongs to, for commands.
    """

    vendor: Vendor
    id: str
    account: str | None = None
    meeting_id: str | None = None
    device_id: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Lookup:
    """The object to look up: exactly one of the two is given."""

    id: str | None = None
    vendor_id: VendorId | None = None


async def key_for(kind: Kind, lookup: Lookup, context: Context) -> Key | None:
    """The key of the object; None if the vendor has no such object.

    Raises:
        BadInput: the id is malformed, or names something else.
    """
    if lookup.id is not None:
        return context.key_of(kind, lookup.id)
    named = lookup.vendor_id
    if named is None:
        raise BadInput("Give either `id` or `vendorId`.")
    if not named.id.strip():
        raise BadInput("`vendorId.id` must not be empty.")
    if any(_CONTROL.search(part) for part in (named.id, named.meeting_id, named.device_id) if part):
        # Some servers fail on such ids, which would look like the vendor's failure.
        raise BadInput("A vendor's id must not contain control characters.")
    account = context.account_at(named.vendor, named.account)
    if kind is Kind.COMMAND:
        if not named.meeting_id or not named.device_id:
            raise BadInput(
                "A command is named by `vendorId.id`, `vendorId.meetingId` and `vendorId.deviceId`."
            )
        return Key(kind, account, (named.meeting_id, named.device_id, named.id))
    if named.meeting_id and kind in (Kind.SESSION, Kind.MEETING_DEVICE):
        return Key(kind, account, (named.meeting_id, named.id))
    return await context.adapter(account).locate(kind, named.id)
