"""What overlaps a time, over four vendors' real lists: also what began before it, and what runs on past its end."""

from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from tests.support.gateway import Gateway
from tests.support.world import VENDORS, World

MEETINGS = """query ($first: Int!, $after: String, $filter: MeetingFilter, $direction: OrderDirection) {
  meetings(first: $first, after: $after, filter: $filter, direction: $direction) {
    nodes { id vendor vendorId state stateIsReckoned startsAt endsAt hostId provider { id } room { id }
      devices { device { id location } } }
    pageInfo { hasNextPage endCursor } searchedFrom unavailable { vendor missing count } } }"""

Row = dict[str, Any]
WEEK = timedelta(days=7)


def instant(hours: float = 0) -> datetime:
    return datetime.now(UTC).replace(microsecond=0) + timedelta(hours=hours)


def window(begin: datetime | None = None, end: datetime | None = None) -> Row:
    sides = {"from": begin, "to": end}
    return {"overlaps": {name: side.isoformat() for name, side in sides.items() if side is not None}}


async def walked(
    gateway: Gateway, first: int, filter: Row, direction: str = "ASC"
) -> tuple[list[Row], list[Row]]:
    """All rows page by page, and what the first page lacks."""
    rows: list[Row] = []
    lacks: list[Row] | None = None
    after = None
    while True:
        answer = await gateway.data(MEETINGS, first=first, after=after, filter=filter, direction=direction)
        page = answer["meetings"]
        rows += page["nodes"]
        lacks = page["unavailable"] if lacks is None else lacks
        if not page["pageInfo"]["hasNextPage"]:
            return rows, lacks
        after = page["pageInfo"]["endCursor"]


def calls(world: World) -> Counter[str]:
    return Counter(entry["vendor"] for entry in world.seen() if not entry["path"].startswith("/auth/"))


def stands(row: Row, begin: datetime, end: datetime, now: datetime) -> bool:
    """Whether a row lies in a time: what these words say in the schema."""
    soon = now + timedelta(minutes=60)
    runs = row["state"] == "RUNNING"
    if row["startsAt"] is None:
        return runs and begin < soon and now < end
    starts = datetime.fromisoformat(row["startsAt"])
    ends = datetime.fromisoformat(row["endsAt"]) if row["endsAt"] else starts + timedelta(minutes=60)
    if runs:
        starts, ends = min(starts, now), ends if row["endsAt"] and ends > now else max(ends, soon)
    elif row["state"] == "ENDED" and row["stateIsReckoned"]:
        ends += timedelta(minutes=60)
    elif row["state"] == "ENDED":
        ends = min(ends, now)
    return starts < end and begin < ends


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
@pytest.mark.parametrize(
    ("back", "ahead"), [(0, 24), (-1, 1), (-100, 0), (-0.25, 0.1), (24, 48), (1000, 2000)]
)
async def test_a_window_leaves_what_lies_in_it(
    back: float, ahead: float, direction: str, gateway: Gateway
) -> None:
    everything, _ = await walked(gateway, 100, {}, direction)
    begin, end = instant(back), instant(ahead)
    rows, _ = await walked(gateway, 5, window(begin, end), direction)
    now = datetime.now(UTC)
    wanted = {row["id"] for row in everything if stands(row, begin, end, now)}
    assert len(rows) == len(wanted)
    assert {row["id"] for row in rows} == wanted
    starts = [row["startsAt"] for row in rows if row["startsAt"]]
    assert starts == sorted(starts, reverse=direction == "DESC")


def enablex_runs_on(world: World) -> str:
    auth, headers = ("enablex-demo-app", "enablex-demo-key"), {"X-App-Type": "vc"}
    listed = world.asked(
        "ENABLEX",
        "GET",
        "/ucaas/v1/meetings?stage=past&order_qualify=asc&order_by=start_time",
        auth=auth,
        headers=headers,
    )
    first = listed["meetings"][0]["meeting_id"]
    world.hook("ENABLEX", "run_on", meeting_id=first)
    return str(first)


def telecomx_runs_on(world: World) -> str:
    times = {"start": instant(-30).isoformat(), "end": instant(-29).isoformat()}
    return str(world.hook("TELECOMX", "book", subject="Overrun", state="STARTED", **times)["_id"])


