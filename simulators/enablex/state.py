"""The vendor's state: one customer account with its users, rooms, meetings and what happened in them."""

import base64
from bisect import bisect_left, bisect_right, insort
from collections.abc import Iterator
from datetime import datetime, timedelta
from random import Random

from simulators.enablex.envelope import Refusal
from simulators.enablex.records import (
    Attendance,
    Caller,
    Contact,
    Meeting,
    Poll,
    Room,
    Session,
    Subscription,
    Token,
    Upload,
    User,
)

APP_ID = "enablex-demo-app"
APP_KEY = "enablex-demo-key"
LOGIN_EMAIL = "gateway@harbour-clinic.example"
LOGIN_PASSWORD = "enablex-demo"
CUSTOMER_ID = "7001"
JOIN_URL = "https://meet.harbour-clinic.example"
MEDIA = "https://media.harbour-clinic.example"
# The vendor's page says 15 minutes in one place and 20 in another; the shorter one is the safe one to meet.
TOKEN_LIFE = timedelta(minutes=15)


class Calendar:
    """The meetings of one application type in the order of their start, then of their id."""

    def __init__(self) -> None:
        self._order: list[tuple[datetime, str]] = []
        self._meetings: dict[str, Meeting] = {}

    def add(self, meeting: Meeting) -> None:
        insort(self._order, (meeting.start, meeting.meeting_id))
        self._meetings[meeting.meeting_id] = meeting

    def remove(self, meeting: Meeting) -> None:
        del self._order[bisect_left(self._order, (meeting.start, meeting.meeting_id))]
        del self._meetings[meeting.meeting_id]

    def stage(self, stage: str, now: datetime, *, newest_first: bool = False) -> Iterator[Meeting]:
        """The meetings of a stage (all of them for an empty one), read no further than asked."""
        started = bisect_right(self._order, now, key=lambda entry: entry[0])
        first, last = 0, len(self._order)
        if stage == "upcoming":
            first = started
        elif stage:
            last = started
        positions = range(last - 1, first - 1, -1) if newest_first else range(first, last)
        for position in positions:
            meeting = self._meetings[self._order[position][1]]
            if not stage or meeting.stage(now) == stage:
                yield meeting


class State:
    """The records by the ids under which the vendor's calls name them."""

    def __init__(self) -> None:
        # A customer's key pair and its portal login act for the whole account; their own room is the first user's.
        self.owner = Caller("10001", whole_account=True)
        self.basic = base64.b64encode(f"{APP_ID}:{APP_KEY}".encode()).decode()
        self.tokens: dict[str, Token] = {}
        self.users: dict[str, User] = {}
        self.contacts: dict[str, Contact] = {}
        self.subscriptions: dict[str, Subscription] = {}
        self.rooms: dict[str, Room] = {}
        self.permanent: dict[tuple[str, str], Room] = {}
        self.meetings: dict[str, Meeting] = {}
        self.calendars = {"vc": Calendar(), "wb": Calendar()}
        self.polls: dict[str, list[Poll]] = {}
        self.sessions: list[Session] = []
        self.uploads: dict[str, Upload] = {}
        self._random = Random(20)
        self._last = {"mtg": 0, "web": 0, "user": 10000, "contact": 200, "conf": 9000, "poll": 500, "file": 0}

    def next(self, series: str) -> int:
        self._last[series] += 1
        return self._last[series]

    def pin(self) -> str:
        return f"{self._random.randrange(10**6):06d}"

    def plan(self, app_type: str) -> Subscription:
        return self.subscriptions[f"sub-{app_type}"]

    # Users and credentials

    def add_user(self, user: User) -> None:
        """Adds a user with the permanent room that comes with him."""
        self.users[user.user_id] = user
        self.add_permanent(user, "vc")

    def add_permanent(self, user: User, app_type: str) -> Room:
        room_id = f"perm-{user.user_id}" if app_type == "vc" else f"perm-{app_type}-{user.user_id}"
        room = Room(
            room_id=room_id,
            user_id=user.user_id,
            app_type=app_type,
            room_name=f"{user.first_name} {user.last_name}"[:50],
            desc="Permanent room",
            mpin=self.pin(),
            ppin=self.pin(),
            direct_url=f"{JOIN_URL}/{room_id}",
            moderators=1,
            participants=10,
            duration=self.plan(app_type).duration,
        )
        self.rooms[room_id] = self.permanent[user.user_id, app_type] = room
        return room

    def grant(self, caller: Caller, now: datetime) -> str:
        token = self.token_text()
        self.tokens[token] = Token(caller, now + TOKEN_LIFE)
        return token

    def token_text(self) -> str:
        return f"{self._random.getrandbits(160):040x}"

    # Meetings: what the caller may not see is as unknown as what does not exist.

    def meeting(self, meeting_id: str, caller: Caller, app_type: str) -> Meeting:
        meeting = self.meetings.get(meeting_id)
        if meeting is None or meeting.app_type != app_type or not caller.sees(meeting.user_id):
            raise Refusal(404)
        return meeting

    def user(self, user_id: str, caller: Caller) -> User:
        user = self.users.get(user_id)
        if user is None or not caller.sees(user_id):
            raise Refusal(404)
        return user

    def room(self, room_id: str, caller: Caller, app_type: str) -> Room:
        room = self.rooms.get(room_id)
        if room is None or room.app_type != app_type or not caller.sees(room.user_id):
            raise Refusal(404)
        return room

    def add_meeting(self, meeting: Meeting) -> None:
        self.meetings[meeting.meeting_id] = meeting
        self.rooms[meeting.room_id] = meeting
        self.calendars[meeting.app_type].add(meeting)

    def remove_meeting(self, meeting: Meeting) -> None:
        self.calendars[meeting.app_type].remove(meeting)
        del self.meetings[meeting.meeting_id]
        del self.rooms[meeting.room_id]
        self.polls.pop(meeting.room_id, None)

    def move_meeting(self, meeting: Meeting, start: datetime) -> None:
        calendar = self.calendars[meeting.app_type]
        calendar.remove(meeting)
        meeting.start = start
        calendar.add(meeting)

    # Sessions

    def room_of_pin(self, pin: str) -> tuple[Room, str] | None:
        """The room that a PIN opens, and the role it gives."""
        for room in self.rooms.values():
            if pin in (room.mpin, room.ppin):
                return room, "moderator" if pin == room.mpin else "participant"
        return None

    def running(self, room: Room) -> Session | None:
        return next((s for s in self.sessions if s.room is room and s.ended is None), None)

    def open_session(self, room: Room, now: datetime) -> Session:
        conf_num = self.next("conf")
        session = Session(
            session_id=f"sess-{conf_num}",
            conf_num=conf_num,
            room=room,
            meeting_id=room.meeting_id if isinstance(room, Meeting) else "",
            started=now,
        )
        self.sessions.append(session)
        return session

    def join(self, room: Room, attendance: Attendance) -> Session:
        session = self.running(room) or self.open_session(room, attendance.joined)
        session.attendances.append(attendance)
        return session
