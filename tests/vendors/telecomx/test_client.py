"""Paths, queries, refusals: what each endpoint is asked, and what its answers mean."""

from datetime import date

import pytest

from models.command import CommandParameters, CommandType
from models.drafts import MeetingDraft
from models.errors import VendorBadResponse, VendorRejected
from models.ids import Kind
from models.vendor import Vendor
from models.vendor_problem import MissingPart
from tests.support.accounts import a_key
from vendors.operation_scope import operation_scope
from vendors.partial_results import fetch_each
from vendors.telecomx import mapping
from vendors.telecomx.auth import TelecomxCredentials
from vendors.telecomx.client import TelecomxClient
from vendors.telecomx.writes import ScheduleMeeting
from vendors.writing import Request

ROOM = "/flexcare/videochat/meetings/m1"
ROOMS = "/flexcare/videochat/meetings"
CUSTOMER = "65f000000000000000000c01"


def refusal(code, status):
    return {"error": {"message": "canary", "code": code, "status": status}}


async def test_a_room_is_asked_for_by_its_id(client, http, body):
    documented = body("room_nested")
    documented["meeting"]["_id"] = "m/1"
    http.on("/flexcare/videochat/meetings/m%2F1", documented)
    assert (await client.room("m/1")).setting.name == "Standard møde"
    assert http.calls[0].token == "machine-token"


async def test_rooms_are_asked_for_by_customer_and_days(client, http):
    http.on(ROOMS, [])
    await client.rooms(date(2025, 11, 4), date(2025, 11, 5))
    assert http.calls[0].params == {"customer": CUSTOMER, "dateFrom": "2025-11-04", "dateTo": "2025-11-05"}


async def test_the_room_of_a_tablet_is_asked_for_by_barcode(client, http, body):
    http.on("/flexcare/videochat/device/meeting/1700937", body("room_of_device"))
    assert (await client.room_of_device("1700937")).record.state == "PROVISIONED_OK"


async def test_templates_are_asked_for_at_the_singular_path(client, http, body):
    http.on("/flexcare/videochat/meeting", body("settings"))
    assert [setting.name for setting in await client.settings()] == ["Standard møde", "Lukket"]
    assert http.calls[0].params == {"customer": CUSTOMER}


async def test_live_values_are_asked_for_by_both_ids(client, http, body):
    http.on("/iptv/flexcareconference/meeting/m1/devices/d1", body("live"))
    assert (await client.live("m1", "d1")).state == "STARTED"


async def test_one_tablet_is_asked_for_by_its_id(client, http, body):
    http.on("/iptv/device/d1", body("device"))
    assert (await client.device("d1")).mac == "02:00:00:00:00:01"


async def test_tablets_are_asked_for_page_by_page(client, http, body):
    http.on("/iptv/device", body("devices"))
    await client.devices(3)
    assert http.calls[0].params == {"customer": CUSTOMER, "type": "ANDROID", "offset": 200, "limit": 100}


@pytest.mark.parametrize(
    ("page", "rows", "total", "more"),
    [
        (1, 2, 2, False),
        (1, 100, 101, True),
        (2, 1, 101, False),
        (2, 0, 999, False),
        (1, 100, None, True),
        # It may hold its pages shorter than asked, and its total may be behind.
        (1, 99, None, True),
        (1, 37, 99, True),
        (1, 100, 40, True),
        (1, 4, None, False),
    ],
)
async def test_the_total_tells_whether_there_are_more(client, http, page, rows, total, more):
    http.on("/iptv/device", {"devices": [{"_id": f"d{n}"} for n in range(rows)], "total": total})
    assert (await client.devices(page))[1] is more


@pytest.mark.parametrize("total", [90, None])
async def test_tablets_behind_a_page_shorter_than_asked_are_asked_for_from_there_on(client, http, total):
    offsets = []
    for number, rows in enumerate((37, 37, 16), 1):
        http.on("/iptv/device", {"devices": [{"_id": f"d{n}"} for n in range(rows)], "total": total})
        await client.devices(number)
        offsets.append(http.calls[-1].params["offset"])
    assert offsets == [0, 37, 74]


