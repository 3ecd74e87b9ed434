"""Which meetings are found in the way of another, whom it costs how many calls, and what is said of those missing."""

import logging
from dataclasses import replace
from typing import Any

import pytest

from models.account import DEFAULT_TENANT, first_account
from models.conflict import ConflictReason, Occupancy
from models.error_code import ErrorCode
from models.ids import Key
from models.listing import Batch, Direction, MeetingQuery
from models.meeting import Meeting, MeetingState
from models.partial import Unfetched
from models.session import SessionState
from models.vendor import Capability, Vendor
from models.vendor_problem import MissingPart
from resolvers import conflicts
from resolvers.list_source import PAGES_AT_MOST
from store.settings import StoreSettings
from tests.support.builders import (
    NOON,
    a_device,
    a_failure,
    a_meeting,
    a_meeting_device,
    a_room,
    a_session,
    at,
)
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import a_context
from tests.support.mongo import a_store, empty, on
from vendors.operation_scope import operation_scope
from vendors.resilience.stale_if_error import StaleIfError

HOST, ROOM, DEVICE = ConflictReason.HOST, ConflictReason.ROOM, ConflictReason.DEVICE
TIMES: dict[str, Any] = {"starts_at": at(0), "ends_at": at(30)}
THE_ROOM, THE_DEVICE = a_room("r1"), a_device("d1")


def wanted(**named: Any) -> Occupancy:
    """From a quarter past noon to a quarter to one."""
    return Occupancy(**{"starts_at": at(15), "duration_minutes": 30, **named})


def held(id: str = "m1", host: str = "doc", vendor: Vendor = Vendor.TELECOMX, **fields: Any) -> Meeting:
    return a_meeting(id, vendor, host_id=host, **{**TIMES, **fields})


class Listening(FakeVendor):
    """Keeps the queries."""

    def __init__(self, vendor: Vendor, *things: Any) -> None:
        super().__init__(vendor, *things)
        self.queries: list[MeetingQuery] = []

    async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
        self.queries.append(query)
        return await super().list_meetings(query, page)


async def found(occupancy: Occupancy, *vendors: FakeVendor) -> dict[str, tuple[ConflictReason, ...]]:
    """The ids in the way and why, where no vendor is missing."""
    report = await conflicts.find(a_context(*vendors), occupancy)
    assert report.unavailable == ()
    return {conflict.meeting.vendor_id: conflict.reasons for conflict in report.conflicts}


async def test_a_host_is_in_one_meeting_at_a_time() -> None:
    vendor = FakeVendor(Vendor.TELECOMX, held(), held("m2", "other"))
    assert await found(wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)), vendor) == {
        "m1": (HOST,)
    }


async def test_a_room_is_taken_by_one_meeting_at_a_time() -> None:
    vendor = FakeVendor(Vendor.TELECOMX, held(room=THE_ROOM), held("m2", room=a_room("r2")))
    assert await found(wanted(rooms=(THE_ROOM.key,)), vendor) == {"m1": (ROOM,)}


async def test_a_device_is_in_one_meeting_at_a_time() -> None:
    here, there = (a_meeting_device(device=a_device(id)) for id in ("d1", "d2"))
    vendor = FakeVendor(Vendor.TELECOMX, held(devices=(here,)), held("m2", devices=(there,)))
    assert await found(wanted(devices=(THE_DEVICE.key,)), vendor) == {"m1": (DEVICE,)}


async def test_all_that_is_shared_is_told() -> None:
    vendor = FakeVendor(Vendor.TELECOMX, held(room=THE_ROOM, devices=(a_meeting_device(device=THE_DEVICE),)))
    occupancy = wanted(
        hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),),
        rooms=(THE_ROOM.key,),
        devices=(THE_DEVICE.key,),
    )
    assert await found(occupancy, vendor) == {"m1": (HOST, ROOM, DEVICE)}


