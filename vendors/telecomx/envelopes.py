"""Finds the documented objects in whichever envelope Telecomx puts them, and validates them.

The pages' tables and examples disagree on the envelopes; both readings are accepted everywhere. What is wrong in one
field or one item of a list costs that alone; where the thing itself cannot be named msgspec.ValidationError is raised.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from operator import attrgetter
from typing import Any, TypeVar

import msgspec

from models.vendor import Vendor
from vendors.reading import is_empty, rows_of
from vendors.rows import are_payloads, distinct, readable, released
from vendors.telecomx import payloads
from vendors.telecomx.items import one, read_items, shown
from vendors.telecomx.rooms import Room
from vendors.telecomx.values import whole

T = TypeVar("T")

# A code is the path of a property or a default word; anything else might be content.
_CODE = re.compile(r"[\w.\[\]-]{1,64}( [\w.-]{1,32})?", re.ASCII)


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
        nested = one(outer, payloads.NestedRoom, operation)
        return Room(nested.meeting, nested, operation, is_whole)
    return Room(one(outer, payloads.Room, operation), None, operation, is_whole)


def rooms(body: Any, operation: str, *, is_own: bool = False) -> tuple[Room, ...]:
    """Rooms as a bare array, under a plural, or a single one.

    Args:
        is_own: whether the body may be taken apart, so that its memory is used again for what it is read as.
    """
    rows = _items(body, "meetings", "rooms", "items")
    if not are_payloads(rows) and any(
        isinstance(row, dict) and isinstance(row.get("meeting"), dict) for row in rows
    ):
        found = readable(
            released(rows) if is_own else rows,
            lambda row: room(row, operation),
            vendor=Vendor.TELECOMX,
            operation=operation,
        )
    else:
        flat = distinct(read_items(rows, payloads.Room, operation, is_own=is_own), attrgetter("id"))
        if is_own:
            rows.clear()
        return tuple([Room(row, None, operation, is_whole=False) for row in flat])
    return distinct(found, attrgetter("record.id"))


def current_room(body: Any, operation: str) -> Room | None:
    """The room a tablet is in, under `meeting`; None where that is empty."""
    outer = _object(body)
    return None if "meeting" in outer and is_empty(outer["meeting"]) else room(outer, operation)


def settings(body: Any, operation: str) -> tuple[payloads.Setting, ...]:
    """Templates, under `settings` or as a bare array."""
    return read_items(_items(body, "settings", "items"), payloads.Setting, operation)


def live(body: Any, operation: str) -> Live:
    """A tablet's commands with state and settings, as an object, a bare array, or one bare command."""
    if isinstance(body, list):
        return Live(read_items(body, payloads.Command, operation, within="commands"), is_whole=False)
    outer = _object(body)
    if "commands" not in outer and "_id" in outer:
        return Live((one(outer, payloads.Command, operation),), is_whole=False)
    if not outer:
        # What is left of one bare command where there is none.
        return Live((), is_whole=False)
    if not outer.keys() & {"commands", "state", "settings"}:
        raise msgspec.ValidationError("Expected commands, state or settings")
    table = one(outer, payloads.LiveTable, operation)
    commands = shown(table, "commands", payloads.Command, operation)
    return Live(commands, table.state, table.settings)


def command(body: Any, operation: str) -> payloads.Command:
    """One command, bare or under `command`."""
    outer = _object(body)
    inner = outer.get("command")
    return one(inner if isinstance(inner, dict) else outer, payloads.Command, operation)


def devices(body: Any, operation: str) -> tuple[tuple[payloads.Device, ...], int, int | None]:
    """One page of tablets, how many rows it had, and how many there are in all where that is told."""
    rows = _items(body, "devices", "items")
    found = distinct(read_items(rows, payloads.Device, operation), attrgetter("id"))
    total = whole(body.get("total")) if isinstance(body, dict) else None
    return found, len(rows), None if total is not None and total < 0 else total


def device(body: Any, operation: str) -> payloads.Device:
    """One tablet, bare or under `device`."""
    outer = _object(body)
    inner = outer.get("device")
    return one(inner if isinstance(inner, dict) else outer, payloads.Device, operation)


def login(body: Any, operation: str) -> payloads.Login:
    """A session."""
    return one(body, payloads.Login, operation)


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
