"""Resolvers for polls of a room and its sessions."""

from collections.abc import Sequence

from models.ids import Key
from models.meeting import Meeting
from models.poll import Poll, room_key
from models.room import Room
from models.session import Session
from models.vendor import Capability
from resolvers import meetings, rooms, sessions
from resolvers.context import Context, Info
from resolvers.loaders.polls import PollPlace
from resolvers.loads import Load, Loadable, if_any, value_of
from resolvers.lookups import Lookup
from resolvers.parts import part_of


def of_room(root: Room, info: Info, session: int | None = None) -> Loadable[tuple[Poll, ...] | None]:
    if not info.context.offers(root.account, Capability.READ_POLLS):
        return None
    return Load(info.context.loaders.polls, PollPlace(root, session))


def of_meeting(root: Meeting, info: Info, session: int | None = None) -> Loadable[tuple[Poll, ...] | None]:
    room: Loadable[Room | None] = part_of(root, "room", info.context)
    return if_any(room, lambda room: of_room(room, info, session))


def of_session(root: Session, info: Info) -> Loadable[tuple[Poll, ...] | None]:
    if root.number is None or not info.context.offers(root.account, Capability.READ_POLLS):
        return None
    meeting: Loadable[Meeting | None] = meetings.by_key(root.meeting_key, info.context)
    return if_any(meeting, lambda meeting: of_meeting(meeting, info, root.number))


async def by_key(key: Key, context: Context) -> Poll | None:
    room = await rooms.by_key(room_key(key), context)
    if room is None or not context.offers(key.account, Capability.READ_POLLS):
        return None
    found = await context.loaders.polls.load(PollPlace(room))
    return next((poll for poll in found or () if poll.key == key), None)


async def of(lookup: Lookup, info: Info, session: int | None) -> tuple[Poll, ...] | None:
    """The polls of a room; None if there is no such room."""
    room = await rooms.find(lookup, info.context)
    return None if room is None else await value_of(of_room(room, info, session))


def room_of(root: Poll, info: Info) -> Load[Room | None]:
    return rooms.by_key(root.room_key, info.context)


def session_of(root: Poll, info: Info) -> Loadable[Session | None]:
    """The session of the poll; None for a room without a meeting, or a session that is not listed."""

    def of_poll(found: Sequence[Session] | None) -> Session | None:
        return next((session for session in found or () if session.number == root.session_number), None)

    room: Loadable[Room | None] = room_of(root, info)
    meeting = if_any(room, lambda room: rooms.meeting_behind(room, info))
    return if_any(meeting, lambda meeting: sessions.OF_MEETING.loads((meeting,), info.context, of_poll)[0])
