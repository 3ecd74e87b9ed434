"""Makes the calls of one account: waits until they are admitted, attempts and retries them."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from typing import TypeAlias

from models.account import Account
from models.errors import DeadlineExceeded, Unsendable, VendorError, VendorUnreachable
from vendors.attempt import Attempt, Verdict, is_final
from vendors.operation_scope import OperationScope, current_scope
from vendors.resilience.backoff import Again, Retries
from vendors.resilience.guard import Guard
from vendors.response_classes import Reply, Shared
from vendors.shared_call import SharedCall
from vendors.transports.exchange import Exchange, Outcome
from vendors.transports.limits import HttpLimits
from vendors.transports.pool import ConnectionPool
from vendors.transports.request import CannotBeSent
from vendors.transports.response import WireFailure, WireResponse
from vendors.worker_thread import LONG, WorkerThread

# Makes one attempt by an exchange.
Call: TypeAlias = Callable[[Exchange], Awaitable[WireResponse]]


class Calls:
    """The calls of one account.

    Args:
        account: the account.
        limits: the limits of calls to the account.
        pool: carries them.
        guard: admits them.
        retries: decides about retries.
        worker: decodes long responses.
        clock: monotonic seconds.
    """

    def __init__(
        self,
        account: Account,
        limits: HttpLimits,
        pool: ConnectionPool,
        guard: Guard,
        retries: Retries,
        worker: WorkerThread,
        clock: Callable[[], float],
    ) -> None:
        self._account, self._vendor = account, account.vendor
        self._limits = limits
        self._pool = pool
        self._guard = guard
        self._retries = retries
        self._worker = worker
        self._clock = clock
        self._is_closed = False

    def close(self) -> None:
        """Makes no call any more; those that run fail when the pool is closed."""
        self._is_closed = True

    async def made(self, operation: str, call: Call, *, is_repeatable: bool) -> Reply:
        """Makes one call, retries it if that may help, and classifies its outcome for all vendors.

        Raises:
            VendorError: there is no reply.
        """
        scope = current_scope()
        until = self._until(scope)
        try:
            term = await self._admitted(operation, until, scope)
        except VendorError:
            self._degrade(scope)
            raise
        until = self._offered(until)
        verdict = await self._attempted(operation, call, term, until, scope)
        return await self._settled(operation, call if is_repeatable else None, verdict, until, scope)

    async def read(self, operation: str, request: bytes) -> Reply:
        """Makes a read outside of any operation; errors as those of `made`."""
        return await self.made(operation, _read(request), is_repeatable=True)

    def begun(self, operation: str, request: bytes, scope: OperationScope) -> SharedCall[Shared]:
        """Begins a read for an operation; it takes a task only if something is in its way."""
        call: SharedCall[Shared]
        until = self._until(scope)
        if not self._is_closed and until > self._clock():
            term = self._guard.enter_at_once()
            if term is not None:
                left = scope.left()
                until = self._offered(until)
                attempt = self._attempt(operation, term, until, scope)
                call = _SentRead(self, attempt, operation, request, until, scope)
                call.limited_by = scope if left is not None and left < self._limits.total else None
                return call
        call = SharedCall.in_task(self._shared(self.read(operation, request)))
        call.limited_by = scope
        return call

    async def concluded(
        self,
        attempt: Attempt,
        outcome: Outcome,
        verdict: Verdict | None,
        operation: str,
        request: bytes,
        until: float,
        scope: OperationScope,
    ) -> Shared:
        """What a read comes to after a first attempt that may be retried, or whose response is long.

        Args:
            verdict: of the attempt; None if its outcome was not judged yet.
        """
        if verdict is None:
            verdict = await attempt.verdict_of_any(outcome)
        return await self._shared(self._settled(operation, _read(request), verdict, until, scope))

    async def _shared(self, reply: Awaitable[Reply]) -> Shared:
        return Shared(await reply)

    def _until(self, scope: OperationScope | None) -> float:
        """Until when a call waits to be admitted: its operation's deadline; outside of any, its own time limit."""
        left = None if scope is None else scope.left()
        return self._clock() + (self._limits.total if left is None else left)

    def _offered(self, until: float) -> float:
        """Counts a call that was admitted; returns its deadline."""
        self._retries.offered()
        return min(until, self._clock() + self._limits.total)

    async def _admitted(self, operation: str, until: float, scope: OperationScope | None) -> int:
        """Waits until a call may be sent; returns the guard's number for it.

        Raises:
            VendorError: the call was not sent.
        """
        if not self._is_closed:
            if until <= self._clock():
                raise DeadlineExceeded(self._vendor, operation, may_have_arrived=False)
            # A call outside of any operation, such as the send of a command, counts as an operation of its own.
            term = await self._guard.enter(operation, until, object() if scope is None else id(scope))
            if not self._is_closed:
                return term
            self._guard.inconclusive(term)
        raise VendorUnreachable(self._vendor, operation, may_have_arrived=False)

    def _attempt(self, operation: str, term: int, until: float, scope: OperationScope | None) -> Attempt:
        seconds = max(until - self._clock(), 0.001)
        return Attempt(
            self._vendor,
            self._guard,
            self._worker,
            self._clock,
            operation,
            term,
            seconds,
            scope,
            None if scope is None else scope.meter[self._account],
            Exchange(self._pool, seconds),
        )

    async def _attempted(
        self, operation: str, call: Call, term: int, until: float, scope: OperationScope | None
    ) -> Verdict:
        """Makes one attempt, and returns its outcome as a value."""
        attempt = self._attempt(operation, term, until, scope)
        outcome: Outcome
        try:
            outcome = await call(attempt.exchange)
        except WireFailure as failure:
            outcome = failure
        except CannotBeSent as refusal:
            attempt.inconclusive()
            return Unsendable(
                self._vendor, operation, detail=str(refusal), may_have_arrived=False
            ), Again.NEVER
        except BaseException:
            attempt.leave()
            raise
        finally:
            attempt.ended()
        return await attempt.verdict_of_any(outcome)

    async def _settled(
        self, operation: str, call: Call | None, verdict: Verdict, until: float, scope: OperationScope | None
    ) -> Reply:
        """What a call comes to after its first attempt.

        Args:
            call: makes another attempt; None if that must not be.

        Raises:
            VendorError: there is no reply.
        """
        done = 0
        while not is_final(verdict):
            self._degrade(scope)
            if call is None or self._is_closed:
                break
            pause = self._retries.pause(verdict[1], done, until - self._clock())
            if pause is None:
                break
            done += 1
            await asyncio.sleep(pause)
            try:
                term = await self._admitted(operation, until, scope)
            except VendorError:
                # The previous failure is more informative.
                break
            verdict = await self._attempted(operation, call, term, until, scope)
        outcome, _ = verdict
        if isinstance(outcome, Reply):
            return outcome
        raise outcome

    def _degrade(self, scope: OperationScope | None) -> None:
        if scope is not None:
            scope.meter[self._account].degraded = True


