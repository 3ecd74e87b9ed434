"""Serves the clinic's bodies as all four vendors: `python -m bench.peers.vendors --port 8001 --until-stdin-closes`.

Each vendor has a port of its own and all of them the same answers. Only a created meeting is made when it is asked for.
"""

import argparse
import asyncio
import re
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import msgspec

from bench.peers.clinic import COPENHAGEN, HARBOUR, Bodies, Clinic, today

VENDORS = 4
# The parameters that tell what is asked for, in the order of their weight.
TELLING = ("search_string", "meeting_id", "session_id", "page")
MOST_KNOWN = 10_000
_LENGTH = re.compile(rb"\r\ncontent-length: *(\d+)", re.IGNORECASE)
_HEAD_END = b"\r\n\r\n"


class Vendors:
    """What is answered to each request."""

    def __init__(self, bodies: Bodies) -> None:
        self._answers = {asked: response(200, body) for asked, body in bodies.items()}
        self._pages = {path for path, told in bodies if told.isdigit()}
        self._known: dict[bytes, bytes] = {}
        self._created = count(1)

    def get(self, target: bytes) -> bytes:
        """The response to a read, kept by the whole target, so that the same read is answered at once."""
        if (found := self._known.get(target)) is None:
            if len(self._known) >= MOST_KNOWN:
                self._known.clear()
            found = self._known[target] = self._found(target.decode("ascii"))
        return found

    def post(self, target: bytes, body: bytes) -> bytes:
        """The response to a write."""
        if target == b"/auth/login":
            login = {"token": "f" * 48, "expiresInMinutes": 60, "employee": "65f0000000000000000000e1"}
            return response(200, {**login, "customer": HARBOUR, "name": "Gateway", "language": "da"})
        asked = msgspec.json.decode(body)
        return response(200, {"result": 1, "meeting": self._meeting(asked)})

    def _found(self, target: str) -> bytes:
        url = urlsplit(target)
        given = parse_qs(url.query)
        path, told = unquote(url.path), next((given[name][0] for name in TELLING if name in given), "")
        answer = self._answers.get((path, told)) or self._answers.get((path, ""))
        if answer is None and path in self._pages:
            answer = response(200, {"data": []})
        return answer or response(404, {})

    def _meeting(self, asked: dict[str, Any]) -> dict[str, Any]:
        number = next(self._created)
        pins = {"mpin": f"{number % 10**6:06}", "ppin": f"{(number * 7) % 10**6:06}"}
        return {
            **asked,
            "meeting_id": f"new-{number}",
            "room_id": f"room-n{number}",
            "timezone": COPENHAGEN,
            **pins,
            "direct_url": f"https://meet.clinic.example/room-n{number}",
        }


class Connection(asyncio.Protocol):
    """Reads requests, and answers each at once."""

    def __init__(self, vendors: Vendors) -> None:
        self._vendors = vendors
        self._held = b""

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        assert isinstance(transport, asyncio.Transport)
        self._transport = transport

    def data_received(self, data: bytes) -> None:
        held = self._held + data if self._held else data
        while (end := held.find(_HEAD_END)) >= 0:
            method, target, _ = held[:end].split(b" ", 2)
            begins = end + len(_HEAD_END)
            if method == b"GET":
                answer, ends = self._vendors.get(target), begins
            else:
                given = _LENGTH.search(held, 0, end)
                ends = begins + (int(given[1]) if given else 0)
                if len(held) < ends:
                    break
                answer = self._vendors.post(target, held[begins:ends])
            self._transport.write(answer)
            held = held[ends:]
        self._held = held


def response(status: int, body: Any) -> bytes:
    """A whole response."""
    payload = msgspec.json.encode(body)
    head = f"HTTP/1.1 {status} As Asked\r\ncontent-type: application/json\r\ncontent-length: {len(payload)}\r\n\r\n"
    return head.encode("ascii") + payload


@asynccontextmanager
async def serving(port: int) -> AsyncIterator[None]:
    """Serves on consecutive ports of this machine, for the time of a block."""
    loop = asyncio.get_running_loop()
    vendors = Vendors(Clinic(today()).bodies())
    async with AsyncExitStack() as stack:
        for place in range(VENDORS):
            server = await loop.create_server(
                lambda: Connection(vendors), "127.0.0.1", port + place, backlog=1024
            )
            stack.callback(server.close)
        yield


async def serve(port: int, *, until_stdin_closes: bool = False) -> None:
    """Serves until it is terminated.

    Args:
        port: the first port.
        until_stdin_closes: also ends when standard input does, that is with the process that holds its other end.
    """
    over = asyncio.Event()
    if until_stdin_closes:
        asyncio.get_running_loop().add_reader(sys.stdin.fileno(), over.set)
    async with serving(port):
        await over.wait()


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.peers.vendors", description=__doc__)
    parser.add_argument("--port", type=int, default=8001, help="the first port")
    parser.add_argument("--until-stdin-closes", action="store_true", help="end with the starting process")
    wanted = parser.parse_args()
    asyncio.run(serve(wanted.port, until_stdin_closes=wanted.until_stdin_closes))


if __name__ == "__main__":
    main()
