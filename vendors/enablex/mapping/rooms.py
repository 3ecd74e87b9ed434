"""Maps rooms: a user's permanent room, and the room behind a meeting, whose row shows both. Pure."""

from typing import Any, cast

from msgspec import UNSET

from models.access import Capacity, JoinLink, JoinPlatform, JoinRole, Pins
from models.ids import Key, Kind
from models.partial import Maybe, Unfetched
from models.room import Room, RoomKind
from models.settings import MeetingSettings
from models.view import View
from models.view_attributes import derived, supplied
from vendors.columns import of_few_values
from vendors.enablex import payloads
from vendors.enablex.scalars import count, flag, text
from vendors.payload import is_nameable
from vendors.views import Answer, keyed, mapped, translated

IS_WEBINAR = {"vc": False, "wb": True}

# The first part of a room's key: EnableX addresses the two kinds of rooms by different things.
PERMANENT = "permanent"
MEETING = "meeting"


@of_few_values
def is_webinar(app_type: Any) -> bool | None:
    said = IS_WEBINAR.get(app_type) if app_type.__class__ is str else None
    return IS_WEBINAR.get((text(app_type) or "").lower()) if said is None else said


def capacity(view: View) -> Capacity:
    return Capacity(
        moderators=translated(view, "moderators", count),
        participants=translated(view, "participants", count),
    )


def settings(view: View) -> MeetingSettings:
    return MeetingSettings(
        wait_for_moderator=translated(view, "wait_for_moderator", flag),
        knock=translated(view, "knock", flag),
        auto_start_recording=translated(view, "auto_recording", flag),
    )


def pins(view: Any) -> Maybe[Pins]:
    """The two PINs; None where EnableX shows neither."""
    row: payloads.Meeting | payloads.PermanentRoom = view._row
    if row.mpin is UNSET and row.ppin is UNSET:
        return cast("Maybe[Pins]", view.unless_listed)
    both = Pins(moderator=translated(view, "mpin", text), participant=translated(view, "ppin", text))
    # Where there is one that cannot be read, None would let the one that we keep pass for it.
    return None if both == Pins() and row.unreadable.isdisjoint({"mpin", "ppin"}) else both


def join_links(view: Any) -> Maybe[tuple[JoinLink, ...]]:
    """EnableX' one link asks its holder for a PIN, which decides the role."""
    row: payloads.Meeting | payloads.PermanentRoom = view._row
    if row.direct_url is UNSET:
        return cast("Maybe[tuple[JoinLink, ...]]", view.unless_listed)
    url = translated(view, "direct_url", text)
    if url is None:
        return () if "direct_url" in row.unreadable else None
    return (JoinLink(role=JoinRole.GUEST, platform=JoinPlatform.ANY, url=url, vendor_name="direct_url"),)


class MeetingRoom(View, Room):
    """The room behind a meeting, over the meeting's row.

    Attributes:
        unless_listed: stands for a field that this call does not show, as the meeting's.
    """

    unless_listed: Unfetched | None = None

    key = keyed(Kind.ROOM, "meeting_id", MEETING)
    kind = RoomKind.MEETING
    vendor_room_id = mapped("room_id", text)
    name = mapped("room_name", text)
    description = mapped("desc", text)
    is_webinar = mapped("app_type", is_webinar)
    capacity = derived(capacity)
    duration_minutes = mapped("duration", count)
    settings = derived(settings)
    pins = derived(pins)
    join_links = derived(join_links)
    owner_id = mapped("user_id", text)
    meeting_key = keyed(Kind.MEETING, "meeting_id")


class PermanentRoom(MeetingRoom):
    """A user's own room."""

    kind = RoomKind.PERMANENT
    key = supplied()
    owner_id = supplied()
    meeting_key = None


def permanent(payload: payloads.PermanentRoom, answer: Answer, asked: str | None = None) -> Room:
    """A user's own room; `asked` is the user that EnableX was asked for, where it was asked for one.

    Raises:
        ValueError: it is not known whose room it is.
    """
    owner = text(payload.user_id)
    if owner is None or not is_nameable(owner):
        owner = asked
    if owner is None:
        raise ValueError("a permanent room without its user")
    key = Key(Kind.ROOM, answer.account, (PERMANENT, owner))
    return PermanentRoom.over(payload, answer, key=key, owner_id=owner)
