"""A WebSocket whose handshake has no answer yet when the gateway stops is told so, and nothing fails."""

import asyncio

import pytest
from starlette.types import Receive, Scope, Send
from starlette.websockets import WebSocket, WebSocketDisconnect

from tests.support.streams import PATIENCE, serving
from tests.support.world import LOOPBACK

HANDSHAKE = (
    b"GET /graphql HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: eHh4eHh4eHh4eHh4eHh4eA==\r\n\r\n"
)


@pytest.mark.parametrize("accepts_first", [True, False])
async def test_a_handshake_that_the_stop_overtakes_is_refused_and_nothing_is_logged(
    accepts_first: bool, caplog: pytest.LogCaptureFixture
) -> None:
    came, goes_on = asyncio.Event(), asyncio.Event()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "websocket":
            return
        socket = WebSocket(scope, receive, send)
        came.set()
        await goes_on.wait()
        try:
            if accepts_first:
                await socket.accept()
            await socket.close()
        except WebSocketDisconnect:
            pass

    async with asyncio.timeout(PATIENCE):
        async with serving(app) as (port, server):
            reader, writer = await asyncio.open_connection(LOOPBACK, port)
            writer.write(HANDSHAKE)
            await came.wait()
            server.should_exit = True
            answer = await reader.read()
            goes_on.set()
            writer.close()
    assert answer.startswith(b"HTTP/1.1 503 ")
    assert b"retry-after: 1" in answer
    assert [record.getMessage() for record in caplog.records] == []
