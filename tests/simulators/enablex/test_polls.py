"""Polls of a room (E14) and the hooks that make and answer them."""

from typing import Any

import httpx
import pytest

from simulators.enablex.app import EnableX


async def polls(vendor: httpx.AsyncClient, room_id: str, **filters: Any) -> Any:
    return (await vendor.get(f"/polls/{room_id}", params=filters)).json()["polls"]


async def test_polls_are_keyed_by_their_id(vendor: httpx.AsyncClient) -> None:
    answer = (await vendor.get("/polls/room-0001")).json()
    assert list(answer) == ["result", "polls", "msg"]
    assert {key: poll["id"] for key, poll in answer["polls"].items()} == {"501": 501, "502": 502, "503": 503}


async def test_a_poll_has_exactly_the_printed_keys(vendor: httpx.AsyncClient) -> None:
    assert (await polls(vendor, "perm-10001"))["505"] == {
        "conf_num": 9007,
        "timestamp": 1894516800,
        "duration": "60",
        "type": "MCQN",
        "question": "Which days suit you?",
        "options": {"opt1": "Monday", "opt2": "Tuesday", "opt3": "Thursday"},
        "status": "P",
        "result": {"opt1": 1, "opt2": 2, "opt3": 2},
        "total_result": 3,
        "id": 505,
    }


async def test_a_draft_has_no_answers(vendor: httpx.AsyncClient) -> None:
    draft = (await polls(vendor, "room-0001"))["503"]
    assert (draft["status"], draft["total_result"], sum(draft["result"].values())) == ("D", 0, 0)


async def test_a_conference_number_narrows_to_one_session(vendor: httpx.AsyncClient) -> None:
    assert list(await polls(vendor, "room-0001", conf_num=9002)) == ["502", "503"]


@pytest.mark.parametrize("conf_num", ["1", "none"])
async def test_another_conference_has_no_polls(vendor: httpx.AsyncClient, conf_num: str) -> None:
    assert await polls(vendor, "room-0001", conf_num=conf_num) == {}


async def test_no_polls_are_an_empty_object(vendor: httpx.AsyncClient) -> None:
    assert await polls(vendor, "room-0007") == {}


async def test_no_polls_may_be_an_empty_list(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"polls_empty_list": True})
    assert await polls(vendor, "room-0007") == []


async def test_times_may_be_milliseconds(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"timestamp_ms": True})
    assert (await polls(vendor, "perm-10001"))["505"]["timestamp"] == 1894516800000


@pytest.mark.parametrize("room_id", ["mtg-0001", "room-9999", "room-web-0001"])
async def test_what_is_no_room_of_this_type_has_no_polls(vendor: httpx.AsyncClient, room_id: str) -> None:
    response = await vendor.get(f"/polls/{room_id}")
    assert (response.status_code, response.json()["result"]) == (404, 404)


async def test_a_poll_can_be_added_and_answered(vendor: httpx.AsyncClient, hook: Any) -> None:
    added = await hook("add_poll", room_id="room-0007", question="Any fever?", status="D", conf_num=42)
    await hook(
        "set_poll", room_id="room-0007", id=added["id"], status="P", result={"opt2": 1}, total_result=1
    )
    poll = (await polls(vendor, "room-0007", conf_num=42))[str(added["id"])]
    assert (poll["question"], poll["status"], poll["result"], poll["total_result"]) == (
        "Any fever?",
        "P",
        {"opt1": 0, "opt2": 1},
        1,
    )


@pytest.mark.parametrize(
    ("name", "told"),
    [
        ("add_poll", {"room_id": "none"}),
        ("set_poll", {"room_id": "room-0001", "id": 999}),
        ("set_room_active", {"room_id": "none", "active": True}),
        ("set_license", {"user_id": "none", "app_type": "vc", "assigned": True}),
        ("set_subscription", {"app_type": "tv"}),
        ("add_session", {"room_id": "none"}),
        ("end_session", {"session_id": "none"}),
    ],
)
async def test_a_hook_about_nothing_is_refused(
    anyone: httpx.AsyncClient, name: str, told: dict[str, Any]
) -> None:
    assert (await anyone.post(f"http://vendor/_control/hooks/{name}", json=told)).status_code == 400
