"""What one tenant uses of the event loop's time, and what its work waits for it."""

from collections import deque
from math import exp
from typing import TYPE_CHECKING, Final

from graph.operations.turn import Turn

if TYPE_CHECKING:
    from graph.operations.loop_time import LoopTime

# The share of the loop's time that the work of one tenant may use while there are others.
SHARE: Final = 0.5
# What a tenant has used lately is what it used in about this time.
_RECENT_SECONDS = 1.0
# What was used within so short a time is as old; most steps end sooner after the one before.
_AGED_SECONDS = 0.005


class TenantUse:
    """What one tenant uses.

    Attributes:
        shared: with whom it shares the loop.
        stepped: when its latest step ended.
        running: how many of its coroutines have not ended.
        waiting: its steps that wait for their turn.
    """

    __slots__ = ("_at", "_used", "_waited", "running", "shared", "stepped", "waiting")

    def __init__(self, shared: "LoopTime", now: float) -> None:
        self.shared = shared
        self.stepped = now
        self.running = 0
        self.waiting: deque[Turn] = deque()
        self._used = self._waited = 0.0
        self._at = now

    def used(self, now: float) -> float:
        """The share of the loop's time that it has used lately; what was used longer ago counts less."""
        return self._used * exp((self._at - now) / _RECENT_SECONDS) / _RECENT_SECONDS

    def rank(self, now: float) -> float:
        """Who has a lower one goes on first.

        Who waits wants more than it gets. Those that want more than a share are behind all others, and among them who
        has used less goes on: they get as much as each other, however many steps of each wait.
        """
        wanted = (self._used + self._waited) * exp((self._at - now) / _RECENT_SECONDS) / _RECENT_SECONDS
        return wanted if wanted < SHARE else SHARE + self.used(now)

    def use(self, seconds: float, now: float) -> None:
        """Counts a step that ends now."""
        if now - self._at > _AGED_SECONDS:
            self._age(now)
        shared = self.shared
        shared.metered += seconds
        self._used += seconds * shared.factor
        self.stepped = now

    def wait(self, seconds: float, now: float) -> None:
        """Counts the time that its steps have waited."""
        self._age(now)
        self._waited += seconds

    def _age(self, now: float) -> None:
        left = exp((self._at - now) / _RECENT_SECONDS)
        self._used *= left
        self._waited *= left
        self._at = now
