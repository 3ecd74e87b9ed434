"""The documented objects of Telecomx, as they come.

Every field may be absent, since Telecomx leaves out what has no value, and one that cannot be read is as good as empty;
only what a thing cannot be named without is required: `_id`, and of a login its token. A field that is absent where
another call shows it is UNSET, so that it can be told from an empty one. Where the pages spell a key in two ways both
are fields, and the mapping prefers the correct one.
"""

from typing import Annotated, Any, TypeAlias

from msgspec import UNSET, Meta, UnsetType, field

from vendors.payload import Decimal, Digits, Integer, meant_by, named
from vendors.payload import VendorPayload as AnyPayload
from vendors.telecomx.values import moment, whole

# Examples print ids of 23 characters, so their form is not checked; only that a global id can be made of them.
Id: TypeAlias = str
Word: TypeAlias = str | Integer | None
Number: TypeAlias = Annotated[Integer | Decimal | Digits | None, meant_by(whole)]
# VDX, the hub behind Telecomx, says on, off or muted where Telecomx' own pages say true or false.
Switch: TypeAlias = (
    bool | Annotated[str, Meta(pattern=r"(?i)\A\s*(true|false|on|off|muted|1|0)?\s*\Z")] | None
)
Time: TypeAlias = Annotated[str | None, meant_by(moment)]
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


class Participant(Payload):
    """A participant who was sent the link to a room."""

    type: str | None = None
    value: Word = None
    reference: Word = None
    sms_status: str | None = None


class TabletSettings(Payload):
    """What a tablet starts with, or has in force; `camerOn` and its like are the spelling of `tabletSetting`."""

    medcom_uri: str | None = None
    camera_on: bool | None = None
    camer_on: bool | None = None
    microphone_on: bool | None = None
    micro_phone_on: bool | None = None
    set_volume: bool | None = None
    add_participant: bool | None = None
    add_participants: bool | None = None
    volume: Number = None
    quality: str | None = None


class Command(Identified):
    """A command; all three parameters may be there, but only the one that belongs to the type means anything."""

    type: str | None = None
    value: bool | None = None
    volume: Number = None
    quality: str | None = None
    fetched: bool | None = None
    executed: bool | None = None


class LiveTable(Payload):
    """What a tablet does in a meeting, as the table of E3 has it."""

    commands: Items = None
    state: str | None = None
    settings: TabletSettings | None = None


class RoomDevice(Identified):
    """A tablet as a room shows it."""

    device_id: Word = None
    name: str | None = None
    serial: Word | UnsetType = UNSET
    technical_room_number: Word | UnsetType = UNSET
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


class Room(Identified):
    """A conference or room: the pages give both names to one record."""

    subject: str | None = None
    description: str | None = None
    state: str | None = None
    created: Time = None
    start_time: Time = None
    start_time_medcom: Time = None
    end_time: Time = None
    end_time_medcom: Time = None
    customer: Word = None
    employee: Word = None
    external_id: Word = None
    uuid: Word = None
    uri: str | None = None
    pin: Word = None
    desktop_link: str | None = None
    guest_desktop_link: str | None = None
    host_desktop_link: str | None = None
    clinical_link: str | None = None
    mobil_link: str | None = None
    mobile_link: str | None = None
    # An id, or the template itself.
    meeting_setting: Setting | Word = None
    participants: Items | UnsetType = UNSET
    devices: Items | UnsetType = UNSET


class NestedRoom(Payload):
    """A room with what the example puts beside it and the table inside it."""

    meeting: Room
    devices: Items | UnsetType = UNSET
    setting: Any = UNSET


class Application(Payload):
    """An application on a tablet; no page tells what names it."""

    name: Word = None
    package_name: Word = None


class Device(Identified):
    """A tablet by itself. Its `token` is not read: it would let us act as the tablet."""

    device_id: Word = None
    name: str | None = None
    serial: Word = None
    technical_room_number: Word = None
    type: Word | UnsetType = UNSET
    android_type: Word | UnsetType = UNSET
    mac: Word | UnsetType = UNSET
    enabled: bool | UnsetType | None = UNSET
    development_mode: bool | UnsetType | None = UNSET
    has_flexcare_order: bool | UnsetType | None = UNSET
    iot_id: Word | UnsetType = UNSET
    tablet_profile: Word | UnsetType = UNSET
    info: Word | UnsetType = UNSET
    applications: list[Application | Word] | UnsetType | None = UNSET


class Login(Payload):
    """A session; `customer` and `accessLevel` come with it and are not needed."""

    # It becomes a header, which takes visible ASCII only; `$` would let a line break pass at the end.
    token: Annotated[str, Meta(pattern=r"\A[\x21-\x7e]+\Z")]
    expires_in_minutes: Number = None
    # An id or an object that has one: the page names it and is cut before it says which.
    employee: Unknown = None
