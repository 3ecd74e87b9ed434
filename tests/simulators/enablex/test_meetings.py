"""Scheduling, reading, editing and cancelling one meeting: E5 to E7 and E9."""

from typing import Any

import httpx
import pytest

from simulators.enablex.app import EnableX

HEAD = ["meeting_id", "room_id", "user_id", "room_name", "app_type", "desc", "start_time "]
ACCESS = ["mpin", "ppin", "direct_url"]
COUNTS = ["moderators", "participants"]
FLAGS = ["wait_for_moderator", "knock", "auto_recording"]


async def one(vendor: httpx.AsyncClient, meeting_id: str) -> dict[str, Any]:
    found: dict[str, Any] = (await vendor.get(f"/meetings/{meeting_id}")).json()["meeting"]
    return found


async def test_creating_answers_the_printed_columns(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any]
) -> None:
    response = await vendor.post("/meetings", json=new_meeting)
    answer = response.json()
    assert response.status_code == 200
    assert answer["msg"] == "Meeting has been scheduled"
    assert list(answer["meeting"]) == [*HEAD, *ACCESS, *COUNTS, "duration", *FLAGS]


async def test_a_new_meeting_has_the_next_ids(vendor: httpx.AsyncClient, new_meeting: dict[str, Any]) -> None:
    meeting = (await vendor.post("/meetings", json=new_meeting)).json()["meeting"]
    assert (meeting["meeting_id"], meeting["room_id"]) == ("mtg-0019", "room-0019")


async def test_a_new_meeting_is_read_back(vendor: httpx.AsyncClient, new_meeting: dict[str, Any]) -> None:
    await vendor.post("/meetings", json=new_meeting)
    meeting = await one(vendor, "mtg-0019")
    assert (meeting["room_name"], meeting["start_time "]) == ("Follow-up", "2030-02-01 09:30:00")


async def test_the_start_is_utc_whatever_the_zone(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any]
) -> None:
    meeting = (await vendor.post("/meetings", json={**new_meeting, "timezone_id": "141"})).json()["meeting"]
    assert meeting["start_time "] == "2030-02-01 09:30:00"


async def test_a_start_is_taken_with_the_blanks_of_the_page(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any]
) -> None:
    new_meeting["start_time "] = new_meeting.pop("start_time") + " "
    assert (await vendor.post("/meetings", json=new_meeting)).status_code == 200


async def test_a_meeting_is_scheduled_for_another_user(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any]
) -> None:
    meeting = (await vendor.post("/meetings", json={**new_meeting, "user_id": "10004"})).json()["meeting"]
    assert meeting["user_id"] == "10004"


async def test_an_unknown_user_hosts_nothing(vendor: httpx.AsyncClient, new_meeting: dict[str, Any]) -> None:
    response = await vendor.post("/meetings", json={**new_meeting, "user_id": "99999"})
    assert (response.status_code, response.json()["result"]) == (404, 404)


async def test_a_webinar_is_a_meeting_of_the_other_type(
    vendor: httpx.AsyncClient, new_meeting: dict[str, Any]
) -> None:
    answer = await vendor.post("/meetings", json=new_meeting, headers={"X-App-Type": "wb"})
    meeting = answer.json()["meeting"]
    assert (meeting["meeting_id"], meeting["app_type"]) == ("web-0003", "wb")


async def test_one_meeting_has_invitees_and_neither_pins_nor_zone(vendor: httpx.AsyncClient) -> None:
    meeting = await one(vendor, "mtg-0007")
    assert list(meeting) == [*HEAD, "duration", *COUNTS, *FLAGS, "invitees"]


async def test_one_meeting_has_its_duration_as_a_number(vendor: httpx.AsyncClient) -> None:
    assert (await one(vendor, "mtg-0007"))["duration"] == 30


async def test_one_meeting_may_have_its_pins(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"pins_on_get": True})
    assert (await one(vendor, "mtg-0001"))["mpin"] == "004217"


async def test_keys_may_be_clean(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"clean_keys": True})
    meeting = await one(vendor, "mtg-0007")
    assert "start_time" in meeting
    assert "start_time " not in meeting


