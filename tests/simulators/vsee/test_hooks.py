"""The acts that VSee's API has no call for."""

import pytest


async def room(vendor, code="noor1"):
    return (await vendor.get(f"/rooms/{code}")).json()["data"]


async def visit(vendor, admin, id):
    rows = (await vendor.get("/visits?fields=start,actual_start,actual_end,status,state,completed_by,recordings,"
                             "provider_id,type,room_id", headers=admin)).json()["data"]  # fmt: skip
    return next(row for row in rows if row["id"] == id)


async def test_a_room_closes_with_a_message(vendor, act):
    await act("close_room", room="noor1", close_msg="Back at two.")
    settings = (await room(vendor))["operation_settings"]
    assert (settings["is_closed"], settings["close_msg"]) == (True, "Back at two.")


async def test_a_room_opens_again(vendor, act):
    await act("open_room", room="raman1")
    assert (await room(vendor, "raman1"))["operation_settings"]["is_closed"] is False


async def test_a_room_changes(vendor, act, clock):
    await act("set_room", room="noor1", name="Renamed", active=False, public=False)
    changed = await room(vendor)
    assert (changed["name"], changed["active"], changed["public_access_room"]) == ("Renamed", False, False)
    assert changed["modified"] == clock.epoch()


async def test_the_address_of_a_room_cannot_change(act):
    assert (await act("set_room", room="noor1", slug="other")).status_code == 400


async def test_a_removed_room_is_gone(vendor, act):
    await act("remove_room", room="noor1")
    assert (await vendor.get("/rooms/noor1")).status_code == 404
    assert (await vendor.get("/rooms")).json()["data"][0]["code"] == "moller1"


async def test_the_slug_of_a_removed_room_is_free(vendor, act, admin):
    await act("remove_room", room="noor1")
    body = {"domain": "harbour.vsee.example", "slug": "noor1", "name": "Again"}
    assert (await vendor.post("/rooms", headers=admin, data=body)).status_code == 200


async def test_a_provider_goes_online(vendor, act):
    await act("set_provider", provider="85743", online=True)
    assert (await vendor.get("/rooms/raman1/providers/85743")).json()["data"]["status"] is True


async def test_a_visit_is_added(vendor, act, admin, clock):
    options = {"room": "noor1", "member": "85801", "provider": "85741", "type": 2}
    added = (await act("add_visit", **options, start="2026-03-05T09:00:00+00:00")).json()
    assert (added["room_id"], added["start"]) == ("171", clock.epoch() + 71 * 3600)
    assert (await visit(vendor, admin, added["id"]))["type"] == 2


async def test_a_visit_may_have_a_status_nobody_explained(vendor, act, admin):
    await act("set_visit", visit="82809", status=77)
    assert (await visit(vendor, admin, "82809"))["status"] == 77


async def test_a_visit_is_taken_ended_and_recorded(vendor, act, admin, clock):
    await act("take_visit", visit="82808", provider="85741")
    clock.advance(600)
    await act("record_visit", visit="82808")
    await act("end_visit", visit="82808", reason="patient_end_call")
    seen = await visit(vendor, admin, "82808")
    assert (seen["status"], seen["provider_id"], seen["completed_by"]) == (30, "85741", "85741")
    assert (seen["actual_end"] - seen["actual_start"], seen["state"]) == (600, "patient_end_call")
    assert seen["recordings"]["count"] == 1


async def test_a_visit_is_cancelled(vendor, act, admin):
    await act("cancel_visit", visit="82812")
    seen = await visit(vendor, admin, "82812")
    assert (seen["status"], seen["state"]) == (40, "patient_cancel_appointment")


async def test_a_visit_ends_for_a_known_reason(act):
    assert (await act("end_visit", visit="82806", reason="boredom")).status_code == 400


@pytest.mark.parametrize(("options", "expired"), [
    ({}, 20),
    ({"token": "vsee-demo-admin-token"}, 1),
    ({"user": "85701"}, 1),
    ({"token": "nonsense"}, 0),
])  # fmt: skip
async def test_tokens_expire(act, options, expired):
    assert (await act("expire_tokens", **options)).json() == {"expired": expired}


async def test_an_expired_token_is_refused(vendor, act, admin):
    await act("expire_tokens")
    assert (await vendor.get("/visits", headers=admin)).status_code == 401


@pytest.mark.parametrize(("name", "options"), [
    ("close_room", {"room": "nowhere"}),
    ("close_room", {}),
    ("take_visit", {"visit": "1"}),
    ("set_provider", {"provider": "1"}),
    ("set_provider", {"provider": "85741", "colour": "red"}),
    ("no_such_hook", {}),
])  # fmt: skip
async def test_a_wrong_act_is_told(act, name, options):
    assert (await act(name, **options)).status_code == 400
