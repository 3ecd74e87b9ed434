"""One response, as uvicorn writes it, also to clients of HTTP/1.0 and to those that have not sent all."""

from typing import Any, cast

from uvicorn.protocols.http.httptools_impl import RequestResponseCycle

from graph.serving.connections.lingering import LingeringTransport


class Cycle(RequestResponseCycle):
    """A request and its response; head and body leave together where both are there.

    A response without a length ends with the connection for HTTP/1.0, which has no chunks.
    """

    _ends_by_close = False

    async def send(self, message: Any) -> None:
        if message["type"] == "http.response.start":
            self._begin(message)
        elif self._ends_by_close:
            self.expected_content_length = len(message.get("body", b""))
        await super().send(message)

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
