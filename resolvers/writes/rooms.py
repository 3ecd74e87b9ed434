"""Writes that create and update rooms, assign them to providers, and reset their PINs."""

from collections.abc import Awaitable, Callable, Sequence
from typing import Any

from models.account import Account
from models.drafts import PinReset, RoomAssignment, RoomChanges, RoomDraft
from models.room import Room
from models.view import with_changes
from models.write_results import RoomResult
from resolvers import rooms
from resolvers.context import Context
from resolvers.writes.execute import Write, carried_out, found_or_refused
from resolvers.writes.receipts import Receipt
from store.rate_limits import UseLimit
from vendors.base import Adapter

# How often a minute PINs may be reset: who guesses PINs, or locks others out, needs many.
RESETS_OF_ROOM, RESETS_BY_CALLER = 5, 20


async def create(draft: RoomDraft, key: str | None, context: Context) -> RoomResult:
    return await _room_written(
        "createRoom",
        context.account_at(draft.vendor, draft.account),
        draft,
        key,
        context,
        lambda adapter: adapter.create_room(with_changes(draft, account=None)),
    )


async def update(changes: RoomChanges, key: str | None, context: Context) -> RoomResult:
    return await _room_written(
        "updateRoom",
        changes.room.account,
        changes,
        key,
        context,
        lambda adapter: adapter.update_room(changes),
    )


async def assign(assignment: RoomAssignment, key: str | None, context: Context) -> RoomResult:
    return await _room_written(
        "assignRoom",
        assignment.room.account,
        assignment,
        key,
        context,
        lambda adapter: adapter.assign_room(assignment),
    )


async def unassign(assignment: RoomAssignment, key: str | None, context: Context) -> RoomResult:
    return await _room_written(
        "unassignRoom",
        assignment.room.account,
        assignment,
        key,
        context,
        lambda adapter: adapter.unassign_room(assignment),
    )


async def reset_pins(reset: PinReset, key: str | None, context: Context) -> RoomResult:
    limits = (
        UseLimit(of=("caller", context.caller.id), most=RESETS_BY_CALLER),
        UseLimit(of=("room", reset.room.encoded()), most=RESETS_OF_ROOM),
    )
    return await _room_written(
        "resetPins",
        reset.room.account,
        reset,
        key,
        context,
        lambda adapter: adapter.reset_pins(reset),
        limits=limits,
    )


async def _room_written(
    mutation: str,
    account: Account,
    draft: Any,
    key: str | None,
    context: Context,
    ask: Callable[[Adapter], Awaitable[Room | None]],
    limits: Sequence[UseLimit] = (),
) -> RoomResult:
    async def send(adapter: Adapter) -> RoomResult:
        return RoomResult(room=found_or_refused(await ask(adapter), "room", "room"))

    async def again(receipt: Receipt) -> RoomResult:
        """The room as it is now; only the write returns whether it is a provider's main room."""
        room = await rooms.by_key(receipt.thing(context.caller.tenant), context)
        if room is not None and receipt.is_default is not None:
            room = with_changes(room, is_default=receipt.is_default)
        return RoomResult(room=room, replayed=True)

    def receipt(payload: RoomResult) -> Receipt:
        assert payload.room is not None, "a write that was carried out has its room"
        return Receipt(key=payload.room.id, is_default=payload.room.is_default)

    return await carried_out(
        Write(
            mutation=mutation,
            account=account,
            draft=draft,
            idempotency_key=key,
            send=send,
            refused=RoomResult,
            receipt=receipt,
            again=again,
            limits=limits,
        ),
        context,
    )
