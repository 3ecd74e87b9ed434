"""Whatever stands in a field, reading ends in a model or in an error of ours, and the model can be written as UTF-8."""

from typing import Any

import msgspec
import pytest

from models.drafts import MeetingChanges, MeetingDraft, MeetingStart
from models.errors import VendorBadResponse, VendorError, WriteRefused
from models.ids import Key
from models.listing import MeetingQuery
from models.vendor import Vendor
from vendors.http import Reply
from vendors.vconnct import payloads
from vendors.vconnct.adapter import VConnctAdapter

ODD = [
    None,
    "",
    " ",
    "abc",
    "60",
    "\ufffd",
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
REFUSAL = {"status": False, "status_code": 400, "message": "error", "error_messages": ["no"]}
WRITES: dict[str, type[payloads.Payload]] = {
    "create_meeting": payloads.Meeting,
    "update_meeting": payloads.Meeting,
    "start_meeting": payloads.Entrance,
}
WRITTEN = [(name, field) for name, row in WRITES.items() for field in row.__struct_fields__]


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
    found: Any = await adapter.recordings(sessions)
    recordings = [one for several in found.values() if isinstance(several, tuple) for one in several]
    return [*read, *completed, *sessions, *came, *recordings, await adapter.default_meeting_settings()]


async def made(adapter: VConnctAdapter, name: str, meeting: Key) -> Any:
    """What a write answers, or the error that it raises."""
    try:
        if name == "create_meeting":
            return await adapter.schedule_meeting(MeetingDraft(vendor=Vendor.VCONNCT))
        if name == "update_meeting":
            return await adapter.update_meeting(MeetingChanges(meeting=meeting, title="Visit"))
        return await adapter.start_meeting(MeetingStart(meeting=meeting, host_name="Ada"))
    except (VendorError, WriteRefused) as error:
        return error


def written(things: list[Any]) -> bytes:
    """All of it as JSON, which half a surrogate pair would break."""
    return msgspec.json.encode([thing for thing in things if not isinstance(thing, VendorError)])


@pytest.mark.parametrize(("name", "field"), WRITTEN)
async def test_any_value_of_a_writes_answer_is_survived(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any, name: str, field: str
) -> None:
    for odd in ODD:
        body = payload("start_meeting" if name == "start_meeting" else "create_meeting")
        http.prepare(name, body | {"data": body["data"] | {field: odd}})
        answer = await made(adapter, name, sample.meeting)
        if isinstance(answer, Exception):
            assert isinstance(answer, VendorBadResponse)
            assert answer.may_have_arrived
        else:
            assert written([answer])


@pytest.mark.parametrize("name", WRITES)
@pytest.mark.parametrize("field", ["status", "status_code", "message", "data", "error_messages"])
async def test_any_value_in_the_envelope_of_a_write_is_survived(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any, name: str, field: str
) -> None:
    for body in (payload("start_meeting" if name == "start_meeting" else "create_meeting"), REFUSAL):
        for odd in ODD:
            http.prepare(name, body | {field: odd})
            answer = await made(adapter, name, sample.meeting)
            assert written(list(answer.problems) if isinstance(answer, WriteRefused) else [answer])


@pytest.mark.parametrize("body", [None, [], {}, "x", 1, True, [{}], {"data": []}])
@pytest.mark.parametrize("status", [200, 201, 204, 400, 401, 403, 404, 409, 422, 500])
async def test_any_answer_is_survived(adapter: VConnctAdapter, http: Any, body: Any, status: int) -> None:
    http.prepare("list_meetings", Reply(status, {}, body, body is not None))
    with pytest.raises(VendorError):
        await everything(adapter)
