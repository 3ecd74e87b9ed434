"""The vendors' own states of meetings, as the responses of one operation contain them."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Iterable, Sequence
from typing import Any

from models.account import Account
from models.ids import Key
from models.listing import Batch
from models.meeting import Meeting
from resolvers.loaders.answer import LoadAnswer, until_there
from vendors.cooperative import cooperatively


class VendorStates:
    """The vendors' states of meetings, by the meeting's key; of a list they are looked at when one is asked for."""

    def __init__(self) -> None:
        self._lists: dict[Account, list[LoadAnswer[Batch[Meeting]]]] = {}
        self._told: dict[Key, Meeting] = {}
        self._turn = asyncio.Lock()

    async def learn_from(
        self, account: Account, read: Callable[[], Coroutine[Any, Any, Batch[Meeting]]]
    ) -> Batch[Meeting]:
        """Reads a page of an account's list, whose meetings' states can be asked for."""
        reading: LoadAnswer[Batch[Meeting]] = LoadAnswer()
        self._lists.setdefault(account, []).append(reading)
        try:
            batch = await read()
        except BaseException as error:
            reading.set_exception(error)
            raise
        reading.set_result(batch)
        return batch

    def of(
        self, meeting: Meeting, others: Sequence[LoadAnswer[Meeting | None]]
    ) -> Meeting | Awaitable[Meeting]:
        """The meeting with its vendor's state, if a list or another call of this operation returns it.

        The operation waits for all these calls in any case, so waiting here delays nothing.
        """
        lists = self._lists.get(meeting.account)
        if not lists and not others and not self._turn.locked():
            return self._told.get(meeting.key, meeting)
        return self._when_told(meeting, tuple(others), lists or [])

    async def _when_told(
        self,
        meeting: Meeting,
        asked: Sequence[LoadAnswer[Meeting | None]],
        lists: list[LoadAnswer[Batch[Meeting]]],
    ) -> Meeting:
        await until_there((*lists, *asked))
        async with self._turn:
            for reading in [each for each in lists if each.is_there]:
                lists.remove(reading)
                await self._learn(reading.outcome.items if isinstance(reading.outcome, Batch) else ())
            shown = (each.outcome for each in asked)
            await self._learn([each for each in shown if isinstance(each, Meeting)])
        return self._told.get(meeting.key, meeting)

    async def _learn(self, shown: Iterable[Meeting]) -> None:
        async for meeting in cooperatively(shown):
            if meeting.state_is_sure:
                self._told[meeting.key] = meeting