async def test_the_time_that_both_take_is_told() -> None:
    report = await conflicts.find(
        a_context(FakeVendor(Vendor.TELECOMX, held())),
        wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)),
    )
    [conflict] = report.conflicts
    assert (conflict.overlaps_from, conflict.overlaps_to) == (at(15), at(30))


@pytest.mark.parametrize("state", MeetingState)
async def test_only_what_is_known_to_be_over_is_in_nobodys_way(state: MeetingState) -> None:
    rows = await found(
        wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)),
        FakeVendor(Vendor.TELECOMX, held(state=state)),
    )
    over = (MeetingState.ENDED, MeetingState.CANCELLED, MeetingState.FAILED)
    assert bool(rows) is (state not in over)


async def test_a_meeting_without_a_host_is_nobodys() -> None:
    occupancy = wanted(
        hosts=(
            (first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),
            (first_account(DEFAULT_TENANT, Vendor.TELECOMX), "other"),
        )
    )
    assert await found(occupancy, FakeVendor(Vendor.TELECOMX, a_meeting(**TIMES))) == {}


async def test_a_meeting_is_not_in_its_own_way() -> None:
    meeting = held()
    occupancy = wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),), exclude=meeting.key)
    assert await found(occupancy, FakeVendor(Vendor.TELECOMX, meeting, held("m2"))) == {"m2": (HOST,)}


async def test_a_meeting_that_lasts_for_days_is_found() -> None:
    long = held(starts_at=at(15 - 6 * 24 * 60), ends_at=at(20))
    assert await found(
        wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)),
        FakeVendor(Vendor.TELECOMX, long),
    ) == {"m1": (HOST,)}


async def test_how_far_back_was_looked_is_told() -> None:
    report = await conflicts.find(
        a_context(), wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),))
    )
    assert report.searched_from == at(15 - 7 * 24 * 60)


# What runs


async def test_what_runs_past_its_planned_end_is_in_the_way_and_its_end_is_not_known() -> None:
    over_time = held(state=MeetingState.RUNNING, starts_at=at(-120), ends_at=at(-30))
    report = await conflicts.find(
        a_context(FakeVendor(Vendor.TELECOMX, over_time)),
        wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)),
    )
    [conflict] = report.conflicts
    assert (conflict.overlaps_from, conflict.overlaps_to) == (at(15), at(45))
    assert conflict.end_is_reckoned


async def test_what_runs_without_any_time_is_in_the_way() -> None:
    meeting = held(state=MeetingState.RUNNING, starts_at=None, ends_at=None)
    vendor = FakeVendor(Vendor.TELECOMX, meeting)
    assert await found(wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)), vendor) == {
        "m1": (HOST,)
    }
    assert [call.method for call in vendor.calls] == ["list_meetings"]


async def test_when_it_began_is_asked_of_its_session_where_that_matters() -> None:
    meeting = held(vendor=Vendor.VCONNCT, state=MeetingState.RUNNING, starts_at=None, ends_at=None)
    session = a_session(state=SessionState.RUNNING, started_at=at(-20))
    vendor = FakeVendor(Vendor.VCONNCT, meeting, session)
    before = wanted(
        starts_at=at(-30),
        duration_minutes=25,
        hosts=((first_account(DEFAULT_TENANT, Vendor.VCONNCT), "doc"),),
    )
    report = await conflicts.find(a_context(vendor), before)
    assert [(row.overlaps_from, row.overlaps_to) for row in report.conflicts] == [(at(-20), at(-5))]
    assert vendor.asked("sessions_of_meetings") == [(meeting.key,)]


# The meeting that a device is in

THE_DEVICES_ONLY: dict[str, Any] = {"devices": (THE_DEVICE.key,)}


def holding(meeting: Meeting | None, *listed: Meeting) -> FakeVendor:
    """A vendor whose device is in a meeting."""
    vendor = FakeVendor(Vendor.TELECOMX, *listed)
    vendor.beside["current_meetings"] = {THE_DEVICE.key: meeting}
    return vendor


