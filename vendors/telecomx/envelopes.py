"""Finds the documented objects in whichever envelope Telecomx puts them, and validates them.

The pages' tables and examples disagree on the envelopes; both readings are accepted everywhere. What is wrong in one
field or one item of a list costs that alone; where the thing itself cannot be named msgspec.ValidationError is raised.
The lists inside of a room are read when somebody asks for them.
"""

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET

from models.vendor import Vendor
from vendors.payload import Row
from vendors.reading import is_empty, note_unreadable, read, rows_of
from vendors.rows import readable
from vendors.telecomx import payloads
from vendors.telecomx.values import flag, text, whole

T = TypeVar("T")
P = TypeVar("P", bound=Row)

# A code is the path of a property or a default word; anything else might be content.
_CODE = re.compile(r"[\w.\[\]-]{1,64}( [\w.-]{1,32})?", re.ASCII)

# What the room pages' objects have and the conference pages' have not.
_BOOKED = (
    *("subject", "description", "start_time", "end_time", "start_time_medcom", "end_time_medcom"),
    *("external_id", "uuid", "guest_desktop_link", "host_desktop_link", "mobil_link"),
    *("meeting_setting", "participants"),
)


# How a tablet's fields are translated that are no texts.
_TRANSLATED: Mapping[str, Callable[[object], object]] = {
    **dict.fromkeys(("camera_on", "camer_on", "microphone_on", "micro_phone_on"), flag),
    **dict.fromkeys(("set_volume", "add_participant", "add_participants"), flag),
    "volume": whole,
}


@dataclass(frozen=True, slots=True)
class Tablet:
    """A tablet in a room."""

    record: payloads.RoomDevice
    operation: str

    @property
    def commands(self) -> tuple[payloads.Command, ...] | None:
        """None where the room does not show them, or in a way that cannot be read."""
        return _shown(self.record, "commands", payloads.Command, self.operation)

    @property
    def is_garbled(self) -> bool:
        """Whether it shows its commands in a way that cannot be read."""
        return "commands" in self.record.unreadable


@dataclass(frozen=True, slots=True)
class Room:
    """A room and what came with it.

    Attributes:
        beside: the object that the room is inside of, where it is not flat.
        operation: our name of the call that showed it.
        is_whole: whether that was the room's own page, so that what it does not show is not there.
    """

    record: payloads.Room
    beside: payloads.NestedRoom | None
    operation: str
    is_whole: bool

    @property
    def is_bare(self) -> bool:
        """Whether it shows what a conference has and nothing of what a booked room has besides."""
        return all(getattr(self.record, name) is UNSET for name in _BOOKED)

    @property
    def participants(self) -> tuple[payloads.Participant, ...] | None:
        """None where they are not shown, or in a way that cannot be read."""
        return _shown(self.record, "participants", payloads.Participant, self.operation)

    @property
    def tablets(self) -> tuple[Tablet, ...] | None:
        """Those that are listed beside the room and inside it, each once; None as for the participants."""
        return _merged(self._places, self.operation)

    @property
    def has_garbled_tablets(self) -> bool:
        return any("devices" in place.unreadable for place in self._places)

    @property
    def shows_setting(self) -> bool:
        """Whether there is a place for its template, if only to say that it has none."""
        return self._setting is not UNSET

    @property
    def setting(self) -> payloads.Setting | None:
        """Its template, where that is shown and can be read."""
        shown, named = self._setting, self.record.meeting_setting
        found = None if shown is UNSET or is_empty(shown) else self._template(shown, "setting")
        if found is None and isinstance(named, dict) and named:
            found = self._template(
                named, "meetingSetting" if self.beside is None else "meeting.meetingSetting"
            )
        return found

    def _template(self, shown: Any, place: str) -> payloads.Setting | None:
        try:
            return _one(shown, payloads.Setting, self.operation)
        except msgspec.ValidationError:
            # One bad template must not cost the room.
            note_unreadable(shown, place, vendor=Vendor.TELECOMX, operation=self.operation, of=self.record)
            return None

    @property
    def _setting(self) -> Any:
        return self.record.setting if self.beside is None else self.beside.setting

    @property
    def _places(self) -> tuple[payloads.NestedRoom | payloads.Room, ...]:
        return (self.record,) if self.beside is None else (self.beside, self.record)


