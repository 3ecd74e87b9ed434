"""The demo: the simulators in a separate process and a gateway for them, on loopback only."""

import json
import signal
import socket
import subprocess
import sys
import time
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import ExitStack, asynccontextmanager, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import httpx
from pydantic_settings import BaseSettings, PydanticBaseSettingsSource
from starlette.applications import Starlette

from graph.serving.app import create_app, utc_now
from graph.serving.origins import Origins
from graph.serving.process import logs
from graph.serving.process.demo_tokens import OPERATOR, TENANTS, TOKENS, DemoTokens
from graph.serving.process.listening import CannotListen, listening
from graph.serving.process.server import Config, Server
from graph.serving.settings import Settings
from runtime.background_tasks import BackgroundTasks
from runtime.word_lists import listed
from store.store import Store
from vendors import registry
from vendors.adapters import Adapters
from vendors.registry import VENDORS

_LOOPBACK = "127.0.0.1"
# So that stale answers can be seen when a simulator is stopped.
_STALE_SECONDS = 600.0
# Ten times what a caller of `serve` has: whoever explores and tries programs out uses one token for all of it.
_ROOM: dict[str, Any] = {"cost_bucket": 20_000, "cost_per_second": 1_000}
_LOOK_SECONDS, _FIRST_READ_SECONDS = 0.1, 10.0
_QUERY = "{ meetings(first: 5) { nodes { vendor title state startsAt } } }"


class DemoSettings(Settings):
    """Settings that ignore the environment, so that the demo never reaches a real vendor or store."""

    @classmethod
    def settings_customise_sources(
        cls,
        settings_cls: type[BaseSettings],
        init_settings: PydanticBaseSettingsSource,
        env_settings: PydanticBaseSettingsSource,
        dotenv_settings: PydanticBaseSettingsSource,
        file_secret_settings: PydanticBaseSettingsSource,
    ) -> tuple[PydanticBaseSettingsSource, ...]:
        return (init_settings,)

    takes_get: bool = True
    socket_queries: bool = True

    @property
    def page_origins(self) -> Origins:
        """Pages that are developed on this machine may use the demo."""
        return Origins(self.origins, public_url=self.public_url, any_loopback=True)

    @property
    def explorer_tokens(self) -> Sequence[Mapping[str, str]]:
        return [{"tenant": who.tenant, "role": who.roles[0], "token": token} for token, who in TOKENS.items()]

    @property
    def opens_schema(self) -> bool:
        return True

    def data_folder(self) -> Path | None:
        """A demo starts with an empty store and deletes it at the end."""
        return self.mongodb_folder


def settings(port: int, simulators: int) -> DemoSettings:
    """The gateway's settings for simulators on the ports from `simulators` on; their credentials work nowhere else."""
    accounts: dict[str, Any] = {
        row.account: row.demo.at(f"http://{_LOOPBACK}:{port}")
        for port, row in enumerate(VENDORS, start=simulators)
    }
    return DemoSettings(host=_LOOPBACK, port=port, explorer=True, **accounts)


def adapters(chosen: DemoSettings) -> Adapters:
    """The adapters of both clinics, which have the same account at each simulator."""
    return Adapters(
        adapter
        for tenant in TENANTS
        for adapter in registry.open_all(chosen, tenant=tenant, now=utc_now).values()
    )


def run(port: int) -> int:
    """Runs the demo until Ctrl-C or SIGTERM; the simulators take the ports after `port`.

    Returns:
        The exit code.
    """
    with ExitStack() as stack:
        try:
            sockets = [stack.enter_context(each) for each in listening(_LOOPBACK, port)]
            busy = next(
                (each for each in range(port + 1, port + 1 + len(VENDORS)) if not _is_free(each)), None
            )
        except CannotListen:
            busy = port
        if busy is not None:
            _say(
                f"Port {busy} is in use; the demo needs {port} to {port + len(VENDORS)}. Nothing was started. "
                f"Elsewhere: PORT={port + 1000} make demo"
            )
            return 1
        logs.configure("warning")
        simulators = stack.enter_context(_simulators(port + 1))
        if not _listens(port + len(VENDORS), simulators):
            _say("The simulators did not start; their own words stand above.")
            return 1
        # Before anything is answered, so that whoever waits for an answer has read them.
        _say("\n".join(f"token {who.tenant} {who.roles[0]} {token}" for token, who in TOKENS.items()))
        chosen = settings(port, port + 1).model_copy(update={"stale_seconds": _STALE_SECONDS, **_ROOM})
        store = Store(chosen, now=utc_now)
        config = Config(
            create_app(chosen, adapters(chosen), store, authenticator=DemoTokens(utc_now)),
            chosen.connection_limits,
            host=_LOOPBACK,
            port=port,
            timeout_graceful_shutdown=2,
        )
        with suppress(KeyboardInterrupt):  # This is the normal end of a demo.
            _Gateway(config, store).run(sockets)
    return 0


