"""Watches Python's garbage collector: for how long it holds the thread of the event loop."""

import gc
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from graph.serving.process.server import COLLECTED_AT


@dataclass
class Pauses:
    """What the collector did; times are seconds of CPU."""

    by_generation: dict[int, list[float]] = field(default_factory=lambda: {0: [], 1: [], 2: []})
    _began: float = 0.0

    def __call__(self, phase: str, info: dict[str, int]) -> None:
        if phase == "start":
            self._began = time.thread_time()
        else:
            self.by_generation[info["generation"]].append(time.thread_time() - self._began)

    @property
    def all(self) -> list[float]:
        return [pause for pauses in self.by_generation.values() for pause in pauses]


@contextmanager
def collecting(is_frozen: bool = True, thresholds: tuple[int, int, int] = COLLECTED_AT) -> Iterator[Pauses]:
    """Sets the collector up, as `meetgraph serve` does unless told otherwise, and watches it."""
    pauses = Pauses()
    gc.unfreeze()
    gc.collect()
    if is_frozen:
        gc.freeze()
    gc.set_threshold(*thresholds)
    gc.callbacks.append(pauses)
    try:
        yield pauses
    finally:
        gc.callbacks.remove(pauses)
