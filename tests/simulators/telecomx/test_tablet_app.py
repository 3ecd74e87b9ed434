"""What the app on a tablet asks about itself."""

import pytest

from simulators.telecomx.clinic import oid

TOKEN = {"token": "tablet-token-7"}


async def test_a_tablet_learns_who_it_is(stranger):
    body = (await stranger.get("/iptv/app/validate", params=TOKEN)).json()
    assert (body["_id"], body["deviceId"], body["technicalRoomNumber"]) == (oid("d07"), "1700937", "207")


async def test_a_tablet_lists_its_customers_devices_as_a_bare_array(stranger):
    body = (await stranger.get("/iptv/app/device", params=TOKEN)).json()
    assert [device["_id"] for device in body] == [oid(f"d0{n}") for n in range(1, 9)] + [oid("d21")]


@pytest.mark.parametrize("path", ["/iptv/app/validate", "/iptv/app/device"])
@pytest.mark.parametrize("params", [{}, {"token": "wrong"}])
async def test_a_wrong_token_is_403(stranger, refused, path, params):
    answer = await stranger.get(path, params=params)
    assert refused(answer) == (403, "access_denied", "Insufficient access level")
