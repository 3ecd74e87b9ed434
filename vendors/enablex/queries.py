"""Converts a list query to the search parameters of EnableX' lists. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from models.account import Account
from models.listing import Direction, MeetingQuery
from models.meeting import Meeting, MeetingState
from models.view import with_changes
from models.view_columns import read_ahead

STAGE_OF = {
    MeetingState.SCHEDULED: "upcoming",
    MeetingState.RUNNING: "current",
    MeetingState.ENDED: "past",
}

# How EnableX derives the stage from the times is not documented, nor how long a meeting may run: a start time nearer to
# now than this does not determine the stage.
_DOUBT = timedelta(days=2)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingSearch:
    """The search parameters of a list."""

    stage: str | None = None
    host_id: str | None = None
    direction: Direction = Direction.ASC

    def params(self) -> dict[str, str]:
        params = {"order_by": "start_time", "order_qualify": self.direction.value.lower()}
        if self.stage is not None:
            params["stage"] = self.stage
        if self.host_id is not None:
            params |= {"search_by": "user_id", "search_string": self.host_id}
        return params


def meeting_search(account: Account, query: MeetingQuery, now: datetime) -> MeetingSearch | None:
    """The narrowest search that finds all matches of the query; None if nothing can match."""
    stages = set(STAGE_OF.values())
    if query.states is not None and MeetingState.UNKNOWN not in query.states:
        stages &= {STAGE_OF[state] for state in query.states if state in STAGE_OF}
    if query.starts_from is not None and query.starts_from > now + _DOUBT:
        stages &= {"upcoming"}
    if query.starts_to is not None and query.starts_to < now - _DOUBT:
        stages &= {"past"}
    if not stages:
        return None
    return MeetingSearch(
        stage=stages.pop() if len(stages) == 1 else None,
        host_id=query.host_at(account),
        direction=query.direction,
    )


def passed(query: MeetingQuery, page: Sequence[Meeting], now: datetime) -> bool:
    """Whether a page in the query's order ends after the requested times, so that no later page can match.

    Running meetings on later pages may still match; there is a separate search for them.
    """
    ascends = query.direction is Direction.ASC
    has_bound = query.starts_to is not None if ascends else query.or_running or query.starts_from is not None
    if not has_bound:
        return False
    read_ahead(page, "starts_at")
    starts = [meeting.starts_at for meeting in page if meeting.starts_at is not None]
    if not starts or starts != sorted(starts, reverse=not ascends):
        # If the order is not kept, later pages may contain any row.
        return False
    last = starts[-1]
    if ascends:
        return query.starts_to is not None and last >= query.starts_to
    wants_ended = query.states is None or MeetingState.ENDED in query.states
    if query.or_running and not wants_ended and last < now - _DOUBT:
        # Earlier meetings have ended or are running.
        return True
    return query.starts_from is not None and last < query.starts_from


def of_running(query: MeetingQuery) -> MeetingQuery:
    """The search for running meetings of the query, with any start."""
    return with_changes(
        query,
        states=frozenset({MeetingState.RUNNING}),
        starts_from=None,
        starts_to=None,
        or_running=False,
    )


def around(query: MeetingQuery) -> tuple[MeetingQuery, ...]:
    """The query divided by stage, each part from the end of the list that is nearer to now."""
    parts = {
        MeetingState.SCHEDULED: with_changes(query, direction=Direction.ASC),
        MeetingState.RUNNING: of_running(query) if query.or_running else query,
        MeetingState.ENDED: with_changes(query, direction=Direction.DESC),
    }
    wanted = query.states
    if wanted is not None and MeetingState.UNKNOWN in wanted:
        # An unknown stage name may be any stage.
        wanted = None
    return tuple(
        with_changes(part, states=frozenset({state}), or_running=False)
        for state, part in parts.items()
        if wanted is None or state in wanted
    )
