"""What is remembered costs an operation one question, and rows of which nothing is remembered cost nothing."""

import asyncio
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import pytest

from models.documents.remembered import Remembered
from models.documents.stored import Stored
from models.ids import Key, Kind
from models.listing import Direction, MeetingQuery
from models.meeting import Meeting
from models.vendor import Vendor
from models.vendor_problem import MissingPart
from polling.broker import Broker
from resolvers import meetings as reading
from resolvers.context import Context
from runtime.background_tasks import BackgroundTasks
from store import remembered
from store.settings import StoreSettings
from store.store import Store
from tests.support.anonymous import ANONYMOUS
from tests.support.builders import NOON, a_meeting, at
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import NoCommands
from tests.support.mongo import a_store, empty, on
from vendors.adapters import Adapters
from vendors.operation_scope import operation_scope

QUERY = MeetingQuery(direction=Direction.ASC)


class Forgetful(FakeVendor):
    """A vendor that has no times and no description."""

    forgotten_of_meetings = frozenset({"starts_at", "duration_minutes", "description"})


class Questions:
    """Counts how often the store is asked for what is remembered."""

    def __init__(self) -> None:
        self.number = 0


@pytest.fixture
async def store(mongodb: str) -> AsyncIterator[Store]:
    async with a_store(StoreSettings(**on(mongodb)), now=lambda: NOON) as store:
        await empty(store)
        yield store


@pytest.fixture
def questions(store: Store, monkeypatch: pytest.MonkeyPatch) -> Questions:
    counted = Questions()
    raw = Stored.raw.__func__  # type: ignore[attr-defined]

    def noted(cls: type[Stored]) -> Any:
        counted.number += cls is Remembered
        return raw(cls)

    monkeypatch.setattr(Stored, "raw", classmethod(noted))
    return counted


def an_operation(store: Store, *vendors: FakeVendor) -> Context:
    known = Adapters(vendors)
    return Context(
        vendors=known,
        now=store.now,
        store=store,
        commands=NoCommands(store, known),
        request_id="request-1",
        principal=ANONYMOUS,
        broker=Broker(),
        writes=BackgroundTasks("writes"),
    )


def a_vendor(vendor: Vendor, *ids: str, page_size: int | None = None) -> Forgetful:
    return Forgetful(vendor, *(a_meeting(id, vendor) for id in ids), page_size=page_size)


async def keep(store: Store, vendor: FakeVendor, id: str, starts_at: datetime) -> None:
    await remembered.keep(store, vendor.account, id, facts={"starts_at": starts_at})


async def listed(context: Context, first: int = 10) -> list[Meeting]:
    page = await reading.listed(context, query=QUERY, vendors=None, first=first, after=None)
    return list(page.nodes)


def key(vendor: FakeVendor, id: str) -> Key:
    return Key(Kind.MEETING, vendor.account, (id,))


async def test_a_list_over_vendors_that_answer_at_different_times_asks_once(
    store: Store, questions: Questions
) -> None:
    one, other = a_vendor(Vendor.VCONNCT, "a", "b"), a_vendor(Vendor.ENABLEX, "c", "d", page_size=1)
    await keep(store, one, "b", at(60))
    await keep(store, other, "c", at(30))
    questions.number = 0
    other.held = asyncio.Event()
    context = an_operation(store, one, other)
    listing = asyncio.create_task(listed(context))
    await one.called.wait()
    await asyncio.sleep(0.05)
    other.held.set()
    told = await listing
    assert {meeting.vendor_id: meeting.starts_at for meeting in told} == {
        **{"a": None, "b": at(60)},
        **{"c": at(30), "d": None},
    }
    found = await asyncio.gather(*(reading.by_key(key(one, id), context) for id in ("a", "b")))
    assert [meeting and meeting.starts_at for meeting in found] == [None, at(60)]
    assert questions.number == 1


