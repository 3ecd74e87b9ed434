"""What vendors forget is told all the same, and never against the vendor's own word."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from models.access import Pins
from models.documents.remembered import Remembered
from models.drafts import MeetingChanges, MeetingDraft
from models.error_code import ErrorCode
from models.ids import Key, Kind
from models.listing import Direction, MeetingQuery
from models.meeting import Meeting
from models.partial import Unfetched
from models.vendor import Vendor
from models.vendor_problem import MissingPart
from resolvers import meetings as reading
from resolvers.context import Context
from resolvers.parts import fetched
from resolvers.remembered_facts import FRESH_FOR
from resolvers.writes import meetings
from store import remembered
from store.settings import StoreSettings
from store.store import Store
from tests.support.accounts import a_key
from tests.support.builders import NOON, a_meeting, a_room, at
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context
from tests.support.mongo import a_store, empty, on
from vendors.operation_scope import operation_scope

LISTING = Unfetched("listing")


@pytest.fixture
async def store(mongodb: str) -> AsyncIterator[Store]:
    async with a_store(StoreSettings(**on(mongodb)), now=lambda: NOON) as store:
        await empty(store)
        yield store


class Forgetful(FakeVendor):
    """A vendor that has no times and no description."""

    forgotten_of_meetings = frozenset({"starts_at", "duration_minutes", "description"})


class Sparing(FakeVendor):
    """A vendor that shows PINs in its list only."""

    forgotten_of_meetings = frozenset({"pins"})


def over(store: Store, *vendors: FakeVendor, now: Any = None) -> Context:
    return a_context(*vendors, store=store, now=lambda: now or store.now())


async def made(store: Store, vendor: FakeVendor, **fields: Any) -> Key:
    """Schedules a meeting at a vendor that forgets, and gives its key."""
    draft = MeetingDraft(
        vendor=vendor.vendor, **{"title": "A", "starts_at": at(60), "duration_minutes": 30, **fields}
    )
    written = await meetings.schedule(draft, None, over(store, vendor))
    assert written.meeting is not None
    return written.meeting.key


async def read(store: Store, vendor: FakeVendor, key: Key) -> Meeting:
    found = await reading.by_key(key, over(store, vendor))
    assert found is not None
    return found


async def test_what_the_vendor_never_tells_is_told(store: Store) -> None:
    vendor = Forgetful(Vendor.VCONNCT)
    found = await read(store, vendor, await made(store, vendor, description="About it"))
    assert (found.starts_at, found.duration_minutes, found.description) == (at(60), 30, "About it")


async def test_the_end_follows_from_what_is_kept(store: Store) -> None:
    vendor = Forgetful(Vendor.VCONNCT)
    assert (await read(store, vendor, await made(store, vendor))).ends_at == at(90)


async def test_the_vendors_word_wins(store: Store) -> None:
    vendor = Forgetful(Vendor.VCONNCT)
    key = await made(store, vendor)
    vendor.things[key] = a_meeting(key.parts[0], Vendor.VCONNCT, starts_at=at(5))
    assert (await read(store, vendor, key)).starts_at == at(5)


async def test_a_change_keeps_what_it_does_not_name(store: Store) -> None:
    vendor = Forgetful(Vendor.VCONNCT)
    key = await made(store, vendor, description="About it")
    await meetings.update(MeetingChanges(meeting=key, starts_at=at(120)), None, over(store, vendor))
    found = await read(store, vendor, key)
    assert (found.starts_at, found.description) == (at(120), "About it")


async def test_an_empty_text_clears(store: Store) -> None:
    vendor = Forgetful(Vendor.VCONNCT)
    key = await made(store, vendor, description="About it")
    written = await meetings.update(MeetingChanges(meeting=key, description=""), None, over(store, vendor))
    assert written.meeting is not None
    told, later = written.meeting.description, (await read(store, vendor, key)).description
    assert (told, later) == (None, None)


async def test_a_meeting_that_was_taken_back_is_forgotten(store: Store) -> None:
    vendor = Forgetful(Vendor.VCONNCT)
    key = await made(store, vendor)
    await meetings.cancel(key, None, over(store, vendor))
    assert await remembered.of(store, [Remembered.key(key.vendor, key.parts[0])]) == {}


async def test_a_list_is_sorted_and_filtered_by_what_is_kept(store: Store) -> None:
    vendor = Forgetful(Vendor.VCONNCT)
    late, early = await made(store, vendor, starts_at=at(90)), await made(store, vendor, starts_at=at(30))
    await made(store, vendor, starts_at=at(600))
    page = await reading.listed(
        over(store, vendor),
        query=MeetingQuery(starts_from=NOON, starts_to=at(300), direction=Direction.ASC),
        vendors=None,
        first=10,
        after=None,
    )
    assert [meeting.key for meeting in page.nodes] == [early, late]


async def test_without_the_store_the_meeting_is_there_and_the_gap_is_told() -> None:
    vendor = Forgetful(Vendor.VCONNCT, a_meeting("m1", Vendor.VCONNCT))
    key = a_key(Kind.MEETING, Vendor.VCONNCT, ("m1",))
    with operation_scope() as scope:
        found = await reading.by_key(key, a_context(vendor))
    (gap,) = scope.gaps.problems()
    assert found is not None
    assert (gap.vendor, gap.missing, gap.count, gap.code) == (
        Vendor.VCONNCT,
        MissingPart.KEPT_FACTS,
        1,
        ErrorCode.SERVICE_UNAVAILABLE,
    )


async def test_a_vendor_that_forgets_nothing_costs_no_question_to_the_store() -> None:
    vendor = FakeVendor(Vendor.TELECOMX, a_meeting("m1", Vendor.TELECOMX))
    with operation_scope() as scope:
        await reading.by_key(a_key(Kind.MEETING, Vendor.TELECOMX, ("m1",)), a_context(vendor))
    assert not scope.gaps


# In place of a dearer call

SHORT = a_meeting("m1", Vendor.ENABLEX, title="A", pins=LISTING)
WHOLE = a_meeting("m1", Vendor.ENABLEX, title="A", pins=Pins(moderator="4711"))


async def pins(store: Store, vendor: FakeVendor, thing: Any = SHORT, now: Any = None) -> Any:
    return await fetched(thing, "pins", over(store, vendor, now=now))


@pytest.fixture
async def sparing(store: Store) -> FakeVendor:
    """Knows the meeting; its PIN is kept."""
    vendor = Sparing(Vendor.ENABLEX, SHORT)
    await over(store, vendor).remembered_facts.keep(WHOLE)
    return vendor


async def test_ours_spares_the_dearer_call(store: Store, sparing: FakeVendor) -> None:
    assert (await pins(store, sparing), sparing.calls) == (Pins(moderator="4711"), [])


async def test_ours_serves_the_room_behind_the_meeting_too(store: Store, sparing: FakeVendor) -> None:
    room = a_room("r1", Vendor.ENABLEX, name="A", pins=LISTING, meeting_key=SHORT.key)
    assert (await pins(store, sparing, room), sparing.calls) == (Pins(moderator="4711"), [])


async def test_ours_does_not_count_for_a_meeting_that_has_changed(store: Store, sparing: FakeVendor) -> None:
    changed = a_meeting("m1", Vendor.ENABLEX, title="B", pins=LISTING)
    sparing.whole[changed.key] = a_meeting("m1", Vendor.ENABLEX, title="B", pins=Pins(moderator="0815"))
    assert await pins(store, sparing, changed) == Pins(moderator="0815")


async def test_ours_does_not_count_when_it_is_old(store: Store, sparing: FakeVendor) -> None:
    sparing.whole[SHORT.key] = a_meeting("m1", Vendor.ENABLEX, title="A", pins=Pins(moderator="0815"))
    late = NOON + FRESH_FOR + timedelta(seconds=1)
    assert await pins(store, sparing, now=late) == Pins(moderator="0815")


async def test_ours_counts_again_where_the_vendor_finds_nothing(store: Store, sparing: FakeVendor) -> None:
    sparing.whole[SHORT.key] = SHORT
    late = NOON + FRESH_FOR + timedelta(seconds=1)
    assert await pins(store, sparing, now=late) == Pins(moderator="4711")


async def test_without_the_store_the_vendor_is_asked(sparing: FakeVendor) -> None:
    sparing.whole[SHORT.key] = WHOLE
    assert await fetched(SHORT, "pins", a_context(sparing)) == Pins(moderator="4711")


async def test_texts_are_kept_sealed(store: Store) -> None:
    await made(store, Forgetful(Vendor.VCONNCT), title="Canary title", description="Canary text")
    stored = [str(document) for document in await Remembered.get_pymongo_collection().find().to_list()]
    assert stored
    assert not any("Canary" in text for text in stored)


async def test_what_is_secret_is_kept_sealed(store: Store, sparing: FakeVendor) -> None:
    stored = [str(document) for document in await Remembered.get_pymongo_collection().find().to_list()]
    assert stored
    assert not any("4711" in text for text in stored)
