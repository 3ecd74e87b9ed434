"""A long response that nobody reads holds no place for the next one."""

import asyncio

import pytest

from tests.support.raw_vendor import Wire, all_given_back, asked, both_ways, vendor_that
from vendors.http import HttpLimits
from vendors.transports.exchange import Exchange, Outcome


async def in_two_parts(wire: Wire) -> None:
    """Answers with more than is received without a place, and then the rest."""
    while True:
        await wire.request()
        await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 500002\r\n\r\n[" + b" " * 400_000)
        await asyncio.sleep(0.05)
        await wire.raw(b" " * 100_000 + b"]")


@both_ways
async def test_a_caller_who_leaves_as_a_long_response_arrives_keeps_no_place(
    way: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    arrived, end = list[Outcome | None](), Exchange.end

    def ended(self: Exchange, outcome: Outcome | None) -> None:
        end(self, outcome)
        arrived.append(outcome)
        # Before it is told of the response, in the next iteration of the loop.
        call.cancel()

    monkeypatch.setattr(Exchange, "end", ended)
    async with vendor_that(in_two_parts, limits=HttpLimits()) as (http, _):
        for number in range(3):
            call = asyncio.create_task(asked(http, way, f"/{number}"))
            with pytest.raises(asyncio.CancelledError):
                async with asyncio.timeout(5):
                    await call
        await all_given_back(http.health)
        assert len(arrived) == 3
        assert http._pool.long_bodies._free == 2
