"""The vendor port against vendors that misbehave on real sockets."""

import asyncio
import gzip
import logging
import shutil
import ssl
import subprocess
import tracemalloc
from pathlib import Path

import pytest

from models.errors import (
    VendorBadResponse,
    VendorError,
    VendorRateLimited,
    VendorTimeout,
    VendorUnreachable,
)
from tests.support.accounts import VSEE
from tests.support.raw_vendor import (
    SECRET,
    TINY,
    Behaviour,
    Wire,
    always,
    asked,
    both_ways,
    reset,
    silent,
    truncated,
    vendor_that,
)
from vendors.http import VendorHttp


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


async def unzipped(wire: Wire) -> None:
    await wire.request()
    await wire.answer(b"not gzip at all", "200 OK", "Content-Encoding: gzip", "Connection: close")


async def not_http(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"SSH-2.0-vendor\r\n\r\n")


async def latin_header(wire: Wire) -> None:
    await wire.request()
    await wire.answer(b"{}", "200 OK", "X-Name: caf\xe9")


async def switching(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n")
    await wire.reader.read()


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
    (endless, VendorBadResponse),
]


@both_ways
async def test_a_header_that_is_not_ascii_costs_no_answer(way: str) -> None:
    async with vendor_that(latin_header) as (http, _):
        assert (await asked(http, way)).status == 200


@both_ways
async def test_a_pause_is_kept_to_beside_a_header_that_is_not_ascii(way: str) -> None:
    async with vendor_that(always(b"", "429 Slow", "X-Name: caf\xe9", "Retry-After: 7")) as (http, _):
        with pytest.raises(VendorRateLimited) as refused:
            await asked(http, way)
    assert refused.value.retry_after_ms == 7000


@both_ways
async def test_a_pause_that_is_not_ascii_is_nonsense(way: str) -> None:
    async with vendor_that(always(b"", "429 Slow", "Retry-After: caf\xe9")) as (http, _):
        with pytest.raises(VendorRateLimited) as refused:
            await asked(http, way)
    assert refused.value.retry_after_ms == 1000


@both_ways
@pytest.mark.parametrize(("body", "odd"), [(b"<html>", True), (b"", False), (b"{}", False)])
async def test_a_body_that_is_not_json_is_told_from_none(way: str, body: bytes, odd: bool) -> None:
    async with vendor_that(always(body)) as (http, _):
        assert (await asked(http, way)).is_odd is odd


@both_ways
async def test_another_protocol_is_no_answer(way: str) -> None:
    async with vendor_that(switching) as (http, _):
        with pytest.raises(VendorBadResponse):
            await asked(http, way)


@both_ways
@pytest.mark.parametrize(("behave", "error"), FAULTS, ids=[behave.__name__ for behave, _ in FAULTS])
async def test_each_fault_has_its_error(way: str, behave: Behaviour, error: type[VendorError]) -> None:
    # Some of them go on for ever. Its own limits are in tenths of a second, of which a busy machine makes more.
    async with vendor_that(behave, limits=TINY) as (http, _), asyncio.timeout(5):
        with pytest.raises(error):
            await asked(http, way)


@both_ways
@pytest.mark.parametrize("behave", [silent, dripping_body, reset, truncated, unzipped, endless])
async def test_the_port_works_again_after_a_fault(way: str, behave: Behaviour) -> None:
    asks_again = {reset: TINY.retries, truncated: 1}.get(behave, 0) if way == "get" else 0
    faulty = iter([True] * (1 + asks_again))

    async def once_faulty(wire: Wire) -> None:
        await (behave if next(faulty, False) else always())(wire)

    async with vendor_that(once_faulty, limits=TINY) as (http, _):
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
    http = VendorHttp(account=VSEE, base_url="http://127.0.0.1:1", limits=TINY)
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
        async with vendor_that(behave, limits=TINY) as (http, _):
            with pytest.raises(VendorError) as caught:
                await asked(http, way)
            await http.aclose()
    assert SECRET not in str(caught.getrepr(style="native", showlocals=False)) + caplog.text


@pytest.fixture
def own_certificate(tmp_path: Path) -> ssl.SSLContext:
    """A server's TLS with a certificate for 127.0.0.1 that no authority has signed."""
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    command = (
        "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 1 -subj /CN=localhost"
    )
    names = ["-addext", "subjectAltName=IP:127.0.0.1", "-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*command.split(), *names], check=True, capture_output=True)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate, key)
    return tls


@pytest.mark.skipif(
    shutil.which("openssl") is None, reason="the certificate is made with the openssl command"
)
@both_ways
async def test_a_certificate_nobody_vouches_for_is_unreachable(
    way: str, own_certificate: ssl.SSLContext
) -> None:
    async with vendor_that(always(), scheme="https", tls=own_certificate) as (http, seen):
        with pytest.raises(VendorUnreachable):
            await asked(http, way)
    assert seen == []
