"""Gateways as processes that can be killed.

Where a gateway is to die or to wait is handed in to it; no setting of a gateway can do that.
"""

import asyncio
import multiprocessing
import os
import signal
import socket
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import TYPE_CHECKING, Any

import uvicorn
from pydantic import SecretStr

from commands.checkpoints import Checkpoint
from graph.serving.app import create_app, utc_now
from graph.serving.process import demo
from models.command import CommandType, DeliveryGuarantee
from store.store import Store
from tests.support.accounts import TELECOMX, VSEE
from tests.support.anonymous import Anonymous
from tests.support.mongo import KEY
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.telecomx.adapter import TelecomxAdapter
from vendors.vsee.adapter import VSeeAdapter

if TYPE_CHECKING:
    from multiprocessing.connection import Connection

_LAST_WORDS_SECONDS = 0.5
_QUERYABLE = frozenset({CommandType.SET_VOLUME})


class Deadly:
    """Waits for ever at one place, and dies there once so many have come."""

    def __init__(self, point: str | None, arrivals: int | None) -> None:
        self._point = point
        self._arrivals = arrivals
        self._seen: Counter[Checkpoint] = Counter()

    async def reached(self, point: Checkpoint) -> None:
        if point.value != self._point:
            return
        self._seen[point] += 1
        if self._seen[point] == self._arrivals:
            # Whoever was promised an answer before this place gets it, however busy the machine is.
            await asyncio.sleep(_LAST_WORDS_SECONDS)
            os.kill(os.getpid(), signal.SIGKILL)
        await asyncio.Event().wait()


class Telecomx(TelecomxAdapter):
    """The vendor with one command of each class: of one we pretend that its list can be trusted."""

    def delivery(self, type: CommandType) -> DeliveryGuarantee:
        return DeliveryGuarantee.QUERYABLE if type in _QUERYABLE else super().delivery(type)


def settings(wanted: Mapping[str, Any]) -> demo.DemoSettings:
    chosen = demo.settings(0, wanted["simulators"])
    return chosen.model_copy(
        update={
            "mongodb_uri": SecretStr(wanted["mongodb"]),
            "mongodb_database": wanted["database"],
            "store_keys": (SecretStr(KEY),),
            # What is proven does not hang on it, and the machine may be busy.
            "store_seconds": 10.0,
            # Hundreds of subscribers are one caller here.
            "cost_bucket": 1_000_000,
            "enablex": None,
            "vconnct": None,
            "vsee": chosen.vsee if wanted.get("queues") else None,
            **wanted.get("settings", {}),
        }
    )


def run(wanted: Mapping[str, Any], told: "Connection[int, int]") -> None:
    """Serves one gateway until it is killed, or its parent is gone; tells its port once it listens."""
    asyncio.run(_serve(wanted, told))


async def _serve(wanted: Mapping[str, Any], told: "Connection[int, int]") -> None:
    skew = timedelta(seconds=wanted.get("skew", 0.0))

    def now() -> Any:
        return utc_now() + skew

    chosen = settings(wanted)
    assert chosen.telecomx is not None
    adapters: list[Adapter] = [Telecomx.open(TELECOMX, chosen.telecomx, now=now)]
    if chosen.vsee is not None:
        adapters.append(VSeeAdapter.open(VSEE, chosen.vsee, now=now))
    store = Store(chosen, now=now)
    app = create_app(
        chosen,
        Adapters(adapters),
        store,
        authenticator=Anonymous(),
        checkpoints=Deadly(wanted.get("point"), wanted.get("arrivals")),
    )
    place = socket.socket()
    place.bind(("127.0.0.1", 0))
    server = uvicorn.Server(uvicorn.Config(app, log_config=None, timeout_graceful_shutdown=1))
    serving = asyncio.create_task(server.serve(sockets=[place]))
    while not (server.started and store.is_up):  # noqa: ASYNC110 - neither has an event for it
        await asyncio.sleep(0.01)
    told.send(place.getsockname()[1])
    told.close()
    tests = multiprocessing.parent_process()
    assert tests is not None
    asyncio.get_running_loop().add_reader(tests.sentinel, server.handle_exit, signal.SIGTERM, None)
    await serving
