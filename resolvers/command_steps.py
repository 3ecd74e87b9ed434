"""Subscriptions to commands: every state change of one command, or of all in some meetings or devices."""

from collections.abc import AsyncGenerator, Callable, Mapping, Sequence
from contextlib import aclosing
from typing import Any, TypeAlias

from models.command import Command
from models.errors import VendorError
from models.ids import Identified, Key, Kind
from models.vendor import Capability
from polling.topic import Subject
from resolvers.context import Context
from resolvers.loaders import Loaders
from resolvers.loaders.base import VendorLoader
from resolvers.subscriptions import ChangeSource, interleaved
from vendors.partial_results import PartialResults

Steps: TypeAlias = AsyncGenerator[tuple[Key, Command | VendorError | None], None]


async def _of_commands(keys: Sequence[Key], context: Context) -> Steps:
    """The commands as they are, then every state change until none can follow; None for an unknown command."""
    for key in keys:
        record = await context.commands.to_follow(key)
        if record is None:
            yield key, None
            continue
        async with aclosing(context.commands.follow_command(record.key)) as steps:
            async for command in steps:
                yield key, command


async def _of_meetings(keys: Sequence[Key], context: Context) -> Steps:
    steps = context.commands.follow_meetings(keys)
    there = _absence(Kind.MEETING, lambda loaders: loaders.meetings, keys, context)
    async with aclosing(interleaved(there, _named(steps, lambda step: step.meeting_key))) as told:
        async for each in told:
            yield each


async def _of_devices(keys: Sequence[Key], context: Context) -> Steps:
    steps = context.commands.follow_devices(keys)
    there = _absence(Kind.DEVICE, lambda loaders: loaders.devices, keys, context)
    async with aclosing(interleaved(there, _named(steps, lambda step: step.device_key))) as told:
        async for each in told:
            yield each


COMMAND: ChangeSource[Command] = ChangeSource(
    kind=Kind.COMMAND, capability=Capability.SEND_COMMANDS, changes=_of_commands
)
IN_MEETINGS: ChangeSource[Command] = ChangeSource(
    kind=Kind.MEETING, capability=Capability.SEND_COMMANDS, changes=_of_meetings
)
OF_DEVICES: ChangeSource[Command] = ChangeSource(
    kind=Kind.DEVICE, capability=Capability.SEND_COMMANDS, changes=_of_devices
)


async def _named(steps: AsyncGenerator[Command, None], of: Callable[[Command], Key]) -> Steps:
    async with aclosing(steps):
        async for step in steps:
            yield of(step), step


async def _absence(
    kind: Kind,
    loader: Callable[[Loaders], VendorLoader[Key, Any]],
    keys: Sequence[Key],
    context: Context,
) -> Steps:
    """Checks each object until its vendor says whether it exists; yields failures, and None for one that does not."""

    fresh_context = context.of_no_caller()

    async def read(known: Mapping[Key, Identified | None]) -> PartialResults[Identified]:
        return await loader(fresh_context().loaders).found(tuple(known))

    subject: Subject[Identified] = Subject(f"{kind.value} is there", is_last=lambda _: True)
    following = context.broker.subscribe(subject, keys, read)
    async with aclosing(following) as looks:
        async for key, seen in looks:
            if seen is None or isinstance(seen, VendorError):
                yield key, seen
