"""Resolvers for the providers of clinic rooms."""

from models.ids import Key, Kind
from models.meeting import Meeting
from models.provider import Provider
from models.room import Room
from models.vendor import Capability
from resolvers import rooms
from resolvers.context import Context, Info
from resolvers.parts import fetched


async def by_key(key: Key, context: Context) -> Provider | None:
    return await context.loaders.providers.load(key)


async def of_meeting(root: Meeting, info: Info) -> Provider | None:
    """The provider who holds the meeting, if the vendor has providers and the meeting's room is one of theirs."""
    if root.host_id is None or not info.context.offers(root.account, Capability.READ_PROVIDERS):
        return None
    room: Room | None = await fetched(root, "room", info.context)
    return None if room is None else await rooms.provider_of(room, info, root.host_id)


async def room_of(root: Provider, info: Info) -> Room | None:
    return await rooms.by_key(Key(Kind.ROOM, root.account, root.key.parts[:-1]), info.context)
