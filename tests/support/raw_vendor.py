"""A vendor on a raw socket, which misbehaves exactly as told, and a port onto it."""

import asyncio
import re
import ssl
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from models.account import Account
from models.health import AccountHealth
from tests.support.accounts import VSEE
from vendors.http import HttpLimits, Reply, VendorHttp

TINY = HttpLimits(
    total=0.4,
    connect=0.2,
    first_byte=0.25,
    body_bytes=50_000,
    hung_seconds=0.01,
    retry_shortest=0.0,
    retry_longest=0.01,
)

# What a vendor has unless a test is about time: nothing runs out, however slow the machine.
EASY = TINY.model_copy(update={"total": 20.0, "connect": 10.0, "first_byte": 10.0})

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
async def served_raw(
    behave: Behaviour, *, tls: ssl.SSLContext | None = None
) -> AsyncIterator[tuple[int, list[bytes]]]:
    """A server that treats each connection by `behave`: its port, and the requests that it has seen."""
    seen: list[bytes] = []
    connections: dict[asyncio.Task[None], asyncio.StreamWriter] = {}

    async def connected(wire: Wire) -> None:
        try:
            await behave(wire)
        except (ConnectionError, asyncio.IncompleteReadError):
            pass
        finally:
            if not wire.writer.is_closing():
                wire.writer.close()

    def accepted(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        connections[asyncio.get_running_loop().create_task(connected(Wire(reader, writer, seen)))] = writer

    server = await asyncio.start_server(accepted, "127.0.0.1", 0, ssl=tls)
    try:
        yield server.sockets[0].getsockname()[1], seen
    finally:
        # A server that is closed forgets a connection that it has only just accepted. So it accepts no more first, and
        # what it has accepted comes to light.
        for listening in server.sockets:
            asyncio.get_running_loop().remove_reader(listening.fileno())
        for _ in range(10):
            await asyncio.sleep(0)
        server.close()
        for task, writer in connections.items():
            task.cancel()
            writer.transport.abort()
        closing = (writer.wait_closed() for writer in connections.values())
        await asyncio.gather(*connections, *closing, return_exceptions=True)


@asynccontextmanager
async def vendor_that(
    behave: Behaviour,
    *,
    account: Account = VSEE,
    limits: HttpLimits = EASY,
    scheme: str = "http",
    tls: ssl.SSLContext | None = None,
    clock: Callable[[], float] = time.monotonic,
) -> AsyncIterator[tuple[VendorHttp, list[bytes]]]:
    """A port onto a server that treats each connection by `behave`; and the requests that server has seen."""
    async with served_raw(behave, tls=tls) as (port, seen):
        http = VendorHttp(
            account=account,
            base_url=f"{scheme}://127.0.0.1:{port}/api/",
            limits=limits,
            clock=clock,
        )
        try:
            yield http, seen
        finally:
            await http.aclose()


def always(body: bytes = b"{}", status: str = "200 OK", *headers: str) -> Behaviour:
    async def behave(wire: Wire) -> None:
        while True:
            await wire.request()
            await wire.answer(body, status, *headers)

    return behave


async def asked(http: VendorHttp, way: str, path: str = "/rooms") -> Reply:
    """Reads or writes, with a secret in every place that must not leak."""
    if way == "get":
        return await http.get(path, operation="list rooms", params={"token": SECRET})
    return await http.send(
        "POST", path, operation="list rooms", params={"token": SECRET}, json={"pin": SECRET}
    )


async def all_given_back(health: Callable[[], AccountHealth], *, seconds: float = 2.0) -> None:
    """Waits until no call holds a place."""
    async with asyncio.timeout(seconds):
        while health().in_flight:  # noqa: ASYNC110 - nothing tells of it
            await asyncio.sleep(0)


both_ways = pytest.mark.parametrize("way", ["get", "send"])


async def silent(wire: Wire) -> None:
    await wire.request()
    await wire.reader.read()


async def reset(wire: Wire) -> None:
    await wire.request()
    wire.writer.transport.abort()


async def truncated(wire: Wire) -> None:
    await wire.request()
    await wire.raw(b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}")
