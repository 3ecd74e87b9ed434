"""Conflicts over four vendors' real lists: who is asked, what is found, and who is missing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph.serving.process import demo
from models.account import DEFAULT_TENANT
from tests.support.gateway import Gateway, Place
from tests.support.world import VENDORS, World
from vendors import registry

NOW = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)
QUERY = """query ($input: CheckConflictsInput!) { checkConflicts(input: $input) {
  conflicts { meeting { id vendor vendorId hostId startsAt endsAt } reasons overlapsFrom overlapsTo endIsReckoned }
  searchedFrom unavailable { vendor code } } }"""
MEETINGS = """query ($filter: MeetingFilter) { meetings(first: 100, filter: $filter) {
  nodes { id vendor vendorId hostId state startsAt endsAt room { id } devices { device { id } } } } }"""
SESSIONS = "query ($id: ID!) { meeting(by: {id: $id}) { sessions { nodes { startedAt } } } }"

Row = dict[str, Any]


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    """A gateway over a world in which the time stands still, so that what lies beside each other always does."""
    for vendor in VENDORS:
        world.control(vendor, "clock", {"frozen": True, "now": NOW.isoformat()})
    world.seed(1)
    settings = demo.settings(0, world.first_port)
    adapters = registry.open_all(settings, tenant=DEFAULT_TENANT, now=lambda: NOW)
    async with place.opened(settings, adapters, now=lambda: NOW) as gateway:
        yield gateway


async def asked(gateway: Gateway, starts_at: datetime, minutes: int = 30, **named: Any) -> Any:
    given = {"startsAt": starts_at.isoformat(), "durationMinutes": minutes, **named}
    return (await gateway.data(QUERY, input=given))["checkConflicts"]


async def meetings(gateway: Gateway, **filter: Any) -> list[Row]:
    rows: list[Row] = (await gateway.data(MEETINGS, filter=filter))["meetings"]["nodes"]
    return rows


def moment(text: str) -> datetime:
    return datetime.fromisoformat(text)


def found(report: Any) -> set[tuple[str, tuple[str, ...]]]:
    return {(row["meeting"]["id"], tuple(row["reasons"])) for row in report["conflicts"]}


async def scheduled(gateway: Gateway, vendor: str) -> Row:
    rows = await meetings(gateway, vendors=[vendor], states=["SCHEDULED"], startsFrom=NOW.isoformat())
    return next(row for row in rows if row["hostId"])


@pytest.mark.parametrize("vendor", ["TELECOMX", "ENABLEX", "VSEE"])
async def test_the_host_of_a_meeting_is_taken_while_it_lasts(
    vendor: str, gateway: Gateway, world: World
) -> None:
    row = await scheduled(gateway, vendor)
    start, end = moment(row["startsAt"]), moment(row["endsAt"])
    hosts = [{"vendor": vendor, "id": row["hostId"]}]
    report = await asked(gateway, start + timedelta(minutes=10), hosts=hosts)
    assert (row["id"], ("HOST",)) in found(report)
    after = await asked(gateway, end, minutes=1, hosts=hosts)
    before = await asked(gateway, start - timedelta(minutes=1), minutes=1, hosts=hosts)
    assert {id for report in (before, after) for id, _ in found(report)} & {row["id"]} == set()


async def test_one_named_host_costs_one_call_to_the_hosts_vendor(gateway: Gateway, world: World) -> None:
    row = await scheduled(gateway, "ENABLEX")
    world.forget()
    await asked(gateway, moment(row["startsAt"]), hosts=[{"vendor": "ENABLEX", "id": row["hostId"]}])
    assert world.calls() == {"ENABLEX /meetings": 1}


async def test_several_hosts_of_one_vendor_share_one_walk_through_its_pages(
    gateway: Gateway, world: World
) -> None:
    world.seed(17, ["ENABLEX"])
    world.forget()
    # The two who hold meetings now.
    hosts = [{"vendor": "ENABLEX", "id": id} for id in ("10001", "10005")]
    report = await asked(gateway, NOW, hosts=hosts)
    assert {row["meeting"]["hostId"] for row in report["conflicts"]} == {"10001", "10005"}
    assert report["unavailable"] == []
    pages = [(entry["query"].get("stage"), entry["query"]["page"]) for entry in world.seen()]
    # 204 meetings lie ahead, fifty to a page; of the 68 behind, those of the last two days are read, and what runs.
    assert pages == [*((None, str(number)) for number in range(1, 7)), ("current", "1")]


async def test_one_named_device_costs_one_call_to_the_devices_vendor(gateway: Gateway, world: World) -> None:
    rows = await meetings(gateway, vendors=["TELECOMX"], states=["RUNNING"])
    device = rows[0]["devices"][0]["device"]["id"]
    world.forget()
    report = await asked(gateway, NOW, devices=[device])
    assert found(report) == {(rows[0]["id"], ("DEVICE",))}
    assert world.calls() == {"TELECOMX /flexcare/videochat/meetings": 1}


@pytest.mark.parametrize("vendor", ["TELECOMX", "VSEE"])
async def test_a_room_is_taken_while_its_meeting_lasts(vendor: str, gateway: Gateway, world: World) -> None:
    rows = await meetings(gateway, vendors=[vendor], states=["SCHEDULED"], startsFrom=NOW.isoformat())
    row = next(row for row in rows if row["room"])
    world.forget()
    report = await asked(gateway, moment(row["startsAt"]), minutes=1, rooms=[row["room"]["id"]])
    assert (row["id"], ("ROOM",)) in found(report)
    assert sum(world.calls().values()) == 1


async def test_conflicts_at_two_vendors_stand_in_one_report(gateway: Gateway, world: World) -> None:
    rows = await meetings(gateway, states=["RUNNING"], vendors=["ENABLEX", "TELECOMX"])
    by_vendor = {row["vendor"]: row for row in rows}
    host, device = by_vendor["ENABLEX"]["hostId"], by_vendor["TELECOMX"]["devices"][0]["device"]["id"]
    world.forget()
    report = await asked(gateway, NOW, hosts=[{"vendor": "ENABLEX", "id": host}], devices=[device])
    assert {(row["meeting"]["vendor"], *row["reasons"]) for row in report["conflicts"]} == {
        ("ENABLEX", "HOST"),
        ("TELECOMX", "DEVICE"),
    }
    assert report["unavailable"] == []
    assert {entry["vendor"] for entry in world.seen()} == {"ENABLEX", "TELECOMX"}


async def test_a_dead_vendor_is_named_beside_the_others_conflicts(gateway: Gateway, world: World) -> None:
    row = await scheduled(gateway, "ENABLEX")
    world.fail("VSEE", status=503)
    hosts = [{"vendor": "ENABLEX", "id": row["hostId"]}, {"vendor": "VSEE", "id": "85741"}]
    report = await asked(gateway, moment(row["startsAt"]), hosts=hosts)
    assert (row["id"], ("HOST",)) in found(report)
    assert report["unavailable"] == [{"vendor": "VSEE", "code": "VENDOR_UNREACHABLE"}]


async def test_a_meeting_that_is_to_be_changed_is_not_in_its_own_way(gateway: Gateway, world: World) -> None:
    row = await scheduled(gateway, "ENABLEX")
    hosts = [{"vendor": "ENABLEX", "id": row["hostId"]}]
    report = await asked(gateway, moment(row["startsAt"]), hosts=hosts, exclude=row["id"])
    assert row["id"] not in {id for id, _ in found(report)}


# What runs past its plan, or without one

SOON = NOW + timedelta(minutes=1)


async def in_the_way(gateway: Gateway, minutes: int = 30, **named: Any) -> set[tuple[str, bool]]:
    """The vendor's ids of the meetings in the way of one that starts in a minute, and whether their end is reckoned."""
    report = await asked(gateway, SOON, minutes, **named)
    assert report["unavailable"] == []
    return {(row["meeting"]["vendorId"], row["endIsReckoned"]) for row in report["conflicts"]}


