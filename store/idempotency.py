"""Idempotency in the store: a key is taken once, for any mutation, and keeps its outcome until it expires."""

import asyncio
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from beanie import PydanticObjectId
from pymongo.asynchronous.client_session import AsyncClientSession
from pymongo.errors import DuplicateKeyError

from models.documents.idempotency import ClaimState, Idempotency
from models.errors import DecryptionFailed, StoreUnavailable, UnreadableDocument
from models.idempotency_key import KeyedWrite
from store.store import Store


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The key was claimed: carry out the write, then call `finish`, or `release` if nothing was done.

    Attributes:
        id: the document.
        tenant: whose key it is.
        token: distinguishes this claim from a later one on the same document.
    """

    id: PydanticObjectId
    tenant: str
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AlreadyClaimed:
    """The key was used before.

    Attributes:
        id: the document.
        state: whether that write has ended.
        same_input: whether it had the same input; otherwise the caller reuses a key.
        claimed_at: when it was claimed.
        result: its result, if it has ended and had the same input.
    """

    id: PydanticObjectId | None
    state: ClaimState
    same_input: bool
    claimed_at: datetime
    result: Any = None

    def __repr__(self) -> str:
        return (
            f"AlreadyClaimed(state={self.state}, same_input={self.same_input}, claimed_at={self.claimed_at})"
        )


async def claim(store: Store, write: KeyedWrite) -> Claim | AlreadyClaimed:
    """Claims the key of a write by one insert on a unique index, or returns the earlier claim.

    Raises:
        UnreadableDocument: the key was used before, and its record cannot be decoded.
        StoreUnavailable: it is not known whether it was claimed; if so, it is released later.
    """
    if not store.is_up:
        # Nothing is tried, so nothing must be taken back.
        raise StoreUnavailable
    ours = _document(store, write)
    assert ours.id is not None
    try:
        while True:
            try:
                await store.batches.insert_one(Idempotency, ours.bson())
            except DuplicateKeyError:
                taken = await store.run(lambda: _taken_over(ours))
                if taken is not None:
                    return taken if isinstance(taken, Claim) else _told(store, taken, write)
            else:
                return Claim(id=ours.id, tenant=ours.tenant, token=ours.token)
    except (StoreUnavailable, asyncio.CancelledError):
        place = {"tenant": ours.tenant, "scopes": {"$in": ours.scopes}}
        store.later(lambda: _drop(place, ours.token))
        raise
    except UnreadableDocument as error:
        store.unreadable.note(error)
        raise


async def finish(store: Store, claim: Claim, result: Any) -> None:
    """Stores the write's result, encrypted; at once or as soon as MongoDB is available.

    Args:
        store: the store.
        claim: what `claim` returned.
        result: the result for later requests, as JSON values.
    """
    done = {"$set": {"state": ClaimState.DONE.value, "result": store.vault.encrypt(result)}}

    async def work() -> None:
        await store.batches.update_one(Idempotency, {**_place(claim), "token": claim.token}, done)

    await store.eventually(work, in_batches=True)


async def release(store: Store, claim: Claim) -> None:
    """Releases the key, because nothing was done; at once or as soon as MongoDB is available."""
    await store.eventually(lambda: _drop(_place(claim), claim.token))


async def known(store: Store, write: KeyedWrite) -> AlreadyClaimed | None:
    """The earlier claim of the key, if there is one; claims nothing.

    Raises:
        UnreadableDocument: it cannot be decoded.
        StoreUnavailable: MongoDB is unavailable.
    """
    try:
        return await store.run(lambda: known_within(store, write, None))
    except UnreadableDocument as error:
        store.unreadable.note(error)
        raise


async def known_within(
    store: Store, write: KeyedWrite, session: AsyncClientSession | None
) -> AlreadyClaimed | None:
    """The same inside of a transaction, or of a call with a deadline; args and raises as `known`."""
    found = await _of(write.caller.tenant, _scopes(store, write), session)
    if found is None or found.expires_at <= store.now():
        return None
    return _told(store, found, write)


async def claim_within(store: Store, write: KeyedWrite, result: Any, session: AsyncClientSession) -> None:
    """Claims an unused key together with its result, in the transaction of the write.

    Raises:
        DuplicateKeyError: another request was quicker; the transaction must be retried.
    """
    done = {"state": ClaimState.DONE, "result": store.vault.encrypt(result)}
    ours = _document(store, write).model_copy(update=done)
    # An expired document would block the insert until MongoDB deletes it.
    await Idempotency.raw().delete_many(
        {"tenant": ours.tenant, "scopes": {"$in": ours.scopes}, "expires_at": {"$lte": ours.claimed_at}},
        session=session,
    )
    await Idempotency.raw().insert_one(ours.bson(), session=session)


def _document(store: Store, write: KeyedWrite) -> Idempotency:
    now = store.now()
    return Idempotency(
        id=PydanticObjectId(),
        tenant=write.caller.tenant,
        scopes=_scopes(store, write),
        caller=write.caller.id,
        mutation=write.mutation,
        fingerprints=[
            one for input in write.inputs for one in store.vault.fingerprints(input, purpose="input")
        ],
        state=ClaimState.IN_PROGRESS,
        token=secrets.token_hex(16),
        claimed_at=now,
        expires_at=now + write.kept,
    )


def _scopes(store: Store, write: KeyedWrite) -> list[str]:
    return store.vault.fingerprints(write.scope, purpose="scope")


async def _of(
    tenant: str, scopes: list[str], session: AsyncClientSession | None = None
) -> Idempotency | None:
    found = await Idempotency.raw().find_one({"tenant": tenant, "scopes": {"$in": scopes}}, session=session)
    return None if found is None else Idempotency.read(found)


def _place(claim: Claim) -> dict[str, Any]:
    return {"_id": claim.id, "tenant": claim.tenant}


async def _drop(place: Mapping[str, Any], token: str) -> None:
    still_ours = {"token": token, "state": ClaimState.IN_PROGRESS.value}
    await Idempotency.raw().delete_one({**place, **still_ours})


async def _taken_over(ours: Idempotency) -> Claim | Idempotency | None:
    """The claim in the place of one that has expired, or the one that counts; None if it was released meanwhile."""
    assert ours.id is not None
    while True:
        other = await _of(ours.tenant, ours.scopes)
        if other is None:
            return None
        if other.token == ours.token:
            return Claim(id=ours.id, tenant=ours.tenant, token=ours.token)
        if other.expires_at > ours.claimed_at:
            return other
        fresh = {name: value for name, value in ours.bson().items() if name != "_id"}
        replaced = await Idempotency.raw().update_one(
            {"_id": other.id, "tenant": ours.tenant, "token": other.token}, {"$set": fresh}
        )
        if replaced.modified_count and other.id is not None:
            return Claim(id=other.id, tenant=ours.tenant, token=ours.token)


def _told(store: Store, found: Idempotency, write: KeyedWrite) -> AlreadyClaimed:
    same = is_same_input(store, write, found.fingerprints)
    return AlreadyClaimed(
        id=found.id,
        state=found.state,
        same_input=same,
        claimed_at=found.claimed_at,
        result=_unsealed(store, found) if same and found.state is ClaimState.DONE else None,
    )


def is_same_input(store: Store, write: KeyedWrite, fingerprints: list[str]) -> bool:
    """Whether one of the digests matches the write's input."""
    return any(
        store.vault.matches(input, one, purpose="input") for input in write.inputs for one in fingerprints
    )


def _unsealed(store: Store, found: Idempotency) -> Any:
    try:
        # A finished write has a result; if there is none, it was lost.
        return store.vault.decrypt(found.result or b"")
    except DecryptionFailed:
        raise UnreadableDocument(Idempotency.collection(), found.id) from None
