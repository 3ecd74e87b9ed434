"""The register of devices: paging, filters, one device, and the action that is a GET."""

import pytest

from simulators.telecomx.clinic import CUSTOMER, NEIGHBOUR, WITHOUT_IPTV, oid

TABLETS = [oid(f"d0{number}") for number in range(1, 9)]
ALL = [*TABLETS, oid("d21")]
CONDENSED = [
    "_id",
    "type",
    "mac",
    "deviceId",
    "serial",
    "name",
    "customer",
    "technicalRoomNumber",
    "enabled",
    "developmentMode",
    "heartbeatStatus",
    "tabletProfile",
    "model",
    "created",
]


def ids(answer) -> list[str]:
    return [device["_id"] for device in answer.json()["devices"]]


async def test_the_default_is_the_callers_own_customer(gateway):
    assert ids(await gateway.get("/iptv/device")) == ALL


async def test_the_list_tells_offset_limit_and_total(gateway):
    body = (await gateway.get("/iptv/device", params={"offset": 2, "limit": 3})).json()
    assert (body["offset"], body["limit"], body["total"], len(body["devices"])) == (2, 3, 9, 3)


@pytest.mark.parametrize("path", ["/iptv/device", "/flexcare/device"])
async def test_pages_add_up_to_the_whole(logged_in, stranger, path):
    await stranger.post("/_control/seed", json={"scale": 5})
    client, seen, total = await logged_in("partner"), [], 1
    while len(seen) < total:
        body = (await client.get(path, params={"offset": len(seen), "limit": 7})).json()
        total = body["total"]
        seen += [device["_id"] for device in body.get("devices", body.get("items"))]
    assert (total, len(set(seen))) == (8 * 5 + 1, 8 * 5 + 1)


async def test_an_offset_past_the_end_is_an_empty_page(gateway):
    assert ids(await gateway.get("/iptv/device", params={"offset": 100})) == []


@pytest.mark.parametrize("key", ["devices", "items"])
async def test_the_key_of_the_list_is_a_switch(gateway, switch, key):
    await switch(device_list_key=key)
    assert list((await gateway.get("/iptv/device")).json()) == ["offset", "limit", "total", key]


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"type": "ANDROID"}, TABLETS),
        ({"type": "STB"}, [oid("d21")]),
        ({"type": "DRM"}, TABLETS),
        ({"type": "ANY"}, ALL),
        ({"type": "IOS"}, []),
        ({"filter": "hillside"}, TABLETS[4:]),
        ({"filter": "FLXCA1700933"}, [oid("d03")]),
        ({"filter": "1700934"}, [oid("d04")]),
        ({"filter": "02:00:5e:ff:00:21"}, [oid("d21")]),
        ({"tabletProfile": oid("961")}, TABLETS),
        ({"customer": CUSTOMER}, ALL),
        ({"reseller": "true"}, ALL),
        ({"packageName": "com.flexcare.conference", "packageVersion": "2.19.0"}, TABLETS),
        ({"packageName": "com.flexcare.conference", "packageVersion": "1.0.0"}, []),
    ],
)
async def test_each_filter_filters(gateway, params, expected):
    assert ids(await gateway.get("/iptv/device", params=params)) == expected


@pytest.mark.parametrize(
    ("status", "expected"),
    [
        ("ONLINE", [device for device in ALL if device not in (oid("d01"), oid("d02"))]),
        ("PRESUMEDDEAD", [oid("d01")]),
        ("DEAD", [oid("d02")]),
        ("ALLOFFLINE", [oid("d01"), oid("d02")]),
    ],
)
async def test_heartbeats_filter(gateway, hook, status, expected):
    await hook("sleep", device="1700931")
    await hook("set_device", device="1700932", heartbeat="DEAD")
    assert ids(await gateway.get("/iptv/device", params={"heartbeatStatus": status})) == expected


@pytest.mark.parametrize(("params", "shown"), [({}, False), ({"showDisabled": "true"}, True)])
async def test_a_disabled_device_shows_on_request(gateway, hook, params, shown):
    await hook("set_device", device="1700931", enabled=False)
    assert (oid("d01") in ids(await gateway.get("/iptv/device", params=params))) is shown


@pytest.mark.parametrize(("who", "shown"), [("gateway", False), ("partner", True)])
async def test_a_development_device_shows_to_seniors(logged_in, hook, who, shown):
    await hook("set_device", device="1700931", development=True)
    client = await logged_in(who)
    assert (oid("d01") in ids(await client.get("/iptv/device", params={"showDevelopment": "true"}))) is shown


async def test_a_package_name_alone_counts_versions(gateway):
    body = (await gateway.get("/iptv/device", params={"packageName": "com.flexcare.conference"})).json()
    assert body == {"versions": [{"version": "2.19.0", "devices": 8}]}


async def test_an_admin_lists_every_customers_devices(logged_in):
    client = await logged_in("admin")
    assert ids(await client.get("/iptv/device", params={"admin": "true"})) == [*ALL, oid("d11")]


