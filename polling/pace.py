"""How often an object is polled: each tick while it changes, with a backoff while it does not."""

from dataclasses import dataclass

_BACKOFF = 1.5


@dataclass(frozen=True, slots=True, kw_only=True)
class Pace:
    """The polling intervals of one object, in seconds.

    Attributes:
        tick: the interval while the state changes, and the shortest one.
        slowest: the longest interval, after a long time without changes.
        patience: how long without changes until the interval grows.
    """

    tick: float = 2.0
    slowest: float = 10.0
    patience: float = 0.0

    def next(self, interval: float, *, changed: bool) -> float:
        """The interval that follows one, after a poll with or without a change."""
        return self.tick if changed else min(interval * _BACKOFF, self.slowest)


# For subscriptions, unless the settings define another.
SUBSCRIPTIONS = Pace()
# For device commands: tablets respond soon after a command, and then nothing changes for long.
COMMANDS = Pace(tick=1.0, slowest=10.0, patience=30.0)


class Interval:
    """The present polling interval of one object, by a monotonic clock.

    Args:
        pace: its bounds.
    """

    def __init__(self, pace: Pace) -> None:
        self.pace = pace
        self.seconds = pace.tick
        self._changed_at = 0.0
        self._asked_at: float | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether there was no poll yet."""
        return self._asked_at is None

    def changed(self, at: float) -> None:
        """Records a change, or a new object to poll."""
        self._changed_at = at
        self.seconds = self.pace.next(self.seconds, changed=True)

    def asked(self, at: float) -> None:
        """Records a poll; the interval grows if nothing has changed for long."""
        self._asked_at = at
        if at - self._changed_at >= self.pace.patience:
            self.seconds = self.pace.next(self.seconds, changed=False)

    def left(self, at: float) -> float:
        """Seconds until the next poll."""
        return 0.0 if self._asked_at is None else max(0.0, self._asked_at + self.seconds - at)

    def left_at_least(self, at: float) -> float:
        """Seconds until a poll is allowed at all: the shortest interval after the last one."""
        return 0.0 if self._asked_at is None else max(0.0, self._asked_at + self.pace.tick - at)
