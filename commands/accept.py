"""Accepts commands: durable before anybody is told an id, and the same ones again for the same key."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from commands import state_machine
from commands.moves import MUTATION, details
from commands.orders import Order
from models.command import CommandSource, CommandState, DeliveryGuarantee, Opposite
from models.documents.audit import Audit
from models.documents.command import CommandRecord
from models.documents.command_parts import Compensating, Transition
from models.errors import Unreadable, WriteRefused
from models.ids import Key
from models.problem import Conflict, KeyReused, Outcome, ProblemCode, Unavailable
from models.stage import Stage
from models.vendor import Vendor
from store import acceptance, server_clock
from store.acceptance import Acceptance, Contended, Crowded
from store.store import Store

KEY_KEPT = timedelta(days=30)
SUPERSEDED = "A newer command of the same kind took its place."


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What is accepted now, or was accepted under the same key before."""

    records: tuple[CommandRecord, ...]
    replayed: bool


async def accepted_before(store: Store, order: Order) -> Accepted | None:
    """What was accepted under the order's key before; None where nothing was.

    Raises:
        Refused: the key stands for another input, or what it stands for cannot be read.
        StoreUnavailable: MongoDB is away.
    """
    if order.idempotency_key is None:
        return None
    now = await server_clock.now(store, CommandRecord)
    try:
        found = await acceptance.named(store, _scopes(store, order), since=now - KEY_KEPT)
    except Unreadable as error:
        raise WriteRefused([_unreadable(order.meeting.vendor)]) from error
    return _replayed(store, order, found) if found else None


async def accept(
    store: Store,
    order: Order,
    *,
    delivery: DeliveryGuarantee,
    opposite: Opposite | None,
    seen: Mapping[Key, tuple[str, ...] | None],
) -> Accepted:
    """Stores the order's commands, or none of them.

    Args:
        store: the outbox.
        order: free of problems.
        delivery: the class of its type at its vendor.
        opposite: what undoes it, where it opens something.
        seen: the vendor's ids of what each device was told before, where they are known.

    Raises:
        Refused: a device has too many commands waiting, or the key stands for another input.
        StoreUnavailable: MongoDB is away; the same key tells later whether it was accepted.
    """
    now = await server_clock.now(store, CommandRecord)
    keyed = order.idempotency_key is not None
    scopes = _scopes(store, order) if keyed else ()
    fingerprint = store.vault.fingerprint(order.canonical(), purpose="input") if keyed else None
    compensation = opposite and Compensating(type=opposite.type, value=opposite.parameters.value)
    records = [
        _record(order, index, device, now).model_copy(
            update={
                "delivery": delivery,
                "compensation": compensation,
                "seen": seen.get(device),
                "keyed": keyed,
                "key_scopes": scopes,
                "fingerprint": fingerprint,
            }
        )
        for index, device in enumerate(order.devices)
    ]
    wanted = Acceptance(
        records=records,
        trail=[_audited(record, now) for record in records],
        since=now - KEY_KEPT,
        waiting_at_most=state_machine.WAITING_AT_MOST,
        superseded=SUPERSEDED,
        action=MUTATION,
    )
    try:
        stored = await wanted.store(store)
    except Crowded as crowded:
        raise WriteRefused([_crowded(position) for position in crowded.positions]) from crowded
    except Contended as contended:
        raise WriteRefused([_busy()]) from contended
    except Unreadable as error:
        raise WriteRefused([_unreadable(order.meeting.vendor)]) from error
    if stored[0].id != records[0].id:
        return _replayed(store, order, stored)
    return Accepted(records=tuple(stored), replayed=False)


def _replayed(store: Store, order: Order, found: list[CommandRecord]) -> Accepted:
    if not store.vault.matches(order.canonical(), found[0].fingerprint or "", purpose="input"):
        message = "This key was used before, for another input."
        raise WriteRefused([KeyReused(message=message, path=("idempotency_key",))])
    return Accepted(records=tuple(found), replayed=True)


def _scopes(store: Store, order: Order) -> tuple[str, ...]:
    scope = [order.caller, MUTATION, order.idempotency_key]
    return tuple(store.vault.fingerprints(scope, purpose="scope"))


def _record(order: Order, position: int, device: Key, now: datetime) -> CommandRecord:
    expires_at = now + order.lasts
    accepted = Transition(state=CommandState.ACCEPTED, at=now, source=CommandSource.GATEWAY)
    return CommandRecord(
        id=acceptance.new_id(),
        vendor=order.meeting.vendor,
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
        caller=order.caller,
        request_id=order.request_id,
        position=position,
        only_if_awake=order.only_if_awake,
        # Its acceptance is written into the trail beside it.
        audited=True,
    )


def _audited(record: CommandRecord, now: datetime) -> Audit:
    return Audit(
        id=f"{record.id}:1",
        at=now,
        caller=record.caller,
        action=MUTATION,
        vendor=record.vendor,
        subject=record.id,
        meeting=record.meeting,
        device=record.device,
        details=details(record),
        result=CommandState.ACCEPTED.value,
        request_id=record.request_id,
    )


def _crowded(position: int) -> Conflict:
    return Conflict(
        message=f"{state_machine.WAITING_AT_MOST} commands wait for this device already.",
        code=ProblemCode.WRONG_STATE,
        path=("devices", str(position)),
    )


def _unreadable(vendor: Vendor) -> Unavailable:
    return Unavailable(
        message="What was accepted under this key before cannot be read, so nothing was accepted now. It may have been "
        "carried out: look before sending it again under another key.",
        vendor=vendor,
        outcome=Outcome.UNKNOWN,
        retryable=False,
        path=("idempotency_key",),
    )


def _busy() -> Conflict:
    return Conflict(
        message="The same key is just being used by another call.",
        code=ProblemCode.IN_PROGRESS,
        path=("idempotency_key",),
    )
