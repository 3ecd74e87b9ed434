"""The demo's world over real sockets: four simulators and a gateway, each side in a thread of its own."""

import asyncio
import os
import re
import socket
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Coroutine, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from typing import Any, TypeVar

import httpx

from graph.serving.connections.limits import ConnectionLimits
from graph.serving.process.server import Config, Server
from simulators.__main__ import SIMULATORS
from simulators.control import Simulator

T = TypeVar("T")

LOOPBACK = "127.0.0.1"
VENDORS = tuple(kind.vendor for kind in SIMULATORS)
# A store looks after its MongoDB all the time.
_CONNECTING = ("Store._watching", "Store._look", "PeriodicExecutor", "PyMongoProtocol", "_poll_cancellation")
# What the commands' engine, and the watch over idle buckets, do from start to stop.
_ENGINE = ("_for_ever", "StoredAccounts._follow", "RateLimits._looking")
_PREFIXES = ("/ucaas/v1", "/api/v1", "/api_v3")


# All clients of the tests have one address, and connections of adapters that were closed end a little later.
_ROOMY = ConnectionLimits(of_one_address=10_000)


class ListeningServer(Server):
    """Says when it listens, and can stop at once, where uvicorn would look for that ten times a second."""

    def __init__(self, app: Any, limits: ConnectionLimits | None = None) -> None:
        super().__init__(Config(app, limits or _ROOMY, timeout_graceful_shutdown=1))
        self.listens = asyncio.Event()
        self._told_to_stop = asyncio.Event()

    def stop(self) -> None:
        """Ends it; called in its own loop."""
        self.should_exit = True
        self._told_to_stop.set()

    async def main_loop(self) -> None:
        ticking = asyncio.create_task(super().main_loop())
        told = asyncio.create_task(self._told_to_stop.wait())
        await asyncio.wait((ticking, told), return_when=asyncio.FIRST_COMPLETED)
        for task in (ticking, told):
            task.cancel()
        await asyncio.gather(ticking, told, return_exceptions=True)

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.listens.set()


