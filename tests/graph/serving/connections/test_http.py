"""Slow, crooked and too many requests on raw sockets: what they are answered, and that the application never runs."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import pytest
from starlette.types import Receive, Scope, Send

from graph.serving.peers import Proxies
from tests.support.streams import PATIENCE, serving
from tests.support.world import LOOPBACK

POST = b"POST /graphql HTTP/1.1\r\nHost: a\r\n"
GET = b"GET /graphql HTTP/1.1\r\nHost: a\r\n\r\n"


class App:
    """An application that counts its requests, and answers when it was sent all, or at once."""

    def __init__(self) -> None:
        self.requests: list[Scope] = []
        self.answers_at_once = False
        self.held = asyncio.Event()
        self.held.set()
        self.ended = 0
        self._came = asyncio.Event()

    async def came(self, count: int) -> None:
        """Waits until it was sent so many requests."""
        while len(self.requests) < count:
            self._came.clear()
            await self._came.wait()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        self.requests.append(scope)
        self._came.set()
        try:
            body = 0
            if not self.answers_at_once:
                while True:
                    message = await receive()
                    body += len(message.get("body", b""))
                    if message["type"] == "http.disconnect":
                        return
                    if not message.get("more_body"):
                        break
            await self.held.wait()
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": f"{scope['path']} {body}".encode()})
        finally:
            self.ended += 1


class Raw:
    """A client that writes bytes."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()

    async def answer(self) -> tuple[int, dict[str, str], bytes]:
        async with asyncio.timeout(PATIENCE):
            head = (await self.reader.readuntil(b"\r\n\r\n")).decode()
            status, *lines = head.split("\r\n")
            headers = {name.lower(): value for name, _, value in (line.partition(": ") for line in lines)}
            if "content-length" in headers:
                body = await self.reader.readexactly(int(headers["content-length"]))
            else:
                body = b""
                while (size := int(await self.reader.readline(), 16)) or not await self.reader.readline():
                    body += await self.reader.readexactly(size)
                    await self.reader.readline()
            return int(status.split(" ")[1]), headers, body

    async def refusal(self) -> tuple[int, str]:
        """Status and code of a refusal, after which the connection is closed."""
        status, headers, body = await self.answer()
        assert headers["connection"] == "close"
        assert headers["cache-control"] == "private, no-store"
        [error] = json.loads(body)["errors"]
        assert await self.is_closed()
        assert error["extensions"]["retryable"] is (status in (429, 503))
        return status, error["extensions"]["code"]

    async def is_closed(self) -> bool:
        async with asyncio.timeout(PATIENCE):
            return await self.reader.read() == b""


Opened = Callable[..., AbstractAsyncContextManager[Callable[[], AbstractAsyncContextManager[Raw]]]]


@pytest.fixture
async def app() -> App:
    return App()


@pytest.fixture
def opened(app: App) -> Opened:
    """Serves the application with the limits that are given; gives a function that connects to it."""

    @asynccontextmanager
    async def open_it(
        **limits: Any,
    ) -> AsyncIterator[Callable[[], AbstractAsyncContextManager[Raw]]]:
        async with serving(app, **limits) as (port, _):

            @asynccontextmanager
            async def connected() -> AsyncIterator[Raw]:
                reader, writer = await asyncio.open_connection(LOOPBACK, port)
                try:
                    yield Raw(reader, writer)
                finally:
                    writer.close()

            yield connected

    return open_it


async def test_requests_are_served_one_after_the_other(opened: Opened) -> None:
    async with opened() as connect, connect() as client:
        for _ in range(3):
            await client.send(GET)
            assert (await client.answer())[0] == 200


async def test_requests_that_are_sent_ahead_are_answered_in_turn(opened: Opened, app: App) -> None:
    bodies = [POST + f"Content-Length: {length}\r\n\r\n".encode() + b"x" * length for length in (3, 0, 5)]
    async with opened() as connect, connect() as client:
        await client.send(b"".join(bodies))
        assert [(await client.answer())[2] for _ in bodies] == [b"/graphql 3", b"/graphql 0", b"/graphql 5"]
    assert len(app.requests) == 3


async def test_a_request_may_come_byte_by_byte(opened: Opened) -> None:
    async with opened() as connect, connect() as client:
        for byte in POST + b"Content-Length: 2\r\n\r\nab":
            await client.send(bytes([byte]))
            await asyncio.sleep(0)
        assert (await client.answer())[2] == b"/graphql 2"


