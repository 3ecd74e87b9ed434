"""Maps the attendance of sessions. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime
from operator import itemgetter

from models.attendance import Attendance
from models.session import Session
from models.view import View
from models.view_attributes import derived
from vendors.vconnct import payloads
from vendors.vconnct.scalars import moment, moments, stripped
from vendors.views import Answer, mapped

_AFTER_ALL = datetime.max.replace(tzinfo=UTC)


class Arrival(View, Attendance):
    """One arrival at a session, which `_session` holds; VConnct does not report who left, so all may have stayed to the
    end."""

    full_name = mapped("full_name", stripped)
    joined_at = mapped("joined_date", moment)
    left_at = derived(lambda came: came._session.ended_at)


def of_session(rows: Sequence[payloads.Attendance], of: Session, answer: Answer) -> tuple[Attendance, ...]:
    """The attendance, in order of arrival."""
    times = moments([row.joined_date for row in rows])
    arrivals = Arrival.over_each(rows, answer, _session=of)
    for arrival, time in zip(arrivals, times, strict=True):
        if time is not None:
            # It is not translated again where somebody reads it.
            arrival.__dict__["joined_at"] = time
    ordered = sorted(zip([time or _AFTER_ALL for time in times], arrivals, strict=True), key=itemgetter(0))
    return tuple([arrival for _, arrival in ordered])
