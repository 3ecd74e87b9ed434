"""Resolvers for the providers of clinic rooms."""

from models.ids import Key, Kind
from models.meeting import Meeting
from models.provider import Provider
from models.room import Room
from models.vendor import Capability
from resolvers import rooms
from resolvers.context import Context, Info
from resolvers.loads import Load, Loadable, if_any
from resolvers.parts import part_of


def by_key(key: Key, context: Context) -> Load[Provider | None]:
    return Load(context.loaders.providers, key)


def of_meeting(root: Meeting, info: Info) -> Loadable[Provider | None]:
    """The provider who holds the meeting, if the vendor has providers and the meeting's room is one of theirs."""
    host_id = root.host_id
    if host_id is None or not info.context.offers(root.account, Capability.READ_PROVIDERS):
        return None
    room: Loadable[Room | None] = part_of(root, "room", info.context)
    return if_any(room, lambda room: rooms.provider_of(room, info, host_id))


def room_of(root: Provider, info: Info) -> Load[Room | None]:
    return rooms.by_key(Key(Kind.ROOM, root.account, root.key.parts[:-1]), info.context)
