"""One WebSocket with graphql-transport-ws: its messages, its operations, its close."""

import asyncio
import logging
import secrets
from collections.abc import Callable, Iterable
from contextlib import ExitStack, aclosing, suppress
from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import msgspec
from graphql import GraphQLError
from starlette.websockets import WebSocket, WebSocketDisconnect, WebSocketDisconnected

from graph.operations import errors, results
from graph.operations.executable_schema import ExecutableSchema
from graph.operations.loop_time import LoopTime
from graph.operations.request import GraphQLRequest
from graph.operations.results import OperationFailed
from graph.serving.authentication import bearer
from graph.serving.authentication.authenticator import Authenticator
from graph.serving.http.bodies import Bodies, Body, size_of
from graph.serving.peers import address_of
from graph.serving.streams import messages
from graph.serving.streams.callers import SocketsOfCallers, TooManySockets
from graph.serving.streams.messages import BadMessage
from graph.serving.streams.results import results_of
from models.denial import TooManyFailures, Unauthenticated
from models.error_code import ErrorCode
from models.errors import MeetgraphError
from models.principal import Principal
from models.refusal import Overloaded
from resolvers.context import Context
from runtime.background_tasks import BackgroundTasks

_log = logging.getLogger(__name__)

# What is raised where the client has left, depending on who finds it first.
_GONE = (WebSocketDisconnect, WebSocketDisconnected, OSError)


class Close(IntEnum):
    """The close codes; those from 4400 on are defined by the protocol."""

    TOO_BIG = 1009
    FAULT = 1011
    RESTART = 1012
    BAD_MESSAGE = 4400
    UNAUTHORIZED = 4401
    FORBIDDEN = 4403
    PROTOCOL = 4406
    TOO_LATE = 4408
    ID_IN_USE = 4409
    # The protocol has it for too many initialisations; clients do not try again after it.
    TOO_MANY = 4429


@dataclass(frozen=True, slots=True, kw_only=True)
class SocketLimits:
    """The limits of one socket.

    Attributes:
        init_seconds: how long a client may wait before it sends `connection_init`.
        message_bytes: the longest message.
        operations: how many may run at the same time.
        queries: whether queries are executed, and not only subscriptions.
        of_one_caller: how many sockets a caller may have at this gateway.
    """

    init_seconds: float = 5.0
    message_bytes: int = 64 * 1024
    operations: int = 25
    queries: bool = True
    of_one_caller: int = 10


