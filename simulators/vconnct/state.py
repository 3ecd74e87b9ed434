"""VConnct's records per license, and what they do: meetings are started, joined, ended, deleted."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any
from uuid import uuid4

from simulators.vconnct.envelope import Refused
from simulators.vconnct.fields import SETTINGS
from simulators.vconnct.texts import (
    ATTENDANCE_LIMIT,
    LICENSE_EXPIRED,
    LICENSE_INVALID,
    LICENSE_REQUIRED,
    MEETING_NOT_FOUND,
    NOT_RUNNING,
    ROOM_LIMIT,
    SESSION_NOT_FOUND,
    STILL_RUNNING,
    WRONG_PASSWORD,
)
from simulators.vconnct.validation import JoinWish, MeetingWish, StartWish

# The switches, read where the documentation leaves a choice.
Rules = Mapping[str, Any]


class Record(StrEnum):
    """How far a session's recording has come."""

    NONE = "none"
    # Publishes itself some seconds after the end of its session.
    PROCESSING = "processing"
    STUCK = "stuck"
    PUBLISHED = "published"
    DELETED = "deleted"


@dataclass(frozen=True, slots=True)
class Attendance:
    """One entry into a session; who enters again has another."""

    full_name: str
    joined_at: datetime


@dataclass(slots=True, kw_only=True)
class Session:
    """One run of a meeting; its passwords and its recording are those of its start."""

    session_id: str
    meeting_id: str
    title: str | None
    started_at: datetime
    ended_at: datetime | None = None
    attendee_password: str | None
    moderator_password: str
    record: Record
    attendance: list[Attendance] = field(default_factory=list)

    def ran_at(self, at: datetime) -> bool:
        return self.started_at <= at and (self.ended_at is None or at < self.ended_at)

    def record_is_out(self, now: datetime, delay_seconds: float) -> bool:
        if self.record is Record.PROCESSING:
            return self.ended_at is not None and now >= self.ended_at + timedelta(seconds=delay_seconds)
        return self.record is Record.PUBLISHED


@dataclass(slots=True, kw_only=True)
class Meeting:
    """A definition that may be started repeatedly; it has no time."""

    meeting_id: str
    title: str | None
    moderator_password: str
    welcome_text: str | None
    settings: Mapping[str, bool]
    sessions: list[Session] = field(default_factory=list)

    @property
    def running(self) -> Session | None:
        return self.sessions[-1] if self.sessions and self.sessions[-1].ended_at is None else None

    def seems_running(self, now: datetime, lag_seconds: float) -> bool:
        """What the flag says, which follows the truth after `lag_seconds`."""
        if not lag_seconds:
            return self.running is not None
        at = now - timedelta(seconds=lag_seconds)
        return any(session.ran_at(at) for session in self.sessions)

    def update(self, wish: MeetingWish) -> None:
        """Replaces all settings; a text left out keeps its value."""
        self.settings = wish.settings
        if wish.title is not None:
            self.title = wish.title
        if wish.moderator_password is not None:
            self.moderator_password = wish.moderator_password
        if wish.welcome_text is not None:
            self.welcome_text = wish.welcome_text

    def end(self, now: datetime) -> Session:
        session = self.running
        if session is None:
            raise Refused(400, NOT_RUNNING)
        session.ended_at = now
        return session