async def test_the_value_of_the_start_may_end_in_a_blank(
    vendor: httpx.AsyncClient, simulator: EnableX
) -> None:
    simulator.set_switches({"spaced_values": True})
    assert (await one(vendor, "mtg-0007"))["start_time "] == "2030-01-16 04:00:00 "


async def test_durations_may_be_numbers_everywhere(
    vendor: httpx.AsyncClient, simulator: EnableX, new_meeting: dict[str, Any]
) -> None:
    simulator.set_switches({"duration_numbers": True})
    assert (await vendor.post("/meetings", json=new_meeting)).json()["meeting"]["duration"] == 30


async def test_a_patch_without_a_body_reads(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.patch("/meetings/mtg-0007")).json() == (
        await vendor.get("/meetings/mtg-0007")
    ).json()


async def test_reading_may_be_a_matter_of_patch_only(vendor: httpx.AsyncClient, simulator: EnableX) -> None:
    simulator.set_switches({"get_meeting_by_patch_only": True})
    assert (await vendor.get("/meetings/mtg-0007")).status_code == 404
    assert (await vendor.patch("/meetings/mtg-0007")).status_code == 200


async def test_editing_answers_the_printed_columns(vendor: httpx.AsyncClient) -> None:
    answer = (await vendor.patch("/meetings/mtg-0007", json={"desc": "Bring the referral"})).json()
    assert answer["msg"] == "Meeting has been updated"
    assert list(answer["meeting"]) == [*HEAD, "timezone", *ACCESS, *COUNTS, "duration", *FLAGS]


async def test_an_edit_changes_what_it_names(vendor: httpx.AsyncClient) -> None:
    before = await one(vendor, "mtg-0007")
    wanted = {"room_name": "Second consultation", "duration": 45, "participants": 3, "knock": True}
    await vendor.patch("/meetings/mtg-0007", json=wanted)
    assert await one(vendor, "mtg-0007") == {**before, **wanted}


async def test_an_edit_with_nothing_changes_nothing(vendor: httpx.AsyncClient) -> None:
    before = await one(vendor, "mtg-0007")
    assert (await vendor.patch("/meetings/mtg-0007", json={})).json()["msg"] == "Meeting has been updated"
    assert await one(vendor, "mtg-0007") == before


async def test_a_moved_meeting_moves_in_the_list(vendor: httpx.AsyncClient) -> None:
    await vendor.patch("/meetings/mtg-0007", json={"start_time": "2031-01-01 10:00:00"})
    newest = (await vendor.get("/meetings", params={"order_qualify": "desc"})).json()["meetings"][0]
    assert (newest["meeting_id"], newest["start_time "]) == ("mtg-0007", "2031-01-01 10:00:00")


async def test_an_edit_changes_the_zone_and_not_the_start(vendor: httpx.AsyncClient) -> None:
    meeting = (await vendor.patch("/meetings/mtg-0007", json={"timezone_id": "92"})).json()["meeting"]
    assert (meeting["timezone"]["zone_name"], meeting["start_time "]) == (
        "Asia/Kolkata",
        "2030-01-16 04:00:00",
    )


async def test_a_current_meeting_can_be_edited(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.patch("/meetings/mtg-0005", json={"duration": 200})).status_code == 200


async def test_a_past_meeting_cannot_be_edited(vendor: httpx.AsyncClient) -> None:
    response = await vendor.patch("/meetings/mtg-0004", json={"desc": "x"})
    assert (response.status_code, response.json()["result"]) == (406, 1000)


