"""Caches for 10 seconds the stages of meetings from EnableX' list, which the call for one does not return."""

from collections import OrderedDict, deque
from collections.abc import Callable, Iterable
from datetime import datetime, timedelta

from models.ids import Key
from models.meeting import Meeting
from models.view import with_changes

# How long a word counts. A stage changes with time alone, so it must be short.
FRESH_FOR = timedelta(seconds=10)
_MEETINGS_AT_MOST = 5000


class Stages:
    """The latest words, each with the meeting that it was said of.

    Args:
        now: tells aware UTC time.
    """

    def __init__(self, now: Callable[[], datetime]) -> None:
        self._now = now
        # A plain dict finds its first entry by passing all places that were given up before it.
        self._heard: OrderedDict[Key, tuple[datetime, Meeting]] = OrderedDict()

    def hear(self, listed: Iterable[Meeting]) -> None:
        """Takes in what the list shows."""
        now = self._now()
        # Of more than are kept, the last push out all others anyway.
        for meeting in deque((each for each in listed if each.state_is_sure), maxlen=_MEETINGS_AT_MOST):
            self._heard[meeting.key] = now, meeting
            self._heard.move_to_end(meeting.key)
        # The oldest stand first.
        while self._heard and (
            len(self._heard) > _MEETINGS_AT_MOST or self._is_old(next(iter(self._heard.values()))[0])
        ):
            self._heard.popitem(last=False)

    def told(self, meeting: Meeting) -> Meeting:
        """The meeting by the word that was said of it a moment ago, if one was and its times are still the same."""
        at, heard = self._heard.get(meeting.key, (None, meeting))
        if at is None or self._is_old(at) or not meeting.state_is_reckoned or _plan(heard) != _plan(meeting):
            return meeting
        return with_changes(meeting, state=heard.state, state_is_reckoned=False, state_is_kept=True)

    def _is_old(self, at: datetime) -> bool:
        return self._now() - at > FRESH_FOR


def _plan(meeting: Meeting) -> tuple[datetime | None, int | None]:
    return meeting.starts_at, meeting.duration_minutes
