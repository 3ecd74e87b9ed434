"""Retries with backoff: decides whether a failed read is retried, within a budget, and after what delay."""

from collections.abc import Callable
from enum import Enum, auto

from vendors.resilience.sliding_window import SlidingWindow
from vendors.transports.limits import HttpLimits
from vendors.transports.response import Broken, FailurePoint, WireFailure


class Again(Enum):
    """How often a failure may be retried."""

    NEVER = auto()
    ONCE = auto()
    SOMETIMES = auto()


# After other statuses the vendor may have worked for long, or will not have recovered within a second.
_AGAIN = {
    FailurePoint.REFUSED: Again.SOMETIMES,
    FailurePoint.ASKED: Again.SOMETIMES,
    FailurePoint.ANSWERING: Again.ONCE,
}


def after_failure(failure: WireFailure) -> Again:
    """Refused and reset connections: as often as the limits allow; interrupted responses: once; others: never."""
    return _AGAIN.get(failure.point, Again.NEVER) if isinstance(failure, Broken) else Again.NEVER


def after_status(status: int) -> Again:
    return Again.SOMETIMES if status >= 500 else Again.NEVER


class Retries:
    """Retries of one account's reads: their number, their backoff and their budget.

    Args:
        limits: the number of retries, the delays and the budget.
        clock: monotonic seconds.
        chance: a number from 0 to below 1.
    """

    def __init__(self, limits: HttpLimits, clock: Callable[[], float], chance: Callable[[], float]) -> None:
        self._limits = limits
        self._chance = chance
        # One window is not enough: a short one would always allow the minimum to slow traffic, and a long one would
        # allow the credit of a busy hour against a vendor that has just failed.
        self._whiles = (SlidingWindow(limits.retry_window, clock), SlidingWindow(limits.retry_memory, clock))

    def offered(self, now: float | None = None) -> None:
        """Counts the first attempt of a call.

        Args:
            now: by the clock, if it is known.
        """
        for window in self._whiles:
            window.add(1, now=now)

    def pause(self, again: Again, done: int, left: float) -> float | None:
        """Takes a retry from the budget.

        Args:
            again: how often the failure may be retried.
            done: the retries of this call so far.
            left: seconds until its deadline.

        Returns:
            The delay in seconds; None if the call must not be retried.
        """
        limits = self._limits
        most = {Again.NEVER: 0, Again.ONCE: min(1, limits.retries), Again.SOMETIMES: limits.retries}[again]
        if done >= most:
            return None
        # Full jitter with a ceiling that grows by a factor of four: most failures are very short.
        ceiling = min(limits.retry_longest, limits.retry_shortest * 4.0 ** (done + 1))
        wait = limits.retry_shortest + self._chance() * (ceiling - limits.retry_shortest)
        if wait >= left:
            return None
        if any(self._is_spent(window) for window in self._whiles):
            return None
        for window in self._whiles:
            window.add(0, 1)
        return wait

    def _is_spent(self, window: SlidingWindow) -> bool:
        window.add()  # Drops old events.
        return window.marked >= max(self._limits.retry_floor, int(window.total * self._limits.retry_share))
