"""The vendors' own states of meetings, as the responses of one operation contain them."""

import asyncio
from collections.abc import Awaitable, Callable, Iterable

from models.account import Account
from models.ids import Key
from models.listing import Batch
from models.meeting import Meeting
from vendors.cooperative import cooperatively


class VendorStates:
    """The vendors' states of meetings, by the meeting's key."""

    def __init__(self) -> None:
        self._lists: dict[Account, list[asyncio.Future[Batch[Meeting]]]] = {}
        self._told: dict[Key, Meeting] = {}

    async def learn_from(
        self, account: Account, read: Callable[[], Awaitable[Batch[Meeting]]]
    ) -> Batch[Meeting]:
        """Reads a page of an account's list, and remembers the states of its meetings."""

        async def heard() -> Batch[Meeting]:
            batch = await read()
            await self._learn(batch.items)
            return batch

        reading = asyncio.ensure_future(heard())
        self._lists.setdefault(account, []).append(reading)
        return await reading

    async def of(self, meeting: Meeting, others: Iterable["asyncio.Future[Meeting | None]"]) -> Meeting:
        """The meeting with its vendor's state, if a list or another call of this operation returns it.

        The operation waits for all these calls in any case, so waiting here delays nothing.
        """
        asked = tuple(others)
        under_way = [*self._lists.get(meeting.account, ()), *asked]
        if under_way:
            await asyncio.wait(under_way)
        for future in asked:
            shown = None if future.cancelled() or future.exception() is not None else future.result()
            await self._learn(() if shown is None else (shown,))
        return self._told.get(meeting.key, meeting)

    async def _learn(self, shown: Iterable[Meeting]) -> None:
        async for meeting in cooperatively(shown):
            if meeting.state_is_sure:
                self._told[meeting.key] = meeting
