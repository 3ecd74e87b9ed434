"""What happens at VConnct without a call, by the hooks of the control address."""

import pytest

from simulators.vconnct.seed import DEMO, EXPIRED, meeting_id, session_id

RUNNING, IDLE = meeting_id(1), meeting_id(7)


async def names(data, session):
    return [row["full_name"] for row in await data("GET", "list_attendance", session_id=session)]


async def test_a_session_may_end_by_itself(data, hook):
    await hook("end_session_by_itself", meeting_id=RUNNING)
    [session] = await data("GET", "list_sessions", meeting_id=RUNNING)
    assert session["session_end_time"] == "2026-03-02T09:00:00.148Z"


async def test_a_session_that_does_not_run_cannot_end_by_itself(hook):
    assert (await hook("end_session_by_itself", meeting_id=IDLE)).status_code == 400


async def test_somebody_attends(data, hook):
    await hook("attend", session_id=session_id(1, 1), full_name="Vera Hall")
    assert "Vera Hall" in await names(data, session_id(1, 1))


@pytest.mark.parametrize("date", ["2026-03-02T08:00:00", "2026-03-02T09:00:00+01:00"])
async def test_somebody_has_attended_since(data, hook, date):
    await hook("attend", session_id=session_id(1, 1), full_name="Vera Hall", joined_date=date)
    rows = await data("GET", "list_attendance", session_id=session_id(1, 1))
    assert {"full_name": "Vera Hall", "joined_date": "2026-03-02T08:00:00.000Z"} in rows


async def link(data, **fields):
    return (await data("POST", "start_meeting", json={"meeting_id": RUNNING, **fields}))["url"]


async def test_the_moderators_link_opens_as_moderator(data, hook):
    opened = await hook("open_link", url=await link(data, moderator_name="Vera Hall"))
    assert opened.json() == {"session_id": session_id(1, 1), "role": "moderator"}


async def test_a_viewers_link_opens_as_viewer(data, hook):
    url = await link(data, fullname="Vera Hall", role="viewer", password="att-harbour")
    assert (await hook("open_link", url=url)).json()["role"] == "viewer"


async def test_opening_a_link_is_attendance(data, hook, simulator):
    simulator.set_switches({"attendance_on": "open"})
    await hook("open_link", url=await link(data, moderator_name="Vera Hall"))
    assert (await names(data, session_id(1, 1))).count("Vera Hall") == 1


async def test_an_old_link_opens_the_next_session(data, hook):
    url = await link(data, moderator_name="Vera Hall")
    await data("GET", "end_meeting", meeting_id=RUNNING)
    await link(data, moderator_name="Somebody else")
    newest = (await data("GET", "list_sessions", meeting_id=RUNNING))[-1]
    assert (await hook("open_link", url=url)).json()["session_id"] == newest["session_id"]


async def test_a_link_into_an_ended_meeting_does_not_open(data, hook):
    url = await link(data, moderator_name="Vera Hall")
    await data("GET", "end_meeting", meeting_id=RUNNING)
    assert (await hook("open_link", url=url)).status_code == 400


async def test_a_link_with_last_times_password_does_not_open(data, hook, ten_settings):
    url = await link(data, moderator_name="Vera Hall")
    await data("GET", "end_meeting", meeting_id=RUNNING)
    wish = {"moderator_password": "changed", "meeting_setting": ten_settings()}
    await data("PUT", "update_meeting", json=wish, meeting_id=RUNNING)
    await link(data, moderator_name="Somebody else")
    assert (await hook("open_link", url=url)).json() == {"error": "the password is that of no role"}


async def test_an_edited_link_does_not_open(data, hook):
    url = await link(data, moderator_name="Vera Hall")
    assert (await hook("open_link", url=url.replace("Vera", "Eve"))).status_code == 400


async def test_a_record_is_published(call, hook):
    await hook("publish_record", session_id=session_id(5, 2))
    assert (await call("GET", "get_record", session_id=session_id(5, 2))).status_code == 200


async def test_a_record_is_deleted(call, hook):
    await hook("delete_record", session_id=session_id(4, 1))
    assert (await call("GET", "get_record", session_id=session_id(4, 1))).status_code == 404


async def test_a_license_expires(call, hook):
    await hook("expire_license", license=DEMO)
    assert (await call("GET", "list_meetings")).status_code == 401


async def test_a_license_is_renewed(call, hook):
    await hook("renew_license", license=EXPIRED)
    assert (await call("GET", "list_meetings", license=EXPIRED)).status_code == 200


async def test_a_license_is_renewed_for_some_days(call, hook, clock):
    await hook("renew_license", license=EXPIRED, days=2)
    clock.advance(2 * 24 * 3600)
    assert (await call("GET", "list_meetings", license=EXPIRED)).status_code == 401


async def test_a_license_is_limited_in_rooms(call, hook, ten_settings):
    await hook("limit_license", license=DEMO, max_rooms=10)
    wish = {"meeting_setting": ten_settings()}
    assert (await call("POST", "create_meeting", json=wish)).status_code == 400


async def test_a_license_is_limited_in_attendance(call, hook):
    await hook("limit_license", license=DEMO, max_attendance=2)
    join = {"meeting_id": RUNNING, "fullname": "Vera", "password": "att-harbour", "role": "viewer"}
    assert (await call("POST", "join_meeting", json=join)).status_code == 400


async def test_the_general_settings_change(data, hook):
    await hook("change_general_settings", license=DEMO, settings={"record": True})
    settings = await data("GET", "list_general_meeting_setting")
    assert [name for name, value in settings.items() if value] == ["record"]


@pytest.mark.parametrize(
    ("name", "given"),
    [
        ("end_session_by_itself", {"meeting_id": "nothing"}),
        ("end_session_by_itself", {}),
        ("attend", {"session_id": "nothing", "full_name": "Vera"}),
        ("attend", {"session_id": session_id(1, 1), "full_name": "Vera", "joined_date": 1}),
        ("open_link", {"url": 1}),
        ("publish_record", {"session_id": "nothing"}),
        ("expire_license", {"license": "nothing"}),
        ("renew_license", {"license": DEMO, "days": "two"}),
        ("limit_license", {"license": DEMO, "max_rooms": "two"}),
        ("change_general_settings", {"license": DEMO, "settings": {"sound": True}}),
        ("change_general_settings", {"license": DEMO, "settings": {"record": "yes"}}),
        ("change_general_settings", {"license": DEMO, "settings": 1}),
        ("no_such_hook", {}),
    ],
)
async def test_a_hook_says_what_is_wrong_with_what_it_is_given(hook, name, given):
    response = await hook(name, **given)
    assert (response.status_code, list(response.json())) == (400, ["error"])
