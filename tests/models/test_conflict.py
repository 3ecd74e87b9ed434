"""When two meetings overlap, and whose ids are whose."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.conflict import ASSUMED_MINUTES, Occupancy, Occupied, moved
from models.vendor import Vendor
from tests.support.builders import a_device, a_meeting, a_room, at

# From noon to half past twelve.
WANTED = Occupancy(starts_at=at(0), duration_minutes=30)


@pytest.mark.parametrize(
    ("start", "end", "shared"),
    [
        (0, 30, (0, 30)),
        (10, 20, (10, 20)),
        (-60, 90, (0, 30)),
        (-10, 10, (0, 10)),
        (20, 50, (20, 30)),
        (29, 60, (29, 30)),
        (-60, -1, None),
        (31, 60, None),
    ],
)
def test_meetings_overlap_in_what_both_take(start: int, end: int, shared: tuple[int, int] | None) -> None:
    meeting = a_meeting(starts_at=at(start), ends_at=at(end))
    assert WANTED.overlap(meeting) == (shared and (at(shared[0]), at(shared[1])))


@pytest.mark.parametrize(("start", "end"), [(-30, 0), (30, 60)])
def test_back_to_back_is_no_overlap(start: int, end: int) -> None:
    assert WANTED.overlap(a_meeting(starts_at=at(start), ends_at=at(end))) is None


def test_a_meeting_without_a_start_overlaps_with_nothing() -> None:
    assert WANTED.overlap(a_meeting(ends_at=at(30))) is None


def test_the_excluded_meeting_overlaps_with_nothing() -> None:
    meeting = a_meeting(starts_at=at(0), ends_at=at(30))
    wanted = Occupancy(starts_at=at(0), duration_minutes=30, exclude=meeting.key)
    assert wanted.overlap(meeting) is None


def test_a_length_stands_in_for_an_end() -> None:
    assert WANTED.overlap(a_meeting(starts_at=at(-20), duration_minutes=25)) == (at(0), at(5))


@pytest.mark.parametrize(
    "told",
    [{}, {"ends_at": at(-59)}, {"ends_at": at(-70)}, {"duration_minutes": 0}, {"duration_minutes": -5}],
)
def test_where_nobody_tells_an_end_an_hour_is_assumed(told: dict[str, Any]) -> None:
    meeting = a_meeting(starts_at=at(-59), **told)
    assert WANTED.overlap(meeting) == (at(0), at(-59 + ASSUMED_MINUTES))


def test_a_meeting_of_no_known_length_takes_an_hour() -> None:
    assert Occupancy(starts_at=at(0)).ends_at == at(ASSUMED_MINUTES)


def test_each_vendor_is_asked_for_what_is_its_own() -> None:
    room, device = a_room(vendor=Vendor.VSEE), a_device(vendor=Vendor.TELECOMX)
    wanted = Occupancy(
        starts_at=at(0),
        hosts=((Vendor.ENABLEX, "7"), (Vendor.VSEE, "7"), (Vendor.VSEE, "8")),
        rooms=(room.key,),
        devices=(device.key,),
    )
    assert wanted.vendors() == [Vendor.TELECOMX, Vendor.ENABLEX, Vendor.VSEE]
    nothing: frozenset[Any] = frozenset()
    assert wanted.at(Vendor.VSEE) == Occupied(
        hosts=frozenset({"7", "8"}), rooms=frozenset({room.key}), devices=nothing
    )
    assert wanted.at(Vendor.TELECOMX) == Occupied(
        hosts=nothing, rooms=nothing, devices=frozenset({device.key})
    )


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])
@pytest.mark.parametrize("minutes", [-1440, 1440])
def test_no_time_is_beyond_the_calendar(moment: datetime, minutes: int) -> None:
    assert moved(moment.replace(tzinfo=UTC), minutes).tzinfo is UTC


def test_the_end_of_a_meeting_is_not_beyond_the_calendar() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert a_meeting(starts_at=last, duration_minutes=1).planned_end is None
