"""Intakes and visits: how a patient asks, waits, is seen, and leaves, and what that does to a room's queue."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from simulators.vsee.state import Account, Consultation, Room, User, World

WALKIN, SCHEDULED = 1, 2
# The contract has no number for an e-consult; any but the two known ones will do.
ECONSULT = 3

NEW, STARTED, CANCELLED = 10, 30, 40

END_REASONS = ("patient_end_call", "patient_exit_room", "call_ended", "patient_cancel_appointment")


@dataclass(slots=True, kw_only=True, eq=False)
class Intake:
    """A patient's answers before a visit; `free` contains the clinic's own fields."""

    id: str
    account: Account
    owner: User
    created: datetime
    modified: datetime
    provider_id: str | None = None
    reason_for_visit: str = ""
    type: int = WALKIN
    room_code: str | None = None
    location: str = ""
    phone: str = ""
    attachments: list[str] = field(default_factory=list)
    free: dict[str, Any] = field(default_factory=dict)
    visit_id: str | None = None


@dataclass(slots=True, kw_only=True)
class Recording:
    id: int
    end: datetime


@dataclass(slots=True, kw_only=True, eq=False)
class Visit:
    id: str
    code: str
    account: Account
    type: int
    created: datetime
    modified: datetime
    meeting_id: str
    conference_pin: int
    room: Room | None = None
    member: User | None = None
    provider: User | None = None
    intake: Intake | None = None
    consultation: Consultation | None = None
    status: int = NEW
    start: datetime | None = None
    end: datetime | None = None
    actual_start: datetime | None = None
    actual_end: datetime | None = None
    specialty_id: str | None = None
    state: str | None = None
    completed_by: str | None = None
    recordings: list[Recording] = field(default_factory=list)

    @property
    def waiting(self) -> bool:
        return self.status == NEW and self.type == WALKIN

    def order(self) -> tuple[int, int]:
        """By the second that callers see, so that a window which ends at it includes it."""
        return int((self.start or self.created).timestamp()), int(self.id)


def add(
    world: World,
    account: Account,
    *,
    type: int,
    room: Room | None = None,
    member: User | None = None,
    provider: User | None = None,
    intake: Intake | None = None,
    start: datetime | None = None,
    status: int = NEW,
) -> Visit:
    """A new visit; a walk-in takes its place at the end of the room's queue."""
    now = world.clock.now()
    consultation = next(iter(room.consultations), None) if room else None
    minutes = consultation.duration if consultation else 15
    stamp = int((start or now).timestamp() * 1000)
    visit = Visit(
        id=world.next_id("visit"),
        code=world.hex(),
        account=account,
        type=type,
        created=now,
        modified=now,
        meeting_id=f"{stamp}_{world.uuid()}__jitsi",
        conference_pin=world.random.randrange(100_000, 1_000_000),
        room=room,
        member=member,
        provider=provider,
        intake=intake,
        consultation=consultation,
        status=status,
        start=start,
        end=start + timedelta(minutes=minutes) if start else None,
    )
    if intake is not None:
        intake.visit_id = visit.id
    world.visits[visit.id] = visit
    account.visits.append(visit)
    if room is not None:
        room.visits.append(visit)
        if visit.waiting:
            room.queue.length += 1
    return visit


def take(visit: Visit, provider: User | None, at: datetime) -> None:
    """The provider lets the patient in."""
    _leave_queue(visit)
    visit.status, visit.actual_start, visit.modified = STARTED, at, at
    visit.provider = provider or visit.provider


def end(visit: Visit, reason: str, at: datetime) -> None:
    """The call has ended; the contract has no status for that, only `actual_end`."""
    visit.actual_end, visit.modified, visit.state = at, at, reason
    visit.completed_by = visit.provider.id if visit.provider else None


def cancel(visit: Visit, reason: str, at: datetime) -> None:
    _leave_queue(visit)
    visit.status, visit.modified, visit.state = CANCELLED, at, reason


def record(world: World, visit: Visit, at: datetime) -> Recording:
    recording = Recording(id=int(world.next_id("recording")), end=at)
    visit.recordings.append(recording)
    return recording


def ahead(room: Room, caller: User | None) -> int:
    """The patients before the caller; a person without a waiting visit would be last."""
    if room.queue.before_me is not None:
        return room.queue.before_me
    if caller is None:
        return room.queue.length
    waiting = [visit for visit in room.visits if visit.waiting]
    mine = next((place for place, visit in enumerate(waiting) if visit.member is caller), None)
    if mine is None:
        return room.queue.length
    return max(0, room.queue.length - (len(waiting) - mine))


def _leave_queue(visit: Visit) -> None:
    if visit.waiting and visit.room is not None:
        visit.room.queue.length = max(0, visit.room.queue.length - 1)
