"""The rooms that visits name by a second id: one search serves all who wait for it, also where it fails."""

import asyncio
import gc
import weakref
from datetime import UTC, datetime
from typing import Any, cast

import pytest

from models.errors import VendorError, VendorTimeout
from models.operation import Safe
from models.vendor import Vendor
from tests.support.reads_each_alone import ReadsEachAlone
from vendors.http import Reply, VendorHttp
from vendors.operation_scope import operation_scope
from vendors.reads import Read
from vendors.vsee.client import VSeeClient
from vendors.vsee.room_directory import RoomDirectory
from vendors.vsee.room_list import RoomList


class HungList:
    """Lets the list of rooms time out when it is let."""

    def __init__(self) -> None:
        self.reads = 0
        self.begun, self.times_out = asyncio.Event(), asyncio.Event()

    async def codes(self) -> tuple[str, ...]:
        self.reads += 1
        self.begun.set()
        await self.times_out.wait()
        raise VendorTimeout(Vendor.VSEE, "list rooms")


class HungClient(ReadsEachAlone):
    """Lets each read of a room time out when it is let."""

    def __init__(self) -> None:
        self.reads = 0
        self.begun, self.times_out = asyncio.Event(), asyncio.Event()

    def room(self, code: str) -> Read[Any]:
        http = cast("VendorHttp", self)
        return Read(http, Safe("read room"), f"/rooms/{code}", None, None, lambda reply: reply.value)

    async def get(self, path: str, **_: Any) -> Reply:
        self.reads += 1
        self.begun.set()
        await self.times_out.wait()
        raise VendorTimeout(Vendor.VSEE, "read room")


class OneRoom:
    async def codes(self) -> tuple[str, ...]:
        return ("noor1",)


@pytest.mark.parametrize(("seconds", "reads"), [(None, 1), (60.0, 1), (0.5, 2)])
async def test_those_who_wait_for_a_search_that_fails_fail_with_it_unless_only_its_time_was_short(
    seconds: float | None, reads: int
) -> None:
    client = HungClient()
    directory = RoomDirectory(
        cast("VSeeClient", client), cast("RoomList", OneRoom()), lambda: datetime(2026, 1, 31, tzinfo=UTC)
    )

    async def search(left: float | None) -> VendorError | None:
        with operation_scope(left):
            found = (await directory.by_uids(["171"]))["171"]
            assert found is None or isinstance(found, VendorError)
            return found

    first = asyncio.create_task(search(seconds))
    await client.begun.wait()
    others = [asyncio.create_task(search(60.0)) for _ in range(20)]
    await asyncio.sleep(0)
    client.times_out.set()
    failures = await asyncio.gather(first, *others)
    assert {type(failure) for failure in failures} == {VendorTimeout}
    assert client.reads == reads
    # Who comes later asks anew.
    await search(60.0)
    assert client.reads == reads + 1


async def test_so_they_do_where_the_list_of_rooms_fails() -> None:
    rooms = HungList()
    directory = RoomDirectory(
        cast("VSeeClient", HungClient()), cast("RoomList", rooms), lambda: datetime(2026, 1, 31, tzinfo=UTC)
    )
    first = asyncio.create_task(directory.by_uids(["171"]))
    await rooms.begun.wait()
    others = [asyncio.create_task(directory.by_uids([uid])) for uid in ("171", "172")]
    await asyncio.sleep(0)
    rooms.times_out.set()
    with pytest.raises(VendorTimeout):
        await first
    found = [next(iter(found.values())) for found in await asyncio.gather(*others)]
    assert ({type(each) for each in found}, rooms.reads) == ({VendorTimeout}, 1)


@pytest.mark.parametrize("is_list_hung", [True, False])
async def test_nothing_is_kept_of_a_search_that_failed_when_nobody_waits_for_it(is_list_hung: bool) -> None:
    client, hung = HungClient(), HungList()
    rooms = cast("RoomList", hung if is_list_hung else OneRoom())
    directory = RoomDirectory(cast("VSeeClient", client), rooms, lambda: datetime(2026, 1, 31, tzinfo=UTC))
    searches = [asyncio.create_task(directory.by_uids(["171"])) for _ in range(3)]
    await (hung if is_list_hung else client).begun.wait()
    (hung if is_list_hung else client).times_out.set()
    found = await asyncio.gather(*searches, return_exceptions=True)
    failures = [one if isinstance(one, VendorTimeout) else one["171"] for one in found]  # type: ignore[index]
    assert len({id(each) for each in failures}) == 1
    kept = weakref.ref(failures[0])  # type: ignore[arg-type]
    del searches, found, failures
    # The loop holds what has just been awaited.
    await asyncio.sleep(0)
    gc.collect()
    assert kept() is None
