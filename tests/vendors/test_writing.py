"""The sequence of a write: what is done in which order, and what its outcome says of the vendor."""

from collections.abc import AsyncIterator, Iterable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import pytest

from models.errors import (
    VendorBadResponse,
    VendorError,
    VendorRateLimited,
    VendorRejected,
    VendorTimeout,
    WriteRefused,
)
from models.operation import Safe
from models.problem import Conflict, InvalidInput, Problem, ProblemCode
from models.vendor import Vendor
from models.view import View
from tests.support.accounts import VSEE
from tests.support.reading import answered, converted
from vendors.base import Adapter
from vendors.declarations import Effect, declarations
from vendors.registry import VENDORS
from vendors.registry_entry import RegistryEntry
from vendors.vsee import payloads
from vendors.vsee.mapping import rooms
from vendors.writing import Request, Settled, VendorWrite, carried_out, carried_out_by

ROOM = {"code": "b4vjj", "name": "Ward"}
DECLARED = declarations(Adapter)
OPERATION = "paint door"
REFUSED = VendorRejected(Vendor.VSEE, OPERATION, status=400)
PROBLEM = InvalidInput(message="No such colour.", code=ProblemCode.INVALID, path=("colour",))
TAKEN = Conflict(message="Another door has it.", code=ProblemCode.ALREADY_EXISTS)


@dataclass
class Account:
    """What each step does, by name: an error is raised, all else is returned; and the steps that were taken."""

    does: dict[str, Any] = field(default_factory=dict)
    steps: list[str] = field(default_factory=list)

    def step(self, name: str, otherwise: Any) -> Any:
        self.steps.append(name)
        done = self.does.get(name, otherwise)
        if isinstance(done, Exception):
            raise done
        return done


class PaintDoor(VendorWrite[str, str | None]):
    at: Account
    colour: str
    operation = OPERATION

    async def problems(self) -> Iterable[Problem | None]:
        return self.at.step("problems", ())

    @asynccontextmanager
    async def turn(self) -> AsyncIterator[None]:
        self.at.steps.append("turn")
        yield
        self.at.steps.append("over")

    async def request(self) -> Any:
        return self.at.step("request", Request("POST", "/doors"))

    async def sent(self, request: Request) -> str | None:
        return self.at.step("sent", "answer")

    async def explained(self, refusal: VendorRejected) -> Any:
        return self.at.step("explained", TAKEN)

    def absent(self) -> str | None:
        return self.at.step("absent", None)

    async def result(self, answer: str) -> str:
        return self.at.step("result", f"{self.colour} by {answer}")

    def remember(self, result: str | None) -> None:
        self.at.step("remember", None)


class Painter:
    """What has a write as an adapter has it."""

    def __init__(self, account: Account) -> None:
        self.writes_at = account

    def quotable(self, words: str | None) -> str | None:
        return words

    paint_door = carried_out_by(PaintDoor)


async def painted(**does: Any) -> tuple[Any, list[str]]:
    """The result or the error, and the steps."""
    account = Account(does)
    try:
        return await carried_out(PaintDoor(account, "red")), account.steps
    except (VendorError, WriteRefused) as error:
        return error, account.steps


async def test_the_steps_come_in_order() -> None:
    result, steps = await painted()
    assert result == "red by answer"
    assert steps == ["problems", "turn", "request", "sent", "result", "over", "remember"]


async def test_a_method_is_the_write_with_its_arguments() -> None:
    assert await Painter(Account()).paint_door("blue") == "blue by answer"
    assert await Painter(Account()).paint_door(colour="blue") == "blue by answer"


@pytest.mark.parametrize("row", VENDORS, ids=lambda row: row.account)
def test_every_write_of_every_vendor_goes_this_way(row: RegistryEntry) -> None:
    found = {
        name: method
        for name, method in vars(row.adapter).items()
        if name in DECLARED and DECLARED[name].effect is Effect.WRITES
    }
    assert found
    assert {name for name, method in found.items() if method.__module__ != carried_out_by.__module__} == set()


