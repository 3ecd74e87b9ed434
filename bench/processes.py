"""Starts what is measured as real processes: a mongod, the vendors, and gateways over both."""

import asyncio
import json
import os
import secrets
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
from pydantic import BaseModel, SecretStr

from bench.isolation import free_ports, listens
from bench.tokens import BenchIssuer
from graph.serving.process import demo
from store.mongod import Mongod
from vendors.registry import VENDORS

_ROOT = Path(__file__).parents[1]
_START_SECONDS = 60.0
_TICKS = os.sysconf("SC_CLK_TCK")


class Away(Exception):
    """The gateway cannot reach its store, or not in time."""


@dataclass(frozen=True, slots=True)
class Gateway:
    """One `meetgraph serve`."""

    port: int
    pid: int
    client: httpx.AsyncClient
    token: str

    async def ask(self, query: str, **variables: Any) -> Any:
        """The data of an answer without errors.

        Raises:
            Away: the store could not be asked.
        """
        asked = {"query": query, "variables": variables}
        headers = {"authorization": f"Bearer {self.token}"}
        answer = await self.client.post(f"http://127.0.0.1:{self.port}/graphql", json=asked, headers=headers)
        told = answer.json()
        if any(one["extensions"]["code"] == "SERVICE_UNAVAILABLE" for one in told.get("errors", ())):
            raise Away
        if "errors" in told:
            raise RuntimeError(f"the gateway answered with {told['errors']}")
        return told["data"]

    def resident_kib(self) -> int:
        """The memory that it holds."""
        text = Path(f"/proc/{self.pid}/status").read_text("ascii")
        return next(int(line.split()[1]) for line in text.splitlines() if line.startswith("VmRSS:"))

    def cpu_seconds(self) -> float:
        """The CPU time that it has used."""
        after_name = Path(f"/proc/{self.pid}/stat").read_text("ascii").rpartition(")")[2].split()
        return (int(after_name[11]) + int(after_name[12])) / _TICKS

    async def until_idle(self, share: float = 0.1, seconds: float = 120.0) -> None:
        """Waits until it uses less than a share of a CPU for a second."""
        async with asyncio.timeout(seconds):
            while True:
                before = self.cpu_seconds()
                await asyncio.sleep(1)
                if self.cpu_seconds() - before < share:
                    return


class Stage:
    """The vendors and a mongod, and gateways over them.

    Attributes:
        client: speaks to all of them.
        token: of an admin.
        first_port: of the vendors' four, in the order of the registry.
    """

    def __init__(self, first_port: int, mongodb: str, client: httpx.AsyncClient) -> None:
        self.client = client
        self._issuer = BenchIssuer()
        self.token = self._issuer.token()
        self.first_port = first_port
        self._mongodb = mongodb

    async def control(self, path: str, *, vendor: int = 0, **given: Any) -> Any:
        """Steers one simulator.

        Args:
            vendor: its place in the registry; the first is Telecomx.
        """
        url = f"http://127.0.0.1:{self.first_port + vendor}/_control/{path}"
        answer = await self.client.post(url, json=given)
        return answer.raise_for_status().json()

    @asynccontextmanager
    async def gateways(self, number: int) -> AsyncIterator[list[Gateway]]:
        """So many replicas over a database of their own, for the time of a block."""
        settings = demo.settings(0, self.first_port).model_copy(
            update={
                "mongodb_uri": SecretStr(self._mongodb),
                "mongodb_database": f"bench-{secrets.token_hex(4)}",
                "store_keys": (SecretStr(secrets.token_hex(32)),),
                "explorer": False,
                # All of them come from this machine.
                "connections": 100_000,
                "connections_per_address": 100_000,
                "sockets_per_caller": 100_000,
                "cost_bucket": 1_000_000_000,
                "cost_most": 100_000,
            }
        )
        async with AsyncExitStack() as stack:
            yield [
                await stack.enter_async_context(self._gateway(environment(settings))) for _ in range(number)
            ]

    @asynccontextmanager
    async def _gateway(self, told: Mapping[str, str]) -> AsyncIterator[Gateway]:
        port = free_ports(1)
        rest = {name: value for name, value in os.environ.items() if not name.startswith("MEETGRAPH_")}
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "graph.serving.process.cli", "serve"),
            cwd=_ROOT,
            stdout=asyncio.subprocess.DEVNULL,
            env={**rest, **told, "MEETGRAPH_PORT": str(port), "MEETGRAPH_ISSUERS": self._issuer.variable},
        )
        try:
            await until(lambda: self._is_ready(port))
            yield Gateway(port, process.pid, self.client, self.token)
        finally:
            if process.returncode is None:
                process.terminate()
            await process.wait()

    async def _is_ready(self, port: int) -> bool:
        try:
            return (await self.client.get(f"http://127.0.0.1:{port}/readyz/writes")).status_code == 200
        except httpx.TransportError:
            return False


@asynccontextmanager
async def a_stage(vendors: str = "simulators") -> AsyncIterator[Stage]:
    """The vendors and a mongod for the time of a block.

    Args:
        vendors: the module that serves all four on consecutive ports.
    """
    port = free_ports(4)
    serving = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", vendors, "--port", str(port), "--until-stdin-closes"),
        cwd=_ROOT,
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.DEVNULL,
    )
    mongod = Mongod(folder=None, binary=None)
    mongod.start()
    limits = httpx.Limits(max_connections=None, max_keepalive_connections=None)
    try:
        await until(lambda: asyncio.to_thread(listens, port + 3))
        async with asyncio.timeout(_START_SECONDS):
            await mongod.until_ready()
        assert mongod.uri is not None
        async with httpx.AsyncClient(trust_env=False, timeout=60, limits=limits) as client:
            yield Stage(port, mongod.uri, client)
    finally:
        serving.terminate()
        await serving.wait()
        await mongod.aclose()


async def until(condition: Callable[[], Awaitable[bool]], *, seconds: float = _START_SECONDS) -> None:
    """Waits until something outside of this process is so."""
    async with asyncio.timeout(seconds):
        while True:
            if await condition():
                return
            await asyncio.sleep(0.05)


def environment(settings: demo.DemoSettings) -> dict[str, str]:
    """The environment variables for `meetgraph serve` of the settings that were given."""
    accounts = {row.account for row in VENDORS}
    told = {}
    for name in settings.model_fields_set:
        value = getattr(settings, name)
        if name in accounts and isinstance(value, BaseModel):
            for field in value.model_fields_set:
                told[f"MEETGRAPH_{name.upper()}__{field.upper()}"] = _written(getattr(value, field))
        else:
            told[f"MEETGRAPH_{name.upper()}"] = _written(value)
    return told


def _written(value: Any) -> str:
    match value:
        case SecretStr():
            return value.get_secret_value()
        case bool():
            return str(value).lower()
        case list() | tuple():
            return json.dumps([_written(one) for one in value])
        case _:
            return str(value)
