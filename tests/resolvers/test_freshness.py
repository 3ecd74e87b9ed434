"""From when what is shown is told to be: from the operation, from better days, or from a walk's beginning."""

from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from models.errors import VendorUnreachable
from models.partial import Unfetched
from models.room import RoomQueue
from models.settings import MeetingSettings
from models.vendor import Vendor
from polling.broker import Broker
from polling.pace import Pace
from resolvers import meeting_changes, rooms
from resolvers.context import Context
from tests.support.builders import NOON, a_meeting, a_room, at
from tests.support.clock import HandClock
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context, data, run
from vendors.resilience.stale_if_error import StaleIfError

MEETING = a_meeting(
    settings=Unfetched("detail"), room=a_room("behind", name=Unfetched("detail"), meeting_key=None)
)
WHOLE = replace(MEETING, settings=MeetingSettings(), room=a_room("behind", name="Room"))
ROOM = a_room("own", name=Unfetched("detail"))


class Stale:
    """A vendor that is asked once, dies in part, and is asked again 12 seconds later."""

    def __init__(self) -> None:
        self.inner = FakeVendor(Vendor.TELECOMX, MEETING, ROOM)
        self.inner.whole = {MEETING.key: WHOLE, ROOM.key: a_room("own", name="Own")}
        self.inner.beside = {"room_queues": {ROOM.key: RoomQueue(length=3)}}
        self.clock = HandClock()
        self.adapter = StaleIfError(
            self.inner,
            seconds=60,
            things=100,
            now=lambda: NOON + timedelta(seconds=self.clock.seconds - HandClock().seconds),
            clock=self.clock,
        )

    async def shown(self, query: str) -> Any:
        context = a_context(self.adapter)
        context.began = self.adapter._now()
        return await data_in(query, context)

    async def again(self, query: str, *dead: str) -> Any:
        """The answer after these calls have begun to fail."""
        await self.shown(query)
        self.inner.failing = dict.fromkeys(dead, VendorUnreachable(Vendor.TELECOMX, "any"))
        self.clock.passes(12)
        return await self.shown(query)


async def data_in(query: str, context: Context) -> Any:
    result = await run(query, context)
    assert result.errors is None, result.errors
    return result.data


OLD, NEW = "2026-01-31T12:00:00.000Z", "2026-01-31T12:00:12.000Z"
MEETINGS = "{ meetings { nodes { asOf room { asOf } } } }"


async def test_what_is_read_in_the_operation_is_of_its_beginning() -> None:
    vendor = FakeVendor(Vendor.TELECOMX, MEETING)
    [row] = (await data(MEETINGS, [vendor]))["meetings"]["nodes"]
    assert row == {"asOf": OLD, "room": {"asOf": OLD}}


async def test_rows_from_better_days_and_what_they_hold_are_of_then() -> None:
    [row] = (await Stale().again(MEETINGS, "list_meetings"))["meetings"]["nodes"]
    assert row == {"asOf": OLD, "room": {"asOf": OLD}}


async def test_one_stale_answer_dates_no_other_of_the_same_vendor() -> None:
    query = "{ meetings { nodes { asOf } } rooms { nodes { asOf queue { asOf } } } }"
    found = await Stale().again(query, "list_meetings", "room_queues")
    assert found["meetings"]["nodes"] == [{"asOf": OLD}]
    assert found["rooms"]["nodes"] == [{"asOf": NEW, "queue": {"asOf": OLD}}]


@pytest.mark.parametrize(
    ("query", "dead", "told"),
    [
        ("{ meetings { nodes { asOf settings { record } } } }", "complete_meetings", OLD),
        ("{ meetings { nodes { settings { record } asOf } } }", "complete_meetings", OLD),
        ("{ meetings { nodes { asOf } } }", "complete_meetings", NEW),
        ("{ meetings { nodes { asOf settings { record } } } }", "rooms", NEW),
        ("{ meetings: rooms { nodes { asOf name } } }", "complete_rooms", OLD),
    ],
)
async def test_a_thing_is_as_old_as_the_oldest_part_that_is_shown(query: str, dead: str, told: str) -> None:
    [row] = (await Stale().again(query, dead))["meetings"]["nodes"]
    assert row["asOf"] == told


# Subscriptions


def watching(vendor: FakeVendor, moments: list[datetime]) -> Context:
    context = a_context(vendor)
    return replace(context, now=lambda: moments.pop(0), broker=Broker(Pace(tick=0.01, slowest=0.01)))


async def test_a_queue_that_is_told_is_of_the_look_at_it() -> None:
    room = a_room("noor", Vendor.VSEE)
    vendor = FakeVendor(Vendor.VSEE, room)
    vendor.beside = {"room_queues": {room.key: RoomQueue(length=3)}}
    context = watching(vendor, [at(0), at(1), *[at(2)] * 9])
    told = rooms.queues_followed([room.key], context)
    _, shown = await anext(told)
    await told.aclose()
    assert not isinstance(shown, Exception)
    assert shown is not None
    assert shown.queue is not None
    assert (shown.as_of, shown.queue.as_of) == (at(1), at(1))


def test_a_later_look_at_the_same_queue_is_no_news() -> None:
    facts = rooms.QUEUE.facts
    assert facts(RoomQueue(length=3, as_of=at(0))) == facts(RoomQueue(length=3, as_of=at(1)))
    assert facts(RoomQueue(length=3)) != facts(RoomQueue(length=4))


async def test_a_meeting_that_is_told_is_of_the_look_at_it() -> None:
    meeting = a_meeting("m", Vendor.ENABLEX, room=a_room("behind", Vendor.ENABLEX))
    context = watching(FakeVendor(Vendor.ENABLEX, meeting), [at(0), at(1), *[at(2)] * 9])
    told = meeting_changes.followed([meeting.key], context)
    _, shown = await anext(told)
    await told.aclose()
    assert not isinstance(shown, Exception)
    assert shown is not None
    assert shown.as_of == at(1)
