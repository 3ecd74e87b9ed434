"""Caches for 10 seconds the stages of meetings from EnableX' list, which the call for one does not return."""

from collections import OrderedDict
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from typing import NamedTuple

from msgspec import UNSET

from models.meeting import Meeting
from models.view import with_changes
from vendors.enablex import payloads
from vendors.enablex.mapping.meetings import state_of
from vendors.enablex.scalars import count, moment, text
from vendors.payload import Scalar

# How long a stage is valid. Stages change with time, so it must be short.
FRESH_FOR = timedelta(seconds=10)
_MEETINGS_AT_MOST = 5000


class _Stage(NamedTuple):
    """The stage in a row, and when it was read."""

    at: datetime
    stage: Scalar
    start_time: Scalar
    duration: Scalar


class Stages:
    """The latest stages by meeting.

    The stages of rows are cached as texts, and translated only for requested meetings.

    Args:
        now: returns the present time, aware, in UTC.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        # A plain dict finds its first entry only by skipping all deleted slots before it.
        self._heard: OrderedDict[str, _Stage] = OrderedDict()

    def hear(self, rows: Sequence[payloads.Meeting]) -> None:
        """Caches the stages of a page."""
        now = self._now()
        # Of more rows than the limit, only the last ones would remain.
        for row in rows[-_MEETINGS_AT_MOST:]:
            if row.stage is not UNSET:
                meeting_id = str(row.meeting_id)
                self._heard[meeting_id] = _Stage(now, row.stage, row.start_time, row.duration)
                self._heard.move_to_end(meeting_id)
        # The oldest come first.
        while self._heard and (
            len(self._heard) > _MEETINGS_AT_MOST or self._is_old(next(iter(self._heard.values())))
        ):
            self._heard.popitem(last=False)

    def told(self, meeting: Meeting) -> Meeting:
        """The meeting with its recently cached stage, if there is one and its times are unchanged."""
        heard = self._heard.get(meeting.key.parts[0])
        if heard is None or self._is_old(heard) or not meeting.state_is_reckoned:
            return meeting
        stage = text(heard.stage)
        plan = moment(heard.start_time), count(heard.duration)
        if stage is None or plan != (meeting.starts_at, meeting.duration_minutes):
            return meeting
        return with_changes(meeting, state=state_of(stage), state_is_reckoned=False, state_is_kept=True)

    def _is_old(self, stage: _Stage) -> bool:
        return self._now() - stage.at > FRESH_FOR
