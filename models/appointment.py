"""An appointment: the data of a meeting for calendars, also after the meeting is gone."""

from dataclasses import dataclass, field
from datetime import datetime

from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.time_zone import TimeZone


@dataclass(frozen=True, slots=True, kw_only=True)
class Appointment:
    """A meeting as a calendar shows it; the attributes are the meeting's of the same names."""

    title: str | None = field(default=None, repr=False)
    starts_at: datetime | None = None
    ends_at: datetime | None = None
    duration_minutes: int | None = None
    time_zone: TimeZone | None = None
    host_id: str | None = None

    @classmethod
    def of(cls, meeting: Meeting) -> "Appointment":
        """The appointment of a meeting, without a further call."""
        zone = meeting.time_zone
        return cls(
            title=meeting.title,
            starts_at=meeting.starts_at,
            ends_at=meeting.planned_end,
            duration_minutes=meeting.duration_minutes,
            time_zone=zone if isinstance(zone, TimeZone) else None,
            host_id=meeting.host_id,
        )

    def cancelled(self, meeting: Key) -> Meeting:
        """The cancelled meeting."""
        return Meeting(
            key=meeting,
            state=MeetingState.CANCELLED,
            title=self.title,
            starts_at=self.starts_at,
            ends_at=self.ends_at,
            duration_minutes=self.duration_minutes,
            time_zone=self.time_zone,
            host_id=self.host_id,
        )
