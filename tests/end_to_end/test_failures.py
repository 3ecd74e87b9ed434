"""Vendors that are down, slow, throttled, or talk nonsense: their share fails honestly, the others' comes."""

import asyncio
import json
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from graph.serving.process import demo
from models.vendor import Vendor
from tests.end_to_end.test_every_field import BACK, list_of
from tests.support.accounts import account_at
from tests.support.gateway import Answer, Gateway, Place, codes
from tests.support.world import VENDORS, World
from vendors.adapters import Adapters
from vendors.enablex.adapter import EnableXAdapter
from vendors.http import HttpLimits, VendorHttp
from vendors.telecomx.adapter import TelecomxAdapter
from vendors.vconnct.adapter import VConnctAdapter
from vendors.vsee.adapter import VSeeAdapter

DEEP = """query ($vendors: [Vendor!]) { meetings(first: 100, filter: {vendors: $vendors}) {
  nodes { vendor title settings { record } invitees { emails } room { name }
    lobby { messages } polls { question } devices { liveState } sessions { nodes { startedAt recording { url } } } }
  unavailable { vendor code retryAfterMs } } }"""
LIST = """{ meetings(first: 100) { nodes { vendor id title state vendorState }
  unavailable { vendor code missing count retryAfterMs } } }"""
SIZES = {"TELECOMX": 16, "ENABLEX": 18, "VCONNCT": 10, "VSEE": 12}

# Where each vendor's list of meetings lies, and how its rows are found in the body.
PATHS = {
    "TELECOMX": "/flexcare/videochat/meetings",
    "ENABLEX": "/ucaas/v1/meetings",
    "VCONNCT": "/api/v1/list_meetings/",
    "VSEE": "/api_v3/visits",
}

GARBAGE = {
    "html": "<html>maintenance</html>",
    "truncated": '{"data": [{"id": 1',
    "nothing": "",
    "list": "[]",
    "number": "1",
    "null": "null",
    "object": "{}",
    "text": '"meetings"',
    "list of nulls": "[null, null]",
    "nested": "[" * 5000,
    "not a number": '{"data": NaN}',
    "data is a number": '{"status": true, "result": 0, "data": 1, "meetings": 1, "devices": 1, "sessions": 1}',
}


def rows_of(answer: Answer) -> dict[str, int]:
    vendors = [row["vendor"] for row in answer["data"]["meetings"]["nodes"]]
    return {vendor: vendors.count(vendor) for vendor in dict.fromkeys(vendors)}


def without(vendor: str) -> dict[str, int]:
    return {name: size for name, size in SIZES.items() if name != vendor}


def raw(world: World, vendor: str) -> Any:
    """The vendor's own body of its list of meetings."""
    if vendor == "TELECOMX":
        login = {"username": "gateway@harbour-clinic.example", "password": "telecomx-demo"}
        token = world.asked(vendor, "POST", "/auth/login", json=login)["token"]
        year = datetime.now(UTC).year
        days = {"dateFrom": f"{year - 1}-01-01", "dateTo": f"{year + 1}-12-31"}
        how: dict[str, Any] = {
            "headers": {"Authorization": f"Bearer {token}"},
            "params": {"customer": "65f0000000000000000000c1", **days},
        }
    elif vendor == "ENABLEX":
        how = {
            "auth": ("enablex-demo-app", "enablex-demo-key"),
            "headers": {"X-App-Type": "vc"},
            "params": {"page_length": "50"},
        }
    elif vendor == "VCONNCT":
        how = {"headers": {"license": "vconnct-demo-license"}}
    else:
        how = {"headers": {"X-AccountCode": "harbour", "X-ApiToken": "vsee-demo-admin-token"}}
    return world.asked(vendor, "GET", PATHS[vendor], **how)


