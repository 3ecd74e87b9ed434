"""The vendor port against servers that misbehave on real sockets."""

import asyncio
import contextlib
import gzip
import logging
import re
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from models.errors import VendorBadResponse, VendorError, VendorRateLimited, VendorTimeout, VendorUnreachable
from models.vendor import Vendor
from vendors.http import HttpLimits, Part, VendorHttp, operation_scope, segment

TINY = HttpLimits(total=0.4, connect=0.2, first_byte=0.25, body_bytes=50_000)

SECRET = "s3cret"

Behaviour = Callable[["Wire"], Awaitable[None]]


class Wire:
    """One connection as the server sees it."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter, seen: list[bytes]) -> None:
        self.reader, self.writer, self.seen = reader, writer, seen

    async def request(self) -> bytes:
        head = await self.reader.readuntil(b"\r\n\r\n")
        length = re.search(rb"(?i)content-length: (\d+)", head)
        body = await self.reader.readexactly(int(length[1])) if length else b""
        self.seen.append(head + body)
        return head + body

    async def answer(self, body: bytes = b"{}", status: str = "200 OK", *headers: str) -> None:
        lines = [f"HTTP/1.1 {status}", f"Content-Length: {len(body)}", *headers]
        await self.raw("\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body)

    async def raw(self, data: bytes) -> None:
        self.writer.write(data)
        await self.writer.drain()


@asynccontextmanager
async def vendor_that(
    behave: Behaviour, *, limits: HttpLimits = TINY, scheme: str = "http"
) -> AsyncIterator[tuple[VendorHttp, list[bytes]]]:
    """A port onto a server that treats each connection by `behave`; and the requests that server has seen."""
    seen: list[bytes] = []
    connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def connected(wire: Wire) -> None:
        try:
            await behave(wire)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            wire.writer.close()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections[asyncio.get_running_loop().create_task(connected(Wire(reader, writer, seen)))] = writer

    server = await asyncio.start_server(accepted, "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    http = VendorHttp(vendor=Vendor.VSEE, base_url=f"{scheme}://127.0.0.1:{port}/api/", limits=limits)
    try:
        yield http, seen
    finally:
        await http.aclose()
        server.close()
        for task, writer in connections.items():
            task.cancel()
            writer.transport.abort()
        closing = (writer.wait_closed() for writer in connections.values())
        await asyncio.gather(*connections, *closing, return_exceptions=True)


def always(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> Behaviour:
    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.answer(body, status, *headers)

    return behave


async def asked(http: VendorHttp, way: str, path: str = "/rooms") -> object:
    if way == "get":
        return await http.get(path, operation="list rooms", params={"token": SECRET})
    return await http.send(
        "POST", path, operation="list rooms", params={"token": SECRET}, json={"pin": SECRET}
    )


both_ways = pytest.mark.parametrize("way", ["get", "send"])


# What goes out


@pytest.mark.parametrize(
    ("value", "encoded"),
    [
        ("a/b", "a%2Fb"),
        ("a?b#c", "a%3Fb%23c"),
        ("50%", "50%25"),
        ("zürich", "z%C3%BCrich"),
        ("../x", "..%2Fx"),
    ],
)
def test_an_id_stays_one_segment(value: str, encoded: str) -> None:
    assert segment(value) == encoded


@pytest.mark.parametrize("value", ["", ".", "..", "\ud800"])
def test_an_id_that_would_name_another_resource_is_refused(value: str) -> None:
    with pytest.raises(ValueError, match=r"."):
        segment(value)


@both_ways
async def test_an_encoded_segment_reaches_the_vendor_as_it_is(way: str) -> None:
    async with vendor_that(always()) as (http, seen):
        await asked(http, way, f"/rooms/{segment('a/b?%')}")
    assert b" /api/rooms/a%2Fb%3F%25?token=s3cret HTTP/1.1" in seen[0]


async def test_none_is_left_out_and_booleans_are_words() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.get("/x", operation="x", params={"b": True, "a": "ü &", "c": None, "d": 0, "e": False})
    assert seen[0].startswith(b"GET /api/x?a=%C3%BC%20%26&b=true&d=0&e=false HTTP/1.1\r\n")


@pytest.mark.parametrize("path", ["rooms", "@evil.example/", "/rooms?a=b", "/rooms#a"])
async def test_a_path_cannot_change_host_or_query(path: str) -> None:
    async with vendor_that(always()) as (http, _):
        with pytest.raises(ValueError, match="a path begins with a slash"):
            await http.get(path, operation="x")


@pytest.mark.parametrize(
    "url", ["vendor.example", "ftp://vendor.example", "https://", "https://vendor.example/?a=1"]
)
def test_a_base_url_must_be_http_with_a_host(url: str) -> None:
    with pytest.raises(ValueError, match="base URL"):
        VendorHttp(vendor=Vendor.VSEE, base_url=url)


async def test_a_header_that_cannot_be_sent_is_refused_without_repeating_it() -> None:
    async with vendor_that(always()) as (http, _):
        with pytest.raises(ValueError, match=r"^the value of header authorization cannot be sent$"):
            await http.get("/x", operation="x", headers={"authorization": "s3cret\r\nx: y"})


async def test_json_goes_out_as_json() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.send("PUT", "/x", operation="x", json={"title": "ü"}, headers={"X-Key": "k"})
    head, body = seen[0].split(b"\r\n\r\n")
    assert (body, b"content-type: application/json" in head.lower()) == ('{"title":"ü"}'.encode(), True)


async def test_json_null_is_a_body() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.send("POST", "/x", operation="x", json=None)
    assert seen[0].endswith(b"\r\n\r\nnull")


async def test_a_form_goes_out_urlencoded() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.send("POST", "/x", operation="x", form={"a": "1 2", "b": "ü"})
    assert seen[0].endswith(b"\r\n\r\na=1+2&b=%C3%BC")


async def test_a_multipart_field_without_a_file_is_really_multipart_and_has_a_length() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.send("POST", "/x", operation="x", multipart=[Part("a", "1"), Part("f", b"\0", "f.bin")])
    head, body = seen[0].split(b"\r\n\r\n", 1)
    assert b"multipart/form-data; boundary=" in head
    assert b"content-length: " in head.lower()
    assert b'name="a"\r\n\r\n1\r\n' in body
    assert b'name="f"; filename="f.bin"' in body


async def test_a_call_has_one_body() -> None:
    async with vendor_that(always()) as (http, _):
        with pytest.raises(ValueError, match="one body"):
            await http.send("POST", "/x", operation="x", json={}, form={})


async def test_a_cookie_does_not_ride_on_the_next_call() -> None:
    async with vendor_that(always(b"{}", "200 OK", "Set-Cookie: session=1; Path=/")) as (http, seen):
        for way in ("send", "send", "get"):
            await asked(http, way)
    assert b"cookie" not in b"".join(seen).lower()


async def test_a_proxy_from_the_environment_is_ignored(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY", "all_proxy"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    async with vendor_that(always()) as (http, seen):
        await asked(http, "get")
        await asked(http, "send")
    assert len(seen) == 2


# What comes back


@both_ways
async def test_a_reply_has_status_headers_and_value(way: str) -> None:
    async with vendor_that(always(b'{"a":[1]}', "201 Created", "X-One: 1", "x-Two: a", "X-Two: b")) as (
        http,
        _,
    ):
        reply = await asked(http, way)
    assert (reply.status, reply.value, reply.is_json) == (201, {"a": [1]}, True)
    assert (reply.headers["x-one"], reply.headers["x-two"]) == ("1", "a, b")


@both_ways
@pytest.mark.parametrize("status", ["404 Not Found", "401 Unauthorized", "500 Internal Server Error"])
async def test_a_refusal_in_json_is_left_to_the_adapter(way: str, status: str) -> None:
    async with vendor_that(always(b'{"code":4106}', status)) as (http, _):
        reply = await asked(http, way)
    assert (reply.status, reply.value) == (int(status[:3]), {"code": 4106})


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"<html>",
        b"{",
        b"NaN",
        b"[Infinity]",
        b'"\xff"',
        b'"\\ud800"',
        b'"\xed\xa0\x80"',
        b"[" * 40_000,
        b"1e999",
    ],
    ids=[
        "empty",
        "html",
        "cut",
        "nan",
        "infinity",
        "latin-1",
        "surrogate",
        "raw surrogate",
        "nested",
        "range",
    ],
)
async def test_what_is_not_json_says_so(body: bytes) -> None:
    async with vendor_that(always(body)) as (http, _):
        reply = await asked(http, "get")
    assert (reply.status, reply.value, reply.is_json) == (200, None, False)


async def test_null_is_json() -> None:
    async with vendor_that(always(b"null")) as (http, _):
        reply = await asked(http, "get")
    assert (reply.value, reply.is_json) == (None, True)


@both_ways
@pytest.mark.parametrize("status", ["500 Oops", "502 Bad Gateway", "503 Service Unavailable"])
async def test_a_5xx_is_unreachable_with_its_status(way: str, status: str) -> None:
    async with vendor_that(always(b"<html>", status)) as (http, _):
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, way)
    assert caught.value.status == int(status[:3])


async def test_a_gateway_error_in_json_is_unreachable_too() -> None:
    async with vendor_that(always(b"{}", "503 Service Unavailable")) as (http, _):
        with pytest.raises(VendorUnreachable):
            await asked(http, "get")


@both_ways
@pytest.mark.parametrize("status", ["301 Moved", "302 Found", "304 Not Modified", "307 Temporary"])
async def test_a_redirect_is_not_followed(way: str, status: str) -> None:
    async with vendor_that(always(b"", status, "Location: /elsewhere")) as (http, seen):
        with pytest.raises(VendorBadResponse) as caught:
            await asked(http, way)
    assert (caught.value.status, len(seen)) == (int(status[:3]), 1)


@both_ways
@pytest.mark.parametrize(
    ("header", "milliseconds"),
    [
        ("7", 7000),
        ("0", 0),
        ("1000000000", 60_000),
        ("soon", None),
        ("-1", None),
        ("1.5", None),
        ("9" * 400, 60_000),
    ],
)
async def test_retry_after_is_read_and_bounded(way: str, header: str, milliseconds: int | None) -> None:
    async with vendor_that(always(b"{}", "429 Too Many", f"Retry-After: {header}")) as (http, _):
        with pytest.raises(VendorRateLimited) as caught:
            await asked(http, way)
    assert caught.value.retry_after_ms == milliseconds


@pytest.mark.parametrize(("ahead", "milliseconds"), [(timedelta(days=1), 60_000), (timedelta(days=-1), 0)])
async def test_retry_after_may_be_a_date(ahead: timedelta, milliseconds: int) -> None:
    date = format_datetime(datetime.now(UTC) + ahead, usegmt=True)
    async with vendor_that(always(b"{}", "429 Too Many", f"Retry-After: {date}")) as (http, _):
        with pytest.raises(VendorRateLimited) as caught:
            await asked(http, "get")
    assert caught.value.retry_after_ms == milliseconds


async def test_429_without_retry_after_does_not_invent_one() -> None:
    async with vendor_that(always(b"{}", "429 Too Many")) as (http, _):
        with pytest.raises(VendorRateLimited) as caught:
            await asked(http, "get")
    assert caught.value.retry_after_ms is None


# Vendors that misbehave


async def silent(wire: Wire) -> None:
    await wire.request()
    await wire.reader.read()


async def dripping_body(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 1000\r\n\r\n")
    while True:
        await wire.raw(b" ")
        await asyncio.sleep(0.02)


async def dripping_head(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while True:
        await wire.raw(b"x")
        await asyncio.sleep(0.02)


async def stalled(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{")
    await wire.reader.read()


async def truncated(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}")


async def reset(wire: Wire) -> None:
    await wire.request()
    wire.writer.transport.abort()


async def unzipped(wire: Wire) -> None:
    await wire.request()
    await wire.answer(b"not gzip at all", "200 OK", "Content-Encoding: gzip", "Connection: close")


async def not_http(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"SSH-2.0-vendor\r\n\r\n")


async def latin_header(wire: Wire) -> None:
    await wire.request()
    await wire.answer(b"{}", "200 OK", "X-Name: caf\xe9")


async def endless(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await wire.raw(b"1000\r\n" + b" " * 0x1000 + b"\r\n")


BOMB = gzip.compress(b" " * 30_000_000)

FAULTS = [
    (silent, VendorTimeout),
    (dripping_body, VendorTimeout),
    (dripping_head, VendorTimeout),
    (stalled, VendorTimeout),
    (truncated, VendorUnreachable),
    (reset, VendorUnreachable),
    (unzipped, VendorBadResponse),
    (not_http, VendorBadResponse),
    (latin_header, VendorBadResponse),
    (endless, VendorBadResponse),
]


@both_ways
@pytest.mark.parametrize(("behave", "error"), FAULTS, ids=[behave.__name__ for behave, _ in FAULTS])
async def test_each_fault_has_its_error(way: str, behave: Behaviour, error: type[VendorError]) -> None:
    async with vendor_that(behave) as (http, _), asyncio.timeout(0.9):
        with pytest.raises(error):
            await asked(http, way)


@both_ways
@pytest.mark.parametrize("behave", [silent, dripping_body, reset, truncated, unzipped, endless])
async def test_the_port_works_again_after_a_fault(way: str, behave: Behaviour) -> None:
    faulty = iter([True, way == "get" and behave is reset])

    async def once_faulty(wire: Wire) -> None:
        await (behave if next(faulty, False) else always())(wire)

    async with vendor_that(once_faulty) as (http, _):
        with pytest.raises(VendorError):
            await asked(http, way)
        assert (await asked(http, way)).status == 200


@both_ways
async def test_a_gzip_bomb_is_cut_off_without_ballooning(way: str) -> None:
    async with vendor_that(always(BOMB, "200 OK", "Content-Encoding: gzip")) as (http, _):
        tracemalloc.start()
        try:
            with pytest.raises(VendorBadResponse):
                await asked(http, way)
            assert tracemalloc.get_traced_memory()[1] < 2_000_000
        finally:
            tracemalloc.stop()


@both_ways
async def test_a_compressed_answer_inside_the_limit_is_read(way: str) -> None:
    async with vendor_that(always(gzip.compress(b'{"a":1}'), "200 OK", "Content-Encoding: gzip")) as (
        http,
        _,
    ):
        assert (await asked(http, way)).value == {"a": 1}


@both_ways
async def test_a_body_of_exactly_the_limit_is_read(way: str) -> None:
    async with vendor_that(always(b'"' + b"x" * (TINY.body_bytes - 2) + b'"')) as (http, _):
        assert (await asked(http, way)).is_json


@both_ways
async def test_an_error_page_over_the_limit_does_not_hide_the_status(way: str) -> None:
    async with vendor_that(always(b" " * 300_000, "503 Service Unavailable")) as (http, _):
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, way)
    assert caught.value.status == 503


@both_ways
async def test_nobody_listening_is_unreachable(way: str) -> None:
    http = VendorHttp(vendor=Vendor.VSEE, base_url="http://127.0.0.1:1", limits=TINY)
    with pytest.raises(VendorUnreachable):
        await asked(http, way)
    await http.aclose()


async def test_tls_with_somebody_who_speaks_none_is_unreachable() -> None:
    async def behave(wire: Wire) -> None:
        await wire.raw(b"220 welcome\r\n")

    async with vendor_that(behave, scheme="https") as (http, _):
        with pytest.raises(VendorUnreachable):
            await asked(http, "get")


@both_ways
@pytest.mark.parametrize(
    "behave", [silent, reset, truncated, unzipped, not_http, endless, always(b"", "302 Found")]
)
async def test_no_error_and_no_log_shows_the_query(
    way: str, behave: Behaviour, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.DEBUG):
        async with vendor_that(behave) as (http, _):
            with pytest.raises(VendorError) as caught:
                await asked(http, way)
            await http.aclose()
    assert SECRET not in str(caught.getrepr(style="native", showlocals=False)) + caplog.text


# Connections


async def test_connections_are_kept_and_shared_by_reads_and_writes() -> None:
    connections = 0

    async def behave(wire: Wire) -> None:
        nonlocal connections
        connections += 1
        await always()(wire)

    async with vendor_that(behave) as (http, _):
        for way in ("get", "get", "send", "get"):
            await asked(http, way)
    assert connections == 1


async def closing_when_asked_again(wire: Wire) -> None:
    await wire.request()
    await wire.answer()
    await wire.request()


async def test_a_read_on_a_connection_that_just_closed_is_asked_again() -> None:
    async with vendor_that(closing_when_asked_again) as (http, seen):
        await asked(http, "get")
        assert (await asked(http, "get")).status == 200
    assert len(seen) == 3


async def test_a_write_on_a_connection_that_just_closed_is_never_asked_again() -> None:
    async with vendor_that(closing_when_asked_again) as (http, seen):
        await asked(http, "send")
        with pytest.raises(VendorUnreachable):
            await asked(http, "send")
    assert len(seen) == 2


async def test_a_read_is_asked_again_only_once() -> None:
    async with vendor_that(reset) as (http, seen):
        with pytest.raises(VendorUnreachable):
            await asked(http, "get")
    assert len(seen) == 2


async def test_a_cancelled_call_leaves_the_port_usable() -> None:
    arrived = asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        arrived.set()
        await wire.reader.read()

    async with vendor_that(behave) as (http, _):
        task = asyncio.create_task(asked(http, "get"))
        await arrived.wait()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        with pytest.raises(VendorTimeout):
            await asked(http, "get")


async def test_a_closed_port_is_unreachable() -> None:
    async with vendor_that(always()) as (http, _):
        await http.aclose()
        with pytest.raises(VendorUnreachable):
            await asked(http, "get")


# One operation never asks twice


async def test_identical_reads_of_an_operation_are_one_call() -> None:
    async with vendor_that(always()) as (http, seen):
        with operation_scope() as scope:
            reads = [{"b": 1, "a": True}, {"a": True, "b": 1}, {"b": 1, "a": True, "c": None}]
            await asyncio.gather(*(http.get("/x", operation="x", params=params) for params in reads))
    meter = scope.meter[Vendor.VSEE]
    assert (len(seen), meter.calls, meter.saved) == (1, 1, 2)


@pytest.mark.parametrize(
    ("path", "params", "headers"),
    [("/y", {}, {}), ("/x", {"a": 1}, {}), ("/x", {}, {"authorization": "other"})],
)
async def test_reads_that_differ_are_separate_calls(
    path: str, params: dict[str, int], headers: dict[str, str]
) -> None:
    async with vendor_that(always()) as (http, seen):
        with operation_scope():
            await http.get("/x", operation="x")
            await http.get(path, operation="x", params=params, headers=headers)
    assert len(seen) == 2


async def test_two_accounts_share_nothing() -> None:
    async with vendor_that(always()) as (one, _), vendor_that(always()) as (other, seen):
        with operation_scope():
            await one.get("/x", operation="x")
            await other.get("/x", operation="x")
    assert len(seen) == 1


async def test_without_a_scope_each_read_is_a_call() -> None:
    async with vendor_that(always()) as (http, seen):
        await asked(http, "get")
        await asked(http, "get")
    assert len(seen) == 2


async def test_a_failure_is_shared_and_counted() -> None:
    async with vendor_that(always(b"", "503 No")) as (http, seen):
        with operation_scope() as scope:
            for _ in range(2):
                with pytest.raises(VendorUnreachable):
                    await asked(http, "get")
    meter = scope.meter[Vendor.VSEE]
    assert (len(seen), meter.calls, meter.saved, meter.milliseconds > 0) == (1, 1, 1, True)


@pytest.mark.parametrize("status", ["200 OK", "503 No"])
async def test_a_write_makes_the_operation_read_again(status: str) -> None:
    async def behave(wire: Wire) -> None:
        while True:
            request = await wire.request()
            await wire.answer(b"{}", "200 OK" if request.startswith(b"GET") else status)

    async with vendor_that(behave) as (http, seen):
        with operation_scope() as scope:
            for way in ("get", "send", "get"):
                with contextlib.suppress(VendorUnreachable):
                    await asked(http, way)
    assert (len(seen), scope.meter[Vendor.VSEE].calls) == (3, 3)


async def test_a_read_that_ran_beside_a_write_is_not_kept() -> None:
    reading = asyncio.Event()

    async def behave(wire: Wire) -> None:
        while True:
            request = await wire.request()
            if request.startswith(b"GET"):
                reading.set()
            else:
                await reading.wait()
            await wire.answer()

    async with vendor_that(behave) as (http, seen):
        with operation_scope():
            writing = asyncio.create_task(asked(http, "send"))
            await asyncio.sleep(0)
            await asked(http, "get")
            await writing
            await asked(http, "get")
    assert len(seen) == 3
