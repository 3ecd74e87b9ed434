"""The demo world: what can be counted on by name, and how it scales."""

import itertools
from typing import Any

import httpx
import pytest

from simulators.enablex.app import EnableX
from simulators.world import DOCTORS


async def seed(anyone: httpx.AsyncClient, **options: Any) -> httpx.Response:
    return await anyone.post("http://vendor/_control/seed", json=options)


def test_the_users_are_the_doctors_in_order(simulator: EnableX) -> None:
    users = simulator.state.users
    assert [(user_id, users[user_id].email) for user_id in users] == [
        (str(10000 + doctor.number), doctor.email) for doctor in DOCTORS
    ]


def test_each_user_has_a_permanent_room(simulator: EnableX) -> None:
    assert all(f"perm-{user_id}" in simulator.state.rooms for user_id in simulator.state.users)


def test_two_pairs_start_together(simulator: EnableX) -> None:
    starts = sorted(
        meeting.start for meeting in simulator.state.meetings.values() if meeting.app_type == "vc"
    )
    assert len(starts) == 18
    assert sum(first == second for first, second in itertools.pairwise(starts)) == 2


def test_every_kind_of_invitee_is_there(simulator: EnableX) -> None:
    meetings = simulator.state.meetings.values()
    for kind in ("contact_ids", "group_ids", "emails"):
        assert any(meeting.invitees[kind] for meeting in meetings)


def test_every_kind_of_lobby_is_there(simulator: EnableX) -> None:
    chosen = {
        tuple(kind for kind, on in meeting.lobby.options.items() if on)
        for meeting in simulator.state.meetings.values()
        if meeting.lobby
    }
    assert chosen == {("messages",), ("messages", "audio"), ("images", "audio"), ("video",), ("audio",)}


def test_two_worlds_at_one_time_are_equal(simulator: EnableX) -> None:
    assert EnableX(simulator.clock).state.meetings == simulator.state.meetings


async def test_scale_multiplies_the_meetings_of_each_stage(
    anyone: httpx.AsyncClient, simulator: EnableX
) -> None:
    await seed(anyone, scale=3)
    stages = [
        meeting.stage(simulator.clock.now())
        for meeting in simulator.state.meetings.values()
        if meeting.app_type == "vc"
    ]
    assert {stage: stages.count(stage) for stage in stages} == {"past": 12, "current": 6, "upcoming": 36}


async def test_scale_leaves_the_first_copy_as_it_was(anyone: httpx.AsyncClient, simulator: EnableX) -> None:
    before = simulator.state.meetings["mtg-0007"]
    await seed(anyone, scale=2)
    after = simulator.state.meetings["mtg-0007"]
    assert (after.room_name, after.start) == (before.room_name, before.start)


async def test_a_new_seed_forgets_what_was_done(vendor: httpx.AsyncClient, anyone: httpx.AsyncClient) -> None:
    await vendor.delete("/meetings/mtg-0007")
    await seed(anyone)
    assert (await vendor.get("/meetings/mtg-0007")).status_code == 200


@pytest.mark.parametrize("scale", [0, -1, "many"])
async def test_a_senseless_scale_is_refused(anyone: httpx.AsyncClient, scale: Any) -> None:
    assert (await seed(anyone, scale=scale)).status_code == 400
