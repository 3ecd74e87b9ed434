"""A subscription to a command that was given up ends after a while, whatever becomes of its document."""

import asyncio
from contextlib import aclosing
from datetime import timedelta

from commands.events import CommandEvents, topic
from models.command import CommandState
from models.documents.command import CommandRecord
from store.command_changes import changed
from tests.support.engine import Bench, an_order
from tests.support.tablets import Tablets


async def test_a_given_up_command_is_left_after_its_time_although_its_document_changed(
    bench: Bench, tablets: Tablets
) -> None:
    tablets.shows_flags = False
    # Time enough to be sent on a busy machine: otherwise it would just expire.
    record = await bench.give(an_order(seconds=5))
    await bench.until(record, CommandState.UNKNOWN)
    events = CommandEvents(bench.store, followed=timedelta(seconds=1))

    async def present() -> list[CommandRecord]:
        return [await bench.record(record)]

    running = asyncio.create_task(events.run())
    try:
        async with (
            asyncio.timeout(10),
            aclosing(events.follow([topic(record.key)], present, until_settled=True)) as steps,
        ):
            assert (await anext(steps)).state is CommandState.UNKNOWN
            # No step of its life: an id that was learnt late.
            await changed(bench.store, await bench.record(record), vendor_ids=("v1", "v2"))
            assert [step async for step in steps] == []
    finally:
        running.cancel()
        await asyncio.gather(running, return_exceptions=True)
