"""Device and MeetingDevice: a tablet in a clinic, alone and as part of a meeting."""

from datetime import datetime
from typing import TYPE_CHECKING, Annotated

import strawberry

from graph.schema.fields import attribute, backed_by, computed, loaded, part
from graph.schema.types.command import CommandConnection
from graph.schema.types.node import VENDOR, VENDOR_ID, Node
from graph.schema.types.page_info import BOTH_WAYS, Connection, Edge
from graph.schema.types.settings import DeviceSettings
from models import device as models
from models.device import PresenceSource, PresenceState
from models.vendor import Vendor
from resolvers import commands, devices
from resolvers.pagination import paged

if TYPE_CHECKING:
    from graph.schema.types.meeting import Meeting


@backed_by(models.Presence, description="Whether a device is awake, as far as anybody tells.")
class Presence:
    state: PresenceState = attribute(description="What is told; UNKNOWN where nobody tells.")
    as_of: datetime | None = attribute(description="When that was so, in UTC; null where nobody tells.")
    age_seconds: int | None = computed(
        devices.age_of,
        description="Whole seconds since `asOf`; null where nobody tells. How old the heartbeat is that the vendor "
        "goes by is not told, and adds to it.",
    )
    source: PresenceSource | None = attribute(description="Who tells; null where nobody does.")


@backed_by(models.Device, description="A tablet in a clinic (Telecomx).", keys=["id"])
class Device(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description=VENDOR_ID)
    name: str | None = attribute(description="Its name.")
    serial: str | None = part("serial", description="Serial number, such as `FLXCA1700937`.")
    barcode: str | None = attribute(
        description="The number printed on it, which the vendor calls `deviceId`."
    )
    location: str | None = part("location", description="Technical number of the room where it stands.")
    vendor_type: str | None = part("vendor_type", description="The vendor's word for the kind of device.")
    android_type: str | None = part(
        "android_type", description="The vendor's word for the kind of Android device."
    )
    mac: str | None = part("mac", description="Network hardware address.")
    enabled: bool | None = part("enabled", description="Whether it may be used.")
    development_mode: bool | None = part("development_mode", description="Whether it is in development mode.")
    has_flexcare_order: bool | None = part(
        "has_flexcare_order", description="Whether there is a FlexCare order for it."
    )
    iot_id: str | None = part("iot_id", description="Its id in the vendor's device management.")
    tablet_profile: str | None = part(
        "tablet_profile", description="The vendor's name of the profile it runs."
    )
    info: str | None = part("info", description="What the vendor notes of it, as text.")
    applications: list[str] | None = part(
        "applications", description="Names of the applications installed on it."
    )
    current_meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        devices.current_meeting_of, description="The meeting that it is in now; null where it is in none."
    )
    meeting_device: Annotated["MeetingDevice", strawberry.lazy("graph.schema.types.device")] | None = loaded(
        devices.in_current_meeting,
        description="It in the meeting that it is in now: its settings and commands there; null where it is in none. "
        "Costs as `currentMeeting`, and one call more where that does not show its devices.",
    )
    presence: Presence | None = loaded(
        devices.presence_of,
        description="Whether it is awake. Costs two vendor calls for all devices of an operation together.",
    )
    commands: CommandConnection | None = loaded(
        paged(commands.of_device),
        description="What it was told to do in the meeting that it is in now.",
        arguments=BOTH_WAYS,
    )


@strawberry.type(description="A device in a list.")
class DeviceEdge(Edge):
    node: Device = attribute(description="The device.")


@strawberry.type(description="A page of devices.")
class DeviceConnection(Connection):
    edges: list[DeviceEdge] = attribute(description="The devices with their places.")
    nodes: list[Device] = attribute(description="The devices alone.")


@backed_by(models.MeetingDevice, description="A tablet in one meeting (Telecomx).", keys=["id"])
class MeetingDevice(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description="The vendor's own id of the device.")
    device: Device = attribute(description="The device itself.")
    meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        devices.meeting_of, description="The meeting that it takes part in."
    )
    settings: DeviceSettings | None = attribute(
        description="What it starts the meeting with; not what is in force now."
    )
    live_settings: DeviceSettings | None = part(
        "live_settings", description="What is in force now; costs a vendor call for each device."
    )
    live_state: str | None = part(
        "live_state",
        description="The vendor's word for the meeting's state as the device has it; costs as `liveSettings`.",
    )
    commands: CommandConnection | None = loaded(
        paged(commands.of_meeting_device),
        description="What it was told to do in this meeting.",
        arguments=BOTH_WAYS,
    )
