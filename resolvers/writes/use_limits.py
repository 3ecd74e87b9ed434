"""How often a caller may carry out a write of one kind: counted before it is claimed, a replay not at all."""

from collections.abc import Sequence

from models.idempotency_key import KeyedWrite
from models.refusal import RateLimited
from resolvers.context import Context
from store import idempotency, rate_limits
from store.rate_limits import UseLimit


async def count(
    write: KeyedWrite, limits: Sequence[UseLimit], context: Context, *, may_be_replay: bool
) -> None:
    """Counts a write.

    Args:
        write: what is to be carried out.
        limits: all must allow it.
        context: of the operation.
        may_be_replay: whether the caller named the key.

    Raises:
        RateLimited: there were too many lately; this one is not counted.
        StoreUnavailable: it cannot be counted, so it must not be carried out.
    """
    if not limits or (may_be_replay and await idempotency.known(context.store, write) is not None):
        return
    token = context.store.vault.fingerprint(write.scope, purpose="use")
    tenant = context.caller.tenant
    counted: list[UseLimit] = []
    for limit in limits:
        seconds = await rate_limits.use(context.store, tenant, limit, token)
        if seconds:
            for each in counted:
                await rate_limits.withdraw(context.store, tenant, each, token)
            raise RateLimited(
                f"`{write.mutation}` may be used {limit.most} times in {limit.seconds} seconds for one "
                f"{limit.of[0]}.",
                seconds=seconds,
            )
        counted.append(limit)
