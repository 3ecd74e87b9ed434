"""Reads pages of a tenant's audit log, the newest entries first."""

from datetime import datetime
from typing import Any, NamedTuple

from models.audit_entry import AuditEntry, AuditQuery
from models.documents.audit import Audit
from store.reading import readable
from store.store import Store


class AuditPosition(NamedTuple):
    """Where an entry stands in the list, whatever is added or filtered."""

    at: datetime
    id: str


async def page(
    store: Store, tenant: str, query: AuditQuery, *, rows: int, after: AuditPosition | None
) -> list[AuditEntry]:
    """The next entries of the tenant that match.

    Args:
        store: the store.
        tenant: the tenant.
        query: which entries.
        rows: how many at most.
        after: the entry before them; None for the newest ones.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    wanted = _filter(tenant, query, after)

    async def work() -> list[dict[str, Any]]:
        return await Audit.raw().find(wanted).sort([("at", -1), ("_id", -1)]).limit(rows).to_list()

    return [_entry(found) for found in readable(store, Audit, await store.run(work))]


def _filter(tenant: str, query: AuditQuery, after: AuditPosition | None) -> dict[str, Any]:
    found: dict[str, Any] = {"tenant": tenant}
    at: dict[str, Any] = {}
    if query.since is not None:
        at["$gte"] = query.since
    if query.until is not None:
        at["$lt"] = query.until
    if after is not None:
        # The bound that the index can use, and what it is exactly.
        at["$lte"] = after.at
        found["$or"] = [{"at": {"$lt": after.at}}, {"_id": {"$lt": after.id}}]
    if at:
        found["at"] = at
    given = {"caller": query.caller, "action": query.action, "things": query.thing}
    return found | {name: value for name, value in given.items() if value is not None}


def _entry(found: Audit) -> AuditEntry:
    details = found.details
    return AuditEntry(
        id=found.id,
        at=found.at,
        caller=found.caller,
        action=found.action,
        result=found.result,
        reason=found.reason,
        subject=found.subject,
        things=found.things,
        fields=_words(details.get("fields")),
        scopes=_words(details.get("scopes")),
        command_type=details.get("type") if isinstance(details.get("type"), str) else None,
        count=details.get("count") if isinstance(details.get("count"), int) else None,
        request_id=found.request_id,
        chain=found.chain,
        sequence=found.sequence,
    )


def _words(found: Any) -> tuple[str, ...]:
    return tuple(map(str, found)) if isinstance(found, list | tuple) else ()
