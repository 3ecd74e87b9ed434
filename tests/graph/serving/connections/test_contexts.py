"""No request begins in the context of another that came over the same connection, as a proxy sends them."""

import asyncio
from contextvars import ContextVar

import pytest
from starlette.types import Receive, Scope, Send

from graph.serving.connections.response import cycle_of
from tests.support.streams import PATIENCE, serving
from tests.support.world import LOOPBACK

CALLER: ContextVar[str] = ContextVar("caller", default="nobody")

HEAD = b"POST /north HTTP/1.1\r\nHost: a\r\n"
# The server stops reading until the application takes it.
LONG = HEAD.replace(b"north", b"long") + b"Content-Length: 200000\r\n\r\n" + b"x" * 200_000
SHORT = HEAD + b"Content-Length: 2\r\n\r\n{}"
NEXT = b"GET /south HTTP/1.1\r\nHost: a\r\n\r\n"
SOCKET = (
    b"GET /south HTTP/1.1\r\nHost: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class App:
    """An application that keeps whose request it is in its context, as ours does."""

    def __init__(self) -> None:
        self.found: list[str] = []

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            return
        self.found.append(CALLER.get())
        CALLER.set(scope["path"])
        if scope["type"] == "websocket":
            await send({"type": "websocket.close"})
            return
        cycle = cycle_of(scope)
        # As one that waits for its turn.
        while scope["path"] == "/long" and not (cycle is None or cycle.flow.read_paused):  # noqa: ASYNC110
            await asyncio.sleep(0)
        while (await receive()).get("more_body"):
            pass
        await send({"type": "http.response.start", "status": 204, "headers": []})
        await send({"type": "http.response.body"})


@pytest.mark.parametrize("second", [NEXT, SOCKET], ids=["a request", "a WebSocket"])
@pytest.mark.parametrize("is_ahead", [True, False], ids=["sent ahead", "sent after a long body"])
async def test_a_request_begins_without_the_context_of_the_one_before(second: bytes, is_ahead: bool) -> None:
    app = App()
    async with serving(app) as (port, _), asyncio.timeout(PATIENCE):
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        writer.write(SHORT + second if is_ahead else LONG)
        await reader.readuntil(b"\r\n\r\n")
        writer.write(b"" if is_ahead else second)
        await reader.readuntil(b"\r\n\r\n")
        writer.close()
        await writer.wait_closed()
    assert app.found == ["nobody", "nobody"]
