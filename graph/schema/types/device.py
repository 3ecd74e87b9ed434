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
from resolvers.pagination import paged_when_read

if TYPE_CHECKING:
    from graph.schema.types.meeting import Meeting


@backed_by(models.Presence, description="Whether a device is awake, as far as this is known.")
class Presence:
    state: PresenceState = attribute(
        description="Whether the device is awake. UNKNOWN if there is no information."
    )
    as_of: datetime | None = attribute(
        description="The time of this information, in UTC. Null if there is none."
    )
    age_seconds: int | None = computed(
        devices.age_of,
        description="Age of this information in whole seconds, counted from `asOf`. Null if there is none. The "
        "vendor relies on a heartbeat whose age it does not report; that age comes on top.",
    )
    source: PresenceSource | None = attribute(
        description="The source of this information. Null if there is none."
    )


@backed_by(models.Device, description="A tablet in a clinic {vendors}.", keys=["id"])
class Device(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description=VENDOR_ID)
    name: str | None = attribute(description="The name.")
    serial: str | None = part("serial", description="Serial number, such as `FLXCA1700937`.")
    barcode: str | None = attribute(
        description="The number printed on it, which the vendor calls `deviceId`."
    )
    location: str | None = part(
        "location", description="Technical number of the room where the device is placed."
    )
    vendor_type: str | None = part("vendor_type", description="The vendor's own name of the device type.")
    android_type: str | None = part(
        "android_type", description="The vendor's own name of the Android device type."
    )
    mac: str | None = part("mac", description="MAC address of the network interface.")
    enabled: bool | None = part("enabled", description="Whether the device may be used.")
    development_mode: bool | None = part(
        "development_mode", description="Whether the device is in development mode."
    )
    has_flexcare_order: bool | None = part(
        "has_flexcare_order", description="Whether there is a FlexCare order for the device."
    )
    iot_id: str | None = part("iot_id", description="The id of the device in the vendor's device management.")
    tablet_profile: str | None = part(
        "tablet_profile", description="The vendor's name of the profile that the tablet uses."
    )
    info: str | None = part("info", description="The vendor's notes on the device, as text.")
    applications: list[str] | None = part(
        "applications", description="Names of the applications installed on it."
    )
    current_meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        devices.current_meeting_of,
        description="The meeting that the device is in now. Null if it is in none.",
    )
    meeting_device: Annotated["MeetingDevice", strawberry.lazy("graph.schema.types.device")] | None = loaded(
        devices.in_current_meeting,
        description="The device in its present meeting, with its settings and commands there. Null if it is in no "
        "meeting. Costs as much as `currentMeeting`, and one more vendor call if that does not show the devices of "
        "the meeting.",
    )
    presence: Presence | None = loaded(
        devices.presence_of,
        description="Whether the device is awake. Makes two vendor calls for all devices of an operation together.",
    )
    commands: CommandConnection | None = loaded(
        paged_when_read(commands.of_device),
        description="The commands that the device received in its present meeting.",
        arguments=BOTH_WAYS,
    )


@strawberry.type(description="A device in a list.")
class DeviceEdge(Edge):
    node: Device = attribute(description="The device.")


@strawberry.type(description="A page of devices.")
class DeviceConnection(Connection):
    edges: list[DeviceEdge] = attribute(description="The devices with their cursors.")
    nodes: list[Device] = attribute(description="The devices without cursors.")


@backed_by(models.MeetingDevice, description="A tablet in one meeting {vendors}.", keys=["id"])
class MeetingDevice(Node):
    vendor: Vendor = attribute(description=VENDOR)
    vendor_id: str = attribute(description="The vendor's id of the device.")
    device: Device = attribute(description="The device itself.")
    meeting: Annotated["Meeting", strawberry.lazy("graph.schema.types.meeting")] | None = loaded(
        devices.meeting_of, description="The meeting that the device takes part in."
    )
    settings: DeviceSettings | None = attribute(
        description="The settings with which the device starts the meeting. They are not the present settings."
    )
    live_settings: DeviceSettings | None = part(
        "live_settings",
        description="The present settings of the device. Makes one vendor call for each device.",
    )
    live_state: str | None = part(
        "live_state",
        description="The vendor's name of the meeting's state on the device. Costs the same as `liveSettings`.",
    )
    commands: CommandConnection | None = loaded(
        paged_when_read(commands.of_meeting_device),
        description="The commands that the device received in this meeting.",
        arguments=BOTH_WAYS,
    )
