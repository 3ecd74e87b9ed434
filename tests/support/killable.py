"""Gateways as processes that can be killed: forked from this one, which has imported everything already.

Reads one JSON object a line, each the gateway that is wanted; writes one line for each, with its port, once it listens.
Where a gateway is to die or to wait is handed in to it; no setting of a gateway can do that.
"""

import asyncio
import json
import os
import signal
import socket
import sys
from collections import Counter
from collections.abc import Mapping
from datetime import timedelta
from typing import Any

import uvicorn
from pydantic import SecretStr

from commands.checkpoints import Checkpoint
from graph.serving.app import create_app, utc_now
from graph.serving.process import demo
from models.command import CommandType, DeliveryGuarantee
from store.store import Store
from tests.support.accounts import TELECOMX, VSEE
from tests.support.anonymous import Anonymous
from tests.support.fleet import until
from tests.support.mongo import KEY
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.telecomx.adapter import TelecomxAdapter
from vendors.vsee.adapter import VSeeAdapter

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


async def serve(wanted: Mapping[str, Any]) -> None:
    """Serves one gateway until it is killed, or its parent is gone."""
    skew = timedelta(seconds=wanted.get("skew", 0.0))

    def now() -> Any:
        return utc_now() + skew

    chosen = settings(wanted)
    assert chosen.telecomx is not None
    adapters: list[Adapter] = [Telecomx.open(TELECOMX, chosen.telecomx, now=now)]
    if chosen.vsee is not None:
        adapters.append(VSeeAdapter.open(VSEE, chosen.vsee, now=now))
    store = Store.open(chosen, now=now)
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
    await until(lambda: server.started and store.is_up)
    tell({"port": place.getsockname()[1], "pid": os.getpid()})
    parent = os.getppid()
    await until(lambda: serving.done() or os.getppid() != parent, pause=0.5, seconds=3600)
    server.should_exit = True
    await serving


def tell(what: Mapping[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main() -> None:
    # So that a dead child is gone.
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    for line in sys.stdin:
        if os.fork() == 0:
            signal.signal(signal.SIGCHLD, signal.SIG_DFL)
            asyncio.run(serve(json.loads(line)))
            os._exit(0)


if __name__ == "__main__":
    main()
