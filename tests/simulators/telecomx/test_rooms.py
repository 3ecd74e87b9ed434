"""One room in each of its shapes, the room of a device, and the settings of a customer."""

import pytest

from simulators.telecomx.clinic import CUSTOMER, NEIGHBOUR, oid

ROOMS = "/flexcare/videochat/meetings"
ROOM = f"{ROOMS}/{oid('a05')}"
CONFERENCE_KEYS = [
    "_id",
    "customer",
    "employee",
    "uri",
    "pin",
    "desktopLink",
    "clinicalLink",
    "mobileLink",
    "state",
    "created",
    "devices",
]
ROOM_KEYS = [
    "_id",
    "subject",
    "description",
    "startTime",
    "endTime",
    "externalId",
    "uuid",
    "customer",
    "employee",
    "uri",
    "pin",
    "desktopLink",
    "clinicalLink",
    "state",
    "created",
    "startTimeMedcom",
    "endTimeMedcom",
    "guestDesktopLink",
    "hostDesktopLink",
    "mobilLink",
    "meetingSetting",
    "participants",
    "devices",
]
DEVICE_KEYS = ["_id", "technicalRoomNumber", "serial", "name", "deviceId", "settings"]


async def test_a_room_is_nested_as_in_the_example(gateway):
    body = (await gateway.get(ROOM)).json()
    assert (list(body), list(body["meeting"])) == (["meeting", "devices", "setting"], ROOM_KEYS)


async def test_a_room_can_be_flat(gateway, switch):
    await switch(room_shape="flat")
    assert list((await gateway.get(ROOM)).json()) == ROOM_KEYS


async def test_a_room_can_be_the_tables_conference(gateway, switch):
    await switch(room_shape="conference")
    assert list((await gateway.get(ROOM)).json()) == CONFERENCE_KEYS


@pytest.mark.parametrize(
    ("place", "at_root", "in_meeting"),
    [("root", True, False), ("meeting", False, True), ("none", False, False)],
)
async def test_the_place_of_the_commands_is_a_switch(gateway, switch, place, at_root, in_meeting):
    await switch(commands_at=place)
    body = (await gateway.get(ROOM)).json()
    found = ["commands" in devices[0] for devices in (body["devices"], body["meeting"]["devices"])]
    assert found == [at_root, in_meeting]


@pytest.mark.parametrize("shape", ["flat", "conference"])
async def test_a_flat_room_carries_commands_in_its_one_device_list(gateway, switch, shape):
    await switch(room_shape=shape)
    assert list((await gateway.get(ROOM)).json()["devices"][0]) == [*DEVICE_KEYS, "commands"]


async def test_commands_of_a_room_tell_how_far_they_are(gateway):
    commands = (await gateway.get(ROOM)).json()["devices"][0]["commands"]
    stages = [(command["fetched"], command["executed"]) for command in commands]
    assert stages == [(True, True), (True, True), (True, False), (False, False)]


async def test_the_setting_misspells_three_keys(gateway):
    setting = (await gateway.get(ROOM)).json()["setting"]
    expected = {"medcomUri", "camerOn", "microPhoneOn", "setVolume", "addParticipants", "volume", "quality"}
    assert set(setting["tabletSetting"]) == expected


async def test_the_spelling_can_be_right(gateway, switch):
    await switch(misspelt=False)
    body = (await gateway.get(ROOM)).json()
    right = {"cameraOn", "microphoneOn", "addParticipant"}
    assert right <= set(body["setting"]["tabletSetting"])
    assert ("mobileLink" in body["meeting"], "mobilLink" in body["meeting"]) == (True, False)


async def test_times_are_iso_with_milliseconds(gateway):
    meeting = (await gateway.get(ROOM)).json()["meeting"]
    assert meeting["startTime"] == "2026-03-10T11:50:00.000Z"


async def test_times_can_have_an_offset(gateway, switch):
    await switch(dates_offset=True)
    meeting = (await gateway.get(ROOM)).json()["meeting"]
    assert meeting["startTime"] == "2026-03-10T11:50:00.000+00:00"


@pytest.mark.parametrize(
    ("colon", "text"), [(True, "2026-03-10T11:50:00 +00:00"), (False, "2026-03-10T11:50:00 +0000")]
)
async def test_medcoms_form_of_a_time_has_a_blank(gateway, switch, colon, text):
    await switch(medcom_colon=colon)
    assert (await gateway.get(ROOM)).json()["meeting"]["startTimeMedcom"] == text


async def test_some_rooms_have_an_empty_clinical_link(gateway):
    rooms = (await gateway.get(ROOMS, params={"customer": CUSTOMER})).json()
    assert {room["clinicalLink"] == "" for room in rooms} == {True, False}


