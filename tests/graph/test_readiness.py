"""Whether the process lives, and whether it can do all that it is for, are two questions."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import httpx
import pytest
from pydantic import SecretStr

from graph.app import create_app, utc_now
from graph.demo import DemoSettings
from models.documents.mongod import Mongod
from models.documents.remembered import Remembered
from models.documents.store import Store
from models.errors import StoreUnavailable
from tests.support.mongo import KEY, frozen, on

OK = (200, {"status": "ok"})
DOWN = (503, {"status": "unavailable", "store": "down"})
NOWHERE = "mongodb://127.0.0.1:1"


@asynccontextmanager
async def serving(**settings: object) -> AsyncIterator[tuple[httpx.AsyncClient, Store]]:
    """A gateway without vendors, from its start to its end."""
    wanted = DemoSettings(explorer=False, **settings)
    store = Store.open(wanted, now=utc_now)
    app = create_app(wanted, {}, store)
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://meetgraph.example") as client,
    ):
        yield client, store


async def told(client: httpx.AsyncClient, path: str) -> tuple[int, dict[str, str]]:
    answer = await client.get(path)
    return answer.status_code, answer.json()


async def test_it_is_ready_once_its_store_is_there(mongodb: str) -> None:
    async with serving(**on(mongodb)) as (client, store):
        assert await store.until_up(5)
        assert await told(client, "/readyz") == OK
        assert await told(client, "/livez") == OK


async def test_without_its_store_it_lives_and_is_not_ready() -> None:
    async with serving(mongodb_uri=SecretStr(NOWHERE), store_keys=(SecretStr(KEY),)) as (client, _):
        assert await told(client, "/readyz") == DOWN
        assert await told(client, "/livez") == OK


async def test_without_its_store_it_answers_what_needs_none() -> None:
    async with serving(mongodb_uri=SecretStr(NOWHERE), store_keys=(SecretStr(KEY),)) as (client, _):
        answer = await client.post("/graphql", json={"query": "{ meetings { nodes { id } } }"})
        assert answer.json()["data"] == {"meetings": {"nodes": []}}


async def test_it_is_not_ready_while_its_store_is_frozen_and_ready_afterwards(
    mongod: Mongod, mongodb: str
) -> None:
    async with serving(**on(mongodb), store_seconds=0.5) as (client, store):
        assert await store.until_up(5)
        with frozen(mongod):
            with pytest.raises(StoreUnavailable):
                await store.run(Remembered.find_all().count)
            assert await told(client, "/readyz") == DOWN
            assert await told(client, "/livez") == OK
        assert await store.until_up(5)
        assert await told(client, "/readyz") == OK
