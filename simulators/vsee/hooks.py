"""Acts of the clinic's world that the API has no call for: a queue grows, a room closes, a patient is seen."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, TypeVar

from simulators.control import Hook
from simulators.vsee import shapes, visit_shapes, visits
from simulators.vsee.state import Room, User, World
from simulators.vsee.switches import DEFAULTS
from simulators.vsee.visits import Visit

T = TypeVar("T")

Options = Mapping[str, Any]

QUEUE_NUMBERS = ("length", "capacity", "average_visit_time", "before_me")

# What the clinic's staff may change of a room; code, slug and domain are its address and stay.
ROOM_FIELDS = frozenset(
    (
        "name",
        "subtitle",
        "description",
        "active",
        "public",
        "walkin",
        "appointment",
        "closed",
        "close_msg",
        "currency",
        "time_zone",
    )
)
PROVIDER_FIELDS = frozenset(("online", "short_bio", "photo", "phone", "title", "suffix", "code"))


def of(world: World) -> Mapping[str, Hook]:
    """The hooks over one world, by the name after /_control/hooks/."""
    acts = Acts(world)
    return {
        "set_queue": acts.set_queue,
        "set_room": acts.set_room,
        "close_room": acts.close_room,
        "open_room": acts.open_room,
        "remove_room": acts.remove_room,
        "set_provider": acts.set_provider,
        "add_visit": acts.add_visit,
        "set_visit": acts.set_visit,
        "take_visit": acts.take_visit,
        "end_visit": acts.end_visit,
        "cancel_visit": acts.cancel_visit,
        "record_visit": acts.record_visit,
        "expire_tokens": acts.expire_tokens,
    }


class Acts:
    """Each act takes a JSON object and answers with what it changed, as the vendor shows it by default."""

    def __init__(self, world: World) -> None:
        self._world = world

    async def set_queue(self, options: Options) -> Any:
        """{room, length?, capacity?, average_visit_time?, before_me?}; before_me null counts again."""
        room = self._room(options)
        for name in QUEUE_NUMBERS:
            if name in options:
                value = options[name]
                if not ((type(value) is int and value >= 0) or (name == "before_me" and value is None)):
                    raise ValueError(f"{name} is a number of at least 0")
                setattr(room.queue, name, value)
        return shapes.queue(room, None)

    async def set_room(self, options: Options) -> Any:
        """{room, <field of ROOM_FIELDS>: value, ...}."""
        return self._change(self._room(options), options, ROOM_FIELDS)

    async def close_room(self, options: Options) -> Any:
        """{room, close_msg?}."""
        message = {"close_msg": options["close_msg"]} if "close_msg" in options else {}
        return self._change(self._room(options), {"closed": True, **message}, ROOM_FIELDS)

    async def open_room(self, options: Options) -> Any:
        """{room}."""
        return self._change(self._room(options), {"closed": False}, ROOM_FIELDS)

    async def remove_room(self, options: Options) -> Any:
        """{room}: what only the clinic's own portal can do."""
        self._world.remove_room(self._room(options))
        return {}

    async def set_provider(self, options: Options) -> Any:
        """{provider, <field of PROVIDER_FIELDS>: value, ...}."""
        user = self._user(options["provider"])
        _assign(user, {name: options[name] for name in options if name != "provider"}, PROVIDER_FIELDS)
        return shapes.provider(user, DEFAULTS)

    async def add_visit(self, options: Options) -> Any:
        """{room, member, provider?, type?: 1 or 2, start?: ISO, status?}."""
        room = self._room(options)
        start = _time(options, "start", self._world.clock.now())
        visit = visits.add(
            self._world,
            room.account,
            type=options.get("type", visits.WALKIN),
            room=room,
            member=self._user(options["member"]),
            provider=self._user(options["provider"]) if options.get("provider") else None,
            start=start,
            status=options.get("status", visits.NEW),
        )
        return _shown(visit)

    async def set_visit(self, options: Options) -> Any:
        """{visit, status?, state?}: also numbers that no document explains."""
        visit = self._visit(options)
        _assign(
            visit,
            {name: options[name] for name in options if name != "visit"},
            frozenset(("status", "state")),
        )
        visit.modified = self._world.clock.now()
        return _shown(visit)

    async def take_visit(self, options: Options) -> Any:
        """{visit, provider?}: the patient leaves the queue and the call begins."""
        visit = self._visit(options)
        provider = self._user(options["provider"]) if options.get("provider") else None
        visits.take(visit, provider, self._world.clock.now())
        return _shown(visit)

    async def end_visit(self, options: Options) -> Any:
        """{visit, reason?}."""
        visit = self._visit(options)
        visits.end(visit, _reason(options, "call_ended"), self._world.clock.now())
        return _shown(visit)

    async def cancel_visit(self, options: Options) -> Any:
        """{visit, reason?}."""
        visit = self._visit(options)
        visits.cancel(visit, _reason(options, "patient_cancel_appointment"), self._world.clock.now())
        return _shown(visit)

    async def record_visit(self, options: Options) -> Any:
        """{visit}: one more recording, ended now."""
        visit = self._visit(options)
        visits.record(self._world, visit, self._world.clock.now())
        return visit_shapes.recordings(visit, "object")

    async def expire_tokens(self, options: Options) -> Any:
        """{token?, user?}: ends one token, one user's, or all, the ones made by hand included."""
        tokens = self._world.tokens
        ended = [
            token.value
            for token in tokens.values()
            if options.get("token", token.value) == token.value
            and str(options.get("user", token.user.id)) == token.user.id
        ]
        for value in ended:
            del tokens[value]
        return {"expired": len(ended)}

    def _room(self, options: Options) -> Room:
        return _found(self._world.rooms, "room", options["room"])

    def _visit(self, options: Options) -> Visit:
        return _found(self._world.visits, "visit", options["visit"])

    def _user(self, id: Any) -> User:
        return _found(self._world.users, "user", id)

    def _change(self, room: Room, options: Options, allowed: frozenset[str]) -> Any:
        _assign(room, {name: options[name] for name in options if name != "room"}, allowed)
        room.modified = self._world.clock.now()
        return shapes.detail(room, DEFAULTS)


def _found(records: Mapping[str, T], kind: str, id: Any) -> T:
    if str(id) not in records:
        raise KeyError(f"no such {kind}: {id}")
    return records[str(id)]


def _assign(record: Any, values: Mapping[str, Any], allowed: frozenset[str]) -> None:
    unknown = set(values) - allowed
    if unknown:
        raise KeyError(f"cannot be set: {', '.join(sorted(unknown))}")
    for name, value in values.items():
        setattr(record, name, value)


def _reason(options: Options, default: str) -> str:
    reason = options.get("reason", default)
    if reason not in visits.END_REASONS:
        raise ValueError(f"reason is one of {', '.join(visits.END_REASONS)}")
    return str(reason)


def _time(options: Options, name: str, default: datetime) -> datetime:
    return datetime.fromisoformat(options[name]) if name in options else default


def _shown(visit: Visit) -> Any:
    return visit_shapes.visit(visit, style="number")