def run_simulators(port: int) -> int:
    """Runs the simulators alone until Ctrl-C or SIGTERM.

    Returns:
        The exit code.
    """
    last = port + len(VENDORS) - 1
    busy = next((candidate for candidate in range(port, last + 1) if not _is_free(candidate)), None)
    if busy is not None:
        _say(f"Port {busy} is in use; the simulators need {port} to {last}.")
        return 1
    with _simulators(port) as simulators:
        for name in (signal.SIGINT, signal.SIGTERM):
            signal.signal(name, lambda *_: simulators.terminate())
        if _listens(last, simulators):
            names = listed([row.vendor.label for row in VENDORS])
            _say(f"Simulators of {names}: ports {port} to {last} of {_LOOPBACK}.")
        return max(simulators.wait(), 0)


class _Gateway(Server):
    """A server that answers only after everything works, and then prints its address.

    Earlier requests wait, because the port is bound from the beginning.
    """

    def __init__(self, config: Config, store: Store) -> None:
        super().__init__(config)
        self._store = store
        self._trying = BackgroundTasks("demo")
        app: Starlette = config.app  # type: ignore[assignment]
        begun = app.router.lifespan_context

        @asynccontextmanager
        async def begun_and_settled(app: Starlette) -> AsyncIterator[Any]:
            async with begun(app) as state:
                while not store.is_settled and not self.should_exit:
                    await store.until_up(_LOOK_SECONDS)
                yield state

        app.router.lifespan_context = begun_and_settled

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if not self.should_exit:
            self._trying.start(self._ready(), name="first read")

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        await self._trying.aclose()
        await super().shutdown(sockets)

    async def _ready(self) -> None:
        port = self.config.port
        address = f"http://{_LOOPBACK}:{port}/graphql"
        async with httpx.AsyncClient(trust_env=False, timeout=_FIRST_READ_SECONDS) as client:
            works = await _works(client, address)
        if not self._store.is_up:
            _say("MongoDB did not start; everything but writes works without it.")
        body = json.dumps({"query": _QUERY})
        _say(
            f"\n{'Ready' if works else 'Started, and the first read failed; the words above may say why'}.\n\n"
            f"Explorer    {address}\n"
            f"Simulators  ports {port + 1} to {port + len(VENDORS)}; steer them under /_control\n\n"
            f"curl -s {address} -H 'authorization: Bearer {OPERATOR}' -H 'content-type: application/json' "
            f"-d '{body}'\n\n"
            "Ctrl-C stops all of it."
        )


async def _works(client: httpx.AsyncClient, address: str) -> bool:
    """Whether the demo's example query gets the expected response."""
    try:
        headers = {"authorization": f"Bearer {OPERATOR}"}
        answer = await client.post(address, json={"query": _QUERY}, headers=headers)
        return answer.status_code == 200 and "errors" not in answer.json()
    except (httpx.HTTPError, ValueError):
        return False


@contextmanager
def _simulators(port: int) -> Iterator["subprocess.Popen[bytes]"]:
    # In a session of its own, so that Ctrl-C reaches the gateway first; it ends when its standard input is closed,
    # which also happens when this process is killed.
    process = subprocess.Popen(
        [sys.executable, "-m", "simulators", "--port", str(port), "--until-stdin-closes"],
        stdin=subprocess.PIPE,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    with process:
        try:
            yield process
        finally:
            process.terminate()


def _listens(port: int, process: "subprocess.Popen[bytes]", seconds: float = 20.0) -> bool:
    """Waits until the last of the simulators' ports answers; False where the process ended or took too long."""
    until = time.monotonic() + seconds
    while process.poll() is None and time.monotonic() < until:
        with closing(socket.socket()) as probe:
            if probe.connect_ex((_LOOPBACK, port)) == 0:
                return True
        time.sleep(0.05)
    return False


def _is_free(port: int) -> bool:
    with closing(socket.socket()) as probe:
        # As the servers do it: a port with connections in TIME_WAIT counts as free.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_LOOPBACK, port))
        except OSError:
            return False
    return True


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()