async def test_a_meeting_in_an_inactive_room_cannot_be_edited(vendor: httpx.AsyncClient, hook: Any) -> None:
    await hook("set_room_active", room_id="room-0007", active=False)
    assert (await vendor.patch("/meetings/mtg-0007", json={"desc": "x"})).json()["result"] == 1000


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        ({"contact_ids": ["c-201"]}, {"contact_ids": ["c-201"], "group_ids": [], "emails": []}),
        (
            {"contact_ids": [], "group_ids": ["g-301"], "emails": ["guest@mail.example"]},
            {"contact_ids": [], "group_ids": ["g-301"], "emails": ["guest@mail.example"]},
        ),
        (
            {
                "contacts": [
                    {"contact_id": "c-202", "name": "Karim Haddad", "email": "patient202@mail.example"},
                    {"contact_id": "", "name": "Guest", "email": "guest@mail.example"},
                ],
                "groups": [{"group_id": "g-302", "group_name": "Night shift"}],
            },
            {"contact_ids": ["c-202"], "group_ids": ["g-302"], "emails": ["guest@mail.example"]},
        ),
    ],
    ids=["ids", "groups and addresses", "objects"],
)
@pytest.mark.parametrize("method", ["POST", "PATCH"])
async def test_invitees_come_in_both_shapes_on_both_calls(
    vendor: httpx.AsyncClient,
    new_meeting: dict[str, Any],
    method: str,
    given: dict[str, Any],
    kept: dict[str, Any],
) -> None:
    if method == "POST":
        await vendor.post("/meetings", json={**new_meeting, "invitees": given})
    else:
        await vendor.patch("/meetings/mtg-0007", json={"invitees": given})
    assert (await one(vendor, "mtg-0019" if method == "POST" else "mtg-0007"))["invitees"] == kept


async def test_an_edit_may_show_the_invitees_as_objects(
    vendor: httpx.AsyncClient, simulator: EnableX
) -> None:
    simulator.set_switches({"edit_shows_invitees": True})
    given = {"contacts": [{"contact_id": "c-202"}, {"name": "Guest", "email": "guest@mail.example"}]}
    answer = await vendor.patch("/meetings/mtg-0007", json={"invitees": given})
    known = simulator.state.contacts["c-202"]
    assert answer.json()["meeting"]["invitees"] == {
        "contacts": [
            {"contact_id": "c-202", "name": known.name, "email": known.email},
            {"contact_id": "", "name": "Guest", "email": "guest@mail.example"},
        ],
        "groups": [],
    }


async def test_invitees_that_are_left_out_stay(vendor: httpx.AsyncClient) -> None:
    await vendor.patch("/meetings/mtg-0007", json={"desc": "x"})
    assert (await one(vendor, "mtg-0007"))["invitees"]["contact_ids"] == ["c-207", "c-208"]


async def test_cancelling_answers_an_event(vendor: httpx.AsyncClient) -> None:
    assert (await vendor.delete("/meetings/mtg-0007")).json() == {
        "result": 1,
        "msg": "Meeting has been cancelled",
        "event": {
            "meeting_id": "mtg-0007",
            "room_id": "room-0007",
            "user_id": "10001",
            "room_name": "First consultation: Sofia Bianchi",
        },
    }


async def test_cancelling_may_answer_the_broken_text_of_the_page(
    vendor: httpx.AsyncClient, simulator: EnableX
) -> None:
    simulator.set_switches({"broken_cancel_json": True})
    response = await vendor.delete("/meetings/mtg-0007")
    assert response.status_code == 200
    assert response.text.startswith('{ "result": 1, "msg": "Meeting has been cancelled". "event": {')
    with pytest.raises(ValueError, match="Expecting"):
        response.json()


@pytest.mark.parametrize("path", ["/meetings/mtg-0007", "/meetings/mtg-0007/lobby", "/polls/room-0007"])
async def test_a_cancelled_meeting_is_gone_with_all_it_had(vendor: httpx.AsyncClient, path: str) -> None:
    await vendor.delete("/meetings/mtg-0007")
    assert (await vendor.get(path)).status_code == 404


async def test_a_cancelled_meeting_leaves_the_list(vendor: httpx.AsyncClient) -> None:
    await vendor.delete("/meetings/mtg-0007")
    meetings = (await vendor.get("/meetings", params={"page_length": 50})).json()["meetings"]
    assert "mtg-0007" not in [meeting["meeting_id"] for meeting in meetings]


@pytest.mark.parametrize("method", ["GET", "PATCH", "DELETE"])
async def test_an_unknown_meeting_is_404(vendor: httpx.AsyncClient, method: str) -> None:
    response = await vendor.request(method, "/meetings/mtg-9999")
    assert (response.status_code, response.json()["result"]) == (404, 404)
