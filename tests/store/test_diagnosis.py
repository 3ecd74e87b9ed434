"""What is in the way of a store is told in words that name the variable: of real servers, each with something wrong."""

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from pydantic import SecretStr
from pymongo import AsyncMongoClient

from store import diagnosis
from store.connection import connected as connecting
from store.diagnosis import StoreTrouble, diagnose
from store.mongod import Mongod
from store.mongod_binary import find
from store.settings import StoreSettings
from tests.support.mongo import KEY, a_store
from tests.support.raw_vendor import Wire, served_raw, silent

CANARY = "CANARY-4711"
WELL = "can be read and written"


def settings(uri: str, **told: Any) -> StoreSettings:
    given = {"mongodb_uri": SecretStr(uri), "store_keys": (SecretStr(KEY),), "mongodb_database": "diagnosed"}
    return StoreSettings.model_validate({**given, **told})


async def trouble(wanted: StoreSettings) -> str:
    with pytest.raises(StoreTrouble) as found:
        await diagnose(wanted)
    assert CANARY not in str(found.value)
    return str(found.value)


@asynccontextmanager
async def mongod_with(folder: Path, *options: str) -> AsyncIterator[str]:
    """The address of one that is started with these options; it listens on a socket in the folder."""
    socket = folder / "m.sock"
    process = await asyncio.create_subprocess_exec(
        *(str(find(None)), "--dbpath", str(folder), "--bind_ip", str(socket), "--port", "27017"),
        *("--wiredTigerCacheSizeGB", "0.25", "--oplogSize", "64", *options),
        stdout=asyncio.subprocess.DEVNULL,
    )
    try:
        yield quote(str(socket), safe="")
    finally:
        process.kill()
        await process.wait()


async def connected(uri: str) -> AsyncMongoClient[dict[str, Any]]:
    client: AsyncMongoClient[dict[str, Any]] = AsyncMongoClient(uri, serverSelectionTimeoutMS=20_000)
    await client.admin.command("hello")
    return client


@pytest.fixture
def short(tmp_path_factory: pytest.TempPathFactory) -> Path:
    # A socket's path may not be long.
    return tmp_path_factory.mktemp("m")


async def test_a_store_that_can_be_used_is_well_and_nothing_is_left_in_it(mongodb: str) -> None:
    wanted = settings(mongodb, mongodb_database=f"d{secrets.token_hex(4)}")
    assert await diagnose(wanted) == WELL
    async with AsyncMongoClient[dict[str, Any]](mongodb) as client:
        assert await client[wanted.mongodb_database].meta.count_documents({}) == 0


async def test_wrong_keys_are_told(mongodb: str) -> None:
    async with a_store(settings(mongodb)) as store:
        assert await store.until_up(30)
    assert await diagnose(settings(mongodb)) == WELL
    other = settings(mongodb, store_keys=(SecretStr(CANARY + "x" * 32),))
    assert "MEETGRAPH_STORE_KEYS lacks the key" in await trouble(other)


async def test_a_database_of_a_newer_version_is_told(mongodb: str) -> None:
    wanted = settings(mongodb, mongodb_database="newer")
    async with AsyncMongoClient[dict[str, Any]](mongodb) as client:
        await client.newer.meta.replace_one({"_id": "schema"}, {"schemaVersion": 999}, upsert=True)
    assert "newer version" in await trouble(wanted)


@pytest.mark.parametrize(
    ("uri", "words"),
    [
        (f"mongodb://user:{CANARY}@127.0.0.1:1", "Nobody listens there"),
        (f"mongodb://user:{CANARY}@nowhere.invalid", "Its name is not known"),
        (f"mongodb+srv://user:{CANARY}@nowhere.invalid", "the DNS knows no such cluster"),
    ],
)
async def test_a_store_that_is_not_there_is_told(uri: str, words: str) -> None:
    told = await trouble(settings(uri, store_seconds=2))
    assert words in told
    assert "MEETGRAPH_MONGODB_URI" in told


