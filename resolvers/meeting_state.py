"""Finds the state of a meeting: the vendor's own if a call of the operation returned it, else by the clock."""

from collections.abc import Awaitable, Sequence
from operator import attrgetter

from models.columns import in_columns
from models.ids import Kind
from models.meeting import Meeting, MeetingState
from models.partial import Unfetched
from resolvers.context import Context, Info
from vendors.operation_scope import others_have_asked

_state = attrgetter("state")
# What `state_is_sure` looks at.
_doubts = attrgetter("state_is_reckoned", "state_is_kept")


def _state_of_each(
    meetings: Sequence[Meeting], info: Info
) -> Sequence[MeetingState | Awaitable[MeetingState]]:
    if set(map(_doubts, meetings)) == {(False, False)}:
        return list(map(_state, meetings))
    return [state(meeting, info) for meeting in meetings]


@in_columns(_state_of_each)
def state(root: Meeting, info: Info) -> MeetingState | Awaitable[MeetingState]:
    if root.state_is_sure:
        return root.state

    async def told() -> MeetingState:
        return (await informed(root, info.context)).state

    return told()


def is_reckoned(root: Meeting, info: Info) -> bool | Awaitable[bool]:
    if root.state_is_sure:
        return False

    async def told() -> bool:
        return (await informed(root, info.context)).state_is_reckoned

    return told()


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
    if meeting.state_is_sure:
        return meeting
    await others_have_asked()
    loaders = context.loaders
    return await loaders.vendor_states.of(meeting, loaders.parts(Kind.MEETING).asked(meeting.key))
