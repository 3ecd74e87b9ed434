"""Clients with subscriptions over real WebSockets that record when events arrive."""

import asyncio
import time
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from typing import Any

import msgspec
from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from bench.processes import Gateway

# As many as the gateway lets one socket run.
PER_SOCKET = 25
_AT_ONCE = 20

# The event and the time of its arrival, by the clock that the simulators and MongoDB use.
Heard = Callable[[Any, float], None]


class Subscriptions:
    """What one socket follows.

    Attributes:
        connection: the socket.
    """

    def __init__(
        self, connection: ClientConnection, token: str, wanted: Sequence[tuple[str, str]], heard: Heard
    ) -> None:
        """Takes what is followed.

        Args:
            connection: the socket.
            token: who follows.
            wanted: each query with its id.
            heard: called with each event.
        """
        self.connection = connection
        self._token = token
        self._wanted = wanted
        self._heard = heard

    async def begin(self) -> None:
        """Subscribes to everything, and waits until the gateway has read so far."""
        await self._send(type="connection_init", payload={"authorization": f"Bearer {self._token}"})
        await self._until("connection_ack")
        for number, (query, id) in enumerate(self._wanted):
            payload = {"query": query, "variables": {"id": id}}
            await self._send(type="subscribe", id=str(number), payload=payload)
        await self._send(type="ping")
        await self._until("pong")

    async def listen(self) -> None:
        """Listens until the socket is closed."""
        async for text in self.connection:
            self._take(text, time.time())

    async def _until(self, type: str) -> None:
        while self._take(await self.connection.recv(), time.time()) != type:
            pass

    def _take(self, text: str | bytes, at: float) -> str:
        message = msgspec.json.decode(text)
        if message["type"] == "next":
            if "errors" in message["payload"]:
                raise RuntimeError(f"an event came with {message['payload']['errors']}")
            self._heard(message["payload"]["data"], at)
        elif message["type"] in ("error", "complete"):
            raise RuntimeError(f"a subscription ended: {message}")
        return str(message["type"])

    async def _send(self, **message: Any) -> None:
        await self.connection.send(msgspec.json.encode(message).decode())


@asynccontextmanager
async def following(
    gateway: Gateway, wanted: Sequence[tuple[str, str]], heard: Heard, *, per_socket: int = PER_SOCKET
) -> AsyncIterator[list[Subscriptions]]:
    """Follows many things for the time of a block, over as many sockets as that takes."""
    sockets: list[Subscriptions] = []
    async with AsyncExitStack() as stack:
        parts = [wanted[first : first + per_socket] for first in range(0, len(wanted), per_socket)]
        for first in range(0, len(parts), _AT_ONCE):
            opened = [
                Subscriptions(await stack.enter_async_context(a_socket(gateway)), gateway.token, part, heard)
                for part in parts[first : first + _AT_ONCE]
            ]
            await asyncio.gather(*(one.begin() for one in opened))
            sockets += opened
        listening = [asyncio.create_task(one.listen()) for one in sockets]
        try:
            yield sockets
        finally:
            for task in listening:
                task.cancel()
            for problem in await asyncio.gather(*listening, return_exceptions=True):
                if isinstance(problem, RuntimeError):
                    raise problem


def a_socket(gateway: Gateway, **how: Any) -> connect:
    """A socket that is not initialised yet; it sends no keep-alive messages, which would be measured, too."""
    return connect(
        f"ws://127.0.0.1:{gateway.port}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        compression=None,
        ping_interval=None,
        max_size=None,
        proxy=None,
        close_timeout=1,
        **how,
    )


def ignored(_: Any, __: float) -> None:
    """Reads and discards messages."""
