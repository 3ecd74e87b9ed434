"""Stores and finds the calendar entries of meetings."""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec
from pymongo.errors import WriteError

from models.appointment import Appointment
from models.documents.calendar_entry import CalendarEntry
from models.documents.stored import SCHEMA_VERSION
from models.errors import DecryptionFailed, UnreadableDocument
from models.ids import Key
from store.reading import readable
from store.store import Store

# TypeMismatch: the counter of changes is not a number.
_GARBLED = 14


async def of(store: Store, meetings: Iterable[Key]) -> Mapping[str, CalendarEntry]:
    """The meetings' entries by global id, in one call; unreadable ones are left out.

    Raises:
        StoreUnavailable: MongoDB is unavailable.
    """
    wanted = {_place(meeting): meeting.encoded() for meeting in meetings}

    async def work() -> list[dict[str, Any]]:
        return await CalendarEntry.raw().find({"_id": {"$in": list(wanted)}}).to_list()

    return {wanted[entry.id]: entry for entry in readable(store, CalendarEntry, await store.run(work))}


async def record(
    store: Store, meeting: Key, appointment: Appointment, *, is_new: bool, is_cancelled: bool
) -> None:
    """Records a change of the meeting, at once or as soon as MongoDB is available."""
    key, changed_at = _place(meeting), store.now()

    async def work() -> None:
        change = {
            "$set": {
                "changed_at": changed_at,
                "is_cancelled": is_cancelled,
                "sealed": store.vault.encrypt(msgspec.to_builtins(appointment)),
            },
            "$inc": {"sequence": 0 if is_new else 1},
            # Documents of a newer version are not changed.
            "$max": {"schemaVersion": SCHEMA_VERSION},
        }
        try:
            await store.batches.update_one(CalendarEntry, {"_id": key}, change, upsert=True)
        except WriteError as error:
            if error.code != _GARBLED:
                raise
            # The document is left unchanged for inspection; a retry would not help.
            store.unreadable.note(UnreadableDocument(CalendarEntry.collection(), key))

    await store.eventually(work, in_batches=True)


def appointment(store: Store, entry: CalendarEntry) -> Appointment | None:
    """The appointment as it was last; None if its encryption or format is not the present one."""
    try:
        return msgspec.convert(store.vault.decrypt(entry.sealed), Appointment)
    except (msgspec.ValidationError, DecryptionFailed):
        return None


def _place(meeting: Key) -> str:
    """The document's id: the tenant and the meeting's global id, which contains no tenant."""
    return f"{meeting.account.tenant}:{meeting.encoded()}"
