"""Zones and local times in the graph: those of the day of what they hang on."""

from datetime import UTC, datetime
from typing import Any

from models.time_zone import TimeZone
from models.vendor import Vendor
from tests.support.builders import a_meeting, a_room
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import ask, data

JULY = datetime(2030, 7, 1, 7, 30, tzinfo=UTC)
# What a vendor says in winter.
COPENHAGEN = TimeZone(
    name="Europe/Copenhagen", abbreviation="CET", offset_minutes=60, is_daylight_saving=False
)

LOCAL = """query ($id: ID!, $zone: String) { meeting(id: $id) {
  startsAtLocal(timeZone: $zone) endsAtLocal(timeZone: $zone) timeZone { offsetMinutes abbreviation isDaylightSaving }
} }"""


async def meeting(zone: str | None = None, **fields: Any) -> dict[str, Any]:
    one = a_meeting(vendor=Vendor.ENABLEX, **fields)
    found: dict[str, Any] = (
        await data(LOCAL, [FakeVendor(Vendor.ENABLEX, one)], {"id": one.id, "zone": zone})
    )["meeting"]
    return found


async def test_a_meeting_has_the_offset_of_its_day() -> None:
    shown = await meeting(starts_at=JULY, ends_at=JULY.replace(hour=8), time_zone=COPENHAGEN)
    assert shown == {
        "startsAtLocal": "2030-07-01T09:30:00.000+02:00",
        "endsAtLocal": "2030-07-01T10:30:00.000+02:00",
        "timeZone": {"offsetMinutes": 120, "abbreviation": "CEST", "isDaylightSaving": True},
    }


async def test_a_meeting_without_a_start_has_todays_offset() -> None:
    shown = await meeting(time_zone=COPENHAGEN)
    assert (shown["startsAtLocal"], shown["timeZone"]["offsetMinutes"]) == (None, 60)


async def test_the_callers_zone_may_be_named_as_a_browser_does() -> None:
    assert (await meeting("Asia/Calcutta", starts_at=JULY))[
        "startsAtLocal"
    ] == "2030-07-01T13:00:00.000+05:30"


async def test_without_a_zone_there_is_no_local_time() -> None:
    assert (await meeting(starts_at=JULY))["startsAtLocal"] is None


async def test_a_zone_of_the_vendors_own_has_the_vendors_offset() -> None:
    shown = await meeting(starts_at=JULY, time_zone=TimeZone(name="Clinic time", offset_minutes=90))
    assert shown["startsAtLocal"] == "2030-07-01T09:00:00.000+01:30"


async def test_a_time_that_no_clock_there_shows_is_null() -> None:
    last = datetime(9999, 12, 31, 23, 30, tzinfo=UTC)
    assert (await meeting("Asia/Tokyo", starts_at=last))["startsAtLocal"] is None


async def test_a_zone_that_does_not_exist_is_refused() -> None:
    one = a_meeting(starts_at=JULY)
    result = await ask(LOCAL, [FakeVendor(one.vendor, one)], {"id": one.id, "zone": "../UTC"})
    assert {(error.extensions or {})["code"] for error in result.errors or ()} == {"BAD_USER_INPUT"}


async def test_a_room_has_the_offset_of_today() -> None:
    room = a_room(vendor=Vendor.VSEE, time_zone=TimeZone(name="America/Los_Angeles"))
    shown = await data(
        "query ($id: ID!) { room(id: $id) { timeZone { offsetMinutes } } }",
        [FakeVendor(Vendor.VSEE, room)],
        {"id": room.id},
    )
    assert shown["room"]["timeZone"]["offsetMinutes"] == -480


async def test_the_list_has_the_offsets_of_the_moment_that_is_asked_for() -> None:
    vendor = FakeVendor(Vendor.ENABLEX)  # whose list is of Copenhagen alone
    query = "query ($at: DateTime) { timeZones(vendor: ENABLEX, at: $at) { offsetMinutes } }"
    for at, offset in ((None, 60), ("2030-07-01T00:00:00Z", 120)):
        assert (await data(query, [vendor], {"at": at}))["timeZones"] == [{"offsetMinutes": offset}]
