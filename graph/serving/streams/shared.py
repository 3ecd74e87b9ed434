"""One event stream for all operations of a client: graphql-sse's single connection mode.

Separate requests start and stop the operations; all results are sent through one connection.
"""

import asyncio
import logging
from collections.abc import AsyncGenerator, Callable, Coroutine
from contextlib import aclosing
from dataclasses import dataclass
from typing import Any

from graphql import ExecutionResult, GraphQLError
from starlette.types import Receive, Scope, Send

from graph.operations import results
from graph.operations.results import OperationFailed
from graph.serving.http.bodies import Body
from graph.serving.http.requests import RequestRefused
from graph.serving.streams.responses import OpenResponse, SendBytes, fault
from graph.serving.streams.sse import SseFraming, complete_of, errors_only, next_of
from models.error_code import ErrorCode
from models.principal import Principal
from runtime.background_tasks import BackgroundTasks

# The id is part of every event, and of a URL.
ID_CHARACTERS = 256

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True, kw_only=True)
class SharedLimits:
    """The limits of shared streams.

    Attributes:
        open_seconds: how long a reservation waits for its event stream.
        reservations: how many may wait at the same time, in this process.
        operations: how many may run in one stream at the same time.
    """

    open_seconds: float = 10.0
    reservations: int = 10_000
    operations: int = 25


class Operation:
    """One operation of a shared stream, from the request that asks for it until it is complete.

    Attributes:
        stopped: set when its results are no longer wanted.
    """

    def __init__(self, id: str, stream: "SharedStream") -> None:
        self.stopped = asyncio.Event()
        self._id = id
        self._stream = stream
        self._task: asyncio.Task[None] | None = None

    def tell(self, found: AsyncGenerator[ExecutionResult, None], request_id: str, body: Body) -> None:
        """Starts sending its results.

        Args:
            found: the results.
            request_id: names the request, in the log and in errors.
            body: what the request holds; it is released at the end.
        """
        self._task = self._stream.running(self._tell(found, request_id))
        self._task.add_done_callback(lambda _: body.release())

    def stop(self) -> None:
        """Releases its id; no further results are sent."""
        self.stopped.set()
        self._stream.free(self._id, self)
        if self._task is not None:
            self._task.cancel()

    def release(self) -> None:
        """Releases its id if no results are sent."""
        if self._task is None:
            self.stop()

    async def _tell(self, found: AsyncGenerator[ExecutionResult, None], request_id: str) -> None:
        write = self._stream.write
        try:
            async with aclosing(found):
                async for result in found:
                    await write(next_of(self._id, results.response(result)))
        except OperationFailed as refused:
            await write(next_of(self._id, errors_only(refused.errors)))
        except Exception:  # noqa: BLE001 - an error ends only this operation
            _log.exception("request %s: a fault outside the execution", request_id)
            await write(next_of(self._id, errors_only([fault(request_id)])))
        # The id is released before the client can know that the operation has ended.
        self._stream.free(self._id, self)
        await write(complete_of(self._id))


class SharedStream:
    """The operations of one client; they end with its connection, or if the connection is not opened in time.

    Every operation waits until its message was sent, also before the connection is open, so at most one message per
    operation is pending.

    Args:
        principal: who reserved it; other callers do not find it.
        limits: the limits of the stream.
        tasks: its tasks, including cancelled ones that are still cleaning up.
        ended: called when it has ended.
    """

    def __init__(
        self,
        principal: Principal,
        limits: SharedLimits,
        tasks: BackgroundTasks,
        ended: Callable[[], None],
    ) -> None:
        loop = asyncio.get_running_loop()
        self.principal = principal
        self._limits = limits
        self._ended = ended
        self._is_over = False
        self._operations: dict[str, Operation] = {}
        self._tasks = tasks
        self._writing: asyncio.Future[SendBytes] = loop.create_future()
        self._response: SharedResponse | None = None
        self._late: asyncio.TimerHandle | None = loop.call_later(limits.open_seconds, self.part)

    def open(self, **how: Any) -> "SharedResponse":
        """The response that carries the results of all its operations.

        Args:
            how: the arguments of `OpenResponse`.

        Raises:
            RequestRefused: it is open already.
        """
        if self._late is None:
            raise RequestRefused(409, "This event stream is already open.")
        self._late.cancel()
        self._late = None
        self._response = SharedResponse(self, principal=self.principal, **how)
        return self._response

    def take(self, id: object) -> Operation:
        """Reserves an id for an operation.

        Raises:
            RequestRefused: the id is invalid or in use, too many operations run, or the stream has ended.
        """
        if self._is_over:
            raise no_such_stream()
        if not isinstance(id, str) or not 0 < len(id) <= ID_CHARACTERS:
            told = f"The request needs a text of 1 to {ID_CHARACTERS} characters as `extensions.operationId`."
            raise RequestRefused(400, told)
        if id in self._operations:
            raise RequestRefused(409, "An operation with this id is already running.")
        if len(self._operations) >= self._limits.operations:
            told = f"An event stream runs at most {self._limits.operations} operations at the same time."
            raise RequestRefused(429, told, code=ErrorCode.RATE_LIMITED)
        operation = self._operations[id] = Operation(id, self)
        return operation

    def stop(self, id: str) -> None:
        """Stops an operation if it still runs."""
        if id in self._operations:
            self._operations[id].stop()

    def free(self, id: str, operation: Operation) -> None:
        """Releases an operation's id, unless another operation uses it by now."""
        if self._operations.get(id) is operation:
            del self._operations[id]

    @property
    def running_ids(self) -> tuple[str, ...]:
        """The ids of the operations that run."""
        return tuple(self._operations)

    def deny(self) -> None:
        """Ends the stream because its credential has expired or was revoked."""
        if self._response is None:
            self.part()
        else:
            self._response.deny()

    def part(self) -> None:
        """Ends the stream and all its operations, without `complete` messages."""
        if self._is_over:
            return
        self._is_over = True
        if self._late is not None:
            self._late.cancel()
        for operation in tuple(self._operations.values()):
            operation.stop()
        self._ended()

    async def write(self, text: bytes) -> None:
        """Waits until the connection is open and the text was sent."""
        write = await asyncio.shield(self._writing)
        await write(text)

    def begins(self, write: SendBytes) -> None:
        """Marks the connection as open."""
        self._writing.set_result(write)

    def running(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        """Starts a task of the stream."""
        return self._tasks.start(work, name="operation")


class SharedResponse(OpenResponse):
    """The connection of a shared stream."""

    def __init__(self, stream: SharedStream, **how: Any) -> None:
        super().__init__(SseFraming(), **how)
        self._stream = stream

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        try:
            await super().__call__(scope, receive, send)
        finally:
            self._stream.part()

    async def _tell(self, write: SendBytes) -> None:
        self._stream.begins(write)
        await asyncio.Event().wait()

    def _denied(self, error: GraphQLError) -> bytes:
        running = self._stream.running_ids
        self._stream.part()
        return b"".join(next_of(id, errors_only([error])) + complete_of(id) for id in running)


def no_such_stream() -> RequestRefused:
    """The error for a request whose stream is unknown."""
    told = "This event stream does not exist at this gateway: reserve one with PUT, at the same gateway."
    return RequestRefused(404, told, code=ErrorCode.NOT_FOUND)
