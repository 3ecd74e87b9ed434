"""Resolves any object by its global id."""

from collections.abc import Awaitable, Callable, Mapping

from models.ids import Identified, Key, Kind
from resolvers import commands, devices, meetings, polls, providers, rooms, sessions
from resolvers.context import Context

_BY_KIND: Mapping[Kind, Callable[[Key, Context], Awaitable[Identified | None]]] = {
    Kind.MEETING: meetings.by_id,
    Kind.ROOM: rooms.by_key,
    Kind.PROVIDER: providers.by_key,
    Kind.DEVICE: devices.by_key,
    Kind.MEETING_DEVICE: devices.in_meeting_by_key,
    Kind.COMMAND: commands.by_key,
    Kind.SESSION: sessions.by_key,
    Kind.POLL: polls.by_key,
}


async def by_key(key: Key, context: Context) -> Identified | None:
    return await _BY_KIND[key.kind](key, context)
