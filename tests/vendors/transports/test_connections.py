"""Which connection carries a call, what becomes of it, and that no call leaves one behind."""

import asyncio
import gc
import random
import socket
import time
import weakref
from collections import Counter

import pytest

from models.errors import VendorError, VendorTimeout, VendorUnreachable
from models.operation import Safe
from tests.support.accounts import VSEE
from tests.support.raw_vendor import (
    EASY,
    TINY,
    Behaviour,
    Wire,
    all_given_back,
    always,
    asked,
    both_ways,
    vendor_that,
)
from vendors.http import HttpLimits, VendorHttp, operation_scope
from vendors.transports import opening


def open_connections(http: VendorHttp) -> int:
    return len(http._pool._connections)


def numbered(behave: Behaviour) -> tuple[Behaviour, list[int]]:
    """A behaviour that counts the connections it is used for."""
    opened = [0]

    async def counting(wire: Wire) -> None:
        opened[0] += 1
        await behave(wire)

    return counting, opened


async def one_then_gone(wire: Wire) -> None:
    """Answers one request, and closes the connection as the next one comes."""
    await wire.request()
    await wire.answer()
    await wire.request()


async def test_a_read_that_met_a_closed_connection_is_one_call_and_no_failure() -> None:
    async with vendor_that(one_then_gone) as (http, seen):
        await asked(http, "get")
        with operation_scope() as scope:
            assert (await asked(http, "get")).status == 200
        assert http.health().latency_ms_p50 is not None
        assert http.health().problems == ()
    assert len(seen) == 3
    assert (scope.meter[VSEE].calls, scope.meter[VSEE].degraded) == (1, False)


async def test_a_read_that_meets_two_closed_connections_is_no_exchange_without_end() -> None:
    gone = iter([False, True, True, True])

    async def behave(wire: Wire) -> None:
        while not next(gone, False):
            await wire.request()
            await wire.answer()

    async with vendor_that(behave, limits=EASY.model_copy(update={"retries": 0})) as (http, _):
        await asked(http, "get")
        with pytest.raises(VendorUnreachable):
            await asked(http, "get")


async def test_a_write_that_met_a_closed_connection_may_have_arrived() -> None:
    async with vendor_that(one_then_gone) as (http, seen):
        await asked(http, "get")
        with pytest.raises(VendorUnreachable) as caught:
            await asked(http, "send")
    assert (len(seen), caught.value.may_have_arrived) == (2, True)


@both_ways
async def test_a_connection_that_the_vendor_closed_while_it_was_idle_is_not_used(way: str) -> None:
    closed = asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        await wire.answer()
        wire.writer.close()
        await wire.writer.wait_closed()
        closed.set()

    async with vendor_that(behave) as (http, seen):
        for _ in range(3):
            closed.clear()
            await asked(http, way)
            async with asyncio.timeout(5):
                await closed.wait()
                while open_connections(http):  # noqa: ASYNC110 - nothing tells of it
                    await asyncio.sleep(0)
    assert len(seen) == 3


ONCE: dict[str, bytes] = {
    "close": b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}",
    "HTTP/1.0": b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}",
    "bytes after it": b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n[]",
    "an unwanted body": b"HTTP/1.1 404 No\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}",
}


@both_ways
@pytest.mark.parametrize("answer", ONCE.values(), ids=ONCE)
async def test_a_connection_is_used_again_only_where_that_is_sound(way: str, answer: bytes) -> None:
    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.raw(answer)

    counting, opened = numbered(behave)
    async with vendor_that(counting) as (http, _):
        for _ in range(3):
            assert (await asked(http, way)).value == {}
    assert opened == [3]


async def test_what_comes_unasked_on_an_idle_connection_is_no_answer_to_the_next_call() -> None:
    spoken = asyncio.Event()

    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.answer(b'"asked"')
            await asyncio.sleep(0)
            await wire.answer(b'"unasked"')
            spoken.set()

    async with vendor_that(behave) as (http, _):
        for _ in range(3):
            spoken.clear()
            assert (await asked(http, "get")).value == "asked"
            await spoken.wait()
            await asyncio.sleep(0.01)


@both_ways
async def test_an_answer_before_its_end_is_read_though_the_vendor_closes_in_its_place(way: str) -> None:
    async def behave(wire: Wire) -> None:
        await wire.request()
        await wire.raw(b"HTTP/1.1 200 OK\r\n\r\n[1,")
        await asyncio.sleep(0.01)
        await wire.raw(b"2]")

    async with vendor_that(behave) as (http, _):
        assert (await asked(http, way)).value == [1, 2]


async def test_a_vendor_that_says_100_first_is_waited_for() -> None:
    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.raw(b"HTTP/1.1 100 Continue\r\n\r\n")
            await asyncio.sleep(0.01)
            await wire.answer(b"[1]")

    async with vendor_that(behave) as (http, _):
        assert [(await asked(http, way)).value for way in ("send", "get", "send")] == [[1]] * 3


async def test_an_idle_connection_is_closed_in_time() -> None:
    closed = asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        await wire.answer()
        await wire.reader.read()
        closed.set()

    async with vendor_that(behave, limits=EASY.model_copy(update={"idle": 0.1})) as (http, _):
        await asked(http, "get")
        began = time.monotonic()
        async with asyncio.timeout(5):
            await closed.wait()
    assert time.monotonic() - began > 0.05


async def test_connections_are_no_more_than_the_calls_at_once() -> None:
    counting, opened = numbered(always())
    async with vendor_that(counting, limits=EASY.model_copy(update={"in_flight": 4})) as (http, _):
        for _ in range(5):
            await asyncio.gather(*(asked(http, "get", f"/{number}") for number in range(20)))
        assert open_connections(http) <= 4
    assert opened[0] <= 4


