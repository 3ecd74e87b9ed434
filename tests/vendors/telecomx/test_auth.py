"""One login for all who need it, and no more logins than needed."""

import asyncio
from datetime import timedelta

import pytest

from models.errors import VendorBadResponse, VendorRejected, VendorTimeout, VendorUnreachable
from models.vendor import Vendor
from vendors.telecomx.auth import TelecomxCredentials

LOGIN = "/auth/login"


@pytest.fixture
def access(login_settings, http, clock):
    return TelecomxCredentials(login_settings, http, clock)


def session(token="t1", minutes=15):
    return {"token": token, "expiresInMinutes": minutes}


async def test_a_machine_token_needs_no_login(settings, http, clock):
    access = TelecomxCredentials(settings, http, clock)
    assert (await access.grant()).authorization == "Bearer machine-token"
    assert await access.renewed(await access.grant()) is None
    assert http.calls == []


async def test_the_first_call_logs_in(access, http, body):
    http.on(LOGIN, body("login"))
    grant = await access.grant()
    assert grant.authorization == "Bearer session-token-1"
    assert http.calls[0].json == {"username": "operator", "password": "canary-password"}


async def test_concurrent_callers_share_one_login(access, http):
    http.on(LOGIN, session())
    grants = await asyncio.gather(*(access.grant() for _ in range(20)))
    assert len(set(grants)) == len(http.calls) == 1


async def test_concurrent_callers_share_a_failed_login(access, http):
    http.on(LOGIN, VendorTimeout(Vendor.TELECOMX, "log in"))
    outcomes = await asyncio.gather(*(access.grant() for _ in range(20)), return_exceptions=True)
    assert {type(outcome) for outcome in outcomes} == {VendorTimeout}
    assert len(http.calls) == 1


async def test_after_a_failed_login_the_next_call_tries_again(access, http):
    http.on(LOGIN, VendorTimeout(Vendor.TELECOMX, "log in"), session())
    with pytest.raises(VendorTimeout):
        await access.grant()
    assert (await access.grant()).authorization == "Bearer t1"


@pytest.mark.parametrize(
    ("minutes", "passed", "logins"),
    [
        (15, timedelta(minutes=13, seconds=59), 1),
        (15, timedelta(minutes=14), 2),
        (1, timedelta(seconds=29), 1),
        (1, timedelta(seconds=30), 2),
        (-1, timedelta(days=1000), 1),
        (None, timedelta(minutes=14), 2),
        (0, timedelta(minutes=13), 1),
        (2**31 - 1, timedelta(days=1000), 1),
        ("15", timedelta(minutes=14), 2),
    ],
)
async def test_a_token_is_renewed_shortly_before_it_ends(access, http, clock, minutes, passed, logins):
    http.on(LOGIN, session(minutes=minutes))
    await access.grant()
    clock.time += passed
    await access.grant()
    assert len(http.calls) == logins


async def test_all_who_meet_the_same_refusal_share_one_login(access, http):
    http.on(LOGIN, session())
    refused = await access.grant()
    renewed = await asyncio.gather(*(access.renewed(refused) for _ in range(20)))
    late = await access.renewed(refused)
    assert {*renewed, late} == {late}
    assert len(http.calls) == 2


async def test_a_caller_who_leaves_does_not_take_the_login_with_him(access, http):
    http.on(LOGIN, session())
    leaver, stayer = asyncio.create_task(access.grant()), asyncio.create_task(access.grant())
    await asyncio.sleep(0)
    leaver.cancel()
    assert (await stayer).authorization == "Bearer t1"
    assert len(http.calls) == 1


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"token": ""},
        {"token": {}},
        {"token": True},
        {"token": "two words"},
        {"token": "a\nb"},
        {"token": "a\n"},
    ],
)
async def test_a_login_without_a_usable_token_is_a_bad_response(access, http, answer, body):
    http.on(LOGIN, answer(body))
    with pytest.raises(VendorBadResponse):
        await access.grant()


async def test_wrong_credentials_are_refused_without_being_named(access, http, answer):
    http.on(
        LOGIN, answer({"error": {"code": "credentials_invalid", "message": "canary-password is wrong"}}, 401)
    )
    with pytest.raises(VendorRejected) as refused:
        await access.grant()
    assert (refused.value.status, refused.value.vendor_code) == (401, "credentials_invalid")
    assert "canary" not in str(refused.value)


async def test_a_login_that_breaks_down_is_an_unreachable_vendor(access, http, answer):
    http.on(LOGIN, answer({"error": {"code": "internal_error"}}, 500))
    with pytest.raises(VendorUnreachable):
        await access.grant()


async def test_closing_ends_a_running_login(access, http):
    http.on(LOGIN, session())
    waiting = asyncio.create_task(access.grant())
    await asyncio.sleep(0)
    await access.aclose()
    with pytest.raises(asyncio.CancelledError):
        await waiting


async def test_a_grant_prints_no_token(access, http):
    http.on(LOGIN, session(token="canary"))
    assert "canary" not in repr(await access.grant())
