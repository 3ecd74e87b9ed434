"""Whatever stands in a field, reading ends in a model or in an error of ours, and the model can be written as UTF-8."""

from typing import Any

import msgspec
import pytest

from models.errors import VendorError
from models.listing import MeetingQuery
from vendors.http import Reply
from vendors.vconnct import payloads
from vendors.vconnct.adapter import VConnctAdapter

ODD = [
    None,
    "",
    " ",
    "abc",
    "60",
    "\ud800",
    "\x00",
    "9" * 5000,
    0,
    -1,
    10**400,
    1.5,
    float("nan"),
    float("inf"),
    True,
    False,
    [],
    [[]],
    {},
    {"a": None},
]
ENDPOINTS: dict[str, type[payloads.Payload]] = {
    "list_meetings": payloads.MeetingListItem,
    "list_sessions": payloads.Session,
    "list_attendance": payloads.Attendance,
    "list_setting": payloads.Setting,
    "list_general_meeting_setting": payloads.Setting,
}
PLACES = [(name, field) for name, row in ENDPOINTS.items() for field in row.__struct_fields__]


async def everything(adapter: VConnctAdapter) -> list[Any]:
    read: list[Any] = list((await adapter.list_meetings(MeetingQuery(), 1)).items)
    completed = list((await adapter.complete_meetings("settings", read)).values())
    sessions = [
        session
        for of_meeting in (await adapter.sessions_of_meetings(read)).values()
        if isinstance(of_meeting, tuple)
        for session in of_meeting
    ]
    came = list((await adapter.attendance(sessions)).values())
    recordings = list((await adapter.recordings(sessions)).values())
    return [*read, *completed, *sessions, *came, *recordings, await adapter.default_meeting_settings()]


def written(things: list[Any]) -> bytes:
    """All of it as JSON, which half a surrogate pair would break."""
    return msgspec.json.encode([thing for thing in things if not isinstance(thing, VendorError)])


@pytest.mark.parametrize(("name", "field"), PLACES)
async def test_any_value_of_a_field_is_survived(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any, name: str, field: str
) -> None:
    for odd in ODD:
        body = payload(name)
        rows = body["data"] if isinstance(body["data"], list) else [{"setting": "record", "value": True}]
        rows[0][field] = odd
        for asked in (None, sample.meeting.parts[0], sample.ended.parts[1]):
            http.prepare(name, body | {"data": rows}, of=asked)
        assert written(await everything(adapter))


@pytest.mark.parametrize("name", [*ENDPOINTS, "get_record"])
@pytest.mark.parametrize("field", ["status", "status_code", "message", "data", "error_messages"])
async def test_any_value_in_the_envelope_is_survived(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any, name: str, field: str
) -> None:
    for odd in ODD:
        for asked in (None, sample.meeting.parts[0], sample.ended.parts[1]):
            http.prepare(name, payload(name) | {field: odd}, of=asked)
        try:
            read = await everything(adapter)
        except VendorError:
            continue
        assert written(read)


@pytest.mark.parametrize("body", [None, [], {}, "x", 1, True, [{}], {"data": []}])
@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 403, 404, 409, 422, 500])
async def test_any_answer_is_survived(adapter: VConnctAdapter, http: Any, body: Any, status: int) -> None:
    http.prepare("list_meetings", Reply(status, {}, body, body is not None))
    with pytest.raises(VendorError):
        await everything(adapter)


def test_all_documented_objects_are_abused() -> None:
    assert set(ENDPOINTS.values()) == set(payloads.Payload.__subclasses__())
