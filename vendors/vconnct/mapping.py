"""Maps VConnct's payloads to our models. Pure."""

from collections.abc import Iterable, Iterator
from datetime import UTC, datetime, timedelta

from models.access import JoinLink, JoinPlatform, JoinRole, Pins
from models.account import Account
from models.attendance import Attendance
from models.drafts import MeetingFields
from models.ids import Key, Kind
from models.meeting import Meeting, MeetingState
from models.partial import Unfetched
from models.recording import Recording, RecordingAvailability
from models.room import Room, RoomKind
from models.session import Session, SessionState
from models.settings import MeetingLocks, MeetingSettings
from models.view import with_changes
from vendors.vconnct import payloads
from vendors.vconnct.scalars import flag, moment, text

# VConnct has no word for it, only `is_running`. Idle is never final: a meeting can always be started again.
STATE: dict[bool | None, tuple[MeetingState, str]] = {
    True: (MeetingState.RUNNING, "running"),
    False: (MeetingState.SCHEDULED, "idle"),
}

# Whether a meeting is recorded, when there is no recording of its session.
WITHOUT_RECORDING = {
    True: RecordingAvailability.NOT_READY,
    False: RecordingAvailability.NOT_RECORDED,
    None: RecordingAvailability.UNKNOWN,
}

SETTINGS = Unfetched("settings")

_BEFORE_ALL = datetime.min.replace(tzinfo=UTC)
_AFTER_ALL = datetime.max.replace(tzinfo=UTC)


def meeting_key(account: Account, meeting_id: str) -> Key:
    return Key(Kind.MEETING, account, (meeting_id,))


def session_key(meeting: Key, session_id: str, started_at: datetime | None = None) -> Key:
    """The key of a session; of sessions with one id, the start names one, and no start the newest."""
    start = () if started_at is None else (started_at.isoformat(),)
    return Key(Kind.SESSION, meeting.account, (*meeting.parts, session_id, *start))


def names(run: Session) -> tuple[tuple[str, ...], ...]:
    """What a run is asked for by: the parts of its key, also without a start."""
    return run.key.parts, run.key.parts[:2]


def room_key(meeting: Key) -> Key:
    """A room has no id of its own: it is the place that its meeting's sessions are held in."""
    return Key(Kind.ROOM, meeting.account, meeting.parts)


def distinct(rows: Iterable[payloads.MeetingListItem]) -> Iterator[payloads.MeetingListItem]:
    """The first row of every meeting; the documented sample shows one twice."""
    met: set[str] = set()
    for row in rows:
        if row.meeting_id not in met:
            met.add(row.meeting_id)
            yield row


def meeting(account: Account, row: payloads.MeetingListItem) -> Meeting:
    state, word = STATE.get(flag(row.is_running), (MeetingState.UNKNOWN, text(row.is_running)))
    return Meeting(
        key=meeting_key(account, row.meeting_id),
        title=text(row.title),
        welcome_text=text(row.welcome_text),
        state=state,
        vendor_state=word,
        settings=SETTINGS,
        pins=_moderator(row),
        room=room(account, row),
    )


def written(account: Account, answer: payloads.Meeting, is_running: payloads.Flag) -> Meeting:
    """A meeting as a write answered it; `is_running` comes from elsewhere."""
    whole = meeting(
        account,
        payloads.MeetingListItem(
            meeting_id=answer.meeting_id,
            title=answer.title,
            is_running=is_running,
            moderator_password=answer.moderator_password,
            welcome_text=answer.welcome_text,
        ),
    )
    if answer.meeting_setting is None:
        return whole
    return with_settings(whole, settings(answer.meeting_setting))


def with_settings(of: Meeting, found: MeetingSettings) -> Meeting:
    """The meeting with its settings, which are its room's as well."""
    behind = with_changes(of.room, settings=found) if isinstance(of.room, Room) else of.room
    return with_changes(of, settings=found, room=behind)


def with_plan(of: Meeting, fields: MeetingFields) -> Meeting:
    """The meeting with what was asked for and VConnct has no place for: its time and its description."""
    return with_changes(
        of,
        description=fields.description,
        starts_at=fields.starts_at,
        duration_minutes=fields.duration_minutes,
        ends_at=_end(fields.starts_at, fields.duration_minutes),
    )


