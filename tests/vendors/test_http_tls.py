"""The vendor port over TLS: certificates are verified, and every fault is what it is without TLS."""

import asyncio
import json
import ssl
from pathlib import Path

import pytest

from models.errors import VendorError, VendorUnreachable
from models.obstacle import Obstacle
from tests.support.accounts import VSEE
from tests.support.proxy import write_certificate
from tests.support.raw_vendor import (
    EASY,
    TINY,
    Behaviour,
    Wire,
    always,
    asked,
    both_ways,
    served_raw,
    vendor_that,
)
from tests.vendors.test_http_faults import FAULTS
from vendors.http import HttpLimits, VendorHttp

# A handshake takes longer than a connection alone.
TIGHT = TINY.model_copy(update={"total": 1.0, "connect": 0.8, "first_byte": 0.5})


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    file = tmp_path / "vendor.pem"
    write_certificate(file)
    return file


@pytest.fixture
def tls(certificate: Path) -> ssl.SSLContext:
    """What a vendor speaks whose certificate is for 127.0.0.1."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    return context


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The machine trusts that vendor."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


@both_ways
@pytest.mark.usefixtures("trusted")
async def test_a_trusted_vendor_is_spoken_to_over_one_connection(way: str, tls: ssl.SSLContext) -> None:
    connections = 0

    async def behave(wire: Wire) -> None:
        nonlocal connections
        connections += 1
        await always()(wire)

    async with vendor_that(behave, scheme="https", tls=tls) as (http, seen):
        for _ in range(3):
            assert (await asked(http, way)).value == {}
    assert (connections, len(seen)) == (1, 3)


@both_ways
async def test_a_certificate_that_nobody_vouches_for_is_an_obstacle(way: str, tls: ssl.SSLContext) -> None:
    async with vendor_that(always(), scheme="https", tls=tls) as (http, seen):
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, way)
    assert (caught.value.obstacle, caught.value.may_have_arrived, seen) == (Obstacle.CERTIFICATE, False, [])


@pytest.mark.usefixtures("trusted")
async def test_a_trusted_certificate_for_another_host_is_an_obstacle(tls: ssl.SSLContext) -> None:
    async with served_raw(always(), tls=tls) as (port, seen):
        http = VendorHttp(account=VSEE, base_url=f"https://localhost:{port}", limits=EASY)
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, "send")
        await http.aclose()
    assert (caught.value.obstacle, caught.value.may_have_arrived, seen) == (Obstacle.CERTIFICATE, False, [])


@pytest.mark.usefixtures("trusted")
async def test_the_vendor_is_told_which_host_is_meant_and_which_protocol_is_spoken(
    tls: ssl.SSLContext,
) -> None:
    names: list[str | None] = []
    protocols: list[str | None] = []
    tls.sni_callback = lambda _socket, name, _context: names.append(name)
    tls.set_alpn_protocols(["h2", "http/1.1"])

    async def behave(wire: Wire) -> None:
        protocols.append(wire.writer.get_extra_info("ssl_object").selected_alpn_protocol())
        await always()(wire)

    async with served_raw(behave, tls=tls) as (port, _):
        for host in ("127.0.0.1", "localhost"):
            http = VendorHttp(account=VSEE, base_url=f"https://{host}:{port}", limits=EASY)
            await asyncio.gather(asked(http, "send"), return_exceptions=True)
            await http.aclose()
    assert (names, protocols) == ([None, "localhost"], ["http/1.1"])


@both_ways
@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize(("behave", "error"), FAULTS, ids=[behave.__name__ for behave, _ in FAULTS])
async def test_each_fault_has_its_error_over_tls(
    way: str, behave: Behaviour, error: type[VendorError], tls: ssl.SSLContext
) -> None:
    async with (
        vendor_that(behave, limits=TIGHT, scheme="https", tls=tls) as (http, seen),
        asyncio.timeout(10),
    ):
        with pytest.raises(error) as caught:
            await asked(http, way)
    assert (bool(seen), caught.value.may_have_arrived) == (True, True)


async def closing_as_the_next_one_comes(wire: Wire) -> None:
    await wire.request()
    await wire.answer()
    await wire.request()
    wire.writer.transport.abort()


@pytest.mark.usefixtures("trusted")
async def test_a_read_on_a_connection_that_just_closed_is_asked_again_over_tls(tls: ssl.SSLContext) -> None:
    async with vendor_that(closing_as_the_next_one_comes, scheme="https", tls=tls) as (http, seen):
        assert [(await asked(http, "get")).status for _ in range(3)] == [200] * 3
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, "send")
    assert (len(seen), caught.value.may_have_arrived) == (6, True)


async def taking_leave(wire: Wire) -> None:
    """A body without a length: it ends with the connection."""
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\n\r\n[1]")


async def breaking_off(wire: Wire) -> None:
    await taking_leave(wire)
    # Without a word of TLS.
    wire.writer.transport.abort()


@both_ways
@pytest.mark.usefixtures("trusted")
async def test_a_body_without_a_length_is_whole_only_if_the_vendor_takes_leave(
    way: str, tls: ssl.SSLContext
) -> None:
    async with vendor_that(taking_leave, scheme="https", tls=tls) as (http, _):
        assert (await asked(http, way)).value == [1]
    limits = EASY.model_copy(update={"retries": 0})
    async with vendor_that(breaking_off, scheme="https", tls=tls, limits=limits) as (http, _):
        with pytest.raises(VendorUnreachable):
            await asked(http, way)


@pytest.mark.usefixtures("trusted")
async def test_long_answers_at_once_are_read_whole_over_tls(tls: ssl.SSLContext) -> None:
    rows = [{"title": "a" * 1000, "number": number} for number in range(600)]
    async with vendor_that(
        always(json.dumps(rows).encode()), limits=HttpLimits(), scheme="https", tls=tls
    ) as (
        http,
        _,
    ):
        replies = await asyncio.gather(*(asked(http, "get", f"/{number}") for number in range(6)))
    assert [reply.value for reply in replies] == [rows] * 6


@pytest.mark.usefixtures("trusted")
async def test_cancelled_calls_leave_no_connection_over_tls(tls: ssl.SSLContext) -> None:
    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await asyncio.sleep(0.02)
            await wire.answer()

    limits = HttpLimits(in_flight=4, total=1.0, first_byte=0.5, idle=0.2)
    async with vendor_that(behave, limits=limits, scheme="https", tls=tls) as (http, _):
        for turn in range(10):
            calls = [asyncio.create_task(asked(http, "get", f"/{number}")) for number in range(8)]
            await asyncio.sleep(turn * 0.004)
            for call in calls[turn % 2 :: 2]:
                call.cancel()
            await asyncio.gather(*calls, return_exceptions=True)
            assert len(http._pool._connections) <= 4
        async with asyncio.timeout(5):
            while http._pool._connections:  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)
        assert http.health().in_flight == 0


@pytest.mark.usefixtures("trusted")
async def test_a_vendor_that_does_not_take_leave_holds_no_stop_up(tls: ssl.SSLContext) -> None:
    async def behave(wire: Wire) -> None:
        await wire.request()
        await wire.answer()
        # It hears nothing any more, the gateway's leave included.
        wire.writer.transport.pause_reading()
        await asyncio.sleep(20)

    limits = EASY.model_copy(update={"idle": 0.05})
    async with vendor_that(behave, limits=limits, scheme="https", tls=tls) as (http, _):
        for number in range(3):
            await asked(http, "get", f"/{number}")
            await asyncio.sleep(0.2)
        assert len(http._pool._connections) == 3
        async with asyncio.timeout(5):
            await http.aclose()
