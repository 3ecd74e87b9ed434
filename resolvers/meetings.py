"""Meetings, and what hangs on one meeting."""

from collections.abc import Collection
from dataclasses import replace

from models.ids import Key, Kind
from models.listing import Batch, MeetingQuery
from models.lobby import Lobby
from models.meeting import Meeting
from models.page import Page
from models.vendor import Capability, Vendor, in_order
from resolvers import appointments
from resolvers.context import Context, Info
from resolvers.lists import over_vendors
from resolvers.lookups import Lookup, key_for
from vendors.base import Adapter


async def by_key(key: Key, context: Context) -> Meeting | None:
    return await context.loaders.meetings.load(key)


async def find(lookup: Lookup, context: Context) -> Meeting | None:
    key = await key_for(Kind.MEETING, lookup, context)
    return None if key is None else await by_id(key, context)


async def by_id(key: Key, context: Context) -> Meeting | None:
    """The meeting, also one that its vendor does not have any more because it was taken back through this API."""
    return await by_key(key, context) or await appointments.cancelled(key, context)


async def batch_of(adapter: Adapter, query: MeetingQuery, page: int, context: Context) -> Batch[Meeting]:
    """One page of a vendor's meetings, with what is kept of them: that counts before anything is sorted or filtered."""
    batch = await context.loaders.words.listening(adapter.vendor, adapter.list_meetings(query, page))
    return replace(batch, items=tuple(await context.memory.completed(batch.items)))


async def listed(
    context: Context,
    *,
    query: MeetingQuery,
    vendors: Collection[Vendor] | None,
    first: int | None,
    after: str | None,
) -> Page[Meeting]:
    """Meetings of all vendors, or of some, by start time."""
    named = {key.vendor for key in (query.room, query.device) if key is not None}
    if named:
        vendors = named if vendors is None else named & set(vendors)
    return await over_vendors(
        context,
        query=query,
        capability=Capability.READ_MEETINGS if query.device is None else Capability.READ_DEVICES,
        vendors=vendors,
        fetch=lambda adapter, page: batch_of(adapter, query, page, context),
        time=lambda meeting: meeting.starts_at,
        first=first,
        after=after,
    )


async def lobby_of(root: Meeting, info: Info) -> Lobby | None:
    if not info.context.offers(root.vendor, Capability.READ_LOBBY):
        return None
    return await info.context.loaders.lobbies.load(root.key)


def capabilities_of(root: Meeting, info: Info) -> list[Capability]:
    return in_order(info.context.adapter(root.vendor).meeting_capabilities)
