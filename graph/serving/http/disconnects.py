"""Cancels a query when its client disconnects; a mutation is never cancelled."""

import asyncio
from collections.abc import Coroutine
from typing import Any, TypeVar

from graph.serving.connections.response import Cycle
from graph.serving.http.api_request import ApiRequest
from runtime.background_tasks import BackgroundTasks

T = TypeVar("T")

# Most operations end sooner; whether the client is still there is watched from then on, in seconds.
_UNWATCHED = 0.01


class ClientLeft(Exception):
    """The client closed its connection, and its operation was cancelled."""


class Operations:
    """The operations under way."""

    def __init__(self) -> None:
        self._under_way = BackgroundTasks("operations over HTTP")

    def run(
        self,
        work: Coroutine[Any, Any, T],
        request: ApiRequest,
        *,
        may_be_given_up: bool,
        until: asyncio.Event | None = None,
    ) -> Coroutine[Any, Any, T]:
        """Waits for the work, or for the client to leave.

        A write runs in a task of its own, so that cancelling the request does not cancel it.

        Args:
            work: executes the operation.
            request: its body has been read already.
            may_be_given_up: whether the work may be cancelled when the client disconnects.
            until: set when the client no longer wants the result; handled like a disconnect.

        Raises:
            ClientLeft: the client disconnected, and the work was cancelled.
        """
        if not may_be_given_up:
            return self._under_way.to_its_end(work, name="operation")
        if request.cycle is not None and until is None:
            return _unless_left(request.cycle, work)
        return self._in_task(work, request, until)

    async def _in_task(
        self, work: Coroutine[Any, Any, T], request: ApiRequest, until: asyncio.Event | None
    ) -> T:
        """Waits for work in a task of its own, and asks what is between us and the client whether that has left."""
        task = self._under_way.start(work, name="operation", attended=True)
        leaving: list[asyncio.Task[None]] = []
        try:
            await asyncio.wait((task,), timeout=_UNWATCHED)
            if not task.done():
                leaving.append(asyncio.create_task(_left(request)))
                if until is not None:
                    leaving.append(asyncio.create_task(_set(until)))
                await asyncio.wait((task, *leaving), return_when=asyncio.FIRST_COMPLETED)
            if not task.done():
                task.cancel()
                await asyncio.wait((task,))
                if task.cancelled():
                    raise ClientLeft
            return await asyncio.shield(task)
        except asyncio.CancelledError:
            self._under_way.leave(task)
            task.cancel()
            raise
        finally:
            for each in leaving:
                each.cancel()

    async def aclose(self, *, seconds: float) -> None:
        """Waits, up to a time limit, for running writes whose clients have disconnected."""
        await self._under_way.aclose(seconds=seconds)


async def _unless_left(cycle: Cycle, work: Coroutine[Any, Any, T]) -> T:
    """Waits for work in the task of its request, which is cancelled as soon as our server sees the client leave.

    Raises:
        ClientLeft: it has.
    """
    task = cycle.task
    if cycle.disconnected:
        work.close()
        raise ClientLeft
    cycle.on_disconnect = task.cancel
    try:
        return await work
    except asyncio.CancelledError:
        if not cycle.disconnected:
            raise
        task.uncancel()
        raise ClientLeft from None
    finally:
        cycle.on_disconnect = None


async def _left(request: ApiRequest) -> None:
    while (await request.receive())["type"] != "http.disconnect":
        pass


async def _set(event: asyncio.Event) -> None:
    await event.wait()
