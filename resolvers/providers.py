"""Providers who serve clinic rooms."""

from models.ids import Key, Kind
from models.provider import Provider
from models.room import Room
from resolvers import rooms
from resolvers.context import Context, Info


async def by_key(key: Key, context: Context) -> Provider | None:
    return await context.loaders.providers.load(key)


async def room_of(root: Provider, info: Info) -> Room | None:
    return await rooms.by_key(Key(Kind.ROOM, root.vendor, root.key.parts[:-1]), info.context)
