"""Compares what one call costs in CPU time by client: `python -m bench.vendor_http [bytes of the answer]`.

A server in a second process answers JSON over loopback. Each round every client makes the same number of
calls, 50 at a time, and decodes them; the clients take turns within a round, so a busy machine slows all of them.
What counts is this process's CPU time, all its threads included.
"""

import asyncio
import multiprocessing
import sys
import time
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack, nullcontext
from datetime import timedelta
from itertools import count
from multiprocessing.connection import Connection
from statistics import median
from typing import Any

import aiohttp
import httpx
import msgspec
from httpx_aiohttp import AiohttpTransport
from pyreqwest.client import ClientBuilder
from pyreqwest.compatibility.httpx import HttpxTransport

from models.account import Account
from models.operation import Safe
from models.vendor import Vendor
from vendors.http import FormPart, VendorHttp, operation_scope

ROUNDS, BATCHES, CONCURRENT = 5, 12, 50
SCOPED = "VendorHttp.get, in a scope"
ROOM = {"id": "r-1", "title": "Room", "tags": ["a", "b"], "owner": {"id": 7, "name": "Ada"}}
SIZES = (100, 700, 28_000)
FIELDS = {"name": "Room", "code": "r-1", "slug": "room", "domain": "clinic.example"}
Call = Callable[[], Awaitable[object]]


def answer(size: int) -> bytes:
    """A response whose body has about so many bytes."""
    # One long text, so that it is the client that is measured, and not the decoding.
    body = msgspec.json.encode(ROOM | {"about": "a" * max(0, size - len(msgspec.json.encode(ROOM)))})
    head = "HTTP/1.1 200 OK\r\nDate: Fri, 27 Nov 2026 12:00:00 GMT\r\nServer: bench\r\nContent-Type: application/json"
    return f"{head}\r\nContent-Length: {len(body)}\r\n\r\n".encode() + body


class Server(asyncio.Protocol):
    """Answers each request the same, without reading it."""

    def __init__(self, size: int) -> None:
        self.answer = answer(size)

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self.transport = transport

    def data_received(self, data: bytes) -> None:
        self.transport.write(self.answer * data.count(b" HTTP/1.1\r\n"))


def serve(tell: Connection, size: int) -> None:
    async def run() -> None:
        server = await asyncio.get_running_loop().create_server(lambda: Server(size), "127.0.0.1", 0)
        tell.send(server.sockets[0].getsockname()[1])
        await server.serve_forever()

    asyncio.run(run())


