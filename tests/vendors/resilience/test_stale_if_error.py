"""While a vendor is down, what it last answered may serve, without secrets, and the response says so."""

import pickle
from typing import Any

import pytest

from models.access import Pins
from models.errors import (
    DeadlineExceeded,
    VendorBadResponse,
    VendorBusy,
    VendorError,
    VendorRateLimited,
    VendorRejected,
    VendorTimeout,
    VendorUnreachable,
)
from models.ids import Key, Kind
from models.vendor import Vendor
from tests.support.builders import NOON, a_lobby, a_meeting, a_room, a_session, an_arrival
from tests.support.clock import HandClock
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import ask
from vendors.adapters import Adapters
from vendors.base import Adapter
from vendors.operation_scope import operation_scope
from vendors.resilience.stale_if_error import (
    _MAPS,
    _NOT_KEPT,
    _OF_THE_MOMENT,
    _WHOLES,
    StaleIfError,
    kept_for,
)

CANARY = "canary-7734"
MEETING = a_meeting(title="Round", pins=Pins(moderator=CANARY), room=a_room(pins=Pins(participant=CANARY)))
DOWN: list[type[VendorError]] = [VendorTimeout, VendorUnreachable, VendorBusy, DeadlineExceeded]
UP: list[type[VendorError]] = [VendorRejected, VendorRateLimited, VendorBadResponse]
LIST = "{ meetings { nodes { title } unavailable { code } } }"


def stale(
    *things: Any, clock: HandClock | None = None, seconds: float = 60
) -> tuple[FakeVendor, StaleIfError]:
    inner = FakeVendor(Vendor.TELECOMX, *(things or (MEETING,)))
    return inner, StaleIfError(
        inner, seconds=seconds, things=100, now=lambda: NOON, clock=clock or HandClock()
    )


def dies(inner: FakeVendor, error: type[VendorError] = VendorUnreachable) -> None:
    failure = error(Vendor.TELECOMX, "any")
    inner.failing = dict.fromkeys(
        ("meetings", "list_meetings", "rooms", "complete_meetings", "lobbies", "attendance"), failure
    )


@pytest.mark.parametrize("error", DOWN)
async def test_a_list_from_better_days_serves_while_the_vendor_is_down(error: type[VendorError]) -> None:
    clock = HandClock()
    inner, adapter = stale(clock=clock)
    await ask(LIST, [adapter])
    dies(inner, error)
    clock.passes(12)
    answer = await ask(LIST, [adapter])
    assert answer.data == {"meetings": {"nodes": [{"title": "Round"}], "unavailable": []}}
    [told] = (answer.extensions or {})["vendors"]
    assert (told["vendor"], told["stale"], told["age"]) == ("TELECOMX", True, 12.0)


@pytest.mark.parametrize("error", UP)
async def test_a_vendor_that_answers_is_believed(error: type[VendorError]) -> None:
    inner, adapter = stale()
    await ask(LIST, [adapter])
    dies(inner, error)
    answer = await ask(LIST, [adapter])
    assert answer.data is not None
    assert answer.data["meetings"]["unavailable"] == [{"code": error.code.value}]


async def test_a_fresh_answer_is_not_called_stale() -> None:
    _, adapter = stale()
    answer = await ask(LIST, [adapter])
    assert all("stale" not in told for told in (answer.extensions or {})["vendors"])


async def test_an_answer_that_is_too_old_does_not_serve() -> None:
    clock = HandClock()
    inner, adapter = stale(clock=clock)
    await adapter.meetings([MEETING.key])
    dies(inner)
    clock.passes(61)
    assert isinstance((await adapter.meetings([MEETING.key]))[MEETING.key], VendorUnreachable)


async def test_each_thing_is_kept_for_itself() -> None:
    other = a_meeting("m2")
    inner, adapter = stale(MEETING, other)
    await adapter.meetings([MEETING.key])
    dies(inner)
    found = await adapter.meetings([MEETING.key, other.key])
    assert [isinstance(found[key], VendorError) for key in (MEETING.key, other.key)] == [False, True]


