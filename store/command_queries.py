"""Queries for commands: by key, by meeting or device, by what can still happen to them."""

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any

from models.account import Account
from models.command import CommandType, CompensationState
from models.documents.command import OURS, CommandRecord
from models.documents.stored import NOT_NEWER
from models.errors import UnreadableDocument
from models.ids import Key
from models.stage import GIVEN_UP, RESULTS, UNDER_WAY, Stage
from store import quarantine
from store.reading import readable
from store.store import Store

_IN_ORDER = (("created_at", 1), ("position", 1))

# A command that was given up after it was sent may still change for a while.
_GIVEN_UP: dict[str, Any] = {
    "stage": {"$in": [stage.value for stage in GIVEN_UP]},
    "attempts": {"$gt": 0},
    "$expr": {"$gt": ["$follow_until", "$$NOW"]},
}
_OPEN = {"$or": [{"stage": {"$in": [stage.value for stage in Stage if stage not in RESULTS]}}, _GIVEN_UP]}
_FOLLOWED = {"$or": [{"stage": {"$in": [stage.value for stage in UNDER_WAY]}}, _GIVEN_UP], **NOT_NEWER}
# What any query of the dispatcher, the tracker, the compensator and the reconciler can find, now or later.
_NEEDS_SOMETHING: dict[str, Any] = {
    "$or": [
        *_OPEN["$or"],
        {"audited": False},
        {"compensation.state": CompensationState.ARMED.value},
        {"compensates.told": False},
    ],
    **NOT_NEWER,
}


async def by_key(store: Store, key: Key) -> CommandRecord | None:
    """A command of ours, by its own key or by the vendor's id of it.

    Raises:
        UnreadableDocument: the command cannot be decoded.
        StoreUnavailable: MongoDB is unavailable.
    """
    if len(key.parts) != 3:
        return None
    meeting, device, id = key.parts
    named = {"_id": id} if id.startswith(OURS) else {"vendor_ids": id}
    place = {"account": str(key.account), "meeting": meeting, "device": device}
    lost: list[UnreadableDocument] = []
    found = await _found(store, {**place, **named}, limit=1, lost=lost)
    if lost:
        raise lost[0]
    return found[0] if found else None


def of_tenant(tenant: str) -> dict[str, Any]:
    """The query for the commands in all accounts of a tenant."""
    return {"account": {"$gte": f"{tenant}/", "$lt": f"{tenant}0"}}


async def by_id(store: Store, account: Account, id: str) -> CommandRecord | None:
    """A command of an account by our id; None if there is none, or if it cannot be decoded.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    found = await _found(store, {"_id": id, "account": str(account)}, limit=1)
    return found[0] if found else None


async def of_meetings(
    store: Store, meetings: Sequence[Key], lost: list[UnreadableDocument] | None = None
) -> list[CommandRecord]:
    """The commands of some meetings, in the order of their acceptance.

    Args:
        store: the store.
        meetings: the meetings' keys.
        lost: collects those that cannot be decoded.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    order = (*_IN_ORDER, ("sequence", 1))
    return await _found(store, _places(meetings, "meeting"), sort=order, lost=lost)


async def open_of_meetings(store: Store, meetings: Sequence[Key]) -> list[CommandRecord]:
    """The commands of some meetings that have not ended, or were given up and may still change.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    return await _open(store, _places(meetings, "meeting"))


async def open_of_devices(store: Store, devices: Sequence[Key]) -> list[CommandRecord]:
    """The open commands of some devices; see `open_of_meetings`."""
    return await _open(store, _places(devices, "device"))


async def _open(store: Store, places: dict[str, Any]) -> list[CommandRecord]:
    return await _found(store, {"$and": [places, _OPEN]}, sort=_IN_ORDER)


async def given_later(
    store: Store, record: CommandRecord, types: Collection[CommandType]
) -> list[CommandRecord]:
    """The later commands of some types for the record's device in the same meeting.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    return await _found(store, later_than(record, types))


def later_than(record: CommandRecord, types: Collection[CommandType]) -> dict[str, Any]:
    """The query of `given_later`."""
    place = {"account": str(record.account), "meeting": record.meeting, "device": record.device}
    kinds = sorted(type.value for type in types)
    return {**place, "type": {"$in": kinds}, "sequence": {"$gt": record.sequence}}


async def vendor_ids(store: Store, account: Account, meeting: str) -> set[str]:
    """The vendor's ids of our commands in a meeting, as far as they are known.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> list[str]:
        return await CommandRecord.raw().distinct("vendor_ids", {"account": str(account), "meeting": meeting})

    # An id that is no text is from a garbled document.
    return {id for id in await store.run(work) if isinstance(id, str)}


async def meetings_to_follow(store: Store, accounts: Collection[Account]) -> list[tuple[Account, str]]:
    """The meetings, by account and vendor's id, with commands whose state the vendor may still change.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    names = [str(account) for account in accounts]
    pipeline: list[dict[str, Any]] = [
        {"$match": {"account": {"$in": names}, "meeting": {"$type": "string"}, **_FOLLOWED}},
        {"$group": {"_id": {"account": "$account", "meeting": "$meeting"}}},
    ]

    async def work() -> list[dict[str, Any]]:
        return await (await CommandRecord.raw().aggregate(pipeline)).to_list()

    return [(Account.read(one["_id"]["account"]), one["_id"]["meeting"]) for one in await store.run(work)]


async def to_follow(
    store: Store, account: Account, meeting: str
) -> tuple[list[CommandRecord], datetime | None]:
    """The commands of a meeting whose state may still change, and the database's time of the query.

    The time is None if there are none.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    pipeline: list[dict[str, Any]] = [
        {"$match": {"account": str(account), "meeting": meeting, **_FOLLOWED}},
        {"$sort": dict(_IN_ORDER)},
        {"$project": {"record": "$$ROOT", "now": "$$NOW"}},
    ]

    async def work() -> list[dict[str, Any]]:
        return await (await CommandRecord.raw().aggregate(pipeline)).to_list()

    found = await store.run(work)
    records = await quarantine.without_unreadable(store, [one["record"] for one in found])
    return records, found[0]["now"] if found else None


async def any_open(store: Store) -> bool:
    """Whether something is left to be done about any command.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> dict[str, Any] | None:
        return await CommandRecord.raw().find_one(_NEEDS_SOMETHING, {"_id": 1})

    return await store.run(work) is not None


async def _found(
    store: Store,
    query: dict[str, Any],
    *,
    sort: Sequence[tuple[str, int]] = (("sequence", 1),),
    limit: int = 0,
    lost: list[UnreadableDocument] | None = None,
) -> list[CommandRecord]:
    """The records of a query, in the order of their device's queue.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> list[dict[str, Any]]:
        return await CommandRecord.raw().find(query).sort(list(sort)).limit(limit).to_list()

    return readable(store, CommandRecord, await store.run(work), lost)


def _places(things: Sequence[Key], field: str) -> dict[str, Any]:
    """The query for the commands of some devices or meetings, by the field that names them."""
    ids: dict[str, list[str]] = {}
    for thing in things:
        ids.setdefault(str(thing.account), []).append(thing.parts[0])
    return {"$or": [{"account": account, field: {"$in": parts}} for account, parts in ids.items()]}
