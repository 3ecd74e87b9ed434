"""Measures what one hung vendor costs the other three, and another tenant: `python -m bench.isolation`.

The simulators run in a second process, the gateway in this one. In turns, a query over three vendors is asked one
after the other while all is calm, and while 500 operations wait for the fourth, which takes calls and answers none.
By its usual limits that one would hold 32 calls and refuse the rest; here it may hold all 500, which is the harder
case. Between these queries another tenant, whose vendors are all well, asks over all four. Each turn gives a median
and a 99th percentile for either state; what is printed is the median over the turns, and the median of the ratios
within the turns. Beside them is the longest pause of the garbage collector in any turn, in CPU time of the loop's
thread, with the collector set up as in `meetgraph serve`.
"""

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from statistics import median
from typing import TypeAlias

import httpx

from bench.pauses import Pauses, collecting
from graph.serving.app import create_app, utc_now
from graph.serving.process import demo
from graph.serving.process.demo_tokens import OPERATOR, TENANTS, DemoTokens
from vendors import registry
from vendors.adapters import Adapters
from vendors.http import HttpLimits
from vendors.vsee.registration import VSEE

OTHER_OPERATOR = f"demo-{TENANTS[1]}-operator"
TURNS, QUERIES, WAITING = 5, 150, 500
PATIENT = HttpLimits(in_flight=WAITING, total=120.0, first_byte=120.0)
HEALTHY = "{ meetings(first: 5, filter: {vendors: [TELECOMX, ENABLEX, VCONNCT]}) { nodes { title } } }"
OF_ANOTHER_TENANT = "{ meetings(first: 5) { nodes { title } } }"
HUNG = "{ meetings(first: 5, filter: {vendors: [VSEE]}) { nodes { title } unavailable { code } } }"


class Hung:
    """A vendor that accepts connections and never responds."""

    def __init__(self) -> None:
        self._held = 0
        self.is_full = asyncio.Event()

    def __call__(self) -> asyncio.Protocol:
        self._held += 1
        if self._held == WAITING:
            self.is_full.set()
        return asyncio.Protocol()


@dataclass(frozen=True, slots=True)
class Series:
    """Queries one after the other: the seconds that each took, and what the garbage collector did meanwhile."""

    seconds: Sequence[float]
    pauses: Pauses

    def share(self, of: float) -> float:
        """The milliseconds that a share of the queries kept within."""
        return sorted(self.seconds)[round(of * (len(self.seconds) - 1))] * 1000

    @property
    def longest_pause(self) -> float:
        """The longest pause of the collector, in milliseconds."""
        return max(self.pauses.all, default=0.0) * 1000


Both: TypeAlias = tuple[Series, Series]


class Gateway:
    """The application over the simulators, with one vendor that hangs."""

    def __init__(self, simulators: int, hung: int) -> None:
        settings = demo.settings(0, simulators)
        there = {"base_url": f"http://127.0.0.1:{hung}", "limits": PATIENT}
        nowhere = getattr(settings, VSEE.account).model_copy(update=there)
        roomy = {
            "operation_seconds": 120.0,
            "operations_running": 2 * WAITING,
            "cost_bucket": 10_000_000,
            "cost_per_second": 10_000_000,
            # The waiting queries are identical; each is to hold a call of its own.
            "shared_reads": False,
        }
        wanted = settings.model_copy(update={VSEE.account: nowhere, **roomy})
        self.vendors = Adapters(
            adapter
            for tenant, accounts in zip(TENANTS, (wanted, settings), strict=True)
            for adapter in registry.open_all(accounts, tenant=tenant, now=utc_now).values()
        )
        gateway = create_app(wanted, vendors=self.vendors, authenticator=DemoTokens(utc_now))
        self._client = httpx.AsyncClient(
            transport=httpx.ASGITransport(gateway),
            base_url="http://bench",
            timeout=None,
        )

    async def ask(self, query: str, token: str = OPERATOR) -> float:
        """The seconds that a query takes."""
        headers = {"authorization": f"Bearer {token}"}
        began = time.perf_counter()
        answer = await self._client.post("/graphql", json={"query": query}, headers=headers)
        seconds = time.perf_counter() - began
        answer.raise_for_status()
        return seconds

    async def series(self, number: int = QUERIES) -> "Both":
        """The series of the tenant whose vendor may hang, and of the other one."""
        with collecting() as pauses:
            asked = [
                (await self.ask(HEALTHY), await self.ask(OF_ANOTHER_TENANT, OTHER_OPERATOR))
                for _ in range(number)
            ]
        ours, others = zip(*asked, strict=True)
        return Series(ours, pauses), Series(others, pauses)


