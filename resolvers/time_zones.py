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
from resolvers.loads import Loadable, if_any
from resolvers.parts import part_of


def of_meeting(root: Meeting, info: Info) -> Loadable[TimeZone | None]:
    """The meeting's time zone with its offset at the meeting's start, or now if the start is not known."""
    return if_any(_zone(root, info), lambda zone: zone.at(root.starts_at or info.context.now()))


def of_room(root: Room, info: Info) -> Loadable[TimeZone | None]:
    """The room's time zone with its present offset."""
    return if_any(_zone(root, info), lambda zone: zone.at(info.context.now()))


async def listed(
    vendor: Vendor, account: str | None, at: datetime | None, context: Context
) -> tuple[TimeZone, ...]:
    """The vendor's time zones with their offsets at a given time, or now."""
    zones = await context.adapter(context.account_at(vendor, account)).time_zones()
    moment = at or context.now()
    # The first call reads the rules of hundreds of zones from files.
    return await asyncio.to_thread(lambda: tuple(zone.at(moment) for zone in zones))


def local_start(root: Meeting, info: Info, time_zone: str | None = None) -> Loadable[str | None]:
    return _local(root, root.starts_at, info, time_zone)


def local_end(root: Meeting, info: Info, time_zone: str | None = None) -> Loadable[str | None]:
    return _local(root, root.ends_at, info, time_zone)


def _local(root: Meeting, moment: datetime | None, info: Info, asked: str | None) -> Loadable[str | None]:
    clock = None if asked is None else _asked_for(asked)
    if moment is None:
        return None
    if clock is not None:
        return _by(clock, moment)
    return if_any(_zone(root, info), lambda zone: _by(zone.clock(), moment))


def _by(clock: tzinfo | None, moment: datetime) -> str | None:
    try:
        return None if clock is None else moment.astimezone(clock).isoformat(timespec="milliseconds")
    except OverflowError:
        return None


def _zone(root: Meeting | Room, info: Info) -> Loadable[TimeZone | None]:
    zone: Loadable[TimeZone | None] = part_of(root, "time_zone", info.context)
    return zone


def _asked_for(name: str) -> tzinfo:
    found = tz_database.zone(name)
    if found is None:
        raise BadInput("`timeZone` is not a name of the tz database, such as `Europe/Copenhagen`.")
    return found
