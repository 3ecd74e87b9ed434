"""Maps the attendance of sessions. Pure."""

from collections.abc import Iterable
from datetime import UTC, datetime

from models.attendance import Attendance
from models.session import Session
from models.view import View
from models.view_attributes import derived
from vendors.vconnct import payloads
from vendors.vconnct.scalars import moment, stripped
from vendors.views import Answer, mapped

_AFTER_ALL = datetime.max.replace(tzinfo=UTC)


class Arrival(View, Attendance):
    """One arrival at a session, which `_session` holds; VConnct does not report who left, so all may have stayed to the
    end."""

    full_name = mapped("full_name", stripped)
    joined_at = mapped("joined_date", moment)
    left_at = derived(lambda came: came._session.ended_at)


def of_session(rows: Iterable[payloads.Attendance], of: Session, answer: Answer) -> tuple[Attendance, ...]:
    """The attendance, in order of arrival."""
    came = sorted(rows, key=_time)
    return tuple(Arrival.over(row, answer, _session=of) for row in came)


def _time(row: payloads.Attendance) -> datetime:
    return moment(row.joined_date) or _AFTER_ALL
