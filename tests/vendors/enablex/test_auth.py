"""Credentials and their renewal."""

import asyncio
import base64
from typing import Any

import pytest

from models.errors import VendorBadResponse, VendorError, VendorRejected
from models.ids import Kind
from models.vendor import Vendor
from tests.support.accounts import a_key
from vendors.enablex.auth import EnableXCredentials
from vendors.http import Reply, operation_scope

LOGIN = ("POST", "/login")
USER = {"app_key": None, "email": "noor@harbour-clinic.example", "password": "hunter2"}


@pytest.fixture
def user(http: Any, clock: Any, settings: Any) -> Any:
    return EnableXCredentials(settings(**USER), http, clock)


def tokens(http: Any, *words: str) -> None:
    for word in words:
        http.on(*LOGIN, {"result": 1, "token": word})


async def test_an_app_key_is_http_basic(http: Any, clock: Any, settings: Any) -> None:
    grant = await EnableXCredentials(settings(), http, clock).grant()
    assert base64.b64decode(grant.authorization.removeprefix("Basic ")) == b"app-1:key-1"


async def test_a_refused_app_key_cannot_be_renewed(http: Any, clock: Any, settings: Any) -> None:
    key = EnableXCredentials(settings(), http, clock)
    assert await key.renewed(await key.grant()) is None


async def test_a_login_sends_the_app_id_and_no_authorization(http: Any, user: Any, payload: Any) -> None:
    http.on(*LOGIN, payload("login"))
    assert (await user.grant()).authorization == "Token t-1"
    (call,) = http.calls
    assert (call.headers["X-Api-Id"], "Authorization" in call.headers) == ("app-1", False)
    assert call.json == {"email": "noor@harbour-clinic.example", "password": "hunter2"}


@pytest.mark.parametrize(
    "body", [{"access_token": "t"}, {"user": {"token": "t"}}, {"data": {"accessToken": "t"}, "token": ""}]
)
async def test_a_token_is_found_under_its_likely_names(body: Any, http: Any, user: Any) -> None:
    http.on(*LOGIN, {"result": 1, **body})
    assert (await user.grant()).authorization == "Token t"


@pytest.mark.parametrize("token", [None, "", 5, "a b", "a\r\nX-Evil: 1", "é"])
async def test_a_login_without_a_usable_token_cannot_be_read(token: object, http: Any, user: Any) -> None:
    http.on(*LOGIN, {"result": 1, "token": token})
    with pytest.raises(VendorBadResponse):
        await user.grant()


@pytest.mark.parametrize("status", [401, 404, 406])
async def test_a_wrong_password_is_a_refusal_without_the_password(status: int, http: Any, user: Any) -> None:
    http.on(*LOGIN, {"result": status, "desc": "hunter2 is wrong"}, status)
    with pytest.raises(VendorRejected) as caught:
        await user.grant()
    assert "hunter2" not in str(caught.value)


async def test_a_token_is_used_for_fourteen_minutes(http: Any, user: Any, clock: Any) -> None:
    tokens(http, "t-1", "t-2")
    await user.grant()
    clock.advance(minutes=13, seconds=59)
    assert (await user.grant()).authorization == "Token t-1"


async def test_a_token_of_fourteen_minutes_is_renewed(http: Any, user: Any, clock: Any) -> None:
    tokens(http, "t-1", "t-2")
    await user.grant()
    clock.advance(minutes=14)
    assert (await user.grant()).authorization == "Token t-2"


async def test_those_who_wait_share_one_login(http: Any, user: Any) -> None:
    gate = asyncio.Event()

    async def slow(call: Any) -> Reply:
        await gate.wait()
        return Reply(200, {}, {"result": 1, "token": "t-1"}, True)

    http.on(*LOGIN, slow)
    waiting = [asyncio.create_task(user.grant()) for _ in range(5)]
    await asyncio.sleep(0)
    gate.set()
    assert {grant.authorization for grant in await asyncio.gather(*waiting)} == {"Token t-1"}
    assert len(http.calls) == 1


async def test_those_who_wait_share_a_failed_login(http: Any, user: Any) -> None:
    http.on(*LOGIN, {"result": 401}, 401)
    outcomes = await asyncio.gather(*(user.grant() for _ in range(5)), return_exceptions=True)
    assert all(isinstance(outcome, VendorError) for outcome in outcomes)
    assert len(http.calls) == 1


async def test_a_failed_login_is_tried_again_by_the_next_caller(http: Any, user: Any) -> None:
    http.on(*LOGIN, {"result": 401}, 401)
    tokens(http, "t-2")
    with pytest.raises(VendorRejected):
        await user.grant()
    assert (await user.grant()).authorization == "Token t-2"


