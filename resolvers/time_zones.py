"""Time zones with the offset on the day of their object, and local times."""

import asyncio
from datetime import datetime, tzinfo

from models import tz_database
from models.errors import BadInput
from models.meeting import Meeting
from models.room import Room
from models.time_zone import TimeZone
from models.vendor import Vendor
from resolvers.context import Context, Info
from resolvers.parts import fetched


async def of_meeting(root: Meeting, info: Info) -> TimeZone | None:
    """The meeting's time zone with its offset at the meeting's start, or now if the start is not known."""
    zone: TimeZone | None = await fetched(root, "time_zone", info.context)
    return None if zone is None else zone.at(root.starts_at or info.context.now())


async def of_room(root: Room, info: Info) -> TimeZone | None:
    """The room's time zone with its present offset."""
    zone: TimeZone | None = await fetched(root, "time_zone", info.context)
    return None if zone is None else zone.at(info.context.now())


async def listed(
    vendor: Vendor, account: str | None, at: datetime | None, context: Context
) -> tuple[TimeZone, ...]:
    """The vendor's time zones with their offsets at a given time, or now."""
    zones = await context.adapter(context.account_at(vendor, account)).time_zones()
    moment = at or context.now()
    # The first call reads the rules of hundreds of zones from files.
    return await asyncio.to_thread(lambda: tuple(zone.at(moment) for zone in zones))


async def local_start(root: Meeting, info: Info, time_zone: str | None = None) -> str | None:
    return await _local(root, root.starts_at, info, time_zone)


async def local_end(root: Meeting, info: Info, time_zone: str | None = None) -> str | None:
    return await _local(root, root.ends_at, info, time_zone)


async def _local(root: Meeting, moment: datetime | None, info: Info, asked: str | None) -> str | None:
    clock: tzinfo | None
    if asked is not None:
        clock = _asked_for(asked)
    else:
        zone: TimeZone | None = None if moment is None else await fetched(root, "time_zone", info.context)
        clock = None if zone is None else zone.clock()
    if moment is None or clock is None:
        return None
    try:
        return moment.astimezone(clock).isoformat(timespec="milliseconds")
    except OverflowError:
        return None


def _asked_for(name: str) -> tzinfo:
    found = tz_database.zone(name)
    if found is None:
        raise BadInput("`timeZone` is not a name of the tz database, such as `Europe/Copenhagen`.")
    return found
