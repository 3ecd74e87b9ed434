"""Resolvers for PINs and join links."""

from models.access import JoinLink, JoinPlatform, JoinRole
from models.meeting import Meeting
from models.room import Room
from resolvers.context import Info
from resolvers.parts import fetched


async def join_links(
    root: Meeting | Room, info: Info, role: JoinRole | None = None, platform: JoinPlatform | None = None
) -> tuple[JoinLink, ...] | None:
    links = await fetched(root, "join_links", info.context)
    return None if links is None else tuple(link for link in links if link.suits(role, platform))
