"""Stands before one vendor account: decides whether a call may go out now, and learns from how it went."""

import asyncio
from collections.abc import Callable
from datetime import datetime

from aiolimiter import AsyncLimiter

from models.errors import VendorBusy, VendorError, VendorRateLimited, VendorUnreachable
from models.health import AccountHealth, BreakerState, VendorHealth
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from vendors.breaker import Breaker
from vendors.bulkhead import Bulkhead, Full
from vendors.gate import Gate
from vendors.health import Record
from vendors.transports.limits import HttpLimits

# So many failures without an answer between them, and we say that the vendor is down.
_DOWN_AFTER = 3


class Guard:
    """The breaker, the gate, the pace and the places of one account, in the order in which a call meets them.

    Every call that `enter` lets through ends in one of `answered`, `failed`, `throttled` and `told_nothing`.

    Args:
        limits: the numbers of all four.
        clock: monotonic seconds.
        now: aware, in UTC.
    """

    def __init__(
        self, vendor: Vendor, limits: HttpLimits, clock: Callable[[], float], now: Callable[[], datetime]
    ) -> None:
        self._vendor = vendor
        self._limits = limits
        self._clock = clock
        self._now = now
        self._breaker = Breaker(limits, clock)
        self._gate = Gate(limits, clock)
        self._places = Bulkhead(limits.in_flight, limits.waiting, limits.waiting_seconds)
        self._pace = None if limits.calls_per_second is None else _pace(limits.calls_per_second)
        self._record = Record(now)

    async def enter(self, operation: str, until: float) -> int:
        """Waits until the call may go out.

        Args:
            until: the call's deadline, in monotonic seconds.

        Returns:
            The number to report with.

        Raises:
            VendorUnreachable: the breaker is open.
            VendorRateLimited: the vendor asked to be left alone for longer than is worth waiting.
            VendorBusy: all places are taken, and the queue is full or does not move.
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
                if self._pace is not None:
                    await self._paced(self._pace, until)
                await self._places.enter(until - self._clock())
            except Full:
                raise VendorBusy(self._vendor, operation, may_have_arrived=False) from None
            # While it waited the breaker may have opened, or the gate closed.
            if not self._gate.closed_for:
                term = self._breaker.admits()
                if term is not None:
                    return term
            self._places.leave()

    def answered(self, term: int, seconds: float) -> None:
        """The vendor answered, be it with a refusal."""
        self._places.leave()
        self._breaker.succeeded(term)
        self._record.succeeded(seconds)

    def failed(self, term: int) -> None:
        """The vendor failed, in a way that tells of its state."""
        self._places.leave()
        self._breaker.failed(term)
        self._record.failed(self._clock())

    def throttled(self, term: int, retry_after: str | None) -> float:
        """The vendor answered 429; gives the seconds for which it is now left alone."""
        self._places.leave()
        self._breaker.succeeded(term)
        return self._gate.close(retry_after, self._now())

    def told_nothing(self, term: int) -> None:
        """The call was given up, by us or by its caller."""
        self._places.leave()
        self._breaker.told_nothing(term)

    def health(self) -> AccountHealth:
        """How the account is doing; asks nobody."""
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
        if self._places.in_flight >= self._limits.in_flight:
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
        if pace.has_capacity():
            await pace.acquire()
            return
        left = min(self._limits.waiting_seconds, until - self._clock())
        try:
            async with asyncio.timeout(max(0.0, left)):
                await pace.acquire()
        except TimeoutError:
            raise Full from None


def _pace(calls_per_second: float) -> AsyncLimiter:
    # It holds back by parts of its capacity, which must hold at least one whole call.
    if calls_per_second < 1:
        return AsyncLimiter(1, 1 / calls_per_second)
    return AsyncLimiter(calls_per_second, 1)
