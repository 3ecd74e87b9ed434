"""A monotonic clock that moves only when told."""


class HandClock:
    """Tells seconds; `clock.passes(3)` moves it."""

    def __init__(self) -> None:
        self.seconds = 1000.0

    def __call__(self) -> float:
        return self.seconds

    def passes(self, seconds: float) -> None:
        self.seconds += seconds
