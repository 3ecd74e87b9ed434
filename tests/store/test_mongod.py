"""The private mongod lives as long as the gateway needs it, whatever is done to it."""

import asyncio
import os
import signal
import stat
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

import pytest
from pymongo import AsyncMongoClient

from store.mongod import Mongod
from store.mongod_binary import NoMongod, find, in_the_wheel

READY_SECONDS = 60.0

Row = dict[str, Any]


@asynccontextmanager
async def running(folder: Path | None, *, ready: bool = True) -> AsyncIterator[Mongod]:
    mongod = Mongod(folder=folder, binary=None)
    mongod.start()
    try:
        if ready:
            async with asyncio.timeout(READY_SECONDS):
                await mongod.until_ready()
        yield mongod
    finally:
        await mongod.aclose()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


async def test_it_is_a_replica_set_with_transactions_and_change_streams(mongodb: str) -> None:
    async with AsyncMongoClient[Row](mongodb) as client:
        rows = client.changes.rows
        await rows.insert_one({"_id": 1})
        async with await rows.watch() as changes:
            async with client.start_session() as session, await session.start_transaction():
                await rows.insert_one({"_id": 2}, session=session)
            assert (await changes.next())["documentKey"] == {"_id": 2}


async def test_it_opens_no_port(mongod: Mongod) -> None:
    async with AsyncMongoClient[Row](mongod.uri) as client:
        options = await client.admin.command("getCmdLineOpts")
    assert options["parsed"]["net"]["bindIp"].endswith("/mongod.sock")


async def test_what_it_was_told_is_there_the_next_time_even_if_its_folder_has_moved(tmp_path: Path) -> None:
    # And now its path is too long for a socket.
    one, two = tmp_path / "one", tmp_path / ("long" * 30)
    async with running(one) as mongod, AsyncMongoClient[Row](mongod.uri) as client:
        await client.test.rows.insert_one({"_id": 1})
    one.rename(two)
    async with running(two) as mongod, AsyncMongoClient[Row](mongod.uri) as client:
        assert await client.test.rows.count_documents({}) == 1


async def test_a_folder_of_its_own_is_gone_at_the_end() -> None:
    async with running(None) as mongod:
        assert mongod.uri is not None
        pid = mongod.pid
        folder = Path(mongod.uri.removeprefix("mongodb://").split("/")[0].replace("%2F", "/")).parent
        assert folder.is_dir()
    assert pid is not None
    assert not alive(pid)
    assert not folder.exists()


async def test_one_that_is_frozen_is_ended_all_the_same() -> None:
    async with running(None) as mongod:
        pid = mongod.pid
        assert pid is not None
        os.kill(pid, signal.SIGSTOP)
    assert not alive(pid)


async def test_a_second_gateway_on_a_folder_is_told_so_and_takes_over_at_the_end_of_the_first(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(tmp_path) as first, AsyncMongoClient[Row](first.uri) as client:
        await client.test.rows.insert_one({"_id": 1})
        async with running(tmp_path, ready=False) as second:
            async with asyncio.timeout(5):
                while "MEETGRAPH_MONGODB_FOLDER" not in caplog.text:  # noqa: ASYNC110
                    await asyncio.sleep(0.01)
            assert not second.is_ready
            assert await client.test.rows.count_documents({}) == 1
            await client.close()
            await first.aclose()
            async with asyncio.timeout(READY_SECONDS):
                await second.until_ready()
            async with AsyncMongoClient[Row](second.uri) as later:
                assert await later.test.rows.count_documents({}) == 1


async def test_a_program_that_is_not_there_is_named_once_with_the_way_out(
    caplog: pytest.LogCaptureFixture,
) -> None:
    mongod = Mongod(folder=None, binary=Path("/nowhere/mongod"))
    mongod.start()
    async with asyncio.timeout(5):
        while not caplog.messages:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await mongod.aclose()
    assert caplog.messages == [
        "MEETGRAPH_MONGOD names /nowhere/mongod, which is no program that can be started."
    ]


async def test_a_program_that_only_ends_is_told_with_where_to_look(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    mongod = Mongod(folder=tmp_path / "new", binary=Path("/bin/false"))
    mongod.start()
    async with asyncio.timeout(5):
        while not caplog.messages:  # noqa: ASYNC110
            await asyncio.sleep(0.01)
    await mongod.aclose()
    assert caplog.messages == [f"mongod ended with 1; its log is {tmp_path / 'new' / 'mongod.log'}."]
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o700


def test_without_any_mongod_the_ways_to_get_one_are_named() -> None:
    with pytest.raises(NoMongod, match=r"MEETGRAPH_MONGOD,.* MEETGRAPH_MONGODB_URI.*pip install"):
        find(None, places=(lambda: None,))


def test_the_operators_choice_comes_before_what_is_found() -> None:
    assert find(Path("/bin/true"), places=(lambda: "/bin/false",)) == Path("/bin/true")


def test_the_first_place_that_has_one_is_taken() -> None:
    places = (lambda: None, lambda: "/bin/true", lambda: "/bin/false")
    assert find(None, places=places) == Path("/bin/true")


def test_the_wheels_mongod_is_found_where_the_wheel_is_installed() -> None:
    found = in_the_wheel()
    assert found is None or os.access(found, os.X_OK)