LONG_RUNNING: dict[str, Callable[[World], str]] = {
    "ENABLEX": enablex_runs_on,
    "TELECOMX": telecomx_runs_on,
}


@pytest.mark.parametrize("vendor", LONG_RUNNING)
async def test_today_holds_what_runs_on_long_past_its_planned_end(
    vendor: str, gateway: Gateway, world: World
) -> None:
    runs = LONG_RUNNING[vendor](world)
    begin = instant(-1)
    rows, _ = await walked(gateway, 20, window(begin, instant(12)))
    assert runs in {row["vendorId"] for row in rows if row["vendor"] == vendor}
    # Nothing of it starts in that time.
    starts = {"startsFrom": begin.isoformat(), "startsTo": instant(12).isoformat()}
    assert runs not in {row["vendorId"] for row in (await walked(gateway, 20, starts))[0]}


async def test_a_meeting_that_runs_and_has_no_start_is_in_todays_and_last(gateway: Gateway) -> None:
    rows, _ = await walked(gateway, 100, window(instant(-1), instant(12)))
    untimed = [row for row in rows if row["startsAt"] is None]
    assert untimed
    assert {row["state"] for row in untimed} == {"RUNNING"}
    assert rows[-len(untimed) :] == untimed


@pytest.mark.parametrize("sides", [("from",), ("to",), ("from", "to")], ids="-".join)
async def test_rows_without_a_time_are_counted_where_they_are_left_out(
    sides: tuple[str, ...], gateway: Gateway
) -> None:
    everything, _ = await walked(gateway, 100, {})
    begin = instant(-1) if "from" in sides else None
    end = instant(1) if "to" in sides else None
    rows, lacks = await walked(gateway, 2, window(begin, end))
    shown = {row["id"] for row in rows}
    left_out = Counter(
        row["vendor"] for row in everything if row["startsAt"] is None and row["id"] not in shown
    )
    assert set(left_out) == {"TELECOMX", "VCONNCT"}
    assert lacks == [
        {"vendor": vendor, "missing": "UNDECIDED", "count": count}
        for vendor, count in sorted(left_out.items())
    ]


async def test_what_other_filters_leave_out_is_not_counted(gateway: Gateway) -> None:
    for other in ({"states": ["CANCELLED"]}, {"text": "zebra"}, {"vendors": ["VSEE", "ENABLEX"]}):
        assert (await walked(gateway, 100, {**window(instant(-1)), **other}))[1] == []


async def test_without_a_filter_by_time_nothing_is_counted(gateway: Gateway) -> None:
    assert (await walked(gateway, 100, {"states": ["SCHEDULED"]}))[1] == []


@pytest.mark.parametrize("direction", ["ASC", "DESC"])
async def test_todays_meetings_cost_few_calls_however_long_the_past_is(
    direction: str, gateway: Gateway, world: World
) -> None:
    world.seed(8, VENDORS)
    today = window(instant(-1), instant(1))
    query = """query ($filter: MeetingFilter, $direction: OrderDirection, $after: String) {
      meetings(first: 5, filter: $filter, direction: $direction, after: $after) {
        nodes { id } pageInfo { hasNextPage endCursor } } }"""
    world.forget()
    page = (await gateway.data(query, filter=today, direction=direction))["meetings"]
    assert len(page["nodes"]) == 5
    # EnableX: what runs, what is to come until it starts too late, and what is over until it is too long ago.
    asked = calls(world)
    assert asked["TELECOMX"] == asked["VCONNCT"] == asked["VSEE"] == 1
    assert 3 <= asked["ENABLEX"] <= 7
    world.forget()
    after = page["pageInfo"]["endCursor"]
    await gateway.data(query, filter=today, direction=direction, after=after)
    assert calls(world)["ENABLEX"] == 0


async def test_how_far_back_was_looked_is_told(gateway: Gateway) -> None:
    async def told(**filter: Any) -> str | None:
        answer = await gateway.data(MEETINGS, first=1, filter=filter)
        found: str | None = answer["meetings"]["searchedFrom"]
        return found

    begin = instant(-1)
    since = await told(**window(begin, instant(1)))
    assert since is not None
    assert datetime.fromisoformat(since) == begin - WEEK
    assert await told(**window(None, begin)) is None
    assert await told(startsFrom=begin.isoformat()) is None
    assert await told(**window(begin), startsFrom=begin.isoformat()) is None


