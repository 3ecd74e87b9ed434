"""Cancels a query when its client disconnects; a mutation is never cancelled."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from starlette.requests import Request

from runtime.background_tasks import BackgroundTasks

T = TypeVar("T")


class ClientLeft(Exception):
    """The client closed its connection, and what it had asked for was given up."""


class Operations:
    """The operations under way."""

    def __init__(self) -> None:
        self._under_way = BackgroundTasks("operations over HTTP")

    async def run(
        self,
        work: Coroutine[Any, Any, T],
        request: Request,
        *,
        may_be_given_up: bool,
        until: asyncio.Event | None = None,
    ) -> T:
        """Waits for the work, or for the client to leave.

        The work is a task of its own, so that whoever cancels the request does not cancel a write in its middle.

        Args:
            work: carries out the operation.
            request: its body has been read, as far as it will be.
            may_be_given_up: whether the work may be cancelled when the client has left.
            until: set when the client wants the result no longer, and as good as has left.

        Raises:
            ClientLeft: the client left, and the work was cancelled.
        """
        task = self._under_way.start(work, name="operation", attended=True)
        leaving = [asyncio.create_task(_left(request))]
        if until is not None:
            leaving.append(asyncio.create_task(_set(until)))
        try:
            await asyncio.wait((task, *leaving), return_when=asyncio.FIRST_COMPLETED)
            if not task.done() and may_be_given_up:
                task.cancel()
                await asyncio.wait((task,))
                if task.cancelled():
                    raise ClientLeft
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._under_way.leave(task)
            if may_be_given_up:
                task.cancel()
            raise
        finally:
            for each in leaving:
                each.cancel()

    async def aclose(self, *, seconds: float) -> None:
        """Lets what is left come to its end, for so long: writes whose clients are gone."""
        await self._under_way.aclose(seconds=seconds)


async def _left(request: Request) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _set(event: asyncio.Event) -> None:
    await event.wait()
