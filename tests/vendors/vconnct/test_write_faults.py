"""A vendor that breaks in the middle of a write: it gets the write once, and we say what is known of it."""

from collections.abc import Awaitable
from typing import Any

import pytest

from models.access import JoinRole
from models.drafts import MeetingChanges, MeetingDraft, MeetingJoin, MeetingStart
from models.errors import (
    VendorBadResponse,
    VendorTimeout,
    WriteRefused,
)
from models.ids import Key
from models.problem import Rejected
from models.settings import MeetingSettings
from models.vendor import Vendor
from vendors.vconnct import client as paths
from vendors.vconnct.adapter import VConnctAdapter


def schedule(adapter: VConnctAdapter) -> Awaitable[Any]:
    return adapter.schedule_meeting(MeetingDraft(vendor=Vendor.VCONNCT))


def change(adapter: VConnctAdapter, meeting: Key) -> Awaitable[Any]:
    return adapter.update_meeting(MeetingChanges(meeting=meeting, title="Visit"))


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
