"""The documented objects of Telecomx, as they come.

Rooms and tablets, of which there are many, are rows below views: their values are translated when somebody looks.

Every field may be absent, since Telecomx leaves out what has no value, and one that cannot be read is as good as empty;
only what a thing cannot be named without is required: `_id`, and of a login its token. A field that is absent where
another call shows it is UNSET, so that it can be told from an empty one. Where the pages spell a key in two ways both
are fields, and the mapping prefers the correct one.
"""

from typing import Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from vendors.payload import Decimal, Digits, Integer, Row, Scalar, is_usual_id, meant_by, named
from vendors.payload import VendorPayload as AnyPayload
from vendors.telecomx.values import whole

# Examples print ids of 23 characters, so their form is not checked; only that a global id can be made of them.
Id: TypeAlias = str
Word: TypeAlias = str | Integer | None
Number: TypeAlias = Annotated[Integer | Decimal | Digits | None, meant_by(whole)]
# VDX, the hub behind Telecomx, says on, off or muted where Telecomx' own pages say true or false.
Switch: TypeAlias = (
    bool | Annotated[str, Meta(pattern=r"(?i)\A\s*(true|false|on|off|muted|1|0)?\s*\Z")] | None
)
# Items are read one by one, so that an unreadable one affects only itself.
Items: TypeAlias = list[Any] | None
# Where no page tells the type.
Unknown: TypeAlias = Any


class Payload(AnyPayload, kw_only=True, rename="camel"):
    """An object of Telecomx."""


class Identified(Payload, kw_only=True):
    """An object with an id."""

    id: Id = field(name="_id")

    def __post_init__(self) -> None:
        super().__post_init__()
        named(self.id)


class TelecomxRow(Row, kw_only=True, rename="camel"):
    """An object of Telecomx below a view."""


class IdentifiedRow(TelecomxRow, kw_only=True):
    """A row that goes by an id."""

    id: Id = field(name="_id")

    def __post_init__(self) -> None:
        if not is_usual_id(self.id):
            named(self.id)


class Participant(TelecomxRow):
    """A participant who was sent the link to a room."""

    type: Scalar = None
    value: Scalar = None
    reference: Scalar = None
    sms_status: Scalar = None


class TabletSettings(TelecomxRow):
    """What a tablet starts with, or has in force; `camerOn` and its like are the spelling of `tabletSetting`."""

    medcom_uri: Scalar = None
    camera_on: Scalar = None
    camer_on: Scalar = None
    microphone_on: Scalar = None
    micro_phone_on: Scalar = None
    set_volume: Scalar = None
    add_participant: Scalar = None
    add_participants: Scalar = None
    volume: Scalar = None
    quality: Scalar = None

    not_everywhere = frozenset(
        {"cameraOn", "camerOn", "microphoneOn", "microPhoneOn", "addParticipant", "addParticipants"}
    )


class Command(Identified):
    """A command; all three parameters may be there, but only the one that belongs to the type means anything."""

    type: str | None = None
    value: bool | None = None
    volume: Number = None
    quality: str | None = None
    fetched: bool | None = None
    executed: bool | None = None

    # Only in rooms.
    not_everywhere = frozenset({"fetched", "executed"})


class LiveTable(Payload):
    """What a tablet does in a meeting, as the table of E3 has it."""

    commands: Items = None
    state: str | None = None
    settings: TabletSettings | None = None


class RoomDevice(IdentifiedRow):
    """A tablet as a room shows it."""

    device_id: Scalar = None
    name: Scalar = None
    serial: Scalar | UnsetType = UNSET
    technical_room_number: Scalar | UnsetType = UNSET
    settings: TabletSettings | None = None
    commands: Items | UnsetType = UNSET


