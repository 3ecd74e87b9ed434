"""One attempt at a vendor call, and its verdict; the guard learns of it, and so does the operation."""

from collections.abc import Callable
from functools import partial
from typing import TypeAlias

from models.errors import VendorError
from models.vendor import Vendor
from vendors import response_classes
from vendors.list_calls import TypedCall
from vendors.meter import Meter
from vendors.operation_scope import OperationScope
from vendors.resilience.backoff import Again, after_failure, after_status
from vendors.resilience.guard import Guard
from vendors.response_classes import Reply
from vendors.transports.exchange import Exchange
from vendors.transports.response import TimedOut, WireFailure, WireResponse
from vendors.worker_thread import LONG, WorkerThread

# What a call came to, and how often that may be tried again.
Verdict: TypeAlias = tuple[Reply | VendorError, Again]


def is_final(verdict: Verdict) -> bool:
    """Whether it is a response that needs no second thought."""
    outcome, again = verdict
    return (
        again is Again.NEVER and isinstance(outcome, Reply) and not response_classes.is_odd_success(outcome)
    )


class Attempt:
    """One attempt, from the moment in which the guard has admitted it; the guard gets exactly one report of it.

    Args:
        vendor: of the account.
        guard: has admitted it.
        worker: decodes long responses.
        clock: monotonic seconds.
        operation: our name of the call.
        term: the guard's number for it.
        now: when it begins, by the clock.
        seconds: how long it may take.
        scope: the operation that it is for; None outside of any.
        meter: counts it; None outside of an operation.
        exchange: carries it.
    """

    __slots__ = (
        "_clock",
        "_guard",
        "_is_reported",
        "_meter",
        "_operation",
        "_operation_seconds",
        "_seconds",
        "_started",
        "_term",
        "_vendor",
        "_worker",
        "exchange",
    )

    def __init__(
        self,
        vendor: Vendor,
        guard: Guard,
        worker: WorkerThread,
        clock: Callable[[], float],
        operation: str,
        term: int,
        now: float,
        seconds: float,
        scope: OperationScope | None,
        meter: Meter | None,
        exchange: Exchange,
    ) -> None:
        self._vendor, self._guard, self._worker, self._clock = vendor, guard, worker, clock
        self._operation, self._term, self._seconds = operation, term, seconds
        self._operation_seconds = None if scope is None else scope.seconds
        self._meter = meter
        self._is_reported = False
        self._started = now
        self.exchange = exchange
        if meter is not None:
            meter.begin()

    def ended(self) -> None:
        """The operation does not wait for it any more."""
        if self._meter is not None:
            self._meter.end()

    def leave(self) -> None:
        """Its caller is gone: what the vendor does with it is reported when that is known."""
        if self.exchange.is_over:
            self.inconclusive()
        else:
            self.exchange.leave(self._ended_alone)

    def inconclusive(self) -> None:
        """It could not be made, or not be judged; no report if there was one already."""
        # A long response may have arrived in the moment in which its caller left.
        self.exchange.release()
        if not self._is_reported:
            self._is_reported = True
            self._guard.inconclusive(self._term)

    def verdict(self, outcome: WireResponse | WireFailure) -> Verdict:
        """Judges a failure, or a short response."""
        if isinstance(outcome, WireResponse):
            return self._verdict(outcome, None if outcome.status == 429 else self._classified(outcome))
        self._report(outcome)
        failure = response_classes.of_failure(outcome, self._vendor, self._operation)
        return failure, after_failure(outcome)

    async def verdict_of_any(self, outcome: WireResponse | WireFailure) -> Verdict:
        """Judges a failure or a response, one that is long in the worker thread."""
        if isinstance(outcome, WireFailure) or outcome.status == 429 or len(outcome.body) <= LONG:
            return self.verdict(outcome)
        try:
            found = await self._worker.done(partial(self._classified, outcome), len(outcome.body))
        except BaseException:
            self.inconclusive()
            raise
        finally:
            self.exchange.release()
        return self._verdict(outcome, found)

    def _classified(self, answer: WireResponse) -> Reply | VendorError:
        operation = self._operation
        typed = (
            partial(operation.decoded, record=self._guard.drift) if isinstance(operation, TypedCall) else None
        )
        return response_classes.of_answer(answer, self._vendor, operation, typed)

    def _verdict(self, answer: WireResponse, found: Reply | VendorError | None) -> Verdict:
        guard, status = self._guard, answer.status
        self._is_reported = True
        if found is None:
            wait = guard.throttled(self._term, answer.headers.get("retry-after"))
            return response_classes.of_throttling(wait, self._vendor, self._operation), Again.NEVER
        if status >= 500:
            guard.failed(self._term)
        else:
            is_odd = isinstance(found, Reply) and found.is_odd and status < 300
            now = self._clock()
            guard.answered(self._term, now - self._started, now, is_odd=is_odd)
        return found, after_status(status)

    def _report(self, failure: WireFailure) -> None:
        self._is_reported = True
        if isinstance(failure, TimedOut):
            self._guard.timed_out(self._term, self._seconds, self._operation_seconds)
        else:
            self._guard.failed(self._term)

    def _ended_alone(self, failure: WireFailure | None) -> None:
        if failure is None:
            self.inconclusive()
        else:
            self._report(failure)