def entrance(url: str, role: JoinRole) -> JoinLink:
    # The documented links have a blank inside the meeting's id.
    return JoinLink(role=role, platform=JoinPlatform.ANY, url="".join(url.split()), vendor_name="url")


def room(account: Account, row: payloads.MeetingListItem) -> Room:
    of = meeting_key(account, row.meeting_id)
    return Room(
        key=room_key(of),
        kind=RoomKind.MEETING,
        name=text(row.title),
        settings=SETTINGS,
        pins=_moderator(row),
        meeting_key=of,
    )


def settings(rows: Iterable[payloads.Setting]) -> MeetingSettings:
    on = {row.setting: flag(row.value) for row in rows}
    return MeetingSettings(
        record=on.get("record"),
        auto_start_recording=on.get("auto_start_recording"),
        allow_start_stop_recording=on.get("allow_start_stop_recording"),
        # BBB, behind it, says webcamsOnlyForModerator.
        webcams_only_for_moderators=on.get("webcam_only_for_moderators"),
        locks=MeetingLocks(
            camera=on.get("lock_settings_disable_cam"),
            microphone=on.get("lock_settings_disable_mic"),
            private_chat=on.get("lock_settings_disable_private_chat"),
            public_chat=on.get("lock_settings_disable_public_chat"),
            notes=on.get("lock_settings_disable_note"),
            layout=on.get("lock_settings_locked_layout"),
        ),
    )


def sessions(rows: Iterable[payloads.Session], of: Key) -> tuple[Session, ...]:
    """A meeting's sessions, newest first; the documented sample shows one twice."""
    first: dict[Key, Session] = {}
    for row in rows:
        mapped = session(row, of)
        known = first.setdefault(mapped.key, mapped)
        if known.state is SessionState.RUNNING and mapped.state is SessionState.ENDED:
            # Of two rows the one with an end is the later: a session that is over does not go on.
            first[mapped.key] = mapped
    return tuple(sorted(first.values(), key=lambda each: each.started_at or _BEFORE_ALL, reverse=True))


def session(row: payloads.Session, of: Key) -> Session:
    status = text(row.status)
    pin = text(row.attendee_password)
    started_at = moment(row.session_start_time)
    return Session(
        key=session_key(of, row.session_id, started_at),
        meeting_key=of,
        title=text(row.title),
        state=_session_state(row),
        vendor_state=status and status.lower(),
        started_at=started_at,
        ended_at=moment(row.session_end_time),
        pins=Pins(participant=pin) if pin else None,
    )


def attendance(rows: Iterable[payloads.Attendance], of: Session) -> tuple[Attendance, ...]:
    """The attendance, in order of arrival; VConnct does not report who left, so all may have stayed to the end."""
    came = (
        Attendance(
            full_name=text(row.full_name),
            joined_at=moment(row.joined_date),
            left_at=of.ended_at,
            left_at_is_bound=True,
        )
        for row in rows
    )
    return tuple(sorted(came, key=lambda each: each.joined_at or _AFTER_ALL))


def recording(url: str | None) -> Recording | None:
    """A recording that can be watched; the address stays as it is, for its form varies."""
    # The samples have a blank inside the id.
    found = "".join((text(url) or "").split())
    return Recording(availability=RecordingAvailability.AVAILABLE, url=found) if found else None


def no_recording(records: bool | None) -> Recording:
    """The model of a missing recording, for a meeting that is recorded or not."""
    return Recording(availability=WITHOUT_RECORDING[records])


def _end(start: datetime | None, minutes: int | None) -> datetime | None:
    if start is None or minutes is None:
        return None
    try:
        return start + timedelta(minutes=minutes)
    except OverflowError:
        return None


def _moderator(row: payloads.MeetingListItem) -> Pins | None:
    pin = text(row.moderator_password)
    return Pins(moderator=pin) if pin else None


def _session_state(row: payloads.Session) -> SessionState:
    end = row.session_end_time
    # An end that cannot be read proves neither.
    if "session_end_time" in row.unreadable:
        return SessionState.UNKNOWN
    if not end:
        return SessionState.RUNNING
    return SessionState.ENDED if moment(end) else SessionState.UNKNOWN