async def a_free_device(gateway: Gateway) -> Row:
    rows = (await gateway.data("{ devices(first: 50) { nodes { id vendorId currentMeeting { id } } } }"))[
        "devices"
    ]
    return next(row for row in reversed(rows["nodes"]) if not row["currentMeeting"])


@pytest.mark.parametrize(
    ("start", "end"),
    [
        pytest.param(-120, -30, id="two hours ago, over its time"),
        pytest.param(-120, None, id="two hours ago, without an end"),
        pytest.param(-30 * 60, -29 * 60, id="yesterday"),
        pytest.param(-30 * 24 * 60, -30 * 24 * 60 + 60, id="last month"),
        pytest.param(None, None, id="without any time"),
    ],
)
async def test_a_tablet_in_a_running_meeting_is_busy(
    start: int | None, end: int | None, gateway: Gateway, world: World
) -> None:
    device = await a_free_device(gateway)
    times = {
        name: (NOW + timedelta(minutes=minutes)).isoformat()
        for name, minutes in (("start", start), ("end", end))
        if minutes is not None
    }
    booked = world.hook("TELECOMX", "book", state="STARTED", devices=[device["vendorId"]], **times)["_id"]
    assert await in_the_way(gateway, devices=[device["id"]]) == {(booked, True)}


