"""Drafts: the vendor-independent input of every write.

None means: not given. An empty text clears a text; other fields to clear are named in `cleared`.
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
    """The fields of a meeting that can be set when it is scheduled and changed later.

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
    """A meeting to schedule.

    Attributes:
        account: the name of the account at the vendor; None for the tenant's first one.
        host_id: the vendor's id of the host; None for the account's own user.
        devices: the tablets that take part.
    """

    vendor: Vendor
    account: str | None = None
    host_id: str | None = None
    devices: tuple[Key, ...] | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingChanges(MeetingFields):
    """The changes of a meeting.

    Attributes:
        cleared: the fields to clear, by the paths of attributes, in their order.
    """

    meeting: Key
    cleared: tuple[tuple[str, ...], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingStart:
    """A meeting to start.

    Attributes:
        host_name: the name that the host is shown under.
        title: of this session alone.
        attendee_password: the password for participants of this session.
        moderator_password: the meeting's; if it is None, it is read from the vendor.
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
    """A person who needs a link into a running meeting.

    Attributes:
        password: of the role; if it is None, it is read from the vendor.
    """

    meeting: Key
    name: str | None = field(default=None, repr=False)
    role: JoinRole = JoinRole.GUEST
    password: str | None = field(default=None, repr=False)


@dataclass(frozen=True, slots=True, kw_only=True)
class PinReset:
    """The PINs of a room to reset."""

    room: Key
    moderator: bool = True
    participant: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomDraft:
    """A room to create.

    Attributes:
        account: the name of the account at the vendor; None for the tenant's first one.
        domain: the clinic's domain of its address.
        slug: the last part of its address, unique within the domain.
        code: its unique code; if it is None, the vendor creates one.
    """

    vendor: Vendor
    account: str | None = None
    name: str | None = None
    domain: str | None = None
    slug: str | None = None
    code: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class RoomChanges:
    """The changes of a room.

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
    """The assignment of a provider to a room, or its removal.

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
    """What people see and hear while they wait: messages, images, a sound or a film."""

    meeting: Key
    messages: tuple[str, ...] = ()
    images: tuple[MediaDraft, ...] = ()
    audio: MediaDraft | None = None
    video_url: str | None = None
