"""Sends commands to devices and cancels them: stored here, sent by the engine of the commands."""

import asyncio
from collections.abc import Sequence

from commands import orders
from commands.accept import Accepted
from commands.orders import Order
from models.device import MeetingDevice
from models.errors import StoreUnavailable, VendorError, WriteRefused
from models.ids import Key
from models.problem import NotFound
from models.write_results import CommandResult, CommandsResult
from resolvers import meetings
from resolvers.context import Context
from resolvers.parts import fetched
from vendors.operation_scope import current_scope


async def send(order: Order, context: Context) -> CommandsResult:
    """Accepts a command for each device, or for none.

    Raises:
        NotConfigured: this gateway has no account at the vendor.
        StoreUnavailable: it cannot be stored now; a retry with the same key finds out whether it was stored.
    """
    wrong = orders.problems(order, context.adapter(order.meeting.account).capabilities)
    if wrong:
        return CommandsResult(problems=tuple(wrong))
    if not context.store.is_up:
        # Before the vendor is asked unnecessarily.
        raise StoreUnavailable
    try:
        before = await context.commands.accepted_before(order)
        if before is not None:
            return _written(before)
        devices = await _in_their_meeting(order, context)
        if order.only_if_awake:
            await _awake(order, context)
        await context.audit_intents.until_durable()
        accepting = context.commands.accept(order, orders.seen_before(order, devices))
        return _written(await context.writes.to_its_end(accepting, name="accept"))
    except WriteRefused as refused:
        return CommandsResult(problems=refused.problems)


async def cancel(key: Key, context: Context) -> CommandResult:
    """Cancels a command that was not sent.

    Raises:
        StoreUnavailable: it cannot be cancelled now.
    """
    await context.audit_intents.until_durable()
    try:
        taken_back = context.commands.cancel(key, caller=context.caller, request_id=context.request_id)
        record = await context.writes.to_its_end(taken_back, name="cancel")
    except WriteRefused as refused:
        return CommandResult(problems=refused.problems)
    if record is None:
        message = "This API has sent no such command."
        return CommandResult(problems=(NotFound(message=message, path=("command",)),))
    return CommandResult(command=record.command())


async def _in_their_meeting(order: Order, context: Context) -> Sequence[MeetingDevice] | None:
    """The devices of the meeting; None if the vendor is unavailable now, because the command then waits for it.

    Raises:
        WriteRefused: the meeting or a device does not exist, or the meeting has ended.
    """
    try:
        meeting = await meetings.by_key(order.meeting, context)
        devices = None if meeting is None else await fetched(meeting, "devices", context)
    except VendorError:
        return None
    scope = current_scope()
    if scope is not None and scope.is_stale(order.meeting.account):
        # A stale response shows neither the present participants nor the latest commands.
        return None
    misplaced = orders.misplaced(order, meeting, devices)
    if misplaced:
        raise WriteRefused(misplaced)
    found: Sequence[MeetingDevice] | None = devices
    return found


async def _awake(order: Order, context: Context) -> None:
    """Checks that all devices of an order are known to be awake.

    Raises:
        WriteRefused: one is not.
    """
    found = await asyncio.gather(*map(context.presences.load, order.devices))
    asleep = orders.asleep(order, dict(zip(order.devices, found, strict=True)))
    if asleep:
        raise WriteRefused(asleep)


def _written(accepted: Accepted) -> CommandsResult:
    return CommandsResult(
        commands=tuple(record.command() for record in accepted.records), replayed=accepted.replayed
    )