async def test_a_body_in_chunks_is_read_and_ends_the_connection(opened: Opened, app: App) -> None:
    chunk = b"x" * 50_000
    chunks = b"".join(b"%x\r\n%s\r\n" % (len(chunk), chunk) for _ in range(4))
    async with opened() as connect, connect() as client:
        ahead = b"GET /other HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n"
        sent = b"Transfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\nX-Late: a\r\n\r\n"
        await client.send(POST + sent + ahead)
        status, headers, body = await client.answer()
        assert (status, body, headers["connection"]) == (200, b"/graphql 200000", "close")
        assert await client.is_closed()
    [scope] = app.requests
    assert b"x-late" not in dict(scope["headers"])


async def test_another_protocol_is_not_taken_up(opened: Opened, app: App) -> None:
    upgrade = b"Connection: Upgrade, HTTP2-Settings\r\nUpgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\n"
    async with opened() as connect, connect() as client:
        for length in (2, 0, 4):
            await client.send(POST + upgrade + f"Content-Length: {length}\r\n\r\n".encode() + b"x" * length)
            assert (await client.answer())[2] == f"/graphql {length}".encode()
        await client.send(GET)
        assert (await client.answer())[0] == 200


_HANDSHAKE = (
    b"Host: a\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
)


async def test_a_request_of_http_1_0_is_no_handshake(opened: Opened, app: App) -> None:
    async with opened() as connected, connected() as raw:
        await raw.send(b"GET /graphql HTTP/1.0\r\n" + _HANDSHAKE + b"\r\n")
        assert (await raw.reader.readuntil(b"\r\n")).split(b" ")[1] == b"200"
        await raw.reader.read()
    assert [scope["type"] for scope in app.requests] == ["http"]


@pytest.mark.parametrize(
    ("head", "status"),
    [
        (b"POST /graphql HTTP/1.1\r\n" + _HANDSHAKE + b"Content-Length: 2\r\n\r\n{}", 400),
        (b"POST /graphql HTTP/1.1\r\n" + _HANDSHAKE + b"Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n", 400),
        (b"GET /graphql HTTP/1.1\r\n" + _HANDSHAKE + b"Content-Length: 2\r\n\r\n{}", 400),
        (b"GET /graphql HTTP/1.1\r\n" + _HANDSHAKE + b"Transfer-Encoding: chunked\r\n\r\n", 400),
        (b"GET /graphql HTTP/1.1\r\n" + _HANDSHAKE + b"X: " + b"a" * 9_000 + b"\r\n\r\n", 431),
        (b"GET /" + b"a" * 9_000 + b" HTTP/1.1\r\n" + _HANDSHAKE + b"\r\n", 431),
    ],
    ids=["POST", "POST in chunks", "a body", "a body in chunks", "a long line", "a long target"],
)
async def test_a_crooked_handshake_of_a_websocket_is_answered_and_ends_the_connection(
    opened: Opened, app: App, head: bytes, status: int
) -> None:
    async with opened() as connected, connected() as raw:
        await raw.send(head)
        assert await raw.refusal() == (status, "BAD_USER_INPUT")
    assert app.requests == []


_NO_KEY = _HANDSHAKE[: _HANDSHAKE.index(b"Sec-WebSocket-Key")]


@pytest.mark.parametrize(
    "fields",
    [
        _NO_KEY,
        _NO_KEY + b"Sec-WebSocket-Key: CANARY\r\n",
        _HANDSHAKE + b"Sec-WebSocket-Key: CANARY\r\n",
        _HANDSHAKE.replace(b"Sec-WebSocket-Version: 13\r\n", b""),
        _HANDSHAKE + b"Sec-WebSocket-Protocol: CANARY,,;\r\n",
    ],
    ids=["no key", "no such key", "two keys", "no version", "a malformed protocol"],
)
async def test_a_malformed_handshake_is_refused_as_requests_are_without_what_was_sent(
    opened: Opened, fields: bytes
) -> None:
    async with opened() as connected, connected() as raw:
        await raw.send(b"GET /graphql HTTP/1.1\r\n" + fields + b"\r\n")
        status, headers, body = await raw.answer()
    assert (status, headers["content-type"]) == (400, "application/json; charset=utf-8")
    [error] = json.loads(body)["errors"]
    assert error["extensions"] == {"code": "BAD_USER_INPUT", "retryable": False}
    assert b"CANARY" not in body


async def test_another_version_of_websockets_is_told_which_is_supported(opened: Opened) -> None:
    head = _HANDSHAKE.replace(b"Version: 13", b"Version: 12")
    async with opened() as connected, connected() as raw:
        await raw.send(b"GET /graphql HTTP/1.1\r\n" + head + b"\r\n")
        status, headers, body = await raw.answer()
    assert (status, headers["sec-websocket-version"], headers["upgrade"]) == (426, "13", "websocket")
    assert json.loads(body)["errors"][0]["extensions"] == {"code": "BAD_USER_INPUT", "retryable": False}