async def test_a_device_is_busy_with_the_meeting_it_is_in_also_where_the_list_does_not_show_it() -> None:
    long_ago = a_meeting(state=MeetingState.RUNNING, starts_at=at(-20_000), ends_at=at(-19_000))
    assert await found(wanted(**THE_DEVICES_ONLY), holding(long_ago)) == {"m1": (DEVICE,)}


async def test_a_device_is_busy_with_a_due_meeting_that_it_is_in() -> None:
    due = a_meeting(starts_at=at(-90), ends_at=at(-30))
    assert await found(wanted(**THE_DEVICES_ONLY), holding(due)) == {"m1": (DEVICE,)}


@pytest.mark.parametrize(
    "meeting",
    [
        pytest.param(a_meeting(starts_at=at(60), ends_at=at(90)), id="comes later"),
        pytest.param(a_meeting(state=MeetingState.ENDED, starts_at=at(-9), ends_at=at(40)), id="is over"),
        pytest.param(None, id="is none"),
    ],
)
async def test_a_device_is_free_where_its_meeting(meeting: Meeting | None) -> None:
    assert await found(wanted(**THE_DEVICES_ONLY), holding(meeting)) == {}


async def test_a_device_that_a_running_meeting_was_found_for_is_not_asked() -> None:
    entry = a_meeting_device(device=THE_DEVICE)
    running = held(state=MeetingState.RUNNING, devices=(entry,))
    vendor = holding(running, running)
    assert await found(wanted(**THE_DEVICES_ONLY), vendor) == {"m1": (DEVICE,)}
    assert vendor.asked("current_meetings") == []


async def test_a_device_is_asked_about_the_near_future_only() -> None:
    vendor = holding(a_meeting(state=MeetingState.RUNNING))
    for minutes in (-60, 60):
        assert await found(wanted(starts_at=at(minutes), **THE_DEVICES_ONLY), vendor) == {}
    assert vendor.asked("current_meetings") == []


async def test_what_the_list_shows_in_part_is_told_once_with_all_reasons() -> None:
    listed = held(state=MeetingState.RUNNING, devices=())
    occupancy = wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),), **THE_DEVICES_ONLY)
    assert await found(occupancy, holding(listed, listed)) == {"m1": (HOST, DEVICE)}


async def test_a_device_that_cannot_be_asked_is_told() -> None:
    vendor = holding(None)
    vendor.broken[THE_DEVICE.key] = a_failure()
    report = await conflicts.find(a_context(vendor), wanted(**THE_DEVICES_ONLY))
    assert [problem.vendor for problem in report.unavailable] == [Vendor.TELECOMX]


async def test_a_list_from_better_days_does_not_pass_for_a_look_at_who_is_busy() -> None:
    vendor = FakeVendor(Vendor.TELECOMX, held())
    kept = StaleIfError(vendor, seconds=60, things=10, now=lambda: NOON)
    occupancy = wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),))
    await conflicts.find(a_context(kept), occupancy)
    vendor.failing["list_meetings"] = a_failure()
    with operation_scope():
        report = await conflicts.find(a_context(kept), occupancy)
    assert len(report.conflicts) == 1
    assert [problem.code for problem in report.unavailable] == [ErrorCode.VENDOR_UNREACHABLE]


# Several vendors


async def test_conflicts_of_several_vendors_stand_in_one_report_by_time_then_vendor() -> None:
    vendors = [
        FakeVendor(Vendor.TELECOMX, held("a", starts_at=at(20))),
        FakeVendor(Vendor.VSEE, held("b", "9", Vendor.VSEE)),
        FakeVendor(Vendor.ENABLEX, held("c", "7", Vendor.ENABLEX)),
    ]
    occupancy = wanted(
        hosts=(
            (first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),
            (first_account(DEFAULT_TENANT, Vendor.VSEE), "9"),
            (first_account(DEFAULT_TENANT, Vendor.ENABLEX), "7"),
        )
    )
    assert list(await found(occupancy, *vendors)) == ["c", "b", "a"]