async def compare(simulators: int) -> list[tuple["Both", "Both", int]]:
    """Each turn: the calm series, the series beside the waiting, and how many of these still waited at its end."""
    turns = []
    for _ in range(TURNS):
        vendor = Hung()
        server = await asyncio.get_running_loop().create_server(vendor, "127.0.0.1", 0)
        # Afresh, since a breaker that has opened would end the wait at once.
        gateway = Gateway(simulators, server.sockets[0].getsockname()[1])
        await gateway.series(30)
        calm = await gateway.series()
        waiting = [asyncio.create_task(gateway.ask(HUNG)) for _ in range(WAITING)]
        await vendor.is_full.wait()
        await gateway.series(30)
        hung = await gateway.series()
        still = sum(not task.done() for task in waiting)
        for task in waiting:
            task.cancel()
        await asyncio.gather(*waiting, return_exceptions=True)
        for adapter in gateway.vendors.values():
            await adapter.aclose()
        server.close()
        turns.append((calm, hung, still))
    return turns


@contextmanager
def simulators() -> Iterator[int]:
    """The simulators in a process of their own; gives the first of their four ports."""
    port = free_ports(4)
    command = [sys.executable, "-m", "simulators", "--port", str(port), "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        try:
            while not listens(port + 3):
                time.sleep(0.05)
            yield port
        finally:
            process.terminate()


def listens(port: int) -> bool:
    with closing(socket.socket()) as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def free_ports(number: int) -> int:
    """The first of several consecutive free ports."""
    while True:
        with ExitStack() as stack:
            first = stack.enter_context(socket.create_server(("127.0.0.1", 0))).getsockname()[1]
            try:
                for offset in range(1, number):
                    stack.enter_context(socket.create_server(("127.0.0.1", first + offset)))
            except (OSError, OverflowError):
                continue
            return int(first)


def main() -> None:
    with simulators() as port:
        turns = asyncio.run(compare(port))
    print(f"{'':16}{'p50 ms':>9}{'p99 ms':>9}{'longest pause ms':>18}")  # noqa: T201
    for tenant, asker in enumerate(("the same tenant, its other vendors", "another tenant, all vendors")):
        print(f"{asker}:")  # noqa: T201
        for name, place in (("calm", 0), ("one vendor hung", 1)):
            series = [(turn[0], turn[1])[place][tenant] for turn in turns]
            figures = [median(each.share(of) for each in series) for of in (0.5, 0.99)]
            longest = max(each.longest_pause for each in series)
            print(f"{name:16}{figures[0]:9.1f}{figures[1]:9.1f}{longest:18.1f}")  # noqa: T201
        ratios = [
            median(hung[tenant].share(of) / calm[tenant].share(of) for calm, hung, _ in turns)
            for of in (0.5, 0.99)
        ]
        print(f"{'ratio':16}{ratios[0]:9.2f}{ratios[1]:9.2f}")  # noqa: T201
    print(f"waiting: {WAITING} operations, of which {median(turn[2] for turn in turns):.0f} still at the end")  # noqa: T201


if __name__ == "__main__":
    main()
