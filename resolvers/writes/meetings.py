"""Writes that schedule, update, cancel, start, join and end meetings."""

import asyncio
from collections.abc import Awaitable, Callable, Collection
from dataclasses import fields
from functools import partial
from typing import TypeVar

from models.account import Account
from models.appointment import Appointment
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.view import with_changes
from models.write_results import JoinLinkResult, MeetingResult
from resolvers import appointments, meetings
from resolvers.context import Context, Info
from resolvers.writes.execute import Write, carried_out, found_or_refused
from resolvers.writes.receipts import Receipt
from store import calendar_entries
from vendors.base import Adapter

T = TypeVar("T")

_OF_APPOINTMENTS = tuple(field.name for field in fields(Appointment))


async def schedule(draft: MeetingDraft, key: str | None, context: Context) -> MeetingResult:
    """Schedules a meeting, and stores the fields that its vendor does not return again."""

    async def send(adapter: Adapter) -> MeetingResult:
        # The adapter is the account's, and takes no name of it.
        ours = with_changes(draft, account=None)
        return await _kept(await adapter.schedule_meeting(ours), context, is_new=True)

    return await _meeting_written(
        "scheduleMeeting", context.account_at(draft.vendor, draft.account), draft, key, context, send
    )


async def update(changes: MeetingChanges, key: str | None, context: Context) -> MeetingResult:
    async def send(adapter: Adapter) -> MeetingResult:
        cleared = frozenset(path[0] for path in changes.cleared)
        return await _kept(_found(await adapter.update_meeting(changes)), context, cleared=cleared)

    async def settled() -> MeetingResult | None:
        meeting = await meetings.by_key(changes.meeting, context)
        return MeetingResult(meeting=meeting) if meeting is not None and _shows(meeting, changes) else None

    return await _meeting_written(
        "updateMeeting", changes.meeting.account, changes, key, context, send, settled
    )


async def cancel(meeting: Key, key: str | None, context: Context) -> MeetingResult:
    async def send(adapter: Adapter) -> MeetingResult:
        known = await appointments.last_known(meeting, context)
        cancelled = _found(await adapter.cancel_meeting(meeting))
        return await _taken_back(cancelled, known, context)

    async def settled() -> MeetingResult | None:
        if await meetings.by_key(meeting, context) is not None:
            return None
        entry = await appointments.entry_of(meeting, context)
        known = None if entry is None else calendar_entries.appointment(context.store, entry)
        return await _taken_back(Meeting(key=meeting, state=MeetingState.CANCELLED), known, context)

    return await _meeting_written("cancelMeeting", meeting.account, meeting, key, context, send, settled)


async def end(meeting: Key, key: str | None, context: Context) -> MeetingResult:
    async def send(adapter: Adapter) -> MeetingResult:
        ended = _found(await adapter.end_meeting(meeting))
        return MeetingResult(meeting=(await context.remembered_facts.completed([ended]))[0])

    async def settled() -> MeetingResult | None:
        now = await meetings.by_key(meeting, context)
        over = now is not None and now.state not in (MeetingState.RUNNING, MeetingState.UNKNOWN)
        return MeetingResult(meeting=now) if over else None

    return await _meeting_written("endMeeting", meeting.account, meeting, key, context, send, settled)


async def start(start: MeetingStart, key: str | None, context: Context) -> JoinLinkResult:
    async def send(adapter: Adapter) -> JoinLinkResult:
        link = _found(await adapter.start_meeting(start))
        return JoinLinkResult(join_link=link, meeting_key=start.meeting)

    return await _way_in("startMeeting", start, key, context, send)


async def join(join: MeetingJoin, key: str | None, context: Context) -> JoinLinkResult:
    async def send(adapter: Adapter) -> JoinLinkResult:
        link = _found(await adapter.join_meeting(join))
        return JoinLinkResult(join_link=link, meeting_key=join.meeting)

    return await _way_in("joinMeeting", join, key, context, send)


async def meeting_of(root: JoinLinkResult, info: Info) -> Meeting | None:
    return None if root.meeting_key is None else await meetings.by_id(root.meeting_key, info.context)


