"""Caches for 10 seconds the stages of meetings from EnableX' list, which the call for one does not return."""

from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from itertools import repeat
from operator import attrgetter

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


# What is cached of a row: the stage, and the plan that it belongs to.
_id = attrgetter("meeting_id")
_stage = attrgetter("stage", "start_time", "duration")


class Stages:
    """The latest stages by meeting.

    The stages of rows are cached as texts, and translated only for requested meetings. There are two caches: when the
    newer one is old or full it becomes the older one, and what was in that is dropped.

    Args:
        now: returns the present time, aware, in UTC.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        self._newer: dict[str, tuple[datetime, tuple[Scalar, Scalar, Scalar]]] = {}
        self._older = self._newer
        self._began = now()

    def hear(self, rows: Sequence[payloads.Meeting]) -> None:
        """Caches the stages of a page."""
        now = self._now()
        if self._is_old(self._began) or len(self._newer) >= _MEETINGS_AT_MOST:
            self._older, self._newer, self._began = self._newer, {}, now
        # Of more rows than the limit, only the last ones would remain.
        shown = [row for row in rows[-_MEETINGS_AT_MOST:] if row.stage is not UNSET]
        self._newer.update(zip(map(str, map(_id, shown)), zip(repeat(now), map(_stage, shown)), strict=False))

    def told(self, meeting: Meeting) -> Meeting:
        """The meeting with its recently cached stage, if there is one and its times are unchanged."""
        meeting_id = meeting.key.parts[0]
        heard = self._newer.get(meeting_id) or self._older.get(meeting_id)
        if heard is None or self._is_old(heard[0]) or not meeting.state_is_reckoned:
            return meeting
        word, start_time, duration = heard[1]
        stage, plan = text(word), (moment(start_time), count(duration))
        if stage is None or plan != (meeting.starts_at, meeting.duration_minutes):
            return meeting
        return with_changes(meeting, state=state_of(stage), state_is_reckoned=False, state_is_kept=True)

    def _is_old(self, at: datetime) -> bool:
        return self._now() - at > FRESH_FOR
