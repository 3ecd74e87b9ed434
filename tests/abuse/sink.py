"""Answers a flood in place of a gateway, at a given rate: `python -m tests.abuse.sink RATE`; prints its port.

So what the flood's client takes of the machine is there while no gateway is flooded, too.
"""

import asyncio
import sys

from tests.support.world import LOOPBACK

ANSWER = b"HTTP/1.1 200 OK\r\ncontent-length: 2\r\n\r\n{}"


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
        loop.call_at(Sink.due, self._transport.write, ANSWER)


async def main(rate: float) -> None:
    Sink.rate = rate
    server = await asyncio.get_running_loop().create_server(Sink, LOOPBACK, 0)
    sys.stdout.write(f"{server.sockets[0].getsockname()[1]}\n")
    sys.stdout.flush()
    await server.serve_forever()


if __name__ == "__main__":
    asyncio.run(main(float(sys.argv[1])))