@dataclass(frozen=True, slots=True)
class Live:
    """What is in force on a tablet in a meeting.

    Attributes:
        commands: None where they cannot be read.
        is_whole: whether it is the documented table, and so names all commands.
    """

    commands: tuple[payloads.Command, ...] | None
    state: str | None = None
    settings: payloads.TabletSettings | None = None
    is_whole: bool = True


def room(body: Any, operation: str, *, is_whole: bool = False) -> Room:
    """A room, nested as `{meeting, devices, setting}` or flat."""
    outer = _object(body)
    if isinstance(outer.get("meeting"), dict):
        nested = _one(outer, payloads.NestedRoom, operation)
        return Room(nested.meeting, nested, operation, is_whole)
    return Room(_one(outer, payloads.Room, operation), None, operation, is_whole)


def rooms(body: Any, operation: str) -> tuple[Room, ...]:
    """Rooms as a bare array, under a plural, or a single one."""
    rows = _items(body, "meetings", "rooms", "items")
    found = readable(rows, lambda row: room(row, operation), vendor=Vendor.TELECOMX, operation=operation)
    return _distinct(found, lambda room: room.record.id)


def current_room(body: Any, operation: str) -> Room | None:
    """The room a tablet is in, under `meeting`; None where that is empty."""
    outer = _object(body)
    return None if "meeting" in outer and is_empty(outer["meeting"]) else room(outer, operation)


def settings(body: Any, operation: str) -> tuple[payloads.Setting, ...]:
    """Templates, under `settings` or as a bare array."""
    return _read(_items(body, "settings", "items"), payloads.Setting, operation)


def live(body: Any, operation: str) -> Live:
    """A tablet's commands with state and settings, as an object, a bare array, or one bare command."""
    if isinstance(body, list):
        return Live(_read(body, payloads.Command, operation, within="commands"), is_whole=False)
    outer = _object(body)
    if "commands" not in outer and "_id" in outer:
        return Live((_one(outer, payloads.Command, operation),), is_whole=False)
    if not outer:
        # What is left of one bare command where there is none.
        return Live((), is_whole=False)
    if not outer.keys() & {"commands", "state", "settings"}:
        raise msgspec.ValidationError("Expected commands, state or settings")
    table = _one(outer, payloads.LiveTable, operation)
    commands = _shown(table, "commands", payloads.Command, operation)
    return Live(commands, table.state, table.settings)


def command(body: Any, operation: str) -> payloads.Command:
    """One command, bare or under `command`."""
    outer = _object(body)
    inner = outer.get("command")
    return _one(inner if isinstance(inner, dict) else outer, payloads.Command, operation)


def devices(body: Any, operation: str) -> tuple[tuple[payloads.Device, ...], int, int | None]:
    """One page of tablets, how many rows it had, and how many there are in all where that is told."""
    rows = _items(body, "devices", "items")
    found = _distinct(_read(rows, payloads.Device, operation), lambda device: device.id)
    total = whole(body.get("total")) if isinstance(body, dict) else None
    return found, len(rows), None if total is not None and total < 0 else total


def device(body: Any, operation: str) -> payloads.Device:
    """One tablet, bare or under `device`."""
    outer = _object(body)
    inner = outer.get("device")
    return _one(inner if isinstance(inner, dict) else outer, payloads.Device, operation)


def login(body: Any, operation: str) -> payloads.Login:
    """A session."""
    return _one(body, payloads.Login, operation)


