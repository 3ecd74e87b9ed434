"""Serves one gateway for a benchmark, in a process of its own: `python -m bench.gateway '{...}'`."""

import asyncio
import json
import logging
import os
import socket
import sys
from typing import Any

from pydantic import SecretStr

from graph import demo
from graph.app import create_app, utc_now
from graph.server import Config, Server
from models.documents.store import Store

KEY = "a key for benchmarks alone, of 32 or more"


async def serve(wanted: dict[str, Any]) -> None:
    """Serves until the process is ended; writes its port and process id once it can be asked."""
    chosen = demo.settings(0, wanted["simulators"]).model_copy(
        update={
            "mongodb_uri": SecretStr(wanted["mongodb"]),
            "mongodb_database": wanted["database"],
            "store_keys": (SecretStr(KEY),),
            # Here a few sockets stand for many callers.
            "socket_operations": 1000,
            "store_seconds": 10.0,
        }
    )
    store = Store.open(chosen, now=utc_now)
    config = Config(
        create_app(chosen, store=store),
        message_bytes=chosen.socket_message_bytes,
        stall_seconds=chosen.stream_stall_seconds,
        log_level="warning",
    )
    server = Server(config)
    place = socket.socket()
    place.bind(("127.0.0.1", 0))
    serving = asyncio.create_task(server.serve(sockets=[place]))
    if await store.until_up(30):
        sys.stdout.write(json.dumps({"port": place.getsockname()[1], "pid": os.getpid()}) + "\n")
        sys.stdout.flush()
    await serving


if __name__ == "__main__":
    logging.basicConfig(level=logging.WARNING)
    asyncio.run(serve(json.loads(sys.argv[1])))
