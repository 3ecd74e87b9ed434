"""Accepts device commands: deduplicates by idempotency key and stores them before it returns their ids."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime

from commands import state_machine
from commands.audit_entries import entry_of
from commands.orders import MUTATION, Order
from models import idempotency_key
from models.command import CommandSource, CommandState, DeliveryGuarantee, Opposite
from models.documents.command import CommandRecord
from models.documents.command_parts import Compensating, Transition
from models.errors import UnreadableDocument, WriteRefused
from models.ids import Key
from models.problem import Conflict, ProblemCode
from models.stage import Stage
from store import acceptance, audit_outbox, server_clock
from store.acceptance import Acceptance, QueueFull
from store.audit_log import AuditLog
from store.store import Store

SUPERSEDED = "It was superseded by a newer command of the same kind."


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """Commands that were accepted, now or earlier under the same key."""

    records: tuple[CommandRecord, ...]
    replayed: bool


async def accepted_before(store: Store, order: Order) -> Accepted | None:
    """The commands that were accepted under the order's key before; None if there are none.

    Raises:
        WriteRefused: the key was used with another input, or its commands cannot be read.
        StoreUnavailable: MongoDB is unavailable.
    """
    if order.keyed is None:
        return None
    try:
        found = await acceptance.commands_of_key(store, order.keyed)
    except UnreadableDocument as error:
        raise WriteRefused([idempotency_key.unreadable(order.meeting.vendor)]) from error
    return Accepted(records=tuple(found), replayed=True) if found else None


async def accept(
    store: Store,
    audit_log: AuditLog,
    order: Order,
    *,
    delivery: DeliveryGuarantee,
    opposite: Opposite | None,
    seen: Mapping[Key, tuple[str, ...] | None],
) -> Accepted:
    """Stores the order's commands, or none of them.

    Args:
        store: the outbox.
        audit_log: the audit log of this process.
        order: free of problems.
        delivery: the delivery guarantee of its type at its vendor.
        opposite: the command that undoes it, if it opens something.
        seen: the vendor's ids of each device's earlier commands, if they are known.

    Raises:
        WriteRefused: a device has too many pending commands, or the key was used with another input.
        StoreUnavailable: MongoDB is unavailable; a retry with the same key finds out whether it was accepted.
    """
    now = await server_clock.now(store, CommandRecord)
    compensation = opposite and Compensating(type=opposite.type, value=opposite.parameters.value)
    records = [
        _record(order, index, device, now).model_copy(
            update={
                "delivery": delivery,
                "compensation": compensation,
                "seen": seen.get(device),
            }
        )
        for index, device in enumerate(order.devices)
    ]
    wanted = Acceptance(
        records=records,
        audit_entries=[entry_of(record, 1) for record in records],
        write=order.keyed,
        waiting_at_most=state_machine.WAITING_AT_MOST,
        superseded=SUPERSEDED,
        action=MUTATION,
    )
    try:
        stored = await wanted.store(store)
    except QueueFull as crowded:
        raise WriteRefused([_crowded(position) for position in crowded.positions]) from crowded
    except UnreadableDocument as error:
        raise WriteRefused([idempotency_key.unreadable(order.meeting.vendor)]) from error
    is_replayed = stored[0].id != records[0].id
    if not is_replayed:
        audit_outbox.link_soon(store, audit_log, wanted.audit_entries)
    return Accepted(records=tuple(stored), replayed=is_replayed)


def _record(order: Order, position: int, device: Key, now: datetime) -> CommandRecord:
    expires_at = now + order.lasts
    accepted = Transition(state=CommandState.ACCEPTED, at=now, source=CommandSource.GATEWAY)
    return CommandRecord(
        id=acceptance.new_id(),
        account=order.meeting.account,
        meeting=order.meeting.parts[0],
        device=device.parts[0],
        sequence=0,
        type=order.type,
        value=order.parameters.value,
        volume=order.parameters.volume,
        quality=order.parameters.quality,
        delivery=DeliveryGuarantee.NOT_REPEATABLE,
        stage=Stage.ACCEPTED,
        history=(accepted,),
        created_at=now,
        expires_at=expires_at,
        follow_until=expires_at + state_machine.FOLLOWED,
        due_at=now,
        caller=order.caller.id,
        request_id=order.request_id,
        position=position,
        only_if_awake=order.only_if_awake,
        # Its acceptance is written into the audit log in the same transaction.
        audited=True,
    )


def _crowded(position: int) -> Conflict:
    return Conflict(
        message=f"{state_machine.WAITING_AT_MOST} commands wait for this device already.",
        code=ProblemCode.WRONG_STATE,
        path=("devices", str(position)),
    )