async def test_a_viewer_lists_too(logged_in):
    client = await logged_in("viewer")
    assert ids(await client.get("/iptv/device")) == ALL


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({"limit": 0}, (422, "limit", "Property limit is invalid")),
        ({"limit": 501}, (422, "limit", "Property limit is invalid")),
        ({"limit": "many"}, (422, "limit", "Property limit is invalid")),
        ({"offset": -1}, (422, "offset", "Property offset is invalid")),
        ({"type": "TOASTER"}, (422, "type", "Property type is invalid")),
        ({"heartbeatStatus": "FINE"}, (422, "heartbeatStatus", "Property heartbeatStatus is invalid")),
        ({"full": "maybe"}, (422, "full", "Property full is invalid")),
        ({"customer": oid("ccc")}, (404, "customer", "Customer not found")),
        ({"customer": NEIGHBOUR}, (403, "access_denied", "Insufficient access level")),
        ({"customer": WITHOUT_IPTV}, (403, "access_denied", "Insufficient access level")),
        ({"admin": "true"}, (403, "access_denied", "Insufficient access level")),
    ],
)
async def test_a_bad_list_is_refused(gateway, refused, params, expected):
    assert refused(await gateway.get("/iptv/device", params=params)) == expected


async def test_a_viewer_may_not_list_for_the_reseller(logged_in, refused):
    client = await logged_in("viewer")
    answer = await client.get("/iptv/device", params={"reseller": "true"})
    assert refused(answer)[:2] == (403, "access_denied")


async def test_the_condensed_form_is_the_short_one(gateway):
    assert list((await gateway.get("/iptv/device")).json()["devices"][0]) == CONDENSED


async def test_the_full_form_adds_the_rest(gateway):
    [device] = (await gateway.get("/iptv/device", params={"full": "true", "limit": 1})).json()["devices"]
    assert list(device) == [*CONDENSED, "hasFlexcareOrder", "iotId", "applications"]


@pytest.mark.parametrize("id", [oid("d07"), "1700937", "02:00:5e:00:00:07"])
async def test_one_device_is_found_by_each_of_its_ids(gateway, id):
    body = (await gateway.get(f"/iptv/device/{id}")).json()
    assert (body["_id"], body["deviceId"], body["serial"]) == (oid("d07"), "1700937", "FLXCA1700937")


@pytest.mark.parametrize(("who", "shown"), [("gateway", False), ("partner", True)])
async def test_a_devices_token_shows_to_seniors_only(logged_in, who, shown):
    client = await logged_in(who)
    assert ("token" in (await client.get("/iptv/device/1700937")).json()) is shown


@pytest.mark.parametrize("tail", ["", "/action?type=LOCK"])
@pytest.mark.parametrize(
    ("id", "expected"),
    [
        ("9999999", (404, "id", "Device not found")),
        ("1600001", (403, "access_denied", "Insufficient access level")),
    ],
)
async def test_a_device_out_of_reach_is_refused(gateway, refused, tail, id, expected):
    assert refused(await gateway.get(f"/iptv/device/{id}{tail}")) == expected


@pytest.mark.parametrize("kind", ["START_APP", "UPDATE_APP", "LOCK", "UNLOCK", "MESSAGE"])
async def test_an_action_on_a_tablet_is_queued(gateway, hook, kind):
    answer = await gateway.get("/iptv/device/1700931/action", params={"type": kind})
    actions = (await hook("set_device", device="1700931"))["actions"]
    assert (answer.json(), [action["type"] for action in actions]) == ({"success": True}, [kind])


@pytest.mark.parametrize(
    ("device", "kind", "expected"),
    [
        ("1700931", "", (422, "type")),
        ("1700931", "SWITCH_OFF", (422, "type")),
        (oid("d21"), "LOCK", (422, "type")),
        (oid("d21"), "SCRIPT", (403, "access_denied")),
    ],
)
async def test_an_action_must_fit_the_device_and_the_caller(gateway, refused, device, kind, expected):
    answer = await gateway.get(f"/iptv/device/{device}/action", params={"type": kind})
    assert refused(answer)[:2] == expected


async def test_the_other_list_is_for_seniors_only(gateway, refused):
    assert refused(await gateway.get("/flexcare/device")) == (
        403,
        "access_denied",
        "Insufficient access level",
    )


@pytest.mark.parametrize(
    ("params", "expected"),
    [
        ({}, ALL),
        ({"type": "ANDROID_TABLET"}, TABLETS),
        ({"type": "STB"}, [oid("d21")]),
        ({"type": "ANDROID_BOX"}, []),
        ({"customerId": CUSTOMER}, ALL),
        ({"customerId": NEIGHBOUR}, []),
        ({"group": oid("971")}, TABLETS[:4]),
        ({"heartbeatStatus": "DEAD"}, []),
        ({"filter": "1700931"}, TABLETS[:1]),
    ],
)
async def test_the_other_list_filters_in_its_own_words(logged_in, params, expected):
    client = await logged_in("partner")
    body = (await client.get("/flexcare/device", params=params)).json()
    assert [device["_id"] for device in body["items"]] == expected


@pytest.mark.parametrize(("full", "shown"), [("false", set()), ("true", {"applications", "info"})])
async def test_the_other_list_has_a_full_form(logged_in, full, shown):
    client = await logged_in("partner")
    body = (await client.get("/flexcare/device", params={"full": full})).json()
    assert {"applications", "info"} & set(body["items"][0]) == shown
