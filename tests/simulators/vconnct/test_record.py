"""A session's recording: one opaque link, once it is out."""

import hashlib

import pytest

from simulators.vconnct.seed import meeting_id, session_id

NOT_RECORDED, PUBLISHED, NOT_READY = session_id(3, 1), session_id(4, 1), session_id(5, 2)
RECORD = ("GET", "get_record")
DIGEST = hashlib.sha1(meeting_id(4).encode()).hexdigest()


async def test_a_published_record_is_one_link(data):
    assert await data(*RECORD, session_id=PUBLISHED) == (
        f"https://vconnct.example/playback/presentation/2.3/{DIGEST}-1770541200148"
    )


async def test_a_record_may_have_the_other_form_of_link(data, simulator):
    simulator.set_switches({"record_link": "video"})
    assert await data(*RECORD, session_id=PUBLISHED) == (
        f"https://vconnct.example/playback/video/{DIGEST}-1770541200148/"
    )


async def test_each_session_has_a_link_of_its_own(data):
    urls = [await data(*RECORD, session_id=session_id(4, number)) for number in (1, 2, 3, 4)]
    assert len(set(urls)) == 4


MISSING = [NOT_RECORDED, NOT_READY, session_id(1, 1), session_id(2, 1)]


@pytest.mark.parametrize("session", MISSING)
async def test_a_missing_record_is_404(refusal, session):
    assert await refusal(*RECORD, session_id=session) == (404, ["The recording is not available."])


@pytest.mark.parametrize("session", MISSING)
@pytest.mark.parametrize(("switch", "missing"), [("null", None), ("empty", "")])
async def test_a_missing_record_may_be_null_or_empty(data, simulator, session, switch, missing):
    simulator.set_switches({"record_missing_as": switch})
    assert await data(*RECORD, session_id=session) == missing


async def test_a_record_is_out_when_its_session_ends(call, data):
    await data("GET", "end_meeting", meeting_id=meeting_id(2))
    assert (await call(*RECORD, session_id=session_id(2, 1))).status_code == 200


async def test_a_record_is_out_some_time_after_the_end(call, data, simulator, clock):
    simulator.set_switches({"record_delay_seconds": 60})
    await data("GET", "end_meeting", meeting_id=meeting_id(2))
    clock.advance(59)
    before = (await call(*RECORD, session_id=session_id(2, 1))).status_code
    clock.advance(1)
    after = (await call(*RECORD, session_id=session_id(2, 1))).status_code
    assert (before, after) == (404, 200)


@pytest.fixture
def ran(data, ten_settings):
    """The id of a session that has run under given settings, then under their opposite."""

    async def ran(*, record: bool) -> str:
        wish = {"meeting_setting": ten_settings(record=record)}
        made = await data("POST", "create_meeting", json=wish)
        start = {"meeting_id": made["meeting_id"], "moderator_name": "Amina Noor"}
        await data("POST", "start_meeting", json=start)
        opposite = {"meeting_setting": ten_settings(record=not record)}
        await data("PUT", "update_meeting", json=opposite, meeting_id=made["meeting_id"])
        await data("GET", "end_meeting", meeting_id=made["meeting_id"])
        [session] = await data("GET", "list_sessions", meeting_id=made["meeting_id"])
        return session["session_id"]

    return ran


async def test_a_session_started_for_the_record_has_one(call, ran):
    assert (await call(*RECORD, session_id=await ran(record=True))).status_code == 200


async def test_a_session_started_off_the_record_has_none(call, ran):
    assert (await call(*RECORD, session_id=await ran(record=False))).status_code == 404
