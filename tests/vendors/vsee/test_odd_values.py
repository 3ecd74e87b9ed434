"""Odd values in every field: the row is refused as a whole, or read without a crash."""

import json
from collections.abc import Callable, Iterator
from dataclasses import asdict
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from models.account import DEFAULT_TENANT
from models.ids import Identified, decode
from tests.support.accounts import VSEE
from tests.support.reading import answered, converted
from vendors.payload import Row
from vendors.vsee import payloads
from vendors.vsee.mapping import providers, rooms, visits

ANSWER = answered(VSEE, datetime(2030, 1, 15, tzinfo=UTC))
ODD = [
    *(None, "", " ", "\x00", "a\ufffd", "x" * 5000, "é" * 150, "-1", "1e9", "٣", True, False),
    *(0, -1, 2**31, 2**64, 10**300, 1.5, 1e308, float("inf"), float("nan")),
    *([], [None], [[]], [{}], ["\ufffd"], {}, {"sec": 10**30, "usec": -1}, {"sec": {}}, {"enabled": "?"}),
]


def visited(row: payloads.Visit) -> tuple[object, ...]:
    return (
        visits.meeting(row, ANSWER, visits.room_unfetched("b4vjj")),
        visits.session(row, ANSWER),
        visits.recordings(row, ANSWER),
    )


READERS: dict[type[Row], Callable[[Any], object]] = {
    payloads.RoomSummary: lambda row: rooms.summary(row, ANSWER),
    payloads.Room: lambda row: rooms.room(row, ANSWER),
    payloads.Queue: lambda row: rooms.queue(row, ANSWER),
    payloads.Provider: lambda row: (
        providers.summary(row, ANSWER, "b4vjj"),
        providers.provider(row, ANSWER, "b4vjj"),
    ),
    payloads.Visit: visited,
}
DOCUMENTED = {
    payloads.RoomSummary: "rooms",
    payloads.Room: "room",
    payloads.Queue: "queue",
    payloads.Provider: "provider",
    payloads.Visit: "visits",
}


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
    """Writes a model the way that it leaves us: its global id, which must be readable, and every text as UTF-8."""
    if isinstance(model, tuple):
        for each in model:
            sent_on(each)
    elif model is not None:
        json.dumps(asdict(model), ensure_ascii=False, allow_nan=False, default=str).encode()
        if isinstance(model, Identified):
            assert decode(model.key.encoded(), DEFAULT_TENANT) == model.key


@pytest.mark.parametrize("kind", READERS, ids=lambda kind: kind.__name__)
def test_an_odd_value_never_crashes(body: Callable[[str], Any], kind: type[Row]) -> None:
    def row() -> Any:
        data = body(DOCUMENTED[kind])["data"]
        return data[0] if isinstance(data, list) else data

    read = 0
    for way in places(row()):
        for odd in ODD:
            changed = row()
            put(changed, way, odd)
            try:
                payload = converted(payloads.identified(changed), kind)
            except ValueError:
                continue
            sent_on(READERS[kind](payload))
            read += 1
    assert read > 0


@pytest.mark.parametrize(
    "odd", [odd for odd in ODD if not isinstance(odd, dict)], ids=lambda odd: type(odd).__name__
)
def test_a_row_that_is_no_object_is_bad(odd: object) -> None:
    with pytest.raises((msgspec.ValidationError, UnicodeEncodeError)):
        converted(payloads.identified(odd), payloads.Visit)
