"""What becomes of one of many things that are followed, and how two sources become one."""

import asyncio
from collections.abc import AsyncGenerator, Sequence
from typing import Any

import pytest

from models.error_code import ErrorCode
from models.errors import BadInput, MeetgraphError, NotConfigured, NotFoundError, OfOne, Unsupported
from models.ids import Key, Kind
from models.vendor import Capability, Vendor
from resolvers.context import Context
from resolvers.subscriptions import ChangeSource, SubscriptionTargets, interleaved, many, one
from tests.support.accounts import a_key
from tests.support.builders import a_failure
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context

VENDOR = FakeVendor(Vendor.TELECOMX, capabilities=[Capability.READ_MEETINGS])


def key(name: str, vendor: Vendor = Vendor.TELECOMX) -> Key:
    return a_key(Kind.MEETING, vendor, (name,))


def id_of(name: str, vendor: Vendor = Vendor.TELECOMX) -> str:
    return key(name, vendor).encoded()


class Script:
    """A source that tells what it was given, and remembers which things it was asked for."""

    def __init__(self, *told: tuple[str, Any], capability: Capability = Capability.READ_MEETINGS) -> None:
        self.asked: list[Sequence[Key]] = []
        self.ended = False
        self._told = told
        self.source: ChangeSource[Any] = ChangeSource(
            kind=Kind.MEETING, capability=capability, changes=self.changes
        )

    async def changes(self, keys: Sequence[Key], context: Context) -> AsyncGenerator[tuple[Key, Any], None]:
        self.asked.append(keys)
        try:
            for name, state in self._told:
                yield key(name), state
        finally:
            self.ended = True

    async def told(self, asked: SubscriptionTargets) -> list[Any]:
        return [event async for event in self.source.events(asked, a_context(VENDOR))]


async def test_one_that_is_not_there_is_an_error_and_the_end() -> None:
    with pytest.raises(NotFoundError, match="There is no such meeting"):
        await Script(("a", None)).told(one(id_of("a")))


async def test_one_that_is_gone_later_is_null_and_the_end() -> None:
    assert await Script(("a", 1), ("a", None)).told(one(id_of("a"))) == [1, None]


async def test_a_failure_before_the_first_state_leaves_it_open_whether_there_is_one() -> None:
    failure = a_failure(Vendor.TELECOMX)
    events = Script(("a", failure), ("a", None)).source.events(one(id_of("a")), a_context(VENDOR))
    assert await anext(events) == failure
    with pytest.raises(NotFoundError):
        await anext(events)


async def test_a_removed_account_ends_what_is_followed_there_and_nothing_else() -> None:
    removed = asyncio.Event()

    async def changes(keys: Sequence[Key], _: Context) -> AsyncGenerator[tuple[Key, Any], None]:
        for each in keys:
            yield each, each.parts[-1]
        await removed.wait()
        if keys[0].account.vendor is Vendor.VSEE:
            raise NotConfigured(keys[0].account)
        yield keys[0], "later"

    source: ChangeSource[Any] = ChangeSource(
        kind=Kind.MEETING, capability=Capability.READ_MEETINGS, changes=changes
    )
    at_vsee = FakeVendor(Vendor.VSEE, capabilities=[Capability.READ_MEETINGS])
    asked = many([id_of("a"), id_of("b", Vendor.VSEE), id_of("c", Vendor.VSEE)])
    events = source.events(asked, a_context(VENDOR, at_vsee))
    assert {await anext(events) for _ in range(3)} == {"a", "b", "c"}
    removed.set()
    rest = [event async for event in events]
    assert "later" in rest
    gone = [event for event in rest if isinstance(event, OfOne)]
    assert [event.id for event in gone] == [id_of("b", Vendor.VSEE), id_of("c", Vendor.VSEE)]


async def test_one_whose_account_is_removed_ends_with_that() -> None:
    with pytest.raises(NotConfigured):
        await Script(("a", 1), ("a", NotConfigured(key("a").account))).told(one(id_of("a")))


