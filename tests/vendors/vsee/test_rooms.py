"""Rooms, queues and providers through the adapter."""

import asyncio
import gc
import weakref
from dataclasses import fields

import pytest

from models.ids import Key, Kind
from models.listing import MeetingQuery, RoomQuery
from models.partial import Unfetched
from models.room import RoomQueue
from models.vendor import Vendor
from tests.support.accounts import a_key

ROOM = a_key(Kind.ROOM, Vendor.VSEE, ("b4vjj",))
GONE = a_key(Kind.ROOM, Vendor.VSEE, ("gone",))
PROVIDER = a_key(Kind.PROVIDER, Vendor.VSEE, ("b4vjj", "85742"))
ODD = [a_key(Kind.ROOM, Vendor.VSEE, parts) for parts in ((), ("b4vjj", "x"), ("..",))]


def unfetched(value: object) -> set[str]:
    return {f.name for f in fields(value) if isinstance(getattr(value, f.name), Unfetched)}  # type: ignore[arg-type]


async def test_a_room_by_its_code(adapter) -> None:
    assert (await adapter.rooms([ROOM]))[ROOM].uid == "171"


@pytest.mark.parametrize("key", ODD)
async def test_a_key_that_no_room_has_finds_none(adapter, http, key: Key) -> None:
    assert (await adapter.rooms([key]), await adapter.room_queues([key])) == ({key: None}, {key: None})
    assert http.calls == []


async def test_a_listed_room_completed_is_the_room(adapter) -> None:
    listed = (await adapter.list_rooms(RoomQuery(), 1)).items[1]
    (aspect,) = {value.aspect for name in unfetched(listed) for value in [getattr(listed, name)]}
    assert await adapter.complete_rooms(aspect, [listed]) == await adapter.rooms([ROOM])


async def test_a_queue_by_its_room(adapter) -> None:
    assert (await adapter.room_queues([ROOM, GONE]))[ROOM].wait_seconds == 10800


async def test_the_providers_of_a_room(adapter) -> None:
    found = (await adapter.providers_of_rooms([ROOM, GONE]))[ROOM]
    assert [provider.vendor_id for provider in found] == ["85741", "85742"]


async def test_a_room_without_providers_has_an_empty_list(adapter, http) -> None:
    http.on("/rooms/b4vjj/providers", {"data": []})
    assert await adapter.providers_of_rooms([ROOM, GONE]) == {ROOM: (), GONE: None}


async def test_a_provider_by_room_and_id(adapter) -> None:
    assert (await adapter.providers([PROVIDER]))[PROVIDER].email == "blair.roe@vclinic.example"


@pytest.mark.parametrize("parts", [("b4vjj",), ("b4vjj", "85742", "x"), ("b4vjj", "..")])
async def test_a_key_that_no_provider_has_finds_none(adapter, http, parts: tuple[str, ...]) -> None:
    key = a_key(Kind.PROVIDER, Vendor.VSEE, parts)
    assert await adapter.providers([key]) == {key: None}
    assert http.calls == []


async def test_both_ways_to_a_provider_end_in_the_same(adapter) -> None:
    listed = (await adapter.providers_of_rooms([ROOM]))[ROOM][1]
    single = (await adapter.providers([PROVIDER]))[PROVIDER]
    one = (await adapter.complete_providers("detail", [listed]))[PROVIDER]
    other = (await adapter.complete_providers("summary", [single]))[PROVIDER]
    assert one == other
    assert unfetched(one) == set()


async def test_a_provider_who_left_the_room_has_no_photo(adapter, http) -> None:
    single = (await adapter.providers([PROVIDER]))[PROVIDER]
    http.on("/rooms/b4vjj/providers", {"data": []})
    assert (await adapter.complete_providers("summary", [single]))[PROVIDER].photo is None


async def test_a_listed_provider_who_is_gone_is_none(adapter, http) -> None:
    listed = (await adapter.providers_of_rooms([ROOM]))[ROOM][1]
    del http.answers["/rooms/b4vjj/providers/85742"]
    assert await adapter.complete_providers("detail", [listed]) == {PROVIDER: None}


# The adapter itself


async def test_a_vendors_id_is_a_key_without_a_call(adapter, http) -> None:
    assert await adapter.locate(Kind.ROOM, "b4vjj") == ROOM
    assert http.calls == []


async def test_a_provider_cannot_be_located_without_a_room(adapter) -> None:
    assert await adapter.locate(Kind.PROVIDER, "85742") is None


# What is kept


async def test_the_adapter_keeps_no_room_or_visit_that_it_has_shown(adapter) -> None:
    listed = (await adapter.list_rooms(RoomQuery(), 1)).items[0]
    read = (await adapter.rooms([ROOM]))[ROOM]
    visit = (await adapter.list_meetings(MeetingQuery(), 1)).items[0]
    (completed,) = (await adapter.complete_meetings("room", [visit])).values()
    held = [weakref.ref(each) for each in (listed, read, visit, completed.room)]
    del listed, read, visit, completed
    # The loop itself holds the last result until its next turn.
    await asyncio.sleep(0)
    gc.collect()
    assert [each() for each in held] == [None] * 4


async def test_a_queue_which_its_followers_keep_has_no_row(adapter) -> None:
    assert type((await adapter.room_queues([ROOM]))[ROOM]) is RoomQueue


async def test_of_a_list_only_what_is_asked_for_is_translated(adapter) -> None:
    rows = (
        *(await adapter.list_rooms(RoomQuery(), 1)).items,
        *(await adapter.list_meetings(MeetingQuery(), 1)).items,
    )
    read = {name for row in rows for name in vars(row)} - {"_row", "_answer"}
    # The code is remembered.
    assert read == {"code"}