def error_codes(body: Any) -> tuple[str, ...]:
    """The codes of an error answer, whose `error` is an object or array, or which has `errors`."""
    return tuple(code for code in _codes(body) if _CODE.fullmatch(code))


def _codes(body: Any) -> Iterator[str]:
    if not isinstance(body, dict):
        return
    for entry in (body.get("error"), body.get("errors")):
        for error in entry if isinstance(entry, list) else [entry]:
            if isinstance(error, dict) and isinstance(error.get("code"), str):
                yield error["code"]


def _object(body: Any) -> dict[str, Any]:
    if not isinstance(body, dict):
        raise msgspec.ValidationError("Expected an object")
    return body


def _items(body: Any, *plurals: str) -> list[Any]:
    if isinstance(body, list):
        return body
    outer = _object(body)
    named = [outer[plural] for plural in plurals if plural in outer]
    for value in named:
        if isinstance(value, list):
            return value
    if "_id" in outer or isinstance(outer.get("meeting"), dict):
        return [outer]
    for value in named:
        if (rows := rows_of(value)) is not None:
            return rows
        if isinstance(value, dict) and "_id" in value:
            return [value]
    raise msgspec.ValidationError("Expected an array")


def _one(value: Any, kind: type[P], operation: str) -> P:
    return read(value, kind, vendor=Vendor.TELECOMX, operation=operation)


def _read(rows: Iterable[Any], kind: type[P], operation: str, *, within: str | None = None) -> tuple[P, ...]:
    return readable(
        rows,
        lambda row: _one(row, kind, operation),
        vendor=Vendor.TELECOMX,
        operation=operation,
        within=within,
    )


def _distinct(rows: Iterable[T], id_of: Callable[[T], str]) -> tuple[T, ...]:
    """The first row of each id: what is listed twice is still one thing."""
    first: dict[str, T] = {}
    for row in rows:
        first.setdefault(id_of(row), row)
    return tuple(first.values())


def _shown(of: Row, name: str, kind: type[P], operation: str) -> tuple[P, ...] | None:
    """The readable rows of a list; an empty value has none, and only one that is absent or garbled is not shown."""
    rows = getattr(of, name)
    return None if rows is UNSET or name in of.unreadable else _read(rows or (), kind, operation, within=name)


def _merged(
    places: Iterable[payloads.Room | payloads.NestedRoom], operation: str
) -> tuple[Tablet, ...] | None:
    lists = [_shown(place, "devices", payloads.RoomDevice, operation) for place in places]
    if all(tablets is None for tablets in lists):
        return None
    found: dict[str, payloads.RoomDevice] = {}
    for tablet in (tablet for tablets in lists for tablet in tablets or ()):
        known = found.get(tablet.id)
        found[tablet.id] = tablet if known is None else _both(known, tablet)
    return tuple(Tablet(record, operation) for record in found.values())


def _both(one: payloads.RoomDevice, other: payloads.RoomDevice) -> payloads.RoomDevice:
    both = _filled(one, other)
    garbled = {"commands"} & (one.unreadable | other.unreadable)
    # The same command may be in both; the mapping makes one of the two.
    told = [
        each.commands or ()
        for each in (one, other)
        if each.commands is not UNSET and "commands" not in each.unreadable
    ]
    if told:
        both.commands = [command for commands in told for command in commands]
    both.mark_unreadable((one.unreadable & other.unreadable) - {"commands"} | (set() if told else garbled))
    return both


def _filled(one: P, other: P) -> P:
    """The one, with what only the other has or shows in a way that can be read, also inside of what both have."""

    def value(name: str) -> Any:
        mine, others = getattr(one, name), getattr(other, name)
        if isinstance(mine, Row) and isinstance(others, Row):
            return _filled(mine, others)
        lacks = not isinstance(mine, Row | list) and _TRANSLATED.get(name, text)(mine) is None
        return others if lacks and others is not UNSET else mine

    return msgspec.structs.replace(one, **{name: value(name) for name in one.__struct_fields__})
