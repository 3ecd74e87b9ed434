"""While a vendor is down, what it last answered may serve, without secrets, and the response says so."""

import pickle
from functools import partial
from inspect import signature
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
from models.ids import Kind
from models.listing import Batch
from models.vendor import Vendor
from tests.support.accounts import TELECOMX, a_key
from tests.support.builders import NOON, a_lobby, a_meeting, a_room, a_session, an_arrival
from tests.support.clock import HandClock
from tests.support.fake_vendor import FakeVendor
from tests.support.graph import ask
from vendors.base import Adapter
from vendors.declarations import Effect, Layout, MethodDeclaration, declarations
from vendors.resilience.stale_if_error import StaleIfError

DECLARED = list(declarations(Adapter).values())
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


class Answering(Adapter):
    """Answers every question, and fails where it is told that it is down."""

    vendor = Vendor.TELECOMX

    def __init__(self) -> None:
        super().__init__(TELECOMX)
        self.asked: list[str] = []
        self.is_down = False
        for declared in DECLARED:
            setattr(self, declared.name, partial(self._answer, declared))

    async def _answer(self, declared: MethodDeclaration, *arguments: Any) -> Any:
        self.asked.append(declared.name)
        if self.is_down:
            raise VendorUnreachable(self.vendor, declared.name)
        answers = {Layout.BY_KEY: dict.fromkeys(declared.asked(arguments)[0], ()), Layout.PAGE: Batch()}
        return answers.get(declared.layout) if declared.layout is not None else None


def answering() -> tuple[Answering, StaleIfError]:
    inner = Answering()
    return inner, StaleIfError(inner, seconds=60, things=100, now=lambda: NOON, clock=HandClock())


def question(declared: MethodDeclaration) -> list[Any]:
    """Arguments of the method's form."""
    takes = list(signature(getattr(Adapter, declared.name)).parameters)[1:]
    return [[MEETING.key] if place == declared.things else name for place, name in enumerate(takes)]


@pytest.mark.parametrize("write", [each for each in DECLARED if each.effect is Effect.WRITES])
async def test_every_write_makes_all_that_was_kept_forgotten(write: MethodDeclaration) -> None:
    inner, adapter = answering()
    await adapter.plan()
    await write.on(adapter)(*question(write))
    inner.is_down = True
    with pytest.raises(VendorUnreachable):
        await adapter.plan()


@pytest.mark.parametrize("read", [each for each in DECLARED if each.layout is not None])
async def test_only_what_is_declared_so_is_answered_from_better_days(read: MethodDeclaration) -> None:
    inner, adapter = answering()
    asked = question(read)
    first = await read.on(adapter)(*asked)
    inner.is_down = True
    try:
        again = await read.on(adapter)(*asked)
    except VendorUnreachable as error:
        again = error
    assert (again == first) is read.may_be_kept


@pytest.mark.parametrize("read", [each for each in DECLARED if each.layout is not None])
async def test_a_read_makes_nothing_forgotten(read: MethodDeclaration) -> None:
    inner, adapter = answering()
    await adapter.plan()
    await read.on(adapter)(*question(read))
    inner.is_down = True
    assert await adapter.plan() is None


def test_what_an_adapter_offers_is_still_offered() -> None:
    inner, adapter = stale()
    assert (adapter.vendor, adapter.capabilities) == (Vendor.TELECOMX, inner.capabilities)
    assert adapter.forgotten_of_meetings == inner.forgotten_of_meetings
    assert adapter.health() == inner.health()


async def test_where_nothing_is_to_be_kept_the_same_adapter_keeps_nothing() -> None:
    inner = FakeVendor(Vendor.TELECOMX, MEETING)
    adapter = StaleIfError(inner, seconds=0, things=100, now=lambda: NOON)
    await adapter.meetings([MEETING.key])
    await adapter.plan()
    dies(inner)
    inner.failing["plan"] = VendorUnreachable(Vendor.TELECOMX, "any")
    assert isinstance(adapter, StaleIfError)
    assert isinstance((await adapter.meetings([MEETING.key]))[MEETING.key], VendorUnreachable)
    with pytest.raises(VendorUnreachable):
        await adapter.plan()


async def test_an_id_of_the_vendor_is_never_answered_from_memory() -> None:
    _, adapter = stale()
    assert await adapter.locate(Kind.MEETING, "m1") == a_key(Kind.MEETING, Vendor.TELECOMX, ("m1",))