class Setting(Identified):
    """A template that a customer books rooms with."""

    name: str | None = None
    customer: Word = None
    default_setting: bool | None = None
    subject: str | None = None
    description: str | None = None
    organized_by_email: str | None = None
    max_participants: Number = None
    end_meeting_on_time: Switch = None
    end_meeting_on_end_time: Switch = None
    meeting_type: str | None = None
    duration: Number = None
    guest_microphone: Switch = None
    guest_pin_required: bool | None = None
    project_code: Word = None
    scheduling_template_id: Number = None
    enable_overlay_text: bool | None = None
    # The table calls it a String, the name of the message; the example shows the object.
    tablet_setting: Annotated[TabletSettings | str | Integer | Decimal | None, meant_by(name)] = None
    send_sms: bool | None = field(default=None, name="sendSMS")
    sms: Word = None

    not_everywhere = frozenset({"endMeetingOnTime", "endMeetingOnEndTime"})


class Room(IdentifiedRow):
    """A conference or room: the pages give both names to one record.

    What only the room pages have is UNSET in what the conference pages show.
    """

    subject: Scalar | UnsetType = UNSET
    description: Scalar | UnsetType = UNSET
    state: Scalar = None
    created: Scalar = None
    start_time: Scalar | UnsetType = UNSET
    start_time_medcom: Scalar | UnsetType = UNSET
    end_time: Scalar | UnsetType = UNSET
    end_time_medcom: Scalar | UnsetType = UNSET
    customer: Scalar = None
    employee: Scalar = None
    external_id: Scalar | UnsetType = UNSET
    uuid: Scalar | UnsetType = UNSET
    uri: Scalar = None
    pin: Scalar = None
    desktop_link: Scalar = None
    guest_desktop_link: Scalar | UnsetType = UNSET
    host_desktop_link: Scalar | UnsetType = UNSET
    clinical_link: Scalar = None
    mobil_link: Scalar | UnsetType = UNSET
    mobile_link: Scalar = None
    # An id, or the template itself.
    meeting_setting: dict[str, Any] | Scalar | UnsetType = UNSET
    participants: Items | UnsetType = UNSET
    devices: Items | UnsetType = UNSET
    # Where the room is flat; else beside it.
    setting: Any = UNSET

    not_everywhere = frozenset({"mobilLink", "mobileLink"})


class NestedRoom(TelecomxRow):
    """A room with what the example puts beside it and the table inside it."""

    meeting: Room
    devices: Items | UnsetType = UNSET
    setting: Any = UNSET


class Application(Payload):
    """An application on a tablet; no page tells what names it."""

    name: Word = None
    package_name: Word = None

    # The page is cut.
    not_read = frozenset({"version"})
    not_everywhere = frozenset({"name", "packageName"})


class Device(IdentifiedRow):
    """A tablet by itself. Its `token` is not read: it would let us act as the tablet."""

    device_id: Scalar = None
    name: Scalar = None
    serial: Scalar = None
    technical_room_number: Scalar = None
    type: Scalar | UnsetType = UNSET
    android_type: Scalar | UnsetType = UNSET
    mac: Scalar | UnsetType = UNSET
    enabled: Scalar | UnsetType = UNSET
    development_mode: Scalar | UnsetType = UNSET
    has_flexcare_order: Scalar | UnsetType = UNSET
    iot_id: Scalar | UnsetType = UNSET
    tablet_profile: Scalar | UnsetType = UNSET
    info: Scalar | UnsetType = UNSET
    applications: list[Application | Word] | UnsetType | None = UNSET

    # The pages are cut; these names follow from other calls.
    not_read = frozenset({"token", "created", "customer", "heartbeatStatus", "model"})


class Login(Payload):
    """A session; `customer` and `accessLevel` come with it and are not needed."""

    # It becomes a header, which takes visible ASCII only; `$` would let a line break pass at the end.
    token: Annotated[str, Meta(pattern=r"\A[\x21-\x7e]+\Z")]
    expires_in_minutes: Number = None
    # An id or an object that has one: the page names it and is cut before it says which.
    employee: Unknown = None

    # What comes after `accessLevel` is cut.
    not_read = frozenset({"customer", "accessLevel", "customerFeatures", "customerName", "language", "name"})
