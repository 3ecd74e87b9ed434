"""Carries out a write: records it before it is sent, sends it once, and reports its outcome in every case."""

from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from models import idempotency_key
from models.account import Account
from models.canonical import canonical, canonical_before
from models.errors import StoreUnavailable, VendorError, WriteRefused
from models.idempotency_key import KeyedWrite
from models.problem import NotFound, Outcome, Problem, Unavailable
from models.view import with_changes
from models.write_results import WriteResult
from resolvers.context import Context
from resolvers.writes import outcomes, receipts, use_limits
from resolvers.writes.idempotency import claimed, fresh_key
from resolvers.writes.receipts import Receipt
from store import idempotency
from store.idempotency import Claim
from store.rate_limits import UseLimit
from vendors.base import Adapter
from vendors.operation_scope import current_scope

W = TypeVar("W", bound=WriteResult)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Write(Generic[W]):
    """One write, from its input to its payload.

    Attributes:
        mutation: its name in the schema.
        account: the account that carries it out.
        draft: the input; compared if the key is used again.
        idempotency_key: the caller's, if any.
        send: calls the vendor, and returns the payload.
        refused: creates the payload of a write that was not carried out.
        receipt: creates what is stored of the payload for a replay.
        again: replays the payload; nothing is written.
        settled: reads the outcome of a write without a response from the vendor; None if that is not possible.
        limits: how often it may be carried out.
    """

    mutation: str
    account: Account
    draft: Any
    idempotency_key: str | None
    send: Callable[[Adapter], Awaitable[W]]
    refused: Callable[..., W]
    receipt: Callable[[W], Receipt]
    again: Callable[[Receipt], Awaitable[W]]
    settled: Callable[[], Awaitable[W | None]] | None = None
    limits: Sequence[UseLimit] = ()


async def carried_out(write: Write[W], context: Context) -> W:
    """The payload of a write.

    Raises:
        NotConfigured: this gateway has no account at the vendor.
        RateLimited: it was carried out too often lately.
        StoreUnavailable: it cannot be recorded now, so it was not sent.
    """
    adapter = context.adapter(write.account)
    wrong = idempotency_key.problem(write.idempotency_key)
    if wrong is not None:
        return write.refused(problems=(wrong,))
    keyed = KeyedWrite(
        caller=context.caller,
        mutation=write.mutation,
        key=write.idempotency_key or fresh_key(),
        input=canonical(write.draft),
        input_before=canonical_before(write.draft),
    )
    has_key = write.idempotency_key is not None
    await use_limits.count(keyed, write.limits, context, may_be_replay=has_key)
    # What is announced to the audit log is written beside it.
    answer = await claimed(keyed, write.account.vendor, context)
    try:
        await context.audit_intents.until_durable()
    except StoreUnavailable:
        if isinstance(answer, Claim):
            await idempotency.release(context.store, answer)
        raise
    if isinstance(answer, Problem):
        return write.refused(problems=(answer,))
    if isinstance(answer, Receipt):
        return await _told_again(write, answer) if answer.problems else await write.again(answer)
    # From here on it is finished, whether or not the client waits for it.
    return await context.writes.to_its_end(_sent(write, answer, adapter, context), name=write.mutation)


async def _sent(write: Write[W], claim: Claim, adapter: Adapter, context: Context) -> W:
    # The operation's loaded data may be out of date.
    context.forget(write.account)
    try:
        payload = await write.send(adapter)
    except (WriteRefused, VendorError) as error:
        problems = outcomes.problems(error)
        if outcomes.is_told_again(error):
            await _finish(context, claim, receipts.of_problems(problems))
        else:
            await idempotency.release(context.store, claim)
        return write.refused(problems=problems)
    finally:
        # A list that was read beside the write may show the state before it.
        context.snapshots.forget(write.account)
    # After any other exception the key stays claimed, because the progress of the write is not known.
    await _finish(context, claim, write.receipt(payload))
    return payload


async def _told_again(write: Write[W], receipt: Receipt) -> W:
    """The problems of an earlier write, unless the vendor shows by now that it was carried out."""
    problems = receipts.problems_of(receipt)
    is_unknown = any(isinstance(each, Unavailable) and each.outcome is Outcome.UNKNOWN for each in problems)
    found = await _settled(write) if is_unknown else None
    if found is not None:
        return with_changes(found, replayed=True)
    return write.refused(problems=problems, replayed=True)


async def _settled(write: Write[W]) -> W | None:
    if write.settled is None:
        return None
    try:
        found = await write.settled()
    except VendorError:
        # The vendor may still be unavailable; then the outcome stays unknown.
        return None
    scope = current_scope()
    # A stale response shows nothing about a later write.
    is_stale = scope is not None and scope.is_stale(write.account)
    return None if is_stale else found


async def _finish(context: Context, claim: Claim, receipt: Receipt) -> None:
    await idempotency.finish(context.store, claim, receipts.to_json(receipt))


def found_or_refused(found: T | None, thing: str, path: str) -> T:
    """The vendor's result, if the object of the write exists.

    Args:
        thing: what is missing, for the message.
        path: its path in the draft.

    Raises:
        WriteRefused: there is no such object.
    """
    if found is None:
        raise WriteRefused((NotFound(message=f"The {thing} does not exist at its vendor.", path=(path,)),))
    return found
