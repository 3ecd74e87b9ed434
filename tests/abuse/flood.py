"""Floods a gateway from a process of its own: `python -m tests.abuse.flood KIND CONNECTIONS`.

It reads the tokens from the first line of standard input; the connections take them in turn. Each further line is a
port: it prints the statuses since the line before, and then floods that port. Each connection sends one operation after
the other, as fast as it is answered.
"""

import asyncio
import json
import sys
from collections import Counter
from collections.abc import Awaitable, Callable
from typing import TypeAlias

from websockets.asyncio.client import connect
from websockets.exceptions import WebSocketException
from websockets.typing import Subprotocol

from tests.support.world import LOOPBACK

CHEAP = "{ viewer { id } vendors { name } }"
LIST = "{ meetings(first: 5, filter: { vendors: [VCONNCT, ENABLEX] }) { nodes { title } } }"
EXPENSIVE = f"{{ {' '.join(f'a{n}: meetings(first: 100) {{ nodes {{ title }} }}' for n in range(30))} }}"
# A socket that sends more than 500 messages in 10 s is closed.
_MESSAGE_SECONDS = 0.025

Statuses: TypeAlias = "Counter[str]"


def request(token: str, query: str, more: str = "") -> bytes:
    body = json.dumps({"query": query})
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: Bearer {token}\r\n"
        f"content-length: {len(body)}\r\n{more}\r\n"
    )
    return (head + body).encode()


async def answered(reader: asyncio.StreamReader, statuses: Statuses) -> None:
    answer = await reader.readuntil(b"\r\n\r\n")
    statuses[answer[9:12].decode()] += 1
    for line in answer.lower().split(b"\r\n"):
        if line.startswith(b"content-length:"):
            await reader.readexactly(int(line.split(b":")[1]))
            return
    await reader.readuntil(b"0\r\n\r\n")


async def requests(port: int, token: str, statuses: Statuses, query: str = CHEAP, more: str = "") -> None:
    """One request after the other on one connection."""
    await repeated(port, request(token, query, more), statuses)


async def repeated(port: int, asked: bytes, statuses: Statuses) -> None:
    reader, writer = await asyncio.open_connection(LOOPBACK, port)
    try:
        while True:
            writer.write(asked)
            await answered(reader, statuses)
    finally:
        writer.close()


async def lists(port: int, token: str, statuses: Statuses) -> None:
    """Operations that wait for vendors."""
    await requests(port, token, statuses, LIST)


async def streams(port: int, token: str, statuses: Statuses) -> None:
    """Operations whose results are sent as events."""
    await requests(port, token, statuses, more="accept: text/event-stream\r\n")


async def connections(port: int, token: str, statuses: Statuses) -> None:
    """A new connection for each request."""
    asked = request(token, CHEAP, "connection: close\r\n")
    while True:
        reader, writer = await asyncio.open_connection(LOOPBACK, port)
        try:
            writer.write(asked)
            await answered(reader, statuses)
        finally:
            writer.close()


async def tampered(port: int, token: str, statuses: Statuses) -> None:
    """Requests with a token that its issuer has not signed so."""
    head, _, signature = token.rpartition(".")
    await requests(port, f"{head}.{signature[::-1]}", statuses)


async def strangers(port: int, _: str, statuses: Statuses) -> None:
    """Requests with what is no token."""
    await requests(port, "x", statuses)


async def expensive(port: int, token: str, statuses: Statuses) -> None:
    """Operations that may cost too much."""
    await requests(port, token, statuses, EXPENSIVE)


async def malformed(port: int, token: str, statuses: Statuses) -> None:
    """Requests whose body is no JSON."""
    await repeated(port, request(token, CHEAP).replace(b'"}', b'" '), statuses)


async def sockets(port: int, token: str, statuses: Statuses) -> None:
    """One operation after the other on one WebSocket."""
    asked = json.dumps({"type": "subscribe", "id": "1", "payload": {"query": CHEAP}})
    protocols = [Subprotocol("graphql-transport-ws")]
    async with connect(
        f"ws://{LOOPBACK}:{port}/graphql", subprotocols=protocols, proxy=None, compression=None
    ) as one:
        await one.send(
            json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {token}"}})
        )
        await one.recv()
        while True:
            await one.send(asked)
            while (kind := json.loads(await one.recv())["type"]) == "next":
                pass
            statuses[kind] += 1
            await asyncio.sleep(_MESSAGE_SECONDS)


KINDS: dict[str, Callable[[int, str, Statuses], Awaitable[None]]] = {
    each.__name__: each
    for each in (
        requests,
        lists,
        streams,
        connections,
        tampered,
        strangers,
        expensive,
        malformed,
        sockets,
    )
}


async def again_and_again(kind: str, port: int, token: str, statuses: Statuses) -> None:
    while True:
        try:
            await KINDS[kind](port, token, statuses)
        except (OSError, EOFError, WebSocketException):
            statuses["closed"] += 1
            await asyncio.sleep(0.1)


async def main(kind: str, number: int) -> None:
    lines = asyncio.StreamReader()
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(lines), sys.stdin)
    tokens = json.loads(await lines.readline())
    statuses: Statuses = Counter()
    asking: list[asyncio.Task[None]] = []
    async for port in lines:
        for each in asking:
            each.cancel()
        await asyncio.gather(*asking, return_exceptions=True)
        sys.stdout.write(json.dumps(statuses) + "\n")
        sys.stdout.flush()
        statuses.clear()
        asking = [
            asyncio.create_task(again_and_again(kind, int(port), tokens[place % len(tokens)], statuses))
            for place in range(number)
        ]


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2])))
