"""Serves the gateway that the environment configures, and prints its status."""

import asyncio
import socket
import sys
from contextlib import suppress

from graph.serving.app import create_app, utc_now
from graph.serving.authentication.authentication import Authentication
from graph.serving.process import logs
from graph.serving.process.banner import banner, of_store
from graph.serving.process.listening import CannotListen, listening
from graph.serving.process.open_files import most_connections
from graph.serving.process.server import Config, Server
from graph.serving.readiness import Readiness, Status
from graph.serving.settings import Settings
from runtime.background_tasks import BackgroundTasks
from store.audit_log import AuditLog
from store.store import Store

_LOOK_SECONDS = 0.2


def run(settings: Settings) -> int:
    """Serves until Ctrl-C or SIGTERM.

    Returns:
        The exit code.
    """
    logs.configure(settings.log_level, settings.log_format)
    try:
        sockets = listening(settings.host, settings.port)
    except CannotListen as error:
        sys.stderr.write(
            f"{error} MEETGRAPH_PORT and MEETGRAPH_HOST say where to listen; nothing was started.\n"
        )
        return 1
    store = Store(settings, now=utc_now)
    audit_log = AuditLog(store, settings.audit_keys)
    authenticator = Authentication(settings, store, audit_log, now=utc_now)
    config = Config(
        create_app(settings, store=store, authenticator=authenticator, audit_log=audit_log),
        settings.model_copy(update={"connections": most_connections(settings.connections)}).connection_limits,
        host=settings.host,
        port=settings.port,
        timeout_graceful_shutdown=settings.shutdown_seconds,
    )
    with suppress(KeyboardInterrupt):  # uvicorn raises the handled signal again.
        _Speaking(config, settings).run(sockets)
    return 0


class _Speaking(Server):
    """A server that prints its address, and each change of the store's availability."""

    def __init__(self, config: Config, settings: Settings) -> None:
        super().__init__(config)
        self._settings = settings
        self._following = BackgroundTasks("serve")

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.should_exit or not sockets:
            return
        _say(f"{banner(self._settings, sockets[0].getsockname()[1])}\n")
        readiness: Readiness = self.config.app.state.readiness  # type: ignore[union-attr]
        self._following.start(_follow(readiness), name="telling of the store")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._following.aclose()
        _say("Stopping: what runs may end.")
        await super().shutdown(sockets)


async def _follow(readiness: Readiness) -> None:
    told: tuple[Status, str | None] | None = None
    while True:
        found = (readiness.status, readiness.why)
        if found != told:
            told = found
            words = of_store(*found)
            if words is not None:
                _say(words)
        await asyncio.sleep(_LOOK_SECONDS)


def _say(text: str) -> None:
    # To standard output, whatever the log's level: it is the command's output, not an error.
    with suppress(OSError):  # Standard output was closed.
        sys.stdout.write(f"{text}\n")
        sys.stdout.flush()