class GraphQLWebSocket:
    """One WebSocket and its operations.

    Every operation is a task and waits until its message was sent, so at most one message per operation is pending; a
    slow client receives the latest state of what it subscribes to.
    """

    def __init__(
        self,
        socket: WebSocket,
        schema: ExecutableSchema,
        context: Callable[[str, Principal], Context],
        authenticator: Authenticator,
        sockets: SocketsOfCallers,
        limits: SocketLimits,
        loop_time: LoopTime,
        bodies: Bodies,
    ) -> None:
        self._bodies = bodies
        self._loop_time = loop_time
        self._socket = socket
        self._sockets = sockets
        self._schema = schema
        self._context = context
        self._authenticator = authenticator
        self._principal: Principal | None = None
        self._session = ExitStack()
        self._limits = limits
        self._operations: dict[str, asyncio.Task[None]] = {}
        # Includes cancelled tasks that are still cleaning up.
        self._tasks = BackgroundTasks("a socket")
        self._initialised = False
        self._ended: asyncio.Future[tuple[Close, str] | None] = asyncio.get_running_loop().create_future()

    async def serve(self) -> None:
        """Serves the socket until either side closes it; then none of its operations runs."""
        loop = asyncio.get_running_loop()
        late = loop.call_later(
            self._limits.init_seconds, self._end, Close.TOO_LATE, "GraphQLWebSocket initialisation timeout"
        )
        self._tasks.start(self._read(late), name="reading")
        try:
            end = await self._ended
        finally:
            late.cancel()
            self._session.close()
            await self._tasks.aclose()
        if end is not None:
            with suppress(*_GONE):
                await self._socket.close(*end)

    def part(self) -> None:
        """Ends all operations and closes the socket, because the gateway stops.

        No `complete` is sent, so that clients subscribe again at another gateway.
        """
        self._end(Close.RESTART, "The service restarts")

    def _end(self, code: Close | None = None, reason: str = "") -> None:
        if not self._ended.done():
            self._ended.set_result(None if code is None else (code, reason))

    async def _read(self, late: asyncio.TimerHandle) -> None:
        try:
            while True:
                received = await self._socket.receive()
                if received["type"] == "websocket.disconnect":
                    self._end()
                    return
                await self._take_in_turn(received.get("text"), late)
        except _GONE:
            self._end()
        except BadMessage as bad:
            self._end(Close.BAD_MESSAGE, str(bad))
        except Overloaded as busy:
            self._end(Close.RESTART, busy.message)
        except Exception:  # noqa: BLE001 - the socket is closed with a code, and nothing else stops
            _log.exception("a fault in a socket")
            self._end(Close.FAULT, "Something went wrong inside this API")

    async def _take_in_turn(self, text: str | None, late: asyncio.TimerHandle) -> None:
        """Takes a message when it is the tenant's turn; no further one is read meanwhile."""
        taking = self._take(text, late)
        if self._principal is None:
            await taking
        else:
            await self._loop_time.run(self._principal.tenant, taking)

    async def _take(self, text: str | None, late: asyncio.TimerHandle) -> None:
        if text is None:
            raise BadMessage("Messages must be text")
        # The server refuses such messages already if it supports the limit; this check works with any server.
        if len(text) > self._limits.message_bytes:
            self._end(Close.TOO_BIG, "The message is too big")
            return
        match messages.read(text):
            case messages.Init(payload):
                if self._initialised:
                    self._end(Close.TOO_MANY, "Too many initialisation requests")
                    return
                self._initialised = True
                late.cancel()
                # Not awaited: who subscribes before the acknowledgement is refused, not kept waiting.
                self._tasks.start(self._acknowledge(payload), name="authenticating")
            case messages.Ping(payload):
                await self._send({"type": "pong"} | ({} if payload is None else {"payload": payload}))
            case messages.Pong():
                pass
            case messages.Subscribe(id, operation):
                await self._subscribe(id, operation, size_of(text.encode()))
            case messages.Complete(id):
                running = self._operations.pop(id, None)
                if running is not None:
                    running.cancel()

    async def _acknowledge(self, payload: messages.MessagePayload) -> None:
        try:
            token, peer = bearer.of_payload(payload), address_of(self._socket)
            principal = await self._authenticator.authenticate(token, peer)
            self._session.enter_context(self._sockets.holding(principal.caller))
            self._session.enter_context(self._authenticator.sessions.holding(principal, self._deny))
            self._principal = principal
            await self._send({"type": "connection_ack"})
        except (Unauthenticated, TooManyFailures) as error:
            self._deny(error)
        except TooManySockets:
            self._end(Close.TOO_MANY, f"Too many sockets: a caller has at most {self._limits.of_one_caller}")
        except MeetgraphError as error:
            self._end(Close.RESTART, error.message)
        except _GONE:
            self._end()
        except Exception:  # noqa: BLE001 - the socket is closed with a code
            _log.exception("a fault in authenticating a socket")
            self._end(Close.FAULT, "Something went wrong inside this API")

    def _deny(self, why: Unauthenticated | TooManyFailures | None = None) -> None:
        """Ends the socket because its token is not accepted, or no longer."""
        # Pages of other origins are refused with the same code, and another first word.
        self._end(Close.FORBIDDEN, f"Forbidden: {(why or Unauthenticated()).message}")

    async def _subscribe(self, id: str, operation: GraphQLRequest, size: int) -> None:
        if self._principal is None:
            self._end(Close.UNAUTHORIZED, "Unauthorized")
        elif id in self._operations:
            self._end(Close.ID_IN_USE, "Subscriber for this id already exists")
        elif len(self._operations) >= self._limits.operations:
            told = f"A socket runs at most {self._limits.operations} operations at the same time."
            error = results.request_error(told, ErrorCode.RATE_LIMITED, _new_id())
            await self._send({"type": "error", "id": id, "payload": [error.formatted]})
        else:
            self._operations[id] = self._tasks.start(
                self._run(id, operation, size, self._principal), name="operation"
            )

    async def _run(self, id: str, operation: GraphQLRequest, size: int, principal: Principal) -> None:
        context = self._context(_new_id(), principal)
        body = Body(self._bodies, principal.caller)
        try:
            body.take(size)
            await self._authenticator.check(principal)
            prepared = await self._schema.prepared_in_turn(operation, context)
            found = results_of(
                self._schema, prepared, operation.variables, context, queries=self._limits.queries
            )
            async with aclosing(found):
                async for result in found:
                    await self._send({"type": "next", "id": id, "payload": results.response(result)})
            last: dict[str, Any] = {"type": "complete", "id": id}
        except OperationFailed as refused:
            last = _failed(id, refused.errors)
        except Unauthenticated as error:
            self._deny(error)
            return
        except MeetgraphError as error:
            last = _failed(id, [results.request_error(error.message, error.code, context.request_id)])
        except _GONE:
            self._end()
            return
        except Exception:  # noqa: BLE001 - an error ends only this operation
            _log.exception("request %s: a fault outside the execution", context.request_id)
            fault = errors.fault(context.request_id)
            last = _failed(id, [results.request_error(fault, ErrorCode.INTERNAL, context.request_id)])
        finally:
            body.release()
        # The id is released before the client can know that the operation has ended.
        self._operations.pop(id, None)
        with suppress(*_GONE):
            await self._send(last)

    async def _send(self, message: dict[str, Any]) -> None:
        await self._socket.send_text(msgspec.json.encode(message).decode())


def _failed(id: str, found: Iterable[GraphQLError]) -> dict[str, Any]:
    return {"type": "error", "id": id, "payload": [error.formatted for error in found]}


def _new_id() -> str:
    return secrets.token_hex(8)
