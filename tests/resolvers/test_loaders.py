"""What is asked for in one moment reaches each vendor as one call, and each answer its own asker."""

import asyncio
import gc
from typing import Any

import pytest

from models.errors import NotConfigured, VendorUnreachable
from models.partial import Unfetched
from models.vendor import Vendor
from resolvers.loaders import Loaders
from resolvers.loaders.polls import PollPlace
from resolvers.parts import fetched
from tests.support.builders import a_failure, a_meeting, a_poll, a_room
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context


def loaders(*vendors: FakeVendor) -> Loaders:
    return a_context(*vendors).loaders


MEETINGS = {
    vendor: [a_meeting(f"m{number}", vendor) for number in range(3)]
    for vendor in (Vendor.TELECOMX, Vendor.VSEE)
}


def two_vendors() -> tuple[FakeVendor, FakeVendor]:
    telecomx, vsee = (FakeVendor(vendor, *MEETINGS[vendor]) for vendor in MEETINGS)
    return telecomx, vsee


def mixed_keys() -> list[object]:
    return [MEETINGS[vendor][number].key for number in (2, 0, 1) for vendor in MEETINGS]


async def load_all(load: Loaders) -> list[object]:
    return await asyncio.gather(*(load.meetings.load(key) for key in mixed_keys()), return_exceptions=True)  # type: ignore[arg-type]


async def test_one_moment_is_one_call_to_each_vendor() -> None:
    vendors = two_vendors()
    await load_all(loaders(*vendors))
    assert [len(vendor.calls) for vendor in vendors] == [1, 1]


async def test_a_vendor_is_asked_for_its_own_keys_only() -> None:
    vendors = two_vendors()
    await load_all(loaders(*vendors))
    for vendor in vendors:
        (keys,) = vendor.asked("meetings")
        assert {key.vendor for key in keys} == {vendor.vendor}


async def test_every_asker_gets_its_own_thing() -> None:
    found = await load_all(loaders(*two_vendors()))
    assert [getattr(thing, "key", None) for thing in found] == mixed_keys()


async def test_the_same_key_is_asked_for_once() -> None:
    vendor, _ = two_vendors()
    load = loaders(vendor)
    key = MEETINGS[Vendor.TELECOMX][0].key
    await asyncio.gather(load.meetings.load(key), load.meetings.load(key))
    await load.meetings.load(key)
    assert vendor.asked("meetings") == [(key,)]


async def test_what_a_vendor_does_not_know_is_none() -> None:
    assert await loaders(FakeVendor(Vendor.VSEE)).meetings.load(a_meeting(vendor=Vendor.VSEE).key) is None


@pytest.mark.parametrize("failure", [a_failure(), RuntimeError("a fault of ours")])
async def test_a_vendor_that_fails_costs_the_others_nothing(failure: Exception) -> None:
    failing, healthy = two_vendors()
    failing.failing["meetings"] = failure
    found = await load_all(loaders(failing, healthy))
    assert [thing is failure for thing in found] == [True, False] * 3


async def test_a_key_that_fails_costs_its_neighbours_nothing() -> None:
    vendor, _ = two_vendors()
    bad, good, *_ = MEETINGS[Vendor.TELECOMX]
    vendor.broken[bad.key] = a_failure()
    load = loaders(vendor)
    results = await asyncio.gather(
        load.meetings.load(bad.key), load.meetings.load(good.key), return_exceptions=True
    )
    assert (type(results[0]), results[1]) == (VendorUnreachable, good)


async def test_a_vendor_without_an_account_fails_its_keys_only() -> None:
    telecomx, _ = two_vendors()
    found = await load_all(loaders(telecomx))
    assert [isinstance(thing, NotConfigured) for thing in found] == [False, True] * 3


async def test_a_failure_that_nobody_waits_for_is_no_error_of_the_loop() -> None:
    logged: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: logged.append(context))
    vendor, _ = two_vendors()
    vendor.failing["meetings"] = a_failure()
    load = loaders(vendor)
    answer = load.meetings.load(MEETINGS[Vendor.TELECOMX][0].key)
    for _ in range(20):
        await asyncio.sleep(0)
    assert vendor.asked("meetings")
    del load, answer
    gc.collect()
    assert logged == []


