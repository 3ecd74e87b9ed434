"""A vendor that breaks in the middle of a write: it gets the write once, and we say what is known of it."""

import json
import logging
from collections.abc import Awaitable, Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from models.access import JoinRole
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.errors import (
    VendorBadResponse,
    VendorError,
    VendorRateLimited,
    VendorTimeout,
    VendorUnreachable,
    WriteRefused,
)
from models.ids import Key
from models.problem import Rejected
from models.settings import MeetingLocks, MeetingSettings
from models.vendor import Vendor
from tests.support.accounts import VCONNCT
from tests.support.raw_vendor import Behaviour, Wire, vendor_that
from vendors.http import HttpLimits
from vendors.vconnct import client as paths
from vendors.vconnct.adapter import VConnctAdapter

ALL = MeetingSettings(
    record=True,
    auto_start_recording=True,
    allow_start_stop_recording=True,
    webcams_only_for_moderators=True,
    locks=MeetingLocks(
        camera=True, microphone=True, private_chat=True, public_chat=True, notes=True, layout=True
    ),
)
NOW = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)
# Long enough for a busy machine to receive a request, and no longer, for every test of a silent vendor waits for it.
PATIENT = HttpLimits(total=2.0, connect=1.5, first_byte=1.0, body_bytes=50_000)
SECRETS = ("s3cret-word", "Ada Secret", "s3cret-partner-key")

Write = Callable[[VConnctAdapter, Key], Awaitable[Any]]

WRITES: dict[str, tuple[str, Write]] = {
    "schedule": (
        f"POST /api{paths.CREATE}",
        lambda adapter, key: adapter.schedule_meeting(
            MeetingDraft(vendor=Vendor.VCONNCT, settings=ALL, moderator_password="s3cret-word")
        ),
    ),
    "update": (
        f"PUT /api{paths.UPDATE}",
        lambda adapter, key: adapter.update_meeting(
            MeetingChanges(meeting=key, settings=ALL, moderator_password="s3cret-word")
        ),
    ),
    "cancel": (f"DELETE /api{paths.DELETE}", lambda adapter, key: adapter.cancel_meeting(key)),
    "start": (
        f"POST /api{paths.START}",
        lambda adapter, key: adapter.start_meeting(
            MeetingStart(meeting=key, host_name="Ada Secret", moderator_password="s3cret-word")
        ),
    ),
    "join": (
        f"POST /api{paths.START}",
        lambda adapter, key: adapter.join_meeting(
            MeetingJoin(meeting=key, name="Ada Secret", role=JoinRole.HOST, password="s3cret-word")
        ),
    ),
    "end": (f"GET /api{paths.END}", lambda adapter, key: adapter.end_meeting(key)),
}
each_write = pytest.mark.parametrize(("line", "write"), WRITES.values(), ids=WRITES)


def answering(body: bytes, status: str = "200 OK", *headers: str) -> Behaviour:
    async def behave(wire: Wire) -> None:
        await wire.answer(body, status, *headers)

    return behave


async def hang(wire: Wire) -> None:
    await wire.reader.read()


async def reset(wire: Wire) -> None:
    wire.writer.transport.abort()


