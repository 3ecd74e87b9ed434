"""Measures what one operation costs `meetgraph serve`, over the simulators: `python -m bench.operations`.

Gateway, simulators and clients run in processes of their own. For each operation: the gateway's CPU time for one, the
median and 99th percentile of the time to the response at 16 connections, and how many calls to vendors one makes. The
figures are medians over the turns. MongoDB's and the vendors' own time is not in the CPU time.
"""

import asyncio
import time
from dataclasses import dataclass
from statistics import median
from typing import Any

import aiohttp
import msgspec

from bench.processes import Gateway, Stage, a_stage
from bench.suite import OPERATIONS

TURNS, CONNECTIONS, SECONDS = 3, 16, 4.0
# The simulators' clinics have as many meetings as the operations ask for then.
SCALE = 10


@dataclass(frozen=True, slots=True)
class Turn:
    """One turn of one operation; times are milliseconds."""

    cpu: float
    half: float
    nearly_all: float
    calls: int


class Client:
    """Asks one gateway."""

    def __init__(self, gateway: Gateway, session: aiohttp.ClientSession) -> None:
        self._gateway = gateway
        self._session = session
        self._url = f"http://127.0.0.1:{gateway.port}/graphql"
        self._headers = {"authorization": f"Bearer {gateway.token}"}

    async def ask(self, query: str, variables: dict[str, Any]) -> tuple[float, int]:
        """The seconds that an operation takes, and how many calls to vendors it makes."""
        began = time.perf_counter()
        asked = {"query": query, "variables": variables}
        async with self._session.post(self._url, json=asked, headers=self._headers) as response:
            body = await response.read()
        seconds = time.perf_counter() - began
        told = msgspec.json.decode(body)
        if "errors" in told:
            raise RuntimeError(f"the gateway answered with {told['errors']}")
        return seconds, sum(vendor["calls"] for vendor in told["extensions"]["vendors"])

    async def turn(self, query: str, variables: dict[str, Any]) -> Turn:
        """Asks again and again on all connections."""
        until = time.monotonic() + SECONDS
        found: list[tuple[float, int]] = []

        async def repeat() -> None:
            while time.monotonic() < until:
                found.append(await self.ask(query, variables))

        before = self._gateway.cpu_seconds()
        await asyncio.gather(*(repeat() for _ in range(CONNECTIONS)))
        cpu = (self._gateway.cpu_seconds() - before) / len(found)
        times = sorted(seconds for seconds, _ in found)
        return Turn(
            cpu * 1000,
            median(times) * 1000,
            times[int(0.99 * len(times))] * 1000,
            max(calls for _, calls in found),
        )


async def measured(stage: Stage) -> dict[str, list[Turn]]:
    """The turns of each operation; the operations take turns, so that a busy moment meets all of them alike."""
    found: dict[str, list[Turn]] = {name: [] for name in OPERATIONS}
    async with stage.gateways(1) as [gateway], aiohttp.ClientSession() as session:
        client = Client(gateway, session)
        listed = await gateway.ask("{ meetings(first: 1, filter: {vendors: [ENABLEX]}) { nodes { id } } }")
        id = listed["meetings"]["nodes"][0]["id"]
        for _ in range(TURNS):
            for name, query in OPERATIONS.items():
                variables = {"id": id} if "$id" in query else {}
                await client.ask(query, variables)
                found[name].append(await client.turn(query, variables))
    return found


async def main() -> None:
    async with a_stage() as stage:
        for vendor in range(4):
            await stage.control("seed", vendor=vendor, scale=SCALE)
        found = await measured(stage)
    print(f"{'':40}{'CPU ms':>9}{'p50 ms':>9}{'p99 ms':>9}{'vendor calls':>14}")  # noqa: T201
    for name, turns in found.items():
        figures = [median(getattr(turn, each) for turn in turns) for each in ("cpu", "half", "nearly_all")]
        print(f"{name:40}" + "".join(f"{each:9.2f}" for each in figures) + f"{turns[-1].calls:14}")  # noqa: T201


if __name__ == "__main__":
    asyncio.run(main())
