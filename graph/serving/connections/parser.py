"""Parses HTTP/1.1 as h11 does, and refuses what is too long, or may be understood in two ways."""

from collections.abc import Callable
from typing import Any

import h11

from graph.serving.connections import request_head
from graph.serving.connections.limits import ConnectionLimits
from graph.serving.connections.request_head import BadHead

_CLOSE = (b"connection", b"close")


class Refused(h11.RemoteProtocolError):
    """The request is refused; the message repeats nothing of it, unlike h11's own."""

    def __init__(self, message: str, status: int) -> None:
        super().__init__(message, status)
        self.message = message
        self.status = status


class StrictConnection(h11.Connection):
    """h11's state of one connection, whose requests are checked as they were sent.

    Args:
        limits: the limits of requests.
        begins: called with each request, before the application is; may raise `Refused`.

    Attributes:
        refusal: the status and the message of the response to a request that was refused.
    """

    def __init__(self, limits: ConnectionLimits, begins: Callable[[h11.Request], None]) -> None:
        super().__init__(h11.SERVER, max_incomplete_event_size=limits.header_bytes)
        self._limits = limits
        self._begins = begins
        self._body_bytes = 0
        self.refusal = (400, "The request is not valid HTTP.")

    @property
    def has_unread(self) -> bool:
        """Whether bytes have been received that belong to no event yet."""
        return bool(self._receive_buffer)

    @property
    def unread_bytes(self) -> int:
        """How many those are."""
        return len(self._receive_buffer)

    def next_event(self) -> Any:
        """As h11's.

        Raises:
            h11.RemoteProtocolError: the request is refused, and `refusal` says how.
        """
        try:
            return self._next_event()
        except Refused as refused:
            self.refusal = (refused.status, refused.message)
            raise
        except h11.RemoteProtocolError as error:
            if error.error_status_hint == 431:
                self.refusal = (431, "A line or the trailers of the request's body are too long.")
            raise

    def send(self, event: Any) -> Any:
        """As h11's; a response that does not wait for the request's body ends the connection."""
        if (
            isinstance(event, h11.Response)
            and self.their_state is h11.SEND_BODY
            and _CLOSE not in event.headers
        ):
            event = h11.Response(
                status_code=event.status_code,
                headers=[*event.headers, _CLOSE],
                reason=event.reason,
                http_version=event.http_version,
            )
        return super().send(event)

    def _next_event(self) -> Any:
        if self.their_state is h11.IDLE:
            self._check_head()
        is_body, before = self.their_state is h11.SEND_BODY, len(self._receive_buffer)
        event = super().next_event()
        if isinstance(event, h11.Request):
            self._body_bytes = 0
            self._begins(event)
            return _at_this_host(event)
        if is_body:
            self._body_bytes += before - len(self._receive_buffer)
            if self._body_bytes > self._limits.body_bytes:
                raise Refused("The request's body is too long.", 413)
        return event

    def _check_head(self) -> None:
        received, _ = self.trailing_data
        end = request_head.end_of(received)
        try:
            if (len(received) if end is None else end) > self._limits.header_bytes:
                raise BadHead(f"The request's head is longer than {self._limits.header_bytes} bytes.", 431)
            if end is not None:
                request_head.check(received[:end])
        except BadHead as bad:
            raise Refused(bad.message, bad.status) from None


def _at_this_host(request: h11.Request) -> h11.Request:
    target = request_head.path_of(request.target)
    if target == request.target:
        return request
    return h11.Request(
        method=request.method,
        target=target,
        headers=list(request.headers),
        http_version=request.http_version,
    )