async def test_an_id_means_nothing_to_another_vendor() -> None:
    vendors = [
        FakeVendor(Vendor.TELECOMX, held("mine")),
        FakeVendor(Vendor.VSEE, held("theirs", vendor=Vendor.VSEE)),
    ]
    occupancy = wanted(
        hosts=(
            (first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),
            (first_account(DEFAULT_TENANT, Vendor.VSEE), "other"),
        )
    )
    assert await found(occupancy, *vendors) == {"mine": (HOST,)}


async def test_a_vendor_of_which_nothing_is_named_is_not_asked() -> None:
    asked, other = FakeVendor(Vendor.TELECOMX, held()), FakeVendor(Vendor.VSEE, held(vendor=Vendor.VSEE))
    await found(wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)), asked, other)
    assert (len(asked.calls), other.calls) == (1, [])


async def test_a_dead_vendor_leaves_the_others_conflicts() -> None:
    dead = FakeVendor(Vendor.VSEE)
    dead.failing["list_meetings"] = a_failure(Vendor.VSEE)
    report = await conflicts.find(
        a_context(FakeVendor(Vendor.TELECOMX, held()), dead),
        wanted(
            hosts=(
                (first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),
                (first_account(DEFAULT_TENANT, Vendor.VSEE), "9"),
            )
        ),
    )
    assert [conflict.meeting.vendor for conflict in report.conflicts] == [Vendor.TELECOMX]
    assert [(problem.vendor, problem.code) for problem in report.unavailable] == [
        (Vendor.VSEE, ErrorCode.VENDOR_UNREACHABLE)
    ]


async def test_a_fault_of_ours_is_named_and_gives_nothing_away(caplog: pytest.LogCaptureFixture) -> None:
    faulty = FakeVendor(Vendor.VSEE)
    faulty.failing["list_meetings"] = RuntimeError("s3cret")
    with caplog.at_level(logging.CRITICAL):
        report = await conflicts.find(
            a_context(faulty), wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.VSEE), "9"),))
        )
    [problem] = report.unavailable
    assert problem.code is ErrorCode.INTERNAL
    assert "s3cret" not in problem.message


async def test_a_vendor_without_an_account_is_named() -> None:
    report = await conflicts.find(
        a_context(), wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.VSEE), "9"),))
    )
    assert [(problem.vendor, problem.code) for problem in report.unavailable] == [
        (Vendor.VSEE, ErrorCode.BAD_USER_INPUT)
    ]


async def test_a_vendor_that_shows_no_devices_is_named_without_a_call() -> None:
    vendor = FakeVendor(Vendor.VSEE, capabilities=[Capability.READ_MEETINGS])
    report = await conflicts.find(a_context(vendor), wanted(devices=(a_device(vendor=Vendor.VSEE).key,)))
    assert [problem.vendor for problem in report.unavailable] == [Vendor.VSEE]
    assert vendor.calls == []


# What a list does not carry


async def test_devices_are_asked_for_where_the_time_overlaps_and_nowhere_else() -> None:
    missing: dict[str, Any] = {"devices": Unfetched("room")}
    here, too, later = held(**missing), held("m2", **missing), held("m3", starts_at=at(-90), ends_at=at(0))
    vendor = FakeVendor(Vendor.TELECOMX, here, too, later)
    vendor.whole[here.key] = held(devices=(a_meeting_device(device=THE_DEVICE),))
    vendor.whole[too.key] = held("m2", devices=())
    assert await found(wanted(devices=(THE_DEVICE.key,)), vendor) == {"m1": (DEVICE,)}
    assert vendor.asked("complete_meetings") == [("room", here.key, too.key)]


async def test_nothing_is_asked_for_that_nobody_named() -> None:
    vendor = FakeVendor(Vendor.TELECOMX, held(devices=Unfetched("room"), room=Unfetched("room")))
    await found(wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)), vendor)
    assert [call.method for call in vendor.calls] == ["list_meetings"]


