"""Appointments: the calendar data of a meeting that was changed or cancelled through this API."""

import asyncio

from models.appointment import Appointment
from models.documents.calendar_entry import CalendarEntry
from models.errors import StoreUnavailable, VendorError
from models.ids import Key
from models.meeting import Meeting
from models.vendor import Capability
from resolvers.context import Context
from store import calendar_entries

# How long a cancellation waits to read the meeting's time from its vendor if it is not stored, in seconds.
_PATIENCE = 2.0

_CHANGES = frozenset({Capability.SCHEDULE_MEETINGS, Capability.UPDATE_MEETINGS, Capability.CANCEL_MEETINGS})


async def entry_of(meeting: Key, context: Context) -> CalendarEntry | None:
    """The calendar entry of a meeting; None if there is none, or if it cannot be read now."""
    if not _CHANGES & context.adapter(meeting.account).capabilities:
        return None
    try:
        return await context.entries.load(meeting)
    except StoreUnavailable:
        return None


async def cancelled(meeting: Key, context: Context) -> Meeting | None:
    """A meeting that was cancelled through this API, as it was then."""
    entry = await entry_of(meeting, context)
    if entry is None or not entry.is_cancelled:
        return None
    return (calendar_entries.appointment(context.store, entry) or Appointment()).cancelled(meeting)


async def last_known(meeting: Key, context: Context) -> Appointment:
    """The stored appointment, else the vendor's present data; an empty one if neither is available."""
    entry = await entry_of(meeting, context)
    kept = None if entry is None else calendar_entries.appointment(context.store, entry)
    adapter = context.adapter(meeting.account)
    if Capability.CANCEL_MEETINGS not in adapter.capabilities:
        # The write is about to be refused.
        return Appointment()
    never_tells = "starts_at" in adapter.forgotten_of_meetings
    if kept is not None and (kept.starts_at is not None or never_tells):
        return kept
    if never_tells:
        return Appointment()
    try:
        async with asyncio.timeout(_PATIENCE):
            found = await context.loaders.meetings.load(meeting)
    except (VendorError, TimeoutError):
        found = None
    return kept or Appointment() if found is None else Appointment.of(found)


async def changed(meeting: Meeting, context: Context, *, is_new: bool = False) -> None:
    """Records that a meeting was created or changed."""
    await _record(meeting.key, Appointment.of(meeting), context, is_new=is_new)


async def taken_back(meeting: Key, appointment: Appointment, context: Context) -> None:
    """Records that a meeting was cancelled."""
    await _record(meeting, appointment, context, is_cancelled=True)


async def _record(
    meeting: Key,
    appointment: Appointment,
    context: Context,
    *,
    is_new: bool = False,
    is_cancelled: bool = False,
) -> None:
    context.entries.clear(meeting)
    await calendar_entries.record(
        context.store, meeting, appointment, is_new=is_new, is_cancelled=is_cancelled
    )
