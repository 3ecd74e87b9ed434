"""Reads VSee's list of rooms page by page, in the order that we promise and VSee does not."""

import asyncio
from collections.abc import Iterable, Sequence
from itertools import pairwise

from models.listing import Batch, Direction
from models.partial import known
from models.room import Room
from vendors.vsee.client import RoomPage, VSeeClient
from vendors.vsee.mapping import rooms
from vendors.vsee.settings import VSeeSettings


class RoomList:
    """The account's rooms by time of creation. Nothing is remembered from one page to the next.

    VSee documents no order, but such lists begin with the oldest. So a page is passed on as it is while it ascends, and
    so does the step to it from the page before. Where they do not, or the newest are wanted first, only all pages
    together can be put in order: then they are the answer, and the last one; whoever merges the vendors' lists skips
    what came before.
    """

    def __init__(self, settings: VSeeSettings, client: VSeeClient) -> None:
        self._limit = settings.page_limit
        self._cap = settings.page_cap
        self._client = client

    async def batch(self, direction: Direction, page: int) -> Batch[Room]:
        """One page of ours; as `Adapter.list_rooms`."""
        if page > self._cap:
            return Batch()
        if direction is Direction.DESC:
            return Batch(_ordered(await self.all(), direction)) if page == 1 else Batch()
        before, here = await asyncio.gather(self._before(page), self._client.rooms(page))
        if _repeats(here, before):
            return Batch()
        found = tuple({room.key: room for room in map(rooms.summary, here.rows)}.values())
        if not _ascend((*map(rooms.summary, before.rows[-1:]), *found)):
            return Batch(_ordered(await self.all(), direction))
        return Batch(found, has_more=self._is_full(here) and page < self._cap)

    async def all(self) -> tuple[Room, ...]:
        """Every room once, in VSee's order."""
        found: dict[str, Room] = {}
        before = RoomPage()
        for page in range(1, self._cap + 1):
            here = await self._client.rooms(page)
            if _repeats(here, before):
                break
            for row in here.rows:
                found.setdefault(str(row.code), rooms.summary(row))
            if not self._is_full(here):
                break
            before = here
        return tuple(found.values())

    async def _before(self, page: int) -> RoomPage:
        # Whoever reads page by page has just had it, so inside one operation this is no call.
        return RoomPage() if page == 1 else await self._client.rooms(page - 1)

    def _is_full(self, page: RoomPage) -> bool:
        return page.size >= self._limit


def _repeats(page: RoomPage, before: RoomPage) -> bool:
    """Whether a server that does not know pages has sent the same one again."""
    return bool(page.rows) and [row.code for row in page.rows] == [row.code for row in before.rows]


def _place(room: Room, direction: Direction = Direction.ASC) -> tuple[bool, float]:
    created_at = known(room.created_at)
    if created_at is None:
        return True, 0
    seconds = created_at.timestamp()
    return False, seconds if direction is Direction.ASC else -seconds


def _ascend(found: Iterable[Room]) -> bool:
    return all(_place(one) <= _place(next_one) for one, next_one in pairwise(found))


def _ordered(found: Sequence[Room], direction: Direction) -> tuple[Room, ...]:
    return tuple(sorted(found, key=lambda room: (*_place(room, direction), room.key.parts)))