async def test_a_room_that_the_list_does_not_carry_is_asked_for() -> None:
    meeting = held(host="other", room=Unfetched("room"))
    vendor = FakeVendor(Vendor.TELECOMX, meeting)
    vendor.whole[meeting.key] = held(room=THE_ROOM)
    occupancy = wanted(
        hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),), rooms=(THE_ROOM.key,)
    )
    assert await found(occupancy, vendor) == {"m1": (ROOM,)}


async def test_a_vendor_that_was_asked_for_one_room_need_not_be_asked_which_room_it_was() -> None:
    vendor = Listening(Vendor.VSEE, held(vendor=Vendor.VSEE, room=Unfetched("room:r1")))
    room = a_room(vendor=Vendor.VSEE)
    assert await found(wanted(rooms=(room.key,)), vendor) == {"m1": (ROOM,)}
    assert [query.room for query in vendor.queries] == [room.key]
    assert [call.method for call in vendor.calls] == ["list_meetings"]


async def test_what_cannot_be_completed_leaves_what_is_known_and_names_the_vendor() -> None:
    meeting = held(devices=Unfetched("room"))
    vendor = FakeVendor(Vendor.TELECOMX, meeting)
    vendor.broken[meeting.key] = a_failure()
    report = await conflicts.find(
        a_context(vendor),
        wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),), devices=(THE_DEVICE.key,)),
    )
    assert [conflict.reasons for conflict in report.conflicts] == [(HOST,)]
    assert [problem.vendor for problem in report.unavailable] == [Vendor.TELECOMX]


async def test_a_vendor_is_named_once_however_much_of_it_fails() -> None:
    rows = [held(str(number), devices=Unfetched("room")) for number in range(5)]
    vendor = FakeVendor(Vendor.TELECOMX, *rows)
    vendor.failing["complete_meetings"] = a_failure()
    report = await conflicts.find(a_context(vendor), wanted(devices=(THE_DEVICE.key,)))
    assert [problem.vendor for problem in report.unavailable] == [Vendor.TELECOMX]


# Pages, and what a vendor is asked


async def test_all_pages_are_read() -> None:
    rows = [held(str(number)) for number in range(7)]
    vendor = FakeVendor(Vendor.TELECOMX, *rows, page_size=2)
    assert (
        len(await found(wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)), vendor))
        == 7
    )
    assert vendor.asked("list_meetings") == [(1,), (2,), (3,), (4,)]


async def test_a_look_that_was_cut_short_is_told_beside_what_it_found() -> None:
    rows = [held(f"{number:02}") for number in range(PAGES_AT_MOST + 1)]
    vendor = FakeVendor(Vendor.TELECOMX, *rows, page_size=1)
    report = await conflicts.find(
        a_context(vendor), wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),))
    )
    assert len(report.conflicts) == len(vendor.calls) == PAGES_AT_MOST
    assert [(problem.vendor, problem.code) for problem in report.unavailable] == [
        (Vendor.TELECOMX, ErrorCode.OVERLOADED)
    ]


async def test_a_list_of_just_as_many_pages_is_complete() -> None:
    rows = [held(f"{number:02}") for number in range(PAGES_AT_MOST)]
    vendor = FakeVendor(Vendor.TELECOMX, *rows, page_size=1)
    assert (
        len(await found(wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)), vendor))
        == PAGES_AT_MOST
    )


async def test_a_vendor_that_knows_no_pages_is_asked_for_two() -> None:
    class Pageless(FakeVendor):
        async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
            return replace(await super().list_meetings(query, 1), has_more=True)

    vendor = Pageless(Vendor.TELECOMX, held(), held("m2"))
    report = await conflicts.find(
        a_context(vendor), wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),))
    )
    assert (len(report.conflicts), len(vendor.asked("list_meetings"))) == (2, 2)
    assert [problem.missing for problem in report.unavailable] == [MissingPart.BEYOND_LIMIT]


