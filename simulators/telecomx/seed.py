"""The demo world: Harbour Clinic Group's tablets and rooms around now, and a neighbour it may not see.

Ids are fixed, as in `clinic.py`: rooms a01 to a0e, of which a05 runs now, the conferences a81 and a82, the
neighbour's rooms b01 and b02, and the commands 601 to 606 of the running room.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any, NamedTuple

from simulators.clock import Clock
from simulators.telecomx import clinic, medcom
from simulators.telecomx.clinic import CUSTOMER, LONG, NEIGHBOUR, STANDARD, TABLETS, midnight, oid
from simulators.telecomx.records import (
    Command,
    Device,
    Meeting,
    Member,
    Participant,
    TabletSettings,
)
from simulators.telecomx.state import Queued, State
from simulators.world import DOCTORS, PATIENTS, VISIT_REASONS

RUNNING = oid("a05")


class _Booking(NamedTuple):
    """One room: when, on which tablets, in which state ("" means by the clock)."""

    day: int
    at: str
    minutes: int
    state: str
    tablets: tuple[int, ...]
    setting: str
    participants: tuple[tuple[str, str | None], ...] = (("SMS", "Delivered"),)
    clinical_link: bool = True


BOOKINGS = (
    _Booking(-7, "09:00", 60, "CLOSED", (1,), STANDARD),
    _Booking(-5, "10:30", 30, "DEPROVISION_OK", (2,), LONG),
    _Booking(-3, "13:00", 45, "DEPROVISION_PROBLEMS", (5,), STANDARD, (("SMS", "Failed"),)),
    _Booking(-1, "08:30", 60, "STARTING_TO_DEPROVISION", (3, 4), LONG, (), False),
    _Booking(0, "now", 60, "STARTED", (1, 2), LONG, (("SMS", "Delivered"), ("EMAIL", None))),
    _Booking(0, "08:00", 30, "", (3,), LONG, (("SMS", "Delivered"),), False),
    _Booking(0, "10:00", 30, "", (4,), LONG),
    _Booking(0, "14:00", 60, "", (5,), STANDARD, (("SMS", "Sent"),)),
    _Booking(0, "16:00", 45, "", (6,), STANDARD),
    _Booking(1, "09:00", 60, "PROVISIONED_OK", (7,), STANDARD),
    _Booking(2, "11:00", 30, "STARTING_TO_PROVISION", (6, 7), LONG),
    _Booking(4, "15:00", 60, "PROVISION_PROBLEMS", (2,), STANDARD, (), False),
    _Booking(9, "12:30", 45, "AWAITS_PROVISION", (4,), LONG),
    _Booking(14, "09:30", 60, "CREATED", (1, 3), STANDARD),
)


def demo(clock: Clock, switches: Mapping[str, Any], *, scale: int = 1) -> State:
    """Builds the world relative to the clock's now; `scale` repeats the group's tablets and meetings."""
    state = State(clock, switches)
    clinic.people(state)
    clinic.settings(state)
    for copy in range(scale):
        tablets = [clinic.tablet(state, copy, number) for number in range(1, TABLETS + 1)]
        for number, booking in enumerate(BOOKINGS, 1):
            _room(state, copy, number, booking, tablets)
        _conferences(state, copy, tablets)
    clinic.other_devices(state)
    _past_commands(state)
    _neighbours_rooms(state)
    return state


def _room(state: State, copy: int, number: int, booking: _Booking, tablets: list[Device]) -> None:
    now, template = state.clock.now(), state.templates[booking.setting]
    start = _start(state, booking)
    end = start + timedelta(minutes=booking.minutes)
    by_clock = "CLOSED" if end <= now else ("PROVISIONED_OK" if number % 2 else "CREATED")
    access = medcom.access(state.chance)
    meeting = Meeting(
        id=oid(f"a{number:02x}") if copy == 0 else f"65f2{copy:08x}{number:012x}",
        customer=CUSTOMER,
        employee=oid(f"f{DOCTORS[number % len(DOCTORS)].number}"),
        created=min(start, now) - timedelta(days=3),
        stored_state=booking.state or by_clock,
        access=access if booking.clinical_link else access | {"clinicalLink": ""},
        subject=VISIT_REASONS[(number - 1) % len(VISIT_REASONS)],
        description=f"Video visit with {PATIENTS[number % len(PATIENTS)]}",
        start=start,
        end=end,
        external_id=medcom.uuid(state.chance),
        uuid=medcom.uuid(state.chance),
        template=template,
        participants=[_participant(number, kind, status) for kind, status in booking.participants],
    )
    _join(meeting, [tablets[tablet - 1] for tablet in booking.tablets], template.tablet_settings)
    state.add_meeting(meeting)


def _participant(number: int, kind: str, status: str | None) -> Participant:
    patient = PATIENTS[number % len(PATIENTS)].lower().replace(" ", ".").replace("å", "aa")
    value = f"+457000{number:04d}" if kind == "SMS" else f"{patient}@patients.example"
    return Participant(type=kind, value=value, reference=oid(f"98{number:02x}"), sms_status=status)


def _join(meeting: Meeting, devices: list[Device], settings: TabletSettings) -> None:
    for device in devices:
        member = Member(device, dict(settings), dict(settings), active=meeting.stored_state == "STARTED")
        meeting.members[device.id] = member


def _conferences(state: State, copy: int, tablets: list[Device]) -> None:
    """Two without subject or time: one waits for its tablet, one is over."""
    now = state.clock.now()
    settings = state.customers[CUSTOMER].tablet_settings
    for number, created, word, tablet in (
        (0x81, max(now - timedelta(minutes=5), midnight(state)), "CREATED", tablets[6]),
        (0x82, now - timedelta(days=1), "CLOSED", tablets[7]),
    ):
        meeting = Meeting(
            id=oid(f"a{number:02x}") if copy == 0 else f"65f2{copy:08x}{number:012x}",
            customer=CUSTOMER,
            employee=oid("e1"),
            created=created,
            stored_state=word,
            access=medcom.access(state.chance),
        )
        _join(meeting, [tablet], settings)
        state.add_meeting(meeting)


def _past_commands(state: State) -> None:
    """Commands in every stage in the running room; they stay there, for no virtual tablet works on them."""
    meeting = state.meetings[RUNNING]
    number = 0x600
    for tablet, kind, parameters, fetched, executed in (
        ("d01", "START_MEETING", {}, True, True),
        ("d01", "SET_VOLUME", {"volume": 70}, True, True),
        ("d01", "CAMERA_ON", {"value": True}, True, False),
        ("d01", "MICROPHONE_ON", {"value": False}, False, False),
        ("d02", "START_MEETING", {}, True, True),
        ("d02", "SET_QUALITY", {"quality": "MEDIUM"}, True, False),
    ):
        number += 1
        member = meeting.members[oid(tablet)]
        at = state.clock.now() - timedelta(minutes=5)
        given: dict[str, Any] = {"value": False, "volume": 60, "quality": "VERY_HIGH", **parameters}
        command = Command(id=oid(f"{number:x}"), type=kind, created=at, **given)
        command.fetched_at = at if fetched else None
        command.executions = 1 if executed else 0
        if kind == "SET_VOLUME":
            member.live["volume"] = command.volume
        member.commands.append(command)
        state.commands[command.id] = Queued(meeting, member, command)


def _neighbours_rooms(state: State) -> None:
    """The neighbour's two rooms."""
    tablet = state.devices[oid("d11")]
    for tail, word, day in (("b01", "STARTED", 0), ("b02", "CREATED", 1)):
        start = midnight(state) + timedelta(days=day, hours=9)
        meeting = Meeting(
            id=oid(tail),
            customer=NEIGHBOUR,
            employee=oid("e5"),
            created=start - timedelta(days=2),
            stored_state=word,
            access=medcom.access(state.chance),
            subject="Northpoint consultation",
            start=start,
            end=start + timedelta(hours=1),
        )
        _join(meeting, [tablet], state.customers[NEIGHBOUR].tablet_settings)
        state.add_meeting(meeting)


def _start(state: State, booking: _Booking) -> datetime:
    if booking.at == "now":
        return max(state.clock.now() - timedelta(minutes=10), midnight(state))
    hours, minutes = booking.at.split(":")
    return midnight(state) + timedelta(days=booking.day, hours=int(hours), minutes=int(minutes))
