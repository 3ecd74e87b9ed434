"""No answer of a vendor holds the loop or takes the memory of the others, whatever its bytes.

How long the loop is held is measured in CPU time of its thread, so that a busy machine does not count; what holds
Python's lock on another thread is kept short by `vendors.decoding`, which `test_decoding` measures.
"""

import gc
import gzip
import json
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AsyncExitStack
from pathlib import Path
from typing import Any

import pytest

from models.vendor import Vendor
from tests.support.graph import ask
from tests.support.loop_probe import MIB, collected_as_served, probed, served_elsewhere
from tests.support.proxy import write_certificate
from tests.vendors.contract.raw_vendors import raw_vendors
from tests.vendors.contract.vendor_contract import contract_of
from vendors.http import HttpLimits

LIST = "{ meetings(first: 100) { nodes { vendor title } unavailable { vendor code } } }"
ROOM = 5 * MIB - 1000
BAD = "VENDOR_BAD_RESPONSE"

# What the promise says.
HELD, GROWN = 0.1, 40 * MIB
UNITS = {
    "objects": "{}",
    "lists": "[]",
    "digits": "7" * 4000,
    "nulls": "null",
    "tiny texts": '"ab"',
    "wide texts": '"aaa😀"',
    "nested lists": "[" * 400 + "]" * 400,
}


def enclosed(vendor: Vendor, content: str) -> bytes:
    opening, closing = contract_of(vendor).envelope
    return f"{opening}{content}{closing}".encode()


def whole(body: bytes, *headers: str) -> bytes:
    lines = ["HTTP/1.1 200 OK", f"Content-Length: {len(body)}", *headers]
    return "\r\n".join(lines).encode() + b"\r\n\r\n" + body


def byte_by_byte(body: bytes) -> bytes:
    chunks = b"".join(b"1\r\n%c\r\n" % byte for byte in body)
    return b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n" + chunks + b"0\r\n\r\n"


def of_rows(vendor: Vendor, number: int) -> bytes:
    rows = (json.dumps(contract_of(vendor).row(n), separators=(",", ":")) for n in range(number))
    return enclosed(vendor, ",".join(rows))


def _filled(unit: str) -> Callable[[Vendor], bytes]:
    return lambda vendor: whole(enclosed(vendor, ",".join([unit] * (ROOM // (len(unit.encode()) + 1)))))


# Answers that are refused, with their heads. Each is made where it is needed: together they take seconds.
BOMBS: Mapping[str, Callable[[Vendor], bytes]] = {
    **{name: _filled(unit) for name, unit in UNITS.items()},
    "one object of 400,000 keys": lambda vendor: whole(
        enclosed(vendor, "{" + ",".join(f'"{n:x}":0' for n in range(400_000)) + "}")
    ),
    "brackets without end": lambda _: whole(b"[" * ROOM),
    "blanks": lambda _: whole(b" " * ROOM),
    "gzip bomb": lambda _: whole(gzip.compress(b" " * 200 * MIB), "Content-Encoding: gzip"),
    "many headers": lambda _: whole(b"{}", *(f"X-{n}: {'v' * 3000}" for n in range(90))),
    "more headers": lambda _: whole(b"{}", *(f"X-{n}: v" for n in range(5000))),
}


@pytest.fixture(autouse=True)
def _unhurried() -> Iterator[None]:
    with collected_as_served():
        yield


async def measured(
    answers: Mapping[Vendor, bytes], *, is_first: bool = False, certificate: Path | None = None
) -> tuple[dict[str, Any], float, int]:
    """One question while these vendors answer so: the data, how long the loop was held, and the growth in bytes.

    Args:
        is_first: whether the growth by the first answer is told, and not the smaller one of two.
        certificate: of the vendors, if they speak TLS.
    """
    scheme = "https" if certificate else "http"
    async with AsyncExitStack() as stack:
        urls = {
            vendor: f"{scheme}://127.0.0.1:{await stack.enter_async_context(served_elsewhere(answer, certificate))}"
            for vendor, answer in answers.items()
        }
        vendors = await stack.enter_async_context(raw_vendors(limits=HttpLimits(), urls=urls))
        found: list[tuple[dict[str, Any], float, int]] = []
        for _ in range(2):
            gc.collect()
            async with probed() as probe:
                answer = await ask(LIST, vendors.adapters.values())
                assert answer.data is not None
                found.append((answer.data["meetings"], probe.longest, probe.grown))
        data, held, _ = min(found, key=lambda each: each[1])
        growths = [grown for _, _, grown in found]
        return data, held, growths[0] if is_first else min(growths)


def vendors_of(data: Mapping[str, Any]) -> Counter[str]:
    return Counter(row["vendor"] for row in data["nodes"])


each_vendor = pytest.mark.parametrize("vendor", Vendor, ids=lambda vendor: vendor.value)


@pytest.mark.faults
@each_vendor
@pytest.mark.parametrize("name", BOMBS)
async def test_a_bomb_costs_its_own_vendors_rows_and_nothing_else(name: str, vendor: Vendor) -> None:
    data, held, grown = await measured({vendor: BOMBS[name](vendor)})
    assert (vendor.value, BAD) in {(row["vendor"], row["code"]) for row in data["unavailable"]}
    assert vendors_of(data).keys() == {other.value for other in Vendor} - {vendor.value}
    assert (held < HELD, grown < GROWN) == (True, True), (held, grown / MIB)


@pytest.mark.faults
@each_vendor
async def test_twenty_thousand_rows_are_served_while_the_loop_goes_on(vendor: Vendor) -> None:
    answers = {vendor: whole(of_rows(vendor, 20_000))}
    data, held, grown = await measured(answers, is_first=True)
    assert vendors_of(data)[vendor.value] > 90
    assert (held < HELD, grown < GROWN) == (True, True), (held, grown / MIB)


@pytest.mark.faults
@each_vendor
async def test_a_body_that_comes_byte_by_byte_is_read_in_few_turns(vendor: Vendor) -> None:
    data, held, grown = await measured({vendor: byte_by_byte(of_rows(vendor, 2000))})
    assert vendors_of(data)[vendor.value] > 90
    assert (held < HELD, grown < GROWN) == (True, True), (held, grown / MIB)


@pytest.mark.faults
async def test_four_vendors_that_send_byte_by_byte_hold_nobody() -> None:
    data, held, grown = await measured({vendor: byte_by_byte(of_rows(vendor, 2000)) for vendor in Vendor})
    assert not any(row["code"] == BAD for row in data["unavailable"])
    assert (held < HELD, grown < GROWN) == (True, True), (held, grown / MIB)


@pytest.mark.faults
async def test_four_vendors_that_send_byte_by_byte_over_tls_hold_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    certificate = tmp_path / "vendors.pem"
    write_certificate(certificate)
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
    answers = {vendor: byte_by_byte(of_rows(vendor, 2000)) for vendor in Vendor}
    data, held, grown = await measured(answers, certificate=certificate)
    assert not any(row["code"] == BAD for row in data["unavailable"])
    assert (held < HELD, grown < GROWN) == (True, True), (held, grown / MIB)


@pytest.mark.faults
@each_vendor
async def test_one_text_of_five_mebibytes_costs_no_more_than_its_row(vendor: Vendor) -> None:
    answer = whole(enclosed(vendor, '"' + "a" * ROOM + '"'))
    data, held, grown = await measured({vendor: answer})
    assert vendors_of(data).keys() == {other.value for other in Vendor} - {vendor.value}
    assert (held < HELD, grown < GROWN) == (True, True), (held, grown / MIB)
