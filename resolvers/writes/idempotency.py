"""Idempotent writes: deduplicates by key, waits for a concurrent write, and replays the outcome."""

import asyncio
import secrets
from datetime import timedelta

from models import idempotency_key
from models.documents.idempotency import ClaimState, Idempotency
from models.errors import UnreadableDocument
from models.idempotency_key import KeyedWrite
from models.problem import Problem
from models.vendor import Vendor
from resolvers.context import Context
from resolvers.writes import receipts
from resolvers.writes.receipts import Receipt
from store import idempotency
from store.idempotency import Claim

# How long a concurrent request with the same key is waited for, and how often it is checked.
_WAITS_SECONDS = 8.0
_LOOKS_EVERY_SECONDS = 0.05
# No write takes as long, so the process that claimed the key is gone.
ABANDONED_AFTER = timedelta(seconds=60)


def fresh_key() -> str:
    return secrets.token_urlsafe(24)


async def claimed(write: KeyedWrite, vendor: Vendor, context: Context) -> Claim | Receipt | Problem:
    """Claims the key of a write.

    Args:
        write: with the caller's key, or a random one, so that every write is recorded before it is sent.
        vendor: the vendor that would carry it out.
        context: of the operation.

    Returns:
        A claim if the write is to be carried out now, the receipt of an earlier one, or a problem.

    Raises:
        StoreUnavailable: it cannot be recorded, so it must not be sent.
    """
    deadline = asyncio.get_running_loop().time() + _WAITS_SECONDS
    try:
        while True:
            answer = await _answered(write, vendor, context)
            if answer is not None:
                return answer
            if asyncio.get_running_loop().time() >= deadline:
                return idempotency_key.in_progress()
            await _until_done(write, context, deadline)
    except UnreadableDocument:
        return idempotency_key.unreadable(vendor)


async def _answered(write: KeyedWrite, vendor: Vendor, context: Context) -> Claim | Receipt | Problem | None:
    """The outcome under the key; None while the same write is running."""
    answer = await idempotency.claim(context.store, write)
    if isinstance(answer, Claim):
        return answer
    if not answer.same_input:
        return idempotency_key.reused()
    if answer.state is ClaimState.DONE:
        try:
            return receipts.read(answer.result, context.caller.tenant)
        except ValueError:
            error = UnreadableDocument(Idempotency.collection(), answer.id)
            context.store.unreadable.note(error)
            raise error from None
    if context.now() - answer.claimed_at > ABANDONED_AFTER:
        return idempotency_key.cut_off(vendor)
    return None


async def _until_done(write: KeyedWrite, context: Context, deadline: float) -> None:
    """Waits until the key's write has finished or the key was released, or until the deadline."""
    while asyncio.get_running_loop().time() < deadline:
        await asyncio.sleep(_LOOKS_EVERY_SECONDS)
        found = await idempotency.known(context.store, write)
        if found is None or found.state is ClaimState.DONE:
            return
