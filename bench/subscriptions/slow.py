"""Measures what one subscriber that reads nothing costs the others, and when it is cut off."""

import asyncio
import socket
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import datetime
from pathlib import Path
from typing import Any

from bench.processes import Gateway, Stage, until
from bench.subscriptions import clinic, figures
from bench.subscriptions.sockets import PER_SOCKET, Subscriptions, a_socket, following, ignored

OTHERS, PAUSE_SECONDS = 99, 0.5
_SMALL_BUFFER = 4096
_FULL = 0.95


async def measure(stage: Stage, *, seconds: float) -> None:
    """Prints the others' delays beside one that reads, and beside one that does not.

    The one follows the same meeting 25 times over its socket, so that what waits for it outgrows the system's buffers.

    Args:
        stage: where the gateways run.
        seconds: how long commands are given; more than the standstill after which it is cut off.
    """
    found: dict[str, list[float]] = {}
    cut_after: float | None = None
    for name in ("it reads", "it reads nothing"):
        tablets = await clinic.seeded(stage, tablets=8)
        meeting = await clinic.booked(stage, tablets)
        delays: list[float] = []

        def heard(told: Any, at: float, delays: list[float] = delays) -> None:
            step = told["meetingCommands"]["history"][-1]
            delays.append(at - datetime.fromisoformat(step["at"]).timestamp())

        async with stage.gateways(1) as (gateway,):
            wanted = [(clinic.OF_MEETING, meeting.id)]
            async with (
                following(gateway, wanted * OTHERS, heard, per_socket=1),
                _the_one(gateway, wanted * PER_SOCKET, reads=name == "it reads") as port,
            ):
                await gateway.until_idle()
                watching = asyncio.create_task(_cut(gateway.port, port))
                await _give(gateway, meeting, seconds)
                if watching.done():
                    cut_after = watching.result()
                watching.cancel()
        found[name] = delays
    title = f"{OTHERS} subscribers beside one"
    figures.head(title, "events", "p50 ms", "p99 ms", "longest ms")
    for name, delays in found.items():
        figures.delays(name, delays)
    ratio = figures.share(found["it reads nothing"], 0.99) / figures.share(found["it reads"], 0.99)
    end = (
        "was not cut off"
        if cut_after is None
        else f"was cut off {cut_after:.1f} s after the system took no more for it"
    )
    figures.say(f"p99 {ratio:.2f} times that beside one that reads; the one that reads nothing {end}")


@asynccontextmanager
async def _the_one(gateway: Gateway, wanted: list[tuple[str, str]], *, reads: bool) -> AsyncIterator[int]:
    """Follows, and reads or stops reading once all has begun; gives the port of its end."""
    raw = socket.socket()
    if not reads:
        raw.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BUFFER)
    raw.setblocking(False)
    await asyncio.get_running_loop().sock_connect(raw, ("127.0.0.1", gateway.port))
    async with a_socket(gateway, sock=raw) as connection:
        one = Subscriptions(connection, gateway.token, wanted, ignored)
        await one.begin()
        port = int(raw.getsockname()[1])
        if reads:
            listening = asyncio.create_task(one.listen())
        else:
            connection.transport.pause_reading()
        yield port
        if reads:
            listening.cancel()
        else:
            connection.transport.abort()


async def _give(gateway: Gateway, meeting: clinic.Meeting, seconds: float) -> None:
    """Gives a command to one tablet after the other, two a second."""
    began, number = time.monotonic(), 0
    while time.monotonic() - began < seconds:
        tablet = meeting.tablets[number % len(meeting.tablets)]
        one = clinic.Meeting(id=meeting.id, tablets=[tablet])
        await clinic.give(gateway, one, {"type": "SET_VOLUME", "volume": number % 100})
        number += 1
        await asyncio.sleep(PAUSE_SECONDS)


async def _cut(server: int, client: int) -> float:
    """The seconds from when the system's buffer was full until the gateway closes the connection."""
    seen: list[tuple[float, int]] = []

    async def is_let_go() -> bool:
        waiting = _waiting(server, client)
        if waiting is not None:
            seen.append((time.monotonic(), waiting))
        return waiting is None

    await until(is_let_go, seconds=600)
    # To the last it takes a few bytes now and then.
    full = _FULL * max(waiting for _, waiting in seen)
    return time.monotonic() - next(at for at, waiting in seen if waiting >= full)


def _waiting(server: int, client: int) -> int | None:
    """The bytes in the system's buffer for a client; None if the gateway has closed the connection."""
    # One that no process holds any more is listed with the inode 0, until the system is through with it.
    ends = (f":{server:04X}", f":{client:04X}")
    for line in Path("/proc/net/tcp").read_text("ascii").splitlines()[1:]:
        words = line.split()
        if (words[1][-5:], words[2][-5:]) == ends and words[9] != "0":
            return int(words[4].partition(":")[0], 16)
    return None
