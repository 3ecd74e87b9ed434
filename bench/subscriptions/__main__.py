"""Measures subscriptions on real processes and sockets: `python -m bench.subscriptions [idle] [commands] [slow]`.

The simulators, a mongod and the gateways run as processes of their own; the clients are all in this one, so what these
take to read counts against the gateway. What is compared, is compared within one run, on one machine.
"""

import argparse
import asyncio
from collections.abc import Sequence

from bench.processes import a_stage
from bench.subscriptions import following, idle, slow

_PARTS = ("idle", "commands", "slow")
_SUBSCRIPTIONS, _SOCKETS, _COMMANDS, _SLOW_SECONDS = 10_000, 2_000, 1_000, 40.0


async def measure(parts: Sequence[str], share: float) -> None:
    async with a_stage() as stage:
        if "idle" in parts:
            await idle.measure(
                stage, subscriptions=int(_SUBSCRIPTIONS * share), sockets=int(_SOCKETS * share)
            )
        if "commands" in parts:
            await following.measure(stage, commands=int(_COMMANDS * share))
        if "slow" in parts:
            await slow.measure(stage, seconds=_SLOW_SECONDS)


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench.subscriptions", description=__doc__)
    parser.add_argument("parts", nargs="*", choices=[*_PARTS, []], help="what to measure; all of it")
    parser.add_argument("--share", type=float, default=1.0, help="of the usual numbers, to try it")
    wanted = parser.parse_args()
    asyncio.run(measure(wanted.parts or _PARTS, wanted.share))


if __name__ == "__main__":
    main()