async def test_the_filters_combine(gateway: Gateway) -> None:
    everything, _ = await walked(gateway, 100, {})
    begin, end = instant(-24), instant(24)
    both = {**window(begin, end), "states": ["RUNNING", "SCHEDULED"], "vendors": ["ENABLEX", "TELECOMX"]}
    rows, _ = await walked(gateway, 3, {**both, "startsFrom": instant(-2).isoformat()})
    now = datetime.now(UTC)
    assert [row["id"] for row in rows] == [
        row["id"]
        for row in everything
        if row["vendor"] in both["vendors"]
        and row["state"] in both["states"]
        and stands(row, begin, end, now)
        and datetime.fromisoformat(row["startsAt"]) >= instant(-2)
    ]


async def test_the_meetings_of_each_host_are_those_that_name_them(gateway: Gateway, world: World) -> None:
    everything, _ = await walked(gateway, 100, {})
    hosts = {(row["vendor"], row["hostId"]) for row in everything if row["hostId"]}
    assert {vendor for vendor, _ in hosts} == {"TELECOMX", "ENABLEX", "VSEE"}
    for vendor, host in hosts:
        world.forget()
        rows, lacks = await walked(gateway, 100, {"hosts": [{"vendor": vendor, "id": host}]})
        assert lacks == []
        assert [row["id"] for row in rows] == [
            row["id"] for row in everything if (row["vendor"], row["hostId"]) == (vendor, host)
        ]
        assert set(calls(world)) == {vendor}
    named = [{"vendor": vendor, "id": host} for vendor, host in sorted(hosts)]
    rows, _ = await walked(gateway, 7, {"hosts": named})
    assert [row["id"] for row in rows] == [row["id"] for row in everything if row["hostId"]]


async def test_a_vendor_that_does_not_tell_hosts_is_named(gateway: Gateway) -> None:
    rows, lacks = await walked(gateway, 5, {"hosts": [{"vendor": "VCONNCT", "id": "7"}]})
    assert (rows, lacks) == ([], [{"vendor": "VCONNCT", "missing": "VENDOR", "count": None}])


async def test_the_meetings_of_each_provider_are_those_that_name_them(gateway: Gateway) -> None:
    everything, _ = await walked(gateway, 100, {})
    providers = {row["provider"]["id"] for row in everything if row["provider"]}
    assert len(providers) > 1
    for provider in providers:
        rows, lacks = await walked(gateway, 100, {"provider": provider})
        assert lacks == []
        assert [row["id"] for row in rows] == [
            row["id"] for row in everything if row["provider"] and row["provider"]["id"] == provider
        ]


async def test_the_meetings_and_devices_of_each_place_are_those_that_stand_there(gateway: Gateway) -> None:
    everything, _ = await walked(gateway, 100, {})

    def places(row: Row) -> set[str]:
        return {entry["device"]["location"] for entry in row["devices"] or ()} - {None}

    known = set().union(*map(places, everything))
    assert known
    for place in known:
        rows, _ = await walked(gateway, 4, {"location": f" {place.lower()} "})
        assert [row["id"] for row in rows] == [row["id"] for row in everything if place in places(row)]
        found = await gateway.data(
            "query ($place: String) { devices(filter: {location: $place}) { nodes { location } "
            "unavailable { missing count } } }",
            place=place,
        )
        assert {node["location"] for node in found["devices"]["nodes"]} <= {place}


async def test_a_vendor_without_devices_is_named_where_it_is_asked_for_a_place(gateway: Gateway) -> None:
    rows, lacks = await walked(gateway, 5, {"location": "50", "vendors": ["VSEE"]})
    assert (rows, lacks) == ([], [{"vendor": "VSEE", "missing": "VENDOR", "count": None}])


