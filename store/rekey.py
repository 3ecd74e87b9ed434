"""Encrypts anew, under the first of the store's keys, what was encrypted with an older one, while gateways run.

Each document is changed by one guarded update, so a kill at any point leaves every document readable with one of the
keys, and another run continues.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from models.documents.api_key import ApiKey
from models.documents.audit import Audit
from models.documents.calendar_entry import CalendarEntry
from models.documents.idempotency import Idempotency
from models.documents.meta import Meta
from models.documents.polled import PolledState
from models.documents.remembered import FINGERPRINT, Remembered
from models.documents.stored import NOT_NEWER, Stored
from models.documents.tenant import Tenant
from models.errors import DecryptionFailed, StoreUnavailable
from store import server_clock
from store.agreement import lead_with
from store.encryption import Vault
from store.store import Store

# What is encrypted with the store's keys, and in which fields; one that ends in a dot holds several.
SEALED: Mapping[type[Stored], str] = {
    # First, because they open all that the tenants have.
    Tenant: "wrapped_key",
    Remembered: "secrets.",
    CalendarEntry: "sealed",
    Idempotency: "result",
    PolledState: "sealed",
}
_PORTION = 200
# A gateway may encrypt with the former key until it has looked at the keys again and its running calls have ended.
_UNTIL_ALL_KNOW = timedelta(seconds=5)
_LOOK_SECONDS = 0.1


@dataclass(slots=True)
class Rekeyed:
    """What was done, and what still needs an older key, as numbers of documents by collection.

    Attributes:
        anew: encrypted anew.
        unreadable: encrypted with none of the keys.
        compared: with a digest under an older key, which cannot be made anew.
        peppers: of API keys that are good still, by their names: what was digested is nowhere, so no digest can be
            made anew under another one.
    """

    anew: Counter[str] = field(default_factory=Counter)
    unreadable: Counter[str] = field(default_factory=Counter)
    compared: Counter[str] = field(default_factory=Counter)
    peppers: Counter[str] = field(default_factory=Counter)


async def rekey(store: Store, first: Vault) -> Rekeyed:
    """Makes all gateways encrypt with the first key, and encrypts everything else with it.

    Args:
        store: with all keys.
        first: a vault with the first key alone.

    Raises:
        StoreUnavailable: MongoDB is unavailable; a further run continues.
    """
    [mark] = first.marks
    now = await server_clock.now(store, Meta)
    since = await store.run(lambda: lead_with(mark, now))
    while store.vault.marks[0] != mark:
        if not store.is_up:
            raise StoreUnavailable
        await asyncio.sleep(_LOOK_SECONDS)
    await asyncio.sleep(max(0.0, (since + _UNTIL_ALL_KNOW - now).total_seconds()))
    done = Rekeyed()
    for documents in SEALED:
        # What was changed meanwhile is met by the next pass.
        while await _pass(store, documents, first, done):
            pass
    for documents, compared in _compared_by_others(since).items():
        if count := await store.run(partial(documents.raw().count_documents, compared)):
            done.compared[documents.collection()] = count
    done.peppers = await _peppers(store, now)
    return done


async def _peppers(store: Store, now: datetime) -> Counter[str]:
    good = {"revoked_at": None, "expires_at": {"$gt": now}}

    async def work() -> list[dict[str, Any]]:
        return await ApiKey.raw().find(good, {"pepper": 1}).to_list()

    return Counter(row["pepper"] for row in await store.run(work))


async def _pass(store: Store, documents: type[Stored], first: Vault, done: Rekeyed) -> int:
    """Encrypts the documents anew, and returns how many were changed by others meanwhile."""
    name, after, missed = documents.collection(), None, 0
    done.unreadable.pop(name, None)
    while True:
        rows = await _portion(store, documents, after)
        for row in rows:
            try:
                change = dict(_changes(row, SEALED[documents], store.vault, first))
            except DecryptionFailed:
                done.unreadable[name] += 1
                continue
            if not change:
                continue
            # Only if nothing of it was changed since it was read.
            guard = {"_id": row["_id"], **{place: before for place, (before, _) in change.items()}}
            sealed = {"$set": {place: anew for place, (_, anew) in change.items()}}
            changed = await store.run(partial(documents.raw().update_one, guard, sealed))
            done.anew[name] += changed.matched_count
            missed += 1 - changed.matched_count
        if not rows:
            return missed
        after = rows[-1]["_id"]


async def _portion(store: Store, documents: type[Stored], after: Any) -> list[dict[str, Any]]:
    place = SEALED[documents].rstrip(".")
    beyond = {} if after is None else {"_id": {"$gt": after}}

    async def work() -> list[dict[str, Any]]:
        found = documents.raw().find({**beyond, **NOT_NEWER}, {place: 1}).sort("_id", 1).limit(_PORTION)
        return await found.to_list()

    return await store.run(work)


def _changes(
    row: Mapping[str, Any], place: str, vault: Vault, first: Vault
) -> Iterator[tuple[str, tuple[bytes, bytes]]]:
    """The places of a document that another key encrypted: what is there, and what is to be there.

    Raises:
        DecryptionFailed: none of the keys decrypts one of them.
    """
    found = row.get(place.rstrip("."))
    parts = found if isinstance(found, dict) else {"": found}
    for name, sealed in parts.items():
        if isinstance(sealed, bytes) and not first.is_latest(sealed):
            yield f"{place}{name}", (sealed, first.encrypt(vault.decrypt(sealed)))


def _compared_by_others(since: datetime) -> Mapping[type[Stored], dict[str, Any]]:
    """The documents with digests of before this key, whose values are not stored."""
    return {
        Idempotency: {"claimed_at": {"$lt": since}},
        Remembered: {f"witness.{FINGERPRINT}": {"$exists": True}, "saved_at": {"$lt": since}},
        Audit: {"at": {"$lt": since}, "mac": {"$ne": None}},
    }
