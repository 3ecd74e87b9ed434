"""What is kept of a meeting for calendars counts its changes, outlives it, and shows nobody what it is about."""

from typing import Any

import pytest
from bson import BSON

from models.appointment import Appointment
from models.documents.calendar_entry import CalendarEntry
from models.ids import Kind
from models.vendor import Vendor
from store import calendar_entries
from store.store import Store, Work
from tests.support.accounts import a_key
from tests.support.stores import Clock

HERE = a_key(Kind.MEETING, Vendor.ENABLEX, ("mtg-1",))
ID = HERE.encoded()


async def record(store: Store, clock: Clock, *, is_new: bool = False, is_cancelled: bool = False) -> None:
    appointment = Appointment(title="CANARY", starts_at=clock(), duration_minutes=30)
    await calendar_entries.record(store, HERE, appointment, is_new=is_new, is_cancelled=is_cancelled)


async def known(store: Store) -> CalendarEntry:
    return (await calendar_entries.of(store, [HERE]))[ID]


async def test_changes_are_counted_from_the_making_on(store: Store, clock: Clock) -> None:
    counted = []
    for is_new, is_cancelled in ((True, False), (False, False), (False, True)):
        await record(store, clock, is_new=is_new, is_cancelled=is_cancelled)
        entry = await known(store)
        counted.append((entry.sequence, entry.is_cancelled))
    assert counted == [(0, False), (1, False), (2, True)]


async def test_a_change_of_what_was_made_elsewhere_counts(store: Store, clock: Clock) -> None:
    await record(store, clock)
    assert (await known(store)).sequence == 1


async def test_the_appointment_comes_back(store: Store, clock: Clock) -> None:
    await record(store, clock)
    kept = calendar_entries.appointment(store, await known(store))
    assert kept == Appointment(title="CANARY", starts_at=clock(), duration_minutes=30)


async def test_what_it_is_about_can_be_read_nowhere(store: Store, clock: Clock) -> None:
    await record(store, clock)
    [document] = await CalendarEntry.raw().find().to_list()
    assert b"CANARY" not in BSON.encode(document)
    entry = await known(store)
    assert "CANARY" not in repr(entry) + repr(calendar_entries.appointment(store, entry))


@pytest.mark.parametrize(
    "garbled", [{"sequence": "many"}, {"changed_at": "late"}, {"schemaVersion": 99}, {"is_cancelled": "?"}]
)
async def test_one_that_cannot_be_read_is_as_good_as_none_and_stays(
    store: Store, clock: Clock, garbled: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    await record(store, clock)
    await CalendarEntry.raw().update_one({"_id": f"default:{ID}"}, {"$set": garbled})
    assert await calendar_entries.of(store, [HERE]) == {}
    waiting: list[Work] = []
    monkeypatch.setattr(store, "later", waiting.append)
    await record(store, clock)
    assert (waiting, await CalendarEntry.raw().count_documents({})) == ([], 1)


async def test_a_seal_that_is_broken_costs_the_appointment_alone(store: Store, clock: Clock) -> None:
    await record(store, clock)
    await CalendarEntry.raw().update_one({"_id": f"default:{ID}"}, {"$set": {"sealed": b"?"}})
    entry = await known(store)
    assert (entry.sequence, calendar_entries.appointment(store, entry)) == (1, None)
