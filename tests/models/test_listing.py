"""Which rows a list's query lets through."""

from typing import Any

import pytest

from models.ids import Key, Kind
from models.listing import DeviceQuery, MeetingQuery, RoomQuery
from models.meeting import MeetingState
from models.partial import Unfetched
from models.room import RoomKind
from models.vendor import Vendor
from tests.support.builders import a_device, a_meeting, a_meeting_device, a_room, at

ROOM = Key(Kind.ROOM, Vendor.TELECOMX, ("r1",))
DEVICE = a_device().key


@pytest.mark.parametrize(
    ("query", "meeting", "matches"),
    [
        ({}, {}, True),
        ({"states": frozenset({MeetingState.ENDED})}, {"state": MeetingState.ENDED}, True),
        ({"states": frozenset({MeetingState.ENDED})}, {"state": MeetingState.RUNNING}, False),
        ({"starts_from": at(0)}, {"starts_at": at(0)}, True),
        ({"starts_from": at(0)}, {"starts_at": at(-1)}, False),
        ({"starts_from": at(0)}, {"starts_at": None}, False),
        ({"starts_to": at(0)}, {"starts_at": at(-1)}, True),
        ({"starts_to": at(0)}, {"starts_at": at(0)}, False),
        ({"starts_to": at(0)}, {"starts_at": None}, False),
        ({"starts_from": at(0), "starts_to": at(2)}, {"starts_at": at(1)}, True),
        ({"text": "STRASSE"}, {"title": "Hauptstraße 3"}, True),
        ({"text": "knee"}, {"description": "Knees and elbows"}, True),
        ({"text": "knee"}, {"title": "Elbows"}, False),
        ({"text": "knee"}, {}, False),
        ({"device": DEVICE}, {"devices": (a_meeting_device(),)}, True),
        ({"device": DEVICE}, {"devices": (a_meeting_device(device=a_device("d2")),)}, False),
        ({"device": DEVICE}, {"devices": None}, False),
        ({"device": DEVICE}, {"devices": Unfetched("detail")}, False),
        ({"host_id": "7"}, {"host_id": "7"}, True),
        ({"host_id": "7"}, {"host_id": "77"}, False),
        ({"host_id": "7"}, {}, False),
        ({"room": ROOM}, {"room": a_room("r1")}, True),
        ({"room": ROOM}, {"room": a_room("r2")}, False),
        ({"room": ROOM}, {"room": Unfetched("detail")}, True),
        ({"room": ROOM}, {"room": None}, True),
    ],
)
def test_a_meeting_is_matched_by_each_part_of_the_query(
    query: dict[str, Any], meeting: dict[str, Any], matches: bool
) -> None:
    assert MeetingQuery(**query).matches(a_meeting(**meeting)) is matches


@pytest.mark.parametrize(
    ("query", "room", "matches"),
    [
        ({}, {}, True),
        ({"kinds": frozenset({RoomKind.WAITING})}, {"kind": RoomKind.WAITING}, True),
        ({"kinds": frozenset({RoomKind.WAITING})}, {"kind": RoomKind.MEETING}, False),
        ({"text": "A"}, {"name": "a"}, True),
        ({"text": "A"}, {"description": "a"}, True),
        ({"text": "A"}, {"code": "a"}, True),
        ({"text": "A"}, {"slug": "a"}, True),
        ({"text": "A"}, {"description": Unfetched("detail")}, False),
        ({"text": "A"}, {"subtitle": "a"}, False),
    ],
)
def test_a_room_is_matched_by_each_part_of_the_query(
    query: dict[str, Any], room: dict[str, Any], matches: bool
) -> None:
    assert RoomQuery(**query).matches(a_room(**room)) is matches


@pytest.mark.parametrize(
    ("text", "device", "matches"),
    [
        (None, {}, True),
        ("A", {"name": "a"}, True),
        ("A", {"barcode": "a"}, True),
        ("A", {"serial": "a"}, True),
        ("A", {"serial": Unfetched("detail")}, False),
        ("A", {"location": "a"}, False),
    ],
)
def test_a_device_is_matched_by_its_words(text: str | None, device: dict[str, Any], matches: bool) -> None:
    assert DeviceQuery(text=text).matches(a_device(**device)) is matches