async def test_a_handshake_that_fails_here_is_answered_with_a_fault_of_ours(opened: Opened) -> None:
    async with opened() as connected, connected() as raw:
        await raw.send(b"GET /graphql HTTP/1.1\r\n" + _HANDSHAKE + b"\r\n")
        assert await raw.refusal() == (500, "INTERNAL")


async def test_blanks_around_a_value_are_no_part_of_it(opened: Opened, app: App) -> None:
    async with opened() as connected, connected() as raw:
        await raw.send(b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: \t Bearer x \t \r\n\r\n")
        await raw.answer()
    assert (b"authorization", b"Bearer x") in app.requests[0]["headers"]


async def test_no_interim_response_is_sent_to_clients_of_http_1_0(opened: Opened) -> None:
    async with opened() as connected, connected() as raw:
        await raw.send(b"POST / HTTP/1.0\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n{}")
        status, _ = (await raw.reader.readuntil(b"\r\n\r\n")).split(b"\r\n", 1)
        assert status.split(b" ")[1] == b"200"


async def test_a_response_without_a_length_ends_with_the_connection_for_http_1_0(opened: Opened) -> None:
    async with opened() as connect, connect() as client:
        await client.send(b"GET /graphql HTTP/1.0\r\nConnection: keep-alive\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            head, _, body = (await client.reader.read()).partition(b"\r\n\r\n")
        assert b"transfer-encoding" not in head.lower()
        assert body == b"/graphql 0"


async def test_the_whole_server_may_be_asked(opened: Opened, app: App) -> None:
    async with opened() as connect, connect() as client:
        await client.send(b"OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (await client.answer())[0] == 200
    assert app.requests[0]["path"] == "*"


# Deadlines


@pytest.mark.parametrize("begun", [b"G", b"GET / HTTP/1.1\r\nHost: a\r\nX-"])
async def test_half_a_head_is_answered_408(opened: Opened, app: App, begun: bytes) -> None:
    async with opened(header_seconds=0.2) as connect, connect() as client:
        await client.send(begun)
        assert await client.refusal() == (408, "BAD_USER_INPUT")
    assert app.requests == []


async def test_a_head_that_drips_has_no_more_time(opened: Opened) -> None:
    async with opened(header_seconds=0.3) as connect, connect() as client:
        await client.send(b"GET / HTTP/1.1\r\nX-A: ")

        async def drip() -> None:
            while True:
                await client.send(b"a")
                await asyncio.sleep(0.02)

        dripping = asyncio.create_task(drip())
        try:
            assert (await client.answer())[0] == 408
        finally:
            dripping.cancel()


async def test_a_connection_without_a_request_is_closed_without_a_word(opened: Opened) -> None:
    async with opened(header_seconds=0.1) as connect, connect() as client:
        assert await client.is_closed()


async def test_the_head_after_a_response_has_its_time_too(opened: Opened) -> None:
    async with opened(header_seconds=0.2) as connect, connect() as client:
        await client.send(GET)
        await client.answer()
        await client.send(b"GET")
        assert await client.refusal() == (408, "BAD_USER_INPUT")


@pytest.mark.parametrize(
    "body",
    [b"Content-Length: 10\r\n\r\n12345", b"Transfer-Encoding: chunked\r\n\r\n5\r\n12345\r\n"],
    ids=["length", "chunks"],
)
async def test_half_a_body_is_answered_408_and_the_application_ends(
    opened: Opened, app: App, body: bytes
) -> None:
    async with opened(body_seconds=0.2) as connect, connect() as client:
        await client.send(POST + body)
        assert await client.refusal() == (408, "BAD_USER_INPUT")
        assert (len(app.requests), app.ended) == (1, 1)


async def test_no_deadline_ends_an_answer_that_takes_long(opened: Opened, app: App) -> None:
    app.held.clear()
    async with opened(header_seconds=0.1, body_seconds=0.1) as connect, connect() as client:
        await client.send(POST + b"Content-Length: 2\r\n\r\nab")
        await asyncio.sleep(0.3)
        app.held.set()
        assert (await client.answer())[0] == 200


# Sizes


async def test_a_head_that_is_too_long_is_answered_431(opened: Opened, app: App) -> None:
    long = b"X-A: " + b"a" * 33_000 + b"\r\n"
    async with opened() as connect:
        for sent in (POST + long, POST + long + b"\r\n"):
            async with connect() as client:
                await client.send(sent)
                assert await client.refusal() == (431, "BAD_USER_INPUT")
    assert app.requests == []


async def test_a_head_of_32_kib_is_read(opened: Opened) -> None:
    head = POST + b"Content-Length: 0\r\nX-A: "
    async with opened() as connect, connect() as client:
        await client.send(head + b"a" * (32 * 1024 - len(head) - 4) + b"\r\n\r\n")
        assert (await client.answer())[0] == 200


async def test_a_head_with_too_many_fields_is_answered_431(opened: Opened, app: App) -> None:
    async with opened() as connect, connect() as client:
        await client.send(POST + b"a:\r\n" * 200 + b"\r\n")
        assert await client.refusal() == (431, "BAD_USER_INPUT")
    assert app.requests == []


@pytest.mark.parametrize(
    "chunk",
    [b"1\r\na\r\n", b"1;" + b"x" * 500 + b"\r\na\r\n"],
    ids=["tiny chunks", "long extensions"],
)
async def test_the_framing_of_chunks_counts(opened: Opened, app: App, chunk: bytes) -> None:
    async with opened(body_bytes=10_000) as connect, connect() as client:
        await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n" + chunk * (20_000 // len(chunk)))
        assert await client.refusal() == (413, "BAD_USER_INPUT")


async def test_trailers_that_are_too_long_are_refused(opened: Opened) -> None:
    async with opened() as connect, connect() as client:
        await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n0\r\nX-A: " + b"a" * 40_000)
        assert (await client.answer())[0] in (413, 431)


async def test_what_is_sent_far_ahead_of_an_answer_is_not_kept(opened: Opened, app: App) -> None:
    app.held.clear()
    async with opened() as connect, connect() as client:
        await client.send(GET)
        # More than the system keeps for both ends.
        sending = asyncio.create_task(client.send(b"x" * 40_000_000))
        await asyncio.sleep(0.3)
        assert not sending.done()
        sending.cancel()
        app.held.set()
        assert (await client.answer())[0] == 200
    assert len(app.requests) == 1


# Answers before the body


async def test_a_client_that_does_not_receive_the_end_of_its_answers_is_disconnected() -> None:
    answered = asyncio.Queue[asyncio.Transport]()

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http":
            await send({"type": "http.response.start", "status": 200, "headers": []})
            await send({"type": "http.response.body", "body": b"a" * 20_000})
            answered.put_nowait(receive.__self__.transport)  # type: ignore[attr-defined]

    async with serving(app, stall_seconds=0.2) as (port, _):
        loop, client = asyncio.get_running_loop(), socket.socket()
        client.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        client.setblocking(False)
        with client:
            await loop.sock_connect(client, (LOOPBACK, port))
            pending = 0
            # Until the kernel is full; what is left is too little for the server to be paused.
            while not pending:
                await loop.sock_sendall(client, GET)
                transport = await answered.get()
                pending = transport.get_write_buffer_size()
            await loop.sock_sendall(client, GET.replace(b"\r\n\r\n", b"\r\nConnection: close\r\n\r\n"))
            await answered.get()
            assert transport.is_closing()
            async with asyncio.timeout(PATIENCE):
                while transport.get_write_buffer_size():  # noqa: ASYNC110 - nothing tells of it
                    await asyncio.sleep(0.05)


async def test_an_early_answer_arrives_while_the_client_still_sends(opened: Opened, app: App) -> None:
    app.answers_at_once = True
    async with opened() as connect, connect() as client:
        await client.send(POST + b"Content-Length: 50000000\r\n\r\n" + b"x" * 100_000)
        status, headers, _ = await client.answer()
        assert (status, headers["connection"]) == (200, "close")
        # The client has not looked yet, and is not met by a reset.
        await client.send(b"x" * 100_000)
        assert await client.is_closed()


# Heads that may be understood in two ways


@pytest.mark.parametrize(
    "request_head",
    [
        b"GET / HTTP/1.1\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a, b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost:\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: user@a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a/b\r\n\r\n",
        b"GET http://b/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET ftp://a/ HTTP/1.1\r\nHost: a\r\n\r\n",
        b"CONNECT a:443 HTTP/1.1\r\nHost: a:443\r\n\r\n",
        b"GET graphql HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET  / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/2.0\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1 \r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\nHost: a\n\n",
        b"GET / HTTP/1.1\r\nHost: a\nX: b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\rY: c\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\0c\r\n\r\n",
        b"GET /\0 HTTP/1.1\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX: b\r\n folded\r\n\r\n",
        b"GET / HTTP/1.1\r\n Host: a\r\nHost: a\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nX : b\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nno colon\r\n\r\n",
        b"GET / HTTP/1.1\r\nHost: a\r\nAuthorization: Bearer a\r\nauthorization: Bearer b\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 1\r\n\r\na",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\na",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 1, 1\r\n\r\na",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: +1\r\n\r\na",
        b"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\na",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
        b"POST / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n",
        b"POST / HTTP/1.0\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
        b"\r\nGET / HTTP/1.1\r\nHost: a\r\n\r\n",
        b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03",
    ],
)
async def test_a_crooked_head_is_refused_before_the_application_runs(
    opened: Opened, app: App, request_head: bytes
) -> None:
    async with opened() as connect, connect() as client:
        await client.send(request_head)
        assert await client.refusal() == (400, "BAD_USER_INPUT")
    assert app.requests == []


async def test_a_refusal_repeats_nothing_of_the_request(opened: Opened) -> None:
    async with opened() as connect:
        for head in (b"GET /canary HTTP/9\r\n\r\n", b"GET / HTTP/1.1\r\nHost: a\r\ncanary\r\n\r\n"):
            async with connect() as client:
                await client.send(head)
                assert b"canary" not in (await client.answer())[2]


async def test_a_chunk_that_is_none_ends_the_request(opened: Opened, app: App) -> None:
    async with opened() as connect, connect() as client:
        await client.send(POST + b"Transfer-Encoding: chunked\r\n\r\n1\r\na\r\n")
        await client.send(b"nonsense\r\n")
        assert await client.refusal() == (400, "BAD_USER_INPUT")
        assert app.ended == 1


async def test_a_target_may_name_this_host(opened: Opened, app: App) -> None:
    async with opened() as connect, connect() as client:
        await client.send(b"GET http://A/graphql?a=b HTTP/1.1\r\nHost: a\r\n\r\n")
        assert (await client.answer())[0] == 200
    [scope] = app.requests
    assert (scope["path"], scope["query_string"]) == ("/graphql", b"a=b")


async def test_a_check_by_http_1_0_needs_no_host(opened: Opened) -> None:
    async with opened() as connect, connect() as client:
        await client.send(b"GET /livez HTTP/1.0\r\n\r\n")
        async with asyncio.timeout(PATIENCE):
            assert b" 200 " in await client.reader.readline()


# Their number


async def test_a_client_has_so_many_connections_and_no_more(opened: Opened, app: App) -> None:
    async with opened(of_one_address=2) as connect, connect() as first, connect() as second:
        async with connect() as third:
            assert await third.refusal() == (429, "RATE_LIMITED")
        for client in (first, second):
            await client.send(GET)
            assert (await client.answer())[0] == 200
    assert len(app.requests) == 2


async def test_a_connection_that_has_ended_counts_no_more(opened: Opened) -> None:
    async with opened(of_one_address=1) as connect:
        for _ in range(3):
            async with connect() as client:
                await client.send(b"GET / HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n")
                assert (await client.answer())[0] == 200
                assert await client.is_closed()


async def test_all_clients_have_so_many_connections(opened: Opened) -> None:
    async with opened(in_total=1) as connect, connect() as first:
        await first.send(GET)
        await first.answer()
        async with connect() as second:
            assert await second.refusal() == (503, "OVERLOADED")


def forwarded(addresses: str) -> bytes:
    return f"GET / HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {addresses}\r\n\r\n".encode()


async def test_a_listed_proxy_says_who_the_client_is(opened: Opened, app: App) -> None:
    async with opened(of_one_address=1, proxies=Proxies([LOOPBACK])) as connect:
        app.held.clear()
        async with connect() as first, connect() as other:
            await first.send(forwarded("198.51.100.1, 203.0.113.7"))
            await other.send(forwarded("203.0.113.8"))
            async with asyncio.timeout(PATIENCE):
                await app.came(2)
            async with connect() as second:
                await second.send(forwarded("198.51.100.2, 203.0.113.7"))
                assert await second.refusal() == (429, "RATE_LIMITED")
            app.held.set()
            assert [(await each.answer())[0] for each in (first, other)] == [200, 200]
            await other.send(forwarded("203.0.113.7"))
            assert (await other.answer())[0] == 200
    assert [scope["client"][0] for scope in app.requests] == ["203.0.113.7", "203.0.113.8", "203.0.113.7"]


async def test_nobody_else_does(opened: Opened, app: App) -> None:
    async with opened() as connect, connect() as client:
        await client.send(forwarded("203.0.113.7"))
        await client.answer()
    assert app.requests[0]["client"][0] == LOOPBACK
