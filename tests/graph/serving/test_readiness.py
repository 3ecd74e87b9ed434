"""Whether the process lives, and whether it can do all that it is for, are two questions."""

import asyncio
import signal
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import httpx
import pytest
from pydantic import SecretStr

from graph.serving.app import create_app, utc_now
from graph.serving.process.demo import DemoSettings
from graph.serving.process.server import Config, Server
from models.documents.remembered import Remembered
from models.errors import StoreUnavailable
from store import remembered
from store.mongod import Mongod
from store.store import Store
from tests.support.anonymous import Anonymous
from tests.support.mongo import KEY, empty, frozen, on
from tests.support.stores import until_settled
from vendors.adapters import Adapters

AWAY = "MongoDB cannot be reached."
NOWHERE = "mongodb://127.0.0.1:1"


def nowhere() -> dict[str, Any]:
    return {"mongodb_uri": SecretStr(NOWHERE), "store_keys": (SecretStr(KEY),)}


@asynccontextmanager
async def serving(**settings: object) -> AsyncIterator[tuple[httpx.AsyncClient, Store]]:
    """A gateway without vendors, from its start to its end."""
    wanted = DemoSettings(explorer=False, **settings)
    store = Store(wanted, now=utc_now)
    app = create_app(wanted, Adapters(), store, authenticator=Anonymous())
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://meetgraph.example") as client,
    ):
        yield client, store


async def told(client: httpx.AsyncClient, path: str) -> tuple[int, dict[str, Any]]:
    answer = await client.get(path)
    return answer.status_code, answer.json()


def body(status: str, *, reads: bool, writes: bool, why: str | None = None) -> dict[str, Any]:
    return {"status": status, "reads": reads, "writes": writes, "why": why, "unreadable": {}}


async def settled(client: httpx.AsyncClient, store: Store) -> tuple[int, int, dict[str, Any]]:
    """What both addresses answer once it is known whether MongoDB is there."""
    async with asyncio.timeout(10):
        await until_settled(store)
    reads, told_of_reads = await told(client, "/readyz")
    writes, told_of_writes = await told(client, "/readyz/writes")
    assert told_of_reads == told_of_writes
    assert (await told(client, "/livez")) == (200, {"status": "ok"})
    return reads, writes, told_of_reads


async def test_it_is_ready_for_all_once_its_store_is_there(mongodb: str) -> None:
    async with serving(**on(mongodb)) as (client, store):
        assert await settled(client, store) == (200, 200, body("ok", reads=True, writes=True))


async def test_without_its_store_it_is_ready_for_reads_alone() -> None:
    async with serving(**nowhere()) as (client, store):
        assert await settled(client, store) == (
            *(200, 503),
            body("reads only", reads=True, writes=False, why=AWAY),
        )


async def test_before_it_is_known_whether_its_store_is_there_it_is_not_ready(mongodb: str) -> None:
    async with serving(**nowhere()) as (client, _):
        told_body = body("starting", reads=False, writes=False, why="MongoDB is being reached.")
        assert await told(client, "/readyz") == (503, told_body)


async def test_a_private_mongod_is_waited_for(tmp_path: Path) -> None:
    async with serving(mongodb_folder=tmp_path) as (client, store):
        assert (await told(client, "/readyz"))[1]["status"] == "starting"
        async with asyncio.timeout(60):
            await until_settled(store)
        assert await told(client, "/readyz") == (200, body("ok", reads=True, writes=True))


async def test_a_private_mongod_that_cannot_start_is_not_waited_for(tmp_path: Path) -> None:
    async with serving(mongodb_folder=tmp_path, mongod=tmp_path / "none") as (client, store):
        assert (await settled(client, store))[:2] == (200, 503)


async def test_told_to_stop_it_is_ready_for_nothing(mongodb: str) -> None:
    wanted = DemoSettings(explorer=False, **on(mongodb))
    store = Store(wanted, now=utc_now)
    app = create_app(wanted, Adapters(), store, authenticator=Anonymous())
    server = Server(Config(app))
    transport = httpx.ASGITransport(app)
    async with (
        app.router.lifespan_context(app),
        httpx.AsyncClient(transport=transport, base_url="http://meetgraph.example") as client,
    ):
        assert (await settled(client, store))[:2] == (200, 200)
        server.handle_exit(signal.SIGTERM, None)
        assert await settled(client, store) == (
            *(503, 503),
            body("stopping", reads=False, writes=False, why="It is stopping."),
        )


async def test_what_could_not_be_read_is_counted_there(mongodb: str) -> None:
    async with serving(**on(mongodb)) as (client, store):
        await empty(store)
        await Remembered.raw().insert_one({"_id": "VSEE:a", "facts": 7})
        assert (await remembered.of(store, ["VSEE:a"]))["VSEE:a"]
        assert (await told(client, "/readyz"))[1]["unreadable"] == {"remembered": 1}


async def test_without_its_store_it_answers_what_needs_none() -> None:
    async with serving(**nowhere()) as (client, _):
        answer = await client.post("/graphql", json={"query": "{ meetings { nodes { id } } }"})
        assert answer.json()["data"] == {"meetings": {"nodes": []}}


async def test_it_is_ready_for_reads_alone_while_its_store_is_frozen(mongod: Mongod, mongodb: str) -> None:
    async with serving(**on(mongodb), store_seconds=0.5) as (client, store):
        assert await store.until_up(5)
        with frozen(mongod):
            with pytest.raises(StoreUnavailable):
                await store.run(Remembered.find_all().count)
            assert (await settled(client, store))[:2] == (200, 503)
        assert await store.until_up(5)
        assert (await settled(client, store))[:2] == (200, 200)
