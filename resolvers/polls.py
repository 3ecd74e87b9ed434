"""Resolvers for polls of a room and its sessions."""

from models.ids import Key
from models.meeting import Meeting
from models.poll import Poll, room_key
from models.room import Room
from models.session import Session
from models.vendor import Capability
from resolvers import meetings, rooms, sessions
from resolvers.context import Context, Info
from resolvers.loaders.polls import PollPlace
from resolvers.lookups import Lookup
from resolvers.parts import fetched


async def of_room(root: Room, info: Info, session: int | None = None) -> tuple[Poll, ...] | None:
    if not info.context.offers(root.account, Capability.READ_POLLS):
        return None
    return await info.context.loaders.polls.load(PollPlace(root, session))


async def of_meeting(root: Meeting, info: Info, session: int | None = None) -> tuple[Poll, ...] | None:
    room = await fetched(root, "room", info.context)
    return None if room is None else await of_room(room, info, session)


async def of_session(root: Session, info: Info) -> tuple[Poll, ...] | None:
    if root.number is None or not info.context.offers(root.account, Capability.READ_POLLS):
        return None
    meeting = await meetings.by_key(root.meeting_key, info.context)
    return None if meeting is None else await of_meeting(meeting, info, root.number)


async def by_key(key: Key, context: Context) -> Poll | None:
    room = await rooms.by_key(room_key(key), context)
    if room is None or not context.offers(key.account, Capability.READ_POLLS):
        return None
    found = await context.loaders.polls.load(PollPlace(room))
    return next((poll for poll in found or () if poll.key == key), None)


async def of(lookup: Lookup, info: Info, session: int | None) -> tuple[Poll, ...] | None:
    """The polls of a room; None if there is no such room."""
    room = await rooms.find(lookup, info.context)
    return None if room is None else await of_room(room, info, session)


async def room_of(root: Poll, info: Info) -> Room | None:
    return await rooms.by_key(root.room_key, info.context)


async def session_of(root: Poll, info: Info) -> Session | None:
    """The session of the poll; None for a room without a meeting, or a session that is not listed."""
    room = await rooms.by_key(root.room_key, info.context)
    meeting = None if room is None else await rooms.meeting_behind(room, info)
    found = None if meeting is None else await sessions.of_meeting(meeting, info.context)
    return next((session for session in found or () if session.number == root.session_number), None)
