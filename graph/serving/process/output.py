"""What the commands of an operator print: one thing a line on standard output, errors in words on standard error."""

import asyncio
import sys
from collections.abc import Awaitable, Callable, Iterable
from typing import TypeAlias

from graph.serving.process import logs
from models.errors import DecryptionFailed, StoreUnavailable
from store.command_line import opened
from store.diagnosis import StoreTrouble
from store.settings import StoreSettings
from store.store import Store

Work: TypeAlias = Callable[[Store], Awaitable[int]]


def with_store(settings: StoreSettings, work: Work) -> int:
    """Runs work with the store.

    Returns:
        The exit code of the work; 1 if the store cannot be used.
    """
    logs.configure("error")
    try:
        return asyncio.run(_run(settings, work))
    except StoreTrouble as trouble:
        return refused(f"Store: {trouble}")
    except StoreUnavailable:
        return refused("Store: MongoDB does not answer in time. Look with `meetgraph doctor`.")
    except DecryptionFailed:
        return refused(
            "The tenant's data key cannot be read with MEETGRAPH_STORE_KEYS: a key that it was wrapped with is missing."
        )


async def _run(settings: StoreSettings, work: Work) -> int:
    if settings.mongodb_uri is None:
        # Whoever forgot the variable in this shell changes another store than the gateways'.
        sys.stderr.write(
            f"MEETGRAPH_MONGODB_URI is not set, so this is about the private mongod on {settings.data_folder()}.\n"
        )
    async with opened(settings) as store:
        return await work(store)


def say(lines: Iterable[str]) -> int:
    """Prints lines; the exit code is 0."""
    sys.stdout.writelines(f"{line}\n" for line in lines)
    sys.stdout.flush()
    return 0


def refused(why: str, code: int = 1) -> int:
    """Says why something was not done; the exit code is 1, or 2 if what was given is wrong."""
    sys.stderr.write(f"{why}\n")
    return code
