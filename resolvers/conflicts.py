"""Finds conflicts: meetings that have the same host, room or device at an overlapping time."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from models.account import Account
from models.conflict import (
    LOOKS_BACK_MINUTES,
    ConflictReport,
    MeetingConflict,
    Occupancy,
    Occupied,
    moved,
)
from models.errors import NotConfigured, Unsupported
from models.listing import Direction, MeetingQuery
from models.meeting import Meeting, MeetingState
from models.room import Room, RoomKind
from models.vendor import Capability
from models.vendor_problem import VendorProblem
from models.view import with_changes
from resolvers.conflict_search import ConflictSearch
from resolvers.context import Context
from resolvers.parts import fetched
from vendors.base import Adapter
from vendors.missing_data import collecting_missing_data, together


async def find(context: Context, occupancy: Occupancy) -> ConflictReport:
    """The meetings in the way of one that would take hosts, rooms and devices.

    Only vendors at which something of it is are asked, all at the same time, once over their list. One that fails is
    named in `unavailable`, beside what was found at the others and, where it failed half way, at itself.
    """
    reports = await asyncio.gather(*(_at(account, occupancy, context) for account in occupancy.accounts()))
    conflicts = (conflict for report in reports for conflict in report.conflicts)
    return ConflictReport(
        searched_from=_searched_from(occupancy),
        conflicts=tuple(
            sorted(
                conflicts,
                key=lambda each: (each.overlaps_from, each.meeting.account, each.meeting.key.parts),
            )
        ),
        unavailable=tuple(problem for report in reports for problem in report.unavailable),
    )


async def of_meeting(meeting: Meeting, also: Occupancy, context: Context) -> ConflictReport:
    """The meetings in the way of one that is there: of its host, devices and standing room, and of what it takes also.

    Args:
        also: what else it takes, at whichever vendor; its time is the meeting's.
    """
    room, devices = await asyncio.gather(
        fetched(meeting, "room", context), fetched(meeting, "devices", context)
    )
    own_hosts = () if meeting.host_id is None else ((meeting.account, meeting.host_id),)
    # The room behind a single meeting is in nobody's way.
    own_rooms = (room.key,) if isinstance(room, Room) and room.kind is not RoomKind.MEETING else ()
    occupancy = with_changes(
        also,
        hosts=(*own_hosts, *also.hosts),
        rooms=(*own_rooms, *also.rooms),
        devices=(*(entry.device.key for entry in devices or ()), *also.devices),
        exclude=meeting.key,
    )
    return await find(context, occupancy)


@dataclass(frozen=True, slots=True, kw_only=True)
class _Found:
    """What was found in one account."""

    conflicts: tuple[MeetingConflict, ...] = ()
    unavailable: tuple[VendorProblem, ...] = ()


async def _at(account: Account, occupancy: Occupancy, context: Context) -> _Found:
    named = occupancy.at(account)
    adapter = context.vendors.get(account)
    if adapter is None:
        return _Found(unavailable=(VendorProblem.of(NotConfigured(account.vendor)),))
    for capability in _needed(named):
        if capability not in adapter.capabilities:
            return _Found(unavailable=(VendorProblem.of(Unsupported(account.vendor, capability)),))
    search = ConflictSearch(adapter, _query(account, occupancy, named), named, occupancy, context)
    with collecting_missing_data() as gaps:
        conflicts = await search.conflicts()
    # One is enough: they would all say that the vendor's meetings may be more than those that were found.
    problems = (*_untold(adapter, named), *search.problems[:1], *gaps.problems())
    return _Found(conflicts=conflicts, unavailable=together(problems))


def _searched_from(occupancy: Occupancy) -> datetime:
    return moved(occupancy.starts_at, -LOOKS_BACK_MINUTES)


def _needed(named: Occupied) -> Iterator[Capability]:
    yield Capability.READ_MEETINGS
    if named.devices:
        yield Capability.READ_DEVICES


def _untold(adapter: Adapter, named: Occupied) -> Iterator[VendorProblem]:
    """What no meeting of the vendor shows: without a word it would pass for free."""
    if named.hosts and not adapter.tells_hosts:
        yield VendorProblem.untold(adapter.vendor, "who holds a meeting")
    if not all(map(adapter.tells_meetings_in, named.rooms)):
        yield VendorProblem.untold(adapter.vendor, "what goes on in a permanent room")


def _query(account: Account, occupancy: Occupancy, named: Occupied) -> MeetingQuery:
    """What may overlap, and no more than that: where only one thing is named, the vendor may know its meetings."""
    query = MeetingQuery(
        # What is in a state that we have no word for is not known to be over.
        states=frozenset({MeetingState.SCHEDULED, MeetingState.RUNNING, MeetingState.UNKNOWN}),
        starts_from=_searched_from(occupancy),
        starts_to=occupancy.ends_at,
        or_running=True,
        # What is over lies at the other end, and is more with every day.
        direction=Direction.DESC,
    )
    match (*named.hosts,), (*named.rooms,), (*named.devices,):
        case (host_id,), (), ():
            return with_changes(query, hosts=frozenset({(account, host_id)}))
        case (), (room,), ():
            return with_changes(query, room=room)
        case _:
            return query