async def test_who_asks_while_a_question_is_under_way_waits_for_its_answer(
    store: Store, questions: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    vendor = a_vendor(Vendor.VCONNCT, "a", "b", "c")
    of, asked, going_on = remembered.of, asyncio.Event(), asyncio.Event()

    async def slow(*args: Any, **more: Any) -> Any:
        asked.set()
        await going_on.wait()
        return await of(*args, **more)

    monkeypatch.setattr(remembered, "of", slow)
    context = an_operation(store, vendor)
    reads = [asyncio.ensure_future(reading.by_key(key(vendor, "a"), context))]
    await asked.wait()
    reads += [asyncio.ensure_future(reading.by_key(key(vendor, id), context)) for id in ("b", "c")]
    await asyncio.sleep(0.02)
    going_on.set()
    assert None not in await asyncio.gather(*reads)
    assert questions.number == 1


async def test_an_account_of_which_nothing_is_remembered_is_not_asked_for_again(
    store: Store, questions: Questions
) -> None:
    vendor, other = a_vendor(Vendor.VCONNCT, *"abcd", page_size=2), a_vendor(Vendor.ENABLEX, "e")
    await keep(store, other, "e", at(30))
    questions.number = 0
    context = an_operation(store, vendor, other)
    assert len(await listed(context)) == 5
    assert await reading.by_key(key(vendor, "not-listed"), context) is None
    assert questions.number == 1


async def test_rows_of_which_nothing_is_remembered_are_handed_on_as_they_are(store: Store) -> None:
    vendor = a_vendor(Vendor.VCONNCT, "a", "b", "c")
    context = an_operation(store, vendor)
    whole = await vendor.list_meetings(QUERY, 1)
    assert await context.remembered_facts.completed(whole.items) is whole.items
    await keep(store, vendor, "b", at(60))
    context = an_operation(store, vendor)
    first, second, third = await context.remembered_facts.completed(whole.items)
    assert (first, third) == (whole.items[0], whole.items[2])
    assert first is whole.items[0]
    assert third is whole.items[2]
    assert second.starts_at == at(60)


async def test_a_list_without_anything_remembered_shows_its_vendors_own_rows(store: Store) -> None:
    vendor = a_vendor(Vendor.VCONNCT, "a", "b")
    told = await listed(an_operation(store, vendor))
    assert all(meeting is vendor.things[meeting.key] for meeting in told)


async def test_what_another_replica_has_remembered_before_is_told(store: Store) -> None:
    vendor = a_vendor(Vendor.VCONNCT, "a")
    assert [meeting.starts_at for meeting in await listed(an_operation(store, vendor))] == [None]
    row = {"_id": "default/VCONNCT:a", "account": "default/VCONNCT", "vendor_id": "a"}
    await Remembered.raw().insert_one({**row, "facts": {"starts_at": at(60)}, "saved_at": NOON})
    assert [meeting.starts_at for meeting in await listed(an_operation(store, vendor))] == [at(60)]


async def test_where_much_is_remembered_all_of_it_is_told(
    store: Store, questions: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "FEW", 2)
    ids = "abcdef"
    vendor, other = a_vendor(Vendor.VCONNCT, *ids, page_size=3), a_vendor(Vendor.ENABLEX, "z")
    for number, id in enumerate(ids):
        await keep(store, vendor, id, at(number))
    await keep(store, other, "z", at(100))
    questions.number = 0
    told = await listed(an_operation(store, vendor, other))
    assert [meeting.starts_at for meeting in told] == [*(at(number) for number in range(6)), at(100)]
    assert 1 <= questions.number <= 3


async def test_of_an_account_with_many_facts_a_later_operation_asks_for_its_rows_at_once(
    store: Store, questions: Questions, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(remembered, "FEW", 2)
    vendor = a_vendor(Vendor.VCONNCT, *"abcdef")
    for number, id in enumerate("abc"):
        await keep(store, vendor, id, at(number))
    asked = []
    for _ in range(2):
        questions.number = 0
        told = await listed(an_operation(store, vendor))
        assert [meeting.starts_at for meeting in told] == [at(0), at(1), at(2), None, None, None]
        asked.append(questions.number)
    assert asked == [2, 1]
    for id in "bc":
        await remembered.forget(store, Remembered.key(vendor.account, id))
    for _ in range(2):
        questions.number = 0
        assert [meeting.starts_at for meeting in await listed(an_operation(store, vendor))][:2] == [
            at(0),
            None,
        ]
    assert questions.number == 1


async def test_what_is_kept_in_an_operation_is_told_by_it(store: Store) -> None:
    vendor = a_vendor(Vendor.VCONNCT, "a")
    context = an_operation(store, vendor)
    [row] = (await vendor.list_meetings(QUERY, 1)).items
    assert (await context.remembered_facts.completed([row]))[0].starts_at is None
    await context.remembered_facts.keep(a_meeting("a", Vendor.VCONNCT, starts_at=at(60)))
    assert (await context.remembered_facts.completed([row]))[0].starts_at == at(60)
    await context.remembered_facts.forget(row.key)
    assert (await context.remembered_facts.completed([row]))[0].starts_at is None


async def test_one_that_is_garbled_is_told_as_such_also_without_its_account(store: Store) -> None:
    vendor = a_vendor(Vendor.VCONNCT, "a", "b")
    await Remembered.raw().insert_one({"_id": "default/VCONNCT:b", "account": 7})
    context = an_operation(store, vendor)
    with operation_scope() as scope:
        await reading.by_key(key(vendor, "a"), context)
        await reading.by_key(key(vendor, "b"), context)
    assert [(gap.missing, gap.count) for gap in scope.gaps.problems()] == [(MissingPart.KEPT_FACTS, 1)]
