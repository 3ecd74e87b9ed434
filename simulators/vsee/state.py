"""The records of one VSee installation: accounts, users and their tokens, waiting rooms and their queues."""

import random
import uuid
from bisect import insort
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from simulators.clock import Clock

if TYPE_CHECKING:
    from simulators.vsee.visits import Intake, Visit

ADMIN, MEMBER, PROVIDER, GUEST = 100, 200, 400, 600
ROLES = {ADMIN: "admin", MEMBER: "member", PROVIDER: "provider", GUEST: "guest"}

ACTIVE, INACTIVE = 20, 10

# The sign-on examples show a token that lives a day and a refresh token that lives thirty.
TOKEN_LIFE = timedelta(hours=24)
REFRESH_LIFE = timedelta(days=30)

ROOM_CODE_LETTERS = "abcdefghijklmnopqrstuvwxyz0123456789"


@dataclass(slots=True, kw_only=True, eq=False)
class User:
    id: str
    type: int
    code: str
    first_name: str
    last_name: str
    username: str
    vseeid: str
    email: str = ""
    phone: str = ""
    dob: str = ""
    gender: int = 0
    title: str = ""
    suffix: str = ""
    subtype: str = ""
    group: str = ""
    photo: str | None = None
    short_bio: str | None = None
    educational_training: str = ""
    professional_interests: str = ""
    personal_interests: str = ""
    online: bool = False
    active: bool = True
    tos: bool = False
    hidden: bool = False
    disable_emails: bool = False
    time_zone: str = "Europe/Copenhagen"
    password: str | None = None
    email_token: str | None = None
    default_room: str | None = None

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def role(self) -> str:
        return ROLES[self.type]

    @property
    def status(self) -> int:
        return ACTIVE if self.active else INACTIVE


@dataclass(slots=True, kw_only=True, eq=False)
class Token:
    """A key to the API; those made by hand in the developer menu have no expiry."""

    value: str
    user: User
    expiry: datetime | None = None


@dataclass(slots=True, kw_only=True)
class Consultation:
    id: str
    description: str
    duration: int
    amount: int = 0
    group: bool = False
    charge: bool = False
    slots: int = 1


@dataclass(slots=True, kw_only=True)
class Specialty:
    code: str
    name: str
    duration: int


@dataclass(slots=True, kw_only=True)
class Queue:
    """`average_visit_time` is in seconds; `before_me`, once set, is returned to every caller."""

    length: int = 0
    capacity: int = 100
    average_visit_time: int = 900
    before_me: int | None = None


@dataclass(slots=True, kw_only=True, eq=False)
class Room:
    id: str
    code: str
    slug: str
    name: str
    domain: str
    account: "Account"
    created: datetime
    modified: datetime
    subtitle: str | None = "If this is an emergency, please call 112."
    description: str = ""
    active: bool = True
    public: bool = True
    walkin: bool = True
    appointment: bool = False
    guest_log_in: bool = True
    provider_ids: list[str] = field(default_factory=list)
    consultations: list[Consultation] = field(default_factory=list)
    specialties: list[Specialty] = field(default_factory=list)
    currency: str = "USD"
    closed: bool = False
    close_msg: str | None = "Service currently not available. Please check back later"
    time_zone: str = "America/Los_Angeles"
    queue: Queue = field(default_factory=Queue)
    visits: list["Visit"] = field(default_factory=list)

    def order(self) -> tuple[datetime, int]:
        return self.created, int(self.id)


@dataclass(slots=True, kw_only=True, eq=False)
class Account:
    id: str
    code: str
    name: str
    domain: str
    api_key: str
    api_secret: str
    users: dict[str, User] = field(default_factory=dict)
    rooms: list[Room] = field(default_factory=list)
    visits: list["Visit"] = field(default_factory=list)

    def rooms_of(self, user: User) -> Iterator[Room]:
        return (room for room in self.rooms if user.id in room.provider_ids)


class World:
    """All records, the indexes over them, and what gives new ones their ids; one seed, one sequence."""

    def __init__(self, clock: Clock) -> None:
        self.clock = clock
        self.random = random.Random(14581817)
        self.accounts: dict[str, Account] = {}
        self.rooms: dict[str, Room] = {}
        self.slugs: set[tuple[str, str]] = set()
        self.users: dict[str, User] = {}
        self.tokens: dict[str, Token] = {}
        self.visits: dict[str, Visit] = {}
        self.intakes: dict[str, Intake] = {}
        self._last_ids = {"room": 170, "user": 86000, "visit": 82800, "recording": 110}

    def next_id(self, kind: str) -> str:
        self._last_ids[kind] += 1
        return str(self._last_ids[kind])

    def hex(self) -> str:
        return f"{self.random.getrandbits(128):032x}"

    def uuid(self) -> str:
        return str(uuid.UUID(int=self.random.getrandbits(128), version=4))

    def room_code(self) -> str:
        while (code := "".join(self.random.choices(ROOM_CODE_LETTERS, k=5))) in self.rooms:
            pass
        return code

    def add_user(self, user: User, *accounts: Account) -> User:
        self.users[user.id] = user
        for account in accounts:
            account.users[user.id] = user
        return user

    def add_room(self, room: Room) -> Room:
        self.rooms[room.code] = room
        self.slugs.add((room.domain, room.slug))
        insort(room.account.rooms, room, key=Room.order)
        return room

    def remove_room(self, room: Room) -> None:
        del self.rooms[room.code]
        self.slugs.discard((room.domain, room.slug))
        room.account.rooms.remove(room)

    def associate(self, user: User, room: Room, default: bool | None) -> None:
        """Makes the user one of the room's providers; harmless when he is one already."""
        if user.id not in room.provider_ids:
            room.provider_ids.append(user.id)
            room.modified = self.clock.now()
        if default:
            user.default_room = room.code
        elif default is False and user.default_room == room.code:
            user.default_room = None

    def dissociate(self, user: User, room: Room) -> None:
        room.provider_ids.remove(user.id)
        room.modified = self.clock.now()
        if user.default_room == room.code:
            user.default_room = None

    def add_token(self, user: User, value: str | None = None, life: timedelta | None = None) -> Token:
        expiry = None if life is None else self.clock.now() + life
        token = Token(value=value or self.hex(), user=user, expiry=expiry)
        self.tokens[token.value] = token
        return token
