"""Streaming HTTP responses: how they begin, their pings, and the three ways in which they end."""

import asyncio
import logging
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import aclosing
from typing import Any, Protocol, TypeAlias

import msgspec
from graphql import ExecutionResult, GraphQLError
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from graph.operations import errors, results
from graph.operations.results import OperationFailed
from graph.serving.authentication.sessions import Sessions
from graph.serving.http.bodies import Body
from graph.serving.streams.open_streams import OpenStreams
from models.denial import Unauthenticated
from models.error_code import ErrorCode
from models.principal import Principal
from resolvers.context import Context

SendBytes: TypeAlias = Callable[[bytes], Awaitable[None]]

_RESTARTS = "The service restarts: subscribe again."

_log = logging.getLogger(__name__)


class Framing(Protocol):
    """How a protocol formats its messages; pure."""

    @property
    def content_type(self) -> str: ...

    @property
    def opening(self) -> bytes:
        """The first bytes, which confirm the connection before the first result."""

    @property
    def ping(self) -> bytes:
        """A keep-alive message, which clients ignore; it keeps proxies from closing an idle connection."""

    @property
    def complete(self) -> bytes:
        """The message for the end of a complete operation."""

    def result(self, told: msgspec.Raw) -> bytes:
        """One result."""

    def failed(self, found: Sequence[GraphQLError]) -> bytes:
        """The errors that end the operation."""

    def cut(self, error: GraphQLError) -> bytes:
        """The message for an interrupted operation, after which clients ask again."""


class OpenResponse(Response):
    """Stays open until it is complete, its client goes away, its credential ends, or the gateway stops.

    Args:
        framing: formats the messages.
        request_id: names the request, in the log and in errors.
        principal: whose it is.
        opened: the open streams.
        sessions: ends them with their credentials.
        ping_seconds: how often an idle client is sent a sign of life.
    """

    def __init__(
        self,
        framing: Framing,
        *,
        request_id: str,
        principal: Principal,
        opened: OpenStreams,
        sessions: Sessions,
        ping_seconds: float,
    ) -> None:
        super().__init__(
            headers={
                "content-type": framing.content_type,
                # nginx would buffer events.
                "x-accel-buffering": "no",
                "vary": "accept",
                "x-content-type-options": "nosniff",
                "x-request-id": request_id,
            }
        )
        del self.headers["content-length"]
        self._framing = framing
        self._request_id = request_id
        self._principal = principal
        self._opened = opened
        self._sessions = sessions
        self._is_denied = False
        self._ping_seconds = ping_seconds
        self._parting = asyncio.Event()

    def part(self) -> None:
        """Ends the response as interrupted, because the gateway stops, so that clients ask another gateway."""
        self._parting.set()

    def deny(self) -> None:
        """Ends the response because its credential has expired or was revoked."""
        self._is_denied = True
        self._parting.set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def write(text: bytes) -> None:
            await send({"type": "http.response.body", "body": text, "more_body": True})

        with self._opened.holding(self), self._sessions.holding(self._principal, self.deny):
            gone = asyncio.create_task(_gone(receive))
            telling = asyncio.create_task(self._serve(send, write))
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
                    last = self._framing.complete
                elif self._is_denied:
                    last = self._denied(self._unauthenticated()) + self._framing.complete
                else:
                    last = self._framing.cut(self._stopping())
                await send({"type": "http.response.body", "body": last, "more_body": False})

    async def _serve(self, send: Send, write: SendBytes) -> None:
        await send({"type": "http.response.start", "status": 200, "headers": self.raw_headers})
        await write(self._framing.opening)
        pinging = asyncio.create_task(self._ping(write))
        try:
            await self._tell(write)
        finally:
            pinging.cancel()

    async def _tell(self, write: SendBytes) -> None:
        """Sends all messages until the operation is complete."""
        raise NotImplementedError

    def _denied(self, error: GraphQLError) -> bytes:
        """The messages that say that the credential has ended."""
        return self._framing.failed([error])

    async def _ping(self, write: SendBytes) -> None:
        while True:
            await asyncio.sleep(self._ping_seconds)
            await write(self._framing.ping)

    def _unauthenticated(self) -> GraphQLError:
        return results.request_error(Unauthenticated().message, ErrorCode.UNAUTHENTICATED, self._request_id)

    def _stopping(self) -> GraphQLError:
        return results.request_error(_RESTARTS, ErrorCode.SERVICE_UNAVAILABLE, self._request_id)


class ResultStream(OpenResponse):
    """Sends each result of one operation; ends the operation when the client goes away.

    Args:
        found: the operation's results.
        framing: how they are written.
        context: the operation's.
        body: what the request holds; it is released at the end.
        more: as `OpenResponse` has it.
    """

    def __init__(
        self,
        found: AsyncGenerator[ExecutionResult, None],
        framing: Framing,
        *,
        context: Context,
        body: Body,
        **more: Any,
    ) -> None:
        super().__init__(framing, request_id=context.request_id, principal=context.principal, **more)
        self._found = found
        self._body = body

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._body.release()

    async def _tell(self, write: SendBytes) -> None:
        try:
            async with aclosing(self._found):
                async for result in self._found:
                    await write(self._framing.result(results.response(result)))
        except OperationFailed as refused:
            await write(self._framing.failed(refused.errors))
        except Exception:  # noqa: BLE001 - whatever it is, a client finds it where it looks for errors
            _log.exception("request %s: a fault outside the execution", self._request_id)
            await write(self._framing.failed([fault(self._request_id)]))


def fault(request_id: str) -> GraphQLError:
    """The error that clients receive for an internal error."""
    return results.request_error(errors.fault(request_id), ErrorCode.INTERNAL, request_id)


async def _gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