def rows_in(body: Any) -> list[dict[str, Any]]:
    rows: Any = body
    for key in ("meetings", "data", "rooms"):
        if isinstance(rows, dict) and isinstance(rows.get(key), list):
            rows = rows[key]
    assert isinstance(rows, list)
    return rows


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_vendor_that_is_down_fails_with_its_name(vendor: str, gateway: Gateway, world: World) -> None:
    world.fail(vendor, status=503)
    answer = await gateway.ask(DEEP)
    assert rows_of(answer) == without(vendor)
    [problem] = answer["data"]["meetings"]["unavailable"]
    assert (problem["vendor"], problem["code"]) == (vendor, "VENDOR_UNREACHABLE")


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_slow_vendor_costs_its_deadline_and_its_rows(vendor: str, world: World, place: Place) -> None:
    settings = demo.settings(0, world.first_port)
    limits = HttpLimits(total=1.0, first_byte=1.0)
    accounts = (settings.telecomx, settings.enablex, settings.vconnct, settings.vsee)
    kinds: tuple[Any, ...] = (TelecomxAdapter, EnableXAdapter, VConnctAdapter, VSeeAdapter)
    adapters = []
    for kind, account in zip(kinds, accounts, strict=True):
        assert account is not None
        http = VendorHttp(account=account_at(kind.vendor), base_url=account.base_url, limits=limits)
        adapters.append(kind(account, http, lambda: datetime.now(UTC)))
    world.fail(vendor, delay_seconds=3)
    async with place.opened(settings, Adapters(adapters)) as gateway:
        async with asyncio.timeout(2.5):
            answer = await gateway.ask(LIST)
    assert rows_of(answer) == without(vendor)
    assert [row["code"] for row in answer["data"]["meetings"]["unavailable"]] == ["VENDOR_TIMEOUT"]


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_throttling_vendor_says_when_to_come_back(
    vendor: str, gateway: Gateway, world: World
) -> None:
    world.fail(vendor, status=429, body="{}", headers={"retry-after": "7"})
    answer = await gateway.ask(DEEP)
    assert rows_of(answer) == without(vendor)
    assert answer["data"]["meetings"]["unavailable"] == [
        {"vendor": vendor, "code": "VENDOR_RATE_LIMITED", "retryAfterMs": 7000}
    ]


@pytest.mark.parametrize("vendor", VENDORS)
async def test_garbage_in_place_of_a_list_costs_its_vendors_rows(
    vendor: str, gateway: Gateway, world: World
) -> None:
    for name, body in GARBAGE.items():
        world.fail(vendor, status=200, body=body)
        rows = rows_of(await gateway.ask(LIST))
        world.heal(vendor)
        assert {key: rows[key] for key in without(vendor)} == without(vendor), name


@pytest.mark.parametrize("vendor", VENDORS)
async def test_garbage_below_a_list_leaves_its_rows(vendor: str, gateway: Gateway, world: World) -> None:
    await gateway.data(LIST)
    for name, body in GARBAGE.items():
        world.fail(vendor, path=PATHS[vendor])
        world.fail(vendor, status=200, body=body)
        answer = await gateway.ask(DEEP, vendors=[vendor])
        world.heal(vendor)
        assert rows_of(answer) == {vendor: SIZES[vendor]}, name
        assert set(codes(answer)) <= {"VENDOR_BAD_RESPONSE", "VENDOR_REJECTED"}, name
        assert {error["extensions"]["vendor"] for error in answer.get("errors", ())} <= {vendor}, name


@pytest.mark.parametrize("vendor", VENDORS)
async def test_no_status_of_a_vendor_breaks_an_operation(vendor: str, gateway: Gateway, world: World) -> None:
    await gateway.data(LIST)
    for status in (400, 401, 403, 404, 405, 409, 500, 302):
        for body in ("refused", '{"result": 1001, "status": false, "error": "no", "code": 404}'):
            world.fail(vendor, path=PATHS[vendor])
            world.fail(vendor, status=status, body=body)
            answer = await gateway.ask(DEEP, vendors=[vendor])
            world.heal(vendor)
            assert rows_of(answer) == {vendor: SIZES[vendor]}, status


LISTED = list_of(
    "meetings",
    "MeetingConnection",
    {"Meeting.lobby", "Meeting.commands", "Meeting.sessions", "Meeting.polls"}
    | {"Room.meeting", "Room.polls", "Room.providers", "Room.provider", "MeetingDevice.commands"}
    | BACK,
)
ODD: tuple[Any, ...] = (
    None,
    True,
    -1,
    1e300,
    2**63,
    "",
    "\u0000",
    "no such word",
    [],
    [None],
    {},
    {"sec": "x"},
    [[{}]],
)