async def test_what_the_vendor_no_longer_knows_is_not_brought_back() -> None:
    inner, adapter = stale()
    await adapter.meetings([MEETING.key])
    inner.things.clear()
    await adapter.meetings([MEETING.key])
    dies(inner)
    assert (await adapter.meetings([MEETING.key]))[MEETING.key] is None


async def test_no_secret_is_kept() -> None:
    session = a_session(vendor=Vendor.TELECOMX, pins=Pins(moderator=CANARY))
    inner, adapter = stale(MEETING, session)
    inner.beside = {
        "lobbies": {MEETING.key: a_lobby()},
        "attendance": {session.key: (an_arrival(CANARY),)},
    }
    inner.whole = {MEETING.key: MEETING}
    await ask(LIST, [adapter])
    await adapter.meetings([MEETING.key])
    await adapter.sessions([session.key])
    await adapter.attendance([session])
    await adapter.complete_meetings("detail", [MEETING])
    held = pickle.dumps(list(adapter._kept._kept.items()))
    assert (CANARY.encode() in held, b"Round" in held) == (False, True)


async def test_a_secret_of_a_stale_answer_fails_where_it_is_asked_for() -> None:
    inner, adapter = stale()
    query = '{ meeting(by: {vendorId: {vendor: TELECOMX, id: "m1"}}) { title pins { moderator } } }'
    assert CANARY in str((await ask(query, [adapter])).data)
    dies(inner)
    answer = await ask(query, [adapter])
    assert answer.data == {"meeting": {"title": "Round", "pins": None}}
    assert [(error.extensions or {})["code"] for error in answer.errors or ()] == ["VENDOR_UNREACHABLE"]


async def test_names_of_those_who_came_are_never_kept() -> None:
    session = a_session(vendor=Vendor.TELECOMX)
    inner, adapter = stale(session)
    await adapter.attendance([session])
    dies(inner)
    with pytest.raises(VendorUnreachable):
        await adapter.attendance([session])


async def test_a_write_makes_all_that_was_kept_forgotten() -> None:
    inner, adapter = stale()
    await adapter.meetings([MEETING.key])
    await adapter.cancel_meeting(MEETING.key)
    dies(inner)
    assert isinstance((await adapter.meetings([MEETING.key]))[MEETING.key], VendorUnreachable)


async def test_one_audience_is_not_shown_what_was_kept_for_another() -> None:
    inner, adapter = stale()
    with operation_scope() as scope:
        scope.audience = "one"
        await adapter.meetings([MEETING.key])
    dies(inner)
    for audience, is_served in (("other", False), ("one", True)):
        with operation_scope() as scope:
            scope.audience = audience
            found = (await adapter.meetings([MEETING.key]))[MEETING.key]
        assert isinstance(found, VendorError) is not is_served


def test_what_an_adapter_offers_is_still_offered() -> None:
    inner, adapter = stale()
    assert (adapter.vendor, adapter.capabilities) == (Vendor.TELECOMX, inner.capabilities)
    assert adapter.forgotten_of_meetings == inner.forgotten_of_meetings
    assert adapter.health() == inner.health()


def test_every_read_is_in_one_of_the_tables() -> None:
    tables = [_MAPS, _WHOLES, _NOT_KEPT, _OF_THE_MOMENT]
    named = {name for table in tables for name in table}
    assert sum(map(len, tables)) == len(named)
    assert named <= set(vars(Adapter))


def test_where_nothing_is_to_be_kept_nothing_stands_between() -> None:
    adapters = Adapters([FakeVendor(Vendor.TELECOMX)])
    assert kept_for(adapters, seconds=0, things=1, now=lambda: NOON) is adapters


async def test_an_id_of_the_vendor_is_never_answered_from_memory() -> None:
    _, adapter = stale()
    assert await adapter.locate(Kind.MEETING, "m1") == Key(Kind.MEETING, Vendor.TELECOMX, ("m1",))
