"""Searches one vendor's meetings, and the present meetings of devices, for conflicts with a planned meeting."""

import asyncio
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from models.conflict import ASSUMED_MINUTES, ConflictReason, MeetingConflict, Occupancy, Occupied, Span, moved
from models.device import Device
from models.errors import VendorUnreachable
from models.ids import Key
from models.listing import Batch, MeetingQuery
from models.meeting import Meeting, MeetingState
from models.room import Room
from models.session import SessionState
from models.vendor import Capability
from models.vendor_problem import VendorProblem
from models.view import with_changes
from resolvers import meetings
from resolvers.context import Context
from resolvers.list_source import PAGES_AT_MOST
from resolvers.merging import going_without
from resolvers.parts import fetched
from vendors.base import Adapter
from vendors.cooperative import cooperatively
from vendors.operation_scope import current_scope

# How many meetings are examined concurrently.
_LOT = 200


@dataclass
class ConflictSearch:
    """The search of one vendor's meetings.

    Attributes:
        meetings: those of the query's host and room, by key.
        problems: why conflicts may be missing.
        _devices: the devices of the examined meetings.
        _busy: the devices in a running one of these meetings.
    """

    adapter: Adapter
    query: MeetingQuery
    named: Occupied
    occupancy: Occupancy
    context: Context
    meetings: dict[Key, Meeting] = field(default_factory=dict)
    problems: list[VendorProblem] = field(default_factory=list)
    _devices: dict[Key, Device] = field(default_factory=dict)
    _busy: set[Key] = field(default_factory=set)

    async def conflicts(self) -> tuple[MeetingConflict, ...]:
        """The conflicting meetings that the vendor's data shows."""
        await self._read()
        overlapping = await self._overlapping()
        reasons: list[tuple[ConflictReason, ...]] = []
        for start in range(0, len(overlapping), _LOT):
            lot = overlapping[start : start + _LOT]
            reasons += await asyncio.gather(*(self._reasons(meeting) for meeting, _ in lot))
        found = {
            meeting.key: _conflict(meeting, span, why)
            for (meeting, span), why in zip(overlapping, reasons, strict=True)
            if why
        }
        for meeting, span in await self._held_by_devices():
            listed = found.get(meeting.key) or _conflict(meeting, span, ())
            if ConflictReason.DEVICE not in listed.reasons:
                found[meeting.key] = with_changes(listed, reasons=(*listed.reasons, ConflictReason.DEVICE))
        return tuple(found.values())

    async def _read(self) -> None:
        """Reads page by page; the pages before a failure are used."""
        vendor = self.adapter.vendor
        # `overlap` decides which of them overlap in time.
        at_any_time = with_changes(self.query, states=None, starts_from=None, starts_to=None)
        seen: set[Key] = set()
        try:
            for page in range(1, PAGES_AT_MOST + 1):
                batch = await _batch(self.adapter, self.query, page, self.context)
                named = {meeting.key async for meeting in cooperatively(batch.items)}
                if batch.has_more and named and named <= seen:
                    # As in `ListSource`: a vendor without pagination returns the whole list for every page.
                    if batch.is_full:
                        self.problems.append(VendorProblem.repeating(vendor))
                    self._note_age()
                    return
                seen |= named
                self.meetings |= {
                    meeting.key: meeting
                    async for meeting in cooperatively(batch.items)
                    if at_any_time.matches(meeting)
                }
                if not batch.has_more:
                    self._note_age()
                    return
        except Exception as error:  # noqa: BLE001 - an error must not affect the other vendors' rows
            self.problems.append(going_without(vendor, error))
        else:
            self.problems.append(VendorProblem.cut_short(vendor))

    def _note_age(self) -> None:
        """Reports a stale response: it does not show who is busy now."""
        scope = current_scope()
        if scope is not None and scope.is_stale(self.adapter.account):
            error = VendorUnreachable(self.adapter.vendor, "list meetings")
            self.problems.append(VendorProblem.of(error))

    async def _held_by_devices(self) -> list[tuple[Meeting, Span]]:
        """The conflicting meetings that the given devices are in now: the vendor's list may not contain them."""
        now = self.context.now()
        if self.occupancy.ends_at <= now or self.occupancy.starts_at >= moved(now, ASSUMED_MINUTES):
            return []
        # A device with a known running meeting is in that one.
        asked = sorted(self.named.devices - self._busy, key=lambda key: key.parts)
        current = await asyncio.gather(*map(self._current_meeting, asked))
        meetings = {meeting.key: meeting for meeting in current if meeting is not None}
        spans = (
            self.occupancy.overlap(meeting, now=now, runs=_has_begun(meeting, now))
            for meeting in meetings.values()
        )
        return [
            (meeting, span)
            for meeting, span in zip(meetings.values(), spans, strict=True)
            if span is not None
        ]

    async def _current_meeting(self, key: Key) -> Meeting | None:
        device = self._devices.get(key) or Device(key=key)
        try:
            return await self.context.loaders.current_meetings.load(device)
        except Exception as error:  # noqa: BLE001 - an error must not affect the other devices
            self.problems.append(going_without(device.vendor, error))
            return None

    async def _overlapping(self) -> list[tuple[Meeting, Span]]:
        """The meetings that overlap in time, each with the overlapping spans."""
        now = self.context.now()
        began: dict[Key, datetime | None] = {}
        # The start of the session matters only for meetings that began in the past.
        if self.occupancy.starts_at < now and self.context.offers(
            self.adapter.account, Capability.READ_SESSIONS
        ):
            asked = [
                meeting
                async for meeting in cooperatively(self.meetings.values())
                if _runs_without_start(meeting)
            ]
            answers = await asyncio.gather(*map(self._began, asked))
            began = {meeting.key: at for meeting, at in zip(asked, answers, strict=True)}
        return [
            (meeting, span)
            async for meeting in cooperatively(self.meetings.values())
            if (span := self.occupancy.overlap(meeting, now=now, began=began.get(meeting.key))) is not None
        ]

    async def _began(self, meeting: Meeting) -> datetime | None:
        """When a running meeting without a planned start began, according to its session."""
        try:
            sessions = await self.context.loaders.meeting_sessions.load(meeting)
        except Exception as error:  # noqa: BLE001 - an error must not affect the other meetings
            self.problems.append(going_without(meeting.vendor, error))
            return None
        running = (session for session in sessions or () if session.state is SessionState.RUNNING)
        return next((session.started_at for session in running), None)

    async def _reasons(self, meeting: Meeting) -> tuple[ConflictReason, ...]:
        """Which of the given hosts, rooms and devices the meeting uses; fields that its row lacks are fetched."""
        room, devices = await asyncio.gather(
            self._part(meeting, "room", wanted=bool(self.named.rooms) and self.query.room is None),
            self._part(meeting, "devices", wanted=bool(self.named.devices)),
        )
        taking = {entry.device.key: entry.device for entry in devices or ()}
        self._devices |= taking
        if meeting.state is MeetingState.RUNNING:
            self._busy |= taking.keys()
        # The vendor was asked for this room's meetings, so a meeting without a room field belongs to it.
        in_room = self.query.room is not None or (isinstance(room, Room) and room.key in self.named.rooms)
        shared = {
            ConflictReason.HOST: meeting.host_id in self.named.hosts,
            ConflictReason.ROOM: in_room,
            ConflictReason.DEVICE: not self.named.devices.isdisjoint(taking),
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


def _runs_without_start(meeting: Meeting) -> bool:
    """Whether a meeting runs without a known start."""
    return meeting.state is MeetingState.RUNNING and meeting.starts_at is None


def _has_begun(meeting: Meeting, now: datetime) -> bool:
    """Whether a device's meeting is running; a vendor may show a device in its next meeting."""
    if meeting.state is MeetingState.SCHEDULED:
        return meeting.starts_at is None or meeting.starts_at <= now
    return meeting.state in (MeetingState.RUNNING, MeetingState.UNKNOWN)


def _conflict(meeting: Meeting, span: Span, reasons: tuple[ConflictReason, ...]) -> MeetingConflict:
    return MeetingConflict(
        meeting=meeting,
        reasons=reasons,
        overlaps_from=span.begin,
        overlaps_to=span.end,
        end_is_reckoned=span.end_is_reckoned,
    )


async def _batch(adapter: Adapter, query: MeetingQuery, page: int, context: Context) -> Batch[Meeting]:
    """One page of a vendor's meetings."""
    batch = await meetings.batch_of(adapter, query, page, context)
    await context.loaders.listed.learn(batch.items)
    return batch
