"""Compares what an operation costs here and in gateways on Node.js: `python -m bench.peers [--install] [--write]`.

The vendors' bodies, mongod, every gateway and the clients run on this machine; where it has several cores, the gateways
have the last one for themselves. All gateways answer the same operations in turn, each for a second and a half in each
round, after it was seen that their data are equal. What is printed is the CPU time of a gateway's process (user and
system) for one operation, the median of the rounds; how many operations ours answers per core for one of the peer's;
and the time to the response with 16 connections. Ours runs as it is shipped, with authentication, limits, guards and
the audit log; only the bucket of its one caller is larger. The peers have none of these.
"""

import argparse
import asyncio
import sys
from pathlib import Path

from bench.peers import gateways
from bench.peers.comparing import Loads, Unequal, compared
from bench.peers.loading import Failed
from bench.peers.machine import Machine, apart_from_gateways, this_machine
from bench.peers.table import ratios, replaced, section, whole
from bench.processes import a_stage

_ROOT = Path(__file__).parents[2]


async def measured() -> Loads:
    with apart_from_gateways():
        async with a_stage("bench.peers.vendors") as stage, gateways.started(stage) as found:
            return await compared(found, lambda told: print(told, file=sys.stderr))  # noqa: T201


def write(machine: Machine, loads: Loads) -> None:
    """Puts the tables into our pages."""
    for name, table in (("README.md", ratios(loads)), ("docs/performance.md", whole(loads))):
        page = _ROOT / name
        page.write_text(replaced(page.read_text("utf-8"), section(machine, table)), "utf-8")


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m bench.peers", description=__doc__)
    parser.add_argument("--install", action="store_true", help="install the peers, and measure nothing")
    parser.add_argument(
        "--write", action="store_true", help="put the tables into README.md and docs/performance.md"
    )
    wanted = parser.parse_args()
    if wanted.install:
        return gateways.install()
    absent = gateways.missing()
    if absent:
        print(f"Not installed: {', '.join(absent)}. `make bench-peers` installs them.", file=sys.stderr)  # noqa: T201
        if wanted.write:
            return 1
    node = gateways.node()
    machine = this_machine(None if absent or node is None else node.node)
    try:
        loads = asyncio.run(measured())
    except (Unequal, Failed, gateways.NotStarted) as failure:
        print(failure, file=sys.stderr)  # noqa: T201
        return 1
    print(f"{machine}\n\n{whole(loads)}")  # noqa: T201
    if wanted.write:
        write(machine, loads)
    return 0


if __name__ == "__main__":
    sys.exit(main())
