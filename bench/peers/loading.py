"""Asks a gateway the same thing again and again on several connections, with as little work of its own as it can."""

import asyncio
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass

import httptools
import msgspec

from bench.processes import Gateway


class Failed(Exception):
    """The gateway gave another answer than it should, or closed the connection."""


@dataclass(frozen=True, slots=True)
class Load:
    """What was asked in a few seconds.

    Attributes:
        cpu: milliseconds of the gateway's process for one operation.
        waits: milliseconds to each response.
    """

    cpu: float
    waits: list[float]


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked again and again.

    Attributes:
        requests: gives the bytes of the next request.
        right: how the body of every right answer begins.
    """

    requests: Callable[[], bytes]
    right: bytes


def request(gateway: Gateway, query: str, variables: Mapping[str, str]) -> bytes:
    """The bytes of one request."""
    body = msgspec.json.encode({"query": query, "variables": variables})
    lines = [
        "POST /graphql HTTP/1.1",
        f"host: 127.0.0.1:{gateway.port}",
        "content-type: application/json",
        "accept: application/json",
        f"authorization: Bearer {gateway.token}",
        f"content-length: {len(body)}",
    ]
    return ("\r\n".join(lines) + "\r\n\r\n").encode("ascii") + body


async def answered(gateway: Gateway, sent: bytes) -> bytes:
    """The body of the response to one request.

    Raises:
        Failed: it is no success.
    """
    head, _, body = sent.partition(b"\r\n\r\n")
    headers = dict(line.split(": ", 1) for line in head.decode("ascii").split("\r\n")[1:])
    url = f"http://127.0.0.1:{gateway.port}/graphql"
    answer = await gateway.client.post(url, content=body, headers=headers)
    if answer.status_code != 200 or b'"errors":' in answer.content:
        raise Failed(answer.text[:500])
    return answer.content


class Asker(asyncio.Protocol):
    """One connection, which sends the next request when the last one is answered.

    Attributes:
        ended: whether all went well, once the time is over.
    """

    def __init__(self, asked: Asked, waits: list[float], until: float) -> None:
        self._asked, self._waits, self._until = asked, waits, until
        self._body: list[bytes] = []
        self.ended: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport
        self._ask()

    def data_received(self, data: bytes) -> None:
        self._parser.feed_data(data)

    def connection_lost(self, error: Exception | None) -> None:
        self._end(Failed("the gateway closed the connection"))

    def on_body(self, data: bytes) -> None:
        self._body.append(data)

    def on_message_complete(self) -> None:
        now = time.perf_counter()
        self._waits.append((now - self._began) * 1000)
        body = b"".join(self._body)
        # An answer that lacks something costs less than the one that is measured.
        if not body.startswith(self._asked.right):
            self._end(Failed(body[:500].decode()))
        elif now < self._until:
            self._ask()
        else:
            self._end()

    def leave(self) -> None:
        """Closes the connection; nobody waits for what is not answered yet."""
        self.ended.cancel()
        self._transport.close()

    def _ask(self) -> None:
        self._body.clear()
        self._parser = httptools.HttpResponseParser(self)
        self._began = time.perf_counter()
        self._transport.write(self._asked.requests())

    def _end(self, why: Failed | None = None) -> None:
        if self.ended.done():
            return
        if why is None:
            self.ended.set_result(None)
        else:
            self.ended.set_exception(why)
        self._transport.close()


async def load(gateway: Gateway, asked: Asked, connections: int, seconds: float) -> Load:
    """Asks for some seconds; every request that was begun is waited for.

    Raises:
        Failed: an answer was not right.
    """
    loop = asyncio.get_running_loop()
    waits: list[float] = []
    before, until = gateway.cpu_seconds(), time.perf_counter() + seconds
    askers = [
        (await loop.create_connection(lambda: Asker(asked, waits, until), "127.0.0.1", gateway.port))[1]
        for _ in range(connections)
    ]
    try:
        await asyncio.gather(*(asker.ended for asker in askers))
    finally:
        for asker in askers:
            asker.leave()
    return Load((gateway.cpu_seconds() - before) * 1000 / len(waits), waits)
