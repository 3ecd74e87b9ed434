"""Finds the documented objects in whichever envelope Telecomx puts them, and validates them.

The pages' tables and examples disagree on the envelopes; both readings are accepted everywhere. What is wrong in one
item of a list costs that item; what is wrong in the thing itself raises msgspec.ValidationError.
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any, TypeVar

import msgspec
from msgspec import UNSET, UnsetType

from models.vendor import Vendor
from vendors.rows import readable
from vendors.telecomx import payloads

T = TypeVar("T")

# A code is the path of a property or a default word; anything else might be content.
_CODE = re.compile(r"[\w.\[\]-]{1,64}( [\w.-]{1,32})?", re.ASCII)


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
    """

    record: payloads.Room
    participants: tuple[payloads.Participant, ...] | None = None
    tablets: tuple[Tablet, ...] | None = None
    setting: payloads.Setting | None = None
    shows_setting: bool = False


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


def room(body: Any, operation: str) -> Room:
    """A room, nested as `{meeting, devices, setting}` or flat."""
    outer = _object(body)
    inner = outer.get("meeting")
    record = msgspec.convert(inner if isinstance(inner, dict) else outer, payloads.Room)
    beside = (
        msgspec.convert(outer.get("devices", UNSET), list[Any] | UnsetType | None)
        if isinstance(inner, dict)
        else UNSET
    )
    # One bad template must not cost the room, so it is read as a list of one.
    setting = [outer["setting"]] if outer.get("setting") is not None else []
    return Room(
        record=record,
        participants=_rows(record.participants, _reader(payloads.Participant), operation),
        tablets=_merged(_tablets(beside, operation), _tablets(record.devices, operation)),
        setting=next(iter(_rows(setting, _reader(payloads.Setting), operation) or ()), None),
        shows_setting="setting" in outer,
    )


def rooms(body: Any, operation: str) -> tuple[Room, ...]:
    """Rooms as a bare array, under a plural, or a single one."""
    return readable(
        _items(body, "meetings", "rooms", "items"),
        lambda row: room(row, operation),
        vendor=Vendor.TELECOMX,
        operation=operation,
    )


def current_room(body: Any, operation: str) -> Room | None:
    """The room a tablet is in, under `meeting`; None where that is empty."""
    outer = _object(body)
    return None if "meeting" in outer and outer["meeting"] is None else room(outer, operation)


def settings(body: Any, operation: str) -> tuple[payloads.Setting, ...]:
    """Templates, under `settings` or as a bare array."""
    return _rows(_items(body, "settings", "items"), _reader(payloads.Setting), operation) or ()


def live(body: Any, operation: str) -> Live:
    """A tablet's commands with state and settings, as an object, a bare array, or one bare command."""
    read = _reader(payloads.Command)
    if isinstance(body, list):
        return Live(commands=_rows(body, read, operation) or (), is_whole=False)
    outer = _object(body)
    if "commands" not in outer and "_id" in outer:
        return Live(commands=(read(outer),), is_whole=False)
    if not outer.keys() & {"commands", "state", "settings"}:
        raise msgspec.ValidationError("Expected commands, state or settings")
    listed = msgspec.convert(outer.get("commands"), list[Any] | None)
    return Live(
        commands=_rows(listed, read, operation) or (),
        state=msgspec.convert(outer.get("state"), str | None),
        settings=msgspec.convert(outer.get("settings"), payloads.TabletSettings | None),
    )


def devices(body: Any, operation: str) -> tuple[tuple[payloads.Device, ...], int, int | None]:
    """One page of tablets, how many rows it had, and how many there are in all where that is told."""
    rows = _items(body, "devices", "items")
    total = body.get("total") if isinstance(body, dict) else None
    known = total if isinstance(total, int) and not isinstance(total, bool) else None
    return _rows(rows, _reader(payloads.Device), operation) or (), len(rows), known


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
    for plural in plurals:
        if isinstance(outer.get(plural), list):
            return outer[plural]  # type: ignore[no-any-return]
    if "_id" in outer or isinstance(outer.get("meeting"), dict):
        return [outer]
    raise msgspec.ValidationError("Expected an array")


def _reader(kind: type[T]) -> Callable[[Any], T]:
    return lambda row: msgspec.convert(row, kind)


def _rows(
    rows: list[Any] | UnsetType | None, read: Callable[[Any], T], operation: str
) -> tuple[T, ...] | None:
    """The readable rows; an empty value has none, and only an absent one is not shown."""
    if rows is UNSET:
        return None
    return readable(rows or (), read, vendor=Vendor.TELECOMX, operation=operation)


def _tablets(rows: list[Any] | UnsetType | None, operation: str) -> tuple[Tablet, ...] | None:
    def read(row: Any) -> Tablet:
        record = msgspec.convert(row, payloads.RoomDevice)
        return Tablet(record, _rows(record.commands, _reader(payloads.Command), operation))

    return _rows(rows, read, operation)


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
    missing = {
        name: getattr(other.record, name)
        for name in one.record.__struct_fields__
        if getattr(one.record, name) in (None, UNSET) and getattr(other.record, name) is not UNSET
    }
    if one.commands is None or other.commands is None:
        commands = one.commands if other.commands is None else other.commands
    else:
        known = {command.id for command in one.commands}
        commands = one.commands + tuple(c for c in other.commands if c.id not in known)
    return Tablet(msgspec.structs.replace(one.record, **missing), commands)