class Serving:
    """Servers that share one event loop in one thread."""

    def __init__(self, apps: Mapping[socket.socket, Any]) -> None:
        self._apps = apps
        self._servers: list[ListeningServer] = []
        self._thread = threading.Thread(target=lambda: asyncio.run(self._serve()))
        self._listening = threading.Event()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._own: set[asyncio.Task[Any]] = set()

    def start(self) -> None:
        self._thread.start()
        assert self._listening.wait(60), "the servers did not start"

    def stop(self) -> None:
        for server in self._servers:
            server.should_exit = True
        self._thread.join()

    def running(self) -> list[str]:
        """What the loop is busy with, beside the servers, the commands' engine and what keeps a store connected."""

        async def names() -> list[str]:
            tasks = asyncio.all_tasks() - self._own
            named = [repr(task.get_coro()) for task in tasks if task is not asyncio.current_task()]
            return sorted(
                name for name in named if not any(part in name for part in (*_CONNECTING, *_ENGINE))
            )

        return self.run(names())

    def run(self, work: Coroutine[Any, Any, T]) -> T:
        """Runs a coroutine in the servers' loop, from another thread."""
        assert self._loop is not None
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(60)

    async def _serve(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._servers = [ListeningServer(app) for app in self._apps.values()]
        pairs = zip(self._servers, self._apps, strict=True)
        tasks = [asyncio.create_task(server.serve(sockets=[place])) for server, place in pairs]
        for server in self._servers:
            await server.listens.wait()
        self._own = asyncio.all_tasks()
        self._listening.set()
        await asyncio.gather(*tasks)


@contextmanager
def served(apps: Mapping[socket.socket, Any]) -> Iterator[Serving]:
    """Serves each application on its socket for the time of a block."""
    serving = Serving(apps)
    serving.start()
    try:
        yield serving
    finally:
        serving.stop()
        for bound in apps:
            bound.close()


@contextmanager
def served_elsewhere(first: int) -> Iterator["World"]:
    """Serves all simulators in a process of their own, on ports from the first on, for the time of a block."""
    command = [sys.executable, "-m", "simulators", "--port", str(first), "--until-stdin-closes"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.DEVNULL) as process:
        world = World(first, process.pid)
        try:
            world.await_all()
            yield world
        finally:
            world.close()
            process.kill()


@contextmanager
def served_alone(simulator: Simulator) -> Iterator[str]:
    """Serves one simulator for the time of a block; gives its address."""
    place = bound()
    with served({place: simulator.app()}):
        yield f"http://{LOOPBACK}:{port_of(place)}"


def bound(port: int = 0) -> socket.socket:
    """A socket on loopback that nothing listens on yet."""
    # asyncio sends small answers at once only where the socket names its protocol; otherwise each may wait 40 ms.
    made = socket.socket(socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        made.bind((LOOPBACK, port))
    except (OSError, OverflowError):
        made.close()
        raise
    return made


def port_of(made: socket.socket) -> int:
    port: int = made.getsockname()[1]
    return port


def in_a_row(count: int) -> list[socket.socket]:
    """Sockets on ports that follow each other, as the demo has them."""
    while True:
        made = [bound()]
        with suppress(OSError, OverflowError):
            for _ in range(count - 1):
                made.append(bound(port_of(made[-1]) + 1))
            return made
        for taken in made:
            taken.close()


class World:
    """Steers the simulators through their control addresses.

    Attributes:
        first_port: of their ports in a row.
        pid: of their process.
    """

    def __init__(self, first_port: int, pid: int | None = None) -> None:
        self.first_port = first_port
        self.pid = pid or os.getpid()
        self.addresses = {
            vendor: f"http://{LOOPBACK}:{first_port + offset}" for offset, vendor in enumerate(VENDORS)
        }
        # The simulators close what was idle for five seconds; a client must not think so at the same time.
        self._client = httpx.Client(trust_env=False, verify=False, limits=httpx.Limits(keepalive_expiry=2.0))

    def close(self) -> None:
        self._client.close()

    def await_all(self) -> None:
        """Waits until all of them answer."""
        ends = time.monotonic() + 60
        for vendor in VENDORS:
            while True:
                try:
                    self.switches(vendor)
                    break
                except httpx.TransportError:
                    assert time.monotonic() < ends, "the simulators did not start"
                    time.sleep(0.05)

    def reset(self) -> None:
        for vendor in VENDORS:
            self.control(vendor, "reset")

    def seed(self, scale: int, vendors: Sequence[str] = VENDORS) -> None:
        for vendor in vendors:
            self.control(vendor, "seed", {"scale": scale})

    def switch(self, vendor: str, **switches: Any) -> None:
        self.control(vendor, "switches", switches)

    def switches(self, vendor: str) -> dict[str, Any]:
        found: dict[str, Any] = self._client.get(f"{self.addresses[vendor]}/_control").json()["switches"]
        return found

    def fail(self, vendor: str, **rule: Any) -> None:
        """Lets matching requests fail; see `simulators.faults.Fault`."""
        self.control(vendor, "faults", rule)

    def heal(self, vendor: str) -> None:
        self._client.delete(f"{self.addresses[vendor]}/_control/faults").raise_for_status()

    def hook(self, vendor: str, name: str, **told: Any) -> Any:
        return self.control(vendor, f"hooks/{name}", told)

    def control(self, vendor: str, path: str, body: Any = None) -> Any:
        answer = self._client.post(f"{self.addresses[vendor]}/_control/{path}", json=body or {})
        assert answer.status_code == 200, answer.text
        return answer.json()

    def asked(self, vendor: str, method: str, path: str, **how: Any) -> Any:
        """The JSON that a vendor answers to a client of its own."""
        answer = self._client.request(method, self.addresses[vendor] + path, **how)
        assert answer.status_code < 300, answer.text
        return answer.json() if answer.content else None

    def forget(self) -> None:
        """Empties the simulators' logs of requests."""
        for vendor in VENDORS:
            self._client.delete(f"{self.addresses[vendor]}/_control/requests")

    def seen(self, vendor: str | None = None) -> list[dict[str, Any]]:
        """What the vendors were asked since it was last forgotten."""
        wanted = VENDORS if vendor is None else (vendor,)
        return [
            entry
            for name in wanted
            for entry in self._client.get(f"{self.addresses[name]}/_control/requests").json()
        ]

    def count(self) -> int:
        """How many calls the vendors had since it was last forgotten."""
        overviews = (self._client.get(f"{address}/_control").json() for address in self.addresses.values())
        return sum(each["requests"] for each in overviews)

    def calls(self) -> dict[str, int]:
        """How often each path was asked for, ids written as `*`: {"ENABLEX /meetings/*": 2}."""
        return dict(Counter(f"{entry['vendor']} {_pattern(entry['path'])}" for entry in self.seen()))


def _pattern(path: str) -> str:
    for prefix in _PREFIXES:
        path = path.removeprefix(prefix)
    words = (
        "*" if re.search(r"\d|^walkin$|^reception$|^archive$", part) else part
        for part in path.strip("/").split("/")
    )
    return "/" + "/".join(words)
