"""Finds the state of a meeting: the vendor's own if a call of the operation returned it, else by the clock."""

from collections.abc import Awaitable, Callable, Coroutine, Sequence
from functools import partial
from operator import attrgetter
from typing import Any, TypeVar

from models.columns import in_columns
from models.ids import Kind
from models.meeting import Meeting, MeetingState
from models.partial import Unfetched
from resolvers.context import Context, Info
from resolvers.loaders import Loaders
from resolvers.loads import AfterOthers

T = TypeVar("T")

_state: Callable[[Meeting], MeetingState] = attrgetter("state")
_is_reckoned: Callable[[Meeting], bool] = attrgetter("state_is_reckoned")
# What `state_is_sure` looks at.
_doubts = attrgetter("state_is_reckoned", "state_is_kept")


def _state_of_each(
    meetings: Sequence[Meeting], info: Info
) -> Sequence[MeetingState | AfterOthers[MeetingState]]:
    if set(map(_doubts, meetings)) == {(False, False)}:
        return list(map(_state, meetings))
    return [state(meeting, info) for meeting in meetings]


@in_columns(_state_of_each)
def state(root: Meeting, info: Info) -> MeetingState | AfterOthers[MeetingState]:
    return root.state if root.state_is_sure else _once_informed(_state, root, info.context)


def is_reckoned(root: Meeting, info: Info) -> bool | AfterOthers[bool]:
    return False if root.state_is_sure else _once_informed(_is_reckoned, root, info.context)


async def by_word(meeting: Meeting, context: Context) -> Meeting:
    """The meeting with its vendor's state, fetched if a separate call returns it; unchanged if none does.

    Raises:
        VendorError: the vendor could not be asked.
    """
    word = meeting.vendor_state
    if meeting.state_is_sure or not isinstance(word, Unfetched):
        return meeting
    whole = await context.loaders.parts(Kind.MEETING).load((meeting, word.aspect))
    return whole if isinstance(whole, Meeting) else meeting


async def informed(meeting: Meeting, context: Context) -> Meeting:
    """The meeting with its vendor's state if a call of this operation returns it; makes no call."""
    return meeting if meeting.state_is_sure else await _once_informed(_whole, meeting, context)


def _once_informed(read: Callable[[Meeting], T], meeting: Meeting, context: Context) -> AfterOthers[T]:
    """What is read of the meeting with its vendor's state, as above."""
    return AfterOthers(partial(_read, read, meeting, context.loaders))


def _read(read: Callable[[Meeting], T], meeting: Meeting, loaders: Loaders) -> T | Coroutine[Any, Any, T]:
    found = loaders.vendor_states.of(meeting, loaders.parts(Kind.MEETING).asked(meeting.key))
    return read(found) if isinstance(found, Meeting) else _read_later(read, found)


def _whole(meeting: Meeting) -> Meeting:
    return meeting


async def _read_later(read: Callable[[Meeting], T], found: Awaitable[Meeting]) -> T:
    return read(await found)
