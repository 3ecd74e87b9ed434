"""Stores and finds facts that a vendor does not return again; each fact is replaced separately."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import partial
from typing import Any

from pymongo.errors import WriteError

from models.account import Account
from models.documents.remembered import FINGERPRINT, Remembered
from models.documents.stored import SCHEMA_VERSION
from models.errors import UnreadableDocument
from store.fact_queries import FactQuestion, Rows
from store.reading import readable
from store.store import Store

# Of an account of which no more is known, all is read at once. That adds a fraction of a millisecond to the call.
FEW = 20

# PathNotViable: the document's `facts` or `secrets` is no object.
_GARBLED = 28


class Found(Mapping[str, Remembered | UnreadableDocument]):
    """The remembered facts by key. Each document is decoded when it is read; an unreadable one is returned as an error.

    Attributes:
        whole: the accounts of which this is all that is known.
    """

    def __init__(
        self, store: Store, rows: Iterable[Mapping[str, Any]] = (), whole: Collection[Account] = ()
    ) -> None:
        self.whole = frozenset(whole)
        self._store = store
        self._rows = {row["_id"]: row for row in rows}
        self._read: dict[str, Remembered | UnreadableDocument] = {}

    def has_any(self, account: Account) -> bool:
        """Whether it has facts of an account."""
        return any(key.startswith(f"{account}:") for key in self._rows)

    def __getitem__(self, key: str) -> Remembered | UnreadableDocument:
        if key not in self._read:
            lost: list[UnreadableDocument] = []
            found = readable(self._store, Remembered, [self._rows[key]], lost)
            self._read[key] = found[0] if found else lost[0]
        return self._read[key]

    def __contains__(self, key: object) -> bool:
        return key in self._rows

    def __iter__(self) -> Iterator[str]:
        return iter(self._rows)

    def __len__(self) -> int:
        return len(self._rows)


async def of(
    store: Store,
    keys: Iterable[str],
    accounts: Collection[Account] = (),
    *,
    tenants: frozenset[str] | None = None,
) -> Found:
    """What is known of the things, in one query; a thing of which nothing is known is left out.

    Args:
        store: the store.
        keys: of the things.
        accounts: of which all that is known is wanted besides, where it is little.
        tenants: whose things these are; operations of the same tenants share a query. None: it is not shared.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    wanted = list(dict.fromkeys(keys))
    if not wanted and not accounts:
        return Found(store)
    question, ask = FactQuestion(wanted, accounts), partial(_rows, store)
    rows = await (ask((question,)) if tenants is None else store.fact_queries.rows(tenants, question, ask))
    held = Counter(account for account in accounts for key in rows if key.startswith(f"{account}:"))
    return Found(store, rows.values(), [account for account in accounts if held[account] <= FEW])


async def _rows(store: Store, questions: Sequence[FactQuestion]) -> Rows:
    wanted = {key for question in questions for key in question.keys}
    accounts = dict.fromkeys(account for question in questions for account in question.accounts)
    # By ids, which tell the account also of what is garbled.
    ranges = [{"$gte": f"{account}:", "$lt": f"{account};"} for account in accounts]
    pipeline: list[dict[str, Any]] = [
        {"$match": {"_id": {"$in": list(wanted)}}},
        *(
            {"$unionWith": {"coll": Remembered.collection(), "pipeline": _first(FEW + 1, within)}}
            for within in ranges
        ),
    ]

    async def work() -> list[dict[str, Any]]:
        return await (await Remembered.raw().aggregate(pipeline)).to_list()

    return {row["_id"]: row for row in await store.run(work)}


def _first(number: int, ids: Mapping[str, str]) -> list[dict[str, Any]]:
    return [{"$match": {"_id": ids}}, {"$sort": {"_id": 1}}, {"$limit": number}]


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
    """Stores facts, at once or as soon as MongoDB is available; other facts stay unchanged.

    Args:
        store: where it is kept.
        account: the account of the object.
        vendor_id: the vendor's id of the object.
        facts: facts to store in plain form, by name; BSON values.
        secrets: facts to encrypt, by name; JSON values.
        witness: the vendor's present data about the object, by which later changes are recognised.
        gone: facts and secrets to delete, by name.
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
            # Documents of a newer version are not changed.
            "$max": {"schemaVersion": SCHEMA_VERSION},
        }
        if gone:
            change["$unset"] = {f"{part}.{_name(name)}": "" for part in ("facts", "secrets") for name in gone}
        try:
            await store.batches.update_one(Remembered, {"_id": key}, change, upsert=True)
        except WriteError as error:
            if error.code != _GARBLED:
                raise
            # The document is left unchanged for inspection; a retry would not help.
            store.unreadable.note(UnreadableDocument(Remembered.collection(), key))

    await store.eventually(work, in_batches=True)


async def forget(store: Store, key: str) -> None:
    """Deletes the facts about an object, at once or as soon as MongoDB is available."""

    async def work() -> None:
        await Remembered.raw().delete_one({"_id": key})

    await store.eventually(work)


def fits(store: Store, kept: Remembered, witness: Mapping[str, Any]) -> bool:
    """Whether the vendor's data about the object is the same as when the facts were stored."""
    return store.vault.matches(dict(witness), kept.witness.get(FINGERPRINT, ""), purpose="witness")


def _name(name: str) -> str:
    if not name.isidentifier():
        raise ValueError("a fact is named by one word")
    return name
