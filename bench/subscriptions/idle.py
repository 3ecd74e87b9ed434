"""Measures what idle subscriptions hold in memory, and what a query beside them takes."""

import time
from collections.abc import Sequence
from typing import Any

from bench.processes import Gateway, Stage
from bench.subscriptions import clinic, figures
from bench.subscriptions.sockets import PER_SOCKET, following

QUERIES, WARM_UP, TABLETS = 400, 50, 1000
PROMISED_KIB, PROMISED_MS = 60.0, 250.0
# One that asks the vendor twice: for the meeting, and for a tablet in it.
_QUERY = """query ($meeting: ID!, $device: ID!) {
  meeting(id: $meeting) { title state devices { device { name } } }
  device(id: $device) { name serial }
}"""


async def measure(stage: Stage, *, subscriptions: int, sockets: int) -> None:
    """Prints the memory of each subscription, 25 a socket and one a socket, and the queries' times.

    Args:
        stage: where the gateways run.
        subscriptions: how many share sockets.
        sockets: how many have one each.
    """
    tablets = await clinic.seeded(stage, tablets=TABLETS)
    meetings = [await clinic.booked(stage, tablets[first : first + 2]) for first in range(0, TABLETS, 2)]
    # The subscription of the last meeting stays open, because its tablets sleep; there are no other subscribers.
    for tablet in tablets[-2:]:
        await stage.control("hooks/sleep", device=tablet)
    async with stage.gateways(1) as (gateway,):
        (open_command, _) = await clinic.give(gateway, meetings.pop(), clinic.KINDS[-1])
        wanted = [_thing(number, meetings, open_command) for number in range(subscriptions)]
        await _one(gateway, meetings[0], wanted, PER_SOCKET)
    async with stage.gateways(1) as (gateway,):
        alone = [(clinic.OF_DEVICE, meetings[number % len(meetings)].tablets[0]) for number in range(sockets)]
        await _one(gateway, meetings[0], alone, 1)


async def _one(
    gateway: Gateway, asked: clinic.Meeting, wanted: Sequence[tuple[str, str]], per_socket: int
) -> None:
    async def series(number: int = QUERIES) -> list[float]:
        seconds = []
        for _ in range(number):
            began = time.perf_counter()
            await gateway.ask(_QUERY, meeting=asked.id, device=asked.tablets[0])
            seconds.append(time.perf_counter() - began)
        return seconds

    await series(WARM_UP)
    calm = await series()
    await gateway.until_idle()
    before = gateway.resident_kib()
    began = time.monotonic()
    states = 0

    def heard(_: Any, __: float) -> None:
        nonlocal states
        states += 1

    async with following(gateway, wanted, heard, per_socket=per_socket) as opened:
        await gateway.until_idle()
        took = time.monotonic() - began
        during = gateway.resident_kib()
        expected = sum(query == clinic.STATUS for query, _ in wanted)
        if states != expected:
            raise RuntimeError(f"{states} instead of {expected} were told the present state")
        await series(WARM_UP)
        beside = await series()
    await gateway.until_idle()
    after = gateway.resident_kib()
    again = await series()
    title = f"{len(wanted)} idle subscriptions over {len(opened)} sockets, begun in {took:.0f} s"
    figures.head(title, "queries", "p50 ms", "p99 ms", "longest ms")
    figures.delays("calm", calm)
    figures.delays("beside them", beside)
    figures.delays("after them", again)
    each, ratio = (during - before) / len(wanted), figures.share(beside, 0.99) / figures.share(calm, 0.99)
    figures.say(
        f"memory: {before // 1024} MiB before, {during // 1024} with them, {after // 1024} after them: "
        f"{each:.1f} KiB each (promised: {PROMISED_KIB:.0f}); p99 {ratio:.2f} times the calm one "
        f"(promised: within {PROMISED_MS:.0f} ms)"
    )


def _thing(number: int, meetings: Sequence[clinic.Meeting], command: str) -> tuple[str, str]:
    """What the next one follows: a tablet for a half, a meeting for a quarter, and for a quarter an open command."""
    meeting = meetings[number // 4 % len(meetings)]
    wanted = (
        (clinic.OF_DEVICE, meeting.tablets[0]),
        (clinic.OF_MEETING, meeting.id),
        (clinic.OF_DEVICE, meeting.tablets[1]),
        (clinic.STATUS, command),
    )
    return wanted[number % 4]
