"""The polling interval for the commands of a meeting: one second at first, longer while nothing changes. Pure."""

from dataclasses import dataclass

SHORTEST, LONGEST = 1.0, 10.0
_PATIENCE_SECONDS = 30.0
_SLOWER = 1.5


@dataclass(slots=True)
class Pace:
    """The rhythm of one meeting's poller, in seconds of a monotonic clock.

    Attributes:
        interval: from the beginning of one reading to that of the next.
    """

    interval: float = SHORTEST
    _changed_at: float = 0.0
    _asked_at: float | None = None

    @property
    def is_fresh(self) -> bool:
        """Whether nothing was read yet."""
        return self._asked_at is None

    def stir(self, at: float) -> None:
        """Notes that something happened, or that there is something new to ask about."""
        self._changed_at = at
        self.interval = SHORTEST

    def asked(self, at: float) -> None:
        """Notes a reading, after which the next one is further off if nothing has happened for long."""
        self._asked_at = at
        if at - self._changed_at >= _PATIENCE_SECONDS:
            self.interval = min(self.interval * _SLOWER, LONGEST)

    def wait(self, at: float) -> float:
        """How long to wait before the next reading."""
        if self._asked_at is None:
            return 0.0
        return max(0.0, self._asked_at + self.interval - at)

    def rest(self, at: float) -> float:
        """How long until anybody may ask again, were the interval the shortest."""
        if self._asked_at is None:
            return 0.0
        return max(0.0, self._asked_at + SHORTEST - at)
