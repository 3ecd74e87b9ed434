"""Makes random things of all kinds by the annotations of the models, and vendors that know them."""

import types
from dataclasses import MISSING, fields, is_dataclass
from datetime import datetime
from enum import Enum
from functools import cache
from random import Random
from typing import Any, Union, get_args, get_origin, get_type_hints

from models.attendance import Attendance
from models.command import Command
from models.device import Device, MeetingDevice
from models.ids import Identified, Key, Kind
from models.lobby import Lobby
from models.meeting import Meeting
from models.partial import Unfetched
from models.poll import Poll
from models.provider import Provider
from models.recording import Recording
from models.room import Room, RoomQueue
from models.session import Session
from models.time_zone import TimeZone
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.builders import at

WORDS = ("Visit", "Ada", "+4512345678", "", "x", "Kirurgi", "a@b.example")


class RandomModels:
    """Makes things of one vendor.

    Args:
        random: decides everything.
        vendor: whose things they are.
    """

    def __init__(self, random: Random, vendor: Vendor) -> None:
        self._random = random
        self._vendor = vendor

    def key(self, kind: Kind) -> Key:
        """A key of a thing that there may be."""
        pick = self._random.choice
        meeting, room = pick(("m1", "m2", "m3")), pick(("r1", "r2"))
        parts = {
            Kind.MEETING: (meeting,),
            Kind.ROOM: (room,),
            Kind.PROVIDER: (room, "p1"),
            Kind.DEVICE: (pick(("d1", "d2")),),
            Kind.MEETING_DEVICE: (meeting, pick(("d1", "d2"))),
            Kind.COMMAND: (meeting, "d1", "c1"),
            Kind.SESSION: (meeting, pick(("s1", "s2"))),
            Kind.POLL: (room, f"vendor-{room}", pick(("q1", "q2"))),
        }[kind]
        return a_key(kind, self._vendor, parts)

    def make(self, model: type, key: Key | None = None, depth: int = 0, **given: Any) -> Any:
        """A thing of a model."""
        hints, values = _hints(model), dict(given)
        for field in fields(model):
            if field.name in values or not field.init:
                continue
            if field.name == "key":
                values["key"] = key or self.key(_KINDS.get(model, Kind.MEETING))
            elif field.name.endswith("_key"):
                values[field.name] = self.key(Kind.ROOM if field.name == "room_key" else Kind.MEETING)
            else:
                # Lists are in its order.
                may_lack = issubclass(model, Identified) and field.name != "created_at"
                value = self._of(hints[field.name], depth, may_lack=may_lack)
                if value is MISSING and field.default is MISSING and field.default_factory is MISSING:
                    raise TypeError(f"{model.__name__}.{field.name}: {hints[field.name]}")
                if value is not MISSING:
                    values[field.name] = value
        return model(**values)

    def _of(self, hint: Any, depth: int, *, may_lack: bool) -> Any:
        """A value; MISSING for a kind that is not made here."""
        random = self._random
        origin = get_origin(hint)
        if origin in (Union, types.UnionType):
            options = list(get_args(hint))
            if Unfetched in options:
                if may_lack and random.random() < 0.3:
                    return Unfetched("aspect")
                options.remove(Unfetched)
            if type(None) in options:
                if random.random() < (0.25 if depth < 3 else 0.9):
                    return None
                options.remove(type(None))
            return self._of(random.choice(options), depth, may_lack=may_lack) if options else None
        if origin is tuple:
            number = random.randint(0, 2 if depth < 3 else 0)
            return tuple(self._of(get_args(hint)[0], depth + 1, may_lack=may_lack) for _ in range(number))
        if not isinstance(hint, type):
            return MISSING
        if issubclass(hint, Enum):
            return random.choice(list(hint))
        if hint is Key:
            return self.key(random.choice(list(Kind)))
        if hint is TimeZone:
            return TimeZone(name="Europe/Copenhagen")
        if is_dataclass(hint):
            return self.make(hint, depth=depth + 1)
        made = {
            str: random.choice(WORDS),
            bool: random.random() < 0.5,
            int: random.choice((0, 1, 15, 45, 2**31)),
            float: random.choice((0.5, 3.0, float("nan"))),
            datetime: at(random.randint(-200, 200)),
        }
        return made.get(hint, MISSING)


_KINDS = {
    Meeting: Kind.MEETING,
    Room: Kind.ROOM,
    Provider: Kind.PROVIDER,
    Device: Kind.DEVICE,
    MeetingDevice: Kind.MEETING_DEVICE,
    Session: Kind.SESSION,
    Poll: Kind.POLL,
    Command: Kind.COMMAND,
}
BESIDE = {
    "room_queues": (Kind.ROOM, RoomQueue, False),
    "attendance": (Kind.SESSION, Attendance, True),
    "recordings": (Kind.SESSION, Recording, True),
    "lobbies": (Kind.MEETING, Lobby, False),
}


def all_things(
    random: Random, vendor: Vendor
) -> tuple[dict[Key, Any], dict[Key, Any], dict[str, dict[Key, Any]]]:
    """What a vendor knows: things, their completed forms, and what hangs on them."""
    models = RandomModels(random, vendor)
    keys = {(model, models.key(kind)) for model, kind in _KINDS.items() for _ in range(10)}
    ordered = sorted(keys, key=lambda each: (each[0].__name__, each[1].parts))
    things = {key: models.make(model, key) for model, key in ordered}
    whole = {key: models.make(model, key) for model, key in ordered if random.random() < 0.8}
    beside: dict[str, dict[Key, Any]] = {}
    for method, (kind, model, is_many) in BESIDE.items():
        beside[method] = {
            key: tuple(models.make(model) for _ in range(random.randint(0, 3)))
            if is_many
            else models.make(model)
            for _, key in ordered
            if key.kind is kind and random.random() < 0.8
        }
    return things, whole, beside


@cache
def _hints(model: type) -> dict[str, Any]:
    return get_type_hints(model)