async def _meeting_written(
    mutation: str,
    account: Account,
    draft: object,
    key: str | None,
    context: Context,
    send: Callable[[Adapter], Awaitable[MeetingResult]],
    settled: Callable[[], Awaitable[MeetingResult | None]] | None = None,
) -> MeetingResult:
    return await carried_out(
        Write(
            mutation=mutation,
            account=account,
            draft=draft,
            idempotency_key=key,
            send=send,
            refused=MeetingResult,
            receipt=_receipt,
            again=partial(_again, context=context),
            settled=settled,
        ),
        context,
    )


async def _way_in(
    mutation: str,
    draft: MeetingStart | MeetingJoin,
    key: str | None,
    context: Context,
    send: Callable[[Adapter], Awaitable[JoinLinkResult]],
) -> JoinLinkResult:
    async def again(receipt: Receipt) -> JoinLinkResult:
        return JoinLinkResult(
            join_link=receipt.link, meeting_key=receipt.thing(context.caller.tenant), replayed=True
        )

    return await carried_out(
        Write(
            mutation=mutation,
            account=draft.meeting.account,
            draft=draft,
            idempotency_key=key,
            send=send,
            refused=JoinLinkResult,
            receipt=lambda payload: Receipt(key=draft.meeting.encoded(), link=payload.join_link),
            again=again,
        ),
        context,
    )


async def _kept(
    meeting: Meeting, context: Context, *, cleared: Collection[str] = frozenset(), is_new: bool = False
) -> MeetingResult:
    """The payload of a meeting that was created or changed, after its remembered facts were stored."""
    facts = context.remembered_facts
    if is_new:
        # Nothing was kept of it before that would have to be read between the two writes.
        [whole] = await facts.completed([meeting])
        await asyncio.gather(facts.keep(meeting), appointments.changed(whole, context, is_new=True))
    else:
        await facts.keep(meeting, cleared=cleared)
        [whole] = await facts.completed([meeting])
        await appointments.changed(whole, context)
    return MeetingResult(meeting=whole)


async def _taken_back(cancelled: Meeting, known: Appointment | None, context: Context) -> MeetingResult:
    """The payload of a meeting that was cancelled: the vendor's data, completed with what was known before."""
    before = (known or Appointment()).cancelled(cancelled.key)
    shown = {name: getattr(cancelled, name) or getattr(before, name) for name in _OF_APPOINTMENTS}
    whole = with_changes(cancelled, **shown)
    await asyncio.gather(
        context.remembered_facts.forget(whole.key),
        appointments.taken_back(whole.key, Appointment.of(whole), context),
    )
    return MeetingResult(meeting=whole)


def _found(answer: T | None) -> T:
    return found_or_refused(answer, "meeting", "meeting")


def _receipt(payload: MeetingResult) -> Receipt:
    meeting = payload.meeting
    assert meeting is not None, "a write that was carried out has its meeting"
    cancelled = meeting.state is MeetingState.CANCELLED
    return Receipt(key=meeting.id, state=meeting.state if cancelled else None)


async def _again(receipt: Receipt, *, context: Context) -> MeetingResult:
    """The meeting as it is now; a cancelled one as it was then."""
    key = receipt.thing(context.caller.tenant)
    meeting = (
        await meetings.by_id(key, context)
        if receipt.state is None
        else await appointments.cancelled(key, context) or Meeting(key=key, state=receipt.state)
    )
    return MeetingResult(meeting=meeting, replayed=True)


# The fields of the changes that a meeting has under the same names.
_SHOWN = ("title", "description", "welcome_text", "starts_at", "duration_minutes")


def _shows(meeting: Meeting, changes: MeetingChanges) -> bool:
    """Whether all changes are visible in the meeting; False if a change is no field of the meeting."""
    unasked = MeetingChanges(meeting=changes.meeting)
    asked = {
        field.name
        for field in fields(changes)
        if getattr(changes, field.name) != getattr(unasked, field.name)
    }
    return asked <= set(_SHOWN) and all(
        (getattr(meeting, name) or "") == (getattr(changes, name) or "") for name in asked
    )
