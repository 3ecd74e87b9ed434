"""What calendars may know of a meeting, and how often this API has changed it."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING, Any, ClassVar

import msgspec
from pymongo import IndexModel
from pymongo.errors import OperationFailure

from models.appointment import Appointment
from models.documents.stored import SCHEMA_VERSION, Moment, Stored
from models.errors import SealBroken, Unreadable
from models.ids import Key

if TYPE_CHECKING:
    from store.store import Store

_KEPT_SECONDS = 2 * 366 * 24 * 3600
# TypeMismatch: no number stands where the changes are counted.
_GARBLED = 14


class CalendarEntry(Stored):
    """One meeting's entry; it outlives the meeting, so that its end can be told.

    Attributes:
        id: the meeting's global id.
        sequence: how often the meeting was changed through this API; SEQUENCE in iCalendar.
        changed_at: when that was for the last time.
        is_cancelled: whether the last change took the meeting back.
        sealed: the appointment as it was then.
    """

    id: str  # type: ignore[assignment]
    sequence: int = 0
    changed_at: Moment
    is_cancelled: bool = False
    sealed: bytes

    class Settings:
        name = "calendar_entries"
        indexes: ClassVar = [IndexModel("changed_at", expireAfterSeconds=_KEPT_SECONDS)]

    def __repr__(self) -> str:
        return f"CalendarEntry({self.id})"

    __str__ = __repr__

    @classmethod
    async def of(cls, store: "Store", meetings: Iterable[Key]) -> Mapping[str, "CalendarEntry"]:
        """The meetings' entries by global id, in one call; one that cannot be read is as good as none.

        Raises:
            StoreUnavailable: MongoDB is away.
        """
        wanted = [meeting.encoded() for meeting in dict.fromkeys(meetings)]

        async def work() -> list[dict[str, Any]]:
            return await cls.raw().find({"_id": {"$in": wanted}}).to_list()

        return {entry.id: entry for entry in cls.readable(store, await store.run(work))}

    @classmethod
    async def record(
        cls, store: "Store", meeting: Key, appointment: Appointment, *, is_new: bool, is_cancelled: bool
    ) -> None:
        """Writes down a change of the meeting, at once or as soon as MongoDB is back."""
        key, changed_at = meeting.encoded(), store.now()

        async def work() -> None:
            change = {
                "$set": {
                    "changed_at": changed_at,
                    "is_cancelled": is_cancelled,
                    "sealed": store.vault.seal(msgspec.to_builtins(appointment)),
                },
                "$inc": {"sequence": 0 if is_new else 1},
                # What a newer gateway has written stays its own.
                "$max": {"schemaVersion": SCHEMA_VERSION},
            }
            try:
                await cls.raw().update_one({"_id": key}, change, upsert=True)
            except OperationFailure as error:
                if error.code != _GARBLED:
                    raise
                # It is left as it is, for whoever looks into it; trying again would not help.
                store.unreadable.note(Unreadable(cls.collection(), key))

        await store.eventually(work)

    def appointment(self, store: "Store") -> Appointment | None:
        """The appointment as it was last; None where it was sealed or written in another way than today's."""
        try:
            return msgspec.convert(store.vault.unseal(self.sealed), Appointment)
        except (msgspec.ValidationError, SealBroken):
            return None
