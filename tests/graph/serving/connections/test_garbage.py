"""A request that was answered leaves nothing to the garbage collector."""

import asyncio
import gc

from starlette.types import Receive, Scope, Send

from graph.serving.connections.response import cycle_of
from tests.support.streams import PATIENCE, serving
from tests.support.world import LOOPBACK

REQUEST = b"POST /graphql HTTP/1.1\r\nHost: a\r\nContent-Length: 2\r\n\r\n{}"


async def answer(scope: Scope, receive: Receive, send: Send) -> None:
    if scope["type"] == "lifespan":
        return
    await receive()
    cycle = cycle_of(scope)
    assert cycle is not None
    await cycle.respond(200, [(b"content-length", b"2")], b"{}")


async def test_a_request_and_its_response_hold_each_other_no_longer_than_they_last() -> None:
    async with serving(answer) as (port, _), asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(LOOPBACK, port)

        async def ask(times: int) -> None:
            for _ in range(times):
                writer.write(REQUEST)
                await reader.readuntil(b"\r\n\r\n{}")

        await ask(10)
        gc.collect()
        gc.disable()
        try:
            await ask(100)
            assert gc.collect() < 100
        finally:
            gc.enable()
        writer.close()
