"""Lists over four vendors' real pages: each row once and in order, whatever comes, goes or fails meanwhile."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from models.vendor import Vendor
from simulators.vconnct.fields import SETTINGS as VCONNCT_NAMES
from tests.support.gateway import Gateway, codes
from tests.support.world import VENDORS, World
from tests.vendors.contract.vendor_contract import contract_of

MEETINGS = """query ($first: Int!, $after: String, $filter: MeetingFilter, $direction: OrderDirection!) {
  rows: meetings(first: $first, after: $after, filter: $filter, direction: $direction) {
    nodes { id vendor vendorId title description state startsAt }
    pageInfo { hasNextPage endCursor } unavailable { vendor code retryAfterMs } } }"""
ROOMS = """query ($first: Int!, $after: String, $filter: RoomFilter, $direction: OrderDirection!) {
  rows: rooms(first: $first, after: $after, filter: $filter, direction: $direction) {
    nodes { id vendor vendorId name kind at: createdAt }
    pageInfo { hasNextPage endCursor } unavailable { vendor code retryAfterMs } } }"""

Row = dict[str, Any]


async def walked(
    gateway: Gateway,
    query: str,
    first: int,
    *,
    direction: str = "ASC",
    between: Callable[[int], None] = lambda page: None,
    **filter: Any,
) -> list[Row]:
    """All rows, page by page; `between` is told the number of each page that was read."""
    rows: list[Row] = []
    after, page = None, 0
    while True:
        answer = (await gateway.data(query, first=first, after=after, filter=filter, direction=direction))[
            "rows"
        ]
        # A filter by time leaves out what has none, and says so.
        told = {"BAD_USER_INPUT"} if {"startsFrom", "startsTo"} & set(filter) else set()
        assert {problem["code"] for problem in answer["unavailable"]} == told
        assert len(answer["nodes"]) <= first
        rows += answer["nodes"]
        page += 1
        if not answer["pageInfo"]["hasNextPage"]:
            return rows
        assert answer["pageInfo"]["endCursor"] != after, "the list does not move on"
        after = answer["pageInfo"]["endCursor"]
        between(page)


def ids(rows: list[Row]) -> list[str]:
    return [row["id"] for row in rows]


def in_order(rows: list[Row], name: str, direction: str = "ASC") -> bool:
    times = [datetime.fromisoformat(row[name]) for row in rows if row[name]]
    behind = [row[name] for row in rows[len(times) :]]
    return not any(behind) and times == sorted(times, reverse=direction == "DESC")


async def whole(gateway: Gateway, query: str, **how: Any) -> list[Row]:
    return await walked(gateway, query, 100, **how)


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("first", [3, 7, 20])
async def test_walking_the_meetings_yields_every_row_once_in_order(
    first: int, direction: str, gateway: Gateway, world: World
) -> None:
    rows = await walked(gateway, MEETINGS, first, direction=direction)
    assert {row["vendor"] for row in rows} == set(VENDORS)
    assert len(set(ids(rows))) == len(rows) == 56
    assert in_order(rows, "startsAt", direction)


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("first", [4, 9])
async def test_walking_the_rooms_yields_every_row_once_in_order(
    first: int, direction: str, gateway: Gateway, world: World
) -> None:
    rows = await walked(gateway, ROOMS, first, direction=direction)
    assert {row["vendor"] for row in rows} == set(VENDORS)
    assert len(set(ids(rows))) == len(rows) == 42
    assert in_order(rows, "at", direction)


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("query", [MEETINGS, ROOMS], ids=["meetings", "rooms"])
async def test_a_large_vendor_is_walked_to_its_end(
    query: str, vendor: str, gateway: Gateway, world: World
) -> None:
    world.seed(8, [vendor])
    rows = await walked(gateway, query, 45, vendors=[vendor])
    assert {row["vendor"] for row in rows} == {vendor}
    assert ids(rows) == ids(await whole(gateway, query, vendors=[vendor]))
    size = contract_of(Vendor[vendor]).rows["meetings" if query == MEETINGS else "rooms"]
    assert len(set(ids(rows))) == len(rows) == size


FILTERS: dict[str, tuple[dict[str, Any], Callable[[Row], bool]]] = {
    "two vendors": (
        {"vendors": ["VSEE", "ENABLEX"]},
        lambda row: row["vendor"] in ("VSEE", "ENABLEX"),
    ),
    **{
        state: ({"states": [state]}, lambda row, state=state: row["state"] == state)  # type: ignore[misc]
        for state in ("SCHEDULED", "RUNNING", "ENDED", "CANCELLED", "FAILED", "UNKNOWN")
    },
    "two states": (
        {"states": ["ENDED", "FAILED"]},
        lambda row: row["state"] in ("ENDED", "FAILED"),
    ),
    "text": ({"text": "CHECK"}, lambda row: "check" in f"{row['title']} {row['description']}".lower()),
    "text that nothing has": ({"text": "zebra"}, lambda row: False),
}


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize("case", FILTERS.values(), ids=FILTERS)
async def test_a_filter_leaves_what_it_says(
    case: tuple[dict[str, Any], Callable[[Row], bool]], direction: str, gateway: Gateway
) -> None:
    filter, wanted = case
    everything = await whole(gateway, MEETINGS, direction=direction)
    rows = await walked(gateway, MEETINGS, 6, direction=direction, **filter)
    assert ids(rows) == [row["id"] for row in everything if wanted(row)]


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(("back", "ahead"), [(-100, 0), (-1, 1), (0, 200), (24, 48), (1000, 2000)])
async def test_a_window_leaves_what_starts_in_it(
    back: int, ahead: int, direction: str, gateway: Gateway
) -> None:
    now = datetime.now(UTC).replace(microsecond=0)
    start, end = now + timedelta(hours=back), now + timedelta(hours=ahead)
    everything = await whole(gateway, MEETINGS, direction=direction)
    window: dict[str, Any] = {"startsFrom": start.isoformat(), "startsTo": end.isoformat()}
    rows = await walked(gateway, MEETINGS, 5, direction=direction, **window)
    assert ids(rows) == [
        row["id"]
        for row in everything
        if row["startsAt"] and start <= datetime.fromisoformat(row["startsAt"]) < end
    ]


async def test_a_window_holds_its_first_moment_and_not_its_last(gateway: Gateway) -> None:
    everything = [row for row in await whole(gateway, MEETINGS) if row["startsAt"]]
    for vendor in {row["vendor"] for row in everything}:
        edge = next(row for row in everything[8:] if row["vendor"] == vendor)
        before = ids(await whole(gateway, MEETINGS, startsTo=edge["startsAt"]))
        after = ids(await whole(gateway, MEETINGS, startsFrom=edge["startsAt"]))
        assert edge["id"] in set(after) - set(before)
        assert before + after == ids(everything)


async def test_the_meetings_of_each_room_are_those_that_name_it(gateway: Gateway) -> None:
    found = await gateway.data("{ meetings(first: 100) { nodes { id room { id } } } }")
    by_room: dict[str, set[str]] = {}
    for row in found["meetings"]["nodes"]:
        if row["room"]:
            by_room.setdefault(row["room"]["id"], set()).add(row["id"])
    rooms = await whole(gateway, ROOMS)
    for room in {*by_room, *ids(rooms)}:
        rows = await walked(gateway, MEETINGS, 3, room=room)
        assert set(ids(rows)) == by_room.get(room, set())
        assert len(ids(rows)) == len(set(ids(rows)))


async def test_the_meetings_of_each_device_are_those_that_it_is_in(gateway: Gateway) -> None:
    found = await gateway.data(
        "{ meetings(first: 100) { nodes { id devices { device { id } } } } devices { nodes { id } } }"
    )
    for device in found["devices"]["nodes"]:
        rows = await walked(gateway, MEETINGS, 3, device=device["id"])
        assert set(ids(rows)) == {
            row["id"]
            for row in found["meetings"]["nodes"]
            if any(entry["device"]["id"] == device["id"] for entry in row["devices"] or ())
        }


def enablex_adds(world: World, start: datetime, name: str) -> None:
    world.asked(
        "ENABLEX",
        "POST",
        "/ucaas/v1/meetings",
        auth=("enablex-demo-app", "enablex-demo-key"),
        headers={"X-App-Type": "vc"},
        json={
            "room_name": name,
            "desc": "Added meanwhile",
            "start_time": f"{start:%Y-%m-%d %H:%M:%S}",
            "timezone_id": "214",
            "duration": 30,
            "moderators": 1,
            "participants": 2,
        },
    )


VCONNCT_SETTINGS = [{"setting": name, "value": False} for name in VCONNCT_NAMES]


def vconnct_adds(world: World, name: str) -> None:
    world.asked(
        "VCONNCT",
        "POST",
        "/api/v1/create_meeting/",
        headers={"license": "vconnct-demo-license"},
        json={"title": name, "moderator_password": "mod-added", "meeting_setting": VCONNCT_SETTINGS},
    )


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_rows_added_between_pages_neither_repeat_nor_hide_another(
    direction: str, gateway: Gateway, world: World
) -> None:
    before = await whole(gateway, MEETINGS, direction=direction)
    now = datetime.now(UTC).replace(microsecond=0)

    def add(page: int) -> None:
        enablex_adds(world, now + timedelta(minutes=10 * page), f"Added {page}")
        vconnct_adds(world, f"Added {page}")
        start = now + timedelta(hours=3 * page)
        times = {"start": start.isoformat(), "end": (start + timedelta(hours=1)).isoformat()}
        world.hook("TELECOMX", "book", subject=f"Added {page}", **times)

    rows = await walked(gateway, MEETINGS, 6, direction=direction, between=add)
    assert len(set(ids(rows))) == len(rows)
    # A new row of one vendor may stand before a row of another that was handed out already; an old one may not.
    known = set(ids(before))
    old = [row for row in rows if row["id"] in known]
    assert set(ids(old)) == known
    assert in_order(old, "startsAt", direction)


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_rows_removed_between_pages_hide_no_other(
    direction: str, gateway: Gateway, world: World
) -> None:
    before = await whole(gateway, MEETINGS, direction=direction)
    removable = [row for row in before if row["vendor"] == "TELECOMX" or row["state"] == "SCHEDULED"]
    gone: set[str] = set()

    def remove(page: int) -> None:
        for row in removable[page * 3 : page * 3 + 2]:
            if row["vendor"] == "TELECOMX":
                world.hook("TELECOMX", "remove_meeting", meeting=row["vendorId"])
            elif row["vendor"] == "ENABLEX":
                world.asked(
                    "ENABLEX",
                    "DELETE",
                    f"/ucaas/v1/meetings/{row['vendorId']}",
                    auth=("enablex-demo-app", "enablex-demo-key"),
                    headers={"X-App-Type": "vc"},
                )
            else:
                continue
            gone.add(row["id"])

    rows = await walked(gateway, MEETINGS, 5, direction=direction, between=remove)
    assert len(set(ids(rows))) == len(rows)
    assert gone
    assert set(ids(before)) - gone <= set(ids(rows)) <= set(ids(before))


async def test_a_large_vendors_rows_survive_removals_before_the_cursor(
    gateway: Gateway, world: World
) -> None:
    """The vendor's pages shift by as many rows as went."""
    world.seed(6, ["ENABLEX"])
    before = await whole(gateway, MEETINGS, vendors=["ENABLEX"])
    gone: list[str] = []

    def remove(page: int) -> None:
        for row in [row for row in before if row["state"] == "SCHEDULED"][
            (page - 1) * 12 : (page - 1) * 12 + 12
        ]:
            world.asked(
                "ENABLEX",
                "DELETE",
                f"/ucaas/v1/meetings/{row['vendorId']}",
                auth=("enablex-demo-app", "enablex-demo-key"),
                headers={"X-App-Type": "vc"},
            )
            gone.append(row["id"])

    rows = await walked(gateway, MEETINGS, 48, vendors=["ENABLEX"], between=remove)
    assert len(set(ids(rows))) == len(rows)
    assert gone
    assert set(ids(before)) - set(gone) <= set(ids(rows))


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_rooms_added_between_pages_neither_repeat_nor_hide_another(
    direction: str, gateway: Gateway, world: World
) -> None:
    before = await whole(gateway, ROOMS, direction=direction)

    def add(page: int) -> None:
        world.asked(
            "VSEE",
            "POST",
            "/api_v3/rooms",
            headers={"X-AccountCode": "harbour", "X-ApiToken": "vsee-demo-admin-token"},
            files={
                "name": (None, f"Added {page}"),
                "slug": (None, f"added{page}"),
                "domain": (None, "harbour.vsee.example"),
            },
        )

    rows = await walked(gateway, ROOMS, 6, direction=direction, between=add)
    assert len(set(ids(rows))) == len(rows)
    known = set(ids(before))
    assert [row["id"] for row in rows if row["id"] in known] == ids(before)


