"""Subscribers are told what happens, also where the store goes away and comes back."""

import asyncio
import gc
from collections.abc import Sequence
from contextlib import aclosing
from typing import Any

from commands.engine import Commands
from commands.events import READS_AT_ONCE, CommandEvents, topic
from commands.subscriber import CommandSubscriber
from models.command import Command, CommandState, CommandType
from models.documents.command import CommandRecord
from store.settings import StoreSettings
from store.store import Store
from tests.support.engine import Bench, a_bench, an_order
from tests.support.mongo import empty, on
from tests.support.tablets import MEETING, TABLET, TABLETS, Tablets
from vendors.adapters import Adapters

STEPS = ["SENT", "FETCHED", "EXECUTED"]


def volume(percent: int = 40) -> Any:
    return an_order(type=CommandType.SET_VOLUME, volume=percent)


async def test_a_stream_that_is_cut_goes_on_without_a_gap(bench: Bench, tablets: Tablets) -> None:
    record = await bench.give(volume())
    await bench.until(record, CommandState.SENT)
    async with asyncio.timeout(20), aclosing(bench.commands.follow_command(record.key)) as steps:
        assert (await anext(steps)).state is CommandState.SENT
        # MongoDB ends all that is open: the stream, and whatever call is under way.
        await CommandRecord.raw().database.client.admin.command("killAllSessions", [])
        tablets.fetch()
        assert (await anext(steps)).state is CommandState.FETCHED
        await CommandRecord.raw().database.client.admin.command("killAllSessions", [])
        tablets.execute()
        assert [command.state.value async for command in steps] == ["EXECUTED"]


async def test_an_engine_that_starts_without_its_store_works_once_it_is_there(
    mongodb: str, tablets: Tablets
) -> None:
    store = Store(StoreSettings(**on(mongodb)), now=lambda: None)  # type: ignore[arg-type, return-value]
    commands = Commands(store, Adapters([tablets]))
    commands.start()
    try:
        await asyncio.sleep(0)
        await store.start()
        await empty(store)
        bench = Bench(store, tablets, commands)
        record = await bench.give(volume())
        await bench.until(record, CommandState.SENT)
    finally:
        await commands.aclose()
        await store.aclose()


async def test_every_subscriber_is_told_the_same(bench: Bench, tablets: Tablets) -> None:
    async def followed(steps: Any) -> list[str]:
        found: list[str] = []
        async with aclosing(steps):
            async for command in steps:
                found.append(command.state.value)
                if found[-1] == "EXECUTED":
                    break
        return found

    tablets.executes = True
    first = await bench.give(volume(1))
    await bench.until(first, CommandState.EXECUTED)
    tablets.executes = False
    following = [
        asyncio.create_task(followed(bench.commands.follow_devices([TABLET]))),
        asyncio.create_task(followed(bench.commands.follow_meetings([MEETING]))),
    ]
    # Both listen once their present state is read, which is empty.
    await asyncio.sleep(0)
    record = await bench.give(volume(2))
    following.append(asyncio.create_task(followed(bench.commands.follow_command(record.key))))
    await bench.until(record, CommandState.SENT)
    tablets.fetch()
    await bench.until(record, CommandState.FETCHED)
    tablets.execute()
    async with asyncio.timeout(20):
        found = await asyncio.gather(*following)
    assert all(states[-3:] == STEPS for states in found), found


def subscribers() -> int:
    """How many there are in this process."""
    gc.collect()
    return sum(isinstance(each, CommandSubscriber) for each in gc.get_objects())


async def test_what_is_followed_by_nobody_is_kept_for_nobody(store: Store, tablets: Tablets) -> None:
    async with a_bench(store, tablets) as bench:
        record = await bench.give(volume())
        async with aclosing(bench.commands.follow_command(record.key)) as steps:
            await anext(steps)
            assert subscribers() == 1
        assert subscribers() == 0


async def test_the_commands_of_several_devices_are_told_to_one_subscriber_and_no_others(
    bench: Bench, tablets: Tablets
) -> None:
    first, second, third = TABLETS[:3]
    waiting = await bench.give(an_order(first, type=CommandType.SET_VOLUME, volume=1))
    await bench.until(waiting, CommandState.SENT)
    async with asyncio.timeout(20), aclosing(bench.commands.follow_devices([first, second])) as steps:
        assert (await anext(steps)).key == waiting.key
        assert subscribers() == 1
        await bench.give(an_order(third, type=CommandType.SET_VOLUME, volume=2))
        given = await bench.give(an_order(second, type=CommandType.SET_VOLUME, volume=3))
        told = [await anext(steps) for _ in range(2)]
        assert {(step.key, step.state.value) for step in told} == {
            (given.key, "ACCEPTED"),
            (given.key, "SENT"),
        }
    assert subscribers() == 0


async def test_of_many_who_begin_at_once_few_read_at_a_time(bench: Bench, store: Store) -> None:
    record = await bench.give()
    events = CommandEvents(store)
    followers, reading, most = 5 * READS_AT_ONCE, 0, 0

    async def present() -> Sequence[CommandRecord]:
        nonlocal reading, most
        reading += 1
        most = max(most, reading)
        # So that all who are let in are inside together.
        for _ in range(3):
            await asyncio.sleep(0)
        reading -= 1
        return (record,)

    async def first() -> Command:
        async with aclosing(events.follow([topic(MEETING)], present)) as told:
            return await anext(told)

    found = await asyncio.gather(*(first() for _ in range(followers)))
    assert [command.key for command in found] == [record.key] * followers
    assert most == READS_AT_ONCE
