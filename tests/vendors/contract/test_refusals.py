"""A vendor's failure is told as what it is, by every read and every write, and never in the vendor's own words."""

import asyncio
from collections.abc import Mapping
from typing import Any, NamedTuple

import pytest

from models.errors import (
    MeetgraphError,
    VendorBadResponse,
    VendorError,
    VendorRateLimited,
    VendorRejected,
    VendorUnreachable,
    WriteRefused,
)
from models.vendor import Vendor
from simulators.control import Simulator
from tests.vendors.contract.questions import answers, questions
from tests.vendors.contract.test_batching import batched, things_of
from tests.vendors.contract.vendor_contract import Opened, VendorContract, entry_of
from vendors.declarations import key_of

CANARY = "CANARY-4711"


class Failure(NamedTuple):
    """A failure of every call, and the errors that tell of it."""

    status: int
    body: str
    errors: tuple[type[MeetgraphError], ...]
    headers: Mapping[str, str] = {}


WORDS = (
    f'{{"message": "{CANARY}", "msg": "{CANARY}", "desc": "{CANARY}", "error": {{"message": "{CANARY}"}}}}'
)
FAILURES: Mapping[str, Failure] = {
    "400": Failure(400, WORDS, (VendorRejected, WriteRefused)),
    "401": Failure(401, WORDS, (VendorRejected, WriteRefused)),
    "403": Failure(403, WORDS, (VendorRejected, WriteRefused)),
    "429": Failure(429, WORDS, (VendorRateLimited,), {"retry-after": "1000"}),
    "500": Failure(500, WORDS, (VendorUnreachable,)),
    "503": Failure(503, f"<html>{CANARY}</html>", (VendorUnreachable,)),
    "a page": Failure(200, f"<html>{CANARY}</html>", (VendorBadResponse,), {"content-type": "text/html"}),
    "a text": Failure(200, f'"{CANARY}"', (VendorBadResponse,)),
    "a redirect": Failure(302, CANARY, (VendorBadResponse,)),
}
each_failure = pytest.mark.parametrize("failure", FAILURES.values(), ids=FAILURES)


def errors_in(answer: Any) -> list[Any]:
    """The errors of an answer: of the whole, or of each of its things."""
    return list(answer.values()) if isinstance(answer, Mapping) else [answer]


def words(error: BaseException | None) -> str:
    """All that can be read of an error and of what caused it."""
    told: dict[int, str] = {}
    behind = [error]
    while behind:
        each = behind.pop()
        if each is not None and id(each) not in told:
            told[id(each)] = f"{each} {each!r}"
            behind += [each.__cause__, each.__context__]
    return " ".join(told.values())


@each_failure
async def test_a_failure_of_a_read_is_told_as_what_it_is(
    failure: Failure, opened: Opened, simulator: Simulator
) -> None:
    healthy = opened()
    asked = await questions(healthy, at_most=2)
    simulator.faults.add({"status": failure.status, "body": failure.body, "headers": failure.headers})
    adapter, tried = opened(), 0
    for name, arguments in asked.items():
        simulator.requests.clear()
        [answer] = await asyncio.gather(getattr(adapter, name)(*arguments), return_exceptions=True)
        if not simulator.requests and not isinstance(answer, BaseException):
            # Some methods need no call, such as `locate` where an id is enough.
            continue
        tried += 1
        for error in errors_in(answer):
            assert isinstance(error, failure.errors), (name, error)
            assert CANARY not in words(error)
    assert tried


@each_failure
async def test_a_failure_of_a_write_is_told_as_what_it_is(
    failure: Failure, opened: Opened, simulator: Simulator, contract: VendorContract
) -> None:
    for name, ready in contract.writes.items():
        adapter = opened()
        arguments = await ready(adapter)
        simulator.faults.add({"status": failure.status, "body": failure.body, "headers": failure.headers})
        [error] = await asyncio.gather(getattr(adapter, name)(*arguments), return_exceptions=True)
        simulator.faults.clear()
        if failure.status == 200 and not failure.headers and name in contract.told_by_status:
            continue
        assert isinstance(error, failure.errors), (name, error)
        assert CANARY not in words(error)


def wrong(vendor: Vendor) -> dict[str, Any]:
    """The secret settings of the demo's account, none of which the vendor knows."""
    row = entry_of(vendor)
    secret = [name for name, each in row.settings.model_fields.items() if "SecretStr" in str(each.annotation)]
    return {name: "wrong-canary" for name in row.demo.settings if name in secret}


async def test_wrong_credentials_are_a_refusal_of_what_needs_them(
    opened: Opened, vendor: Vendor, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(0)
    adapter = opened(**wrong(vendor))
    asked = await questions(opened(), at_most=2)
    told = (await answers(adapter, asked)).values()
    errors = [error for answer in told for error in errors_in(answer) if isinstance(error, VendorError)]
    assert errors
    assert {type(error) for error in errors} == {VendorRejected}
    with pytest.raises(VendorRejected):
        await adapter.probe()
    assert "canary" not in caplog.text + "".join(map(words, errors))


async def test_wrong_credentials_change_nothing(
    opened: Opened, vendor: Vendor, contract: VendorContract
) -> None:
    for name, ready in contract.writes.items():
        arguments = await ready(opened())
        adapter = opened(**wrong(vendor))
        [error] = await asyncio.gather(getattr(adapter, name)(*arguments), return_exceptions=True)
        assert isinstance(error, VendorRejected | WriteRefused), (name, error)
        assert getattr(error, "may_have_arrived", False) is False
        assert "canary" not in words(error)


async def test_a_failure_about_one_thing_costs_no_other(opened: Opened, simulator: Simulator) -> None:
    adapter, hit, failed = opened(), 0, 0
    asked = await questions(adapter, at_most=3)
    for name, read in batched(adapter, asked).items():
        things = things_of(read, asked[name])
        if len(things) < 2:
            continue
        ill, *others = dict.fromkeys(map(key_of, things))
        before = await getattr(adapter, name)(*asked[name])
        if not (own := set(ill.parts).difference(*(other.parts for other in others))):
            continue
        simulator.requests.clear()
        simulator.faults.add({"about": sorted(own), "status": 503})
        found = await getattr(adapter, name)(*asked[name])
        simulator.faults.clear()
        hit += any(each["status"] == 503 for each in simulator.requests)
        failed += isinstance(found[ill], VendorError)
        assert [key for key in others if isinstance(found[key], VendorError)] == [], name
        assert [key for key in others if (found[key] is None) is not (before[key] is None)] == [], name
    # A vendor may have no call about one thing; where one has, its failure is told in the thing's place.
    assert bool(hit) is bool(failed)
