"""Finds how a person can join a meeting now, at any vendor."""

from collections.abc import Mapping

from models.access import JoinLink, JoinPlatform, JoinRole, Pins
from models.joining import (
    JoinByLink,
    JoinByMutation,
    JoinMutation,
    JoinOption,
    JoinUnavailable,
    NoWayIn,
    best,
)
from models.meeting import Meeting, MeetingState
from models.vendor import Capability
from resolvers import meeting_state
from resolvers.context import Info
from resolvers.loads import Loadable, if_any
from resolvers.parts import fetched, part_of
from vendors.base import Adapter

_OVER: Mapping[MeetingState, tuple[NoWayIn, str]] = {
    MeetingState.ENDED: (NoWayIn.ENDED, "The meeting is over."),
    MeetingState.CANCELLED: (NoWayIn.CANCELLED, "The meeting was cancelled."),
    MeetingState.FAILED: (NoWayIn.FAILED, "The meeting could not be set up."),
}


async def option(
    root: Meeting,
    info: Info,
    role: JoinRole | None = JoinRole.GUEST,
    platform: JoinPlatform | None = JoinPlatform.ANY,
) -> JoinOption:
    """How to join with a role on a platform; costs as much as join links and the state."""
    role, platform = role or JoinRole.GUEST, platform or JoinPlatform.ANY
    adapter = info.context.adapter(root.account)
    reads_links = Capability.READ_JOIN_LINKS in adapter.meeting_capabilities
    links: tuple[JoinLink, ...] | None = (
        await fetched(root, "join_links", info.context) if reads_links else None
    )
    meeting = await meeting_state.informed(root, info.context)
    # A meeting that has ended only by the clock may still run, and then its link works.
    if meeting.state in _OVER and not meeting.state_is_reckoned:
        reason, message = _OVER[meeting.state]
        return JoinUnavailable(reason=reason, message=message)
    if reads_links:
        return _by_link(root, links or (), adapter, role, platform)
    if Capability.JOIN_MEETINGS in adapter.meeting_capabilities:
        return _by_mutation(meeting, adapter, role)
    if Capability.READ_QUEUE in adapter.capabilities:
        return JoinUnavailable(
            reason=NoWayIn.WAITING_ROOM,
            message=f"{adapter.vendor.label} returns no link: people join through the waiting room, see `room`.",
        )
    return _without_link(adapter)


def pin_of(root: JoinByLink, info: Info) -> Loadable[str | None]:
    """The PIN that the link asks for."""
    if not root.asks_for_pin:
        return None
    pins: Loadable[Pins | None] = part_of(root.meeting, "pins", info.context)
    return if_any(pins, lambda pins: pins.moderator if root.role is JoinRole.HOST else pins.participant)


def _by_link(
    meeting: Meeting, links: tuple[JoinLink, ...], adapter: Adapter, role: JoinRole, platform: JoinPlatform
) -> JoinOption:
    if not links:
        return _without_link(adapter)
    by_pin = adapter.pin_decides_role and role is not JoinRole.CLINIC
    of_role = [link for link in links if by_pin or link.role is role]
    if not of_role:
        return _without_role(adapter, role)
    link = best(of_role, platform)
    if link is None:
        return JoinUnavailable(
            reason=NoWayIn.NO_SUCH_PLATFORM,
            message=f"{adapter.vendor.label} has no link into this meeting for {role.value} on {platform.value}.",
        )
    return JoinByLink(link=link, role=role, meeting=meeting, asks_for_pin=by_pin)


def _by_mutation(meeting: Meeting, adapter: Adapter, role: JoinRole) -> JoinOption:
    if role is JoinRole.CLINIC:
        return _without_role(adapter, role)
    if meeting.state is not MeetingState.SCHEDULED:
        return JoinByMutation(mutation=JoinMutation.JOIN_MEETING, role=role)
    if role is JoinRole.HOST and Capability.START_MEETINGS in adapter.meeting_capabilities:
        return JoinByMutation(mutation=JoinMutation.START_MEETING, role=role)
    return JoinUnavailable(
        reason=NoWayIn.NOT_STARTED,
        message="The meeting does not run yet; its host must start it.",
        opens_at=meeting.starts_at,
    )


def _without_link(adapter: Adapter) -> JoinUnavailable:
    message = f"{adapter.vendor.label} returns no link into this meeting."
    return JoinUnavailable(reason=NoWayIn.NO_LINK, message=message)


def _without_role(adapter: Adapter, role: JoinRole) -> JoinUnavailable:
    message = f"{adapter.vendor.label} has no link into this meeting for {role.value}."
    return JoinUnavailable(reason=NoWayIn.NO_SUCH_ROLE, message=message)
