"""The demo world: the same every time, and as large as asked."""

import pytest

from simulators.vsee.app import VSee
from simulators.vsee.switches import CHOICES, DEFAULTS


async def test_the_world_is_the_same_every_time(vendor, simulator, admin):
    first = (await vendor.get("/visits", headers=admin)).json()
    simulator.seed({})
    assert (await vendor.get("/visits", headers=admin)).json() == first


async def test_scale_multiplies_rooms_and_visits(simulator):
    simulator.seed({"scale": 5})
    harbour = simulator.world.accounts["harbour"]
    assert (len(harbour.rooms), len(harbour.visits)) == (50, 60)


async def test_copies_keep_the_originals(vendor, simulator):
    before = (await vendor.get("/rooms/noor1")).json()["data"]["code"]
    simulator.seed({"scale": 2})
    assert (await vendor.get("/rooms/noor1")).json()["data"]["code"] == before
    assert (await vendor.get("/rooms/noor1x2")).json()["data"]["name"] == "Dr. Noor's waiting room 2"


@pytest.mark.parametrize("scale", [0, -1, "many"])
async def test_a_wrong_scale_is_told(vendor, scale):
    assert (await vendor.post("http://vendor/_control/seed", json={"scale": scale})).status_code == 400


async def test_no_queue_is_shorter_than_its_waiting_visits(simulator):
    for room in simulator.world.rooms.values():
        assert room.queue.length >= sum(visit.waiting for visit in room.visits)


async def test_visits_lie_between_three_days_ago_and_seven_ahead(simulator, clock):
    starts = [visit.start.timestamp() - clock.epoch() for visit in simulator.world.visits.values()]
    assert min(starts) >= -3 * 86400
    assert max(starts) <= 7 * 86400


async def test_each_room_was_made_on_its_own_day(simulator):
    rooms = simulator.world.accounts["harbour"].rooms
    assert len({room.created.date() for room in rooms}) == len(rooms)


def test_a_simulator_needs_no_clock():
    assert VSee().vendor == "VSEE"


@pytest.mark.parametrize("name", CHOICES)
def test_the_first_choice_of_a_switch_is_its_default(name):
    assert DEFAULTS[name] == CHOICES[name][0]
