"""Clients that read an answer over plain HTTP in pieces, as they come."""

import asyncio
from abc import ABC, abstractmethod
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any, Generic, TypeVar

import httpx

from tests.support.plain_http import plain_client
from tests.support.streams import PATIENCE
from tests.support.world import LOOPBACK

T = TypeVar("T")


class Pieces(ABC, Generic[T]):
    """The pieces of an answer, of which some only show that its sender lives."""

    def __init__(self, answer: httpx.Response, sign_of_life: T) -> None:
        self.answer = answer
        self._sign_of_life = sign_of_life

    @abstractmethod
    async def next(self) -> T:
        """The next piece, signs of life included.

        Raises:
            EOFError: there is none.
        """

    async def told(self) -> T:
        """The next piece that is none of the signs of life."""
        while (piece := await self.next()) == self._sign_of_life:
            pass
        return piece

    async def rest(self) -> list[T]:
        found = []
        try:
            while True:
                found.append(await self.told())
        except EOFError:
            return found


@asynccontextmanager
async def answering(
    port: int, query: str, accept: str, method: str = "POST", **more: Any
) -> AsyncIterator[httpx.Response]:
    """The answer to a query, whose head has been read."""
    url, request = f"http://{LOOPBACK}:{port}/graphql", {"query": query, **more}
    how: dict[str, Any] = {"json": request} if method == "POST" else {"params": request}
    async with (
        plain_client(timeout=PATIENCE) as client,
        client.stream(method, url, headers={"accept": accept}, **how) as answer,
    ):
        yield answer


async def happens(event: asyncio.Event) -> None:
    async with asyncio.timeout(PATIENCE):
        await event.wait()
