"""Keeps what a vendor does not tell again, replaces each fact by itself, and finds it again."""

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from pymongo.errors import OperationFailure

from models.account import Account
from models.documents.remembered import FINGERPRINT, Remembered
from models.documents.stored import SCHEMA_VERSION
from models.errors import UnreadableDocument
from store.reading import readable
from store.store import Store

# PathNotViable: something else stands where the facts are kept.
_GARBLED = 28


async def of(store: Store, keys: Iterable[str]) -> Mapping[str, Remembered | UnreadableDocument]:
    """What is known of the things, by key, in one call; a thing of which nothing is known is left out.

    What cannot be read stands in its own place.

    Raises:
        StoreUnavailable: MongoDB is away.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted:
        return {}

    async def work() -> list[dict[str, Any]]:
        return await Remembered.raw().find({"_id": {"$in": wanted}}).to_list()

    lost: list[UnreadableDocument] = []
    found = readable(store, Remembered, await store.run(work), lost)
    return {**{one.id: one for one in lost}, **{one.id: one for one in found}}


async def keep(
    store: Store,
    account: Account,
    vendor_id: str,
    *,
    facts: Mapping[str, Any] | None = None,
    secrets: Mapping[str, Any] | None = None,
    witness: Mapping[str, Any] | None = None,
    gone: Collection[str] = (),
) -> None:
    """Adds to what is known, at once or as soon as MongoDB is back; what is not named here stays as it was.

    Args:
        store: where it is kept.
        account: where it is.
        vendor_id: the vendor's id of it.
        facts: what may be read, by name; values as BSON has them.
        secrets: what may not, by name; values as JSON has them.
        witness: what the vendor says of the thing now.
        gone: facts and secrets that are to be known no longer, by name.
    """
    key, now = Remembered.key(account, vendor_id), store.now()

    async def work() -> None:
        sealed = {name: store.vault.encrypt(value) for name, value in (secrets or {}).items()}
        parts = {"facts": facts or {}, "secrets": sealed}
        named: dict[str, Any] = {
            f"{part}.{_name(name)}": value for part, values in parts.items() for name, value in values.items()
        }
        if witness is not None:
            digest = store.vault.fingerprint(dict(witness), purpose="witness")
            named["witness"] = {FINGERPRINT: digest}
        change: dict[str, Any] = {
            "$set": {**named, "account": str(account), "vendor_id": vendor_id, "saved_at": now},
            # What a newer gateway has written stays its own.
            "$max": {"schemaVersion": SCHEMA_VERSION},
        }
        if gone:
            change["$unset"] = {f"{part}.{_name(name)}": "" for part in ("facts", "secrets") for name in gone}
        try:
            await Remembered.raw().update_one({"_id": key}, change, upsert=True)
        except OperationFailure as error:
            if error.code != _GARBLED:
                raise
            # It is left as it is, for whoever looks into it; trying again would not help.
            store.unreadable.note(UnreadableDocument(Remembered.collection(), key))

    await store.eventually(work)


async def forget(store: Store, key: str) -> None:
    """Drops what is known of the thing, at once or as soon as MongoDB is back."""

    async def work() -> None:
        await Remembered.raw().delete_one({"_id": key})

    await store.eventually(work)


def fits(store: Store, kept: Remembered, witness: Mapping[str, Any]) -> bool:
    """Whether the vendor says the same of the thing as when something was kept of it."""
    return store.vault.matches(dict(witness), kept.witness.get(FINGERPRINT, ""), purpose="witness")


def _name(name: str) -> str:
    if not name.isidentifier():
        raise ValueError("a fact is named by one word")
    return name
