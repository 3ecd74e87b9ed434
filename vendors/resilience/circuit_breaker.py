"""Circuit breaker: stops calls to a vendor account that keeps failing, and probes whether it has recovered."""

from collections.abc import Callable

from models.health import BreakerState
from vendors.resilience.sliding_window import SlidingWindow
from vendors.transports.limits import HttpLimits


class CircuitBreaker:
    """The circuit breaker of one account: closed (calls pass), open (calls are refused), half open (probes pass).

    Every call that `admits` let through reports once by `succeeded`, `failed` or `inconclusive`, with the number
    that it was given. A report from before the last change of the state is ignored.

    Args:
        limits: when it opens, and for how long.
        clock: monotonic seconds.
    """

    def __init__(self, limits: HttpLimits, clock: Callable[[], float]) -> None:
        self._limits = limits
        self._clock = clock
        self._window = SlidingWindow(limits.breaker_window, clock)
        self._state = BreakerState.CLOSED
        self._term = 0
        self._times_opened = 0
        self._open_until = 0.0
        self._probing = 0
        self._proven = 0

    @property
    def state(self) -> BreakerState:
        """The state that a call would find now."""
        if self._state is BreakerState.OPEN and self._clock() >= self._open_until:
            return BreakerState.HALF_OPEN
        return self._state

    def refusal(self) -> float | None:
        """Seconds until a call may be tried; None if one may be tried now. Reserves nothing."""
        if self._state is BreakerState.CLOSED:
            return None
        left = self._open_until - self._clock()
        if left > 0:
            return left
        if (
            self._state is BreakerState.HALF_OPEN
            and self._probing + self._proven >= self._limits.breaker_probes
        ):
            # Probes are running; they end at a call's deadline at the latest.
            return self._limits.retry_shortest
        return None

    def admits(self) -> int | None:
        """Admits a call, and returns the number to report with; None if it is refused."""
        if self._state is BreakerState.CLOSED:
            return self._term
        if self.refusal() is not None:
            return None
        if self._state is BreakerState.OPEN:
            self._change(BreakerState.HALF_OPEN)
        self._probing += 1
        return self._term

    def succeeded(self, term: int, now: float | None = None) -> None:
        if term != self._term:
            return
        if self._state is BreakerState.CLOSED:
            self._window.add(1, now=now)
            return
        self._probing -= 1
        self._proven += 1
        if self._proven >= self._limits.breaker_probes:
            self._times_opened = 0
            self._change(BreakerState.CLOSED)

    def failed(self, term: int) -> None:
        if term != self._term:
            return
        if self._state is BreakerState.HALF_OPEN:
            self._open()
            return
        window, limits = self._window, self._limits
        window.add(1, 1)
        if window.total >= limits.breaker_calls and window.marked >= window.total * limits.breaker_failures:
            self._open()

    def inconclusive(self, term: int) -> None:
        """An admitted call ended in a way that shows nothing about the vendor, such as a cancellation."""
        if term == self._term and self._state is BreakerState.HALF_OPEN:
            self._probing -= 1

    def _open(self) -> None:
        # The exponent is bounded, because large powers of two do not fit a float.
        doubled = self._limits.breaker_open * 2.0 ** min(self._times_opened, 32)
        self._open_until = self._clock() + min(doubled, self._limits.breaker_longest)
        self._times_opened += 1
        self._change(BreakerState.OPEN)

    def _change(self, state: BreakerState) -> None:
        self._state = state
        self._term += 1
        self._probing = self._proven = 0
        self._window.clear()
