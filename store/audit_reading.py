"""Reads the audit log whole for the operator's commands: verifies it, names its heads and exports it."""

import json
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from pymongo.asynchronous.cursor import AsyncCursor
from pymongo.errors import PyMongoError

from models.documents.audit import Audit
from models.documents.audit_checkpoint import AuditCheckpoint
from models.errors import StoreUnavailable
from store.audit_chain import ChainKeys, head_at
from store.audit_verification import AuditFlaw, Flaw, NumberedHead, TenantVerification, inserted

_CHAINED: Mapping[str, Any] = {"sequence": {"$gt": 0}}
_UNCHAINED: Mapping[str, Any] = {"sequence": {"$not": {"$gt": 0}}}
_AT_ONCE = 2_000


@dataclass(slots=True)
class LogVerification:
    """The verification of a whole log.

    Args:
        keys: the keys that prove entries.
        heads: the heads that were kept elsewhere, by chain.

    Attributes:
        entries: how many linked entries were seen.
        unchained: how many of before there were chains.
    """

    keys: ChainKeys
    heads: Mapping[str, NumberedHead] = field(default_factory=dict)
    entries: int = 0
    unchained: int = 0

    async def findings(self) -> AsyncIterator[AuditFlaw]:
        """What is wrong, in the order of tenants and chains."""
        checkpoints = {}
        for row in await AuditCheckpoint.raw().find().to_list():
            if self.keys.prover(row) is None:
                yield AuditFlaw(tenant=str(row["_id"]), flaw=Flaw.CHECKPOINT)
            else:
                checkpoints[row["_id"]] = AuditCheckpoint.read(row)
        waiting = {*checkpoints, *map(tenant_of, self.heads)}
        began: dict[str, datetime] = {}
        current: TenantVerification | None = None
        async for row in _in_chains({}):
            tenant = tenant_of(str(row["chain"]))
            if current is None or current.tenant != tenant:
                if current is not None:
                    for finding in self._ended(current, began):
                        yield finding
                current = self._of(tenant, checkpoints)
                waiting.discard(tenant)
            for finding in current.feed(row):
                yield finding
        rest = [] if current is None else [current]
        for verified in (*rest, *(self._of(tenant, checkpoints) for tenant in sorted(waiting))):
            for finding in self._ended(verified, began):
                yield finding
        async for row in Audit.raw().find(_UNCHAINED, {"tenant": 1, "at": 1}):
            self.unchained += 1
            if row.get("tenant") in began:
                for finding in inserted([row], began[row["tenant"]]):
                    yield finding

    def _of(self, tenant: str, checkpoints: Mapping[str, AuditCheckpoint]) -> TenantVerification:
        heads = {chain: head for chain, head in self.heads.items() if tenant_of(chain) == tenant}
        return TenantVerification(tenant, self.keys, checkpoints.get(tenant), heads)

    def _ended(self, verified: TenantVerification, began: dict[str, datetime]) -> list[AuditFlaw]:
        found = list(verified.end())
        self.entries += verified.entries
        if verified.began is not None:
            began[verified.tenant] = verified.began
        return found


@contextmanager
def unavailable_if_away() -> Iterator[None]:
    """Translates the driver's errors of what is read without a deadline.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    try:
        yield
    except PyMongoError as error:
        raise StoreUnavailable from error


async def tenants() -> list[str]:
    """The tenants that have entries."""
    return sorted(map(str, await Audit.raw().distinct("tenant")))


def tenant_of(chain: str) -> str:
    """The tenant of a chain, by its name."""
    return chain.rpartition("/")[0]


async def heads() -> AsyncIterator[NumberedHead]:
    """The present end of every chain, to be kept elsewhere."""
    pruned = {
        each.chain: each.number
        for row in await AuditCheckpoint.raw().find().to_list()
        for each in AuditCheckpoint.read(row).chains
    }
    chain = ""
    while True:
        after = {"chain": {"$gt": chain}, **_CHAINED}
        first = await Audit.raw().find_one(after, sort=[("chain", 1), ("sequence", 1)])
        if first is None:
            return
        chain = first["chain"]
        last = await Audit.raw().find_one({"chain": chain, **_CHAINED}, sort=[("sequence", -1)])
        assert last is not None
        yield NumberedHead(first.get("opening") or pruned.get(chain, 0), head_at(last))


async def exported(tenant: str | None, since: datetime | None) -> AsyncIterator[str]:
    """The entries as JSON texts, the oldest first, with everything that proves them."""
    query: dict[str, Any] = {} if tenant is None else {"tenant": tenant}
    if since is not None:
        query["at"] = {"$gte": since}
    rows = Audit.raw().find(query, batch_size=_AT_ONCE, allow_disk_use=True)
    async for row in rows.sort([("at", 1), ("_id", 1)]):
        yield json.dumps(row, default=_as_text, ensure_ascii=False)


def _in_chains(query: Mapping[str, Any]) -> AsyncCursor[dict[str, Any]]:
    rows = Audit.raw().find({**_CHAINED, **query}, batch_size=_AT_ONCE)
    return rows.sort([("chain", 1), ("sequence", 1)]).hint("place")


def _as_text(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)
