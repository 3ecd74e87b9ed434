"""The calendar entry of a meeting, with the number of its changes through this API."""

from typing import ClassVar

from pymongo import IndexModel

from models.documents.stored import Moment, Stored

_KEPT_SECONDS = 2 * 366 * 24 * 3600


class CalendarEntry(Stored):
    """The entry of a meeting; it is kept after the meeting is gone, so that calendars can be told of a cancellation.

    Attributes:
        id: the tenant, and the meeting's global id.
        sequence: how often the meeting was changed through this API; SEQUENCE in iCalendar.
        changed_at: the time of the last change.
        is_cancelled: whether the last change was a cancellation.
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
