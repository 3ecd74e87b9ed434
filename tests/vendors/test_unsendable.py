"""What our own client cannot send is the caller's mistake, and nothing that the vendor is judged by."""

import asyncio
from typing import Any

import pytest

from models.error_code import ErrorCode
from models.errors import Unsendable, VendorError
from models.health import AccountHealth, BreakerState, VendorHealth
from models.problem import InvalidInput
from models.vendor import Vendor
from resolvers.writes import outcomes
from tests.support.accounts import VSEE
from tests.support.raw_vendor import SECRET, always, vendor_that
from vendors.http import FormPart, HttpLimits, VendorHttp, operation_scope
from vendors.transports.origin import Origin
from vendors.transports.request import ADDRESS_AT_MOST, BODY_AT_MOST, CannotBeSent, sendable

LIMITS = HttpLimits()
LONG = SECRET * 20_000

# Each way in which a call can be one that no client sends.
CALLS: dict[str, dict[str, Any]] = {
    "a long path": {"method": "GET", "path": f"/{LONG}"},
    "a path just over the limit": {"method": "GET", "path": f"/{'a' * ADDRESS_AT_MOST}"},
    "a long query": {"method": "GET", "path": "/x", "params": {"id": LONG}},
    "half of a character in the query": {"method": "GET", "path": "/x", "params": {"id": f"{SECRET}\ud800"}},
    "a long header": {"method": "GET", "path": "/x", "headers": {"a": LONG}},
    "a header that is not ASCII": {"method": "GET", "path": "/x", "headers": {"a": f"{SECRET}é"}},
    "a header of two lines": {"method": "GET", "path": "/x", "headers": {"cookie": f"{SECRET}\r\nb: c"}},
    "a write to a long address": {"method": "POST", "path": f"/{LONG}", "json": {}},
    "a long body": {"method": "POST", "path": "/x", "json": {"title": "a" * BODY_AT_MOST}},
    "half of a character in the body": {"method": "POST", "path": "/x", "json": {"title": f"{SECRET}\ud800"}},
    "half of a character in a form": {"method": "POST", "path": "/x", "form": {"title": f"{SECRET}\ud800"}},
    "a long file": {
        "method": "POST",
        "path": "/x",
        "multipart": [FormPart("file", b"a" * BODY_AT_MOST, "a.mp3")],
    },
}


async def asked(http: VendorHttp, call: dict[str, Any]) -> None:
    call = dict(call)
    method, path = call.pop("method"), call.pop("path")
    if method == "GET":
        await http.get(path, operation="find it", **call)
    else:
        await http.send(method, path, operation="find it", **call)


def untouched(health: AccountHealth) -> bool:
    told = (health.health, health.breaker, health.in_flight, health.latency_ms_p95, health.problems)
    return told == (VendorHealth.UNKNOWN, BreakerState.CLOSED, 0, None, ())


@pytest.mark.parametrize("call", CALLS.values(), ids=CALLS)
async def test_what_cannot_be_sent_is_the_callers_mistake(call: dict[str, Any]) -> None:
    async with vendor_that(always(), limits=LIMITS) as (http, seen):
        for _ in range(24):
            with pytest.raises(Unsendable) as caught:
                await asked(http, call)
        assert untouched(http.health())
    error = caught.value
    assert (error.code, error.retryable, error.may_have_arrived) == (ErrorCode.BAD_USER_INPUT, False, False)
    assert SECRET not in str(error)
    assert seen == []


async def test_what_one_caller_cannot_send_costs_another_nothing() -> None:
    async with vendor_that(always(), limits=LIMITS) as (http, _):
        with operation_scope() as scope:
            bad = (http.get(f"/{number}{LONG}", operation="find it") for number in range(50))
            found = await asyncio.gather(*bad, http.get("/well", operation="find it"), return_exceptions=True)
        assert {type(each) for each in found[:-1]} == {Unsendable}
        assert not isinstance(found[-1], BaseException)
        assert scope.meter[VSEE].calls == 1


async def test_an_address_within_the_limit_goes_out() -> None:
    async with vendor_that(always(), limits=LIMITS) as (http, seen):
        await http.get(f"/{'a' * (ADDRESS_AT_MOST - 100)}", operation="find it")
    assert len(seen) == 1


@pytest.mark.parametrize("character", [" ", "\r", "\n", "\0", "\x7f", "é", "\u2028"])
def test_no_character_of_an_address_begins_another_line_or_request(character: str) -> None:
    base = "http://127.0.0.1:1"
    with pytest.raises(CannotBeSent) as caught:
        Origin(base).request("GET", f"{base}/{SECRET}{character}x", {})
    assert SECRET not in str(caught.value)


@pytest.mark.parametrize("name", ["x y", "x:", "x\r\ny", "", "é"])
def test_no_name_of_a_header_begins_another_header(name: str) -> None:
    with pytest.raises(CannotBeSent):
        sendable({name: "value"})


def test_a_write_that_cannot_be_sent_is_a_problem_of_its_input() -> None:
    error: VendorError = Unsendable(Vendor.ENABLEX, "create meeting", may_have_arrived=False)
    [problem] = outcomes.problems(error)
    assert isinstance(problem, InvalidInput)
