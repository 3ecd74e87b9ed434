"""Finds the documented objects in whichever envelope Telecomx puts them, and validates them.

The pages' tables and examples disagree on the envelopes; both readings are accepted everywhere. What is wrong in one
field or one item of a list costs that alone; where the thing itself cannot be named msgspec.ValidationError is raised.
"""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET

from models.vendor import Vendor
from vendors.reading import is_empty, read, rows_of
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
    """A tablet in a room.

    Attributes:
        commands: None where the room does not show them.
        is_garbled: whether it shows them in a way that cannot be read.
    """

    record: payloads.RoomDevice
    commands: tuple[payloads.Command, ...] | None = None
    is_garbled: bool = False


@dataclass(frozen=True, slots=True)
class Room:
    """A room and what came with it; None stands for what this answer does not show.

    Attributes:
        shows_setting: whether the answer says which template the room has, if only that it has none.
        is_bare: whether it shows what a conference has and nothing of what a booked room has besides.
        is_whole: whether it is the room's own page, so that what it does not show is not there.
        garbled: which of `participants` and `tablets` it shows in a way that cannot be read.
    """

    record: payloads.Room
    participants: tuple[payloads.Participant, ...] | None = None
    tablets: tuple[Tablet, ...] | None = None
    setting: payloads.Setting | None = None
    shows_setting: bool = False
    is_bare: bool = False
    is_whole: bool = False
    garbled: Collection[str] = ()


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
    inner = outer.get("meeting")
    if isinstance(inner, dict):
        nested = _one(outer, payloads.NestedRoom, operation)
    else:
        flat = _one(outer, payloads.Room, operation)
        nested = payloads.NestedRoom(meeting=flat, setting=outer.get("setting", UNSET))
    record = nested.meeting
    # One bad template must not cost the room, so it is read as a list of one.
    setting = () if nested.setting is UNSET or is_empty(nested.setting) else (nested.setting,)
    template = next(iter(_read(setting, payloads.Setting, operation, within="setting")), None)
    if template is None and isinstance(record.meeting_setting, payloads.Setting):
        template = record.meeting_setting
    tablets = _merged(_tablets(nested, operation), _tablets(record, operation))
    garbled = record.unreadable & {"participants"}
    if "devices" in record.unreadable or "devices" in nested.unreadable:
        garbled |= {"tablets"}
    return Room(
        record=record,
        participants=_shown(record, "participants", payloads.Participant, operation),
        tablets=tablets,
        setting=template,
        shows_setting=template is not None or (nested.setting is not UNSET and not record.meeting_setting),
        is_bare=_BOOKED.isdisjoint(inner if isinstance(inner, dict) else outer),
        is_whole=is_whole,
        garbled=garbled,
    )


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


def _shown(of: payloads.Payload, name: str, kind: type[P], operation: str) -> tuple[P, ...] | None:
    """The readable rows of a list; an empty value has none, and only one that is absent or garbled is not shown."""
    rows = getattr(of, name)
    return None if rows is UNSET or name in of.unreadable else _read(rows or (), kind, operation, within=name)


def _tablets(of: payloads.Room | payloads.NestedRoom, operation: str) -> tuple[Tablet, ...] | None:
    def tablet(row: Any) -> Tablet:
        record = _one(row, payloads.RoomDevice, operation)
        commands = _shown(record, "commands", payloads.Command, operation)
        return Tablet(record, commands, is_garbled="commands" in record.unreadable)

    if of.devices is UNSET or "devices" in of.unreadable:
        return None
    return readable(of.devices or (), tablet, vendor=Vendor.TELECOMX, operation=operation, within="devices")


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
    return Tablet(
        _filled(one.record, other.record),
        tuple(chain.from_iterable(told)) if told else None,
        is_garbled=one.is_garbled or other.is_garbled,
    )


def _filled(one: P, other: P) -> P:
    """The one, with what only the other has, also inside of what both have."""

    def value(name: str) -> Any:
        mine, others = getattr(one, name), getattr(other, name)
        if isinstance(mine, payloads.Payload) and isinstance(others, payloads.Payload):
            return _filled(mine, others)
        return others if mine in (None, UNSET, "") and others is not UNSET else mine

    return msgspec.structs.replace(one, **{name: value(name) for name in one.__struct_fields__})
