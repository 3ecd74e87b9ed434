"""Gateways on a real socket, one after the other, and how a client asks them."""

from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from typing import Any

import httpx
from starlette.applications import Starlette
from starlette.types import Receive, Scope, Send

from graph.serving.app import create_app, utc_now
from graph.serving.authentication.authenticator import Authenticator
from graph.serving.settings import Settings
from store.store import Store
from tests.support.anonymous import Anonymous
from tests.support.mongo import empty, on
from tests.support.plain_http import plain_client
from tests.support.world import LOOPBACK, Serving
from vendors.adapters import Adapters

Answer = dict[str, Any]
# The server closes what was idle for five seconds; a client that thinks the same at the same time meets a reset.
_LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=2.0)


class Stage:
    """The application behind the socket: whichever gateway is up now. Saves a server's start and stop per test."""

    def __init__(self) -> None:
        self._app: Starlette | None = None
        self._up = AsyncExitStack()

    async def put_up(self, app: Starlette) -> None:
        await self._up.enter_async_context(app.router.lifespan_context(app))
        self._app = app

    async def take_down(self) -> None:
        self._app = None
        await self._up.aclose()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "lifespan":
            await Starlette()(scope, receive, send)
        else:
            assert self._app is not None, "no gateway is up"
            await self._app(scope, receive, send)


class Gateway:
    """One gateway; every answer is checked for what no answer may be."""

    def __init__(self, port: int, serving: Serving, client: httpx.AsyncClient, store: Store) -> None:
        self.url = f"http://{LOOPBACK}:{port}/graphql"
        self.port = port
        self.serving = serving
        self.client = client
        self.store = store

    async def ask(self, query: str, **variables: Any) -> Answer:
        """The whole answer, errors included."""
        response = await self.client.post(self.url, json={"query": query, "variables": variables})
        assert response.status_code == 200, response.text
        answer: Answer = response.json()
        assert "INTERNAL" not in codes(answer), answer["errors"]
        return answer

    async def data(self, query: str, **variables: Any) -> Any:
        """The data of an answer that must have no errors."""
        answer = await self.ask(query, **variables)
        assert "errors" not in answer, answer["errors"]
        return answer["data"]


def codes(answer: Answer) -> list[str]:
    return [error["extensions"]["code"] for error in answer.get("errors", ())]


class Place:
    """The socket on which one gateway after the other is opened."""

    def __init__(self, port: int, stage: Stage, serving: Serving, mongodb: str) -> None:
        self._mongodb = mongodb
        self._port = port
        self._stage = stage
        self._serving = serving

    @asynccontextmanager
    async def opened(
        self,
        settings: Settings,
        vendors: Adapters | None = None,
        now: Callable[[], datetime] = utc_now,
        authenticator: Authenticator | None = None,
    ) -> AsyncIterator[Gateway]:
        """A gateway for the time of a block; where the settings name no MongoDB, it has an empty store."""
        wanted = settings
        if "cost_bucket" not in settings.model_fields_set:
            # Tests of other things ask for more than a caller may.
            wanted = wanted.model_copy(update={"cost_bucket": 1_000_000, "cost_most": 10_000})
        if settings.mongodb_uri is None:
            wanted = wanted.model_copy(update=on(self._mongodb))
        store = Store(wanted, now=utc_now)

        async def made() -> None:
            app = create_app(wanted, vendors, store, now=now, authenticator=authenticator or Anonymous())
            await self._stage.put_up(app)
            if settings.mongodb_uri is None:
                await empty(store)

        self._serving.run(made())
        try:
            async with plain_client(timeout=30, limits=_LIMITS) as client:
                yield Gateway(self._port, self._serving, client, store)
        finally:
            self._serving.run(self._stage.take_down())
