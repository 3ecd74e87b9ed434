"""Measures how long Python's garbage collector holds the gateway under load: `python -m bench.collector`.

The simulators and the load run in processes of their own, the gateway in this one, as `meetgraph serve` serves it. Each
setting of the collector is measured in turns of a few seconds. A pause is CPU time of the loop's thread between the two
calls of `gc.callbacks`, so a busy machine makes it no longer. For each setting it prints the collections of each
generation, the median and the longest pause, the longest of the oldest generation, the collector's share of the CPU,
and how much memory the process has gained.
"""

import asyncio
import multiprocessing
import resource
import sys
import time
from statistics import median

import httpx

from bench.isolation import free_ports, simulators
from bench.pauses import Pauses, collecting
from graph.serving.app import create_app, utc_now
from graph.serving.process import demo
from graph.serving.process.demo_tokens import OPERATOR, DemoTokens
from graph.serving.process.server import COLLECTED_AT, Config, Server

SECONDS, TURNS, CLIENTS = 6.0, 2, 8
# One meeting with what hangs on it, and a list merged over all vendors.
QUERIES = (
    "{ meetings(first: 50) { nodes { id title state startsAt durationMinutes hostId vendor room { name } } } }",
    "{ meetings(first: 3, filter: {vendors: [VCONNCT]}) { nodes { title sessions { nodes { startedAt "
    "attendance { nodes { role } } } } } } }",
)
SETTINGS: dict[str, tuple[bool, tuple[int, int, int]]] = {
    "Python's own": (False, (700, 10, 10)),
    "frozen": (True, (700, 10, 10)),
    "frozen, oldest seldom": (True, (700, 10, 1000)),
    "frozen, middle often": (True, (700, 1, 10_000)),
    "frozen, young larger": (True, (50_000, 0, 1000)),
    "as served": (True, COLLECTED_AT),
}


HEADERS = {"authorization": f"Bearer {OPERATOR}"}


def load(port: int, seconds: float) -> None:
    """Sends all queries repeatedly from several clients; runs in a separate process."""

    async def client(until: float) -> None:
        async with httpx.AsyncClient(
            base_url=f"http://127.0.0.1:{port}", headers=HEADERS, timeout=30.0
        ) as http:
            while time.monotonic() < until:
                for query in QUERIES:
                    (await http.post("/graphql", json={"query": query})).raise_for_status()

    async def clients() -> None:
        until = time.monotonic() + seconds
        await asyncio.gather(*(client(until) for _ in range(CLIENTS)))

    asyncio.run(clients())


async def loaded(port: int, seconds: float) -> None:
    process = multiprocessing.get_context("spawn").Process(target=load, args=(port, seconds))
    process.start()
    await asyncio.to_thread(process.join)
    if process.exitcode:
        raise SystemExit("The load ended early.")


async def measure(vendors: int) -> None:
    port = free_ports(1)
    settings = demo.settings(port, vendors).model_copy(
        update={"cost_bucket": 1_000_000_000, "cost_per_second": 1_000_000}
    )
    app = create_app(settings, demo.adapters(settings), authenticator=DemoTokens(utc_now))
    server = Server(Config(app, host="127.0.0.1", port=port))
    serving = asyncio.create_task(server.serve())
    while not server.started:  # noqa: ASYNC110 - uvicorn has no event for it
        await asyncio.sleep(0.05)
    await loaded(port, 3.0)
    head = f"{'':24}{'collections 0/1/2':>20}{'median ms':>11}{'longest ms':>12}{'oldest ms':>11}{'share':>8}{'MiB':>6}"
    print(head)  # noqa: T201
    for name, (is_frozen, thresholds) in SETTINGS.items():
        found: list[tuple[Pauses, float, float]] = []
        for _ in range(TURNS):
            memory, cpu = _rss(), time.thread_time()
            with collecting(is_frozen, thresholds) as pauses:
                await loaded(port, SECONDS)
            found.append((pauses, time.thread_time() - cpu, _rss() - memory))
        print(_row(name, found))  # noqa: T201
    server.should_exit = True
    await serving


def _row(name: str, found: list[tuple[Pauses, float, float]]) -> str:
    numbers = "/".join(str(round(median(len(p.by_generation[g]) for p, _, _ in found))) for g in (0, 1, 2))
    pauses = [pause * 1000 for each, _, _ in found for pause in each.all] or [0.0]
    oldest = [pause * 1000 for each, _, _ in found for pause in each.by_generation[2]] or [0.0]
    share = median(sum(each.all) / cpu for each, cpu, _ in found)
    grown = median(memory for _, _, memory in found)
    return f"{name:24}{numbers:>20}{median(pauses):11.2f}{max(pauses):12.1f}{max(oldest):11.1f}{share:8.1%}{grown:6.0f}"


def _rss() -> float:
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as statm:
            return int(statm.read().split()[1]) * resource.getpagesize() / 2**20
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 2**20


def main() -> None:
    with simulators() as port:
        asyncio.run(measure(port))


if __name__ == "__main__":
    main()
