"""Maps rooms: a user's permanent room, and the fields that the room of a meeting shares with it. Pure."""

from msgspec import UNSET

from models.access import Capacity, JoinLink, JoinPlatform, JoinRole, Pins
from models.account import Account
from models.ids import Key, Kind
from models.room import Room, RoomKind
from models.settings import MeetingSettings
from vendors.enablex import payloads
from vendors.enablex.scalars import count, flag, text
from vendors.payload import is_nameable

IS_WEBINAR = {"vc": False, "wb": True}

# The first part of a room's key: EnableX addresses the two kinds of rooms by different things.
PERMANENT = "permanent"
MEETING = "meeting"


def permanent(account: Account, payload: payloads.PermanentRoom, asked: str | None = None) -> Room:
    """A user's own room; `asked` is the user that EnableX was asked for, where it was asked for one.

    Raises:
        ValueError: it is not known whose room it is.
    """
    owner = text(payload.user_id)
    if owner is None or not is_nameable(owner):
        owner = asked
    if owner is None:
        raise ValueError("a permanent room without its user")
    return Room(
        key=Key(Kind.ROOM, account, (PERMANENT, owner)),
        kind=RoomKind.PERMANENT,
        vendor_room_id=text(payload.room_id),
        name=text(payload.room_name),
        description=text(payload.desc),
        is_webinar=is_webinar(payload.app_type),
        capacity=capacity(payload),
        duration_minutes=count(payload.duration),
        settings=settings(payload),
        pins=pins(payload),
        join_links=join_links(payload),
        owner_id=owner,
    )


def is_webinar(app_type: payloads.Text) -> bool | None:
    return IS_WEBINAR.get((text(app_type) or "").strip().lower())


def capacity(payload: payloads.Meeting | payloads.PermanentRoom) -> Capacity:
    return Capacity(moderators=count(payload.moderators), participants=count(payload.participants))


def settings(payload: payloads.Meeting | payloads.PermanentRoom) -> MeetingSettings:
    return MeetingSettings(
        wait_for_moderator=flag(payload.wait_for_moderator),
        knock=flag(payload.knock),
        auto_start_recording=flag(payload.auto_recording),
    )


def pins(payload: payloads.Meeting | payloads.PermanentRoom) -> Pins | None:
    """The two PINs; None where EnableX shows neither."""
    both = Pins(
        moderator=None if payload.mpin is UNSET else text(payload.mpin),
        participant=None if payload.ppin is UNSET else text(payload.ppin),
    )
    # Where there is one that cannot be read, None would let the one that we keep pass for it.
    return None if both == Pins() and payload.unreadable.isdisjoint({"mpin", "ppin"}) else both


def join_links(payload: payloads.Meeting | payloads.PermanentRoom) -> tuple[JoinLink, ...] | None:
    """EnableX' one link asks its holder for a PIN, which decides the role."""
    url = None if payload.direct_url is UNSET else text(payload.direct_url)
    if url is None:
        return () if "direct_url" in payload.unreadable else None
    return (JoinLink(role=JoinRole.GUEST, platform=JoinPlatform.ANY, url=url, vendor_name="direct_url"),)
