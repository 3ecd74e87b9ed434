"""Steps of the migration that need the encryption keys: they move idempotency keys, and encrypt texts."""

import secrets
from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

from beanie import PydanticObjectId
from pymongo import UpdateOne
from pymongo.asynchronous.client_session import AsyncClientSession

from models.account import DEFAULT_TENANT
from models.documents.command import CommandRecord
from models.documents.idempotency import ClaimState, Idempotency
from models.documents.remembered import FINGERPRINT, Remembered
from models.errors import UnreadableDocument
from models.idempotency_key import KEPT_FOR_COMMANDS
from store.encryption import Vault

# The only mutation whose keys were stored in commands.
_MUTATION = "sendDeviceCommand"
_GONE = {"$unset": {"keyed": "", "key_scopes": "", "fingerprint": ""}}
_TEXT = "description"


def behind(after: Any) -> dict[str, Any]:
    """The query for documents after an id, in the order of ids."""
    # Ids may have any type; `$gt` outside of an expression compares only ids of the same type.
    return {} if after is None else {"$expr": {"$gt": ["$_id", {"$literal": after}]}}


async def keys_out_of_commands(vault: Vault, after: Any, portion: int) -> Any:
    """Moves idempotency keys from the commands to the collection of all keys."""
    collection = CommandRecord.raw()
    fields = {"keyed": 1, "key_scopes": 1}
    rows = await collection.find(behind(after), fields).sort("_id", 1).limit(portion).to_list()
    scopes = [scope for row in rows if row.get("keyed") is True for scope in _scopes(row)]

    async def work(session: AsyncClientSession) -> None:
        # A call may have commands in several portions; its key is moved with all of them.
        named = {"keyed": True, "key_scopes": {"$in": scopes}}
        records = await collection.find(named, session=session).sort("position", 1).to_list()
        calls: dict[tuple[str, ...], list[dict[str, Any]]] = {}
        for record in records:
            calls.setdefault(_scopes(record), []).append(record)
        # A key that exists there was claimed after the one in the commands had expired.
        there = {"tenant": DEFAULT_TENANT, "scopes": {"$in": scopes}}
        taken = await Idempotency.raw().distinct("scopes", there, session=session)
        made = [
            _key(vault, scopes, call).bson()
            for scopes, call in calls.items()
            if not set(scopes).intersection(taken)
        ]
        if made:
            await Idempotency.raw().insert_many(made, session=session)
        ids = [record["_id"] for record in records]
        await collection.update_many({"_id": {"$in": ids}}, _GONE, session=session)

    if scopes:
        async with collection.database.client.start_session() as session:
            await session.with_transaction(work)
    return rows[-1]["_id"] if rows else None


def _scopes(row: Mapping[str, Any]) -> tuple[str, ...]:
    found = row.get("key_scopes")
    return tuple(scope for scope in found if isinstance(scope, str)) if isinstance(found, list) else ()


def _key(vault: Vault, scopes: tuple[str, ...], call: list[dict[str, Any]]) -> Idempotency:
    """The idempotency key of a call, made of the call's commands in their order.

    A key with an unreadable part is kept, with a longer expiry or without a fingerprint, so that nothing is sent twice.
    """
    first = call[0]
    since = first.get("created_at")
    if not isinstance(since, datetime) or not 1970 <= since.year < 9000:
        since = datetime.now(UTC)
    fingerprint = first.get("fingerprint")
    return Idempotency(
        id=PydanticObjectId(),
        tenant=DEFAULT_TENANT,
        scopes=list(scopes),
        caller=str(first.get("caller")),
        mutation=_MUTATION,
        fingerprints=[fingerprint] if isinstance(fingerprint, str) else [],
        state=ClaimState.DONE,
        result=vault.encrypt([str(record["_id"]) for record in call]),
        token=secrets.token_hex(16),
        claimed_at=since,
        expires_at=since + KEPT_FOR_COMMANDS,
    )


async def texts_encrypted(vault: Vault, after: Any, portion: int) -> Any:
    """Encrypts the plain text that was stored of meetings: the description, and title and length in the witness."""
    collection = Remembered.raw()
    rows = await collection.find(behind(after)).sort("_id", 1).limit(portion).to_list()
    left = rows
    while changes := [
        UpdateOne({"_id": row["_id"], "saved_at": row["saved_at"]}, change)
        for row in left
        if (change := _encrypting(vault, row))
    ]:
        await collection.bulk_write(changes, ordered=False)
        # Another gateway may have updated the document meanwhile.
        left = await collection.find({"_id": {"$in": [row["_id"] for row in left]}}).to_list()
    return rows[-1]["_id"] if rows else None


def _encrypting(vault: Vault, row: Mapping[str, Any]) -> dict[str, Any]:
    """The update that encrypts a document's plain text; empty if it has none, or cannot be read."""
    try:
        found = Remembered.read(row)
    except UnreadableDocument:
        return {}
    change: dict[str, Any] = {}
    text = found.facts.get(_TEXT)
    if _TEXT in found.facts:
        change["$unset"] = {f"facts.{_TEXT}": ""}
    # The encrypted value is newer.
    if text is not None and _TEXT not in found.secrets:
        change["$set"] = {f"secrets.{_TEXT}": vault.encrypt(text)}
    plain = {name: value for name, value in found.witness.items() if name != FINGERPRINT}
    if plain:
        newer = found.witness.get(FINGERPRINT)
        digest = vault.fingerprint(plain, purpose="witness") if newer is None else newer
        change.setdefault("$set", {})["witness"] = {FINGERPRINT: digest}
    return change
