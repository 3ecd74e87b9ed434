"""Polls the state of meetings: from the list while its pages show many of them, otherwise one by one."""

from collections.abc import Awaitable, Callable, Sequence
from typing import TypeAlias

from models.errors import VendorError
from models.ids import Key
from models.meeting import Meeting, MeetingState
from vendors.cooperative import cooperatively
from vendors.enablex.payloads import Meeting as Row
from vendors.enablex.queries import STAGE_OF, MeetingSearch
from vendors.enablex.rows_of_answers import PayloadPage
from vendors.partial_results import PartialResults, fetch_each

# Fewer meetings are read one by one, concurrently; the pages of a list are read in sequence.
WORTH_A_LIST = 10
# A page with fewer requested meetings saves no call, and the next page will hardly be better.
WORTH_A_PAGE = 2

ReadPage: TypeAlias = Callable[[MeetingSearch, int], Awaitable[tuple[tuple[Meeting, ...], PayloadPage[Row]]]]


async def again(
    known: Sequence[Meeting], page: ReadPage, by_key: Callable[[Key], Awaitable[Meeting | None] | None]
) -> PartialResults[Meeting]:
    """The meetings as they are now; a row of the list also contains the stage.

    Args:
        known: the meetings as they were; upcoming ones may run by now.
        page: reads one page of the list, counted from 1.
        by_key: reads one meeting, as for `fetch_each`.
    """
    wanted = {meeting.key for meeting in known}
    if len(wanted) < WORTH_A_LIST:
        return await fetch_each([meeting.key for meeting in known], by_key)
    found: dict[Key, Meeting | VendorError | None] = {}
    for state in (MeetingState.RUNNING, MeetingState.SCHEDULED):
        search = MeetingSearch(stage=STAGE_OF[state])
        number, goes_on = 0, any(meeting.state is state for meeting in known) or state is MeetingState.RUNNING
        while goes_on and len(wanted - found.keys()) >= WORTH_A_PAGE:
            number += 1
            try:
                rows, read = await page(search, number)
            except VendorError as error:
                return {key: found.get(key, error) for key in wanted}
            left = wanted - found.keys()
            shown = {row.key: row async for row in cooperatively(rows) if row.key in left}
            found |= shown
            goes_on = read.may_go_on and len(shown) >= WORTH_A_PAGE
    others = await fetch_each(sorted(wanted - found.keys(), key=lambda key: key.parts), by_key)
    return {**found, **others}