class _SentRead(SharedCall[Shared]):
    """A read that was sent without a wait: its response is judged where it arrives, and wakes those who wait for it."""

    __slots__ = ("_attempt", "_calls", "_context", "_operation", "_request", "_scope", "_until")

    def __init__(
        self,
        calls: Calls,
        attempt: Attempt,
        operation: str,
        request: bytes,
        until: float,
        scope: OperationScope,
    ) -> None:
        super().__init__(self._leave)
        self._calls, self._attempt, self._operation = calls, attempt, operation
        self._request, self._until, self._scope = request, until, scope
        # Responses arrive in the context of their connection.
        self._context = copy_context()
        attempt.exchange.begin(request, self._arrived, is_repeatable=True)

    def _leave(self) -> None:
        self._attempt.ended()
        self._attempt.leave()

    def _arrived(self, outcome: Outcome) -> None:
        attempt, verdict = self._attempt, None
        attempt.ended()
        if isinstance(outcome, WireFailure) or len(outcome.body) <= LONG:
            try:
                verdict = attempt.verdict(outcome)
            except Exception as error:  # noqa: BLE001 - it is raised where the result is waited for
                attempt.inconclusive()
                self.fail(error)
                return
            if is_final(verdict) and isinstance(verdict[0], Reply):
                self.succeed(Shared(verdict[0]))
                return
        concluded = self._calls.concluded(
            attempt, outcome, verdict, self._operation, self._request, self._until, self._scope
        )
        self.carried_out_by(concluded, self._context)

    def _task_ended(self, task: asyncio.Task[Shared]) -> None:
        # A task may be cancelled before it begins.
        self._attempt.inconclusive()
        super()._task_ended(task)


def _read(request: bytes) -> Call:
    async def read(exchange: Exchange) -> WireResponse:
        return await exchange.sent(request, is_repeatable=True)

    return read
