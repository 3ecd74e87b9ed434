"""Makes the calls of one account: waits until they are admitted, attempts and retries them."""

import asyncio
from collections.abc import Callable
from math import inf

from models.account import Account
from models.errors import DeadlineExceeded, Unsendable, VendorError, VendorUnreachable
from vendors.attempt import Attempt, Verdict, is_final
from vendors.begun_read import BegunRead, Call, repeatable
from vendors.operation_scope import OperationScope, current_scope
from vendors.resilience.backoff import Again, Retries
from vendors.resilience.guard import Guard
from vendors.response_classes import Reply, Shared
from vendors.shared_call import SharedCall
from vendors.transports.exchange import Exchange, Outcome
from vendors.transports.limits import HttpLimits
from vendors.transports.pool import ConnectionPool
from vendors.transports.request import CannotBeSent
from vendors.transports.response import WireFailure
from vendors.worker_thread import WorkerThread


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
        term, until = await self.entered(operation, scope)
        verdict = await self.attempted(operation, call, term, until, scope)
        return await self.settled(operation, call if is_repeatable else None, verdict, until, scope)

    async def read(self, operation: str, request: bytes) -> Reply:
        """Makes a read outside of any operation; errors as those of `made`."""
        return await self.made(operation, repeatable(request), is_repeatable=True)

    def begun(self, operation: str, request: bytes, scope: OperationScope) -> SharedCall[Shared]:
        """Begins a read for an operation; it takes a task only if something is in its way."""
        now, left = self._clock(), scope.left()
        call = BegunRead(self, operation, request, scope, inf if left is None else now + left)
        if not self._is_closed and (left is None or left > 0):
            term = self._guard.enter_at_once()
            if term is not None:
                self._retries.offered(now)
                total = self._limits.total
                seconds = total if left is None or left > total else left
                call.send(term, now, seconds, is_short=seconds < total)
                return call
        call.wait()
        return call

    def is_shorter(self, deadline: float) -> bool:
        """Whether a call that begins now would be ended by this deadline, before its own time limit."""
        return deadline - self._clock() < self._limits.total

    def is_late(self, deadline: float) -> bool:
        """Whether so little time is left that no retry and no wait would fit in it."""
        return deadline - self._clock() < max(self._limits.retry_longest, self._limits.gate_wait)

    def _until(self, scope: OperationScope | None) -> float:
        """Until when a call waits to be admitted: its operation's deadline; outside of any, its own time limit."""
        left = None if scope is None else scope.left()
        return self._clock() + (self._limits.total if left is None else left)

    async def entered(self, operation: str, scope: OperationScope | None) -> tuple[int, float]:
        """Waits until a call may be sent; returns the guard's number for it, and its deadline.

        Raises:
            VendorError: the call was not sent.
        """
        until = self._until(scope)
        try:
            term = await self._admitted(operation, until, scope)
        except VendorError:
            self._degrade(scope)
            raise
        now = self._clock()
        self._retries.offered(now)
        return term, min(until, now + self._limits.total)

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

    def attempt(
        self, operation: str, term: int, now: float, seconds: float, scope: OperationScope | None
    ) -> Attempt:
        """Begins an attempt that may take so many seconds."""
        return Attempt(
            self._vendor,
            self._guard,
            self._worker,
            self._clock,
            operation,
            term,
            now,
            seconds,
            scope,
            None if scope is None else scope.meter[self._account],
            Exchange(self._pool, seconds),
        )

    async def attempted(
        self, operation: str, call: Call, term: int, until: float, scope: OperationScope | None
    ) -> Verdict:
        """Makes one attempt, and returns its outcome as a value."""
        now = self._clock()
        attempt = self.attempt(operation, term, now, max(until - now, 0.001), scope)
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

    async def settled(
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
            verdict = await self.attempted(operation, call, term, until, scope)
        outcome, _ = verdict
        if isinstance(outcome, Reply):
            return outcome
        raise outcome

    def _degrade(self, scope: OperationScope | None) -> None:
        if scope is not None:
            scope.meter[self._account].degraded = True
