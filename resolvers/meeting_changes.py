"""Subscriptions to meetings: their state, and every change of time, title or other polled data."""

import asyncio
from collections.abc import AsyncGenerator, Collection, Iterable, Mapping, Sequence
from contextlib import aclosing
from typing import Any

from models.dating import dated
from models.errors import VendorError
from models.ids import Key, Kind
from models.meeting import Meeting
from models.partial import Unfetched
from models.vendor import Capability
from models.vendor_problem import MissingPart
from models.view import with_changes
from polling.topic import Subject
from resolvers import appointments, meeting_state
from resolvers.context import Context
from resolvers.subscriptions import ChangeSource
from vendors.missing_data import MissingItem, collecting_missing_data
from vendors.partial_results import PartialResults

_WRITTEN_DOWN_SECONDS = 0.5

# The fields whose changes are events: not fields that follow the clock, nor secrets, nor activity in the meeting.
FACTS = (
    *("title", "description", "welcome_text", "state", "vendor_state"),
    *("starts_at", "ends_at", "duration_minutes", "created_at"),
    *("host_id", "account_id", "external_id", "uuid", "uri", "is_webinar", "capacity"),
)


def facts(meeting: Meeting) -> Mapping[str, Any]:
    """The values whose changes are events, as far as the poll returned them."""
    shown = {name: getattr(meeting, name) for name in FACTS}
    visit = meeting.visit
    # The vendor extends the validity of a conference's links by itself.
    shown["visit"] = None if visit is None else with_changes(visit, conference_expires_at=None)
    return {name: value for name, value in shown.items() if not isinstance(value, Unfetched)}


MEETINGS: Subject[Meeting] = Subject(
    "meetings", facts, lambda meeting: meeting.is_over, frozenset({*FACTS, "visit"}), is_shared=True
)


async def followed(
    keys: Sequence[Key], context: Context
) -> AsyncGenerator[tuple[Key, Meeting | VendorError | None], None]:
    """Meetings as they are, and again when they change; a vendor is polled once for all subscribers."""

    fresh_context = context.of_no_caller()

    async def read(known: Mapping[Key, Meeting | None]) -> PartialResults[Meeting]:
        fresh = fresh_context()
        found = await look(known, fresh)
        return {key: dated(meeting, fresh.began) for key, meeting in found.items()}

    following = context.broker.subscribe(MEETINGS, keys, read)
    async with aclosing(following) as states:
        async for told in states:
            yield told


STATES: ChangeSource[Meeting] = ChangeSource(
    kind=Kind.MEETING, capability=Capability.READ_MEETINGS, changes=followed
)


async def look(known: Mapping[Key, Meeting | None], context: Context) -> PartialResults[Meeting]:
    """Polls meetings of one vendor.

    Args:
        known: the meetings, each as it was at the previous poll.
    """
    with collecting_missing_data() as gaps:
        answers = await _answers(known, context)
    unread = _without_kept_facts(gaps)

    async def told(key: Key, answer: Meeting | VendorError | None) -> Meeting | VendorError | None:
        if isinstance(answer, VendorError):
            return answer
        before = known[key]
        if answer is None:
            return await _cancelled(key, context, was_there=before is not None)
        if before is not None and key in unread:
            answer = _with_kept_facts(answer, before, context.adapter(key.account).forgotten_of_meetings)
        try:
            return await _sure(answer, before, context)
        except VendorError as error:
            return error

    found = await asyncio.gather(*(told(*each) for each in answers.items()))
    return dict(zip(answers, found, strict=True))


async def _cancelled(key: Key, context: Context, *, was_there: bool) -> Meeting | None:
    """A meeting that its vendor no longer has, as it was cancelled through this API; None if it was not."""
    found = await appointments.cancelled(key, context)
    if found is None and was_there and context.offers(key.account, Capability.CANCEL_MEETINGS):
        # It may be cancelled at this moment, which is recorded after the vendor has answered.
        await asyncio.sleep(_WRITTEN_DOWN_SECONDS)
        found = await appointments.cancelled(key, context.afresh())
    return found


async def _answers(
    known: Mapping[Key, Meeting | None], context: Context
) -> dict[Key, Meeting | VendorError | None]:
    before = [meeting for meeting in known.values() if meeting is not None]
    first, again = await asyncio.gather(
        context.loaders.meetings.found([key for key, meeting in known.items() if meeting is None]),
        context.loaders.meetings_again.found(before),
    )
    return first | again


async def _sure(meeting: Meeting, before: Meeting | None, context: Context) -> Meeting:
    """The meeting with its vendor's state, if that may have changed: it is not fetched at every poll."""
    if meeting.state_is_sure:
        return meeting
    if before is None or _plan(before) != _plan(meeting) or before.state is not meeting.state:
        return await meeting_state.by_word(meeting, context)
    return with_changes(
        meeting,
        vendor_state=before.vendor_state,
        state_is_reckoned=before.state_is_reckoned,
        state_is_kept=before.state_is_kept,
    )


def _plan(meeting: Meeting) -> object:
    return meeting.starts_at, meeting.ends_at, meeting.duration_minutes


def _without_kept_facts(gaps: Iterable[MissingItem]) -> frozenset[object]:
    """The meetings whose remembered facts could not be read, so that it is not known whether they changed."""
    missing = (gap for gap in gaps if gap.problem.missing is MissingPart.KEPT_FACTS)
    return frozenset(subject for gap in missing for subject in gap.subjects)


def _with_kept_facts(meeting: Meeting, before: Meeting, forgotten: Collection[str]) -> Meeting:
    """The meeting with its remembered facts as they were when they could be read."""
    lacking = [name for name in (*forgotten, "ends_at") if getattr(meeting, name) is None]
    kept: dict[str, Any] = {name: getattr(before, name) for name in lacking}
    return with_changes(meeting, **kept)