async def test_a_host_at_telecomx_is_busy_with_what_began_yesterday(gateway: Gateway, world: World) -> None:
    start, end = ((NOW - timedelta(hours=hours)).isoformat() for hours in (30, 29))
    booked = world.hook("TELECOMX", "book", state="STARTED", employee="e-new", start=start, end=end)["_id"]
    hosts = [{"vendor": "TELECOMX", "id": "e-new"}]
    assert await in_the_way(gateway, hosts=hosts) == {(booked, True)}


async def test_a_running_meeting_is_not_in_the_way_of_one_next_week(gateway: Gateway, world: World) -> None:
    device = await a_free_device(gateway)
    world.hook("TELECOMX", "book", state="STARTED", devices=[device["vendorId"]])
    report = await asked(gateway, NOW + timedelta(days=7), devices=[device["id"]])
    assert (report["conflicts"], report["searchedFrom"]) == ([], "2030-01-15T08:40:00.000Z")


async def test_a_free_tablet_costs_two_calls_more(gateway: Gateway, world: World) -> None:
    device = await a_free_device(gateway)
    world.forget()
    assert await in_the_way(gateway, devices=[device["id"]]) == set()
    # The list, what the tablet is called there, and where it is.
    assert sum(world.calls().values()) == 3


@pytest.mark.parametrize("hours", [2, 30])
@pytest.mark.parametrize("scale", [1, 17])
async def test_a_host_at_enablex_is_busy_while_people_stay(
    hours: int, scale: int, gateway: Gateway, world: World
) -> None:
    world.seed(scale, ["ENABLEX"])
    rows = await meetings(gateway, vendors=["ENABLEX"], states=["ENDED"])
    row = next(row for row in reversed(rows) if NOW - moment(row["startsAt"]) > timedelta(hours=hours))
    world.hook("ENABLEX", "run_on", meeting_id=row["vendorId"])
    world.forget()
    found = await in_the_way(gateway, hosts=[{"vendor": "ENABLEX", "id": row["hostId"]}])
    assert (row["vendorId"], True) in found
    # A short list is told whole by one call; a long one is not read back to where it began.
    assert world.calls()["ENABLEX /meetings"] == 1 if scale == 1 else 3


async def test_the_room_behind_an_enablex_meeting_is_busy_while_people_stay(
    gateway: Gateway, world: World
) -> None:
    rows = await meetings(gateway, vendors=["ENABLEX"], states=["ENDED"])
    row = rows[-1]
    world.hook("ENABLEX", "run_on", meeting_id=row["vendorId"])
    assert await in_the_way(gateway, rooms=[row["room"]["id"]]) == {(row["vendorId"], True)}


async def test_a_provider_is_busy_with_a_visit_that_overruns(gateway: Gateway, world: World) -> None:
    rows = await meetings(gateway, vendors=["VSEE"], states=["SCHEDULED"], startsFrom=NOW.isoformat())
    room = next(row["room"]["id"] for row in rows if row["room"])
    code = (await gateway.data("query ($id: ID!) { room(by: {id: $id}) { code } }", id=room))["room"]["code"]
    start = (NOW - timedelta(hours=30)).isoformat()
    doctor, patient = rows[0]["hostId"], "85801"
    made = world.hook("VSEE", "add_visit", room=code, member=patient, provider=doctor, start=start, type=2)
    world.hook("VSEE", "take_visit", visit=made["id"])
    assert (str(made["id"]), True) in await in_the_way(gateway, hosts=[{"vendor": "VSEE", "id": doctor}])
    assert (str(made["id"]), True) in await in_the_way(gateway, rooms=[room])


async def test_a_room_at_vconnct_is_busy_while_its_meeting_runs(gateway: Gateway, world: World) -> None:
    rows = await meetings(gateway, vendors=["VCONNCT"], states=["RUNNING"])
    room = rows[0]["room"]["id"]
    world.forget()
    assert await in_the_way(gateway, rooms=[room]) == {(rows[0]["vendorId"], True)}
    assert sum(world.calls().values()) == 1
    report = await asked(gateway, NOW - timedelta(minutes=90), 89, rooms=[room])
    started = (await gateway.data(SESSIONS, id=rows[0]["id"]))["meeting"]["sessions"]["nodes"][0]["startedAt"]
    assert [row["overlapsFrom"] for row in report["conflicts"]] == [max(started, "2030-01-15T07:10:00.000Z")]


async def test_a_permanent_room_is_not_told_to_be_free(gateway: Gateway, world: World) -> None:
    rooms = await gateway.data("{ rooms(first: 100, filter: {kinds: PERMANENT}) { nodes { id } } }")
    report = await asked(gateway, SOON, rooms=[rooms["rooms"]["nodes"][0]["id"]])
    assert (report["conflicts"], [row["vendor"] for row in report["unavailable"]]) == ([], ["ENABLEX"])
