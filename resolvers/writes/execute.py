"""Carries out a write: records it before it is sent, sends it once, and reports its outcome in every case."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from models import idempotency_key
from models.account import Account
from models.canonical import canonical, canonical_before
from models.errors import VendorError, WriteRefused
from models.idempotency_key import KeyedWrite
from models.problem import NotFound, Outcome, Problem, Unavailable
from models.view import with_changes
from models.write_results import WriteResult
from resolvers.context import Context
from resolvers.writes import outcomes, receipts
from resolvers.writes.idempotency import claimed, fresh_key
from resolvers.writes.receipts import Receipt
from store import idempotency
from store.idempotency import Claim
from vendors.base import Adapter
from vendors.operation_scope import current_scope

W = TypeVar("W", bound=WriteResult)
T = TypeVar("T")


@dataclass(frozen=True, slots=True, kw_only=True)
class Write(Generic[W]):
    """One write, from its input to its payload.

    Attributes:
        mutation: its name in the schema.
        account: who carries it out.
        draft: what is asked for; tells one input from another.
        idempotency_key: the caller's, if any.
        send: asks the vendor, and makes the payload of what it answers.
        refused: makes the payload of a write that was not carried out.
        receipt: what must be stored of the payload so that it can be told again.
        again: tells it again; nothing is written.
        settled: looks at the vendor for what became of a write without an answer; None where that cannot be told.
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


async def carried_out(write: Write[W], context: Context) -> W:
    """The payload of a write.

    Raises:
        NotConfigured: this gateway has no account at the vendor.
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
    answer = await claimed(keyed, write.account.vendor, context)
    if isinstance(answer, Problem):
        return write.refused(problems=(answer,))
    if isinstance(answer, Receipt):
        return await _told_again(write, answer) if answer.problems else await write.again(answer)
    # From here on it is finished whether or not anybody waits for it.
    return await context.writes.to_its_end(_sent(write, answer, adapter, context), name=write.mutation)


async def _sent(write: Write[W], claim: Claim, adapter: Adapter, context: Context) -> W:
    # What the operation has read so far may not be so any more.
    context.forget()
    try:
        payload = await write.send(adapter)
    except (WriteRefused, VendorError) as error:
        problems = outcomes.problems(error)
        if outcomes.is_told_again(error):
            await _finish(context, claim, receipts.of_problems(problems))
        else:
            await idempotency.release(context.store, claim)
        return write.refused(problems=problems)
    # After any other exception the key stays taken: nobody knows how far the write had come.
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
        # Whoever may have carried it out is the likeliest to be still away: then it stays as unknown as it was.
        return None
    scope = current_scope()
    # What a vendor said on a better day says nothing of a write that came after.
    is_stale = scope is not None and scope.meter[write.account.vendor].stale is not None
    return None if is_stale else found


async def _finish(context: Context, claim: Claim, receipt: Receipt) -> None:
    await idempotency.finish(context.store, claim, receipts.to_json(receipt))


def found_or_refused(found: T | None, thing: str, path: str) -> T:
    """What a vendor answered, where it knows what the write is about.

    Args:
        thing: what is missing, as a person would call it.
        path: where the draft names it.

    Raises:
        WriteRefused: it knows no such thing.
    """
    if found is None:
        raise WriteRefused((NotFound(message=f"The {thing} does not exist at its vendor.", path=(path,)),))
    return found