@dataclass(slots=True, kw_only=True)
class License:
    """A business partner: its limits and all that belongs to it."""

    key: str
    expires_at: datetime
    max_rooms: int
    max_attendance: int
    general_settings: dict[str, bool] = field(default_factory=lambda: dict.fromkeys(SETTINGS, False))
    meetings: dict[str, Meeting] = field(default_factory=dict)
    sessions: dict[str, Session] = field(default_factory=dict)

    def meeting(self, meeting_id: str) -> Meeting:
        """Raises Refused 404 also for the meetings of other licenses."""
        try:
            return self.meetings[meeting_id]
        except KeyError:
            raise Refused(404, MEETING_NOT_FOUND) from None

    def session(self, session_id: str) -> Session:
        try:
            return self.sessions[session_id]
        except KeyError:
            raise Refused(404, SESSION_NOT_FOUND) from None

    def create(self, wish: MeetingWish, rules: Rules) -> Meeting:
        if rules["room_limit_counts"] == "meetings" and len(self.meetings) >= self.max_rooms:
            raise Refused(400, ROOM_LIMIT)
        meeting = Meeting(
            meeting_id=str(uuid4()),
            title=wish.title,
            # As BigBlueButton does: a missing password is generated.
            moderator_password=wish.moderator_password or secrets.token_urlsafe(6),
            welcome_text=wish.welcome_text,
            settings=wish.settings,
        )
        self.meetings[meeting.meeting_id] = meeting
        return meeting

    def start(self, wish: StartWish, now: datetime, rules: Rules) -> Session:
        """Opens a session, or comes back to the running one: BigBlueButton creates once per meeting."""
        meeting = self.meeting(wish.meeting_id)
        running = meeting.running
        expected = (running or meeting).moderator_password
        needed = rules["start_needs_password"] or wish.moderator_password is not None
        if needed and wish.moderator_password != expected:
            raise Refused(rules["wrong_password_code"], WRONG_PASSWORD)
        if running:
            return running
        if rules["room_limit_counts"] == "running" and self._rooms_in_use() >= self.max_rooms:
            raise Refused(400, ROOM_LIMIT)
        session = Session(
            session_id=str(uuid4()),
            meeting_id=meeting.meeting_id,
            # Undocumented where the title is left out; the meeting's own is the nearest.
            title=wish.title if wish.title is not None else meeting.title,
            started_at=now,
            attendee_password=wish.attendee_password,
            moderator_password=meeting.moderator_password,
            record=Record.PROCESSING if meeting.settings["record"] else Record.NONE,
        )
        meeting.sessions.append(session)
        self.sessions[session.session_id] = session
        return session

    def join(self, wish: JoinWish, rules: Rules) -> Session:
        """The running session, if the password matches the role and a seat is free."""
        session = self.meeting(wish.meeting_id).running
        if session is None:
            raise Refused(400, NOT_RUNNING)
        moderator = wish.role == "moderator"
        expected = session.moderator_password if moderator else session.attendee_password
        if (wish.password or None) != expected:
            raise Refused(rules["wrong_password_code"], WRONG_PASSWORD)
        present = {row.full_name for row in session.attendance}
        if wish.full_name not in present and len(present) >= self.max_attendance:
            raise Refused(400, ATTENDANCE_LIMIT)
        return session

    def delete(self, meeting_id: str, now: datetime, rules: Rules) -> None:
        meeting = self.meeting(meeting_id)
        # Right after an end the flag may lag behind, and the flag is what the vendor looks at.
        if meeting.running or meeting.seems_running(now, rules["running_lag_seconds"]):
            raise Refused(400, STILL_RUNNING)
        del self.meetings[meeting_id]
        if not rules["sessions_survive_delete"]:
            for session in meeting.sessions:
                del self.sessions[session.session_id]

    def _rooms_in_use(self) -> int:
        return sum(meeting.running is not None for meeting in self.meetings.values())


class World:
    """All licenses that VConnct has given out."""

    def __init__(self) -> None:
        self.licenses: dict[str, License] = {}

    def add(self, license: License) -> License:
        self.licenses[license.key] = license
        return license

    def admitted(self, key: str | None, now: datetime) -> License:
        """The license of a request's header; a scheme before the key makes it another key."""
        if not key:
            raise Refused(401, LICENSE_REQUIRED)
        license = self.licenses.get(key)
        if license is None:
            raise Refused(401, LICENSE_INVALID)
        if now >= license.expires_at:
            raise Refused(401, LICENSE_EXPIRED)
        return license
