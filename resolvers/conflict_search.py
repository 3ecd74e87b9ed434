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

# So many meetings are looked at together.
_LOT = 200


@dataclass
class ConflictSearch:
    """The look through one vendor's meetings.

    Attributes:
        meetings: those of the query's host and room, by key.
        problems: why something may be missing.
        _devices: those that the meetings in question showed.
        _busy: those that are in a running one of these.
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
        """The meetings that are in the way, as far as the vendor tells of them."""
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
        """Reads page by page; what was read before a failure stays."""
        vendor = self.adapter.vendor
        # Which of them take the time in question, `overlap` decides.
        at_any_time = with_changes(self.query, states=None, starts_from=None, starts_to=None)
        seen: set[Key] = set()
        try:
            for page in range(1, PAGES_AT_MOST + 1):
                batch = await _batch(self.adapter, self.query, page, self.context)
                named = {meeting.key async for meeting in cooperatively(batch.items)}
                if batch.has_more and named and named <= seen:
                    # As in `Source`: a vendor that does not know pages gives all that it has each time.
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
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the other vendors' rows
            self.problems.append(going_without(vendor, error))
        else:
            self.problems.append(VendorProblem.cut_short(vendor))

    def _note_age(self) -> None:
        """Reports a stale answer: it does not say who is busy now."""
        scope = current_scope()
        if scope is not None and scope.meter[self.adapter.vendor].stale is not None:
            error = VendorUnreachable(self.adapter.vendor, "list meetings")
            self.problems.append(VendorProblem.of(error))

    async def _held_by_devices(self) -> list[tuple[Meeting, Span]]:
        """The meetings that the named devices are in now and that are in the way: the list need not show them."""
        now = self.context.now()
        if self.occupancy.ends_at <= now or self.occupancy.starts_at >= moved(now, ASSUMED_MINUTES):
            return []
        # One that a running meeting was found for is in that one.
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
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the other devices
            self.problems.append(going_without(device.vendor, error))
            return None

    async def _overlapping(self) -> list[tuple[Meeting, Span]]:
        """The meetings that take some of the time in question, and which."""
        now = self.context.now()
        began: dict[Key, datetime | None] = {}
        # Only of what lies behind it matters when it began.
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
        """When a meeting that has no start began to run, as its session tells."""
        try:
            sessions = await self.context.loaders.meeting_sessions.load(meeting)
        except Exception as error:  # noqa: BLE001 - whatever it is, it must not cost the other meetings
            self.problems.append(going_without(meeting.vendor, error))
            return None
        running = (session for session in sessions or () if session.state is SessionState.RUNNING)
        return next((session.started_at for session in running), None)

    async def _reasons(self, meeting: Meeting) -> tuple[ConflictReason, ...]:
        """What of the named things the meeting takes; what its row did not show is asked for."""
        room, devices = await asyncio.gather(
            self._part(meeting, "room", wanted=bool(self.named.rooms) and self.query.room is None),
            self._part(meeting, "devices", wanted=bool(self.named.devices)),
        )
        taking = {entry.device.key: entry.device for entry in devices or ()}
        self._devices |= taking
        if meeting.state is MeetingState.RUNNING:
            self._busy |= taking.keys()
        # A meeting that does not know its room was filtered by the vendor that was asked for this room's meetings.
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
    """Whether a meeting runs and does not tell since when."""
    return meeting.state is MeetingState.RUNNING and meeting.starts_at is None


def _has_begun(meeting: Meeting, now: datetime) -> bool:
    """Whether a meeting that a device is in goes on; a device may be shown in the one that is due next."""
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
    """One page of a vendor's meetings: the only place where they come in."""
    batch = await meetings.batch_of(adapter, query, page, context)
    await context.loaders.learn(batch.items)
    return batch
