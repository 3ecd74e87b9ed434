"""Finds the documented objects in whichever envelope Telecomx puts them, and validates them.

The pages' tables and examples disagree on the envelopes; both readings are accepted everywhere. What is wrong in one
item of a list costs that item; what is wrong in the thing itself raises msgspec.ValidationError.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from models.vendor import Vendor
from vendors.rows import readable
from vendors.telecomx import payloads
from vendors.telecomx.values import whole

T = TypeVar("T")
P = TypeVar("P", bound=payloads.Payload)

# A code is the path of a property or a default word; anything else might be content.
_CODE = re.compile(r"[\w.\[\]-]{1,64}( [\w.-]{1,32})?", re.ASCII)

# What the room pages' objects have and the conference pages' have not.
_BOOKED = frozenset(
    {
        "subject",
        "description",
        "startTime",
        "endTime",
        "startTimeMedcom",
        "endTimeMedcom",
        "externalId",
        "uuid",
    }
    | {"guestDesktopLink", "hostDesktopLink", "mobilLink", "meetingSetting", "participants"}
)


@dataclass(frozen=True, slots=True)
class Tablet:
    """A tablet in a room; its commands are None where the room does not show them."""

    record: payloads.RoomDevice
    commands: tuple[payloads.Command, ...] | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A room and what came with it; None stands for what this answer does not show.

    Attributes:
        shows_setting: whether the answer says which template the room has, if only that it has none.
        is_bare: whether it shows what a conference has and nothing of what a booked room has besides.
        is_whole: whether it is the room's own page, so that what it does not show is not there.
    """

    record: payloads.Room
    participants: tuple[payloads.Participant, ...] | None = None
    tablets: tuple[Tablet, ...] | None = None
    setting: payloads.Setting | None = None
    shows_setting: bool = False
    is_bare: bool = False
    is_whole: bool = False


@dataclass(frozen=True, slots=True)
class Live:
    """What is in force on a tablet in a meeting.

    Attributes:
        is_whole: whether it is the documented table, and so names all commands.
    """

    commands: tuple[payloads.Command, ...]
    state: str | None = None
    settings: payloads.TabletSettings | None = None
    is_whole: bool = True


def room(body: Any, operation: str, *, is_whole: bool = False) -> Room:
    """A room, nested as `{meeting, devices, setting}` or flat."""
    outer = _object(body)
    inner = outer.get("meeting")
    if isinstance(inner, dict):
        nested = msgspec.convert(outer, payloads.NestedRoom)
    else:
        flat = msgspec.convert(outer, payloads.Room)
        nested = payloads.NestedRoom(meeting=flat, setting=outer.get("setting", UNSET))
    record = nested.meeting
    # One bad template must not cost the room, so it is read as a list of one.
    setting = () if nested.setting in (None, UNSET) else (nested.setting,)
    return Room(
        record=record,
        participants=_shown(record.participants, _a(payloads.Participant), operation),
        tablets=_merged(_tablets(nested.devices, operation), _tablets(record.devices, operation)),
        setting=next(iter(_read(setting, _a(payloads.Setting), operation)), None),
        shows_setting=nested.setting is not UNSET,
        is_bare=_BOOKED.isdisjoint(inner if isinstance(inner, dict) else outer),
        is_whole=is_whole,
    )


def rooms(body: Any, operation: str) -> tuple[Room, ...]:
    """Rooms as a bare array, under a plural, or a single one."""
    rows = _items(body, "meetings", "rooms", "items")
    return _distinct(_read(rows, lambda row: room(row, operation), operation), lambda room: room.record.id)


def current_room(body: Any, operation: str) -> Room | None:
    """The room a tablet is in, under `meeting`; None where that is empty."""
    outer = _object(body)
    return None if "meeting" in outer and outer["meeting"] is None else room(outer, operation)


def settings(body: Any, operation: str) -> tuple[payloads.Setting, ...]:
    """Templates, under `settings` or as a bare array."""
    return _read(_items(body, "settings", "items"), _a(payloads.Setting), operation)


