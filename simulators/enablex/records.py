"""The records of the vendor's world: users, rooms, meetings, lobbies, polls and sessions."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any


@dataclass(slots=True, kw_only=True)
class User:
    """A person with an account; `licences` are the application types that he may schedule."""

    user_id: str
    first_name: str
    last_name: str
    email: str
    middle_name: str = ""
    user_type: str = "user"
    status: str = "A"
    department: str = ""
    designation: str = ""
    password: str = ""
    licences: set[str] = field(default_factory=lambda: {"vc", "wb"})


@dataclass(slots=True, kw_only=True)
class Contact:
    contact_id: str
    name: str
    email: str
    company: str = ""
    designation: str = ""
    shared: bool = False
    group_ids: list[str] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Subscription:
    """A plan for one application type; it sets the room size and the longest meeting, in minutes."""

    subscription_id: str
    app_type: str
    expires: datetime
    status: str = "A"
    participants: int = 50
    duration: int = 1440
    recording: bool = True
    allow_meeting_overlap: bool = True

    def active(self, now: datetime) -> bool:
        return self.status == "A" and now < self.expires


@dataclass(slots=True, kw_only=True)
class Room:
    """A place to meet: by itself the permanent room of its user."""

    room_id: str
    user_id: str
    app_type: str
    room_name: str
    desc: str
    mpin: str
    ppin: str
    direct_url: str
    moderators: int
    participants: int
    duration: int
    wait_for_moderator: bool = False
    knock: bool = False
    auto_recording: bool = False
    active: bool = True


@dataclass(slots=True, kw_only=True)
class Lobby:
    """What people see while they wait; the lists are in the form in which they are answered."""

    options: dict[str, bool]
    message: list[dict[str, str]] = field(default_factory=list)
    image: list[dict[str, str]] = field(default_factory=list)
    video: list[dict[str, str]] = field(default_factory=list)
    audio: list[dict[str, str]] = field(default_factory=list)


@dataclass(slots=True, kw_only=True)
class Meeting(Room):
    """A room with a time: scheduled, editable until it is past, and gone once cancelled."""

    meeting_id: str
    start: datetime
    timezone_id: str
    invitees: dict[str, list[str]]
    guests: dict[str, str] = field(default_factory=dict)
    """The names of those who were invited by an address, by it, where an edit gave one."""
    group_names: dict[str, str] = field(default_factory=dict)
    """What an edit called the groups, by their ids."""
    lobby: Lobby | None = None
    runs_on: bool = False
    """Whether people stay in it past its planned end."""

    @property
    def end(self) -> datetime:
        return self.start + timedelta(minutes=self.duration)

    def stage(self, now: datetime) -> str:
        # The vendor does not say where a stage begins: the schedule decides here, unless people were made to stay.
        if now < self.start:
            return "upcoming"
        return "current" if now < self.end or self.runs_on else "past"


@dataclass(slots=True, kw_only=True)
class Poll:
    """A question asked in a session; a draft (`D`) has no answers yet."""

    poll_id: int
    conf_num: int
    asked: datetime
    type: str
    question: str
    options: dict[str, str]
    status: str
    result: dict[str, int]
    total_result: int
    duration: int = 60


@dataclass(slots=True, kw_only=True)
class Attendance:
    name: str
    role: str
    joined: datetime
    user_ref: str = ""
    left: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Session:
    """One conference in a room; it runs until `ended`."""

    session_id: str
    conf_num: int
    room: Room
    meeting_id: str
    started: datetime
    ended: datetime | None = None
    attendances: list[Attendance] = field(default_factory=list)
    recordings: list[str] = field(default_factory=list)
    invited: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Caller:
    """Who asks: a customer sees every user below it, a user only what is his own."""

    user_id: str
    whole_account: bool

    def sees(self, user_id: str) -> bool:
        return self.whole_account or self.user_id == user_id


@dataclass(slots=True)
class Token:
    caller: Caller
    expires: datetime


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a lobby."""

    name: str
    content: bytes
    media_type: str


Fields = dict[str, Any]
