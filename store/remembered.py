"""Keeps what a vendor does not tell again, replaces each fact by itself, and finds it again."""

from collections.abc import Collection, Iterable, Mapping
from functools import partial
from typing import Any

from pymongo.errors import OperationFailure

from models.account import Account
from models.documents.remembered import Remembered
from models.documents.stored import NOT_NEWER, SCHEMA_VERSION
from models.errors import Unreadable
from store.reading import readable
from store.store import Store

_FINGERPRINT = "fingerprint"
# What versions before kept unsealed: a meeting's description, and as witness its title and length.
_TEXT = "description"
_PLAIN: dict[str, Any] = {
    "$or": [{f"facts.{_TEXT}": {"$exists": True}}, {"witness.title": {"$exists": True}}]
}
_PORTION = 100

# PathNotViable: something else stands where the facts are kept.
_GARBLED = 28


async def of(store: Store, keys: Iterable[str]) -> Mapping[str, Remembered | Unreadable]:
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

    lost: list[Unreadable] = []
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
        sealed = {name: store.vault.seal(value) for name, value in (secrets or {}).items()}
        parts = {"facts": facts or {}, "secrets": sealed}
        named: dict[str, Any] = {
            f"{part}.{_name(name)}": value for part, values in parts.items() for name, value in values.items()
        }
        if witness is not None:
            named["witness"] = _witnessed(store, witness)
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
            store.unreadable.note(Unreadable(Remembered.collection(), key))

    await store.eventually(work)


async def forget(store: Store, key: str) -> None:
    """Drops what is known of the thing, at once or as soon as MongoDB is back."""

    async def work() -> None:
        await Remembered.raw().delete_one({"_id": key})

    await store.eventually(work)


def fits(store: Store, kept: Remembered, witness: Mapping[str, Any]) -> bool:
    """Whether the vendor says the same of the thing as when something was kept of it."""
    return store.vault.matches(dict(witness), kept.witness.get(_FINGERPRINT, ""), purpose="witness")


def seal_plain(store: Store) -> None:
    """Seals the texts that a version before this one kept as they were; done again, it finds nothing.

    It goes through them in portions, each a call of its own, as soon as MongoDB answers.
    """

    async def work(after: str | None = None) -> None:
        place = {} if after is None else {"_id": {"$gt": after}}
        rows = (
            await Remembered.raw()
            .find({**_PLAIN, **place, **NOT_NEWER})
            .sort("_id", 1)
            .to_list(length=_PORTION)
        )
        for row in rows:
            if not readable(store, Remembered, [row]):
                continue
            # A concurrent write has encrypted it already.
            same = {"_id": row["_id"], "saved_at": row["saved_at"]}
            await Remembered.raw().update_one(same, _sealing(store, row))
        if len(rows) == _PORTION:
            store.later(partial(work, rows[-1]["_id"]), at_each_start=True)

    store.later(work, at_each_start=True)


def _witnessed(store: Store, witness: Mapping[str, Any]) -> dict[str, Any]:
    return {_FINGERPRINT: store.vault.fingerprint(dict(witness), purpose="witness")}


def _sealing(store: Store, document: Mapping[str, Any]) -> dict[str, Any]:
    """The change that encrypts what an older document holds in plain text."""
    change: dict[str, Any] = {}
    text = document.get("facts", {}).get(_TEXT)
    if text is not None:
        change["$unset"] = {f"facts.{_TEXT}": ""}
        # What is encrypted already is newer.
        if _TEXT not in document.get("secrets", {}):
            change["$set"] = {f"secrets.{_TEXT}": store.vault.seal(text)}
    witness = document.get("witness", {})
    if witness.keys() - {_FINGERPRINT}:
        plain = {name: value for name, value in witness.items() if name != _FINGERPRINT}
        change.setdefault("$set", {})["witness"] = (
            {_FINGERPRINT: witness[_FINGERPRINT]} if _FINGERPRINT in witness else _witnessed(store, plain)
        )
    return change


def _name(name: str) -> str:
    if not name.isidentifier():
        raise ValueError("a fact is named by one word")
    return name
