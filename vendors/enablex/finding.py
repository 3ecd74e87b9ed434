"""Finds things that are known by id in EnableX' paged lists."""

from collections.abc import Callable, Sequence
from datetime import datetime

from models.errors import VendorError
from models.ids import Key
from models.listing import Direction
from models.meeting import Meeting
from vendors.base import each
from vendors.enablex import payloads
from vendors.enablex.client import EnableXClient
from vendors.enablex.mapping import meetings
from vendors.enablex.queries import STAGE_OF, MeetingSearch


async def listed_meetings(
    wanted: Sequence[Meeting], client: EnableXClient, *, page_cap: int, now: Callable[[], datetime]
) -> dict[Key, Meeting | VendorError | None]:
    """The meetings' entries in the list, by key; those of one host and stage share one walk."""
    groups: dict[tuple[str | None, str | None], set[Key]] = {}
    for meeting in wanted:
        groups.setdefault((meeting.host_id, STAGE_OF.get(meeting.state)), set()).add(meeting.key)

    async def walk(group: tuple[str | None, str | None]) -> dict[Key, Meeting]:
        host_id, stage = group
        found: dict[Key, Meeting] = {}
        # The stage was reckoned by our clock; just before a start or an end the vendor may see another one.
        for narrowed in dict.fromkeys((stage, None)):
            # Of what is over, the latest is asked for most.
            direction = Direction.DESC if narrowed == "past" else Direction.ASC
            search = MeetingSearch(stage=narrowed, host_id=host_id, direction=direction)
            for number in range(1, page_cap + 1):
                page = await client.meetings(search.params(), number)
                entries = (meetings.listed(row, now()) for row in page.rows)
                found |= {entry.key: entry for entry in entries if entry.key in groups[group]}
                if found.keys() == groups[group]:
                    return found
                if not page.is_full:
                    break
        return found

    walks = await each(list(groups), walk)
    return {
        key: outcome if isinstance(outcome, VendorError) else outcome.get(key)
        for group, outcome in walks.items()
        for key in groups[group]
    }


async def reported_sessions(
    search_by: str, identity: str, client: EnableXClient, *, page_cap: int
) -> list[payloads.Session] | None:
    """The rows of the session report that carry this id; None where EnableX does not know it."""
    rows: list[payloads.Session] = []
    for number in range(1, page_cap + 1):
        page = await client.sessions(search_by, identity, number)
        if page is None:
            return rows or None
        rows += page.rows
        if not page.is_full:
            break
    return rows
