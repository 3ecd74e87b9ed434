"""Resolvers for sessions, attendance and recordings."""

import hashlib
from collections.abc import Sequence

from models.attendance import Attendance
from models.ids import Key, Kind
from models.meeting import Meeting
from models.recording import Recording, RecordingAvailability
from models.session import Session
from models.vendor import Capability
from resolvers import meetings
from resolvers.context import Context, Info
from resolvers.lookups import Lookup, key_for

_THERE_OR_TO_COME = {RecordingAvailability.AVAILABLE, RecordingAvailability.NOT_READY}


async def by_key(key: Key, context: Context) -> Session | None:
    return await context.loaders.sessions.load(key)


async def find(lookup: Lookup, context: Context) -> Session | None:
    key = await key_for(Kind.SESSION, lookup, context)
    return None if key is None else await by_key(key, context)


async def of_meeting(root: Meeting, context: Context) -> Sequence[Session] | None:
    if not context.offers(root.account, Capability.READ_SESSIONS):
        return None
    return await context.loaders.meeting_sessions.load(root)


async def meeting_of(root: Session, info: Info) -> Meeting | None:
    return await meetings.by_key(root.meeting_key, info.context)


async def attendance_of(root: Session, context: Context) -> Sequence[Attendance] | None:
    if not context.offers(root.account, Capability.READ_ATTENDANCE):
        return None
    return await context.loaders.attendance.load(root)


def arrival(row: Attendance) -> str:
    """Names a row within its session without naming the person."""
    who = hashlib.sha256((row.full_name or "").encode()).hexdigest()[:12]
    return f"{row.joined_at.isoformat() if row.joined_at else ''}:{who}"


async def recording_of(root: Session, info: Info) -> Recording | None:
    """The first recording, or one that says why there is none."""
    found = await _recordings(root, info)
    return found[0] if found else None


async def recordings_of(root: Session, info: Info) -> list[Recording] | None:
    """All recordings that are available or expected."""
    found = await _recordings(root, info)
    return None if found is None else [one for one in found if one.availability in _THERE_OR_TO_COME]


async def _recordings(root: Session, info: Info) -> tuple[Recording, ...] | None:
    if not info.context.offers(root.account, Capability.READ_RECORDINGS):
        return None
    return await info.context.loaders.recordings.load(root)
