"""Accepts commands: all of one call in one transaction, which is durable before anybody is told an id."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from bson import ObjectId
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from commands import lifecycle
from commands.moves import details
from commands.orders import Order
from models.command import CommandSource, CommandState, DeliveryGuarantee
from models.documents import moment
from models.documents.audit import Audit
from models.documents.command import OURS, CommandRecord, Transition
from models.documents.line import Line
from models.documents.store import Store
from models.errors import Refused
from models.ids import Key
from models.problem import Conflict, KeyReused, Problem, ProblemCode
from models.stage import Stage

MUTATION = "sendDeviceCommand"
KEY_KEPT = timedelta(days=30)
SUPERSEDED = "A newer command of the same kind took its place."

_TRIES = 5


class Named(NamedTuple):
    """What a key stands for: digests, one under each key of the store."""

    scopes: list[str]
    fingerprint: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """What is accepted now, or was accepted under the same key before."""

    records: tuple[CommandRecord, ...]
    replayed: bool


async def known(store: Store, order: Order) -> Accepted | None:
    """What was accepted under the order's key before; None where nothing was.

    Raises:
        Refused: the key stands for another input.
        StoreUnavailable: MongoDB is away.
    """
    if order.idempotency_key is None:
        return None
    named = _named(store, order)
    now = await moment.now(store, CommandRecord)
    return _replayed(store, order, await CommandRecord.found(store, _by_key(named), sort=_ORDER), now)


async def accept(
    store: Store,
    order: Order,
    *,
    delivery: DeliveryGuarantee,
    seen: Mapping[Key, tuple[str, ...] | None],
) -> Accepted:
    """Stores the order's commands, or none of them.

    Args:
        store: the outbox.
        order: free of problems.
        delivery: the class of its type at its vendor.
        seen: the vendor's ids of what each device was told before, where they are known.

    Raises:
        Refused: a device has too many commands waiting, or the key stands for another input.
        StoreUnavailable: MongoDB is away; the same key tells later whether it was accepted.
    """
    now = await moment.now(store, CommandRecord)
    named = None if order.idempotency_key is None else _named(store, order)
    records = [
        _record(order, index, device, now, delivery, seen.get(device), named)
        for index, device in enumerate(order.devices)
    ]

    async def work() -> Accepted:
        client = CommandRecord.raw().database.client
        for _ in range(_TRIES):
            try:
                async with client.start_session() as session:
                    return await session.with_transaction(
                        lambda session: _write(store, order, named, records, now, session)
                    )
            except DuplicateKeyError:
                continue  # The same call came twice at once, and the other was quicker.
        raise Refused([_busy()])

    return await store.run(work)


_ORDER = (("position", 1),)


async def _write(
    store: Store,
    order: Order,
    named: Named | None,
    records: list[CommandRecord],
    now: datetime,
    session: AsyncClientSession,
) -> Accepted:
    collection = CommandRecord.raw()
    if named is not None:
        found = await collection.find(_by_key(named), session=session).sort(list(_ORDER)).to_list()
        before = _replayed(store, order, [CommandRecord.read(one) for one in found], now)
        if before is not None:
            return before
        # What is older than a key is kept no longer stands in its way.
        unnamed = {"$set": {"keyed": False}, "$inc": {"version": 1}}
        await collection.update_many(_by_key(named), unnamed, session=session)
    crowded: list[Problem] = []
    placed = []
    # In one order for all, so that two calls do not hold what the other waits for.
    for record in sorted(records, key=lambda record: record.device):
        place = await Line.next_place(record.device_key, session)
        placed.append(record.model_copy(update={"sequence": place}))
        if await _waiting_after_superseding(record, session) >= lifecycle.WAITING_AT_MOST:
            crowded.append(_crowded(record.position))
    if crowded:
        raise Refused(sorted(crowded, key=lambda problem: problem.path or ()))
    placed.sort(key=lambda record: record.position)
    await collection.insert_many([_stored(record) for record in placed], session=session)
    trail = Audit.get_pymongo_collection()
    await trail.insert_many([_audited(record, now) for record in placed], session=session)
    return Accepted(records=tuple(placed), replayed=False)


async def _waiting_after_superseding(record: CommandRecord, session: AsyncClientSession) -> int:
    """How many commands wait for the device, once the older ones of the same kind have given way."""
    waiting = {"vendor": record.vendor.value, "device": record.device, "stage": Stage.ACCEPTED.value}
    of_kind = {**waiting, "meeting": record.meeting, "type": record.type.value}
    step = {
        "state": CommandState.CANCELLED.value,
        "at": "$$NOW",
        "source": CommandSource.GATEWAY.value,
        "reason": SUPERSEDED,
    }
    gone = {
        "stage": Stage.CANCELLED.value,
        "version": {"$add": ["$version", 1]},
        "history": {"$concatArrays": ["$history", [step]]},
        # Their end is still to be written into the trail.
        "audited": False,
    }
    collection = CommandRecord.raw()
    await collection.update_many(of_kind, [{"$set": gone}], session=session)
    return await collection.count_documents(waiting, session=session)


def _replayed(store: Store, order: Order, found: list[CommandRecord], now: datetime) -> Accepted | None:
    if not found or found[0].created_at + KEY_KEPT <= now:
        return None
    if not store.vault.matches(order.canonical(), found[0].fingerprint or "", purpose="input"):
        message = "This key was used before, for another input."
        raise Refused([KeyReused(message=message, path=("idempotency_key",))])
    return Accepted(records=tuple(found), replayed=True)


def _named(store: Store, order: Order) -> Named:
    scope = [order.caller, MUTATION, order.idempotency_key]
    return Named(
        store.vault.fingerprints(scope, purpose="scope"),
        store.vault.fingerprint(order.canonical(), purpose="input"),
    )


def _by_key(named: Named) -> dict[str, Any]:
    return {"keyed": True, "key_scopes": {"$in": named.scopes}}


def _record(
    order: Order,
    position: int,
    device: Key,
    now: datetime,
    delivery: DeliveryGuarantee,
    seen: tuple[str, ...] | None,
    named: Named | None,
) -> CommandRecord:
    expires_at = now + order.lasts
    accepted = Transition(state=CommandState.ACCEPTED, at=now, source=CommandSource.GATEWAY)
    return CommandRecord(
        id=f"{OURS}{ObjectId()}",
        vendor=order.meeting.vendor,
        meeting=order.meeting.parts[0],
        device=device.parts[0],
        sequence=0,
        type=order.type,
        value=order.parameters.value,
        volume=order.parameters.volume,
        quality=order.parameters.quality,
        delivery=delivery,
        stage=Stage.ACCEPTED,
        history=(accepted,),
        created_at=now,
        expires_at=expires_at,
        follow_until=expires_at + lifecycle.FOLLOWED,
        due_at=now,
        seen=seen,
        caller=order.caller,
        request_id=order.request_id,
        keyed=named is not None,
        key_scopes=() if named is None else tuple(named.scopes),
        fingerprint=None if named is None else named.fingerprint,
        position=position,
        # Its acceptance is written into the trail beside it.
        audited=True,
    )


def _stored(record: CommandRecord) -> dict[str, Any]:
    stored = record.model_dump(mode="python", exclude={"id", "revision_id"})
    return {"_id": record.id, **_plain(stored)}


def _plain(value: Any) -> Any:
    """Enums and tuples as BSON has them."""
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(part) for part in value]
    return value.value if hasattr(value, "value") and hasattr(type(value), "__members__") else value


def _audited(record: CommandRecord, now: datetime) -> dict[str, Any]:
    return {
        "_id": f"{record.id}:1",
        "at": now,
        "caller": record.caller,
        "action": MUTATION,
        "vendor": record.vendor.value,
        "subject": record.id,
        "meeting": record.meeting,
        "device": record.device,
        "details": details(record),
        "result": CommandState.ACCEPTED.value,
        "reason": None,
        "request_id": record.request_id,
    }


def _crowded(position: int) -> Conflict:
    return Conflict(
        message=f"{lifecycle.WAITING_AT_MOST} commands wait for this device already.",
        code=ProblemCode.WRONG_STATE,
        path=("devices", str(position)),
    )


def _busy() -> Conflict:
    return Conflict(
        message="The same key is just being used by another call.",
        code=ProblemCode.IN_PROGRESS,
        path=("idempotency_key",),
    )