@pytest.mark.parametrize("vendor", VENDORS)
async def test_odd_values_in_each_field_of_a_list_cost_at_most_their_row(
    vendor: str, gateway: Gateway, world: World
) -> None:
    body = raw(world, vendor)
    rows = rows_in(body)
    sample = rows[0]
    sound = [dict(row) for row in rows]
    count = 0

    for field in sample:
        # A copy of the row for each odd value, beside the sound rows.
        rows[:] = sound + [{**sample, field: odd} for odd in ODD]
        world.fail(vendor, path=PATHS[vendor], status=200, body=json.dumps(body))
        answer = await gateway.ask(LISTED, vendors=[vendor])
        world.heal(vendor)
        shown = {row["vendorId"] for row in answer["data"]["meetings"]["nodes"]}
        assert len(shown) >= SIZES[vendor], field
        assert set(codes(answer)) <= {"VENDOR_BAD_RESPONSE", "VENDOR_REJECTED"}, field
        count += 1
    assert count > 3


IDENTITY = {"TELECOMX": {"_id"}, "ENABLEX": {"meeting_id"}, "VCONNCT": {"meeting_id"}, "VSEE": {"id", "_id"}}


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_bad_row_is_missing_and_told_of_beside_the_others(
    vendor: str, gateway: Gateway, world: World
) -> None:
    body = raw(world, vendor)
    row = rows_in(body)[3]
    for name in [key for key in row if key.strip() in IDENTITY[vendor]]:
        row[name] = {"odd": 1}
    world.fail(vendor, path=PATHS[vendor], status=200, body=json.dumps(body))
    answer = await gateway.ask(LIST)
    assert rows_of(answer) == {**SIZES, vendor: SIZES[vendor] - 1}
    assert "errors" not in answer
    [lack] = answer["data"]["meetings"]["unavailable"]
    assert lack | {"vendor": vendor, "code": "VENDOR_BAD_RESPONSE", "missing": "ROWS", "count": 1} == lack


# VConnct has no words: a meeting runs or does not.
WORDS: dict[str, tuple[str, Any]] = {
    "TELECOMX": ("state", "MARINATING"),
    "ENABLEX": ("stage", "MARINATING"),
    "VSEE": ("status", 77),
}


@pytest.mark.parametrize("vendor", WORDS)
async def test_a_word_that_nobody_knows_is_unknown_beside_the_word(
    vendor: str, gateway: Gateway, world: World
) -> None:
    body = raw(world, vendor)
    name, word = WORDS[vendor]
    for row in rows_in(body):
        row[next(key for key in row if key.strip() == name)] = word
    world.fail(vendor, path=PATHS[vendor], status=200, body=json.dumps(body))
    answer = await gateway.ask(LIST)
    rows = [row for row in answer["data"]["meetings"]["nodes"] if row["vendor"] == vendor]
    assert {row["vendorState"] for row in rows} == {str(word)}
    # Where a vendor tells times as well, they still say what has surely happened.
    assert "UNKNOWN" in {row["state"] for row in rows}


async def test_an_expired_token_is_renewed_once_for_all(gateway: Gateway, world: World) -> None:
    await gateway.data(LIST)
    world.hook("TELECOMX", "expire_tokens")
    world.forget()
    answers = await asyncio.gather(*(gateway.ask(LIST) for _ in range(20)))
    assert [rows_of(answer) for answer in answers] == [SIZES] * 20
    assert world.calls()["TELECOMX /auth/login"] == 1


WRONG = "wr0ng-and-secret"


WRONG_ACCOUNTS = {"TELECOMX": "password", "ENABLEX": "app_key", "VCONNCT": "license", "VSEE": "admin_token"}


@pytest.mark.parametrize("vendor", VENDORS)
async def test_wrong_credentials_are_told_without_repeating_them(
    vendor: str, world: World, place: Place, caplog: pytest.LogCaptureFixture
) -> None:
    settings = demo.settings(0, world.first_port)
    name = Vendor(vendor).value.lower()
    account = getattr(settings, name).model_copy(update={WRONG_ACCOUNTS[vendor]: SecretStr(WRONG)})
    with caplog.at_level("DEBUG"):
        async with place.opened(settings.model_copy(update={name: account})) as gateway:
            answer = await gateway.ask(LIST)
    assert rows_of(answer) == without(vendor)
    assert [row["code"] for row in answer["data"]["meetings"]["unavailable"]] == ["VENDOR_REJECTED"]
    assert WRONG not in json.dumps(answer) + caplog.text
