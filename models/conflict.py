"""Conflicts: meetings that have the same host, room or device at an overlapping time."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from enum import Enum

from models.account import Account
from models.ids import Key
from models.meeting import Meeting, MeetingState
from models.vendor_problem import VendorProblem

# How long a meeting is taken to last whose length no one tells, and how much longer from now one that runs past its
# planned end. A warning too many is read; one too few is not missed until two people wait for the same doctor.
ASSUMED_MINUTES = 60

# How long before a time a meeting may have started and still go on then: no vendor can be asked for meetings by their
# end. What runs now is looked for from any time on, where its vendor can be asked for that.
LOOKS_BACK_MINUTES = 7 * 24 * 60

_OVER = frozenset({MeetingState.ENDED, MeetingState.CANCELLED, MeetingState.FAILED})


class ConflictReason(Enum):
    """What two meetings would have to share."""

    HOST = "HOST"
    ROOM = "ROOM"
    DEVICE = "DEVICE"


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupancy:
    """What a meeting would take, and when.

    Attributes:
        duration_minutes: how long; `ASSUMED_MINUTES` where nobody says.
        hosts: each with the account in which it has this id.
        exclude: a meeting that is in nobody's way: the one that is to be changed.
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
        """What of it is in one account; its ids mean nothing in another one."""
        return Occupied(
            hosts=frozenset(id for owner, id in self.hosts if owner == account),
            rooms=frozenset(room for room in self.rooms if room.account == account),
            devices=frozenset(device for device in self.devices if device.account == account),
        )

    def accounts(self) -> Sequence[Account]:
        """The accounts in which something of it is, in their order."""
        return sorted(
            {account for account, _ in self.hosts} | {key.account for key in (*self.rooms, *self.devices)}
        )

    def overlap(
        self, meeting: Meeting, *, now: datetime, runs: bool | None = None, began: datetime | None = None
    ) -> "Span | None":
        """The first time that the meeting takes as well; None where there is none.

        A meeting that ends when the other starts is in nobody's way.

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
    """A time that a meeting takes.

    Attributes:
        end_is_reckoned: whether nobody tells when the meeting ends.
    """

    begin: datetime
    end: datetime
    end_is_reckoned: bool


@dataclass(frozen=True, slots=True)
class SearchWindow:
    """A time that meetings are looked for in; None where a side is open.

    Attributes:
        begin: inclusive.
        end: exclusive.
        now: by which meetings that run are judged; no part of what tells windows apart.
    """

    begin: datetime | None = None
    end: datetime | None = None
    now: datetime = field(kw_only=True, repr=False, compare=False)

    @property
    def searched_from(self) -> datetime | None:
        """The earliest start of a meeting that is looked for in it; None for any."""
        return None if self.begin is None else moved(self.begin, -LOOKS_BACK_MINUTES)

    def holds(self, meeting: Meeting) -> bool:
        """Whether some of the meeting's time, as far as anybody tells, lies in it."""
        return any(
            (self.begin is None or self.begin < span.end) and (self.end is None or span.begin < self.end)
            for span in shown(meeting, now=self.now)
        )


def taken(
    meeting: Meeting, *, now: datetime, runs: bool | None = None, began: datetime | None = None
) -> tuple[Span, ...]:
    """When a meeting takes what belongs to it, in order.

    What is planned takes its planned time. What runs takes the time from its start, or from now where none is known or
    it began early, to its planned end; where that is over or unknown, to `ASSUMED_MINUTES` from now.

    Args:
        runs: whether it goes on now, where something besides its state tells.
        began: when it began to run, where something besides its start tells.
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
        # It is another run of it that goes on now.
        return (Span(min(began or now, now), soon, True), plan)
    begin = min(plan.begin, now)
    if plan.end <= now or plan.end_is_reckoned:
        return (Span(begin, max(plan.end, soon), True),)
    return (Span(begin, plan.end, False),)


def shown(meeting: Meeting, *, now: datetime) -> tuple[Span, ...]:
    """When a meeting stands in a calendar: the time that it takes, and where it takes none any more, its planned time.

    One that is over has ended by now, whatever was planned.
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
    """The time of a meeting that is over; where only a clock says that it is, it may run on for a while."""
    plan = _planned(meeting) if meeting.state_is_reckoned else None
    return () if plan is None else (Span(plan.begin, moved(plan.end, ASSUMED_MINUTES), True),)


@dataclass(frozen=True, slots=True, kw_only=True)
class Occupied:
    """What a meeting would take of one vendor.

    Attributes:
        hosts: the vendor's ids of those who would hold it.
    """

    hosts: frozenset[str]
    rooms: frozenset[Key]
    devices: frozenset[Key]


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingConflict:
    """A meeting that is in the way.

    Attributes:
        overlaps_from, overlaps_to: the time that both would take.
        end_is_reckoned: whether nobody tells when the meeting ends.
    """

    meeting: Meeting
    reasons: tuple[ConflictReason, ...]
    overlaps_from: datetime
    overlaps_to: datetime
    end_is_reckoned: bool


@dataclass(frozen=True, slots=True, kw_only=True)
class ConflictReport:
    """The meetings that are in the way, and whose meetings could not be looked through.

    Attributes:
        searched_from: the earliest start that was looked for.
    """

    searched_from: datetime
    conflicts: tuple[MeetingConflict, ...] = ()
    unavailable: tuple[VendorProblem, ...] = ()


def moved(moment: datetime, minutes: int) -> datetime:
    """The moment so many minutes later, or earlier where they are negative; never beyond an end of the calendar."""
    try:
        return moment + timedelta(minutes=minutes)
    except OverflowError:
        return (datetime.max if minutes > 0 else datetime.min).replace(tzinfo=UTC)
