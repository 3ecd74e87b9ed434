"""Answers a flood in place of a gateway, at next to no cost: `python -m tests.abuse.sink`; prints its port.

So what the flood's client and the vendors that serve it take of the machine is there while no gateway is flooded, too.
Each line of standard input has how many answers it gives in a second, how many calls it sends to a vendor, the address
of that EnableX simulator, and the target of these calls.
"""

import asyncio
import sys
from base64 import b64encode
from urllib.parse import urlsplit

from tests.support.world import LOOPBACK
from vendors.enablex.registration import ENABLEX

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"
_ACCOUNT = ENABLEX.demo.settings
_KEY = b64encode(f"{_ACCOUNT['app_id']}:{_ACCOUNT['app_key']}".encode()).decode()


class Sink(asyncio.Protocol):
    """A connection, whose requests are answered in turn with those of the others."""

    # When the next answer is due.
    due = 0.0
    rate = 1.0

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        loop = asyncio.get_running_loop()
        Sink.due = max(Sink.due + 1 / Sink.rate, loop.time())
        loop.call_at(Sink.due, self._answer, b"connection: close" in data)

    def _answer(self, ends: bool) -> None:
        self._transport.write(ANSWER)
        if ends:
            self._transport.close()


class Calls(asyncio.Protocol):
    """A connection on which a vendor is called; what it answers is thrown away."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        self.transport = transport


async def call(vendor: str, target: str, rate: float) -> None:
    """Calls a vendor at a rate until it is cancelled."""
    loop, asked = asyncio.get_running_loop(), urlsplit(vendor)
    _, calls = await loop.create_connection(Calls, asked.hostname, asked.port)
    head = f"GET {target} HTTP/1.1\r\nhost: {asked.netloc}\r\nauthorization: Basic {_KEY}\r\n\r\n".encode()
    try:
        while True:
            await asyncio.sleep(1 / rate)
            calls.transport.write(head)
    finally:
        calls.transport.close()


async def main() -> None:
    loop = asyncio.get_running_loop()
    server = await loop.create_server(Sink, LOOPBACK, 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    lines = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    calling: asyncio.Task[None] | None = None
    async for line in lines:
        answers, calls, vendor, target = line.decode().split()
        Sink.rate = float(answers)
        if calling is not None:
            calling.cancel()
        calling = asyncio.create_task(call(vendor, target, float(calls))) if float(calls) else None


if __name__ == "__main__":
    asyncio.run(main())