async def test_three_hundred_meetings_cost_one_page_where_five_are_wanted(
    gateway: Gateway, world: World
) -> None:
    world.seed(17, ["ENABLEX"])
    world.forget()
    await gateway.data("{ meetings(first: 5) { nodes { id } } }")
    assert world.calls()["ENABLEX /meetings"] == 1


async def test_a_cursor_of_another_filter_is_refused(gateway: Gateway) -> None:
    usual = {"first": 5, "direction": "ASC"}
    page = await gateway.data(MEETINGS, filter={"text": "check"}, **usual)
    after = page["rows"]["pageInfo"]["endCursor"]
    for other in ({"text": "rash"}, {"vendors": ["VSEE"], "text": "check"}, None):
        answer = await gateway.ask(MEETINGS, after=after, filter=other, **usual)
        assert codes(answer) == ["BAD_USER_INPUT"]


async def test_a_cursor_of_the_other_direction_is_refused(gateway: Gateway) -> None:
    page = await gateway.data(MEETINGS, first=5, direction="ASC")
    after = page["rows"]["pageInfo"]["endCursor"]
    assert codes(await gateway.ask(MEETINGS, first=5, after=after, direction="DESC")) == ["BAD_USER_INPUT"]


async def test_a_cursor_of_another_list_is_refused(gateway: Gateway) -> None:
    page = await gateway.data(MEETINGS, first=5, direction="ASC")
    after = page["rows"]["pageInfo"]["endCursor"]
    assert codes(await gateway.ask(ROOMS, first=5, after=after, direction="ASC")) == ["BAD_USER_INPUT"]


