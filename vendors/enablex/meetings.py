"""Reads EnableX' meetings: the call for one, the list, and fields that only the other returns."""

import asyncio
from collections.abc import Awaitable, Callable, Coroutine, Sequence
from datetime import datetime
from functools import partial
from typing import Any

from models.errors import VendorError
from models.ids import Key
from models.listing import Batch, Direction, MeetingQuery
from models.meeting import Meeting
from vendors.batches import listed_or_each
from vendors.enablex import finding, mapping, meeting_poll, payloads, queries
from vendors.enablex.client import EnableXClient
from vendors.enablex.lists import READ_MEETING
from vendors.enablex.rows_of_answers import PayloadPage
from vendors.enablex.settings import EnableXSettings
from vendors.enablex.stages import Stages
from vendors.partial_results import PartialResults, fetch_each
from vendors.reads import if_found
from vendors.resilience.secretless import NOT_IN_SNAPSHOT
from vendors.worker_thread import in_worker_thread

# The most pages of one stage that are read for a time window.
_PAGES_AROUND = 200


class EnableXMeetings:
    """The meetings of one account."""

    def __init__(self, settings: EnableXSettings, client: EnableXClient, now: Callable[[], datetime]) -> None:
        self._settings = settings
        self._client = client
        self._account = client.account
        self._stages = Stages(now)
        self._now = now
        # The number of old meetings grows without limit, so the newest are read first.
        orders = (MeetingQuery(direction=direction) for direction in (Direction.DESC, Direction.ASC))
        self._lists = [partial(self.listed, order) for order in orders]

    def by_keys(self, keys: Sequence[Key]) -> Coroutine[Any, Any, PartialResults[Meeting]]:
        return listed_or_each(keys, self.by_key, *self._lists, lacking=mapping.meetings.ONLY_IN_DETAIL)

    def by_key(self, key: Key) -> Awaitable[Meeting | None] | None:
        return if_found(self._client.meeting(key.parts[0]), self._detailed) if len(key.parts) == 1 else None

    def _detailed(self, found: payloads.Meeting) -> Meeting:
        return self._stages.told(mapping.meetings.detailed(found, self._client.answer(READ_MEETING)))

    async def again(self, known: Sequence[Meeting]) -> PartialResults[Meeting]:
        """As `Adapter.meetings_again`."""
        return await meeting_poll.again(known, self._page, self.by_key)

    async def listed(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        """As `Adapter.list_meetings`."""
        if query.asks_for_devices:
            return Batch()
        if query.room is not None:
            return await self._in_room(query.room, query) if page == 1 else Batch()
        if query.overlaps is not None:
            return await self._around(query) if page == 1 else Batch()
        search = queries.meeting_search(self._account, query, self._now())
        if search is None:
            return Batch()
        items, found = await self._page(search, page)
        is_passed = found.may_go_on and await in_worker_thread(queries.passed, query, items, self._now())
        if is_passed and query.or_running and search.stage is None:
            # A running meeting that began long ago is on later pages than those that are read.
            items = (*items, *await self._running(query))
        return Batch(
            await in_worker_thread(_once, items),
            has_more=found.may_go_on and not is_passed,
            ends_by_order=is_passed,
            is_full=found.is_full,
        )

    async def completed(self, aspect: str, known: Sequence[Meeting]) -> PartialResults[Meeting]:
        """As `Adapter.complete_meetings`."""
        return await {
            mapping.meetings.DETAIL: self._with_detail,
            mapping.meetings.LISTING: self._with_listing,
            NOT_IN_SNAPSHOT: self._as_listed,
        }[aspect](known)

    async def _page(
        self, search: queries.MeetingSearch, page: int
    ) -> tuple[tuple[Meeting, ...], PayloadPage[payloads.Meeting]]:
        """One page of the list: its meetings, and the page itself."""
        found = await self._client.meetings(search.params(), page)
        self._stages.hear(found.rows)
        answer = self._client.answer("list meetings")
        return await in_worker_thread(mapping.meetings.all_listed, found.rows, answer), found

    async def _running(self, query: MeetingQuery) -> tuple[Meeting, ...]:
        return await self._through(queries.of_running(query), page_cap=self._settings.page_cap)

    async def _around(self, query: MeetingQuery) -> Batch[Meeting]:
        """All meetings that may overlap a time window. Pages far from it, at either end of the list, are not read."""
        found = await asyncio.gather(
            *(self._through(part, page_cap=_PAGES_AROUND) for part in queries.around(query))
        )
        return Batch(await in_worker_thread(_once, *found), is_unordered=True)

    async def _through(self, part: MeetingQuery, *, page_cap: int) -> tuple[Meeting, ...]:
        """Reads a list from its first page until it is past the window."""
        search = queries.meeting_search(self._account, part, self._now())
        if search is None:
            return ()
        found: list[Meeting] = []
        read = partial(self._client.meetings, search.params())
        async for rows in finding.pages(read, lambda row: row.meeting_id, page_cap=page_cap):
            self._stages.hear(rows)
            answer = self._client.answer("list meetings")
            items = await in_worker_thread(mapping.meetings.all_listed, rows, answer)
            found += items
            if await in_worker_thread(queries.passed, part, items, answer.at):
                break
        return tuple(found)

    async def _in_room(self, room: Key, query: MeetingQuery) -> Batch[Meeting]:
        match room.parts:
            case (mapping.rooms.MEETING, meeting_id):
                reading = self.by_key(mapping.meetings.key(self._account, meeting_id))
                meeting = None if reading is None else await reading
                if meeting is not None and not meeting.state_is_sure and (query.states or query.or_running):
                    # A filter by state must use the state in the list.
                    [found] = (await self._with_listing([meeting])).values()
                    if isinstance(found, VendorError):
                        raise found
                    meeting = found
                return Batch() if meeting is None else Batch((meeting,))
            case _:
                # Rows of a permanent room are no scheduled meetings.
                return Batch()

    async def _with_detail(self, known: Sequence[Meeting]) -> PartialResults[Meeting]:
        shown = await fetch_each([meeting.key for meeting in known], self.by_key)
        found: dict[Key, Meeting | VendorError | None] = {}
        for meeting in known:
            detail = shown[meeting.key]
            found[meeting.key] = (
                mapping.meetings.with_detail(meeting, detail) if isinstance(detail, Meeting) else detail
            )
        return found

    async def _as_listed(self, known: Sequence[Meeting]) -> PartialResults[Meeting]:
        return await finding.listed_meetings(
            known, self._client, self._stages, page_cap=self._settings.page_cap
        )

    async def _with_listing(self, known: Sequence[Meeting]) -> PartialResults[Meeting]:
        entries = await self._as_listed(known)
        found: dict[Key, Meeting | VendorError | None] = {}
        for meeting in known:
            entry = entries[meeting.key]
            found[meeting.key] = (
                entry if isinstance(entry, VendorError) else mapping.meetings.with_listing(meeting, entry)
            )
        return found


def _once(*lists: Sequence[Any]) -> tuple[Meeting, ...]:
    """The meetings without duplicates, by the ids in their rows, so that not every key is made."""
    return tuple({str(meeting._row.meeting_id): meeting for items in lists for meeting in items}.values())