async def test_why_nobody_answers_is_told_when_the_time_is_over_before_the_driver_gives_up(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(diagnosis, "connected", lambda uri, seconds: connecting(uri, seconds=60))
    told = await trouble(settings(f"mongodb://user:{CANARY}@127.0.0.1:1", store_seconds=2))
    assert "Nobody listens there" in told


async def test_one_that_says_nothing_is_told() -> None:
    async with served_raw(silent) as (port, _):
        told = await trouble(settings(f"mongodb://127.0.0.1:{port}", store_seconds=0.3))
    assert "does not answer in 0.3 seconds" in told


async def test_one_that_speaks_no_tls_is_told() -> None:
    async def plain(wire: Wire) -> None:
        await wire.raw(b"not a word of TLS")

    async with served_raw(plain) as (port, _):
        told = await trouble(settings(f"mongodb://127.0.0.1:{port}/?tls=true", store_seconds=5))
    assert told.startswith("No secure connection is made")


async def test_one_that_is_no_replica_set_is_told(short: Path) -> None:
    async with mongod_with(short) as place:
        await (await connected(f"mongodb://{place}/?directConnection=true")).close()
        assert "no replica set" in await trouble(settings(f"mongodb://{place}", store_seconds=5))


async def test_a_wrong_password_and_a_user_who_may_not_write_are_told(short: Path) -> None:
    key = short / "key"
    key.write_text(secrets.token_hex(32), "ascii")
    key.chmod(0o600)
    async with mongod_with(short, "--replSet", "r", "--keyFile", str(key)) as place:
        admin = await connected(f"mongodb://{place}/?directConnection=true")
        member = {"_id": 0, "host": str(short / "m.sock")}
        await admin.admin.command("replSetInitiate", {"_id": "r", "members": [member]})
        async with asyncio.timeout(20):
            while not (await admin.admin.command("hello")).get("isWritablePrimary"):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        await admin.admin.command("createUser", "root", pwd="root", roles=["root"])
        await admin.close()
        async with AsyncMongoClient[dict[str, Any]](
            f"mongodb://root:root@{place}/?directConnection=true"
        ) as root:
            for name, role in (("reader", "read"), ("writer", "readWrite")):
                roles = [{"role": role, "db": "diagnosed"}]
                await root.admin.command("createUser", name, pwd=CANARY, roles=roles)

        def as_user(login: str) -> StoreSettings:
            return settings(f"mongodb://{login}{place}/?directConnection=true", store_seconds=10)

        assert await diagnose(as_user(f"writer:{CANARY}@")) == WELL
        assert "does not take the user and password" in await trouble(as_user(f"writer:{CANARY}x@"))
        assert "needs the role readWrite" in await trouble(as_user(f"reader:{CANARY}@"))
        assert "needs the role readWrite" in await trouble(as_user(""))


async def test_a_private_mongod_is_started_asked_and_stopped(tmp_path: Path) -> None:
    assert await diagnose(StoreSettings(mongodb_folder=tmp_path)) == WELL
    assert (tmp_path / "data" / "mongod.lock").read_text("ascii") == ""


async def test_a_folder_that_a_gateway_has_is_left_to_it(tmp_path: Path) -> None:
    mongod = Mongod(folder=tmp_path, binary=None)
    mongod.start()
    try:
        async with asyncio.timeout(30):
            await mongod.until_ready()
        assert "in use by a gateway that runs" in await diagnose(StoreSettings(mongodb_folder=tmp_path))
        assert mongod.is_ready
    finally:
        await mongod.aclose()


async def test_a_program_that_is_not_there_is_told(tmp_path: Path) -> None:
    told = await trouble(StoreSettings(mongodb_folder=tmp_path, mongod=Path("/nowhere/mongod")))
    assert told == "MEETGRAPH_MONGOD names /nowhere/mongod, which is no program that can be started."


async def test_a_folder_that_cannot_be_written_is_told() -> None:
    folder = Path("/proc/meetgraph")
    assert str(folder) in await trouble(StoreSettings(mongodb_folder=folder))
