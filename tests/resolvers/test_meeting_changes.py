"""What of a meeting is told to those who follow it, and what of it is no change."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from models.access import Pins
from models.ids import Key
from models.meeting import Meeting, MeetingState, Visit, VisitKind
from models.partial import Unfetched
from models.vendor import Vendor
from resolvers.meeting_changes import facts, look
from store.settings import StoreSettings
from store.store import Store
from tests.support.builders import NOON, a_failure, a_meeting, at
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import NoCommands, a_context
from tests.support.mongo import a_store, empty, on
from vendors.adapters import Adapters
from vendors.operation_scope import operation_scope


@pytest.mark.parametrize(
    "change",
    [
        {"title": "Other"},
        {"description": "Other"},
        {"starts_at": at(90)},
        {"ends_at": at(120)},
        {"duration_minutes": 45},
        {"state": MeetingState.RUNNING},
        {"vendor_state": "other"},
        {"host_id": "other"},
        {"visit": Visit(kind=VisitKind.SCHEDULED)},
    ],
)
def test_what_a_meeting_says_of_itself_makes_a_difference(change: dict[str, Any]) -> None:
    meeting = a_meeting(title="A", starts_at=at(60), ends_at=at(90), duration_minutes=30, vendor_state="said")
    assert facts(replace(meeting, **change)) != facts(meeting)


@pytest.mark.parametrize(
    "change",
    [
        {"pins": Pins(moderator="4711")},
        {"devices": ()},
        {"state_is_kept": True},
        {"visit": Visit(kind=VisitKind.SCHEDULED, conference_expires_at=at(5))},
    ],
)
def test_secrets_what_other_calls_tell_and_clocks_make_none(change: dict[str, Any]) -> None:
    meeting = a_meeting(visit=Visit(kind=VisitKind.SCHEDULED))
    assert facts(replace(meeting, **change)) == facts(meeting)


def test_a_fact_that_was_not_shown_is_left_out() -> None:
    assert "vendor_state" not in facts(a_meeting(vendor_state=Unfetched("listing")))


async def seen(known: Mapping[Key, Meeting | None], *vendors: FakeVendor) -> Mapping[Key, Any]:
    with operation_scope():
        return await look(known, a_context(*vendors))


async def test_meetings_that_are_looked_at_together_are_one_question() -> None:
    meetings = [a_meeting(f"m{number}") for number in range(100)]
    vendor = FakeVendor(Vendor.TELECOMX, *meetings)
    found = await seen({meeting.key: None for meeting in meetings}, vendor)
    assert found == {meeting.key: meeting for meeting in meetings}
    assert len(vendor.asked("meetings")) == 1


async def test_one_meetings_failure_and_absence_take_its_own_place() -> None:
    there, ill, gone = a_meeting("there"), a_meeting("ill"), a_meeting("gone")
    vendor = FakeVendor(Vendor.TELECOMX, there, ill)
    failure = vendor.broken[ill.key] = a_failure(Vendor.TELECOMX)
    found = await seen({each.key: None for each in (there, ill, gone)}, vendor)
    assert found == {there.key: there, ill.key: failure, gone.key: None}


async def test_the_vendors_word_is_asked_for_once_for_all_whose_clock_says_something_new() -> None:
    reckoned = [
        a_meeting(f"m{number}", Vendor.ENABLEX, state_is_reckoned=True, vendor_state=Unfetched("listing"))
        for number in range(5)
    ]
    vendor = FakeVendor(Vendor.ENABLEX, *reckoned)
    vendor.whole = {
        each.key: replace(each, state_is_reckoned=False, vendor_state="upcoming") for each in reckoned
    }
    first = await seen({each.key: None for each in reckoned}, vendor)
    assert all(found.vendor_state == "upcoming" for found in first.values())
    assert len(vendor.asked("complete_meetings")) == 1
    again = await seen(first, vendor)
    assert again == first
    assert len(vendor.asked("complete_meetings")) == 1


async def test_a_move_has_the_vendors_word_asked_for_and_is_told() -> None:
    before = a_meeting("m1", Vendor.ENABLEX, vendor_state="upcoming", title="A", starts_at=at(60))
    moved = replace(before, starts_at=at(90), state_is_reckoned=True, vendor_state=Unfetched("listing"))
    vendor = FakeVendor(Vendor.ENABLEX, moved)
    vendor.whole = {moved.key: replace(moved, state_is_reckoned=False, vendor_state="upcoming")}
    found = (await seen({before.key: before}, vendor))[before.key]
    assert (found.starts_at, found.state_is_reckoned) == (at(90), False)


async def test_a_new_title_is_told_without_a_call_for_the_vendors_word() -> None:
    before = a_meeting("m1", Vendor.ENABLEX, vendor_state="upcoming", title="A")
    renamed = replace(before, title="B", state_is_reckoned=True, vendor_state=Unfetched("listing"))
    vendor = FakeVendor(Vendor.ENABLEX, renamed)
    found = (await seen({before.key: before}, vendor))[before.key]
    assert (found.title, found.vendor_state, found.state_is_reckoned) == ("B", "upcoming", False)
    assert not vendor.asked("complete_meetings")


class Forgetful(FakeVendor):
    """A vendor that has no times and no description."""

    forgotten_of_meetings = frozenset({"starts_at", "duration_minutes", "description"})


async def test_times_that_are_kept_here_do_not_vanish_while_the_store_is_away() -> None:
    shown = a_meeting("m1", Vendor.VCONNCT, title="A")
    kept: dict[str, Any] = {"starts_at": at(60), "duration_minutes": 30, "ends_at": at(90)}
    before = replace(shown, **kept)
    vendor = Forgetful(Vendor.VCONNCT, replace(shown, title="B"))
    found = (await seen({before.key: before}, vendor))[before.key]
    assert found == replace(before, title="B")


@pytest.fixture
async def store(mongodb: str) -> AsyncIterator[Store]:
    async with a_store(StoreSettings(**on(mongodb)), now=lambda: NOON) as store:
        await empty(store)
        yield store


async def test_times_that_are_kept_nowhere_any_more_are_told_as_gone(store: Store) -> None:
    shown = a_meeting("m1", Vendor.VCONNCT, title="A")
    before = replace(shown, starts_at=at(60), duration_minutes=30, ends_at=at(60) + timedelta(minutes=30))
    vendor = Forgetful(Vendor.VCONNCT, shown)
    known = Adapters([vendor])
    context = replace(a_context(vendor), store=store, commands=NoCommands(store, known))
    with operation_scope():
        found = await look({before.key: before}, context)
    assert found == {shown.key: shown}
