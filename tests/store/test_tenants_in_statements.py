"""Every statement on a tenant's documents names the tenant in its query; those of no caller are written down here."""

from collections.abc import Iterator, Mapping
from typing import Any

from models.documents import DOCUMENTS
from store.quarantine import QUARANTINED
from store.store import Store
from tests.support.statements import Place, database, lived, places, store

__all__ = ["database", "places", "store"]

# How the documents of a collection name their tenant: a field, or an id or account that begins with it.
NAMED_BY: Mapping[str, tuple[str, ...]] = {
    "commands": ("account",),
    "command_lines": ("_id",),
    "remembered": ("_id",),
    "calendar_entries": ("_id",),
    "idempotency": ("tenant",),
    "audit": ("tenant",),
    "audit_checkpoints": ("_id", "tenant"),
    "points_buckets": ("tenant",),
    "recent_uses": ("tenant",),
    "accounts": ("tenant",),
    "tenants": ("_id",),
    # Their ids begin with a subject, and go on with the account, or name one gateway's lease of it.
    "polled_states": ("_id",),
    "poll_interests": ("_id", "place"),
    "leases": ("_id",),
}
# What no tenant has.
OF_ALL = {
    "meta",
    # They are found by a part of the key, before the tenant is known.
    "api_keys",
    # Whichever process comes first links what waits in it, for all tenants.
    "audit_outbox",
}
# What the engine looks after for all tenants at once. No caller begins these, and no answer shows what they find but
# as the record of its own account.
MAINTENANCE = (
    # What is being sent by nobody any more, was never sent, has ended without an entry in the audit log.
    "lease.until",
    "expires_at",
    "audited",
    "compensation.state",
    "compensates.told",
    "stage",
)


def test_every_collection_says_how_it_names_its_tenant() -> None:
    assert {documents.collection() for documents in DOCUMENTS} <= NAMED_BY.keys() | OF_ALL


async def test_every_statement_names_its_tenant(store: Store, database: Any, places: set[Place]) -> None:
    found = await lived(store, database)
    assert len(found) > 100
    assert [shown for row in found if (shown := unnamed(row)) is not None] == []


def unnamed(row: dict[str, Any]) -> Any:
    """The statement, if it names no tenant and is none of the maintenance."""
    collection = row["ns"].partition(".")[2]
    queries = list(queries_of(row["command"]))
    # Reading everything is the migration's, before there are callers.
    if collection in OF_ALL or not any(queries) or collection not in NAMED_BY:
        return None
    for query in queries:
        names = set(fields_of(query))
        if names & set(NAMED_BY[collection]) - {"_id"} or ("_id" in NAMED_BY[collection] and "_id" in names):
            continue
        if collection == "commands" and "_id" not in names and names & set(MAINTENANCE):
            continue
        if query.get("stage") == {"$ne": QUARANTINED} or is_of_migration(query):
            continue
        return collection, row["op"], query
    return None


def is_of_migration(query: Mapping[str, Any]) -> bool:
    return set(fields_of(query)) == {"schemaVersion"}


def queries_of(command: Mapping[str, Any]) -> Iterator[dict[str, Any]]:
    for name in ("q", "filter", "query"):
        if name in command:
            yield command[name]
    for stage in command.get("pipeline", ())[:1]:
        yield stage.get("$match", {})


def fields_of(query: Any) -> Iterator[str]:
    """The fields that every document of a query matches; of alternatives, those that all of them have."""
    for name, value in query.items():
        if name == "$and":
            for each in value:
                yield from fields_of(each)
        elif name == "$or":
            yield from set.intersection(*(set(fields_of(each)) for each in value))
        else:
            yield name
