"""The demo world holds what the tests and the pages say of it, at any hour of the day."""

from datetime import UTC, datetime, timedelta

import pytest

from simulators.clock import Clock
from simulators.telecomx.app import Telecomx
from simulators.telecomx.clinic import CUSTOMER, NEIGHBOUR, oid

STATES = {
    "CREATED",
    "STARTED",
    "CLOSED",
    "PROVISIONED_OK",
    "PROVISION_PROBLEMS",
    "STARTING_TO_DEPROVISION",
    "DEPROVISION_PROBLEMS",
    "AWAITS_PROVISION",
    "STARTING_TO_PROVISION",
    "DEPROVISION_OK",
}
HOURS = ["2026-03-10T00:00:00", "2026-03-10T00:05:00", "2026-03-10T12:00:00", "2026-03-10T23:59:00"]


@pytest.fixture(params=HOURS)
def world(request):
    clock = Clock()
    clock.freeze()
    clock.set(datetime.fromisoformat(request.param).replace(tzinfo=UTC))
    return Telecomx(clock)


def of(world, customer):
    return [meeting for meeting in world.state.meetings.values() if meeting.customer == customer]


def test_every_state_is_there(world):
    assert {meeting.state(world.clock.now()) for meeting in of(world, CUSTOMER)} == STATES


def test_one_room_runs_now(world):
    now = world.clock.now()
    running = [m for m in of(world, CUSTOMER) if m.state(now) == "STARTED"]
    assert [(m.id, m.start <= now < m.end) for m in running] == [(oid("a05"), True)]


def test_today_has_at_least_four_rooms(world):
    today = world.clock.now().date()
    rooms = [m for m in of(world, CUSTOMER) if m.start is not None and m.start.date() == today]
    assert len(rooms) >= 4


def test_rooms_reach_from_a_week_ago_to_two_weeks_ahead(world):
    today = world.clock.now().date()
    days = [m.start.date() for m in of(world, CUSTOMER) if m.start is not None]
    assert (min(days), max(days)) == (today - timedelta(days=7), today + timedelta(days=14))


def test_no_meeting_was_created_in_the_future(world):
    assert all(meeting.created <= world.clock.now() for meeting in of(world, CUSTOMER))


def test_two_conferences_have_no_subject_and_no_time(world):
    bare = [m.id for m in of(world, CUSTOMER) if (m.subject, m.start, m.end) == (None, None, None)]
    assert bare == [oid("a81"), oid("a82")]


def test_the_neighbour_has_two_meetings(world):
    assert [meeting.id for meeting in of(world, NEIGHBOUR)] == [oid("b01"), oid("b02")]


def test_tablets_are_named_by_their_barcodes(world):
    tablets = [d for d in world.state.devices.values() if d.type == "ANDROID" and d.customer == CUSTOMER]
    assert [(d.id, d.barcode, d.serial, d.token) for d in tablets] == [
        (oid(f"d0{n}"), f"170093{n}", f"FLXCA170093{n}", f"tablet-token-{n}") for n in range(1, 9)
    ]


def test_two_worlds_at_one_moment_are_alike():
    worlds = []
    for _ in range(2):
        clock = Clock()
        clock.freeze()
        clock.set(datetime(2026, 3, 10, tzinfo=UTC))
        worlds.append([(m.id, m.access, m.uuid, m.start) for m in Telecomx(clock).state.meetings.values()])
    assert worlds[0] == worlds[1]


@pytest.mark.parametrize("scale", [1, 7])
def test_scale_multiplies_meetings_and_tablets(telecomx, scale):
    telecomx.seed({"scale": scale})
    tablets = [d for d in telecomx.state.devices.values() if d.customer == CUSTOMER and d.type == "ANDROID"]
    assert (len(of(telecomx, CUSTOMER)), len(tablets)) == (16 * scale, 8 * scale)
