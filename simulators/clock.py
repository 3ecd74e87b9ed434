"""The simulators' clock: real time until it is set, moved or frozen."""

from datetime import UTC, datetime, timedelta


class Clock:
    """Returns aware UTC time; all four simulators of one process may share one."""

    def __init__(self) -> None:
        self._offset = timedelta()
        self._frozen: datetime | None = None

    def now(self) -> datetime:
        return self._frozen or datetime.now(UTC) + self._offset

    def epoch(self) -> int:
        return int(self.now().timestamp())

    def set(self, at: datetime) -> None:
        """Moves to `at` (aware) and runs on from there, or stays there when frozen."""
        if self._frozen is not None:
            self._frozen = at
        self._offset = at - datetime.now(UTC)

    def advance(self, seconds: float) -> None:
        self.set(self.now() + timedelta(seconds=seconds))

    def freeze(self) -> None:
        self._frozen = self.now()

    def resume(self) -> None:
        """Continues from the present time."""
        at, self._frozen = self.now(), None
        self.set(at)

    def reset(self) -> None:
        self._offset, self._frozen = timedelta(), None

    @property
    def frozen(self) -> bool:
        return self._frozen is not None
