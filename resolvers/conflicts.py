"""Finds the meetings that take a host, a room or a device at the same time as another meeting would."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from models.conflict import ConflictReason, ConflictReport, MeetingConflict, Occupancy, Occupied, moved
from models.errors import NotConfigured, Unsupported
from models.ids import Key
from models.listing import Batch, Direction, MeetingQuery
from models.meeting import Meeting, MeetingState
from models.room import Room, RoomKind
from models.vendor import Capability, Vendor
from models.vendor_problem import VendorProblem
from resolvers import meetings
from resolvers.context import Context
from resolvers.merging import PAGES_AT_MOST, going_without
from resolvers.parts import fetched
from vendors.base import Adapter

# How long before the time in question a meeting may have started and still go on: no vendor can be asked for meetings
# by their end.
LOOKS_BACK_MINUTES = 24 * 60


async def found(context: Context, occupancy: Occupancy) -> ConflictReport:
    """The meetings in the way of one that would take hosts, rooms and devices.

    Only vendors at which something of it is are asked, all at the same time, once over their list. One that fails is
    named in `unavailable`, beside what was found at the others and, where it failed half way, at itself.
    """
    reports = await asyncio.gather(*(_at(vendor, occupancy, context) for vendor in occupancy.vendors()))
    ranks = {vendor: rank for rank, vendor in enumerate(Vendor)}
    conflicts = (conflict for report in reports for conflict in report.conflicts)
    return ConflictReport(
        conflicts=tuple(
            sorted(
                conflicts,
                key=lambda each: (each.overlaps_from, ranks[each.meeting.vendor], each.meeting.key.parts),
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
    own_hosts = () if meeting.host_id is None else ((meeting.vendor, meeting.host_id),)
    # The room behind a single meeting is in nobody's way.
    own_rooms = (room.key,) if isinstance(room, Room) and room.kind is not RoomKind.MEETING else ()
    occupancy = replace(
        also,
        hosts=(*own_hosts, *also.hosts),
        rooms=(*own_rooms, *also.rooms),
        devices=(*(entry.device.key for entry in devices or ()), *also.devices),
        exclude=meeting.key,
    )
    return await found(context, occupancy)


async def _at(vendor: Vendor, occupancy: Occupancy, context: Context) -> ConflictReport:
    named = occupancy.at(vendor)
    adapter = context.vendors.get(vendor)
    if adapter is None:
        return ConflictReport(unavailable=(VendorProblem.of(NotConfigured(vendor)),))
    for capability in _needed(named):
        if capability not in adapter.capabilities:
            return ConflictReport(unavailable=(VendorProblem.of(Unsupported(vendor, capability)),))
    search = _Search(adapter, _query(occupancy, named), named, context)
    await search.read()
    overlapping = {
        meeting.key: times
        for meeting in search.meetings.values()
        if (times := occupancy.overlap(meeting)) is not None
    }
    candidates = [search.meetings[key] for key in overlapping]
    reasons = await asyncio.gather(*(search.reasons(meeting) for meeting in candidates))
    conflicts = tuple(
        MeetingConflict(
            meeting=meeting,
            reasons=why,
            overlaps_from=overlapping[meeting.key][0],
            overlaps_to=overlapping[meeting.key][1],
        )
        for meeting, why in zip(candidates, reasons, strict=True)
        if why
    )
    # One is enough: they would all say that the vendor's meetings may be more than those that were found.
    return ConflictReport(conflicts=conflicts, unavailable=tuple(search.problems[:1]))


def _needed(named: Occupied) -> Iterator[Capability]:
    yield Capability.READ_MEETINGS
    if named.devices:
        yield Capability.READ_DEVICES


def _query(occupancy: Occupancy, named: Occupied) -> MeetingQuery:
    """What may overlap, and no more than that: where only one thing is named, the vendor may know its meetings."""
    query = MeetingQuery(
        states=frozenset({MeetingState.SCHEDULED, MeetingState.RUNNING}),
        starts_from=moved(occupancy.starts_at, -LOOKS_BACK_MINUTES),
        starts_to=occupancy.ends_at,
        # What is over lies at the other end, and is more with every day.
        direction=Direction.DESC,
    )
    match (*named.hosts,), (*named.rooms,), (*named.devices,):
        case (host_id,), (), ():
            return replace(query, host_id=host_id)
        case (), (room,), ():
            return replace(query, room=room)
        case _:
            return query


@dataclass
class _Search:
    """The look through one vendor's meetings.

    Attributes:
        meetings: what the query wants, by key.
        problems: why something may be missing.
    """

    adapter: Adapter
    query: MeetingQuery
    named: Occupied
    context: Context
    meetings: dict[Key, Meeting] = field(default_factory=dict)
    problems: list[VendorProblem] = field(default_factory=list)

    async def read(self) -> None:
        """Reads page by page; what was read before a failure stays."""
        vendor = self.adapter.vendor
        try:
            for page in range(1, PAGES_AT_MOST + 1):
                batch = await _batch(self.adapter, self.query, page, self.context)
                self.meetings |= {
                    meeting.key: meeting for meeting in batch.items if self.query.matches(meeting)
                }
                if not batch.has_more:
                    return
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the other vendors' rows
            self.problems.append(going_without(vendor, error))
        else:
            self.problems.append(VendorProblem.cut_short(vendor))

    async def reasons(self, meeting: Meeting) -> tuple[ConflictReason, ...]:
        """What of the named things the meeting takes; what its row did not show is asked for."""
        room, devices = await asyncio.gather(
            self._part(meeting, "room", wanted=bool(self.named.rooms) and self.query.room is None),
            self._part(meeting, "devices", wanted=bool(self.named.devices)),
        )
        # A meeting that does not know its room was filtered by the vendor that was asked for this room's meetings.
        in_room = self.query.room is not None or (isinstance(room, Room) and room.key in self.named.rooms)
        shared = {
            ConflictReason.HOST: meeting.host_id in self.named.hosts,
            ConflictReason.ROOM: in_room,
            ConflictReason.DEVICE: any(entry.device.key in self.named.devices for entry in devices or ()),
        }
        return tuple(reason for reason, is_shared in shared.items() if is_shared)

    async def _part(self, meeting: Meeting, name: str, *, wanted: bool) -> Any:
        if not wanted:
            return None
        try:
            return await fetched(meeting, name, self.context)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the other meetings
            self.problems.append(going_without(meeting.vendor, error))
            return None


async def _batch(adapter: Adapter, query: MeetingQuery, page: int, context: Context) -> Batch[Meeting]:
    """One page of a vendor's meetings: the only place where they come in."""
    batch = await meetings.batch_of(adapter, query, page, context)
    context.loaders.remember(batch.items)
    return batch
