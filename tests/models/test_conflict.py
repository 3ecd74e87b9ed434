"""When two meetings overlap, and whose ids are whose."""

from datetime import UTC, datetime
from typing import Any

import pytest

from models.account import DEFAULT_TENANT, first_account
from models.conflict import ASSUMED_MINUTES, LOOKS_BACK_MINUTES, Occupancy, Occupied, SearchWindow, moved
from models.meeting import Meeting, MeetingState
from models.vendor import Vendor
from tests.support.builders import NOON, a_device, a_meeting, a_room, at

# From noon to half past twelve.
WANTED = Occupancy(starts_at=at(0), duration_minutes=30)


def overlap(meeting: Meeting, wanted: Occupancy = WANTED, now: float = 0, **told: Any) -> Any:
    """What both take, in minutes after noon, and whether the end of the meeting is reckoned."""
    span = wanted.overlap(meeting, now=at(now), **told)
    if span is None:
        return None
    begin, end = ((moment - NOON).total_seconds() / 60 for moment in (span.begin, span.end))
    return begin, end, span.end_is_reckoned


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
    assert overlap(meeting) == (shared and (*shared, False))


@pytest.mark.parametrize(("start", "end"), [(-30, 0), (30, 60)])
def test_back_to_back_is_no_overlap(start: int, end: int) -> None:
    assert overlap(a_meeting(starts_at=at(start), ends_at=at(end))) is None


def test_a_planned_meeting_without_a_start_overlaps_with_nothing() -> None:
    assert overlap(a_meeting(ends_at=at(30))) is None


def test_the_excluded_meeting_overlaps_with_nothing() -> None:
    meeting = a_meeting(starts_at=at(0), ends_at=at(30))
    wanted = Occupancy(starts_at=at(0), duration_minutes=30, exclude=meeting.key)
    assert overlap(meeting, wanted) is None


def test_a_length_stands_in_for_an_end() -> None:
    assert overlap(a_meeting(starts_at=at(-20), duration_minutes=25)) == (0, 5, False)


@pytest.mark.parametrize(
    "told",
    [{}, {"ends_at": at(-59)}, {"ends_at": at(-70)}, {"duration_minutes": 0}, {"duration_minutes": -5}],
)
def test_where_nobody_tells_an_end_an_hour_is_assumed(told: dict[str, Any]) -> None:
    meeting = a_meeting(starts_at=at(-59), **told)
    assert overlap(meeting) == (0, -59 + ASSUMED_MINUTES, True)


# What runs


def running(**fields: Any) -> Meeting:
    return a_meeting(state=MeetingState.RUNNING, **fields)


@pytest.mark.parametrize(
    "told",
    [
        pytest.param({"starts_at": at(-120), "ends_at": at(-90)}, id="past its planned end"),
        pytest.param({"starts_at": at(-120)}, id="without an end"),
        pytest.param({"starts_at": at(-30 * 60), "ends_at": at(-29 * 60)}, id="since yesterday"),
        pytest.param({}, id="without any time"),
        pytest.param({"ends_at": at(-30)}, id="without a start"),
    ],
)
def test_what_runs_is_busy_for_an_hour_from_now_where_nobody_tells_its_end(told: dict[str, Any]) -> None:
    assert overlap(running(**told), now=-5) == (0, 30, True)
    assert overlap(running(**told), now=-ASSUMED_MINUTES + 1) == (0, 1, True)
    assert overlap(running(**told), now=-ASSUMED_MINUTES) is None


def test_what_runs_within_its_plan_is_busy_until_its_planned_end() -> None:
    assert overlap(running(starts_at=at(-20), ends_at=at(10)), now=-5) == (0, 10, False)
    assert overlap(running(starts_at=at(-20), ends_at=at(0)), now=-5) is None


def test_what_lasts_for_days_is_busy_all_the_while() -> None:
    assert overlap(running(starts_at=at(-3000), ends_at=at(3000))) == (0, 30, False)


def test_what_began_early_is_busy_from_now_to_its_planned_end() -> None:
    early = running(starts_at=at(25), ends_at=at(40))
    assert overlap(early, now=10) == (10, 30, False)