async def truncated(wire: Wire) -> None:
    await wire.raw(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"status": true, "da')
    wire.writer.close()


# What comes after the request.
FAULTS: dict[str, tuple[Behaviour, type[VendorError]]] = {
    "hang": (hang, VendorTimeout),
    "reset": (reset, VendorUnreachable),
    "truncated": (truncated, VendorUnreachable),
    "503": (answering(b"<html>down</html>", "503 Service Unavailable"), VendorUnreachable),
    "500 in JSON": (
        answering(b'{"status": false, "status_code": 500, "error_messages": ["s3cret-word"]}', "500 Oh"),
        VendorUnreachable,
    ),
    "garbage": (answering(b"<html>Log in</html>"), VendorBadResponse),
    "half": (answering(b'{"status": true, "data": {"meeting_'), VendorBadResponse),
    "redirect": (answering(b"", "302 Found", "Location: https://other.example/"), VendorBadResponse),
    "429": (answering(b"{}", "429 Slow", "Retry-After: 3"), VendorRateLimited),
}
each_fault = pytest.mark.parametrize(("fault", "error"), FAULTS.values(), ids=FAULTS)


def failing_at(line: str, fault: Behaviour, otherwise: Any) -> Behaviour:
    """Breaks at the call that begins so, and answers every other as it is told to."""

    async def behave(wire: Wire) -> None:
        while True:
            request = await wire.request()
            if request.decode().startswith(line):
                await fault(wire)
            else:
                await wire.answer(json.dumps(otherwise).encode())

    return behave


def schedule(adapter: VConnctAdapter) -> Awaitable[Any]:
    return adapter.schedule_meeting(MeetingDraft(vendor=Vendor.VCONNCT))


def change(adapter: VConnctAdapter, meeting: Key) -> Awaitable[Any]:
    return adapter.update_meeting(MeetingChanges(meeting=meeting, title="Visit"))


def arrived(seen: list[bytes], line: str) -> int:
    return sum(request.decode().startswith(line) for request in seen)


@each_write
@each_fault
async def test_a_broken_write_arrives_once_and_may_have_been_carried_out(
    settings: Any,
    payload: Any,
    sample: Any,
    caplog: pytest.LogCaptureFixture,
    line: str,
    write: Write,
    fault: Behaviour,
    error: type[VendorError],
) -> None:
    caplog.set_level(logging.DEBUG)
    async with vendor_that(
        failing_at(line, fault, payload("list_meetings")), account=VCONNCT, limits=PATIENT
    ) as (http, seen):
        adapter = VConnctAdapter(settings, http, lambda: NOW)
        with pytest.raises(error) as broken:
            await write(adapter, sample.meeting)
    assert arrived(seen, line) == 1
    # Who is told to slow down has certainly not been served.
    assert broken.value.may_have_arrived is (error is not VendorRateLimited)
    told = f"{broken.value} {broken.value!r} {broken.value.__cause__!r} {caplog.text}"
    assert [secret for secret in SECRETS if secret in told] == []


# The reads that go before a write.
READS: dict[str, tuple[str, Write]] = {
    "the defaults": (
        f"GET /api{paths.DEFAULT_SETTINGS}",
        lambda adapter, key: adapter.schedule_meeting(MeetingDraft(vendor=Vendor.VCONNCT)),
    ),
    "the meeting to be changed": (
        f"GET /api{paths.MEETINGS}",
        lambda adapter, key: adapter.update_meeting(MeetingChanges(meeting=key, title="Visit")),
    ),
    "its settings": (
        f"GET /api{paths.SETTINGS}",
        lambda adapter, key: adapter.update_meeting(MeetingChanges(meeting=key, title="Visit")),
    ),
    "the password to start with": (
        f"GET /api{paths.MEETINGS}",
        lambda adapter, key: adapter.start_meeting(MeetingStart(meeting=key, host_name="Ada")),
    ),
    "the password of a host": (
        f"GET /api{paths.MEETINGS}",
        lambda adapter, key: adapter.join_meeting(MeetingJoin(meeting=key, name="Ada", role=JoinRole.HOST)),
    ),
    "the password of a guest": (
        f"GET /api{paths.SESSIONS}",
        lambda adapter, key: adapter.join_meeting(MeetingJoin(meeting=key, name="Ada")),
    ),
}


@pytest.mark.parametrize(("line", "write"), READS.values(), ids=READS)
@pytest.mark.parametrize("name", [name for name in FAULTS if name != "hang"])
async def test_a_read_that_breaks_before_a_write_leaves_it_unsent(
    settings: Any,
    payload: Any,
    sample: Any,
    line: str,
    write: Write,
    name: str,
) -> None:
    fault, error = FAULTS[name]
    async with vendor_that(
        failing_at(line, fault, payload("list_meetings")), account=VCONNCT, limits=PATIENT
    ) as (http, seen):
        adapter = VConnctAdapter(settings, http, lambda: NOW)
        with pytest.raises(error) as broken:
            await write(adapter, sample.meeting)
    assert not broken.value.may_have_arrived
    assert {request.split(b" ")[0] for request in seen} == {b"GET"}


@pytest.mark.parametrize("which", ["list_setting", "list_general_meeting_setting"])
@pytest.mark.parametrize("odd", [None, "perhaps", 7])
async def test_a_setting_that_nobody_knows_is_not_switched_off_by_accident(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any, which: str, odd: Any
) -> None:
    rows = payload("list_setting")
    rows["data"][3]["value"] = odd
    http.prepare(which, rows, of=sample.meeting.parts[0] if which == "list_setting" else None)
    write = change(adapter, sample.meeting) if which == "list_setting" else schedule(adapter)
    with pytest.raises(VendorBadResponse):
        await write
    assert http.sent == []


async def test_a_setting_that_nobody_knows_may_be_said(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    rows = payload("list_setting")
    rows["data"][3]["value"] = None
    http.prepare("list_setting", rows, of=sample.meeting.parts[0])
    wish = MeetingSettings(webcams_only_for_moderators=True)
    await adapter.update_meeting(MeetingChanges(meeting=sample.meeting, settings=wish))
    [call] = http.sent
    assert call.body["meeting_setting"][3] == {"setting": "webcam_only_for_moderators", "value": True}


@pytest.mark.parametrize("which", ["list_setting", "list_sessions"])
async def test_a_read_refused_before_a_write_refuses_the_write_and_repeats_nothing(
    adapter: VConnctAdapter, http: Any, sample: Any, which: str
) -> None:
    told = ["I know s3cret-partner-key.", "Not on a Monday."]
    refusal = {"status": False, "status_code": 400, "message": "error", "error_messages": told}
    http.prepare(which, refusal, of=sample.meeting.parts[0], status=400)
    if which == "list_setting":
        write = change(adapter, sample.meeting)
    else:
        write = adapter.join_meeting(MeetingJoin(meeting=sample.meeting, name="Ada"))
    with pytest.raises(WriteRefused) as refused:
        await write
    [problem] = refused.value.problems
    assert isinstance(problem, Rejected)
    assert problem.vendor_message == "Not on a Monday."
    assert http.sent == []


# Answers that make no sense, though the envelope says success


@pytest.mark.parametrize(
    "data", [None, [], "x", {}, {"title": "Round"}, {"meeting_id": ""}, {"meeting_id": {}}]
)
async def test_a_meeting_that_cannot_be_read_may_have_been_made(
    adapter: VConnctAdapter, http: Any, payload: Any, data: Any
) -> None:
    http.prepare("create_meeting", payload("create_meeting") | {"data": data})
    with pytest.raises(VendorBadResponse) as broken:
        await schedule(adapter)
    assert broken.value.may_have_arrived


@pytest.mark.parametrize(
    "data",
    [None, [], "x", 5, {}, {"title": "Visit"}, {"meeting_id": ""}, {"meeting_id": None}, {"meeting_id": []}],
)
async def test_a_change_that_vconnct_says_it_has_made_is_told_whatever_its_answer_shows(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any, data: Any
) -> None:
    http.prepare("update_meeting", payload("create_meeting") | {"data": data})
    changed = await adapter.update_meeting(MeetingChanges(meeting=sample.meeting, title="Visit"))
    assert (changed.key, changed.title, len(http.sent)) == (sample.meeting, "Visit", 1)


async def test_a_start_without_a_link_is_joined_as_its_host(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    http.prepare("start_meeting", payload("start_meeting") | {"data": None})
    http.prepare("join_meeting", payload("start_meeting"))
    # Where the path of starting knows no joining.
    adapter.writes_at.joins_at = paths.JOIN
    link = await adapter.start_meeting(MeetingStart(meeting=sample.meeting, host_name="Ada"))
    assert (link.role, [call.body.get("role") for call in http.sent]) == (JoinRole.HOST, [None, "moderator"])


async def test_an_answer_about_another_meeting_is_not_believed(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    answer = payload("create_meeting")
    answer["data"]["meeting_id"] = sample.idle.parts[0]
    http.prepare("update_meeting", answer)
    with pytest.raises(VendorBadResponse):
        await adapter.update_meeting(MeetingChanges(meeting=sample.meeting, title="Visit"))


@pytest.mark.parametrize("rows", [None, "x", [], [{"setting": 7}]])
async def test_a_meeting_that_was_made_is_not_lost_for_its_settings(
    adapter: VConnctAdapter, http: Any, payload: Any, rows: Any
) -> None:
    answer = payload("create_meeting")
    answer["data"]["meeting_setting"] = rows
    http.prepare("create_meeting", answer)
    made = await adapter.schedule_meeting(MeetingDraft(vendor=Vendor.VCONNCT))
    assert made.vendor_id == answer["data"]["meeting_id"]


@pytest.mark.parametrize(
    "data",
    [None, "x", {}, {"url": None}, {"url": ""}, {"url": "javascript:alert(1)"}, {"url": "s3cret-word"}],
)
async def test_a_way_in_that_is_no_address_is_not_passed_on(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any, data: Any
) -> None:
    http.prepare("start_meeting", payload("start_meeting") | {"data": data})
    for write in (
        adapter.start_meeting(MeetingStart(meeting=sample.meeting, host_name="Ada")),
        adapter.join_meeting(MeetingJoin(meeting=sample.meeting, name="Ada")),
    ):
        with pytest.raises(VendorBadResponse) as broken:
            await write
        assert broken.value.may_have_arrived
        assert "s3cret-word" not in f"{broken.value!r} {broken.value.__context__!r}"


async def test_a_join_that_breaks_is_not_tried_on_the_other_path(
    adapter: VConnctAdapter, http: Any, sample: Any
) -> None:
    http.prepare("start_meeting", VendorTimeout(Vendor.VCONNCT, "join meeting"))
    with pytest.raises(VendorTimeout):
        await adapter.join_meeting(
            MeetingJoin(meeting=sample.meeting, name="Ada", role=JoinRole.HOST, password="modpwd")
        )
    assert http.asked == ["start_meeting"]


# Secrets


async def test_no_answer_prints_what_is_secret(
    adapter: VConnctAdapter, http: Any, payload: Any, sample: Any
) -> None:
    made = await adapter.schedule_meeting(MeetingDraft(vendor=Vendor.VCONNCT))
    link = await adapter.start_meeting(MeetingStart(meeting=sample.meeting, host_name="Ada"))
    assert made.pins.moderator == "modpwd"
    assert link is not None
    assert " " not in link.url
    assert "password=modpwd" in link.url
    assert "modpwd" not in f"{made!r} {link!r}"


async def test_no_refusal_prints_what_is_secret(adapter: VConnctAdapter, http: Any, sample: Any) -> None:
    http.prepare(
        "start_meeting",
        {"status": False, "status_code": 400, "message": "error", "error_messages": ["not modpwd", "No."]},
        status=400,
    )
    with pytest.raises(WriteRefused) as refused:
        await adapter.start_meeting(MeetingStart(meeting=sample.meeting, host_name="Ada"))
    cause = refused.value.__cause__
    assert "modpwd" not in f"{refused.value} {refused.value.problems!r} {cause} {cause!r}"