async def clients(base: str, stack: AsyncExitStack) -> dict[str, Call]:
    """One ready client of each kind."""
    url = f"{base}/rooms/r-1"

    async def by_httpx(transport: httpx.AsyncBaseTransport | None) -> Call:
        client = await stack.enter_async_context(httpx.AsyncClient(transport=transport, trust_env=False))

        async def get() -> object:
            return msgspec.json.decode((await client.get(url)).content)

        return get

    session = await stack.enter_async_context(aiohttp.ClientSession())
    deadlines = aiohttp.ClientTimeout(total=8, sock_connect=2, sock_read=5)
    strict = await stack.enter_async_context(
        aiohttp.ClientSession(cookie_jar=aiohttp.DummyCookieJar(), timeout=deadlines)
    )
    rust = await stack.enter_async_context(ClientBuilder().no_proxy().build())
    seconds = {"timeout": 8, "connect_timeout": 2, "read_timeout": 5, "pool_idle_timeout": 15}
    builder = ClientBuilder().no_proxy().follow_redirects(False)
    for name, value in seconds.items():
        builder = getattr(builder, name)(timedelta(seconds=value))
    strict_rust = await stack.enter_async_context(builder.build())
    port = VendorHttp(account=Account("bench", Vendor.VSEE), base_url=base)
    stack.push_async_callback(port.aclose)

    async def by_aiohttp() -> object:
        async with session.get(url) as response:
            return msgspec.json.decode(await response.read())

    async def by_strict_aiohttp() -> object:
        async with strict.get(url, headers={"accept": "application/json"}, allow_redirects=False) as response:
            body = bytearray()
            async for chunk in response.content.iter_any():
                body += chunk
                assert len(body) < 1_000_000
            return msgspec.json.decode(body), {
                name.lower(): value for name, value in response.headers.items()
            }

    async def by_pyreqwest() -> object:
        return msgspec.json.decode(await (await rust.get(url).build().send()).bytes())

    async def by_strict_pyreqwest() -> object:
        request = strict_rust.get(url).headers({"accept": "application/json"}).build_streamed()
        async with request as response:
            body = bytearray()
            while (chunk := await response.body_reader.read(64 * 1024)) is not None:
                body += chunk
                assert len(body) < 1_000_000
            return msgspec.json.decode(body), dict(response.headers)

    async def by_port() -> object:
        return (await port.get("/rooms/r-1", operation=Safe("read room"))).value

    number = count()

    async def by_port_in_scope() -> object:
        return (await port.get("/rooms/r-1", operation=Safe("read room"), params={"n": next(number)})).value

    def by_sending(**body: Any) -> Call:
        async def send() -> object:
            return (await port.send("POST", "/rooms", operation="create room", **body)).value

        return send

    return {
        "httpx": await by_httpx(None),
        "httpx over aiohttp": await by_httpx(AiohttpTransport()),
        "httpx over pyreqwest": await by_httpx(HttpxTransport()),
        "aiohttp": by_aiohttp,
        "aiohttp, under our rules": by_strict_aiohttp,
        "pyreqwest": by_pyreqwest,
        "pyreqwest, under our rules": by_strict_pyreqwest,
        "VendorHttp.get": by_port,
        SCOPED: by_port_in_scope,
        "VendorHttp.send, JSON": by_sending(json=FIELDS),
        "VendorHttp.send, form": by_sending(form=FIELDS),
        "VendorHttp.send, multipart": by_sending(
            multipart=[FormPart(name, value) for name, value in FIELDS.items()]
        ),
    }


async def cpu_per_call(call: Call, batches: int, *, scoped: bool) -> tuple[float, float]:
    """Microseconds of CPU time and of wall time per call."""
    cpu, wall = time.process_time(), time.perf_counter()
    for _ in range(batches):
        with operation_scope() if scoped else nullcontext():
            await asyncio.gather(*(call() for _ in range(CONCURRENT)))
    calls = batches * CONCURRENT
    return (time.process_time() - cpu) / calls * 1e6, (time.perf_counter() - wall) / calls * 1e6


async def compare(base: str) -> dict[str, tuple[float, float]]:
    async with AsyncExitStack() as stack:
        callers = await clients(base, stack)
        for call in callers.values():
            await cpu_per_call(call, 2, scoped=False)
        rounds = [
            {name: await cpu_per_call(call, BATCHES, scoped=name == SCOPED) for name, call in callers.items()}
            for _ in range(ROUNDS)
        ]
    return {
        name: (median(figures[name][0] for figures in rounds), median(figures[name][1] for figures in rounds))
        for name in callers
    }


def print_figures(size: int) -> None:
    ours, theirs = multiprocessing.Pipe()
    server = multiprocessing.get_context("spawn").Process(target=serve, args=(theirs, size), daemon=True)
    server.start()
    try:
        figures = asyncio.run(compare(f"http://127.0.0.1:{ours.recv()}"))
    finally:
        server.terminate()
    best = figures["VendorHttp.get"][0]
    title = f"{len(answer(size)):,} bytes"
    print(f"\n{title:28}{'CPU µs':>8}{'ratio':>7}{'wall µs':>9}")  # noqa: T201
    for name, (cpu, wall) in sorted(figures.items(), key=lambda item: item[1]):
        print(f"{name:28}{cpu:8.0f}{cpu / best:7.2f}{wall:9.0f}")  # noqa: T201


def main() -> None:
    for size in map(int, sys.argv[1:] or SIZES):
        print_figures(size)


if __name__ == "__main__":
    main()
