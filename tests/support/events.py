"""Clients that read event streams, comments included."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, NamedTuple

import httpx

from graph.serving.streams.sse import EVENTS
from tests.support.streamed import Pieces, answering
from tests.support.streams import PATIENCE


class Event(NamedTuple):
    """One event; a comment has no name."""

    name: str | None
    data: Any = None


COMMENT = Event(None)
COMPLETE = Event("complete")


class Stream(Pieces[Event]):
    """The events of an answer, comments included."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer, COMMENT)
        self._lines = answer.aiter_lines()

    async def next(self) -> Event:
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


@asynccontextmanager
async def asked(port: int, query: str, accept: str = EVENTS, **how: Any) -> AsyncIterator[Stream]:
    async with answering(port, query, accept, **how) as answer:
        yield Stream(answer)