async def test_tablets_that_are_told_of_and_not_given_are_noted(client, http):
    http.on("/iptv/device", {"devices": [], "total": 150})
    with operation_scope() as scope:
        await client.devices(2)
    assert [(lack.missing, lack.count) for lack in scope.gaps.problems()] == [(MissingPart.BEYOND_LIMIT, 50)]


async def test_a_page_counts_its_unreadable_rows(client, http):
    http.on("/iptv/device", {"devices": [{"_id": "d1"}, {"name": "no id"}], "total": 2})
    found, more = await client.devices(1)
    assert (len(found), more) == (1, False)


async def test_a_thing_that_is_not_there_is_none(client, http, answer):
    # The room's 404 says customer, of all things: the status decides.
    http.on(ROOM, answer(refusal("customer", 404), 404))
    assert await client.room("m1") is None


async def test_an_answer_about_another_room_is_refused(client, http):
    http.on(ROOM, {"_id": "m2"})
    with pytest.raises(VendorBadResponse):
        await client.room("m1")


async def test_a_room_may_be_asked_for_in_capitals(client, http):
    http.on("/flexcare/videochat/meetings/65F0A", {"_id": "65f0a"})
    assert (await client.room("65F0A")).record.id == "65f0a"


async def test_a_404_that_is_not_json_is_none_too(client, http, answer):
    http.on(ROOM, answer(None, 404, is_json=False))
    assert await client.room("m1") is None


@pytest.mark.parametrize("unnameable", [".", "..", "", "\ud800"])
async def test_an_id_that_fits_into_no_path_names_nothing(client, http, unnameable):
    assert await client.room(unnameable) is None
    assert http.calls == []


async def test_a_list_of_an_unknown_customer_is_refused(client, http, answer):
    http.on(ROOMS, answer(refusal("customer", 404), 404))
    with pytest.raises(VendorRejected):
        await client.rooms(date(2025, 11, 4), date(2025, 11, 5))


@pytest.mark.parametrize(
    ("status", "code"),
    [
        (400, "customer"),
        (401, "format_error"),
        (401, "invalid_token"),
        (403, "token"),
        (403, "access_denied"),
        (422, "Invalid data"),
    ],
)
async def test_a_refusal_carries_its_code_and_no_text(client, http, answer, status, code):
    http.on(ROOM, answer(refusal(code, status), status))
    with pytest.raises(VendorRejected) as refused:
        await client.room("m1")
    assert (refused.value.status, refused.value.vendor_code) == (status, code)
    assert "canary" not in str(refused.value)
    assert len(http.calls) == 1


async def test_a_refusal_by_something_before_the_vendor_has_no_code(client, http, answer):
    http.on(ROOM, answer(None, 403, is_json=False))
    with pytest.raises(VendorRejected) as refused:
        await client.room("m1")
    assert refused.value.vendor_code is None


@pytest.mark.parametrize("value", [None, [], "canary", 7, {}, {"error": {"code": "x"}}, {"_id": ["canary"]}])
async def test_another_shape_is_a_bad_response(client, http, answer, value):
    http.on(ROOM, answer(value))
    with pytest.raises(VendorBadResponse) as bad:
        await client.room("m1")
    assert "canary" not in str(bad.value)


async def test_text_that_is_not_unicode_costs_its_field(client, http, answer):
    http.on(
        "/iptv/flexcareconference/meeting/m1/devices/d1",
        answer({"settings": {"cameraOn": "canary\ud800", "volume": 3}}),
    )
    live = await client.live("m1", "d1")
    settings = mapping.settings.tablet_settings(live.settings, client.answer("read device in meeting"))
    assert (settings.camera_on, settings.volume) == (None, 3)


