"""A read that one operation has begun and several may wait for; it takes a task only if something is in its way."""

import asyncio
from collections.abc import Awaitable, Callable
from contextvars import copy_context
from traceback import clear_frames
from typing import TYPE_CHECKING, TypeAlias

from models.errors import VendorError
from vendors.attempt import Attempt, Verdict, is_final
from vendors.operation_scope import OperationScope
from vendors.resilience.backoff import Again
from vendors.response_classes import Reply, Shared
from vendors.shared_call import SharedCall
from vendors.transports.exchange import Exchange, Outcome
from vendors.transports.response import WireResponse
from vendors.worker_thread import LONG

if TYPE_CHECKING:
    from vendors.calls import Calls

# Makes one attempt by an exchange.
Call: TypeAlias = Callable[[Exchange], Awaitable[WireResponse]]


class BegunRead(SharedCall[Shared]):
    """A read that an operation has begun; operations with more time ask anew if only the time of that one was short.

    One that is sent without a wait takes no task: its response is judged where it arrives, and wakes those who wait.
    """

    __slots__ = (
        "_attempt",
        "_calls",
        "_context",
        "_deadline",
        "_is_short",
        "_operation",
        "_request",
        "_scope",
        "_until",
    )

    def __init__(
        self, calls: "Calls", operation: str, request: bytes, scope: OperationScope, deadline: float
    ) -> None:
        super().__init__(self._leave)
        self._calls, self._operation, self._request, self._scope = calls, operation, request, scope
        self._deadline = deadline
        self.begun_by = scope
        self._is_short = True
        self._attempt: Attempt | None = None

    def send(self, term: int, now: float, seconds: float, *, is_short: bool) -> None:
        """Sends it, as it was admitted.

        Args:
            now: by the account's clock.
            seconds: how long it may take.
            is_short: whether the operation has no more time than that.
        """
        self._until, self._is_short = now + seconds, is_short
        # Responses arrive in the context of their connection.
        self._context = copy_context()
        self._attempt = attempt = self._calls.attempt(self._operation, term, now, seconds, self._scope)
        attempt.exchange.begin(self._request, self._arrived, is_repeatable=True)

    def wait(self) -> None:
        """Sends it when it is admitted."""
        self.carried_out_by(self._waited())

    def fail(self, failure: BaseException) -> None:
        if isinstance(failure, VendorError):
            self.is_degraded = True
            if failure.is_of_one or (self._is_short and self._calls.is_late(self._deadline)):
                self.limited_by = self._scope
        super().fail(failure)

    def _leave(self) -> None:
        if self._attempt is not None:
            self._attempt.ended()
            self._attempt.leave()

    def _arrived(self, outcome: Outcome) -> None:
        attempt, verdict = self._attempt, None
        assert attempt is not None
        attempt.ended()
        if not isinstance(outcome, WireResponse) or len(outcome.body) <= LONG:
            try:
                verdict = attempt.verdict(outcome)
            except Exception as error:  # noqa: BLE001 - it is raised where the result is waited for
                attempt.inconclusive()
                self.fail(error)
                return
            reply, again = verdict
            if again is Again.NEVER and isinstance(reply, Reply) and not reply.is_odd:
                self.succeed(Shared(reply))
                return
        self.carried_out_by(self._judged(attempt, outcome, verdict), self._context)

    async def _judged(self, attempt: Attempt, outcome: Outcome, verdict: Verdict | None) -> Shared:
        """What it comes to after a first attempt that may be retried, or whose response is long."""
        return await self._concluded(await attempt.verdict_of_any(outcome) if verdict is None else verdict)

    async def _waited(self) -> Shared:
        term, until = await self._calls.entered(self._operation, self._scope)
        self._until, self._is_short = until, self._calls.is_shorter(self._deadline)
        return await self._concluded(
            await self._calls.attempted(self._operation, repeatable(self._request), term, until, self._scope)
        )

    async def _concluded(self, verdict: Verdict) -> Shared:
        self.is_degraded = not is_final(verdict)
        return Shared(
            await self._calls.settled(
                self._operation, repeatable(self._request), verdict, self._until, self._scope
            )
        )

    def _task_ended(self, task: asyncio.Task[Shared]) -> None:
        # A task may be cancelled before it begins.
        if self._attempt is not None:
            self._attempt.inconclusive()
        failure = None if task.cancelled() else task.exception()
        if isinstance(failure, VendorError):
            # It is this read's alone, and its frames hold the read, which holds it.
            clear_frames(failure.__traceback__)
        super()._task_ended(task)


def repeatable(request: bytes) -> Call:
    async def read(exchange: Exchange) -> WireResponse:
        return await exchange.sent(request, is_repeatable=True)

    return read
