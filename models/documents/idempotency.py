"""One mutation that a caller has named by a key: claimed once, and answered the same ever after."""

import asyncio
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import TYPE_CHECKING, Any, ClassVar

from beanie import PydanticObjectId
from pymongo import IndexModel
from pymongo.errors import DuplicateKeyError

from models.documents.stored import Moment, Stored
from models.errors import SealBroken, StoreUnavailable, Unreadable

if TYPE_CHECKING:
    from store.store import Store

KEPT = timedelta(hours=24)


class ClaimState(StrEnum):
    IN_PROGRESS = "IN_PROGRESS"
    DONE = "DONE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Claim:
    """The key is ours: do it, then `finish`, or `release` where nothing happened.

    Attributes:
        id: the document.
        token: tells our claim from a later one on the same document.
    """

    id: PydanticObjectId
    token: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Claimed:
    """The key was used before.

    Attributes:
        id: the document.
        state: whether that one has ended.
        same_input: whether it was about the same input; else the caller reuses a key.
        claimed_at: since when.
        result: what it returned, where it has ended and was about the same input.
    """

    id: PydanticObjectId | None
    state: ClaimState
    same_input: bool
    claimed_at: datetime
    result: Any = None

    def __repr__(self) -> str:
        return f"Claimed(state={self.state}, same_input={self.same_input}, claimed_at={self.claimed_at})"


class Idempotency(Stored):
    """A claimed key. The key itself is not stored: `scopes` are digests of caller, mutation and key,
    `fingerprints` of the input."""

    # One digest under each configured key, so that gateways amid a change of keys still meet.
    scopes: list[str]
    caller: str
    mutation: str
    fingerprints: list[str]
    state: ClaimState
    result: bytes | None = None
    token: str
    claimed_at: Moment
    expires_at: Moment

    class Settings:
        name = "idempotency"
        indexes: ClassVar = [
            IndexModel("scopes", unique=True),
            # Only cleans; whether a claim still counts is decided below.
            IndexModel("expires_at", expireAfterSeconds=0),
        ]

    @classmethod
    async def claim(
        cls, store: "Store", *, caller: str, mutation: str, key: str, input: Any, lasts: timedelta = KEPT
    ) -> Claim | Claimed:
        """Takes the key for this mutation, by one insert on a unique index, or says who has it.

        Args:
            store: where it is kept.
            caller: whose key it is.
            mutation: the mutation's name.
            key: what the caller named it.
            input: the mutation's coerced input, as JSON can say it.
            lasts: how long the key is taken.

        Raises:
            Unreadable: the key was used before, and nobody can read for what.
            StoreUnavailable: it is not known whether it was claimed; where it was, it is released later.
        """
        now = store.now()
        ours = cls(
            id=PydanticObjectId(),
            scopes=cls._scopes(store, caller, mutation, key),
            caller=caller,
            mutation=mutation,
            fingerprints=store.vault.fingerprints(input, purpose="input"),
            state=ClaimState.IN_PROGRESS,
            token=secrets.token_hex(16),
            claimed_at=now,
            expires_at=now + lasts,
        )
        tried = False

        async def work() -> "Claim | Idempotency":
            nonlocal tried
            tried = True
            return await ours._take(now)

        try:
            taken = await store.run(work)
        except (StoreUnavailable, asyncio.CancelledError):
            if tried:
                store.later(lambda: cls._drop(ours.token))
            raise
        except Unreadable as error:
            store.unreadable.note(error)
            raise
        return taken if isinstance(taken, Claim) else taken._told(store, input)

    @classmethod
    async def finish(cls, store: "Store", claim: Claim, result: Any) -> None:
        """Keeps what the mutation returned, sealed; at once or as soon as MongoDB is back.

        Args:
            store: where it is kept.
            claim: what `claim` returned.
            result: what to answer from now on, as JSON can say it.
        """
        done = {"$set": {"state": ClaimState.DONE.value, "result": store.vault.seal(result)}}

        async def work() -> None:
            await cls.raw().update_one({"_id": claim.id, "token": claim.token}, done)

        await store.eventually(work)

    @classmethod
    async def release(cls, store: "Store", claim: Claim) -> None:
        """Gives the key back, since nothing was done under it; at once or as soon as MongoDB is back."""
        await store.eventually(lambda: cls._drop(claim.token))

    @classmethod
    async def known(
        cls, store: "Store", *, caller: str, mutation: str, key: str, input: Any
    ) -> Claimed | None:
        """What is known under the key, if anything; claims nothing.

        Raises:
            Unreadable: nobody can read it.
            StoreUnavailable: MongoDB is away.
        """
        try:
            found = await store.run(lambda: cls._of(cls._scopes(store, caller, mutation, key)))
        except Unreadable as error:
            store.unreadable.note(error)
            raise
        return found._told(store, input) if found is not None and found.expires_at > store.now() else None

    @staticmethod
    def _scopes(store: "Store", caller: str, mutation: str, key: str) -> list[str]:
        return store.vault.fingerprints([caller, mutation, key], purpose="scope")

    @classmethod
    async def _of(cls, scopes: Sequence[str]) -> "Idempotency | None":
        found = await cls.raw().find_one({"scopes": {"$in": list(scopes)}})
        return None if found is None else cls.read(found)

    @classmethod
    async def _drop(cls, token: str) -> None:
        await cls.raw().delete_one({"token": token, "state": ClaimState.IN_PROGRESS.value})

    async def _take(self, now: datetime) -> "Claim | Idempotency":
        assert self.id is not None
        while True:
            try:
                await self.raw().insert_one(self.bson())
            except DuplicateKeyError:
                other = await self._of(self.scopes)
                if other is None:
                    continue  # Released in between.
                if other.token == self.token:
                    return Claim(id=self.id, token=self.token)
                if other.expires_at > now:
                    return other
                fresh = {name: value for name, value in self.bson().items() if name != "_id"}
                replaced = await self.raw().update_one(
                    {"_id": other.id, "token": other.token}, {"$set": fresh}
                )
                if replaced.modified_count and other.id is not None:
                    return Claim(id=other.id, token=self.token)
            else:
                return Claim(id=self.id, token=self.token)

    def _told(self, store: "Store", input: Any) -> Claimed:
        same = any(store.vault.matches(input, one, purpose="input") for one in self.fingerprints)
        return Claimed(
            id=self.id,
            state=self.state,
            same_input=same,
            claimed_at=self.claimed_at,
            result=self._unsealed(store) if same and self.state is ClaimState.DONE else None,
        )

    def _unsealed(self, store: "Store") -> Any:
        try:
            # One that is done has a result; it is lost where there is none.
            return store.vault.unseal(self.result or b"")
        except SealBroken:
            error = Unreadable(self.collection(), self.id)
            store.unreadable.note(error)
            raise error from None
