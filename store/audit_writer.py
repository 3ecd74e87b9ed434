"""Appends entries to the audit log's chains of this process: one chain for each tenant, opened with its first entry."""

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any

from bson import ObjectId
from pymongo.errors import BulkWriteError, DuplicateKeyError

from models.documents.audit import Audit, NewEntry
from models.documents.audit_checkpoint import AuditCheckpoint
from store.audit_chain import ChainKeys, Head, head_at, linked
from store.encryption import Vault
from store.store import Store

# The action of a chain's first entry, and who is said to have done it.
OPENING = "openAuditChain"
US = "meetgraph"
# Then a process goes on with a new chain, so that a chain that was pruned is not continued.
CHAIN_LASTS = timedelta(days=30)

_DUPLICATE = 11000


class ChainWriter:
    """The chains of one process; only one task may append to them.

    Args:
        store: the store.
        vault: of the audit log's own keys; None for those of the store.
    """

    def __init__(self, store: Store, vault: Vault | None = None) -> None:
        self._store = store
        self._vault = vault
        self._chains: dict[str, _Chain] = {}

    async def append(self, entries: Sequence[Audit | NewEntry]) -> int:
        """Appends entries that are not in the log yet, in their order.

        If it fails, it is not known how many were written: it must be repeated with the same entries first.

        Returns:
            How many of the first ones are in the log now; zero if it must be repeated.
        """
        now = self._store.now()
        for tenant in {entry.tenant for entry in entries}:
            if tenant not in self._chains or self._chains[tenant].ends_at <= now:
                self._chains[tenant] = await self._opened(tenant, now)
        rows, heads = [], dict[str, Head]()
        for entry in entries:
            chain = self._chains[entry.tenant]
            row = linked(entry, heads.get(entry.tenant, chain.head), chain.key)
            heads[entry.tenant] = head_at(row)
            rows.append(row)
        try:
            await Audit.raw().insert_many(rows, ordered=True)
        except BulkWriteError as error:
            failures = error.details.get("writeErrors", ())
            if not failures or failures[0]["code"] != _DUPLICATE:
                raise
            return await self._after_duplicate(rows, failures[0]["index"])
        for tenant, head in heads.items():
            self._chains[tenant].head = head
        return len(rows)

    async def _after_duplicate(self, rows: Sequence[Mapping[str, Any]], index: int) -> int:
        """Goes on after an entry that is there: we wrote it and were not told, or another gateway did."""
        for row in rows[:index]:
            self._chains[row["tenant"]].head = head_at(row)
        tenants = sorted({row["tenant"] for row in rows[index:]})
        theirs = {"_id": {"$in": [row["_id"] for row in rows[index:]]}, "tenant": {"$in": tenants}}
        there = Audit.raw().find(theirs)
        stored = {row["_id"]: row for row in await there.to_list()}
        done = index
        for row in rows[index:]:
            found = stored.get(row["_id"])
            if found is None:
                break
            if found.get("mac") == row["mac"]:
                self._chains[row["tenant"]].head = head_at(row)
            done += 1
        if done == index:
            # Somebody else wrote at our place of our chain; the verification names it.
            del self._chains[rows[index]["tenant"]]
        return done

    async def _opened(self, tenant: str, now: datetime) -> "_Chain":
        keys = ChainKeys(self._vault or self._store.vault)
        chain = f"{tenant}/{ObjectId()}"
        entry = Audit(id=f"chain_{chain}", at=now, tenant=tenant, caller=US, action=OPENING, result="DONE")
        while True:
            number, before = await _last_opening(tenant)
            opened = entry.model_copy(update={"details": {"after": before}})
            row = linked(opened, Head(chain, 0, ""), keys.leading, opening=number + 1)
            try:
                await Audit.raw().insert_one(row)
            except DuplicateKeyError:
                continue  # Another gateway was quicker.
            return _Chain(head_at(row), keys.leading, now + CHAIN_LASTS)


async def _last_opening(tenant: str) -> tuple[int, str]:
    """The number of a tenant's latest chain, and the MAC of its first entry, which may have been pruned."""
    found = await Audit.raw().find_one({"tenant": tenant, "opening": {"$gt": 0}}, sort=[("opening", -1)])
    if found is not None:
        return found["opening"], found["mac"]
    pruned = await AuditCheckpoint.raw().find_one({"_id": tenant})
    return (0, "") if pruned is None else (pruned["opening"], pruned["opening_mac"])


class _Chain:
    def __init__(self, head: Head, key: bytes, ends_at: datetime) -> None:
        self.head = head
        self.key = key
        self.ends_at = ends_at
