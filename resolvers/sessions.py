"""Resolvers for sessions, attendance and recordings."""

import hashlib
from operator import attrgetter
from typing import Final

from models.attendance import Attendance
from models.ids import Key, Kind
from models.meeting import Meeting
from models.recording import Recording, RecordingAvailability
from models.session import Session
from models.vendor import Capability
from resolvers import meetings
from resolvers.belonging import Belonging
from resolvers.context import Context, Info
from resolvers.loads import Load, Loadable, if_any, then
from resolvers.lookups import Lookup, key_for

OF_MEETING: Final = Belonging(attrgetter("meeting_sessions"), Capability.READ_SESSIONS)
ATTENDANCE: Final = Belonging(attrgetter("attendance"), Capability.READ_ATTENDANCE)

_THERE_OR_TO_COME = {RecordingAvailability.AVAILABLE, RecordingAvailability.NOT_READY}


def by_key(key: Key, context: Context) -> Load[Session | None]:
    return Load(context.loaders.sessions, key)


async def find(lookup: Lookup, context: Context) -> Session | None:
    key = await key_for(Kind.SESSION, lookup, context)
    return None if key is None else await by_key(key, context)


def meeting_of(root: Session, info: Info) -> Load[Meeting | None]:
    return meetings.by_key(root.meeting_key, info.context)


def arrival(row: Attendance) -> str:
    """Names a row within its session without naming the person."""
    who = hashlib.sha256((row.full_name or "").encode()).hexdigest()[:12]
    return f"{row.joined_at.isoformat() if row.joined_at else ''}:{who}"


def recording_of(root: Session, info: Info) -> Loadable[Recording | None]:
    """The first recording, or one that says why there is none."""
    return then(_recordings(root, info), lambda found: found[0] if found else None)


def recordings_of(root: Session, info: Info) -> Loadable[list[Recording] | None]:
    """All recordings that are available or expected."""

    def worth_telling(found: tuple[Recording, ...]) -> list[Recording]:
        return [one for one in found if one.availability in _THERE_OR_TO_COME]

    return if_any(_recordings(root, info), worth_telling)


def _recordings(root: Session, info: Info) -> Loadable[tuple[Recording, ...] | None]:
    if not info.context.offers(root.account, Capability.READ_RECORDINGS):
        return None
    return Load(info.context.loaders.recordings, root)
