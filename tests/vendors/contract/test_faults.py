"""Every fault that the design names, at every vendor, on raw sockets: it costs that vendor's rows and is told of."""

import asyncio
import gzip
import time
import tracemalloc
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from models.account import DEFAULT_TENANT, first_account
from models.errors import VendorError
from models.health import BreakerState
from models.vendor import Vendor
from tests.support.graph import ask
from tests.support.raw_vendor import Behaviour, Wire, always, reset, silent, truncated
from tests.vendors.contract.raw_vendors import RawVendors, raw_vendors
from vendors.http import HttpLimits, Reply

LIST = "{ meetings(first: 100) { nodes { vendor title } unavailable { vendor code missing retryAfterMs } } }"
# A tenth of the usual numbers, so that hundreds of faults take a minute.
QUICK = HttpLimits(
    total=0.9, connect=0.4, first_byte=0.5, retry_shortest=0.001, retry_longest=0.01, body_bytes=200_000
)
# Beside a fault's own deadline: this machine's.
SLACK = 1.5


async def dripping(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
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


async def reset_in_the_body(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n[1,")
    wire.writer.transport.abort()


async def closed_at_once(wire: Wire) -> None:
    wire.writer.transport.abort()


async def cut_chunk(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n[1,2")


async def not_http(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"SSH-2.0-vendor\r\n\r\n")


async def endless(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while True:
        await wire.raw(b"1000\r\n" + b" " * 0x1000 + b"\r\n")


async def speaks_first(wire: Wire) -> None:
    await wire.raw(b"220 welcome\r\n")
    await wire.reader.read()


async def says_nothing(wire: Wire) -> None:
    await wire.reader.read()


@dataclass(frozen=True)
class Fault:
    """One row of the table.

    Attributes:
        code: what the client is told.
        arrivals: how often the vendor is asked at most.
        arrived: whether an error of a write must leave open that the vendor got it.
        url: where the vendor is; the port of its server stands in it.
    """

    behave: Behaviour
    code: str
    arrivals: int = 1
    arrived: bool = True
    url: str = "http://127.0.0.1:{port}"


def throttled(retry_after: str) -> Fault:
    return Fault(
        always(b"{}", "429 Slow", f"Retry-After: {retry_after}"), "VENDOR_RATE_LIMITED", arrived=False
    )


def bad(body: bytes, *headers: str) -> Fault:
    return Fault(always(body, "200 OK", *headers), "VENDOR_BAD_RESPONSE")


TIMEOUT, UNREACHABLE, BAD = "VENDOR_TIMEOUT", "VENDOR_UNREACHABLE", "VENDOR_BAD_RESPONSE"
FAULTS: Mapping[str, Fault] = {
    "silent": Fault(silent, TIMEOUT),
    "dripping body": Fault(dripping, TIMEOUT),
    "dripping head": Fault(dripping_head, TIMEOUT),
    "stalled body": Fault(stalled, TIMEOUT),
    "500": Fault(always(b"oops", "500 Oops"), UNREACHABLE, 3),
    "502": Fault(always(b"<html>", "502 Bad"), UNREACHABLE, 3),
    "503": Fault(always(b"{}", "503 No"), UNREACHABLE, 3),
    "504": Fault(always(b"", "504 Late"), UNREACHABLE, 3),
    "refused": Fault(silent, UNREACHABLE, 0, arrived=False, url="http://127.0.0.1:1"),
    "reset": Fault(reset, UNREACHABLE, 3),
    "closed at once": Fault(closed_at_once, UNREACHABLE, 0),
    "reset in the body": Fault(reset_in_the_body, UNREACHABLE, 2),
    "truncated": Fault(truncated, UNREACHABLE, 2),
    "cut chunk": Fault(cut_chunk, UNREACHABLE, 2),
    "429 seconds": throttled("7"),
    "429 date": throttled("Fri, 31 Dec 2099 23:59:59 GMT"),
    "429 garbage": throttled("soon"),
    "429 a billion": throttled("1000000000"),
    "429 at once": throttled("0"),
    "malformed": bad(b'{"data": ['),
    "html": bad(b"<html>maintenance</html>"),
    "empty": bad(b""),
    "a number": bad(b"7"),
    "a text": bad(b'"meetings"'),
    "not a number": bad(b'{"data": NaN}'),
    "infinity": bad(b"[Infinity]"),
    "raw surrogate": bad(b'{"data": "\xed\xa0\x80"}'),
    "not utf-8": bad(b'{"data": "\xff"}'),
    "nested": bad(b"[" * 20_000),
    "not http": Fault(not_http, BAD),
    "not gzip": bad(b"not gzip at all", "Content-Encoding: gzip", "Connection: close"),
    "huge": Fault(endless, BAD),
    "gzip bomb": bad(gzip.compress(b" " * 30_000_000), "Content-Encoding: gzip"),
    "odd header": bad(b"{}", "X-Name: caf\xe9"),
    "redirect": Fault(always(b"", "302 Found", "Location: http://127.0.0.1:1/"), BAD),
    "not tls": Fault(speaks_first, UNREACHABLE, 0, arrived=False, url="https://127.0.0.1:{port}"),
    "silent tls": Fault(says_nothing, TIMEOUT, 0, arrived=False, url="https://127.0.0.1:{port}"),
    "no such name": Fault(silent, UNREACHABLE, 0, arrived=False, url="http://vendor.invalid"),
}

each_vendor = pytest.mark.parametrize("vendor", Vendor, ids=lambda vendor: vendor.value)
each_fault = pytest.mark.parametrize("fault", FAULTS.values(), ids=FAULTS)


def told(data: Any) -> list[tuple[str, str, str]]:
    """What the answer says that it lacks."""
    return sorted((row["vendor"], row["missing"], row["code"]) for row in data["meetings"]["unavailable"])


def lacking(vendor: Vendor, code: str) -> list[tuple[str, str, str]]:
    """What it lacks where one vendor fails.

    There is no store here, so what is kept of VConnct's meetings is missing too, as long as there are any.
    """
    facts = [("VCONNCT", "KEPT_FACTS", "SERVICE_UNAVAILABLE")] if vendor is not Vendor.VCONNCT else []
    return sorted([(vendor.value, "VENDOR", code), *facts])


def rows(data: Any) -> dict[str, int]:
    vendors = [row["vendor"] for row in data["meetings"]["nodes"]]
    return {vendor: vendors.count(vendor) for vendor in dict.fromkeys(vendors)}


async def asked(vendors: RawVendors) -> dict[str, Any]:
    answer = await ask(LIST, vendors.adapters.values())
    assert not {"INTERNAL"} & {(error.extensions or {})["code"] for error in answer.errors or ()}
    assert answer.data is not None
    return answer.data


@pytest.mark.faults
@each_vendor
@each_fault
async def test_a_fault_costs_its_own_vendors_rows(fault: Fault, vendor: Vendor) -> None:
    ill, urls = {vendor: fault.behave}, {vendor: fault.url}
    async with raw_vendors(limits=QUICK) as healthy:
        whole = rows(await asked(healthy))
    async with raw_vendors(ill, limits=QUICK, urls=urls) as vendors:
        async with asyncio.timeout(QUICK.total + SLACK):
            data = await asked(vendors)
    assert rows(data) == {name: number for name, number in whole.items() if name != vendor.value}
    assert told(data) == lacking(vendor, fault.code)
    assert len(vendors.seen[vendor]) <= fault.arrivals
    if fault.code == "VENDOR_RATE_LIMITED":
        [wait] = [row["retryAfterMs"] for row in data["meetings"]["unavailable"] if row["code"] == fault.code]
        assert 0 <= wait <= 60_000


@pytest.mark.faults
@each_vendor
@each_fault
async def test_a_fault_of_a_write_says_whether_it_may_have_arrived(fault: Fault, vendor: Vendor) -> None:
    ill, urls = {vendor: fault.behave}, {vendor: fault.url}
    async with raw_vendors(ill, limits=QUICK, urls=urls, only=vendor) as vendors:
        http = port_of(vendors.adapters[first_account(DEFAULT_TENANT, vendor)])
        outcome = await asyncio.gather(
            http.send("POST", "/write", operation="write", json={"a": 1}), return_exceptions=True
        )
    # An answer that came whole is the adapter's to judge.
    if not isinstance(outcome[0], Reply):
        assert isinstance(outcome[0], VendorError)
        assert outcome[0].may_have_arrived is fault.arrived
    assert len(vendors.seen[vendor]) <= min(fault.arrivals, 1)


@pytest.mark.faults
@each_vendor
async def test_a_vendor_that_always_fails_is_soon_left_alone(vendor: Vendor) -> None:
    ill = {vendor: always(b"", "503 No")}
    async with raw_vendors(ill, limits=QUICK) as vendors:
        for _ in range(100):
            await asked(vendors)
        health = vendors.adapters[first_account(DEFAULT_TENANT, vendor)].health()
    assert health.breaker is BreakerState.OPEN
    assert len(vendors.seen[vendor]) <= 20 + 2
    assert all(len(vendors.seen[other]) >= 100 for other in Vendor if other is not vendor)


@pytest.mark.faults
@each_vendor
async def test_without_a_breaker_a_failing_vendor_sees_a_tenth_more_at_most(vendor: Vendor) -> None:
    limits = QUICK.model_copy(update={"breaker_calls": 10_000})
    async with raw_vendors({vendor: always(b"", "503 No")}, limits=limits) as vendors:
        for _ in range(100):
            await asked(vendors)
    assert 100 < len(vendors.seen[vendor]) <= 110


@pytest.mark.faults
@each_vendor
async def test_a_hung_vendor_holds_no_more_calls_than_it_may(vendor: Vendor) -> None:
    limits = QUICK.model_copy(
        update={"in_flight": 4, "waiting": 8, "waiting_seconds": 0.1, "hung_seconds": 0.1}
    )
    async with raw_vendors({vendor: silent}, limits=limits) as vendors:
        answers = await asyncio.gather(*(asked(vendors) for _ in range(40)))
    assert len(vendors.seen[vendor]) <= 4
    for data in answers:
        assert {row["vendor"] for row in data["meetings"]["unavailable"]} >= {vendor.value}


@pytest.mark.faults
async def test_a_dripping_vendor_costs_eight_seconds_with_the_numbers_as_they_are() -> None:
    began = time.monotonic()
    async with raw_vendors(dict.fromkeys(Vendor, dripping), limits=HttpLimits()) as vendors:
        data = await asked(vendors)
    assert {row["code"] for row in data["meetings"]["unavailable"]} == {TIMEOUT}
    assert 7.5 < time.monotonic() - began < 9.5


@pytest.mark.faults
async def test_a_silent_vendor_costs_five_seconds_with_the_numbers_as_they_are() -> None:
    began = time.monotonic()
    async with raw_vendors(dict.fromkeys(Vendor, silent), limits=HttpLimits()) as vendors:
        await asked(vendors)
    assert 4.5 < time.monotonic() - began < 6.5


@pytest.mark.faults
@pytest.mark.parametrize(
    ("made", "header"),
    [
        (lambda: gzip.compress(b" " * 200_000_000), "Content-Encoding: gzip"),
        (lambda: b" " * 6_000_000, "X-Plain: yes"),
    ],
    ids=["bomb", "6 MB of blanks"],
)
async def test_a_huge_body_costs_little_memory(made: Callable[[], bytes], header: str) -> None:
    body = made()
    async with raw_vendors({Vendor.VSEE: always(body, "200 OK", header)}, limits=HttpLimits()) as vendors:
        tracemalloc.start()
        try:
            data = await asked(vendors)
            assert tracemalloc.get_traced_memory()[1] < 20 * 1024 * 1024
        finally:
            tracemalloc.stop()
    assert told(data) == lacking(Vendor.VSEE, BAD)


@each_vendor
async def test_a_vendor_on_a_raw_socket_is_read_as_documented(vendor: Vendor) -> None:
    async with raw_vendors(limits=QUICK, only=vendor) as vendors:
        assert set(rows(await asked(vendors))) == {vendor.value}


@each_vendor
@pytest.mark.parametrize("name", ["silent", "503", "429 seconds", "html", "truncated"])
async def test_the_commonest_faults_cost_their_own_vendors_rows(name: str, vendor: Vendor) -> None:
    fault = FAULTS[name]
    async with raw_vendors({vendor: fault.behave}, limits=QUICK) as vendors:
        data = await asked(vendors)
    assert set(rows(data)) == {other.value for other in Vendor} - {vendor.value}
    assert told(data) == lacking(vendor, fault.code)


def port_of(adapter: Any) -> Any:
    """The port that an adapter speaks through, wherever it holds it."""
    return adapter._http if hasattr(adapter, "_http") else adapter._connection._http
