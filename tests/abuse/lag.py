"""Measures from outside how long a gateway's event loop is held: what a liveness request takes beside the abuse."""

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import httpx

_PAUSE_SECONDS = 0.01


class Lag:
    """What liveness requests took, in milliseconds."""

    def __init__(self) -> None:
        self.taken: list[float] = []
        self.failed = 0

    def percentile(self, part: float) -> float:
        """The time within which this part of the requests was answered."""
        ordered = sorted(self.taken) or [0.0]
        return ordered[min(int(len(ordered) * part), len(ordered) - 1)]

    def __str__(self) -> str:
        return (
            f"liveness: {len(self.taken)} requests, p50 {self.percentile(0.5):.1f} ms, "
            f"p99 {self.percentile(0.99):.1f} ms, longest {self.percentile(1):.1f} ms, {self.failed} failed"
        )


@contextmanager
def measured(address: str) -> Iterator[Lag]:
    """Asks for liveness, one request after the other, during a block."""
    lag, over = Lag(), threading.Event()

    def ask() -> None:
        with httpx.Client(trust_env=False, timeout=10) as client:
            while not over.wait(_PAUSE_SECONDS):
                began = time.perf_counter()
                try:
                    client.get(f"{address}/livez").raise_for_status()
                except httpx.HTTPError:
                    lag.failed += 1
                else:
                    lag.taken.append((time.perf_counter() - began) * 1000)

    asking = threading.Thread(target=ask)
    asking.start()
    try:
        yield lag
    finally:
        over.set()
        asking.join()
