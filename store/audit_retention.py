"""Removes old entries of the audit log; a checkpoint, proven by a MAC, keeps what is needed to verify the rest."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from models.documents.audit import Audit
from models.documents.audit_checkpoint import AuditCheckpoint, PrunedChain
from store.audit_chain import ChainKeys, mac_of
from store.audit_writer import CHAIN_LASTS

# A running gateway ends its chains by then, whatever its clock.
_ENDED_AFTER = CHAIN_LASTS + timedelta(days=1)


async def prune(tenant: str, keys: ChainKeys, *, before: datetime, now: datetime) -> int:
    """Removes a tenant's entries of before a time from the beginning of its chains.

    The log must have been verified. If it is interrupted, it can be repeated.

    Returns:
        How many entries were removed.
    """
    row = await AuditCheckpoint.raw().find_one({"_id": tenant})
    known = None if row is None else AuditCheckpoint.read(row)
    # An earlier removal may have been interrupted.
    removed = 0 if known is None else await _remove(known)
    found = await _checkpoint(tenant, known, before=before, now=now)
    if found is None:
        return removed + await _unchained(tenant, before)
    sealed = {**found.bson()}
    del sealed["mac"]
    sealed["mac"] = mac_of(sealed, keys.leading)
    await AuditCheckpoint.raw().find_one_and_replace({"_id": tenant}, sealed, upsert=True)
    return removed + await _remove(found) + await _unchained(tenant, before)


async def _remove(checkpoint: AuditCheckpoint) -> int:
    removed = 0
    for chain in checkpoint.chains:
        place = {"chain": chain.chain, "sequence": {"$gt": 0, "$lte": chain.sequence}}
        removed += (await Audit.raw().delete_many(place)).deleted_count
    return removed


async def _checkpoint(
    tenant: str, known: AuditCheckpoint | None, *, before: datetime, now: datetime
) -> AuditCheckpoint | None:
    chains: list[PrunedChain] = []
    for chain in () if known is None else known.chains:
        left = await _has_more(chain.chain, chain.sequence)
        if not left and chain.ends_at < now:
            continue
        again = await _cut(chain.chain, chain.sequence, before)
        cut = again or chain.model_copy(update={"left": left})
        chains.append(cut.model_copy(update={"number": chain.number, "ends_at": chain.ends_at}))
    opening, mac = (0, "") if known is None else (known.opening, known.opening_mac)
    began = None if known is None else known.began
    openings = Audit.raw().find({"tenant": tenant, "opening": {"$gt": opening}}).sort("opening", 1)
    async for row in openings:
        began = began or row["at"]
        if row["at"] >= before:
            break
        first = await _cut(row["chain"], 0, before)
        assert first is not None
        ends_at = row["at"] + _ENDED_AFTER
        chains.append(first.model_copy(update={"number": row["opening"], "ends_at": ends_at}))
        opening, mac = row["opening"], row["mac"]
    if began is None or not opening:
        return None
    # As MongoDB keeps it.
    at = now.replace(microsecond=now.microsecond // 1000 * 1000)
    return AuditCheckpoint(
        id=tenant, began=began, at=at, opening=opening, opening_mac=mac, chains=tuple(chains)
    )


async def _cut(chain: str, after: int, before: datetime) -> PrunedChain | None:
    """The last of the entries after a place that are all old; None if the next one is young or missing."""
    rows: Mapping[str, Any] = {"chain": chain, "sequence": {"$gt": after}}
    young = await Audit.raw().find_one({**rows, "at": {"$gte": before}}, sort=[("sequence", 1)])
    older = rows if young is None else {"chain": chain, "sequence": {"$gt": after, "$lt": young["sequence"]}}
    last = await Audit.raw().find_one(older, sort=[("sequence", -1)])
    if last is None:
        return None
    return PrunedChain(
        chain=chain,
        number=0,
        sequence=last["sequence"],
        mac=last["mac"],
        left=young is not None,
        ends_at=before,
    )


async def _has_more(chain: str, after: int) -> bool:
    return await Audit.raw().find_one({"chain": chain, "sequence": {"$gt": after}}) is not None


async def _unchained(tenant: str, before: datetime) -> int:
    old = {"tenant": tenant, "chain": None, "at": {"$lt": before}}
    return (await Audit.raw().delete_many(old)).deleted_count
