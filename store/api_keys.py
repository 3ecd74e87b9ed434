"""API keys in MongoDB: adds, finds, lists and revokes them."""

from collections.abc import Sequence
from typing import Any

from models.documents.api_key import ApiKey
from models.documents.stored import NOT_NEWER
from models.errors import UnreadableDocument
from store.reading import readable
from store.store import Store


async def add(store: Store, key: ApiKey) -> None:
    """Stores a new key.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> None:
        await ApiKey.raw().insert_one(key.bson())

    await store.run(work)


async def find(store: Store, ids: Sequence[str]) -> dict[str, ApiKey]:
    """The keys of these ids, those that were revoked or have expired, too.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> list[dict[str, Any]]:
        return await ApiKey.raw().find({"_id": {"$in": list(ids)}}).to_list()

    found: dict[str, ApiKey] = {}
    for row in await store.run(work):
        try:
            found[row["_id"]] = ApiKey.read(row)
        except UnreadableDocument as error:
            # A key that cannot be read opens nothing.
            store.unreadable.note(error)
    return found


async def listed(store: Store, tenant: str | None = None) -> list[ApiKey]:
    """All keys, or those of one tenant, the oldest first.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    query: dict[str, Any] = {"tenant": {"$gt": ""} if tenant is None else tenant}

    async def work() -> list[dict[str, Any]]:
        return await ApiKey.raw().find(query).sort([("tenant", 1), ("created_at", 1)]).to_list()

    return readable(store, ApiKey, await store.run(work))


async def revoke(store: Store, id: str) -> bool:
    """Revokes a key; False if there is none, or none that is not revoked yet.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """

    async def work() -> bool:
        done = await ApiKey.raw().update_one(
            {"_id": id, "revoked_at": None, **NOT_NEWER}, {"$currentDate": {"revoked_at": True}}
        )
        return bool(done.modified_count)

    return await store.run(work)
