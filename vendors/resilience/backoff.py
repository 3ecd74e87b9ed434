"""Retries with backoff: decides whether a failed read is retried, within a budget, and after what delay."""

from collections.abc import Callable
from enum import Enum, auto

from vendors.resilience.sliding_window import SlidingWindow
from vendors.transports.limits import HttpLimits
from vendors.transports.response import Broken, FailurePoint, WireFailure


class Again(Enum):
    """How often a retry may help."""

    NEVER = auto()
    ONCE = auto()
    SOMETIMES = auto()


# What is not here may have been worked on for long, or will not be better in a second.
_AGAIN = {
    FailurePoint.REFUSED: Again.SOMETIMES,
    FailurePoint.ASKED: Again.SOMETIMES,
    FailurePoint.ANSWERING: Again.ONCE,
}


def after_failure(failure: WireFailure) -> Again:
    """Refused and reset: as often as the limits say; cut off in the middle of an answer: once; all else: never."""
    return _AGAIN.get(failure.point, Again.NEVER) if isinstance(failure, Broken) else Again.NEVER


def after_status(status: int) -> Again:
    return Again.SOMETIMES if status >= 500 else Again.NEVER


class Retries:
    """Retries of one account's reads: their number, their backoff and their budget.

    Args:
        limits: how many, how long the pauses, and the budget.
        clock: monotonic seconds.
        chance: a number from 0 to below 1.
    """

    def __init__(self, limits: HttpLimits, clock: Callable[[], float], chance: Callable[[], float]) -> None:
        self._limits = limits
        self._chance = chance
        # One while would not do: a short one allows the floor again and again to calls that come slowly, a long one
        # lets a busy hour's credit loose on a vendor that has just fallen over.
        self._whiles = (SlidingWindow(limits.retry_window, clock), SlidingWindow(limits.retry_memory, clock))

    def offered(self) -> None:
        """Counts a call that goes out for the first time."""
        for window in self._whiles:
            window.add(1)

    def pause(self, again: Again, done: int, left: float) -> float | None:
        """Takes a repetition out of the budget.

        Args:
            again: how often it may help.
            done: how often this call has been repeated already.
            left: seconds until its deadline.

        Returns:
            The seconds to wait before it; None where it must not be.
        """
        limits = self._limits
        most = {Again.NEVER: 0, Again.ONCE: min(1, limits.retries), Again.SOMETIMES: limits.retries}[again]
        if done >= most:
            return None
        # Full jitter under a ceiling that rises fourfold: most slips are over in the first moment.
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
        window.add()  # Forgets what is too old.
        return window.marked >= max(self._limits.retry_floor, int(window.total * self._limits.retry_share))
