"""Finds objects by id in EnableX' paginated lists."""

from collections.abc import AsyncIterator, Awaitable, Callable, Collection, Hashable, Iterable, Sequence
from functools import partial
from typing import TypeVar

from models.errors import VendorError
from models.ids import Key
from models.listing import Direction
from models.meeting import Meeting
from models.vendor import Vendor
from models.vendor_problem import VendorProblem
from vendors.enablex import payloads
from vendors.enablex.client import EnableXClient
from vendors.enablex.envelope import Envelope
from vendors.enablex.mapping import meetings
from vendors.enablex.queries import STAGE_OF, MeetingSearch
from vendors.enablex.rows_of_answers import PayloadPage
from vendors.enablex.stages import Stages
from vendors.missing_data import note_missing
from vendors.partial_results import fetch_each
from vendors.payload import Row
from vendors.views import Answer
from vendors.worker_thread import in_worker_thread

P = TypeVar("P", bound=Row)


async def listed_meetings(
    wanted: Sequence[Meeting], client: EnableXClient, stages: Stages, *, page_cap: int
) -> dict[Key, Meeting | VendorError | None]:
    """The meetings' entries in the list, by key; those of one host and stage share one walk."""
    groups: dict[tuple[str | None, str | None], set[Key]] = {}
    for meeting in wanted:
        groups.setdefault((meeting.host_id, STAGE_OF.get(meeting.state)), set()).add(meeting.key)

    async def walk(group: tuple[str | None, str | None]) -> dict[Key, Meeting]:
        host_id, stage = group
        found: dict[Key, Meeting] = {}
        # The stage was calculated by our clock; near a start or an end the vendor's may differ.
        for narrowed in dict.fromkeys((stage, None)):
            # Of ended meetings, the latest are requested most.
            direction = Direction.DESC if narrowed == "past" else Direction.ASC
            search = MeetingSearch(stage=narrowed, host_id=host_id, direction=direction)
            read = partial(client.meetings, search.params())
            async for rows in pages(read, lambda row: row.meeting_id, page_cap=page_cap):
                stages.hear(rows)
                answer = client.answer("list meetings")
                found |= await in_worker_thread(_entries, rows, groups[group], answer)
                if found.keys() == groups[group]:
                    return found
        return found

    walks = await fetch_each(list(groups), walk)
    return {
        key: outcome if isinstance(outcome, VendorError) else outcome.get(key)
        for group, outcome in walks.items()
        for key in groups[group]
    }


async def reported_sessions(
    search_by: str, identity: str, client: EnableXClient, first: Envelope | None = None, *, page_cap: int
) -> list[payloads.Session] | None:
    """The rows of the session report with this id; None if EnableX does not have it.

    Args:
        first: the first page, if it was asked for already.
    """
    found: list[payloads.Session] | None = None

    def read(page: int) -> Awaitable[PayloadPage[payloads.Session] | None]:
        return client.sessions(search_by, identity, page, first if page == 1 else None)

    async for rows in pages(read, lambda row: (row.session_id, row.conf_num), page_cap=page_cap):
        found = [*(found or ()), *rows]
    return found


async def pages(
    read: Callable[[int], Awaitable[PayloadPage[P] | None]],
    identity: Callable[[P], Hashable],
    *,
    page_cap: int,
) -> AsyncIterator[Sequence[P]]:
    """The pages of a list, each row once, until a page has no new rows; an early end is noted as missing data.

    Args:
        read: reads a page by its number; None if EnableX has no such list.
        identity: the identity of a row.
    """
    seen: set[Hashable] = set()
    for number in range(1, page_cap + 1):
        page = await read(number)
        if page is None:
            return
        fresh = await in_worker_thread(_fresh, page.rows, identity, seen)
        if page.rows and not fresh:
            if page.is_full:
                note_missing(VendorProblem.repeating(Vendor.ENABLEX), "pages")
            return
        seen |= fresh.keys()
        yield tuple(fresh.values())
        if not page.may_go_on:
            return
    note_missing(VendorProblem.cut_short(Vendor.ENABLEX), "pages")


def _entries(rows: Sequence[payloads.Meeting], wanted: Collection[Key], answer: Answer) -> dict[Key, Meeting]:
    """The rows of the list that match."""
    named = ((meetings.key(answer.account, str(row.meeting_id)), row) for row in rows)
    return {key: meetings.listed(row, answer) for key, row in named if key in wanted}


def _fresh(
    rows: Iterable[P], identity: Callable[[P], Hashable], seen: Collection[Hashable]
) -> dict[Hashable, P]:
    """The rows that were not seen before, by their identity."""
    return {name: row for row in rows if (name := identity(row)) not in seen}
