"""Writes, by httpx or not: nothing is added to a request, nothing in an answer acted on, and no secret logged."""

import asyncio
import gzip
import json
import logging
import re
import tracemalloc
import zlib
from typing import Any

import pytest

from models.errors import VendorBadResponse, VendorError, VendorUnreachable
from tests.support.accounts import VSEE
from tests.support.raw_vendor import (
    EASY,
    SECRET,
    TINY,
    Behaviour,
    Wire,
    always,
    asked,
    reset,
    served_raw,
    silent,
    vendor_that,
)
from vendors.http import UNSET, FormPart, HttpLimits, Reply, VendorHttp

BODIES: dict[str, tuple[dict[str, Any], str | None]] = {
    "JSON": ({"json": {"a": 1}}, "application/json"),
    "a form": ({"form": {"a": "1"}}, "application/x-www-form-urlencoded"),
    "multipart": ({"multipart": [FormPart("a", "1")]}, "multipart/form-data"),
    "no body": ({}, None),
}


def headers_of(request: bytes) -> dict[str, str]:
    lines = request.partition(b"\r\n\r\n")[0].decode("ascii").split("\r\n")[1:]
    pairs = [line.split(": ", 1) for line in lines]
    assert len({name.lower() for name, _ in pairs}) == len(pairs)
    return {name.lower(): value for name, value in pairs}


@pytest.mark.parametrize(("body", "kind"), BODIES.values(), ids=BODIES)
async def test_a_write_carries_the_headers_of_a_read_and_those_of_its_body(
    body: dict[str, Any], kind: str | None
) -> None:
    async with vendor_that(always()) as (http, seen):
        await http.get("/x", operation="read", headers={"authorization": "Bearer a"})
        await http.send("POST", "/x", operation="write", headers={"Authorization": "Bearer a"}, **body)
    read, written = map(headers_of, seen)
    length = written.pop("content-length")
    assert int(length) == len(seen[1].partition(b"\r\n\r\n")[2])
    assert written.pop("content-type", None) == kind or (kind == "multipart/form-data")
    assert written == read
    assert written["user-agent"] == "meetgraph"


async def test_the_content_type_of_a_multipart_body_names_its_boundary() -> None:
    async with vendor_that(always()) as (http, seen):
        await http.send("POST", "/x", operation="write", multipart=[FormPart("a", "1"), FormPart("a", "2")])
    found = re.fullmatch("multipart/form-data; boundary=(.+)", headers_of(seen[0])["content-type"])
    assert found is not None
    assert seen[0].count(f"--{found[1]}\r\n".encode()) == 2
    assert seen[0].endswith(f"--{found[1]}--\r\n".encode())


@pytest.mark.parametrize("location", ["http://[", "/elsewhere", "//", "http://vendor.example:port/", ""])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
async def test_where_a_redirect_leads_is_not_even_read(status: int, location: str) -> None:
    async with vendor_that(always(b"", f"{status} Moved", f"Location: {location}")) as (http, seen):
        with pytest.raises(VendorBadResponse) as caught:
            await asked(http, "send")
    assert (caught.value.status, caught.value.may_have_arrived, len(seen)) == (status, True, 1)


BOMB = b" " * 30_000_000


@pytest.mark.parametrize(
    ("encoding", "body"),
    [("gzip, gzip", gzip.compress(gzip.compress(BOMB))), ("deflate", zlib.compress(BOMB))],
)
async def test_httpx_decompresses_nothing(encoding: str, body: bytes) -> None:
    async with vendor_that(always(body, "200 OK", f"Content-Encoding: {encoding}"), limits=EASY) as (http, _):
        tracemalloc.start()
        try:
            outcome = await asyncio.gather(asked(http, "send"), return_exceptions=True)
            assert tracemalloc.get_traced_memory()[1] < 2_000_000
        finally:
            tracemalloc.stop()
    [found] = outcome
    assert isinstance(found, VendorBadResponse) or (isinstance(found, Reply) and found.is_odd)


