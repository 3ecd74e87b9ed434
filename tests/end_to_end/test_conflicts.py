"""Conflicts over four vendors' real lists: who is asked, what is found, and who is missing."""

from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from graph import demo
from tests.support.gateway import Gateway, Place
from tests.support.world import VENDORS, World
from vendors import registry

NOW = datetime(2030, 1, 15, 8, 40, tzinfo=UTC)
QUERY = """query ($input: CheckConflictsInput!) { checkConflicts(input: $input) {
  conflicts { meeting { id vendor vendorId hostId startsAt endsAt } reasons overlapsFrom overlapsTo }
  unavailable { vendor code } } }"""
MEETINGS = """query ($filter: MeetingFilter) { meetings(first: 100, filter: $filter) {
  nodes { id vendor vendorId hostId state startsAt endsAt room { id } devices { device { id } } } } }"""

Row = dict[str, Any]


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    """A gateway over a world in which the time stands still, so that what lies beside each other always does."""
    for vendor in VENDORS:
        world.control(vendor, "clock", {"frozen": True, "now": NOW.isoformat()})
    world.seed(1)
    settings = demo.settings(0, world.first_port)
    async with place.opened(settings, registry.open_all(settings, now=lambda: NOW)) as gateway:
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
    pages = [entry["query"]["page"] for entry in world.seen()]
    assert pages == [str(number) for number in range(1, len(pages) + 1)]
    # 204 meetings lie ahead, fifty to a page; 68 lie behind.
    assert len(pages) == 5


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