async def test_after_a_second_refused_login_none_is_tried_for_a_while_that_doubles(
    http: Any, user: Any, clock: Any
) -> None:
    async def refused(times: int, logins: int) -> None:
        for _ in range(times):
            with pytest.raises(VendorRejected) as told:
                await user.grant()
            assert (told.value.status, "hunter2" in str(told.value)) == (401, False)
        assert len(http.calls) == logins

    http.on(*LOGIN, {"result": 401}, 401)
    await refused(50, logins=2)
    logins = 2
    for pause in (5, 10, 20, 40, 60, 60):
        clock.advance(seconds=pause - 1)
        await refused(10, logins)
        clock.advance(seconds=1)
        logins += 1
        await refused(10, logins)
    clock.advance(seconds=60)
    http.replies.clear()
    http.on(*LOGIN, {"result": 1, "token": "t-1"})
    assert (await user.grant()).authorization == "Token t-1"


async def test_a_login_that_is_accepted_again_ends_the_pauses(http: Any, user: Any, clock: Any) -> None:
    for status, token in ((401, ""), (401, ""), (200, "t-1"), (401, ""), (200, "t-2")):
        http.on(*LOGIN, {"result": 1, "token": token} if token else {"result": 401}, status)
    for _ in range(2):
        with pytest.raises(VendorRejected):
            await user.grant()
    clock.advance(seconds=5)
    first = await user.grant()
    # One refusal is nothing that lasts yet.
    with pytest.raises(VendorRejected):
        await user.renewed(first)
    assert (await user.renewed(first)).authorization == "Token t-2"


async def test_whoever_gives_up_does_not_end_the_login_of_the_others(http: Any, user: Any) -> None:
    gate = asyncio.Event()

    async def slow(call: Any) -> Reply:
        await gate.wait()
        return Reply(200, {}, {"result": 1, "token": "t-1"}, True)

    http.on(*LOGIN, slow)
    first, second = (asyncio.create_task(user.grant()) for _ in range(2))
    await asyncio.sleep(0)
    first.cancel()
    gate.set()
    assert (await second).authorization == "Token t-1"


async def test_one_expiry_costs_one_login_however_many_notice_it(http: Any, user: Any) -> None:
    tokens(http, "t-1", "t-2", "t-3")
    refused = await user.grant()
    await asyncio.gather(*(user.renewed(refused) for _ in range(5)))
    assert (await user.renewed(refused)).authorization == "Token t-2"
    assert len(http.calls) == 2


def test_the_token_is_not_in_the_repr(user: EnableXCredentials) -> None:
    assert "hunter2" not in repr(user)


@pytest.mark.parametrize(
    "refusal", [({"result": 403}, 403), ({"result": "1001"}, 406), ({"result": 1001}, 200), (None, 401)]
)
async def test_a_refused_token_is_renewed_once_and_the_call_repeated(
    refusal: Any, http: Any, adapter: Any, payload: Any
) -> None:
    tokens(http, "t-1", "t-2")
    http.on("GET", "/timezones", *refusal)
    http.on("GET", "/timezones", payload("timezones"))
    assert len(await adapter(**USER).time_zones()) == 2
    assert [call.headers["Authorization"] for call in http.asked("/timezones")] == ["Token t-1", "Token t-2"]


async def test_a_batch_whose_token_is_refused_logs_in_once_and_is_read_again(
    http: Any, adapter: Any, payload: Any
) -> None:
    tokens(http, "t-1", "t-2")
    speaker = adapter(**USER)
    http.on("GET", "/timezones", payload("timezones"))
    await speaker.time_zones()
    body = payload("meeting")
    keys = [a_key(Kind.MEETING, Vendor.ENABLEX, (name,)) for name in ("m-1", "m-2", "m-3")]
    for key in keys:
        path = f"/meetings/{key.parts[0]}"
        http.on("GET", path, {"result": 1001}, 401)
        http.on("GET", path, {**body, "meeting": {**body["meeting"], "meeting_id": key.parts[0]}})
    with operation_scope():
        found = await speaker.meetings(keys)
    assert [meeting.key for meeting in found.values()] == keys
    assert len(http.asked("/login")) == 2
    for key in keys:
        asked = http.asked(f"/meetings/{key.parts[0]}")
        assert [call.headers["Authorization"] for call in asked] == ["Token t-1", "Token t-2"]


async def test_a_token_refused_twice_is_a_refusal(http: Any, adapter: Any) -> None:
    tokens(http, "t-1", "t-2")
    http.on("GET", "/timezones", {"result": 403}, 403)
    with pytest.raises(VendorRejected):
        await adapter(**USER).time_zones()
    assert len(http.asked("/timezones")) == 2


async def test_a_refused_app_key_is_a_refusal_after_one_call(http: Any, adapter: Any) -> None:
    http.on("GET", "/timezones", {"result": 401}, 401)
    with pytest.raises(VendorRejected):
        await adapter().time_zones()
    assert len(http.calls) == 1
