"""Drives a commands' engine as the graph does, and waits for what becomes of a command."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import aclosing, asynccontextmanager
from datetime import timedelta
from typing import Any

from commands.accept import Accepted
from commands.checkpoints import Checkpoints
from commands.engine import Commands
from commands.orders import Order, seen_before
from models.caller import Caller
from models.command import Command, CommandParameters, CommandState, CommandType
from models.documents.command import CommandRecord
from models.ids import Key
from store.store import Store
from tests.support.anonymous import ANONYMOUS
from tests.support.deadlines import overdue
from tests.support.tablets import MEETING, TABLET, Tablets
from vendors.adapters import Adapters

SETTLED = frozenset(CommandState) - {CommandState.ACCEPTED, CommandState.SENT, CommandState.FETCHED}
_PATIENCE = 10.0


def an_order(
    *devices: Key,
    type: CommandType = CommandType.CAMERA_ON,
    key: str | None = None,
    seconds: float | None = None,
    caller: Caller = ANONYMOUS.caller,
    **parameters: Any,
) -> Order:
    given = parameters or (
        {"value": True} if type in (CommandType.CAMERA_ON, CommandType.MICROPHONE_ON) else {}
    )
    return Order(
        meeting=MEETING,
        devices=devices or (TABLET,),
        type=type,
        parameters=CommandParameters(**given),
        expires_in=None if seconds is None else timedelta(seconds=seconds),
        idempotency_key=key,
        caller=caller,
        request_id="request-1",
    )


async def until(read: Callable[[], Awaitable[bool]]) -> None:
    """Waits until something in the store is so."""
    async with asyncio.timeout(_PATIENCE):
        while True:
            if await read():
                return
            await asyncio.sleep(0.05)


class Bench:
    """One engine, its store and its vendor."""

    def __init__(self, store: Store, tablets: Tablets, commands: Commands) -> None:
        self.store = store
        self.tablets = tablets
        self.commands = commands

    async def accept(self, order: Order | None = None) -> Accepted:
        """Accepts as the graph does, with what the vendor shows of the meeting."""
        wanted = order or an_order()
        before = await self.commands.accepted_before(wanted)
        if before is not None:
            return before
        seen: Mapping[Key, tuple[str, ...] | None] = {}
        if not self.tablets.silent:
            meeting = (await self.tablets.meetings([MEETING]))[MEETING]
            seen = seen_before(wanted, meeting.devices)
        return await self.commands.accept(wanted, seen)

    async def give(self, order: Order | None = None) -> CommandRecord:
        return (await self.accept(order)).records[0]

    async def record(self, record: CommandRecord) -> CommandRecord:
        found = await self.commands.by_key(record.key)
        assert found is not None
        return found

    async def until(self, record: CommandRecord, *states: CommandState) -> Command:
        """The command once it is in one of these states, by default in any that it may stay in."""
        wanted = frozenset(states) or SETTLED
        async with asyncio.timeout(_PATIENCE), aclosing(self.commands.follow_command(record.key)) as steps:
            async for command in steps:
                if command.state in wanted:
                    return command
        raise AssertionError("the command ended otherwise")

    async def let_expire(self, record: CommandRecord) -> None:
        """Lets a command's deadline pass once its vendor has it, however busy the machine is."""
        await self.until(record, CommandState.SENT)
        await overdue(record.id)


@asynccontextmanager
async def a_bench(
    store: Store,
    tablets: Tablets,
    *,
    checkpoints: Checkpoints | None = None,
    running: bool = True,
    patience: float = 10.0,
) -> AsyncIterator[Bench]:
    """An engine for the time of a block."""
    commands = Commands(store, Adapters([tablets]), checkpoints=checkpoints)
    if running:
        commands.start()
    try:
        yield Bench(store, tablets, commands)
    finally:
        await commands.aclose(seconds=patience)
