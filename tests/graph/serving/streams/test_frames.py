"""What floods a WebSocket, frame by frame, on a raw socket: how it is bounded, and that the rest goes on."""

import asyncio
import json
import os
import struct
import time
import tracemalloc
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress

import pytest

from tests.graph.serving.streams.conftest import Gateway
from tests.support.streams import PATIENCE, PROTOCOL, Sources, an_initialised_client
from tests.support.world import LOOPBACK

TEXT, CONTINUATION, CLOSE, PING, PONG = 1, 0, 8, 9, 10
HANDSHAKE = (
    f"GET /graphql HTTP/1.1\r\nHost: a\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
    f"Sec-WebSocket-Key: {'a' * 22}==\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Protocol: {PROTOCOL}\r\n\r\n"
).encode()
INIT = json.dumps({"type": "connection_init"}).encode()


def frame(opcode: int, data: bytes = b"", *, fin: bool = True) -> bytes:
    size = len(data)
    length = bytes([0x80 | size]) if size < 126 else bytes([0x80 | 126]) + struct.pack("!H", size)
    # Masked with zeros.
    return bytes([opcode | (0x80 if fin else 0)]) + length + b"\0\0\0\0" + data


class RawSocket:
    """A client that writes frames."""

    def __init__(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        self.reader = reader
        self.writer = writer

    async def send(self, data: bytes) -> None:
        with suppress(OSError):
            self.writer.write(data)
            await self.writer.drain()

    async def receive(self) -> tuple[int, bytes]:
        async with asyncio.timeout(PATIENCE):
            first, size = await self.reader.readexactly(2)
            if size == 126:
                [size] = struct.unpack("!H", await self.reader.readexactly(2))
            return first & 0x0F, await self.reader.readexactly(size)

    async def close_code(self) -> int:
        """The code with which the other side closes, whatever it says before."""
        while True:
            opcode, data = await self.receive()
            if opcode == CLOSE:
                return int.from_bytes(data[:2])


@asynccontextmanager
async def connected(port: int, *, init: bool = True) -> AsyncIterator[RawSocket]:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        socket = RawSocket(reader, writer)
        await socket.send(HANDSHAKE)
        assert b" 101 " in (await reader.readuntil(b"\r\n\r\n"))
        if init:
            await socket.send(frame(TEXT, INIT))
            assert await socket.receive() == (TEXT, b'{"type":"connection_ack"}')
        yield socket
    finally:
        writer.close()


async def test_a_handshake_at_another_path_is_answered_that_nothing_is_there(port: int) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    writer.write(HANDSHAKE.replace(b"/graphql", b"/elsewhere"))
    async with asyncio.timeout(PATIENCE):
        head, _, body = (await reader.read()).partition(b"\r\n\r\n")
    writer.close()
    assert head.startswith(b"HTTP/1.1 404 ")
    assert json.loads(body)["errors"][0]["extensions"] == {"code": "NOT_FOUND", "retryable": False}


async def test_a_message_may_come_in_64_fragments(port: int) -> None:
    async with connected(port) as socket:
        ping = b'{"type":"ping"}'
        await socket.send(
            frame(TEXT, ping, fin=False) + frame(CONTINUATION, fin=False) * 62 + frame(CONTINUATION)
        )
        assert await socket.receive() == (TEXT, b'{"type":"pong"}')


@pytest.mark.parametrize("data", [b"", b"x"], ids=["empty", "one byte"])
async def test_more_fragments_close_the_socket(port: int, data: bytes) -> None:
    async with connected(port) as socket:
        await socket.send(frame(TEXT, data, fin=False) + frame(CONTINUATION, data, fin=False) * 60_000)
        assert await socket.close_code() == 1009


async def test_a_socket_that_is_not_initialised_takes_no_more(port: int) -> None:
    async with connected(port, init=False) as socket:
        await socket.send(frame(TEXT, b"x", fin=False) + frame(CONTINUATION, b"x", fin=False) * 64)
        assert await socket.close_code() == 1009


@pytest.mark.parametrize("opcode", [PING, PONG])
async def test_a_flood_of_pings_closes_the_socket(port: int, opcode: int) -> None:
    async with connected(port) as socket:
        await socket.send(frame(opcode) * 100_000)
        assert await socket.close_code() == 1008


async def test_some_pings_are_answered(port: int) -> None:
    async with connected(port) as socket:
        await socket.send(frame(PING, b"a") * 20)
        assert [await socket.receive() for _ in range(20)] == [(PONG, b"a")] * 20


@pytest.mark.parametrize("text", ['{"type":"pong"}', '{"type":"complete","id":"1"}'])
async def test_a_flood_of_messages_closes_the_socket(port: int, text: str) -> None:
    async with connected(port) as socket:
        await socket.send(frame(TEXT, text.encode()) * 20_000)
        assert await socket.close_code() == 1008


async def test_floods_keep_little_memory_and_let_others_go_on(gateway: Gateway, sources: Sources) -> None:
    async def flood(port: int) -> None:
        async with connected(port) as socket:
            await socket.send(frame(TEXT, b"x", fin=False))
            for _ in range(8):
                await socket.send(frame(CONTINUATION, b"x", fin=False) * 10_000)
            await socket.close_code()

    slowest = 0.0
    async with gateway(of_one_caller=50) as port, an_initialised_client(port) as other:
        tracemalloc.start()
        try:
            flooding = [asyncio.create_task(flood(port)) for _ in range(20)]
            while not all(task.done() for task in flooding):
                asked = time.monotonic()
                await other.send(type="ping")
                await other.receive()
                slowest = max(slowest, time.monotonic() - asked)
                await asyncio.sleep(0.05)
            await asyncio.gather(*flooding)
            _, most = tracemalloc.get_traced_memory()
        finally:
            tracemalloc.stop()
    # What the clients, which are in this process too, send is 11 MB.
    assert most < 40 * 1024 * 1024
    assert slowest < 5.0


async def test_what_follows_the_handshake_at_once_is_no_gap(port: int) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    socket = RawSocket(reader, writer)
    await socket.send(HANDSHAKE)
    await reader.readuntil(b"\r\n\r\n")
    for byte in frame(TEXT, INIT):
        await socket.send(bytes([byte]))
    assert await socket.receive() == (TEXT, b'{"type":"connection_ack"}')
    writer.close()


async def test_a_message_that_is_too_big_is_told_while_it_is_still_sent(port: int) -> None:
    async with connected(port) as socket:
        big = bytes([0x81, 0x80 | 127]) + struct.pack("!Q", 10_000_000) + b"\0\0\0\0" + os.urandom(200_000)
        await socket.send(big)
        assert await socket.close_code() == 1009


async def test_a_socket_without_a_word_is_closed_in_time(gateway: Gateway) -> None:
    async with gateway(init_seconds=0.2) as port, connected(port, init=False) as socket:
        await socket.send(frame(TEXT, b"x", fin=False))
        assert await socket.close_code() == 4408


async def test_an_http_deadline_never_ends_a_socket(gateway: Gateway) -> None:
    async with gateway(header_seconds=0.1, body_seconds=0.1) as port, connected(port) as socket:
        await asyncio.sleep(0.4)
        await socket.send(frame(PING))
        assert await socket.receive() == (PONG, b"")
