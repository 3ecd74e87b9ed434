"""One operation never asks twice."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from models.account import Account
from models.vendor import Vendor
from models.vendor_problem import MissingPart
from tests.support.accounts import VSEE
from vendors.operation_scope import OperationScope, current_scope, operation_scope

OTHER = Account("other", VSEE.vendor)


class Vendors:
    """Answers with how often it was asked, once it is let."""

    def __init__(self) -> None:
        self.asked = 0
        self.started = asyncio.Event()
        self.answer = asyncio.Event()
        self.cancelled = False

    async def ask(self) -> int:
        self.asked += 1
        mine = self.asked
        self.started.set()
        try:
            await self.answer.wait()
        except asyncio.CancelledError:
            self.cancelled = True
            raise
        return mine


def once(
    scope: OperationScope, ask: Callable[[], Awaitable[int]], account: Account = VSEE
) -> asyncio.Task[int]:
    return asyncio.ensure_future(scope.once(account, "question", ask))


async def test_questions_asked_together_are_one_call() -> None:
    vendor, scope = Vendors(), OperationScope()
    vendor.answer.set()
    assert await asyncio.gather(*(once(scope, vendor.ask) for _ in range(3))) == [1, 1, 1]
    assert scope.meter[VSEE].saved == 2


async def test_a_finished_call_answers_later_questions() -> None:
    vendor, scope = Vendors(), OperationScope()
    vendor.answer.set()
    assert [await once(scope, vendor.ask), await once(scope, vendor.ask)] == [1, 1]


async def test_a_failure_is_shared() -> None:
    calls = []

    async def fail() -> int:
        calls.append(1)
        raise LookupError

    scope = OperationScope()
    for _ in range(2):
        with pytest.raises(LookupError):
            await once(scope, fail)
    assert len(calls) == 1


async def test_a_cancelled_waiter_does_not_take_the_call_with_it() -> None:
    vendor, scope = Vendors(), OperationScope()
    first, second = once(scope, vendor.ask), once(scope, vendor.ask)
    await vendor.started.wait()
    first.cancel()
    await asyncio.wait([first])
    vendor.answer.set()
    assert (await second, vendor.cancelled) == (1, False)


async def test_the_last_waiter_takes_the_call_with_it() -> None:
    vendor, scope = Vendors(), OperationScope()
    waiters = [once(scope, vendor.ask), once(scope, vendor.ask)]
    await vendor.started.wait()
    for waiter in waiters:
        waiter.cancel()
    await asyncio.wait(waiters)
    await asyncio.sleep(0)
    assert vendor.cancelled


async def test_an_abandoned_question_can_be_asked_anew() -> None:
    vendor, scope = Vendors(), OperationScope()
    abandoned = once(scope, vendor.ask)
    await vendor.started.wait()
    abandoned.cancel()
    await asyncio.wait([abandoned])
    vendor.answer.set()
    assert await once(scope, vendor.ask) == 2


async def test_forgetting_lets_the_next_question_be_asked_anew() -> None:
    vendor, scope = Vendors(), OperationScope()
    vendor.answer.set()
    await once(scope, vendor.ask)
    scope.forget(VSEE)
    assert await once(scope, vendor.ask) == 2


async def test_forgetting_one_account_keeps_the_others() -> None:
    vendor, scope = Vendors(), OperationScope()
    vendor.answer.set()
    await once(scope, vendor.ask, OTHER)
    scope.forget(VSEE)
    assert await once(scope, vendor.ask, OTHER) == 1


async def test_those_who_wait_when_it_is_forgotten_still_get_their_answer() -> None:
    vendor, scope = Vendors(), OperationScope()
    waiting = once(scope, vendor.ask)
    await vendor.started.wait()
    scope.forget(VSEE)
    vendor.answer.set()
    assert await waiting == 1


def test_a_loader_can_add_what_its_batch_saved() -> None:
    scope = OperationScope()
    scope.saved(VSEE, 4)
    assert scope.meter[VSEE].saved == 4


async def test_tasks_started_inside_share_the_scope() -> None:
    async def seen() -> OperationScope | None:
        return current_scope()

    with operation_scope() as scope:
        assert await asyncio.create_task(seen()) is scope


def test_a_scope_ends_with_its_block() -> None:
    with operation_scope():
        pass
    assert current_scope() is None


def test_an_unreadable_field_is_counted_and_is_no_error() -> None:
    one, other = object(), object()
    with operation_scope() as scope:
        first = [scope.unreadable(Vendor.VSEE, "list rooms", "name", of) for of in (one, other, None)]
    (lack,) = scope.gaps.problems()
    assert (lack.missing, lack.count, lack.fields) == (MissingPart.FIELDS, 3, ("name",))
    assert (first, scope.told_at) == ([True, False, False], {})


def test_an_unreadable_field_of_a_shared_answer_is_counted_once() -> None:
    row = object()
    with operation_scope() as scope:
        for name in ("name", "name", "slug"):
            scope.unreadable(Vendor.VSEE, "list rooms", name, row)
    assert [(lack.count, lack.fields) for lack in scope.gaps.problems()] == [(2, ("name", "slug"))]