async def test_a_waiter_that_gives_up_does_not_cancel_the_others() -> None:
    vendor, _ = two_vendors()
    vendor.held = asyncio.Event()
    load = loaders(vendor)
    key = MEETINGS[Vendor.TELECOMX][0].key
    hasty, patient = load.meetings.load(key), load.meetings.load(key)
    hasty.cancel()
    vendor.held.set()
    assert await patient == MEETINGS[Vendor.TELECOMX][0]


async def test_a_key_that_was_given_up_can_be_asked_for_again() -> None:
    vendor, _ = two_vendors()
    load = loaders(vendor)
    key = MEETINGS[Vendor.TELECOMX][0].key
    load.meetings.load(key).cancel()
    assert await load.meetings.load(key) == MEETINGS[Vendor.TELECOMX][0]


async def test_vendors_are_asked_at_the_same_time() -> None:
    slow, quick = two_vendors()
    slow.held = asyncio.Event()
    waiting = asyncio.ensure_future(load_all(loaders(slow, quick)))
    for _ in range(5):
        await asyncio.sleep(0)
    assert len(quick.calls) == 1
    slow.held.set()
    await waiting


# Parts

PARTIAL = a_meeting(
    title="A", settings=Unfetched("detail"), pins=Unfetched("detail"), invitees=Unfetched("list")
)


async def test_parts_of_one_aspect_are_asked_for_once() -> None:
    vendor = FakeVendor(Vendor.TELECOMX)
    context = a_context(vendor)
    await asyncio.gather(fetched(PARTIAL, "settings", context), fetched(PARTIAL, "pins", context))
    assert vendor.asked("complete_meetings") == [("detail", PARTIAL.key)]


async def test_parts_of_two_aspects_are_two_calls() -> None:
    vendor = FakeVendor(Vendor.TELECOMX)
    context = a_context(vendor)
    await asyncio.gather(fetched(PARTIAL, "settings", context), fetched(PARTIAL, "invitees", context))
    assert sorted(keys[0] for keys in vendor.asked("complete_meetings")) == ["detail", "list"]


async def test_a_part_is_read_off_the_completed_thing() -> None:
    vendor = FakeVendor(Vendor.TELECOMX)
    vendor.whole[PARTIAL.key] = a_meeting(vendor_state="upcoming")
    partial = a_meeting(vendor_state=Unfetched("detail"))
    assert await fetched(partial, "vendor_state", a_context(vendor)) == "upcoming"


async def test_a_part_that_is_there_costs_no_call() -> None:
    vendor = FakeVendor(Vendor.TELECOMX)
    await fetched(PARTIAL, "title", a_context(vendor))
    assert vendor.calls == []


async def test_a_part_that_stays_missing_is_none() -> None:
    vendor = FakeVendor(Vendor.TELECOMX)
    vendor.whole[PARTIAL.key] = PARTIAL
    assert await fetched(PARTIAL, "pins", a_context(vendor)) is None


async def test_a_part_of_a_thing_that_is_gone_is_none() -> None:
    assert await fetched(PARTIAL, "pins", a_context(FakeVendor(Vendor.TELECOMX))) is None


async def test_a_part_whose_call_fails_raises_the_failure() -> None:
    vendor = FakeVendor(Vendor.TELECOMX)
    vendor.failing["complete_meetings"] = a_failure()
    with pytest.raises(VendorUnreachable):
        await fetched(PARTIAL, "pins", a_context(vendor))


# Polls


async def test_polls_of_one_session_are_one_call_for_all_rooms() -> None:
    rooms = [a_room(id, Vendor.ENABLEX) for id in ("r1", "r2")]
    vendor = FakeVendor(Vendor.ENABLEX, a_poll(room="r1", session_number=7))
    load = loaders(vendor)
    found = await asyncio.gather(*(load.polls.load(PollPlace(room, 7)) for room in rooms))
    assert ([len(polls or ()) for polls in found], len(vendor.calls)) == ([1, 0], 1)


async def test_polls_of_two_sessions_are_two_calls() -> None:
    vendor = FakeVendor(Vendor.ENABLEX)
    load = loaders(vendor)
    room = a_room(vendor=Vendor.ENABLEX)
    await asyncio.gather(load.polls.load(PollPlace(room, 7)), load.polls.load(PollPlace(room)))
    assert len(vendor.calls) == 2