def live(body: Any, operation: str) -> Live:
    """A tablet's commands with state and settings, as an object, a bare array, or one bare command."""
    if isinstance(body, list):
        return Live(_read(body, _a(payloads.Command), operation), is_whole=False)
    outer = _object(body)
    if "commands" not in outer and "_id" in outer:
        return Live((msgspec.convert(outer, payloads.Command),), is_whole=False)
    if not outer:
        # What is left of one bare command where there is none.
        return Live((), is_whole=False)
    if not outer.keys() & {"commands", "state", "settings"}:
        raise msgspec.ValidationError("Expected commands, state or settings")
    table = msgspec.convert(outer, payloads.LiveTable)
    return Live(_read(table.commands or (), _a(payloads.Command), operation), table.state, table.settings)


def command(body: Any) -> payloads.Command:
    """One command, bare or under `command`."""
    outer = _object(body)
    inner = outer.get("command")
    return msgspec.convert(inner if isinstance(inner, dict) else outer, payloads.Command)


def devices(body: Any, operation: str) -> tuple[tuple[payloads.Device, ...], int, int | None]:
    """One page of tablets, how many rows it had, and how many there are in all where that is told."""
    rows = _items(body, "devices", "items")
    found = _distinct(_read(rows, _a(payloads.Device), operation), lambda device: device.id)
    total = whole(body.get("total")) if isinstance(body, dict) else None
    return found, len(rows), None if total is not None and total < 0 else total


def device(body: Any) -> payloads.Device:
    """One tablet, bare or under `device`."""
    outer = _object(body)
    inner = outer.get("device")
    return msgspec.convert(inner if isinstance(inner, dict) else outer, payloads.Device)


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
    for rows in named:
        if isinstance(rows, list):
            return rows
    if "_id" in outer or isinstance(outer.get("meeting"), dict):
        return [outer]
    if named and all(rows is None for rows in named):
        # An empty value, of which Telecomx says only that it may be absent.
        return []
    raise msgspec.ValidationError("Expected an array")


def _a(kind: type[T]) -> Callable[[Any], T]:
    return lambda row: msgspec.convert(row, kind)


def _read(rows: Iterable[Any], read: Callable[[Any], T], operation: str) -> tuple[T, ...]:
    return readable(rows, read, vendor=Vendor.TELECOMX, operation=operation)


def _distinct(rows: Iterable[T], id_of: Callable[[T], str]) -> tuple[T, ...]:
    """The first row of each id: what is listed twice is still one thing."""
    first: dict[str, T] = {}
    for row in rows:
        first.setdefault(id_of(row), row)
    return tuple(first.values())


def _shown(
    rows: list[Any] | UnsetType | None, read: Callable[[Any], T], operation: str
) -> tuple[T, ...] | None:
    """The readable rows; an empty value has none, and only an absent one is not shown."""
    return None if rows is UNSET else _read(rows or (), read, operation)


def _tablets(rows: list[Any] | UnsetType | None, operation: str) -> tuple[Tablet, ...] | None:
    def read(row: Any) -> Tablet:
        record = msgspec.convert(row, payloads.RoomDevice)
        return Tablet(record, _shown(record.commands, _a(payloads.Command), operation))

    return _shown(rows, read, operation)


def _merged(*lists: tuple[Tablet, ...] | None) -> tuple[Tablet, ...] | None:
    """Tablets that are listed beside the room and inside it, each once."""
    if all(tablets is None for tablets in lists):
        return None
    found: dict[str, Tablet] = {}
    for tablet in (tablet for tablets in lists for tablet in tablets or ()):
        known = found.get(tablet.record.id)
        found[tablet.record.id] = tablet if known is None else _both(known, tablet)
    return tuple(found.values())


def _both(one: Tablet, other: Tablet) -> Tablet:
    # The same command may be in both; the mapping makes one of the two.
    told = [commands for commands in (one.commands, other.commands) if commands is not None]
    return Tablet(_filled(one.record, other.record), tuple(chain.from_iterable(told)) if told else None)


def _filled(one: P, other: P) -> P:
    """The one, with what only the other has, also inside of what both have."""

    def value(name: str) -> Any:
        mine, others = getattr(one, name), getattr(other, name)
        if isinstance(mine, payloads.Payload) and isinstance(others, payloads.Payload):
            return _filled(mine, others)
        return others if mine in (None, UNSET, "") and others is not UNSET else mine

    return msgspec.structs.replace(one, **{name: value(name) for name in one.__struct_fields__})
