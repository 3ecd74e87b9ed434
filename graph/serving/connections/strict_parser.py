"""Gives llhttp one request at a time, and refuses what is too long, or may be understood in two ways."""

import asyncio
from collections.abc import Sequence
from contextvars import Context
from typing import TYPE_CHECKING, Any

import httptools
from uvicorn.protocols.http.flow_control import HIGH_WATER_LIMIT
from uvicorn.protocols.http.httptools_impl import HttpToolsProtocol

from graph.serving.connections import request_head
from graph.serving.connections.request_head import Refused, RequestHead
from graph.serving.connections.response import Cycle

if TYPE_CHECKING:
    from graph.serving.process.server import Config

_NO_HTTP = "The request is not valid HTTP."
# The heads that are kept of a connection, together: there may be thousands of connections.
_KEPT_BYTES = 4 * 1024


class _SentAhead(Exception):
    """Another request has begun before the response to the one before it."""


class StrictParser(HttpToolsProtocol):
    """The requests of one connection: the parser gets a head when all of it is there and was checked.

    Attributes:
        unread: what the parser has not been given yet.
        is_in_body: whether the body of the request that began is to come.
        is_answering: whether all of a request was received, and its response is not complete.
    """

    config: "Config"
    cycle: Cycle

    def __init__(self, *args: Any, **more: Any) -> None:
        super().__init__(*args, **more)
        self.unread = bytearray()
        self.is_in_body = False
        self.is_answering = False
        # How much of what is unread holds no end of a head.
        self._searched = 0
        # How much of the body is to come, if that is known, and how much has come.
        self._body_left: int | None = None
        self._body_bytes = 0
        # How much has come without a byte of the body in it: what chunks and trailers add.
        self._framing_bytes = 0
        # Whether llhttp is left out.
        self._is_usual = False
        # The latest usual heads: most clients send the same ones again and again.
        self._known: dict[bytes, RequestHead] = {}
        # The latest of them that has a body.
        self._latest: RequestHead | None = None

    def begins(self, fields: Sequence[tuple[bytes, bytes]]) -> None:
        """Called with the fields of each head, before the application is started.

        Raises:
            Refused: it is not to be started.
        """

    def feed(self) -> bool:
        """Gives the parser what is there of the request that comes now; whether that was anything.

        Raises:
            Refused: the request is too long, malformed, or may be understood in two ways.
        """
        return self._feed_body() if self.is_in_body else self._feed_head()

    def feed_whole(self, data: bytes) -> bool:
        """Takes a request that has come as a whole, with the same head as one before it; whether it is one.

        Args:
            data: what has come, while nothing is unread.

        Raises:
            Refused: it is not to be started.
        """
        head = self._latest
        if head is None or self.is_in_body or not data.startswith(head.text):
            return False
        body = data[len(head.text) :]
        if len(body) != head.length:
            return False
        self._begin(head)
        cycle = self.cycle
        cycle.body += body
        cycle.more_body = False
        cycle.message_event.set()
        self.is_in_body, self.is_answering = False, True
        return True

    def on_message_begin(self) -> None:
        if self.is_answering:
            # Behind a body in chunks; nobody has checked it.
            raise _SentAhead
        super().on_message_begin()

    def on_header(self, name: bytes, value: bytes) -> None:
        """A field of the head; those behind a chunked body are left out."""
        if not self.is_in_body:
            # llhttp leaves blanks behind a value, which are no part of it; the checked fields have none.
            super().on_header(name, value.rstrip(b" \t"))

    def on_headers_complete(self) -> None:
        """Starts the application, or leaves the connection to the protocol of WebSockets."""
        version = self.parser.get_http_version()
        self.url = request_head.path_of(self.url)
        self.scope["method"] = self.parser.get_method().decode("ascii")
        self.scope["http_version"] = version
        if self._is_socket:
            self.is_in_body = True
        else:
            # HTTP/1.0 has no interim responses: a client would take this one for the last.
            self.expect_100_continue = self.expect_100_continue and version != "1.0"
            raw_path, _, self.scope["query_string"] = self.url.partition(b"?")
            self.scope["raw_path"] = raw_path
            self.scope["path"] = request_head.unquoted(raw_path)
            self._start(None, keep_alive=version != "1.0" and self.parser.should_keep_alive())

    def _start(self, head: RequestHead | None, *, keep_alive: bool) -> None:
        """Starts the application for a request whose head was read.

        Args:
            head: the one that was checked, if it was taken so.
        """
        self.is_in_body = True
        self.cycle = cycle = Cycle(
            head,
            self.tasks,
            scope=self.scope,
            transport=self.transport,
            flow=self.flow,
            logger=self.logger,
            access_logger=self.access_logger,
            access_log=self.access_log,
            default_headers=self.server_state.default_headers,
            message_event=asyncio.Event(),
            expect_100_continue=self.expect_100_continue,
            keep_alive=keep_alive,
            on_response=self.on_response_complete,
        )
        # Each in a context of its own: asyncio reads on in the context of the request that let it, so a connection that
        # a proxy keeps would begin the requests of one caller in the context of another.
        cycle.task = asyncio.Task(cycle.run_asgi(self.app), loop=self.loop, context=Context())
        self.tasks.add(cycle.task)

    def on_body(self, body: bytes) -> None:
        if self._is_usual or not self._is_socket:
            self._framing_bytes = 0
            cycle = self.cycle
            if not cycle.response_complete:
                cycle.body += body
                if len(cycle.body) > HIGH_WATER_LIMIT:
                    self.flow.pause_reading()
                cycle.message_event.set()

    def on_message_complete(self) -> None:
        if not self._is_usual and self._is_socket:
            return
        if not self.cycle.response_complete:
            self.cycle.more_body = False
            self.cycle.message_event.set()
        self.is_in_body = False
        self.is_answering = not self.cycle.response_complete

    @property
    def _is_socket(self) -> bool:
        return bool(self.parser.should_upgrade() and self._should_upgrade())

    def _feed_head(self) -> bool:
        """Feeds the head if all of it is there; whether it was.

        Raises:
            Refused: it is too long, or may be understood in two ways.
        """
        end = request_head.end_of(self.unread, self._searched)
        self._searched = len(self.unread) if end is None else 0
        if (len(self.unread) if end is None else end) > self.config.limits.header_bytes:
            raise Refused(f"The request's head is longer than {self.config.limits.header_bytes} bytes.", 431)
        if end is None:
            request_head.check_begin(self.unread)
            return False
        head = bytes(self.unread[:end])
        del self.unread[:end]
        checked = self._known.get(head) or self._checked(head)
        self._begin(checked)
        if checked.is_usual:
            is_short = len(head) <= _KEPT_BYTES and (checked.length or 0) <= self.config.limits.body_bytes
            if checked.length and is_short:
                self._latest = checked
            return True
        if any(
            name == b"upgrade" and (checked.minor == b"0" or value.lower() != b"websocket")
            for name, value in checked.fields
        ):
            # Other protocols are not taken up, as RFC 9110 allows, and HTTP/1.0 has no upgrades, as it says: a proxy
            # that speaks it would take the socket's bytes for responses. The parser would leave out the body.
            head = request_head.without(head, b"upgrade")
        self._feed(head)
        return True

    def _checked(self, head: bytes) -> RequestHead:
        """A head that was checked; it is kept if it is a usual one.

        Raises:
            Refused: it may be understood in two ways.
        """
        checked = request_head.check(head)
        if checked.is_usual and len(head) <= _KEPT_BYTES:
            if sum(map(len, self._known)) + len(head) > _KEPT_BYTES:
                self._known.clear()
            self._known[head] = checked
        return checked

    def _begin(self, head: RequestHead) -> None:
        """Begins a request whose head was checked.

        A usual one is taken as it was checked: llhttp would read the same, in a fifth of the time of a request.

        Raises:
            Refused: it is not to be started.
        """
        self.begins(head.fields)
        self._body_left = head.length
        self._body_bytes = self._framing_bytes = 0
        self._is_usual = head.is_usual
        if not head.is_usual:
            return
        self.expect_100_continue = False
        self.headers = list(head.fields)
        self.scope = {
            "type": "http",
            "asgi": {"version": self.asgi_version, "spec_version": "2.3"},
            "http_version": "1.1",
            "server": self.server,
            "client": self.client,
            # It is known since the connection was made.
            "scheme": self.scheme,  # type: ignore[typeddict-item]
            "method": "GET" if head.method == b"GET" else "POST",
            "root_path": self.root_path,
            "path": head.path,
            "raw_path": head.target,
            "query_string": b"",
            "headers": self.headers,
            "state": self.app_state.copy(),
        }
        self._start(head, keep_alive=True)
        if not head.length:
            self.on_message_complete()

    def _feed_body(self) -> bool:
        """Feeds what is there of the body.

        Raises:
            Refused: it is too long, or its framing is malformed.
        """
        left = len(self.unread) if self._body_left is None else self._body_left
        part = bytes(self.unread[:left])
        del self.unread[:left]
        self._body_bytes += len(part)
        if self._body_bytes > self.config.limits.body_bytes:
            raise Refused("The request's body is too long.", 413)
        if self._body_left is None:
            # Where the body ends within what is received is not known, so the next request would not be checked.
            self.cycle.keep_alive = False
            self._framing_bytes += len(part)
        else:
            self._body_left -= len(part)
        if self._is_usual:
            self.on_body(part)
            if not self._body_left:
                self.on_message_complete()
            return True
        self._feed(part)
        if self.is_in_body and self._framing_bytes > self.config.limits.header_bytes:
            raise Refused("A line or the trailers of the request's body are too long.", 431)
        return True

    def _feed(self, data: bytes) -> None:
        try:
            self.parser.feed_data(data)
        except httptools.HttpParserUpgrade:
            if not self._is_socket:
                raise Refused(_NO_HTTP) from None
            self.handle_websocket_upgrade()
        except httptools.HttpParserError as error:
            if isinstance(error.__context__, _SentAhead):
                self.unread.clear()
                return
            raise Refused(_NO_HTTP) from None
