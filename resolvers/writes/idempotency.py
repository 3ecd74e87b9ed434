"""Lets a write happen once per key: claims the key, waits for whoever has it, and tells again what became of it."""

import asyncio
import secrets
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from models.documents.idempotency import Claim, ClaimState, Idempotency
from models.errors import Unreadable
from models.problem import Conflict, KeyReused, Outcome, Problem, ProblemCode, Unavailable
from models.vendor import Vendor
from resolvers.context import Context
from resolvers.writes import receipts
from resolvers.writes.receipts import Receipt

_PATH = ("idempotency_key",)

# How long the same request is waited for, and how often it is looked for meanwhile.
_WAITS_SECONDS = 8.0
_LOOKS_EVERY_SECONDS = 0.05
# No write takes as long; whoever claimed the key and said nothing since is gone.
ABANDONED_AFTER = timedelta(seconds=60)


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """A write with its key.

    Attributes:
        mutation: its name in the schema.
        vendor: who would carry it out.
        key: the caller's; a random one where the caller gave none, so that every write is recorded before it is sent.
        input: what is asked for, as JSON can say it.
    """

    mutation: str
    vendor: Vendor
    key: str
    input: Any


def fresh_key() -> str:
    return secrets.token_urlsafe(24)


async def claimed(write: Named, context: Context) -> Claim | Receipt | Problem:
    """Claims the key of a write.

    Returns:
        A claim where it is to be carried out now, the receipt of the earlier one, or what is in the way.

    Raises:
        StoreUnavailable: it cannot be recorded, so it must not be sent.
    """
    deadline = asyncio.get_running_loop().time() + _WAITS_SECONDS
    try:
        while True:
            answer = await _answered(write, context)
            if answer is not None:
                return answer
            if asyncio.get_running_loop().time() >= deadline:
                return Conflict(
                    message="The same write is still under way; ask again with the same key.",
                    code=ProblemCode.IN_PROGRESS,
                    path=_PATH,
                )
            await _until_done(write, context, deadline)
    except Unreadable:
        return _unknown(write.vendor, "What became of the earlier write under this key cannot be read.")


async def _answered(write: Named, context: Context) -> Claim | Receipt | Problem | None:
    """What the key stands for; None while the same write is under way."""
    answer = await Idempotency.claim(
        context.store,
        caller=context.caller,
        mutation=write.mutation,
        key=write.key,
        input=write.input,
    )
    if isinstance(answer, Claim):
        return answer
    if not answer.same_input:
        return KeyReused(message="This idempotency key was used before, for another input.", path=_PATH)
    if answer.state is ClaimState.DONE:
        try:
            return receipts.read(answer.result)
        except ValueError:
            error = Unreadable(Idempotency.collection(), answer.id)
            context.store.unreadable.note(error)
            raise error from None
    if context.now() - answer.claimed_at > ABANDONED_AFTER:
        return _unknown(write.vendor, "The earlier write under this key was cut off.")
    return None


async def _until_done(write: Named, context: Context, deadline: float) -> None:
    """Waits until whoever has the key has ended or given it back, or the deadline passes."""
    while asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(_LOOKS_EVERY_SECONDS)
        found = await Idempotency.known(
            context.store, caller=context.caller, mutation=write.mutation, key=write.key, input=write.input
        )
        if found is None or found.state is ClaimState.DONE:
            return


def _unknown(vendor: Vendor, why: str) -> Problem:
    return Unavailable(
        message=f"{why} It may have been carried out: look before sending it again under another key.",
        vendor=vendor,
        outcome=Outcome.UNKNOWN,
        retryable=False,
    )