def test_a_run_long_before_the_planned_time_takes_both() -> None:
    tried_out = running(starts_at=at(300), ends_at=at(330))
    assert overlap(tried_out, now=-40) == (0, 20, True)
    assert overlap(tried_out, Occupancy(starts_at=at(290), duration_minutes=30), now=-40) == (300, 320, False)
    assert overlap(tried_out, Occupancy(starts_at=at(100), duration_minutes=30), now=-40) is None


def test_what_has_no_start_was_busy_since_its_run_began() -> None:
    assert overlap(running(), now=20) == (20, 30, True)
    assert overlap(running(), now=20, began=at(10)) == (10, 30, True)


def test_something_besides_the_state_may_tell_that_a_meeting_goes_on() -> None:
    due = a_meeting(starts_at=at(-90), ends_at=at(-30))
    assert overlap(due) is None
    assert overlap(due, runs=True) == (0, 30, True)


@pytest.mark.parametrize("state", [MeetingState.ENDED, MeetingState.CANCELLED, MeetingState.FAILED])
def test_what_is_over_by_its_vendors_word_is_in_nobodys_way(state: MeetingState) -> None:
    assert overlap(a_meeting(state=state, starts_at=at(-30), ends_at=at(30))) is None


def test_what_is_over_by_the_clock_alone_may_go_on_for_another_hour() -> None:
    fields: dict[str, Any] = {"state": MeetingState.ENDED, "state_is_reckoned": True}
    assert overlap(a_meeting(starts_at=at(-80), ends_at=at(-50), **fields)) == (0, 10, True)
    assert overlap(a_meeting(starts_at=at(-90), ends_at=at(-60), **fields)) is None
    assert overlap(a_meeting(**fields)) is None


def test_a_meeting_of_no_known_length_takes_an_hour() -> None:
    assert Occupancy(starts_at=at(0)).ends_at == at(ASSUMED_MINUTES)


def test_each_vendor_is_asked_for_what_is_its_own() -> None:
    room, device = a_room(vendor=Vendor.VSEE), a_device(vendor=Vendor.TELECOMX)
    wanted = Occupancy(
        starts_at=at(0),
        hosts=(
            (first_account(DEFAULT_TENANT, Vendor.ENABLEX), "7"),
            (first_account(DEFAULT_TENANT, Vendor.VSEE), "7"),
            (first_account(DEFAULT_TENANT, Vendor.VSEE), "8"),
        ),
        rooms=(room.key,),
        devices=(device.key,),
    )
    assert [each.vendor for each in wanted.accounts()] == [Vendor.TELECOMX, Vendor.ENABLEX, Vendor.VSEE]
    nothing: frozenset[Any] = frozenset()
    assert wanted.at(first_account(DEFAULT_TENANT, Vendor.VSEE)) == Occupied(
        hosts=frozenset({"7", "8"}), rooms=frozenset({room.key}), devices=nothing
    )
    assert wanted.at(first_account(DEFAULT_TENANT, Vendor.TELECOMX)) == Occupied(
        hosts=nothing, rooms=nothing, devices=frozenset({device.key})
    )


@pytest.mark.parametrize("moment", [datetime.min, datetime.max])
@pytest.mark.parametrize("minutes", [-1440, 1440])
def test_no_time_is_beyond_the_calendar(moment: datetime, minutes: int) -> None:
    assert moved(moment.replace(tzinfo=UTC), minutes).tzinfo is UTC


def test_the_end_of_a_meeting_is_not_beyond_the_calendar() -> None:
    last = datetime.max.replace(tzinfo=UTC)
    assert a_meeting(starts_at=last, duration_minutes=1).planned_end is None


SCHEDULED, RUNNING, ENDED = MeetingState.SCHEDULED, MeetingState.RUNNING, MeetingState.ENDED