@pytest.mark.parametrize("id", ["nonsense", "", a_key(Kind.ROOM, Vendor.TELECOMX, ("a",)).encoded()])
async def test_one_bad_id_is_refused_before_anybody_is_asked(id: str) -> None:
    script = Script()
    with pytest.raises(BadInput):
        await script.told(one(id))
    assert not script.asked


async def test_what_the_vendor_does_not_offer_is_refused_before_anybody_is_asked() -> None:
    script = Script(capability=Capability.SEND_COMMANDS)
    with pytest.raises(Unsupported):
        await script.told(one(id_of("a")))
    assert not script.asked


async def test_of_many_each_error_names_its_id_and_the_others_go_on() -> None:
    failure = a_failure(Vendor.TELECOMX)
    script = Script(("a", 1), ("gone", None), ("b", failure), ("b", 2), ("b", None), ("a", 3))
    ids = ["nonsense", id_of("a"), id_of("else", Vendor.VSEE), id_of("gone"), id_of("b")]
    events = await script.told(many(ids))
    errors = [event for event in events if isinstance(event, OfOne)]
    assert [(error.id, error.code) for error in errors] == [
        ("nonsense", ErrorCode.BAD_USER_INPUT),
        (id_of("else", Vendor.VSEE), ErrorCode.BAD_USER_INPUT),
        (id_of("gone"), ErrorCode.NOT_FOUND),
        (id_of("b"), failure.code),
        (id_of("b"), ErrorCode.NOT_FOUND),
    ]
    assert errors[3].retryable
    assert [event for event in events if not isinstance(event, MeetgraphError)] == [1, 2, 3]
    assert script.asked == [(key("a"), key("gone"), key("b"))]


async def test_many_end_once_nothing_is_left_to_follow() -> None:
    script = Script(("a", None), ("b", None), ("b", "never told"))
    assert len(await script.told(many([id_of("a"), id_of("b")]))) == 2
    assert script.ended


async def test_an_id_that_is_named_twice_is_followed_once() -> None:
    script = Script(("a", 1))
    assert await script.told(many([id_of("a"), id_of("a")])) == [1]
    assert script.asked == [(key("a"),)]


@pytest.mark.parametrize("number", [0, 101])
def test_many_are_one_to_a_hundred(number: int) -> None:
    with pytest.raises(BadInput, match="1 to 100"):
        many([id_of(str(each)) for each in range(number)])


# Merging


async def numbers(*those: int, last: asyncio.Event | None = None) -> AsyncGenerator[int, None]:
    try:
        for number in those:
            yield number
            await asyncio.sleep(0)
        if last is not None:
            await asyncio.Event().wait()
    finally:
        if last is not None:
            last.set()


async def test_all_that_both_tell_is_told() -> None:
    assert sorted([number async for number in interleaved(numbers(1, 2), numbers(3, 4))]) == [1, 2, 3, 4]


async def test_one_that_waits_does_not_keep_the_other_waiting() -> None:
    ended = asyncio.Event()
    both = interleaved(numbers(last=ended), numbers(1, 2))
    assert [await anext(both), await anext(both)] == [1, 2]
    await both.aclose()
    assert ended.is_set()


async def test_whoever_is_cancelled_ends_both() -> None:
    first, second = asyncio.Event(), asyncio.Event()
    both = interleaved(numbers(last=first), numbers(1, last=second))
    assert await anext(both) == 1
    waiting = asyncio.ensure_future(anext(both))
    await asyncio.sleep(0)
    waiting.cancel()
    await asyncio.wait((waiting,))
    await both.aclose()
    assert first.is_set()
    assert second.is_set()


async def test_the_first_that_fails_ends_both() -> None:
    async def failing() -> AsyncGenerator[int, None]:
        raise BadInput("no")
        yield 0

    ended = asyncio.Event()
    with pytest.raises(BadInput):
        async for _ in interleaved(numbers(last=ended), failing()):
            pass
    assert ended.is_set()
