"""Guards one vendor account: combines circuit breaker, bulkhead and rate limit, and records each outcome."""

import asyncio
from collections.abc import Callable, Hashable
from datetime import datetime

from aiolimiter import AsyncLimiter

from models.errors import DeadlineExceeded, VendorBusy, VendorError, VendorRateLimited, VendorUnreachable
from models.health import AccountHealth, BreakerState, VendorHealth
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from vendors.drift import DriftRecord
from vendors.resilience.bulkhead import Bulkhead, Crowded, Full
from vendors.resilience.circuit_breaker import CircuitBreaker
from vendors.resilience.health import CallStatistics
from vendors.resilience.rate_limit import RateLimit
from vendors.transports.limits import HttpLimits

# The number of successive failures after which the vendor counts as down.
_DOWN_AFTER = 3
# If an operation's time limit is shorter than a call's, a call must have had this share of it to count as a timeout.
_NEARLY_ALL = 0.9


class Guard:
    """The circuit breaker, rate limits and bulkhead of one account, in the order in which a call passes them.

    Every call that `enter` or `enter_at_once` admits ends in one of `answered`, `failed`, `timed_out`, `throttled`,
    `inconclusive`.

    Args:
        limits: the limits of the account.
        clock: monotonic seconds.
        now: aware, in UTC.

    Attributes:
        drift: how the responses differ from the vendor's contract.
    """

    def __init__(
        self, vendor: Vendor, limits: HttpLimits, clock: Callable[[], float], now: Callable[[], datetime]
    ) -> None:
        self._vendor = vendor
        self._limits = limits
        self._clock = clock
        self._now = now
        self._breaker = CircuitBreaker(limits, clock)
        self._gate = RateLimit(limits, clock)
        self._places = _places(limits, clock)
        self._pace = None if limits.calls_per_second is None else _pace(limits.calls_per_second)
        self._record = CallStatistics(now)
        self.drift = DriftRecord(now)

    def enter_at_once(self) -> int | None:
        """The number to report with if the call may be sent without any wait; None if it must `enter`."""
        if (
            self._pace is not None
            or self._breaker.refusal() is not None
            or self._gate.closed_for
            or not self._places.enter_at_once()
        ):
            return None
        term = self._breaker.admits()
        if term is None:
            self._places.leave()
        return term

    async def enter(self, operation: str, until: float, by: Hashable) -> int:
        """Waits until the call may be sent.

        Args:
            until: the call's deadline, in monotonic seconds.
            by: the operation of the call; operations are admitted in turn.

        Returns:
            The number to report with.

        Raises:
            VendorUnreachable: the breaker is open.
            VendorRateLimited: the vendor asked for a longer pause than is worth waiting for.
            VendorBusy: all places are taken, and the queue is full or does not move.
            DeadlineExceeded: the deadline passed while it waited.
        """
        patience = self._limits.gate_wait
        while True:
            refused = self._breaker.refusal()
            if refused is not None:
                raise self._unreachable(operation, refused)
            closed = self._gate.closed_for
            if closed:
                if closed > patience or closed >= until - self._clock():
                    raise self._rate_limited(operation, closed)
                patience -= closed
                await asyncio.sleep(closed)
                continue
            try:
                await self._places.enter(until - self._clock(), by)
                if self._pace is not None:
                    await self._paced(self._pace, until)
            except Full as full:
                busy = VendorBusy(self._vendor, operation, may_have_arrived=False)
                busy.is_of_one = isinstance(full, Crowded)
                raise busy from None
            except TimeoutError:
                raise DeadlineExceeded(self._vendor, operation, may_have_arrived=False) from None
            # During the wait the breaker may have opened, or a rate limit may have started.
            if not self._gate.closed_for:
                term = self._breaker.admits()
                if term is not None:
                    return term
            self._places.leave()

    def answered(self, term: int, seconds: float, now: float, *, is_odd: bool = False) -> None:
        """The vendor responded, perhaps with a refusal.

        Args:
            seconds: how long it took.
            now: by the clock.
            is_odd: whether a successful response was no JSON.
        """
        self._places.leave(seconds, now)
        self._breaker.succeeded(term, now)
        self._record.succeeded(seconds)
        if is_odd:
            self._record.was_odd(now)

    def failed(self, term: int) -> None:
        """The vendor failed in a way that shows its state."""
        self._places.leave()
        self._breaker.failed(term)
        self._record.failed(self._clock())

    def timed_out(self, term: int, given: float, operation: float | None) -> None:
        """The call's time limit passed before a response.

        After a long wait for a place, or at an operation's end, a call may have less time than the vendor usually
        needs; then a timeout shows nothing about the vendor.

        Args:
            given: the seconds that the call had.
            operation: the time limit of its operation; None for no limit.
        """
        limits = self._limits
        enough = min(limits.first_byte, limits.total)
        if operation is not None:
            enough = min(enough, operation * _NEARLY_ALL)
        if given < max(limits.connect, enough):
            self.inconclusive(term)
        else:
            self.failed(term)

    def throttled(self, term: int, retry_after: str | None) -> float:
        """The vendor responded with 429; returns the seconds for which calls are paused."""
        now = self._clock()
        self._places.leave(0.0, now)
        self._breaker.succeeded(term, now)
        return self._gate.close(retry_after, self._now())

    def inconclusive(self, term: int) -> None:
        """The call was cancelled, by us or by its caller."""
        self._places.leave()
        self._breaker.inconclusive(term)

    def health(self) -> AccountHealth:
        """The health of the account; makes no call."""
        record, breaker = self._record, self._breaker.state
        half, most = record.latency_ms(0.5, 0.95)
        problems = self._problems()
        return AccountHealth(
            health=self._judged(breaker, problems),
            breaker=breaker,
            last_success_at=record.last_success_at,
            latency_ms_p50=half,
            latency_ms_p95=most,
            in_flight=self._places.in_flight,
            problems=tuple(VendorProblem.of(problem) for problem in problems),
            drift=self.drift.found(),
        )

    def _judged(self, breaker: BreakerState, problems: list[VendorError]) -> VendorHealth:
        record = self._record
        if breaker is BreakerState.OPEN or record.failures_in_a_row >= _DOWN_AFTER:
            return VendorHealth.DOWN
        window = self._limits.breaker_window
        lately = record.last_failure is not None and self._clock() - record.last_failure < window
        if problems or lately or record.failures_in_a_row or breaker is BreakerState.HALF_OPEN:
            return VendorHealth.DEGRADED
        return VendorHealth.UNKNOWN if record.last_success_at is None else VendorHealth.HEALTHY

    def _problems(self) -> list[VendorError]:
        problems: list[VendorError] = []
        operation = "any call"
        if self._breaker.state is BreakerState.OPEN:
            problems.append(self._unreachable(operation, self._breaker.refusal() or 0.0))
        elif self._record.failures_in_a_row >= _DOWN_AFTER:
            problems.append(VendorUnreachable(self._vendor, operation, detail="its latest calls failed"))
        if closed := self._gate.closed_for:
            problems.append(self._rate_limited(operation, closed))
        if self._places.is_hung:
            problems.append(VendorBusy(self._vendor, operation, may_have_arrived=False))
        return problems

    def _unreachable(self, operation: str, seconds: float) -> VendorError:
        return VendorUnreachable(
            self._vendor,
            operation,
            detail="it failed so often that it was not asked",
            retry_after_ms=round(seconds * 1000),
            may_have_arrived=False,
        )

    def _rate_limited(self, operation: str, seconds: float) -> VendorError:
        return VendorRateLimited(
            self._vendor, operation, retry_after_ms=round(seconds * 1000), may_have_arrived=False
        )

    async def _paced(self, pace: AsyncLimiter, until: float) -> None:
        """Waits while it holds a place, because places are granted in turn."""
        try:
            async with asyncio.timeout(max(0.0, until - self._clock())):
                await pace.acquire()
        except BaseException:
            self._places.leave()
            raise


def _places(limits: HttpLimits, clock: Callable[[], float]) -> Bulkhead:
    # Our own rate limit must not look like a hanging vendor.
    between = 0.0 if limits.calls_per_second is None else 2 / limits.calls_per_second
    return Bulkhead(
        limits.in_flight,
        limits.waiting,
        limits.waiting_of_one,
        limits.waiting_seconds,
        max(limits.hung_seconds, between),
        clock,
    )


def _pace(calls_per_second: float) -> AsyncLimiter:
    # The limiter's capacity must allow at least one whole call.
    if calls_per_second < 1:
        return AsyncLimiter(1, 1 / calls_per_second)
    return AsyncLimiter(calls_per_second, 1)