async def test_an_answer_of_many_pieces_is_read_whole() -> None:
    rows = [{"title": "a" * 1000, "number": number} for number in range(600)]
    async with vendor_that(always(json.dumps(rows).encode()), limits=HttpLimits()) as (http, _):
        replies = await asyncio.gather(*(asked(http, "send") for _ in range(6)))
    assert [reply.value for reply in replies] == [rows] * 6


async def answering_by_turns(wire: Wire) -> None:
    """Treats each request as the last part of its path says."""
    while True:
        request = await wire.request()
        number = int(request.split(b" ")[1].split(b"?")[0].rsplit(b"/", 1)[1])
        match number % 3:
            case 0:
                await wire.answer(b"%d" % number)
            case 1:
                await wire.answer(b"", "302 Found", f"Location: /{number}")
            case _:
                wire.writer.transport.abort()
                return


async def test_writes_at_once_do_not_mistake_each_other() -> None:
    async with vendor_that(answering_by_turns, limits=EASY.model_copy(update={"breaker_calls": 1000})) as (
        http,
        seen,
    ):
        calls = (asked(http, "send", f"/{number}") for number in range(30))
        outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert len(seen) == 30
    for number, outcome in enumerate(outcomes):
        match number % 3:
            case 0:
                assert isinstance(outcome, Reply)
                assert outcome.value == number
            case 1:
                assert isinstance(outcome, VendorBadResponse)
                assert outcome.status == 302
            case _:
                assert isinstance(outcome, VendorUnreachable)
                assert outcome.may_have_arrived


async def test_a_write_that_is_cancelled_beside_another_leaves_it_alone() -> None:
    asked_twice, goes_on = asyncio.Barrier(3), asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        await asked_twice.wait()
        await goes_on.wait()
        await wire.answer(b'"done"')

    async with vendor_that(behave, limits=EASY) as (http, seen):
        left, kept = (asyncio.create_task(asked(http, "send")) for _ in range(2))
        await asked_twice.wait()
        left.cancel()
        with pytest.raises(asyncio.CancelledError):
            await left
        goes_on.set()
        assert (await kept).value == "done"
    assert len(seen) == 2


@pytest.mark.parametrize(
    ("behave", "limits"),
    [
        (always(), EASY),
        (always(b"{}", "404 Not Found"), EASY),
        (always(b"<html>", "503 No"), EASY),
        (always(b"", "302 Found", f"Location: /{SECRET}"), EASY),
        (always(b"{}", "200 OK", f"Set-Cookie: session={SECRET}; Path=/"), EASY),
        (always(b'"%s"' % SECRET.encode()), EASY),
        (reset, EASY),
        (silent, TINY),
    ],
    ids=["200", "404", "503", "302", "cookie", "body", "reset", "silent"],
)
@pytest.mark.parametrize("body", ["json", "form"])
async def test_no_log_and_no_error_of_a_write_shows_a_secret(
    behave: Behaviour, limits: HttpLimits, body: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A password in the base URL, an id, a query, a header and a body, with the log of every library at its loudest."""
    names = ("", "httpx", "httpcore", "asyncio")
    for name in names:
        caplog.set_level(logging.DEBUG, logger=name or None)
    async with served_raw(behave) as (port, seen):
        http = VendorHttp(
            account=VSEE, base_url=f"http://user:{SECRET}@127.0.0.1:{port}/{SECRET}", limits=limits
        )
        told = ""
        try:
            await http.send(
                "POST",
                f"/rooms/{SECRET}",
                operation="create room",
                params={"token": SECRET},
                headers={"x-token": SECRET},
                json={"pin": SECRET} if body == "json" else UNSET,
                form={"pin": SECRET} if body == "form" else None,
            )
        except VendorError as error:
            told = f"{error} {error!r} {error.__cause__!r} {error.__context__!r}"
        await http.aclose()
    assert seen
    # httpx, which sends forms, tells of each answer, so this log would show what it knows.
    is_told = body == "form" and behave not in (reset, silent)
    assert ("httpx" in {record.name for record in caplog.records}) is is_told
    records = "".join(f"{record.getMessage()} {record.args!r}" for record in caplog.records)
    assert SECRET not in told + caplog.text + records
