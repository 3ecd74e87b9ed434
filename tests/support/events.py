"""Clients that read event streams, comments included."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx

from graph.streams.sse import EVENTS
from tests.support.streams import PATIENCE
from tests.support.world import LOOPBACK


class Event(NamedTuple):
    """One event; a comment has no name."""

    name: str | None
    data: Any = None


COMMENT = Event(None)
COMPLETE = Event("complete")


class Stream:
    """The events of an answer, comments included."""

    def __init__(self, answer: httpx.Response) -> None:
        self.answer = answer
        self._lines = answer.aiter_lines()

    async def next(self) -> Event:
        """The next event, comments included."""
        name, data = None, None
        async with asyncio.timeout(PATIENCE):
            async for line in self._lines:
                if not line:
                    return Event(name, data)
                field, _, value = line.partition(":")
                if field == "event":
                    name = value.strip()
                elif field == "data" and value.strip():
                    data = json.loads(value)
        raise EOFError

    async def told(self) -> Event:
        """The next event that is none of the signs of life."""
        while (event := await self.next()) == COMMENT:
            pass
        return event

    async def rest(self) -> list[Event]:
        found = []
        try:
            while True:
                found.append(await self.told())
        except EOFError:
            return found


@asynccontextmanager
async def asked(
    port: int, query: str, accept: str = EVENTS, method: str = "POST", **more: Any
) -> AsyncIterator[Stream]:
    url, request = f"http://{LOOPBACK}:{port}/graphql", {"query": query, **more}
    how: dict[str, Any] = {"json": request} if method == "POST" else {"params": request}
    async with (
        httpx.AsyncClient(trust_env=False, timeout=PATIENCE) as client,
        client.stream(method, url, headers={"accept": accept}, **how) as answer,
    ):
        yield Stream(answer)


async def happens(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE):
        await event.wait()
