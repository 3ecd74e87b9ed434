"""Resolvers for devices, alone and in meetings."""

from collections.abc import Collection

from models.device import Device, MeetingDevice, Presence
from models.ids import Key, Kind
from models.listing import DeviceQuery
from models.meeting import Meeting
from models.page import Page
from models.partial import if_fetched
from models.vendor import Capability, Vendor
from resolvers import meetings
from resolvers.context import Context, Info
from resolvers.lists import over_vendors
from resolvers.loads import Load, Loadable, if_any
from resolvers.lookups import Lookup, key_for


def by_key(key: Key, context: Context) -> Load[Device | None]:
    return Load(context.loaders.devices, key)


async def find(lookup: Lookup, context: Context) -> Device | None:
    key = await key_for(Kind.DEVICE, lookup, context)
    return None if key is None else await by_key(key, context)


def in_meeting_by_key(key: Key, context: Context) -> Load[MeetingDevice | None]:
    return Load(context.loaders.meeting_devices, key)


async def listed(
    context: Context,
    *,
    query: DeviceQuery,
    vendors: Collection[Vendor] | None,
    first: int | None,
    after: str | None,
) -> Page[Device]:
    """Devices of all vendors that have devices, or of some, in the vendor's order."""
    return await over_vendors(
        context,
        query=query,
        capability=Capability.READ_DEVICES,
        vendors=vendors,
        fetch=lambda adapter, page: adapter.list_devices(query, page),
        time=None,
        first=first,
        after=after,
    )


def current_meeting_of(root: Device, info: Info) -> Load[Meeting | None]:
    return Load(info.context.loaders.current_meetings, root)


def in_current_meeting(root: Device, info: Info) -> Loadable[MeetingDevice | None]:
    """The device in the meeting that it is in now."""

    def within(meeting: Meeting) -> Loadable[MeetingDevice | None]:
        for entry in if_fetched(meeting.devices) or ():
            if entry.device.key == root.key:
                return entry
        key = Key(Kind.MEETING_DEVICE, root.account, (*meeting.key.parts, *root.key.parts))
        return in_meeting_by_key(key, info.context)

    return if_any(current_meeting_of(root, info), within)


def presence_of(root: Device, info: Info) -> Load[Presence | None]:
    return Load(info.context.presences, root.key)


def age_of(root: Presence, info: Info) -> int | None:
    """The age in whole seconds."""
    return None if root.as_of is None else max(0, int((info.context.now() - root.as_of).total_seconds()))


def meeting_of(root: MeetingDevice, info: Info) -> Load[Meeting | None]:
    return meetings.by_key(root.meeting_key, info.context)