DEAD: dict[str, tuple[dict[str, Any], str]] = {
    "503": ({"status": 503, "body": "down"}, "VENDOR_UNREACHABLE"),
    "html": (
        {"status": 200, "body": "<html>maintenance</html>", "headers": {"content-type": "text/html"}},
        "VENDOR_BAD_RESPONSE",
    ),
    "429": ({"status": 429, "body": "{}", "headers": {"retry-after": "7"}}, "VENDOR_RATE_LIMITED"),
}


@pytest.mark.parametrize("vendor", VENDORS)
@pytest.mark.parametrize("fault", DEAD.values(), ids=DEAD)
async def test_a_dead_vendor_leaves_the_others_rows(
    fault: tuple[dict[str, Any], str], vendor: str, gateway: Gateway, world: World
) -> None:
    rule, code = fault
    # All is read before, since a vendor that asks to be left alone is left alone when it is well again, too.
    wholes = {query: await whole(gateway, query) for query in (MEETINGS, ROOMS)}
    for query, everything in wholes.items():
        world.fail(vendor, **rule)
        page = (await gateway.ask(query, first=100, direction="ASC"))["data"]["rows"]
        assert [(problem["vendor"], problem["code"]) for problem in page["unavailable"]] == [(vendor, code)]
        assert ids(page["nodes"]) == [row["id"] for row in everything if row["vendor"] != vendor]
        world.heal(vendor)


