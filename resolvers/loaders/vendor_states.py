"""The vendors' own states of meetings, as the responses of one operation contain them."""

import asyncio
from collections.abc import Callable, Coroutine, Iterable
from typing import Any, TypeVar

from models.account import Account
from models.ids import Key
from models.listing import Batch
from models.meeting import Meeting
from vendors.cooperative import cooperatively

T = TypeVar("T")


class VendorStates:
    """The vendors' states of meetings, by the meeting's key; of a list they are looked at when one is asked for."""

    def __init__(self) -> None:
        self._lists: dict[Account, list[asyncio.Future[Batch[Meeting]]]] = {}
        self._told: dict[Key, Meeting] = {}
        self._turn = asyncio.Lock()

    async def learn_from(
        self, account: Account, read: Callable[[], Coroutine[Any, Any, Batch[Meeting]]]
    ) -> Batch[Meeting]:
        """Reads a page of an account's list, whose meetings' states can be asked for."""
        reading = asyncio.ensure_future(read())
        self._lists.setdefault(account, []).append(reading)
        return await reading

    async def of(self, meeting: Meeting, others: Iterable["asyncio.Future[Meeting | None]"]) -> Meeting:
        """The meeting with its vendor's state, if a list or another call of this operation returns it.

        The operation waits for all these calls in any case, so waiting here delays nothing.
        """
        asked = tuple(others)
        lists = self._lists.get(meeting.account, [])
        under_way: list[asyncio.Future[Any]] = [*lists, *asked]
        if under_way:
            await asyncio.wait(under_way)
        async with self._turn:
            for reading in [each for each in lists if each.done()]:
                lists.remove(reading)
                batch = _result(reading)
                await self._learn(() if batch is None else batch.items)
            shown = map(_result, asked)
            await self._learn([each for each in shown if each is not None])
        return self._told.get(meeting.key, meeting)

    async def _learn(self, shown: Iterable[Meeting]) -> None:
        async for meeting in cooperatively(shown):
            if meeting.state_is_sure:
                self._told[meeting.key] = meeting


def _result(future: "asyncio.Future[T]") -> T | None:
    return None if future.cancelled() or future.exception() is not None else future.result()
