"""Telecomx' lists are decoded straight into payloads, bare or under their name, if their rooms are flat."""

from typing import Any

import msgspec
import pytest

from tests.support.drift import settled
from vendors.telecomx import envelopes, payloads
from vendors.telecomx.lists import LIST_DEVICES, LIST_ROOMS

ROOMS = settled(payloads.Room, LIST_ROOMS)
DEVICES = settled(payloads.Device, LIST_DEVICES)


@pytest.mark.parametrize("wrap", [lambda rows: rows, lambda rows: {"meetings": rows, "page": 1}])
def test_flat_rooms_are_read_in_either_envelope(wrap: Any) -> None:
    body = msgspec.json.encode(wrap([{"_id": "m1", "subject": "A"}, {"_id": "m1"}, {"_id": "m2"}]))
    found = envelopes.rooms(LIST_ROOMS.decoded(body, ROOMS), LIST_ROOMS)
    assert [(room.record.id, room.beside, room.is_whole) for room in found] == [
        ("m1", None, False),
        ("m2", None, False),
    ]


def test_a_nested_room_is_not_taken_for_a_flat_one_that_has_an_id_as_well() -> None:
    with pytest.raises(msgspec.ValidationError):
        LIST_ROOMS.decoded(b'[{"_id":"outer","meeting":{"_id":"m1"}}]', ROOMS)


def test_the_total_of_devices_comes_beside_them() -> None:
    body = LIST_DEVICES.decoded(b'{"total":"7","devices":[{"_id":"d1"}]}', DEVICES)
    found, rows, total = envelopes.devices(body, LIST_DEVICES)
    assert ([device.id for device in found], rows, total) == (["d1"], 1, 7)
