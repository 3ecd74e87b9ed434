"""The vendors' own states of meetings, as the responses of one operation contain them."""

import asyncio
from collections.abc import Awaitable, Iterable

from models.account import Account
from models.ids import Key
from models.listing import Batch
from models.meeting import Meeting
from vendors.cooperative import in_turns


class Words:
    """The words by the meeting that they are about."""

    def __init__(self) -> None:
        self._lists: dict[Account, list[asyncio.Future[Batch[Meeting]]]] = {}
        self._told: dict[Key, Meeting] = {}

    async def listening(self, account: Account, listed: Awaitable[Batch[Meeting]]) -> Batch[Meeting]:
        """Reads a page of an account's list, and hears what it says."""

        async def heard() -> Batch[Meeting]:
            batch = await listed
            await self._hear(batch.items)
            return batch

        reading = asyncio.ensure_future(heard())
        self._lists.setdefault(account, []).append(reading)
        return await reading

    async def of(self, meeting: Meeting, others: Iterable["asyncio.Future[Meeting | None]"]) -> Meeting:
        """The meeting by its vendor's word, where a list says it that was asked for, or one of the others does.

        The operation waits for all of them anyway, so waiting here delays nothing.
        """
        asked = tuple(others)
        under_way = [*self._lists.get(meeting.account, ()), *asked]
        if under_way:
            await asyncio.wait(under_way)
        for future in asked:
            shown = None if future.cancelled() or future.exception() is not None else future.result()
            await self._hear(() if shown is None else (shown,))
        return self._told.get(meeting.key, meeting)

    async def _hear(self, shown: Iterable[Meeting]) -> None:
        async for meeting in in_turns(shown):
            if meeting.state_is_sure:
                self._told[meeting.key] = meeting