async def test_nothing_is_asked_where_the_draft_has_problems() -> None:
    error, steps = await painted(problems=[None, PROBLEM, TAKEN])
    assert isinstance(error, WriteRefused)
    assert (error.problems, error.by_vendor, error.arrived) == ((PROBLEM, TAKEN), False, False)
    assert steps == ["problems"]


@pytest.mark.parametrize("step", ["request", "sent"])
async def test_what_is_not_there_is_not_changed(step: str) -> None:
    result, steps = await painted(**{step: None})
    assert result is None
    assert steps[-2:] == ["absent", "over"]


@pytest.mark.parametrize("step", ["request", "sent"])
async def test_a_refusal_becomes_a_problem(step: str) -> None:
    error, steps = await painted(**{step: REFUSED})
    assert isinstance(error, WriteRefused)
    assert (error.problems, error.by_vendor, error.arrived) == ((TAKEN,), True, True)
    assert "result" not in steps


async def test_the_refusal_of_a_read_before_says_that_the_write_has_not_arrived() -> None:
    error, _ = await painted(request=VendorRejected(Vendor.VSEE, Safe("list doors"), status=400))
    assert isinstance(error, WriteRefused)
    assert (error.by_vendor, error.arrived) == (True, False)


async def test_a_refusal_that_is_not_about_the_draft_goes_through() -> None:
    error, _ = await painted(sent=REFUSED, explained=None)
    assert error is REFUSED


@pytest.mark.parametrize("does", [{}, {"request": True}, {"sent": REFUSED, "explained": True}])
async def test_the_result_keeps_no_row(does: dict[str, Any]) -> None:
    row = converted(ROOM, payloads.Room)
    room = rooms.created(row, answered(VSEE, datetime(2030, 1, 15, tzinfo=UTC)))
    assert isinstance(room, View)
    settled = {step: done if step == "sent" else Settled(room) for step, done in does.items()}
    result, _ = await painted(**(settled or {"result": room}))
    assert result == room
    assert not isinstance(result, View)


async def test_what_is_so_already_is_not_sent() -> None:
    result, steps = await painted(request=Settled("red"))
    assert (result, "sent" in steps) == ("red", False)


async def test_a_refusal_may_mean_that_it_is_so_already() -> None:
    result, steps = await painted(sent=REFUSED, explained=Settled("red"))
    assert (result, "result" in steps) == ("red", False)


@pytest.mark.parametrize(
    "failure", [VendorTimeout(Vendor.VSEE, OPERATION), VendorRateLimited(Vendor.VSEE, OPERATION)]
)
async def test_the_failure_of_the_call_goes_through(failure: VendorError) -> None:
    error, _ = await painted(sent=failure)
    assert error is failure


@pytest.mark.parametrize(
    ("failure", "kind"),
    [
        (VendorTimeout(Vendor.VSEE, Safe("read door")), VendorTimeout),
        (VendorRejected(Vendor.VSEE, Safe("read door"), status=400), VendorBadResponse),
        (VendorRejected(Vendor.VSEE, "hang door", status=400), VendorBadResponse),
        (VendorRateLimited(Vendor.VSEE, "hang door", may_have_arrived=False), VendorRateLimited),
    ],
)
async def test_no_failure_after_the_success_says_that_nothing_has_arrived(
    failure: VendorError, kind: type[VendorError]
) -> None:
    error, steps = await painted(result=failure)
    assert type(error) is kind
    assert error.may_have_arrived
    assert "remember" not in steps


async def test_the_failure_to_read_the_answer_keeps_its_words() -> None:
    failure = VendorBadResponse(Vendor.VSEE, OPERATION, detail="no door")
    error, _ = await painted(result=failure)
    assert error is failure


def test_a_write_and_its_call_show_nothing_of_the_draft() -> None:
    assert "red" not in repr(PaintDoor(Account(), "red"))
    assert "red" not in repr(Request("POST", "/doors/red", json={"colour": "red"}, headers={"colour": "red"}))
    assert "red" not in repr(Settled("red"))