@pytest.mark.parametrize("vendor", VENDORS)
async def test_a_vendor_that_recovers_between_pages_gives_its_rows(
    vendor: str, gateway: Gateway, world: World
) -> None:
    everything = await whole(gateway, MEETINGS)
    world.fail(vendor, status=503)
    page = (await gateway.data(MEETINGS, first=5, direction="ASC"))["rows"]
    world.heal(vendor)
    rest = (await gateway.data(MEETINGS, first=100, after=page["pageInfo"]["endCursor"], direction="ASC"))[
        "rows"
    ]
    assert set(ids(page["nodes"]) + ids(rest["nodes"])) == set(ids(everything))


# Lists of thousands, and vendors that page in a way of their own


@pytest.mark.parametrize("switches", [{}, {"order_ignored": True}, {"page_length_cap": 37}], ids=str)
async def test_thousands_of_meetings_are_walked_to_the_last_one(
    switches: dict[str, Any], gateway: Gateway, world: World
) -> None:
    world.seed(125, ["ENABLEX"])
    world.switch("ENABLEX", **switches)
    rows = await whole(gateway, MEETINGS, vendors=["ENABLEX"])
    assert len(set(ids(rows))) == len(rows) == 2250
    assert in_order(rows, "startsAt")


async def test_a_walk_through_the_newest_rooms_is_paid_once(gateway: Gateway, world: World) -> None:
    world.seed(60, ["VSEE"])
    world.forget()
    rows = await walked(gateway, ROOMS, 50, direction="DESC", vendors=["VSEE"])
    assert len(set(ids(rows))) == len(rows) == 600
    assert in_order(rows, "at", "DESC")
    # Twelve full pages, and one to see that there are no more; of a long list four pages are asked for at once, so that
    # the last four are 13 to 16.
    assert world.calls()["VSEE /rooms"] == 16
