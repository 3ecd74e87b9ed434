"""Operations share queries for remembered facts, but none that was sent before they asked."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from typing import Any, TypeVar

import pytest

from models.account import Account
from models.documents.remembered import Remembered
from models.errors import StoreUnavailable
from models.vendor import Vendor
from runtime.background_tasks import BackgroundTasks
from store import remembered
from store.fact_queries import FactQueries, FactQuestion, Rows
from store.store import Store

T = TypeVar("T")

OURS, THEIRS = frozenset({"ours"}), frozenset({"theirs"})
VCONNCT, VSEE = Account("default", Vendor.VCONNCT), Account("default", Vendor.VSEE)


class Held:
    """A store whose queries return, each when it is let, what they were sent for."""

    def __init__(self) -> None:
        self.queries = FactQueries(self)
        self.sent: list[list[str]] = []
        self.is_up = True
        self.tasks = BackgroundTasks("queries")
        self._places = asyncio.Semaphore(0)

    async def run(self, work: Callable[[], Awaitable[T]]) -> T:
        return await work()

    def in_background(self, work: Coroutine[Any, Any, None], *, name: str) -> None:
        self.tasks.start(work, name=name)

    def let(self) -> None:
        self._places.release()

    async def ask(self, questions: Sequence[FactQuestion]) -> Rows:
        keys = sorted(key for question in questions for key in question.keys)
        self.sent.append(keys)
        await self._places.acquire()
        if not self.is_up:
            raise StoreUnavailable
        return {key: {"_id": key} for key in keys}

    def begin(self, *keys: str, tenants: frozenset[str] = OURS) -> asyncio.Task[Rows]:
        return asyncio.create_task(self.queries.rows(tenants, FactQuestion(keys, ()), self.ask))


@pytest.fixture
def held() -> Held:
    return Held()


async def turn() -> None:
    for _ in range(10):
        await asyncio.sleep(0)


async def test_those_who_come_while_a_query_is_under_way_share_the_next_one(held: Held) -> None:
    operations = [held.begin("a"), held.begin("b"), held.begin("c")]
    await turn()
    # None of them gets what was asked for before they were there.
    assert held.sent == [["a"]]
    held.let()
    await turn()
    assert held.sent == [["a"], ["b", "c"]]
    later = held.begin("d")
    await turn()
    assert len(held.sent) == 2
    for _ in range(2):
        held.let()
    assert [set(rows) for rows in await asyncio.gather(*operations)] == [{"a"}, {"b", "c"}, {"b", "c"}]
    assert (set(await later), held.sent[2:]) == ({"d"}, [["d"]])
    await turn()
    assert held.queries._calls._waiting == {}


async def test_tenants_share_nothing(held: Held) -> None:
    operations = [held.begin("a"), held.begin("b", tenants=THEIRS), held.begin("c")]
    await turn()
    assert held.sent == [["a"], ["b"]]
    for _ in range(3):
        held.let()
    await asyncio.gather(*operations)
    assert held.sent == [["a"], ["b"], ["c"]]


async def test_a_failure_is_that_of_those_who_asked(held: Held) -> None:
    operations = [held.begin("a"), held.begin("b"), held.begin("c")]
    await turn()
    held.is_up = False
    held.let()
    await turn()
    held.let()
    await turn()
    held.is_up = True
    held.let()
    found = await asyncio.gather(*operations, held.begin("d"), return_exceptions=True)
    assert [type(each) for each in found] == [StoreUnavailable] * 3 + [dict]


async def test_who_leaves_takes_nobody_along(held: Held) -> None:
    first, second, third = held.begin("a"), held.begin("b"), held.begin("c")
    await turn()
    second.cancel()
    first.cancel()
    await turn()
    assert held.sent == [["a"], ["c"]]
    held.let()
    assert set(await third) == {"c"}


async def test_a_query_serves_so_many_at_most(held: Held) -> None:
    held.queries = FactQueries(held, at_once=2)
    operations = [held.begin(key) for key in "abcde"]
    await turn()
    for _ in operations:
        held.let()
    await asyncio.gather(*operations)
    assert [len(keys) for keys in held.sent] == [1, 2, 2]


async def test_at_a_stop_those_who_wait_are_told(held: Held) -> None:
    operations = [held.begin("a"), held.begin("b"), held.begin("c")]
    await turn()
    held.let()
    await turn()
    await held.tasks.aclose()
    found = await asyncio.gather(*operations, return_exceptions=True)
    assert [type(each) for each in found] == [dict, StoreUnavailable, StoreUnavailable]


async def test_each_finds_what_is_known_of_its_own_things(store: Store) -> None:
    for account in (VCONNCT, VSEE):
        for number in range(remembered.FEW if account is VCONNCT else remembered.FEW + 1):
            await remembered.keep(store, account, f"{number:03}", facts={"duration_minutes": number})

    async def asked(name: str, *accounts: Account) -> remembered.Found:
        key = Remembered.key(accounts[0], name)
        found = await remembered.of(store, [key], accounts, tenants=OURS)
        assert isinstance(known := found[key], Remembered)
        assert known.facts == {"duration_minutes": int(name)}
        return found

    found = await asyncio.gather(
        asked("000", VSEE), asked("007", VCONNCT), asked("020", VSEE), asked("003", VSEE, VCONNCT)
    )
    few = frozenset({VCONNCT})
    assert [each.whole for each in found] == [frozenset(), few, frozenset(), few]
