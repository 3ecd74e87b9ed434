"""One response, as uvicorn writes it, also to clients of HTTP/1.0 and to those that have not sent all."""

import asyncio
from collections.abc import Callable, Sequence
from typing import Any, cast
from weakref import ref

from starlette.types import Scope
from uvicorn.protocols.http.httptools_impl import STATUS_LINE, RequestResponseCycle

from graph.serving.connections.lingering import LingeringTransport
from graph.serving.connections.request_head import RequestHead

_EXTENSION = "meetgraph.cycle"


class Cycle(RequestResponseCycle):
    """A request and its response; head and body leave together where both are there.

    A response without a length ends with the connection for HTTP/1.0, which has no chunks. The application finds it in
    the scope's extensions: ASGI's messages are for applications that do not know their server.

    Args:
        head: what was checked of it, if it was taken so.
        running: the tasks of all requests, for which the server waits.
        more: as uvicorn has it.

    Attributes:
        task: in which the application runs.
        on_disconnect: called when the client has left.
    """

    task: asyncio.Task[None]
    on_disconnect: Callable[[], object] | None = None
    _ends_by_close = False

    def __init__(
        self, head: RequestHead | None, running: set[asyncio.Task[None]], scope: Any, **more: Any
    ) -> None:
        super().__init__(scope, **more)
        self.head = head
        self._running = running
        # Weakly: scope and cycle would otherwise hold each other until the garbage is collected.
        scope["extensions"] = {_EXTENSION: ref(self)}

    async def run_asgi(self, app: Any) -> None:
        try:
            await super().run_asgi(app)
        finally:
            self._running.discard(self.task)

    def disconnect(self) -> None:
        """The client has left, or is answered by somebody else."""
        self.disconnected = True
        if self.on_disconnect is not None:
            self.on_disconnect()

    def whole_body(self) -> bytes | None:
        """The body, if all of it has come; None otherwise, and where nobody wants it any more."""
        if self.more_body or self.disconnected or self.response_complete:
            return None
        if self.flow.read_paused:
            # A client is seen to leave only where its connection is read.
            self.flow.resume_reading()
        body, self.body = bytes(self.body), bytearray()
        return body

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        elif self._ends_by_close:
            self.expected_content_length = len(message.get("body", b""))
        await super().send(message)

    async def respond(self, status: int, headers: Sequence[tuple[bytes, bytes]], body: bytes) -> None:
        """Sends a whole response to a request with a body, in one write.

        Args:
            headers: their names in lower case; Content-Length is one of them.
        """
        if self.flow.write_paused and not self.disconnected:
            await self.flow.drain()
        if self.disconnected:
            return
        if self.more_body or (b"connection", b"close") in headers:
            # A response that does not wait for the request's body ends the connection.
            self.keep_alive = False
        parts = [STATUS_LINE[status]]
        for name, value in (*self.default_headers, *headers):
            parts += name, b": ", value, b"\r\n"
        if not self.keep_alive:
            parts.append(b"connection: close\r\n")
        parts += b"\r\n", body
        self.response_started = self.response_complete = True
        self.waiting_for_100_continue = False
        self.message_event.set()
        self.transport.write(b"".join(parts))
        if not self.keep_alive:
            self.transport.close()
        self.on_response()

    def _begin(self, message: Any) -> None:
        if self.more_body:
            # A response that does not wait for the request's body ends the connection.
            self.keep_alive = False
        if self.scope["http_version"] == "1.0" and not any(
            name == b"content-length" for name, _ in message.get("headers", ())
        ):
            self.chunked_encoding = False
            self._ends_by_close = True
        cast(LingeringTransport, self.transport).hold()


def cycle_of(scope: Scope) -> Cycle | None:
    """The request and its response, as our server has them; None at another server."""
    found: ref[Cycle] | None = scope.get("extensions", {}).get(_EXTENSION)
    return None if found is None else found()
