"""Resolvers for PINs and join links."""

from models.access import JoinLink, JoinPlatform, JoinRole
from models.meeting import Meeting
from models.room import Room
from resolvers.context import Info
from resolvers.loads import Loadable, if_any
from resolvers.parts import part_of


def join_links(
    root: Meeting | Room, info: Info, role: JoinRole | None = None, platform: JoinPlatform | None = None
) -> Loadable[tuple[JoinLink, ...] | None]:
    def suitable(links: tuple[JoinLink, ...]) -> tuple[JoinLink, ...]:
        return tuple(link for link in links if link.suits(role, platform))

    return if_any(part_of(root, "join_links", info.context), suitable)
