"""Counts what an operation asks one account."""

import time
from dataclasses import dataclass


@dataclass(slots=True)
class Meter:
    """Counts the calls of an operation to one account.

    Attributes:
        calls: HTTP calls made.
        saved: HTTP calls that sharing made unnecessary.
        milliseconds: how long at least one call was running, its own or one of another operation that it waited for.
        degraded: whether a call failed, was repeated or could not be made.
        stale: age in seconds of the oldest stale answer; None if all are fresh.
        older: by how many seconds a read of another operation that it shares began before this operation.
    """

    calls: int = 0
    saved: int = 0
    milliseconds: float = 0.0
    degraded: bool = False
    stale: float | None = None
    older: float = 0.0
    _under_way: int = 0
    _since: float = 0.0

    @property
    def is_told(self) -> bool:
        """Whether there is something to tell of."""
        return bool(self.calls or self.saved or self.degraded or self.stale is not None)

    def begin(self) -> None:
        """A call begins: it counts, and so does its time unless another call is running."""
        self.calls += 1
        if not self._under_way:
            self._since = time.monotonic()
        self._under_way += 1

    def wait(self) -> None:
        """A call of another operation is waited for: its time counts unless another call is running."""
        if not self._under_way:
            self._since = time.monotonic()
        self._under_way += 1

    def end(self) -> None:
        """A call ends, or is waited for no longer."""
        self._under_way -= 1
        if not self._under_way:
            self.milliseconds += (time.monotonic() - self._since) * 1000