async def test_what_was_read_before_a_failure_stays() -> None:
    class Breaking(FakeVendor):
        async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
            if page == 2:
                raise a_failure()
            return await super().list_meetings(query, page)

    vendor = Breaking(Vendor.TELECOMX, held(), held("m2"), page_size=1)
    report = await conflicts.find(
        a_context(vendor), wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),))
    )
    assert (len(report.conflicts), len(report.unavailable)) == (1, 1)


async def test_a_row_that_moves_to_the_next_page_meanwhile_is_told_once() -> None:
    class Shifting(FakeVendor):
        async def list_meetings(self, query: MeetingQuery, page: int) -> Batch[Meeting]:
            return Batch((held(),), has_more=page == 1)

    report = await conflicts.find(
        a_context(Shifting(Vendor.TELECOMX)),
        wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)),
    )
    assert len(report.conflicts) == 1


async def test_the_vendor_is_told_the_window_and_the_only_host() -> None:
    vendor = Listening(Vendor.ENABLEX)
    await found(wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.ENABLEX), "7"),)), vendor)
    [query] = vendor.queries
    assert (query.starts_from, query.starts_to) == (at(15 - 7 * 24 * 60), at(45))
    assert query.hosts == {(first_account(DEFAULT_TENANT, Vendor.ENABLEX), "7")}
    assert query.or_running


async def test_a_vendors_past_is_read_last() -> None:
    vendor = Listening(Vendor.ENABLEX)
    await found(wanted(hosts=((first_account(DEFAULT_TENANT, Vendor.ENABLEX), "7"),)), vendor)
    assert [query.direction for query in vendor.queries] == [Direction.DESC]


async def test_of_several_hosts_the_vendor_is_told_none() -> None:
    vendor = Listening(Vendor.ENABLEX)
    await found(
        wanted(
            hosts=(
                (first_account(DEFAULT_TENANT, Vendor.ENABLEX), "7"),
                (first_account(DEFAULT_TENANT, Vendor.ENABLEX), "8"),
            )
        ),
        vendor,
    )
    assert [query.hosts for query in vendor.queries] == [None]


async def test_a_start_that_only_this_api_keeps_counts(mongodb: str) -> None:
    class Forgetful(FakeVendor):
        forgotten_of_meetings = frozenset({"starts_at", "duration_minutes"})

    room = a_room(vendor=Vendor.VCONNCT)
    shown = a_meeting(vendor=Vendor.VCONNCT, room=room)
    async with a_store(StoreSettings(**on(mongodb)), now=lambda: NOON) as store:
        await empty(store)
        context = a_context(Forgetful(Vendor.VCONNCT, shown), store=store)
        await context.remembered_facts.keep(replace(shown, starts_at=at(0), duration_minutes=30))
        report = await conflicts.find(context, wanted(rooms=(room.key,)))
    [conflict] = report.conflicts
    assert (conflict.overlaps_from, conflict.overlaps_to) == (at(15), at(30))


# What a vendor does not tell


async def test_what_no_meeting_of_a_vendor_shows_does_not_pass_for_free() -> None:
    class Silent(FakeVendor):
        tells_hosts = False

        def tells_meetings_in(self, room: Key) -> bool:
            return room != THE_ROOM.key

    for named in (
        {"hosts": ((first_account(DEFAULT_TENANT, Vendor.TELECOMX), "doc"),)},
        {"rooms": (THE_ROOM.key,)},
    ):
        report = await conflicts.find(a_context(Silent(Vendor.TELECOMX)), wanted(**named))
        assert [(problem.vendor, problem.code) for problem in report.unavailable] == [
            (Vendor.TELECOMX, ErrorCode.BAD_USER_INPUT)
        ]
    other = wanted(rooms=(a_room("r2").key,))
    assert (await conflicts.find(a_context(Silent(Vendor.TELECOMX)), other)).unavailable == ()
