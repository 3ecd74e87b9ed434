"""Which call each method makes, and what it gives for each kind of answer."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from models.errors import VendorBadResponse, VendorRejected
from vendors.vconnct import mapping
from vendors.vconnct.client import VConnctClient

Ask = Callable[[VConnctClient], Awaitable[Any]]

CALLS: dict[str, tuple[Ask, dict[str, str]]] = {
    "list_meetings": (lambda client: client.meetings(), {}),
    "list_sessions": (lambda client: client.sessions("m-1"), {"meeting_id": "m-1"}),
    "list_setting": (lambda client: client.settings("m-1"), {"meeting_id": "m-1"}),
    "list_attendance": (lambda client: client.attendance("s-1"), {"session_id": "s-1"}),
    "get_record": (lambda client: client.record("s-1"), {"session_id": "s-1"}),
    "list_general_meeting_setting": (lambda client: client.default_settings(), {}),
}
LISTS = [name for name in CALLS if name != "get_record"]
BY_ID = [name for name, (_, params) in CALLS.items() if params]


def success(data: Any) -> dict[str, Any]:
    return {"status": True, "status_code": 200, "message": "success", "data": data}


@pytest.mark.parametrize("name", CALLS)
async def test_each_method_makes_one_call_with_a_slash_at_the_end(
    client: VConnctClient, http: Any, name: str
) -> None:
    ask, params = CALLS[name]
    await ask(client)
    assert [(call.path, call.params) for call in http.calls] == [(f"/api/v1/{name}/", params)]


@pytest.mark.parametrize("name", CALLS)
async def test_each_call_carries_the_license(client: VConnctClient, http: Any, name: str) -> None:
    await CALLS[name][0](client)
    assert http.calls[0].headers["license"] == "s3cret-partner-key"


@pytest.mark.parametrize("name", BY_ID)
async def test_an_id_that_vconnct_does_not_know_is_none(
    client: VConnctClient, http: Any, payload: Any, name: str
) -> None:
    http.prepare(name, payload("not_found"), status=404)
    assert await CALLS[name][0](client) is None


@pytest.mark.parametrize("name", ["list_meetings", "list_general_meeting_setting"])
async def test_a_404_where_no_id_was_asked_for_is_a_refusal(
    client: VConnctClient, http: Any, payload: Any, name: str
) -> None:
    http.prepare(name, payload("not_found"), status=404)
    with pytest.raises(VendorRejected):
        await CALLS[name][0](client)


@pytest.mark.parametrize("name", LISTS)
@pytest.mark.parametrize("data", ["none", 1, True])
async def test_a_list_that_is_none_cannot_be_read(
    client: VConnctClient, http: Any, name: str, data: Any
) -> None:
    http.prepare(name, success(data))
    with pytest.raises(VendorBadResponse):
        await CALLS[name][0](client)


@pytest.mark.parametrize("name", LISTS)
async def test_an_empty_list_is_empty(client: VConnctClient, http: Any, name: str) -> None:
    for empty in ([], {}, None, False, ""):
        http.prepare(name, success(empty))
        assert await CALLS[name][0](client) == ()


async def test_an_object_in_place_of_a_meetings_settings_cannot_be_read(
    client: VConnctClient, http: Any
) -> None:
    http.prepare("list_setting", success({"record": True}))
    with pytest.raises(VendorBadResponse):
        await client.settings("m-1")


async def test_a_bad_row_is_logged_without_its_content(
    client: VConnctClient, http: Any, caplog: pytest.LogCaptureFixture
) -> None:
    http.prepare("list_meetings", success([{"moderator_password": "modpwd", "title": ["modpwd"]}]))
    await client.meetings()
    assert "left out" in caplog.text
    assert "modpwd" not in caplog.text


SHAPES = {
    "object": {"record": True, "lock_settings_disable_cam": False},
    "rows": [{"setting": "record", "value": True}, {"setting": "lock_settings_disable_cam", "value": False}],
    "one-name objects": [{"record": True}, {"lock_settings_disable_cam": False}],
    "list of one object": [{"record": True, "lock_settings_disable_cam": False}],
}


@pytest.mark.parametrize("shape", SHAPES)
async def test_general_settings_mean_the_same_in_all_four_shapes(
    client: VConnctClient, http: Any, shape: str
) -> None:
    http.prepare("list_general_meeting_setting", success(SHAPES[shape]))
    settings = mapping.settings.of_rows(await client.default_settings())
    assert settings.locks is not None
    assert (settings.record, settings.locks.camera, settings.locks.notes) == (True, False, None)


@pytest.mark.parametrize("data", [" https://vconnct.example/987c- 50fd", "HTTP://vconnct.example/"])
async def test_a_recording_is_whatever_address_is_given(client: VConnctClient, http: Any, data: str) -> None:
    http.prepare("get_record", success(data))
    assert await client.record("s-1") == data


@pytest.mark.parametrize("data", [None, ""])
async def test_a_recording_that_is_not_ready_has_no_address(
    client: VConnctClient, http: Any, data: Any
) -> None:
    http.prepare("get_record", success(data))
    assert not await client.record("s-1")


@pytest.mark.parametrize(
    "data",
    [
        1,
        True,
        [],
        ["https://vconnct.example/"],
        {"url": "https://vconnct.example/"},
        "لا يوجد تسجيل",
        "No recording: see https://vconnct.example/",
        "javascript:alert(1)",
    ],
)
async def test_a_recording_that_is_no_address_cannot_be_read(
    client: VConnctClient, http: Any, data: Any
) -> None:
    http.prepare("get_record", success(data))
    with pytest.raises(VendorBadResponse):
        await client.record("s-1")
