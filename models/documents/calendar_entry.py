"""What calendars may know of a meeting, and how often this API has changed it."""

from typing import ClassVar

from pymongo import IndexModel

from models.documents.stored import Moment, Stored

_KEPT_SECONDS = 2 * 366 * 24 * 3600


class CalendarEntry(Stored):
    """One meeting's entry; it outlives the meeting, so that its end can be told.

    Attributes:
        id: the tenant, and the meeting's global id.
        sequence: how often the meeting was changed through this API; SEQUENCE in iCalendar.
        changed_at: when that was for the last time.
        is_cancelled: whether the last change took the meeting back.
        sealed: the appointment as it was then, encrypted.
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
