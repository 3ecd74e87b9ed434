"""An operation waits for what it has announced to the audit log, for a while."""

import asyncio

import pytest

from models.errors import StoreUnavailable
from resolvers.audit_intents import AuditIntents


async def test_a_later_announcement_is_waited_for_however_long_ago_the_first_one_was() -> None:
    loop = asyncio.get_running_loop()
    intents = AuditIntents(seconds=0.5)
    first, later = loop.create_future(), loop.create_future()
    intents.announce(first)
    first.set_result(None)
    await intents.until_durable()
    # A field of a mutation may take longer than the audit log.
    await asyncio.sleep(0.6)
    intents.announce(later)
    loop.call_later(0.01, later.set_result, None)
    await intents.until_durable()


async def test_what_does_not_become_durable_in_time_is_refused() -> None:
    intents = AuditIntents(seconds=0.01)
    intents.announce(asyncio.get_running_loop().create_future())
    with pytest.raises(StoreUnavailable):
        await intents.until_durable()
