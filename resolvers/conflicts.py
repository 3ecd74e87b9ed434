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
    """The meetings that conflict with a planned use of hosts, rooms and devices.

    Only the vendors of these hosts, rooms and devices are asked, concurrently, each once through its list. A vendor
    that fails is named in `unavailable`, beside the conflicts found at the others and on its own pages before the
    failure.
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
    """The meetings that conflict with an existing one: with its host, devices and permanent room, and with `also`.

    Args:
        also: what else it uses, at any vendor; the time is the meeting's.
    """
    room, devices = await asyncio.gather(
        fetched(meeting, "room", context), fetched(meeting, "devices", context)
    )
    own_hosts = () if meeting.host_id is None else ((meeting.account, meeting.host_id),)
    # A room that belongs to a single meeting cannot conflict.
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
    """The conflicts found in one account."""

    conflicts: tuple[MeetingConflict, ...] = ()
    unavailable: tuple[VendorProblem, ...] = ()


async def _at(account: Account, occupancy: Occupancy, context: Context) -> _Found:
    named = occupancy.at(account)
    adapter = context.vendors.get(account)
    if adapter is None:
        return _Found(unavailable=(VendorProblem.of(NotConfigured(account)),))
    for capability in _needed(named):
        if capability not in adapter.capabilities:
            return _Found(
                unavailable=(VendorProblem.of(Unsupported(account.vendor, capability)).at(account),)
            )
    search = ConflictSearch(adapter, _query(account, occupancy, named), named, occupancy, context)
    with collecting_missing_data() as gaps:
        conflicts = await search.conflicts()
    # One is enough: all of them say that more of the vendor's meetings may conflict.
    problems = (*_untold(adapter, named), *search.problems[:1], *gaps.problems())
    return _Found(conflicts=conflicts, unavailable=together(problem.at(account) for problem in problems))


def _searched_from(occupancy: Occupancy) -> datetime:
    return moved(occupancy.starts_at, -LOOKS_BACK_MINUTES)


def _needed(named: Occupied) -> Iterator[Capability]:
    yield Capability.READ_MEETINGS
    if named.devices:
        yield Capability.READ_DEVICES


def _untold(adapter: Adapter, named: Occupied) -> Iterator[VendorProblem]:
    """What the vendor's meetings never show: if it were not reported, it would be taken for free."""
    if named.hosts and not adapter.tells_hosts:
        yield VendorProblem.untold(adapter.vendor, "who holds a meeting")
    if not all(map(adapter.tells_meetings_in, named.rooms)):
        yield VendorProblem.untold(adapter.vendor, "what goes on in a permanent room")


def _query(account: Account, occupancy: Occupancy, named: Occupied) -> MeetingQuery:
    """The query for meetings that may overlap; if only one host or room is given, the vendor can filter by it."""
    query = MeetingQuery(
        # A meeting in an unknown state may not have ended.
        states=frozenset({MeetingState.SCHEDULED, MeetingState.RUNNING, MeetingState.UNKNOWN}),
        starts_from=_searched_from(occupancy),
        starts_to=occupancy.ends_at,
        or_running=True,
        # Meetings that have ended are at the other end of the list, and their number grows.
        direction=Direction.DESC,
    )
    match (*named.hosts,), (*named.rooms,), (*named.devices,):
        case (host_id,), (), ():
            return with_changes(query, hosts=frozenset({(account, host_id)}))
        case (), (room,), ():
            return with_changes(query, room=room)
        case _:
            return query
