"""EnableX' documented objects as they arrive, with room for every way it is known to print them."""

from typing import Any, TypeAlias

import msgspec
from msgspec import UNSET, UnsetType

Id: TypeAlias = str | int
Number: TypeAlias = int | float | str
Flag: TypeAlias = bool | int | str

# An empty object may come as [], which is how PHP writes an empty map.
EmptyMap: TypeAlias = list[Any]


class Payload(msgspec.Struct, kw_only=True):
    """An object of EnableX; what its repr would show may be a PIN or a link."""

    def __repr__(self) -> str:
        return f"<{type(self).__name__}>"


class TimeZone(Payload):
    timezone_id: Id | None = None
    zone_name: str | None = None
    zone_abbr: str | None = None
    time_start: str | None = None
    gmt_offset: Number | None = None
    # What the documentation's explanation calls `gmt_offset`.
    gst_offset: Number | None = None
    is_dst: Flag | None = None


class Invitees(Payload):
    contact_ids: list[Id] | None = None
    group_ids: list[Id] | None = None
    emails: list[Id] | None = None


class Meeting(Payload):
    """A meeting out of any call; a field that is UNSET is one that this call does not show."""

    meeting_id: Id
    room_id: Id | None = None
    user_id: Id | None = None
    room_name: str | None = None
    app_type: str | None = None
    desc: str | None = None
    start_time: str | None = None
    duration: Number | None = None
    moderators: Number | None = None
    participants: Number | None = None
    wait_for_moderator: Flag | None = None
    knock: Flag | None = None
    auto_recording: Flag | None = None
    mpin: Id | UnsetType | None = UNSET
    ppin: Id | UnsetType | None = UNSET
    direct_url: str | UnsetType | None = UNSET
    timezone: TimeZone | EmptyMap | UnsetType | None = UNSET
    invitees: Invitees | EmptyMap | UnsetType | None = UNSET
    stage: str | UnsetType | None = UNSET

    def __post_init__(self) -> None:
        _named(self.meeting_id)


class PermanentRoom(Payload):
    room_id: Id | None = None
    user_id: Id | None = None
    room_name: str | None = None
    app_type: str | None = None
    desc: str | None = None
    mpin: Id | None = None
    ppin: Id | None = None
    direct_url: str | None = None
    moderators: Number | None = None
    participants: Number | None = None
    duration: Number | None = None
    wait_for_moderator: Flag | None = None
    knock: Flag | None = None
    auto_recording: Flag | None = None


class LobbyOptions(Payload):
    """Which content is on; requests name it in the singular, answers partly in the plural."""

    message: Flag | None = None
    messages: Flag | None = None
    image: Flag | None = None
    images: Flag | None = None
    audio: Flag | None = None
    video: Flag | None = None


class LobbyMessage(Payload):
    text: str | None = None


class LobbyImage(Payload):
    url: str | None = None
    caption: str | None = None


class LobbyMedia(Payload):
    url: str | None = None
    embed: str | None = None


class Lobby(Payload):
    options: LobbyOptions | EmptyMap | None = None
    message: list[LobbyMessage] | None = None
    messages: list[LobbyMessage] | None = None
    image: list[LobbyImage] | None = None
    images: list[LobbyImage] | None = None
    audio: list[LobbyMedia] | None = None
    video: list[LobbyMedia] | None = None


class Poll(Payload):
    id: Id
    conf_num: Number | None = None
    timestamp: Number | None = None
    duration: Number | None = None
    type: str | None = None
    question: str | None = None
    options: dict[str, Number | None] | EmptyMap | None = None
    status: str | None = None
    result: dict[str, Number | None] | EmptyMap | None = None
    total_result: Number | None = None

    def __post_init__(self) -> None:
        _named(self.id)


class Session(Payload):
    """A row of the session report, documented only as far as it can be searched: its times have likely names."""

    session_id: Id
    meeting_id: Id | None = None
    room_id: Id | None = None
    user_id: Id | None = None
    room_name: str | None = None
    conf_num: Number | None = None
    session_date: Number | None = None
    session_start: Number | None = None
    start_time: Number | None = None
    session_end: Number | UnsetType | None = UNSET
    end_time: Number | UnsetType | None = UNSET

    def __post_init__(self) -> None:
        _named(self.session_id)


class PlanLimits(Payload):
    participants: Number | None = None
    duration: Number | None = None
    recording: Flag | None = None


class Subscription(Payload):
    settings: PlanLimits | EmptyMap | None = None
    allow_meeting_overlap: Flag | None = None
    expiry_date: str | None = None
    status: str | None = None


def lobby(body: dict[str, Any]) -> Any:
    """The lobby inside an answer, its keys without blanks; None where there is none.

    EnableX' documentation also writes `options .messages`: such a key belongs inside `options`.
    """
    found = body.get("lobby")
    if not isinstance(found, dict):
        return found or None
    fields: dict[str, Any] = {}
    options: dict[str, Any] = {}
    for key, value in found.items():
        owner, _, name = key.replace(" ", "").rpartition(".")
        (options if owner == "options" else fields)[name] = value
    if options:
        inner = fields.get("options")
        fields["options"] = {**inner, **options} if isinstance(inner, dict) else options
    return fields or None


def subscription(body: dict[str, Any]) -> dict[str, Any]:
    """The plan inside an answer: what it has is documented, not on which level each field stands."""
    inner = body.get("subscription")
    return {**body, **inner} if isinstance(inner, dict) else body


def _named(identity: Id) -> None:
    if identity == "":
        raise ValueError("the id is empty")
