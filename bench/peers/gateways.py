"""The gateways that are compared: ours, and the peers on Node.js that `make bench-peers` installed."""

import asyncio
import os
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from pathlib import Path

from bench.isolation import free_ports, listens
from bench.peers.machine import beside_gateways
from bench.processes import Gateway, Stage, until
from web import npm

OURS = "meetgraph"
# Their names, and the modules that they start from.
PEERS = {"Mercurius with JIT": "mercurius.js", "Apollo Server": "apollo.js"}
FOLDER = Path(__file__).parent / "node"


class NotStarted(Exception):
    """A gateway ended before it listened."""


def node() -> npm.Npm | None:
    """The Node.js of the development requirements, so that the peers run on the same one everywhere."""
    return npm.of_the_wheel()


def install() -> int:
    """Installs the peers into their folder, and returns npm's exit code."""
    found = node()
    return found.run("ci", folder=FOLDER) if found else 1


def missing() -> list[str]:
    """The peers that are not installed as the lock file says."""
    installed, wanted = FOLDER / "node_modules" / ".package-lock.json", FOLDER / "package-lock.json"
    is_there = installed.exists() and installed.stat().st_mtime >= wanted.stat().st_mtime
    return [] if is_there and node() else list(PEERS)


@asynccontextmanager
async def started(stage: Stage) -> AsyncIterator[Mapping[str, Gateway]]:
    """Ours and all peers that are installed, over the same vendors, by name."""
    absent, found = missing(), node()
    async with AsyncExitStack() as stack:
        with beside_gateways():
            [ours] = await stack.enter_async_context(stage.gateways(1))
            gateways = {OURS: ours}
            for name, script in PEERS.items():
                if found and name not in absent:
                    gateways[name] = await stack.enter_async_context(_peer(found.node, script, stage))
        yield gateways


@asynccontextmanager
async def _peer(node: Path, script: str, stage: Stage) -> AsyncIterator[Gateway]:
    port = free_ports(1)
    told = {"PORT": str(port), "VENDORS_PORT": str(stage.first_port), "NODE_ENV": "production"}
    process = await asyncio.create_subprocess_exec(node, FOLDER / script, env={**os.environ, **told})

    async def is_there() -> bool:
        if process.returncode is not None:
            raise NotStarted(f"{script} ended with {process.returncode}; its own words stand above")
        return await asyncio.to_thread(listens, port)

    try:
        await until(is_there)
        # They do not look at the token; it is sent so that all read as many bytes.
        yield Gateway(port, process.pid, stage.client, stage.token)
    finally:
        if process.returncode is None:
            process.terminate()
        await process.wait()
