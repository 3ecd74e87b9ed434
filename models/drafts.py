"""What is to be made, changed or done: the input of every write, whichever vendor carries it out.

None means: not asked for. A text that is empty asks for no text; what else is to be cleared is named in `cleared`.
"""

from dataclasses import dataclass, field
from datetime import datetime

from models.access import Capacity, JoinRole
from models.ids import Key
from models.meeting import Invitees
from models.settings import MeetingSettings
from models.vendor import Vendor


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingFields:
    """What can be said of a meeting when it is made, and changed later.

    Attributes:
        time_zone: the vendor's id of a zone, or any of its names in the tz database.
        sends_mail: whether the vendor writes to the invitees.
    """

    title: str | None = None
    description: str | None = None
    welcome_text: str | None = None
    starts_at: datetime | None = None
    duration_minutes: int | None = None
    time_zone: str | None = None
    capacity: Capacity | None = None
    settings: MeetingSettings | None = None
    invitees: Invitees | None = None
    sends_mail: bool | None = None
    moderator_password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingDraft(MeetingFields):
    """A meeting that is to be made.

    Attributes:
        host_id: the vendor's id of who is to hold it; the account's own where it is None.
        devices: the tablets that are to take part.
    """

    vendor: Vendor
    host_id: str | None = None
    devices: tuple[Key, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChanges(MeetingFields):
    """What is to become different about a meeting.

    Attributes:
        cleared: what is to have no value any more, by the paths of attributes, in their order.
    """

    meeting: Key
    cleared: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStart:
    """A meeting that is to begin.

    Attributes:
        host_name: the name that the host is shown under.
        title: of this session alone.
        attendee_password: what participants of this session need.
        moderator_password: the meeting's own; the vendor is asked for it where it is None.
        logout_url: where the host's browser goes afterwards.
    """

    meeting: Key
    host_name: str | None = None
    title: str | None = None
    attendee_password: str | None = field(default=None, repr=False)
    moderator_password: str | None = field(default=None, repr=False)
    logout_url: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingJoin:
    """Somebody who wants a link into a running meeting.

    Attributes:
        password: of the role; the vendor is asked for it where it is None.
    """

    meeting: Key
    name: str | None = field(default=None, repr=False)
    role: JoinRole = JoinRole.GUEST
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinReset:
    """Which PINs of a room are to be made anew."""

    room: Key
    moderator: bool = True
    participant: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDraft:
    """A room that is to be made.

    Attributes:
        domain: the clinic's domain that it is reached under.
        slug: the last part of its address, unique within the domain.
        code: its unique code; the vendor makes one up where it is None.
    """

    vendor: Vendor
    name: str | None = None
    domain: str | None = None
    slug: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChanges:
    """What is to become different about a room.

    Attributes:
        cleared: what is to have no value any more, by the paths of attributes, in their order.
    """

    room: Key
    cleared: tuple[tuple[str, ...], ...] = ()
    name: str | None = None
    description: str | None = None
    capacity: Capacity | None = None
    settings: MeetingSettings | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomAssignment:
    """Who is to serve a room, or no longer.

    Attributes:
        user_id: the vendor's id of the provider.
        is_default: whether it becomes the provider's main room.
    """

    room: Key
    user_id: str
    is_default: bool | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaDraft:
    """A picture or sound: an address, or the file itself."""

    url: str | None = None
    content: bytes | None = field(default=None, repr=False)
    filename: str | None = None
    content_type: str | None = None
    caption: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LobbyDraft:
    """What those who wait are to see and hear: messages, images, a sound or a film."""

    meeting: Key
    messages: tuple[str, ...] = ()
    images: tuple[MediaDraft, ...] = ()
    audio: MediaDraft | None = None
    video_url: str | None = None
