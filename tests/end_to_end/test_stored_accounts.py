"""Accounts in MongoDB are taken up, changed and ended while the gateway runs, each for its tenant alone."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
from websockets.asyncio.client import connect

from models.vendor import Vendor
from tests.support.clinics import NORTH, SOUTH, ByName, Clinic, settings_without_accounts
from tests.support.gateway import Gateway, Place, codes
from tests.support.streams import PROTOCOL
from tests.support.world import LOOPBACK, World

# What the gateway promises.
SEEN_WITHIN_SECONDS = 10.0
ROOMS = "{ rooms(first: 5) { nodes { vendor } unavailable { vendor code } } }"
SCHEDULE = """mutation ($account: String, $key: String!) {
  scheduleMeeting(input: {
    title: "All of us", startsAt: "2035-01-31T09:30:00Z", durationMinutes: 30, account: $account, idempotencyKey: $key
    vendor: { enablex: { hostId: "10001", capacity: { moderators: 1, participants: 4 } } }
  }) { meeting { id } problems { code message path } replayed } }"""
VENDORS = "{ vendors { vendor isConfigured } }"


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    async with place.opened(settings_without_accounts(), authenticator=ByName()) as gateway:
        yield gateway


@pytest.fixture
def north(gateway: Gateway) -> Clinic:
    clinic = Clinic(gateway, NORTH)
    clinic.add()
    return clinic


@pytest.fixture
def south(gateway: Gateway) -> Clinic:
    clinic = Clinic(gateway, SOUTH)
    clinic.add()
    return clinic


async def configured(clinic: Clinic) -> set[str]:
    rows = (await clinic.data(VENDORS))["vendors"]
    return {row["vendor"] for row in rows if row["isConfigured"]}


async def until(holds: Callable[[], Awaitable[bool]]) -> None:
    began = time.monotonic()
    while not await holds():
        assert time.monotonic() - began < SEEN_WITHIN_SECONDS
        await asyncio.sleep(0.05)


async def until_has(clinic: Clinic, *vendors: Vendor) -> None:
    async def holds() -> bool:
        return await configured(clinic) == {vendor.value for vendor in vendors}

    await until(holds)


async def test_an_account_is_taken_up_for_its_tenant_alone(
    world: World, north: Clinic, south: Clinic
) -> None:
    assert await configured(north) == set()
    north.has(world, Vendor.VSEE)
    south.has(world, Vendor.ENABLEX)
    await until_has(north, Vendor.VSEE)
    await until_has(south, Vendor.ENABLEX)
    assert {row["vendor"] for row in (await north.data(ROOMS))["rooms"]["nodes"]} == {"VSEE"}
    assert {row["vendor"] for row in (await south.data(ROOMS))["rooms"]["nodes"]} == {"ENABLEX"}


@pytest.mark.usefixtures("accounts_seen_at_once")
async def test_a_changed_account_is_used_with_its_new_settings(world: World, north: Clinic) -> None:
    north.has(world, Vendor.ENABLEX, app_key="wrong")
    await until_has(north, Vendor.ENABLEX)
    refused = (await north.data("{ meetings(first: 5) { unavailable { vendor code } } }"))["meetings"]
    assert refused["unavailable"] == [{"vendor": "ENABLEX", "code": "VENDOR_REJECTED"}]
    north.has(world, Vendor.ENABLEX)

    async def is_accepted() -> bool:
        answer = await north.data("{ meetings(first: 5) { unavailable { vendor } } }")
        return answer["meetings"]["unavailable"] == []

    await until(is_accepted)


@pytest.mark.usefixtures("accounts_seen_at_once")
async def test_a_removed_account_ends_its_subscriptions_with_an_error_that_says_so(
    world: World, north: Clinic
) -> None:
    north.has(world, Vendor.VSEE)
    await until_has(north, Vendor.VSEE)
    [room, *_] = (await north.data("{ rooms(first: 1) { nodes { id } } }"))["rooms"]["nodes"]
    async with connect(
        f"ws://{LOOPBACK}:{north.gateway.port}/graphql",
        subprotocols=[PROTOCOL],
        additional_headers=north.headers,
    ) as socket:
        await socket.send(
            json.dumps(
                {"type": "connection_init", "payload": {"authorization": north.headers["authorization"]}}
            )
        )
        assert json.loads(await socket.recv())["type"] == "connection_ack"
        query = "subscription ($id: ID!) { roomQueue(id: $id) { id } }"
        payload = {"query": query, "variables": {"id": room["id"]}}
        await socket.send(json.dumps({"id": "1", "type": "subscribe", "payload": payload}))
        first = json.loads(await socket.recv())
        assert first["type"] == "next", first
        north.has_no_longer(Vendor.VSEE)
        async with asyncio.timeout(SEEN_WITHIN_SECONDS):
            while (told := json.loads(await socket.recv()))["type"] == "next" and "errors" not in told[
                "payload"
            ]:
                pass
    errors = told["payload"]["errors"] if told["type"] == "next" else told["payload"]
    assert [error["message"] for error in errors] == ["This gateway has no account at VSee."]
    assert await configured(north) == set()


@pytest.mark.usefixtures("accounts_seen_at_once")
async def test_a_removed_tenant_has_nothing_and_the_other_keeps_all(
    world: World, north: Clinic, south: Clinic
) -> None:
    for clinic in (north, south):
        clinic.has(world, Vendor.VSEE, Vendor.ENABLEX)
        await until_has(clinic, Vendor.ENABLEX, Vendor.VSEE)
    north.is_removed()
    await until_has(north)
    assert await configured(south) == {"VSEE", "ENABLEX"}
    assert (await south.data(ROOMS))["rooms"]["nodes"]
    assert codes(await north.ask('{ node(id: "abc") { id } }')) == ["BAD_USER_INPUT"]


@pytest.mark.usefixtures("accounts_seen_at_once")
async def test_running_operations_end_with_the_adapter_that_they_began_with(
    world: World, north: Clinic
) -> None:
    north.has(world, Vendor.VSEE)
    await until_has(north, Vendor.VSEE)
    world.fail("VSEE", path="*/rooms*", delay_seconds=2, times=1)
    hanging = asyncio.create_task(north.ask(ROOMS))

    async def is_asked() -> bool:
        return any("rooms" in entry["path"] for entry in world.seen("VSEE"))

    await until(is_asked)
    north.has_no_longer(Vendor.VSEE)
    await until_has(north)
    assert not hanging.done()
    answer = await hanging
    assert answer["data"]["rooms"]["nodes"], answer


@pytest.mark.usefixtures("accounts_seen_at_once")
async def test_a_second_account_of_a_vendor_is_listed_named_and_written_to(
    world: World, north: Clinic
) -> None:
    north.has(world, Vendor.ENABLEX)
    north.has(world, Vendor.ENABLEX, name="webinars", app_type="wb", subscription_id="sub-wb")

    async def both() -> bool:
        rows = (await north.data("{ vendors { vendor account isConfigured } }"))["vendors"]
        found = [row["account"] for row in rows if row["vendor"] == "ENABLEX" and row["isConfigured"]]
        return found == [None, "webinars"]

    await until(both)
    answer = await north.ask("{ meetings(first: 50) { nodes { id } unavailable { vendor account } } }")
    assert answer["data"]["meetings"]["unavailable"] == []
    told = [(each["vendor"], each.get("account")) for each in answer["extensions"]["vendors"]]
    assert told == [("ENABLEX", None), ("ENABLEX", "webinars")]
    written = await north.data(SCHEDULE, account="webinars", key="one-webinar-for-all")
    assert written["scheduleMeeting"]["problems"] == []
    id = written["scheduleMeeting"]["meeting"]["id"]
    assert (await north.data("query ($id: ID!) { node(id: $id) { id } }", id=id))["node"] == {"id": id}
    again = await north.data(SCHEDULE, account="webinars", key="one-webinar-for-all")
    assert again["scheduleMeeting"]["replayed"]
    other = await north.data(SCHEDULE, account=None, key="one-webinar-for-all")
    assert [problem["code"] for problem in other["scheduleMeeting"]["problems"]] == ["KEY_REUSED"]
    nobody = await north.ask(SCHEDULE, account="nobody", key="of-an-account-that-is-not")
    assert [error["message"] for error in nobody["errors"]] == [
        "This gateway has no such account at EnableX."
    ]


@pytest.mark.usefixtures("accounts_seen_at_once")
async def test_a_second_account_that_fails_is_named(world: World, north: Clinic) -> None:
    north.has(world, Vendor.ENABLEX)
    north.has(world, Vendor.ENABLEX, name="webinars", app_key="wrong")

    async def is_named() -> bool:
        answer = await north.data(
            "{ meetings(first: 1) { nodes { id } unavailable { vendor account code } } }"
        )
        return answer["meetings"]["unavailable"] == [
            {"vendor": "ENABLEX", "account": "webinars", "code": "VENDOR_REJECTED"}
        ]

    await until(is_named)
    answer = await north.ask(
        '{ timeZones(vendor: ENABLEX, account: "webinars") { name } meeting(by: {vendorId: '
        '{vendor: ENABLEX, account: "webinars", id: "mtg-0001"}}) { id } }'
    )
    assert {error["extensions"].get("account") for error in answer["errors"]} == {"webinars"}