@pytest.mark.parametrize(
    ("window", "meeting", "holds"),
    [
        # What is planned, whole or in part; a window has its first moment and not its last.
        ((0, 60), {"starts_at": 10, "ends_at": 20}, True),
        ((0, 60), {"starts_at": -90, "ends_at": 90}, True),
        ((0, 60), {"starts_at": -30, "ends_at": 1}, True),
        ((0, 60), {"starts_at": -30, "ends_at": 0}, False),
        ((0, 60), {"starts_at": 60, "ends_at": 90}, False),
        ((0, 60), {"starts_at": 0, "ends_at": 0}, True),
        ((0, 60), {"starts_at": -59}, True),
        ((0, 60), {"starts_at": -60}, False),
        ((0, 60), {}, False),
        # Open sides.
        ((0, None), {"starts_at": 9999, "ends_at": 10000}, True),
        ((0, None), {"starts_at": -30, "ends_at": 0}, False),
        ((None, 0), {"starts_at": -9999, "ends_at": -9990}, True),
        ((None, 0), {"starts_at": 0, "ends_at": 10}, False),
        # What runs, seen at half past twelve.
        ((0, 60), {"state": RUNNING, "starts_at": -999, "ends_at": -900}, True),
        ((0, 60), {"state": RUNNING, "starts_at": -999}, True),
        ((0, 60), {"state": RUNNING}, True),
        ((40, 60), {"state": RUNNING, "starts_at": -999, "ends_at": -900}, True),
        ((90, 120), {"state": RUNNING, "starts_at": -999, "ends_at": -900}, False),
        ((90, 120), {"state": RUNNING, "starts_at": 0, "ends_at": 100}, True),
        ((0, 20), {"state": RUNNING}, False),
        # What is over took its planned time, up to now.
        ((0, 60), {"state": ENDED, "starts_at": -30, "ends_at": 10}, True),
        ((35, 60), {"state": ENDED, "starts_at": -30, "ends_at": 60}, False),
        ((0, 60), {"state": ENDED, "starts_at": -30, "ends_at": -10}, False),
        ((0, 60), {"state": ENDED, "starts_at": -30, "ends_at": -10, "state_is_reckoned": True}, True),
        ((35, 60), {"state": MeetingState.CANCELLED, "starts_at": -30, "ends_at": 60}, True),
        ((0, 60), {"state": MeetingState.FAILED, "starts_at": 10}, True),
        ((0, 60), {"state": ENDED, "starts_at": 40, "ends_at": 50}, True),
    ],
)
def test_a_window_holds_what_takes_some_of_its_time(
    window: tuple[float | None, float | None], meeting: dict[str, Any], holds: bool
) -> None:
    begin, end = (None if side is None else at(side) for side in window)
    times = {name: at(meeting[name]) for name in ("starts_at", "ends_at") if name in meeting}
    assert SearchWindow(begin, end, now=at(30)).holds(a_meeting(**{**meeting, **times})) is holds


@pytest.mark.parametrize("state", MeetingState)
@pytest.mark.parametrize("reckoned", [True, False])
@pytest.mark.parametrize("now", [-999, -1, 0, 1, 59, 60, 999])
def test_what_starts_in_a_window_lies_in_it_whatever_became_of_it(
    state: MeetingState, reckoned: bool, now: float
) -> None:
    window = SearchWindow(at(0), at(60), now=at(now))
    for start in (0, 30, 59):
        for end in (start - 1, start, start + 1, 999, None):
            times = {"starts_at": at(start), "ends_at": None if end is None else at(end)}
            meeting = a_meeting(state=state, state_is_reckoned=reckoned, **times)
            assert window.holds(meeting), (start, end)


def test_a_window_looks_back_from_its_begin_as_far_as_the_calendar_goes() -> None:
    assert SearchWindow(at(0), now=NOON).searched_from == at(-LOOKS_BACK_MINUTES)
    assert SearchWindow(None, at(0), now=NOON).searched_from is None
    first = datetime.min.replace(tzinfo=UTC)
    assert SearchWindow(first, now=NOON).searched_from == first


def test_the_clock_is_no_part_of_what_tells_windows_apart() -> None:
    one, other = SearchWindow(at(0), now=at(1)), SearchWindow(at(0), now=at(2))
    assert (one, repr(one)) == (other, repr(other))