@pytest.mark.parametrize(
    "wrap", [lambda e: {"error": e}, lambda e: {"error": [e]}, lambda e: {"errors": [e]}]
)
@pytest.mark.parametrize("code", ["expired", "invalid_token", "credentials_invalid"])
async def test_a_worn_out_token_is_renewed_once(http, login_settings, clock, answer, code, wrap):
    http.on("/auth/login", {"token": "t1"}, {"token": "t2"})
    http.on(ROOM, answer(wrap({"code": code}), 401), {"_id": "m1"})
    client = TelecomxClient(http, TelecomxCredentials(login_settings, http, clock), "c1", clock)
    assert await client.room("m1") is not None
    assert [call.token for call in http.asked(ROOM)] == ["t1", "t2"]


async def test_a_batch_whose_token_is_worn_out_logs_in_once_and_is_read_again(
    http, login_settings, clock, answer
):
    http.on("/auth/login", {"token": "t1"}, {"token": "t2"})
    credentials = TelecomxCredentials(login_settings, http, clock)
    await credentials.grant()
    client = TelecomxClient(http, credentials, "c1", clock)
    paths = {id: f"/flexcare/videochat/meetings/{id}" for id in ("m1", "m2", "m3")}
    for id, path in paths.items():
        http.on(path, answer(refusal("expired", 401), 401), {"_id": id})
    with operation_scope():
        found = await fetch_each(list(paths), client.room)
    assert [room.record.id for room in found.values()] == list(paths)
    assert len(http.asked("/auth/login")) == 2
    for path in paths.values():
        assert [call.token for call in http.asked(path)] == ["t1", "t2"]


async def test_a_token_is_renewed_no_second_time(http, login_settings, clock, answer):
    http.on("/auth/login", {"token": "t1"}, {"token": "t2"})
    http.on(ROOM, answer(refusal("invalid_token", 401), 401))
    client = TelecomxClient(http, TelecomxCredentials(login_settings, http, clock), "c1", clock)
    with pytest.raises(VendorRejected):
        await client.room("m1")
    assert len(http.asked(ROOM)) == len(http.asked("/auth/login")) == 2


@pytest.mark.parametrize(("status", "code"), [(403, "expired"), (401, "format_error")])
async def test_no_login_is_wasted_on_what_it_cannot_mend(http, login_settings, clock, answer, status, code):
    http.on("/auth/login", {"token": "t1"})
    http.on(ROOM, answer(refusal(code, status), status))
    client = TelecomxClient(http, TelecomxCredentials(login_settings, http, clock), "c1", clock)
    with pytest.raises(VendorRejected):
        await client.room("m1")
    assert len(http.asked("/auth/login")) == 1


@pytest.mark.parametrize("odd", [{"uri": []}, {"created": {"$date": 1}}, {"pin": True}, {"devices": "none"}])
async def test_a_conference_whose_answer_names_it_has_been_made(adapter, http, odd):
    path = "/iptv/flexcareconference/meeting"
    http.on(path, {"_id": "m1", "state": "CREATED", **odd})
    made = await ScheduleMeeting(adapter.writes_at, MeetingDraft(vendor=Vendor.TELECOMX)).sent(
        Request("POST", path, json={"employee": "e1", "devices": []})
    )
    assert (made.record.id, made.record.state) == ("m1", "CREATED")


@pytest.mark.parametrize("odd", [{"type": {}}, {"volume": "loud"}, {"fetched": [1]}, {"value": "perhaps"}])
async def test_a_command_whose_answer_names_it_has_been_sent(adapter, http, odd):
    http.on("/iptv/flexcareconference/meeting/m1/createcommand", {"_id": "c1", **odd})
    meeting, device = (
        a_key(Kind.MEETING, Vendor.TELECOMX, ("m1",)),
        a_key(Kind.DEVICE, Vendor.TELECOMX, ("d1",)),
    )
    made = await adapter.send_command(meeting, device, CommandType.CAMERA_ON, CommandParameters(value=True))
    assert made.key.parts == ("m1", "d1", "c1")
