"""Odd values in every field: the row is refused as a whole, or read without a crash and fit to be sent on."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict, is_dataclass
from datetime import UTC, datetime
from typing import Any

import pytest

from models.account import DEFAULT_TENANT
from models.ids import Identified, Kind, decode
from models.vendor import Vendor
from tests.support.accounts import ENABLEX, a_key
from tests.support.enablex import meeting_key
from tests.support.reading import answered, converted
from vendors.enablex import mapping, payloads
from vendors.enablex.envelope import cleaned
from vendors.payload import Row

NOW = datetime(2030, 1, 15, tzinfo=UTC)
ANSWER = answered(ENABLEX, NOW)
ROOM = a_key(Kind.ROOM, Vendor.ENABLEX, ("permanent", "u-100"))
ODD: list[Any] = [
    *(
        None,
        "",
        " ",
        "\x00",
        "x" * 5000,
        "é" * 150,
        "-1",
        "1e9",
        "٣",
        "007",
        "0000-00-00 00:00:00",
        True,
        False,
    ),
    *(0, -1, 2**31, 2**64, 10**300, 1.5, 1e308),
    *([], [None], [[]], [{}], [1.5], {}, {"0": "x"}, {"sec": 1, "usec": {}}),
]


def shown_meeting(row: payloads.Meeting) -> object:
    detail, entry = (
        mapping.meetings.detailed(row, ANSWER),
        mapping.meetings.listed(row, ANSWER),
    )
    return mapping.meetings.with_listing(detail, entry), mapping.meetings.with_detail(entry, detail)


READERS: dict[str, tuple[type[Row], Callable[[Any], object]]] = {
    "meeting": (payloads.Meeting, shown_meeting),
    "meetings": (payloads.Meeting, shown_meeting),
    "permanent_room": (
        payloads.PermanentRoom,
        lambda row: mapping.rooms.permanent(row, ANSWER, "u-100"),
    ),
    "lobby": (payloads.Lobby, mapping.lobbies.lobby),
    "polls": (payloads.Poll, lambda row: mapping.polls.of_room([row], ROOM, "r-p1")),
    "sessions": (
        payloads.Session,
        lambda row: mapping.sessions.of_meeting([row], meeting_key("m-1"), ANSWER),
    ),
    "timezones": (payloads.TimeZone, lambda row: mapping.account.time_zone(row, ANSWER)),
}


def row_of(body: Any, name: str) -> Any:
    """The object inside a documented answer; of several the first."""
    found = cleaned(body)[name]
    if name == "polls":
        return next(iter(found.values()))
    return found[0] if isinstance(found, list) else found


def places(value: Any, way: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """The way to every value inside a body."""
    items = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for name, inner in items:
        yield (*way, name)
        yield from places(inner, (*way, name))


def put(body: Any, way: tuple[Any, ...], value: object) -> None:
    for name in way[:-1]:
        body = body[name]
    body[way[-1]] = value


def sent_on(model: Any) -> None:
    """Writes a model the way that it leaves us: its global id, which must be readable again, and every text."""
    if isinstance(model, tuple):
        for each in model:
            sent_on(each)
    elif is_dataclass(model):
        json.dumps(asdict(model), ensure_ascii=False, allow_nan=False, default=str).encode()  # type: ignore[arg-type]
        if isinstance(model, Identified):
            assert decode(model.key.encoded(), DEFAULT_TENANT) == model.key


@pytest.mark.parametrize("name", READERS)
def test_an_odd_value_never_crashes(payload: Callable[[str], Any], name: str) -> None:
    kind, read = READERS[name]
    accepted = 0
    for way in places(row_of(payload(name), name)):
        for odd in ODD:
            changed = row_of(payload(name), name)
            put(changed, way, odd)
            try:
                row = converted(cleaned(changed), kind)
            except ValueError:
                continue
            sent_on(read(row))
            accepted += 1
    assert accepted > 0
