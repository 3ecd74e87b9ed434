"""Conflicts: meetings that have the same host, room or device at an overlapping time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum

from models.account import Account
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.vendor_problem import VendorProblem

# The assumed length of a meeting of unknown length, and the assumed remaining time of one that runs past its planned
# end. An unnecessary warning is harmless; a missing one lets two people wait for the same doctor.
ASSUMED_MINUTES = 60

# How long before a time a meeting may have started and still run then: no vendor can filter meetings by their end.
# Running meetings are found with any start, if their vendor can filter by state.
LOOKS_BACK_MINUTES = 7 * 24 * 60

_OVER = frozenset({MeetingState.ENDED, MeetingState.CANCELLED, MeetingState.FAILED})


class ConflictReason(Enum):
    """What two meetings would have to share."""

    HOST = "HOST"
    ROOM = "ROOM"
    DEVICE = "DEVICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """The hosts, rooms and devices that a meeting would use, and when.

    Attributes:
        duration_minutes: how long; `ASSUMED_MINUTES` where nobody says.
        hosts: each with the account in which it has this id.
        exclude: a meeting that is no conflict: the one that is to be changed.
    """

    starts_at: datetime
    duration_minutes: int = ASSUMED_MINUTES
    hosts: tuple[tuple[Account, str], ...] = ()
    rooms: tuple[Key, ...] = ()
    devices: tuple[Key, ...] = ()
    exclude: Key | None = None

    @property
    def ends_at(self) -> datetime:
        return moved(self.starts_at, self.duration_minutes)

    def at(self, account: Account) -> "Occupied":
        """The part of it in one account; ids are valid only there."""
        return Occupied(
            hosts=frozenset(id for owner, id in self.hosts if owner == account),
            rooms=frozenset(room for room in self.rooms if room.account == account),
            devices=frozenset(device for device in self.devices if device.account == account),
        )

    def accounts(self) -> Sequence[Account]:
        """The accounts of its hosts, rooms and devices, in their order."""
        return sorted(
            {account for account, _ in self.hosts} | {key.account for key in (*self.rooms, *self.devices)}
        )

    def overlap(
        self, meeting: Meeting, *, now: datetime, runs: bool | None = None, began: datetime | None = None
    ) -> "Span | None":
        """The first time in which the meeting overlaps; None if there is none.

        A meeting that ends when the other starts is no conflict.

        Args:
            runs, began: as in `taken`.
        """
        if meeting.key == self.exclude:
            return None
        for span in taken(meeting, now=now, runs=runs, began=began):
            begin, end = max(span.begin, self.starts_at), min(span.end, self.ends_at)
            if begin < end:
                return Span(begin, end, span.end_is_reckoned)
        return None


@dataclass(frozen=True, slots=True)
class Span:
    """A time span of a meeting.

    Attributes:
        end_is_reckoned: whether the end is assumed, because it is not known.
    """

    begin: datetime
    end: datetime
    end_is_reckoned: bool


@dataclass(frozen=True, slots=True)
class SearchWindow:
    """The time window of a search for meetings; None for an open side.

    Attributes:
        begin: inclusive.
        end: exclusive.
        now: the present time, for running meetings; not compared.
    """

    begin: datetime | None = None
    end: datetime | None = None
    now: datetime = field(kw_only=True, repr=False, compare=False)

    @property
    def searched_from(self) -> datetime | None:
        """The earliest start of meetings that are searched; None for any."""
        return None if self.begin is None else moved(self.begin, -LOOKS_BACK_MINUTES)

    def holds(self, meeting: Meeting) -> bool:
        """Whether the meeting's known time overlaps the window."""
        return any(
            (self.begin is None or self.begin < span.end) and (self.end is None or span.begin < self.end)
            for span in shown(meeting, now=self.now)
        )


def taken(
    meeting: Meeting, *, now: datetime, runs: bool | None = None, began: datetime | None = None
) -> tuple[Span, ...]:
    """The time spans in which a meeting uses its host, room and devices, in order.

    A planned meeting takes its planned time. A running one takes the time from its start, or from now if the start is
    not known or it began early, to its planned end, or, if that has passed or is unknown, to `ASSUMED_MINUTES` from
    now.

    Args:
        runs: whether it is running, if that is known from something other than its state.
        began: when it began, if that is known from something other than its start.
    """
    if runs is None:
        runs = meeting.state is MeetingState.RUNNING
    if not runs and meeting.state in _OVER:
        return _perhaps_over(meeting)
    plan = _planned(meeting)
    if not runs:
        return () if plan is None else (plan,)
    soon = moved(now, ASSUMED_MINUTES)
    if plan is None:
        return (Span(min(began or now, now), soon, True),)
    if plan.begin > soon:
        # Another session of it is running now.
        return (Span(min(began or now, now), soon, True), plan)
    begin = min(plan.begin, now)
    if plan.end <= now or plan.end_is_reckoned:
        return (Span(begin, max(plan.end, soon), True),)
    return (Span(begin, plan.end, False),)


def shown(meeting: Meeting, *, now: datetime) -> tuple[Span, ...]:
    """The time of a meeting in a calendar: its time span, or its planned time if it has none any more.

    A meeting that is over has ended by now, even if it was planned to be longer.
    """
    spans, plan = taken(meeting, now=now), _planned(meeting)
    if spans or plan is None:
        return spans
    has_ended = meeting.state is MeetingState.ENDED and plan.begin < now < plan.end
    return (Span(plan.begin, now if has_ended else plan.end, plan.end_is_reckoned),)


def _planned(meeting: Meeting) -> Span | None:
    if meeting.starts_at is None:
        return None
    end = meeting.planned_end
    return Span(meeting.starts_at, end or moved(meeting.starts_at, ASSUMED_MINUTES), end is None)


def _perhaps_over(meeting: Meeting) -> tuple[Span, ...]:
    """The time of a meeting that is over; if that is only calculated, it may still run for a while."""
    plan = _planned(meeting) if meeting.state_is_reckoned else None
    return () if plan is None else (Span(plan.begin, moved(plan.end, ASSUMED_MINUTES), True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupied:
    """The hosts, rooms and devices of one vendor that a meeting would use.

    Attributes:
        hosts: the vendor's ids of the hosts.
    """

    hosts: frozenset[str]
    rooms: frozenset[Key]
    devices: frozenset[Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingConflict:
    """A conflicting meeting.

    Attributes:
        overlaps_from, overlaps_to: the time of the overlap.
        end_is_reckoned: whether nobody tells when the meeting ends.
    """

    meeting: Meeting
    reasons: tuple[ConflictReason, ...]
    overlaps_from: datetime
    overlaps_to: datetime
    end_is_reckoned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictReport:
    """The conflicting meetings, and the vendors whose meetings could not be searched.

    Attributes:
        searched_from: the earliest start that was searched.
    """

    searched_from: datetime
    conflicts: tuple[MeetingConflict, ...] = ()
    unavailable: tuple[VendorProblem, ...] = ()


def moved(moment: datetime, minutes: int) -> datetime:
    """The time so many minutes later, or earlier if they are negative, within the range of datetime."""
    try:
        return moment + timedelta(minutes=minutes)
    except OverflowError:
        return (datetime.max if minutes > 0 else datetime.min).replace(tzinfo=UTC)