@pytest.mark.parametrize(
    ("filter", "where"),
    [
        ({"overlaps": {}}, "`filter.overlaps`"),
        (window(instant(1), instant(1)), "`filter.overlaps.from`"),
        (window(instant(2), instant(1)), "`filter.overlaps.from`"),
        ({"hosts": [{"vendor": "VSEE", "id": " "}]}, "`filter.hosts.id`"),
        ({"hosts": [{"vendor": "VSEE", "id": "1"}] * 51}, "`filter.hosts`"),
    ],
)
async def test_what_cannot_be_meant_is_refused_with_its_place(
    filter: Row, where: str, gateway: Gateway
) -> None:
    answer = await gateway.ask(MEETINGS, first=5, filter=filter)
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert where in error["message"]


JOIN = """query ($role: JoinRole) { meetings(first: 100) { nodes { vendor vendorId state room { kind }
  host { id vendorId name } provider { firstName lastName } join(role: $role) { __typename
    ...on JoinByLink { link { url } pin } ...on JoinByMutation { mutation role } ...on JoinUnavailable { reason } }
  joinLinks { role url } pins { moderator participant } } } }"""


@pytest.mark.parametrize("role", ["HOST", "GUEST"])
async def test_every_vendor_tells_how_somebody_gets_in(role: str, gateway: Gateway) -> None:
    rows = (await gateway.data(JOIN, role=role))["meetings"]["nodes"]
    met = set()
    for row in rows:
        join = row["join"]
        met.add((row["vendor"], join["__typename"], join.get("mutation") or join.get("reason")))
        if join["__typename"] == "JoinByLink":
            assert join["link"]["url"] in {link["url"] for link in row["joinLinks"]}
        if row["vendor"] == "ENABLEX" and join["__typename"] == "JoinByLink":
            assert join["pin"] == row["pins"]["moderator" if role == "HOST" else "participant"] is not None
    assert {("ENABLEX", "JoinByLink", None), ("ENABLEX", "JoinUnavailable", "ENDED")} <= met
    assert {("TELECOMX", "JoinByLink", None), ("VSEE", "JoinUnavailable", "WAITING_ROOM")} <= met
    idle = ("JoinByMutation", "START_MEETING") if role == "HOST" else ("JoinUnavailable", "NOT_STARTED")
    assert {("VCONNCT", "JoinByMutation", "JOIN_MEETING"), ("VCONNCT", *idle)} <= met


async def test_a_mutation_that_join_names_lets_somebody_in(gateway: Gateway) -> None:
    query = """{ meetings(first: 1, filter: {vendors: [VCONNCT], states: [RUNNING]}) {
      nodes { id join { ...on JoinByMutation { mutation role } } } } }"""
    [row] = (await gateway.data(query))["meetings"]["nodes"]
    assert row["join"]["mutation"] == "JOIN_MEETING"
    made = await gateway.data(
        "mutation ($input: JoinMeetingInput!) { joinMeeting(input: $input) { joinLink { url } problems { message } } }",
        input={"meeting": row["id"], "name": "Ada Berg", "role": row["join"]["role"]},
    )
    assert made["joinMeeting"]["problems"] == []
    assert made["joinMeeting"]["joinLink"]["url"]


async def test_the_hosts_of_visits_have_the_names_of_their_providers(gateway: Gateway, world: World) -> None:
    rows = (await gateway.data(JOIN))["meetings"]["nodes"]
    named = {row["host"]["name"] for row in rows if row["provider"]}
    assert named
    for row in rows:
        if row["provider"]:
            assert row["provider"]["lastName"] in row["host"]["name"]
        elif row["host"]:
            assert row["host"]["name"] is None
    world.forget()
    await gateway.data("{ meetings(first: 100) { nodes { host { id vendorId } } } }")
    without = calls(world)
    world.forget()
    await gateway.data("{ meetings(first: 100) { nodes { id } } }")
    assert without == calls(world)


async def test_a_device_shows_what_it_is_set_to_in_the_meeting_that_it_is_in(gateway: Gateway) -> None:
    query = """{ devices(first: 100) { nodes { id currentMeeting { id }
      meetingDevice { id device { id } meeting { id } settings { volume } } } } }"""
    rows = (await gateway.data(query))["devices"]["nodes"]
    assert any(row["meetingDevice"] for row in rows)
    for row in rows:
        entry = row["meetingDevice"]
        assert (entry is None) == (row["currentMeeting"] is None)
        if entry is not None:
            assert (entry["device"]["id"], entry["meeting"]) == (row["id"], row["currentMeeting"])
            assert entry["settings"]
