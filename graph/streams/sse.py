"""GraphQL over server-sent events, as graphql-sse has it in its mode of distinct connections."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Iterable
from contextlib import aclosing
from typing import Any

import msgspec
from graphql import GraphQLError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send
from strawberry.types import ExecutionResult

from graph import errors, results
from graph.accept import Accept
from graph.streams.opened import Opened
from graph.subscribing import Refused
from models.errors import ErrorCode

EVENTS = "text/event-stream"

_COMPLETE = b"event: complete\ndata:\n\n"
# A comment, which clients skip; it keeps those on the way from giving an idle connection up.
_PING = b":\n\n"

_log = logging.getLogger(__name__)


def is_preferred(accept: Accept, others: Iterable[str]) -> bool:
    """Whether a client wants events more than any other answer; urql names them in every query that it sends."""
    return accept.names(EVENTS) and accept.quality(EVENTS) > max(map(accept.quality, others))


class EventStream(Response):
    """Sends each result of an operation as an event; ends the operation when the client goes away.

    Args:
        found: the operation's results.
        request_id: names the request, in the log and in errors.
        opened: keeps the streams that are open.
        ping_seconds: how often an idle client is sent a sign of life.
    """

    def __init__(
        self,
        found: AsyncGenerator[ExecutionResult, None],
        *,
        request_id: str,
        opened: Opened,
        ping_seconds: float,
    ) -> None:
        super().__init__(
            headers={
                "content-type": EVENTS,
                "cache-control": "no-store",
                # nginx would hold events back until its buffer is full.
                "x-accel-buffering": "no",
                "vary": "accept",
                "x-content-type-options": "nosniff",
                "x-request-id": request_id,
            }
        )
        del self.headers["content-length"]
        self._found = found
        self._request_id = request_id
        self._opened = opened
        self._ping_seconds = ping_seconds
        self._parting = asyncio.Event()

    def part(self) -> None:
        """Ends the stream, since the gateway stops; without `complete`, so that clients ask again elsewhere."""
        self._parting.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        with self._opened.holding(self):
            gone = asyncio.create_task(_gone(receive))
            telling = asyncio.create_task(self._tell(send))
            parting = asyncio.create_task(self._parting.wait())
            tasks: tuple[asyncio.Task[Any], ...] = (gone, telling, parting)
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
                is_gone, is_complete = gone.done(), telling.done()
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)
            if not is_gone:
                if is_complete:
                    await _send(send, _COMPLETE)
                await send({"type": "http.response.body", "body": b"", "more_body": False})

    async def _tell(self, send: Send) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        # The first bytes tell the client that the connection stands, however long the first event takes.
        await _send(send, _PING)
        pinging = asyncio.create_task(self._ping(send))
        try:
            async with aclosing(self._found):
                async for result in self._found:
                    await _send(send, _event(results.body(result)))
        except Refused as refused:
            await _send(send, _event(_errors(refused.errors)))
        except Exception:  # noqa: BLE001 - whatever it is, a client finds it where it looks for errors
            _log.exception("request %s: a fault outside the execution", self._request_id)
            fault = results.request_error(
                errors.fault(self._request_id), ErrorCode.INTERNAL, self._request_id
            )
            await _send(send, _event(_errors([fault])))
        finally:
            pinging.cancel()

    async def _ping(self, send: Send) -> None:
        while True:
            await asyncio.sleep(self._ping_seconds)
            await _send(send, _PING)


def _event(told: dict[str, Any]) -> bytes:
    # JSON has no line breaks outside of its strings, and none unescaped inside.
    return b"event: next\ndata: " + msgspec.json.encode(told) + b"\n\n"


def _errors(found: Iterable[GraphQLError]) -> dict[str, Any]:
    return {"errors": [error.formatted for error in found]}


async def _send(send: Send, text: bytes) -> None:
    await send({"type": "http.response.body", "body": text, "more_body": True})


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
