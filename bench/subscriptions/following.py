"""Measures how many events reach the subscribers of two replicas, and how long after the tablet's execution."""

import asyncio
import os
import tempfile
import time
from collections import Counter
from collections.abc import Sequence
from contextlib import AsyncExitStack
from datetime import datetime
from itertools import product
from typing import Any

from bench.processes import Gateway, Stage
from bench.subscriptions import clinic, figures
from bench.subscriptions.sockets import following

CALLERS, TABLETS_A_MEETING, A_SECOND = 8, 4, 20
_END = frozenset({"EXECUTED", "FAILED", "REJECTED", "CANCELLED", "EXPIRED", "UNKNOWN"})
_PATIENCE_SECONDS = 180.0


class Ear:
    """The events that the subscribers of one replica received."""

    def __init__(self, number: int) -> None:
        self.arrivals: list[float] = []
        self.states: dict[str, str] = {}
        self.executed: dict[str, tuple[float, float]] = {}
        self.all_ended = asyncio.Event()
        self._number = number

    def heard(self, told: Any, at: float) -> None:
        command = told["meetingCommands"]
        self.arrivals.append(at)
        self.states[command["id"]] = command["state"]
        if command["state"] == "EXECUTED":
            seen = datetime.fromisoformat(command["history"][-1]["at"]).timestamp()
            self.executed[command["vendorId"]] = (seen, at)
        if len(self.states) == self._number and _END.issuperset(self.states.values()):
            self.all_ended.set()


async def measure(stage: Stage, *, commands: int) -> None:
    """Prints it for commands that are all given at once, and for some that are given so many a second.

    Args:
        stage: where the gateways run.
        commands: how many, spread over tablets that each get one of every kind.
    """
    for a_second in (None, A_SECOND):
        tablets = await clinic.seeded(stage, tablets=commands // len(clinic.KINDS))
        meetings = [
            await clinic.booked(stage, tablets[first : first + TABLETS_A_MEETING])
            for first in range(0, len(tablets), TABLETS_A_MEETING)
        ]
        number = sum(len(meeting.tablets) for meeting in meetings) * len(clinic.KINDS)
        ears = [Ear(number), Ear(number)]
        async with stage.gateways(2) as replicas, AsyncExitStack() as stack:
            for replica, ear in zip(replicas, ears, strict=True):
                wanted = [(clinic.OF_MEETING, meeting.id) for meeting in meetings]
                await stack.enter_async_context(following(replica, wanted, ear.heard))
            for replica in replicas:
                await replica.until_idle()
            cpu = [replica.cpu_seconds() for replica in replicas]
            began = time.time()
            accepted, refusals = await _give_all(replicas, meetings, a_second)
            given = time.time()
            async with asyncio.timeout(_PATIENCE_SECONDS):
                await asyncio.gather(*(ear.all_ended.wait() for ear in ears))
            used = [replica.cpu_seconds() - before for replica, before in zip(replicas, cpu, strict=True)]
        executions = (await stage.control("hooks/executions"))["executions"]
        at = {one["command"]: datetime.fromisoformat(one["at"]).timestamp() for one in executions}
        how = "at once" if a_second is None else f"{a_second} a second"
        title = f"{number} commands {how}, {len(meetings)} meetings, two replicas"
        figures.head(title, "number", "p50 ms", "p99 ms", "longest ms")
        figures.delays("a call that gives four", accepted)
        for name, ear in zip(("first replica", "second replica"), ears, strict=True):
            told = ear.executed.items()
            figures.delays(f"{name}: tablet to subscriber", [heard - at[id] for id, (_, heard) in told])
            figures.delays("  of it, tablet to gateway", [seen - at[id] for id, (seen, _) in told])
            figures.delays("  of it, gateway to subscriber", [heard - seen for _, (seen, heard) in told])
        for name, ear, seconds in zip(("first", "second"), ears, used, strict=True):
            took = ear.arrivals[-1] - began
            figures.say(
                f"{name}: {len(ear.arrivals)} events in {took:.1f} s, {len(ear.arrivals) / took:.0f} a second; "
                f"most in one second {_most(ear.arrivals)}; {seconds:.1f} s of CPU; "
                f"ends {dict(Counter(ear.states.values()))}"
            )
        figures.delays("the disk: a write of 4 KiB with fsync", await asyncio.to_thread(syncs))
        figures.say(
            f"given in {given - began:.1f} s, the store away for {refusals} calls; "
            f"executed {len(executions)} times, {len(at)} commands"
        )


async def _give_all(
    replicas: Sequence[Gateway], meetings: Sequence[clinic.Meeting], a_second: int | None
) -> tuple[list[float], int]:
    """Gives one command of every kind to every tablet, in turns through the replicas.

    Returns:
        The seconds of each call, and how often the store was away.
    """
    orders = iter(list(enumerate(product(clinic.KINDS, meetings))))
    seconds: list[float] = []
    refusals = 0
    began = time.perf_counter()

    def refused() -> None:
        nonlocal refusals
        refusals += 1

    async def keep_giving() -> None:
        for number, (kind, meeting) in orders:
            if a_second is not None:
                due = began + number * TABLETS_A_MEETING / a_second
                await asyncio.sleep(max(0.0, due - time.perf_counter()))
            called = time.perf_counter()
            await clinic.give(replicas[number % len(replicas)], meeting, kind, refused)
            seconds.append(time.perf_counter() - called)

    await asyncio.gather(*(keep_giving() for _ in range(CALLERS)))
    return seconds, refusals


def syncs(number: int = 100) -> list[float]:
    """The latency of small durable writes on this machine in seconds, which every write of MongoDB includes."""
    seconds = []
    with tempfile.NamedTemporaryFile() as file:
        for _ in range(number):
            began = time.perf_counter()
            file.write(bytes(4096))
            file.flush()
            os.fsync(file.fileno())
            seconds.append(time.perf_counter() - began)
    return seconds


def _most(arrivals: Sequence[float]) -> int:
    return max(Counter(int(at) for at in arrivals).values())
