"""A gateway whose subscriptions come from the test itself, and clients that speak to it over real sockets."""

import asyncio
import json
from collections import defaultdict
from collections.abc import AsyncGenerator, AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Any

import strawberry
from starlette.types import ASGIApp
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed
from websockets.typing import Subprotocol

from graph.operations.executable_schema import ExecutableSchema
from graph.serving.connections.limits import ConnectionLimits
from resolvers.context import Context, Info
from tests.support.world import LOOPBACK, ListeningServer, bound, port_of

PROTOCOL = "graphql-transport-ws"
# What no test should need; it only ends one that hangs.
PATIENCE = 20


class ScriptedSource:
    """What one subscription follows."""

    def __init__(self) -> None:
        self.events: asyncio.Queue[Any] = asyncio.Queue()
        self.begun = asyncio.Event()
        self.ended = asyncio.Event()

    def tell(self, *events: Any) -> None:
        for event in events:
            self.events.put_nowait(event)

    async def follow(self) -> AsyncGenerator[Any, None]:
        self.begun.set()
        try:
            while (event := await self.events.get()) is not END:
                if isinstance(event, Raised):
                    raise event.error
                yield event
        finally:
            self.ended.set()


class Raised:
    """Lets a source fail, rather than tell of a failure."""

    def __init__(self, error: Exception) -> None:
        self.error = error


END = object()


class Sources(defaultdict[str, ScriptedSource]):
    """The sources by their names, and the contexts that events were executed in."""

    def __init__(self) -> None:
        super().__init__(ScriptedSource)
        self.contexts: list[Context] = []
        self.held = asyncio.Event()
        # Set when somebody waits for that.
        self.begun = asyncio.Event()
        self.written: list[str] = []


def a_schema(sources: Sources) -> ExecutableSchema:
    """A schema over the sources, with our error handling and extensions."""

    @strawberry.type
    class Event:
        @strawberry.field
        @staticmethod
        def value(root: Any) -> int:
            return int(root)

        @strawberry.field
        @staticmethod
        def seen(info: Info) -> bool:
            sources.contexts.append(info.context)
            # Made on first use, so that a context that is used twice shows.
            return bool(info.context.loaders)

    @strawberry.type
    class Query:
        @strawberry.field
        @staticmethod
        def hello() -> str:
            return "hello"

        @strawberry.field
        @staticmethod
        def seen(info: Info) -> bool:
            sources.contexts.append(info.context)
            return True

        @strawberry.field
        @staticmethod
        def text(length: int) -> str:
            return "x" * length

        @strawberry.field
        @staticmethod
        async def held() -> str:
            sources.begun.set()
            await sources.held.wait()
            return "let go"

    @strawberry.type
    class Mutation:
        @strawberry.mutation
        @staticmethod
        def write(text: str) -> str:
            sources.written.append(text)
            return text

        @strawberry.mutation
        @staticmethod
        async def held(text: str) -> str:
            sources.begun.set()
            await sources.held.wait()
            sources.written.append(text)
            return text

    @strawberry.type
    class Subscription:
        @strawberry.subscription
        @staticmethod
        def follow(name: str) -> AsyncGenerator[Event | None, None]:
            if name == "nobody":
                raise RuntimeError("pin 4711")
            return sources[name].follow()

        @strawberry.subscription
        @staticmethod
        async def long(length: int) -> AsyncGenerator[str, None]:
            source = sources["long"]
            source.begun.set()
            try:
                while True:
                    yield "x" * length
                    await asyncio.sleep(0)
            finally:
                source.ended.set()

    return ExecutableSchema(strawberry.Schema(query=Query, mutation=Mutation, subscription=Subscription))


@asynccontextmanager
async def serving(app: ASGIApp, **limits: Any) -> AsyncIterator[tuple[int, ListeningServer]]:
    """Serves an application in the test's own loop; gives the port and the server."""
    place = bound()
    server = ListeningServer(app, ConnectionLimits(**limits))
    task = asyncio.create_task(server.serve(sockets=[place]))
    port = port_of(place)
    await server.listens.wait()
    try:
        yield port, server
    finally:
        server.stop()
        await task


class Client:
    """One end of a WebSocket."""

    def __init__(self, connection: ClientConnection) -> None:
        self.connection = connection

    async def send(self, **message: Any) -> None:
        await self.connection.send(json.dumps(message))

    async def subscribe(self, query: str, id: str = "1", **payload: Any) -> None:
        await self.send(type="subscribe", id=id, payload={"query": query, **payload})

    async def receive(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE):
            message: dict[str, Any] = json.loads(await self.connection.recv())
            return message

    async def init(self) -> None:
        await self.send(type="connection_init")
        assert await self.receive() == {"type": "connection_ack"}

    async def close_code(self) -> int | None:
        """The code with which the other side closes, whatever it says before."""
        async with asyncio.timeout(PATIENCE):
            with suppress(ConnectionClosed):
                while True:
                    await self.connection.recv()
        return self.connection.close_code


@asynccontextmanager
async def a_client(port: int, protocol: str | None = PROTOCOL, **how: Any) -> AsyncIterator[Client]:
    """A client whose socket is open and not initialised yet."""
    protocols = None if protocol is None else [Subprotocol(protocol)]
    async with connect(
        f"ws://{LOOPBACK}:{port}/graphql", subprotocols=protocols, proxy=None, max_size=None, **how
    ) as connection:
        yield Client(connection)


@asynccontextmanager
async def an_initialised_client(port: int, **how: Any) -> AsyncIterator[Client]:
    async with a_client(port, **how) as client:
        await client.init()
        yield client