@pytest.mark.parametrize("dead", ["refused", "silent"])
async def test_the_next_address_of_a_name_is_tried(dead: str, monkeypatch: pytest.MonkeyPatch) -> None:
    listening = socket.create_server(("127.0.0.2", 0), backlog=1)
    # A full backlog: whoever connects hears nothing.
    filling = [socket.socket() for _ in range(4)]
    try:
        async with vendor_that(always()) as (other, seen):
            port = other._origin.port
            if dead == "silent":
                listening.close()
                listening = socket.create_server(("127.0.0.2", port), backlog=0)
                for each in filling:
                    each.setblocking(False)
                    each.connect_ex(("127.0.0.2", port))

            def addresses(*_: object, flags: int = 0, **__: object) -> list[object]:
                if flags:
                    raise socket.gaierror
                return [
                    (socket.AF_INET, socket.SOCK_STREAM, 6, "", (host, port))
                    for host in ("127.0.0.2", "127.0.0.1")
                ]

            monkeypatch.setattr(opening.socket, "getaddrinfo", addresses)
            http = VendorHttp(account=VSEE, base_url=f"http://vendor.example:{port}", limits=EASY)
            assert (await asked(http, "get")).status == 200
            await http.aclose()
    finally:
        for each in (listening, *filling):
            each.close()
    assert b"\r\nhost: vendor.example:%d\r\n" % port in seen[0]


async def test_a_name_that_is_looked_up_without_end_costs_the_connects_time(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    looked_up = Counter[str]()

    def forever(host: str, *_: object, flags: int = 0, **__: object) -> list[object]:
        if flags:
            raise socket.gaierror
        looked_up[host] += 1
        time.sleep(0.5)
        raise socket.gaierror

    monkeypatch.setattr(opening.socket, "getaddrinfo", forever)
    http = VendorHttp(account=VSEE, base_url="http://vendor.example", limits=TINY)
    found = await asyncio.gather(*(asked(http, "send") for _ in range(10)), return_exceptions=True)
    await http.aclose()
    assert {(type(each), each.may_have_arrived) for each in found if isinstance(each, VendorError)} == {
        (VendorTimeout, False)
    }
    assert looked_up == {"vendor.example": 1}


# Cancellation


async def moody(wire: Wire) -> None:
    """Answers at once, late, in pieces, not at all, or hangs up."""
    mood = random.Random(len(wire.seen))
    while True:
        await wire.request()
        match mood.randrange(6):
            case 0 | 1:
                await wire.answer(b"[%d]" % len(wire.seen))
            case 2:
                await asyncio.sleep(mood.random() * 0.02)
                await wire.answer()
            case 3:
                await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 300000\r\n\r\n" + b" " * 150_000)
                await asyncio.sleep(mood.random() * 0.02)
                await wire.raw(b" " * 149_998 + b"{}")
            case 4:
                wire.writer.transport.abort()
                return
            case _:
                await asyncio.sleep(0.3)
                await wire.answer()


@both_ways
async def test_calls_that_are_cancelled_at_any_moment_leave_no_place_and_no_connection(way: str) -> None:
    chance = random.Random(14)
    limits = HttpLimits(
        in_flight=8, total=1.0, first_byte=0.5, idle=0.2, breaker_calls=100_000, retry_longest=0.05
    )
    async with vendor_that(moody, limits=limits) as (http, _):

        async def one(number: int) -> None:
            with operation_scope(1.0):
                calls = [asyncio.create_task(asked(http, way, f"/{number // 2}")) for _ in range(2)]
                await asyncio.sleep(chance.random() * 0.04)
                for call in calls:
                    if chance.random() < 0.7:
                        call.cancel()
                await asyncio.gather(*calls, return_exceptions=True)

        for turn in range(8):
            await asyncio.gather(*(one(turn * 20 + number) for number in range(20)))
            assert open_connections(http) <= 8
        await all_given_back(http.health, seconds=5)
        async with asyncio.timeout(5):
            while open_connections(http):  # noqa: ASYNC110 - nothing tells of it
                await asyncio.sleep(0.01)
        assert http._pool.long_bodies._free == 2
        assert http._pool._kept == []


class Caller:
    """Stands for all that an operation holds."""


async def test_a_connection_holds_no_operation() -> None:
    async with vendor_that(always()) as (http, _):
        with operation_scope() as scope:
            scope.audience = caller = Caller()
            await asked(http, "get")
        kept = weakref.ref(caller)
        del scope, caller
        gc.collect()
        assert open_connections(http) == 1
        assert kept() is None


@pytest.mark.parametrize("status", ["200 OK", "404 Not Found"])
async def test_an_answered_call_leaves_nothing_to_the_garbage_collector(status: str) -> None:
    async with vendor_that(always(b"{}", status), limits=EASY) as (http, _):

        async def read(times: int) -> None:
            for number in range(times):
                with operation_scope():
                    await http.get(f"/{number}", operation=Safe("read it"))

        await read(5)
        gc.collect()
        gc.disable()
        try:
            await read(100)
            assert gc.collect() < 100
        finally:
            gc.enable()


@both_ways
async def test_calls_that_run_when_the_port_is_closed_fail_at_once(way: str) -> None:
    arrived = asyncio.Event()

    async def behave(wire: Wire) -> None:
        await wire.request()
        arrived.set()
        await wire.reader.read()

    async with vendor_that(behave, limits=EASY) as (http, _):
        calls = [asyncio.create_task(asked(http, way)) for _ in range(3)]
        await arrived.wait()
        await http.aclose()
        async with asyncio.timeout(2):
            found = await asyncio.gather(*calls, return_exceptions=True)
        assert {type(each) for each in found} == {VendorUnreachable}
        assert (open_connections(http), http.health().in_flight) == (0, 0)
