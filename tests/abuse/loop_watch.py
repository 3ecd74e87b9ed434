"""Tells from within a gateway how long its event loop is held, whatever else the machine is busy with."""

import asyncio
import json
import socket
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from graph.serving.process.server import Server

# Nothing may hold it for longer, in milliseconds.
LONGEST_HOLD = 100.0
_LOOK_SECONDS, _TELL_SECONDS = 0.002, 0.5


@dataclass(slots=True)
class Holds:
    """For how long the loop was held, in milliseconds, between two looks at it.

    Attributes:
        computed: of its thread's own computing time: other processes do not count, however busy they make the machine.
        passed: of time.
    """

    computed: list[float] = field(default_factory=list)
    passed: list[float] = field(default_factory=list)

    def __str__(self) -> str:
        return f"the loop: {_told(self.computed)} computed, {_told(self.passed)} passed"


def _told(held: list[float]) -> str:
    ordered = sorted(held) or [0.0]
    return f"p99 {ordered[int(len(ordered) * 0.99)]:.1f} ms, longest {ordered[-1]:.1f} ms"


class LoopWatch:
    """Watches the loop of a gateway that is started with `prepare`.

    Args:
        told: the file in which the gateway writes.
    """

    def __init__(self, told: Path) -> None:
        self._told = told
        told.touch()

    def prepare(self) -> None:
        """Has the gateway that is to start in this process look at its loop; to be called there."""
        start, told = Server.startup, self._told

        async def startup(server: Server, sockets: list[socket.socket] | None = None) -> None:
            await start(server, sockets)
            # A loop holds its tasks only weakly.
            server.looking = asyncio.create_task(_look(told))  # type: ignore[attr-defined]

        Server.startup = startup  # type: ignore[method-assign]

    @contextmanager
    def measured(self) -> Iterator[Holds]:
        """What was seen during a block."""
        held, before = Holds(), self._told.stat().st_size
        yield held
        time.sleep(2 * _TELL_SECONDS)
        with self._told.open() as lines:
            lines.seek(before)
            for line in lines:
                computed, passed = json.loads(line)
                held.computed += computed
                held.passed += passed


async def _look(told: Path) -> None:
    loop = asyncio.get_running_loop()
    with told.open("a", buffering=1) as written:
        held = Holds()
        tell_at = loop.time() + _TELL_SECONDS
        while True:
            computed, began = time.thread_time(), time.perf_counter()
            await asyncio.sleep(_LOOK_SECONDS)
            held.computed.append(round((time.thread_time() - computed) * 1000, 1))
            held.passed.append(round((time.perf_counter() - began - _LOOK_SECONDS) * 1000, 1))
            if loop.time() > tell_at:
                written.write(json.dumps([held.computed, held.passed]) + "\n")
                held, tell_at = Holds(), loop.time() + _TELL_SECONDS