async def test_every_clinical_link_can_be_empty(gateway, switch):
    await switch(clinical_link_empty=True)
    rooms = (await gateway.get(ROOMS, params={"customer": CUSTOMER})).json()
    assert {room["clinicalLink"] for room in rooms} == {""}


async def test_properties_without_a_value_are_null(gateway):
    body = (await gateway.get(f"{ROOMS}/{oid('a81')}")).json()
    assert (body["setting"], body["meeting"]["subject"], body["meeting"]["startTime"]) == (None, None, None)


async def test_properties_without_a_value_can_be_left_out(gateway, switch):
    await switch(absent_empty=True)
    body = (await gateway.get(f"{ROOMS}/{oid('a81')}")).json()
    gone = {"subject", "startTime", "startTimeMedcom", "participants", "meetingSetting", "uuid"}
    assert ("setting" in body, gone & set(body["meeting"])) == (False, set())


async def test_false_and_zero_are_values(gateway, switch, hook):
    await switch(absent_empty=True)
    settings = (await gateway.get(f"{ROOMS}/{oid('a81')}")).json()["devices"][0]["settings"]
    assert settings["cameraOn"] is False


async def test_ids_can_be_short_in_both_directions(gateway, switch):
    await switch(short_ids="all")
    body = (await gateway.get(f"{ROOMS}/{oid('a05')[1:]}")).json()
    assert body["meeting"]["_id"] == oid("a05")[1:]


async def test_participants_tell_how_their_message_fared(gateway):
    first, second = (await gateway.get(ROOM)).json()["meeting"]["participants"]
    assert [(p["type"], p["smsStatus"]) for p in (first, second)] == [("SMS", "Delivered"), ("EMAIL", None)]


@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("short", (422, "Invalid data", "Data is not valid in query")),
        (oid("a05")[1:], (422, "Invalid data", "Data is not valid in query")),
        (oid("aaa"), (404, "customer", "Room not found")),
        (oid("b01"), (403, "token", "Access denied")),
    ],
)
async def test_a_room_is_refused_as_the_page_prints_it(gateway, refused, id, expected):
    assert refused(await gateway.get(f"{ROOMS}/{id}")) == expected


async def test_the_neighbour_sees_its_own_room(open_client):
    client = await open_client("Bearer telecomx-neighbour-m2m-token")
    assert (await client.get(f"{ROOMS}/{oid('b01')}")).status_code == 200


@pytest.mark.parametrize("id", ["1700932", oid("d02")])
async def test_the_room_of_a_device_is_found_by_both_ids(gateway, id):
    body = (await gateway.get(f"/flexcare/videochat/device/meeting/{id}")).json()
    assert (list(body), list(body["meeting"]), body["meeting"]["_id"]) == (["meeting"], ROOM_KEYS, oid("a05"))


@pytest.mark.parametrize(
    ("device", "expected"),
    [
        ("9999999", (404, "device", "Device not found")),
        ("1700938", (404, "meeting", "Meeting not found")),
        ("1600001", (403, "access_denied", "Insufficient access level")),
    ],
)
async def test_a_device_without_a_room_is_refused(gateway, refused, device, expected):
    assert refused(await gateway.get(f"/flexcare/videochat/device/meeting/{device}")) == expected


async def test_settings_answer_under_the_singular_path(gateway):
    body = (await gateway.get("/flexcare/videochat/meeting", params={"customer": CUSTOMER})).json()
    kinds = [(s["_id"], s["meetingType"], s["defaultSetting"]) for s in body["settings"]]
    assert kinds == [(oid("901"), "POOL", True), (oid("902"), "NORMAL", False)]


async def test_a_setting_has_exactly_the_vendors_keys(gateway):
    body = (await gateway.get("/flexcare/videochat/meeting", params={"customer": CUSTOMER})).json()
    assert list(body["settings"][0]) == [
        "_id",
        "name",
        "customer",
        "defaultSetting",
        "subject",
        "description",
        "organizedByEmail",
        "maxParticipants",
        "endMeetingOnTime",
        "meetingType",
        "duration",
        "guestMicrophone",
        "guestPinRequired",
        "projectCode",
        "enableOverlayText",
        "tabletSetting",
        "sendSMS",
        "sms",
        "schedulingTemplateId",
    ]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, (422, "Invalid data", "Data is not valid in query")),
        ({"customer": oid("ccc")}, (404, "customer", "Customer not found")),
        ({"customer": NEIGHBOUR}, (403, "access_denied", "Insufficient access level")),
    ],
)
async def test_settings_are_refused(gateway, refused, params, expected):
    assert refused(await gateway.get("/flexcare/videochat/meeting", params=params)) == expected
