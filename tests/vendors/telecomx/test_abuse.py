"""Odd values in every place of every documented body: refused or read, never a crash."""

import copy
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import msgspec
import pytest

from models.ids import Kind
from models.vendor import Vendor
from models.view import plain
from tests.support.accounts import TELECOMX, a_key
from tests.support.reading import answered
from vendors.telecomx import envelopes, mapping

ENTRY = a_key(Kind.MEETING_DEVICE, Vendor.TELECOMX, ("m1", "d1"))
ANSWER = answered(TELECOMX, datetime(2025, 11, 4, 12, tzinfo=UTC))
ODD = [
    None,
    "",
    "x",
    "\ufffd",
    [],
    [None],
    {},
    {"_id": 7},
    True,
    -1,
    7.5,
    float("nan"),
    float("inf"),
    10**400,
]


def places(body: Any, above: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    steps = body.items() if isinstance(body, dict) else enumerate(body) if isinstance(body, list) else ()
    for step, below in steps:
        yield (*above, step)
        yield from places(below, (*above, step))


def spoilt(body: Any) -> Iterator[Any]:
    for *above, last in places(body):
        for odd in ODD:
            copied = copy.deepcopy(body)
            place = copied
            for step in above:
                place = place[step]
            place[last] = odd
            yield copied
    yield from ODD


def read_room(body):
    return [mapping.meetings.meeting(envelopes.room(body, "x"), ANSWER)]


def read_device(body):
    return [mapping.devices.whole_device(envelopes.device(body, "x"), ANSWER)]


def read_devices(body):
    found, _, _ = envelopes.devices(body, "x")
    return [mapping.devices.listed(payload, ANSWER) for payload in found]


def read_settings(body):
    return [mapping.settings.template(setting, ANSWER) for setting in envelopes.settings(body, "x")]


def read_live(body):
    found = envelopes.live(body, "x").commands
    return [mapping.devices.command(ENTRY, payload) for payload in found or ()]


@pytest.mark.parametrize(
    ("name", "read"),
    [
        ("room_nested", read_room),
        ("conference_flat", read_room),
        ("room_of_device", read_room),
        ("device", read_device),
        ("devices", read_devices),
        ("settings", read_settings),
        ("live", read_live),
    ],
)
def test_odd_values_are_refused_or_read_and_the_result_can_be_printed(body, name, read):
    for odd in spoilt(body(name)):
        try:
            things = read(odd)
        except (msgspec.ValidationError, UnicodeError):
            # The two that `readable_as` makes a bad response of.
            continue
        for thing in things:
            # What is left out of what is printed is read as well.
            plain(thing)
            repr(thing).encode()
            getattr(thing, "id", "")
