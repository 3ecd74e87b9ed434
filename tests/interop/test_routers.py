"""Queries through routers: Apollo Gateway, and Hive Gateway with its own query planner and with Hive Router's."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from tests.interop.routers import COMPOSITIONS, Router
from tests.support.demo import ADMIN
from tests.support.world import VENDORS, World

pytestmark = pytest.mark.interop


@pytest.fixture(params=COMPOSITIONS)
def router(request: pytest.FixtureRequest, started: Callable[..., Router]) -> Router:
    return started(request.param)


@pytest.fixture
def enablex(vendors: World) -> Iterator[World]:
    """The simulators, with so many meetings of EnableX that its list has several pages."""
    vendors.seed(15, ["ENABLEX"])
    yield vendors
    vendors.control("ENABLEX", "reset")


def test_a_list_over_all_vendors_is_as_without_a_router(router: Router, gateway: str) -> None:
    query = """{ meetings(first: 100) { nodes { __typename id vendor title startsAt state room { id name }
      sessions { nodes { startedAt } } } pageInfo { hasNextPage } unavailable { vendor } } }"""
    direct = httpx.post(gateway, json={"query": query}, headers=ADMIN, trust_env=False, timeout=30).json()[
        "data"
    ]
    assert len(direct["meetings"]["nodes"]) > 40
    assert router.data(query) == direct


def test_another_subgraph_adds_to_rows_and_nodes_of_ours(router: Router) -> None:
    query = "{ meetings(first: 100) { nodes { id title feeCents } } }"
    rows = router.data(query)["meetings"]["nodes"]
    assert {row["feeCents"] for row in rows} == {4200}
    [first, *_] = rows
    query = "query ($id: ID!) { node(id: $id) { __typename id ... on Meeting { title feeCents } } }"
    assert router.data(query, id=first["id"])["node"] == {"__typename": "Meeting", **first}


def test_180_references_of_another_subgraph_are_four_calls(router: Router, enablex: World) -> None:
    wanted = router.ids("ENABLEX", 180)
    enablex.forget()
    found = router.data(
        """query ($meetings: [ID!]!) { appointments(meetings: $meetings) {
             number meeting { id title startsAt state vendorState asOf feeCents } } }""",
        meetings=wanted,
    )["appointments"]
    assert [row["meeting"]["id"] for row in found] == wanted
    assert all(row["meeting"]["title"] and row["meeting"]["feeCents"] for row in found)
    # It was one question to us, so all of it is from one moment.
    assert len({row["meeting"]["asOf"] for row in found}) == 1
    assert enablex.calls() == {"ENABLEX /meetings": 4}


def test_a_mutation_is_sent_once_and_its_meeting_has_what_others_add(router: Router, vendors: World) -> None:
    query = """mutation ($input: ScheduleMeetingInput!) { scheduleMeeting(input: $input) {
      meeting { id title feeCents } problems { __typename code path } replayed } }"""
    start = {"startsAt": "2030-01-31T09:30:00Z", "durationMinutes": 30}
    place = {"vendor": {"enablex": {"hostId": "10001", "capacity": {"moderators": 1, "participants": 4}}}}
    asked = {"title": "Follow-up", **start, **place, "idempotencyKey": f"through-the-router-{router.name}"}
    vendors.forget()
    first, again = (router.data(query, input=asked)["scheduleMeeting"] for _ in range(2))
    assert (first["problems"], first["replayed"], again["replayed"]) == ([], False, True)
    assert (first["meeting"]["title"], first["meeting"]["feeCents"]) == ("Follow-up", 4200)
    assert again["meeting"] == first["meeting"]
    assert [entry["method"] for entry in vendors.seen("ENABLEX")].count("POST") == 1
    refused = router.data(query, input=asked | {"durationMinutes": 5, "idempotencyKey": None})
    assert refused["scheduleMeeting"]["problems"] == [
        {"__typename": "InvalidInput", "code": "TOO_SMALL", "path": ["input", "durationMinutes"]}
    ]


def test_a_dead_vendor_costs_its_part_alone(router: Router, vendors: World) -> None:
    [dead], [well, *_] = router.ids("ENABLEX", 1), router.ids("TELECOMX", 16)
    query = """query ($meetings: [ID!]!, $words: String!) {
      appointments(meetings: $meetings) { number meeting { id title feeCents } }
      meetings(filter: {text: $words}) { nodes { vendor } unavailable { vendor code } } }"""
    vendors.fail("ENABLEX", status=503)
    try:
        # Words that nobody has asked for yet, as the demo would show an answer from better days.
        answer = router.ask(query, meetings=[well, dead, well], words=f"{router.name} asks")
    finally:
        vendors.heal("ENABLEX")
    data = answer["data"]
    assert data["meetings"] == {
        "nodes": [],
        "unavailable": [{"vendor": "ENABLEX", "code": "VENDOR_UNREACHABLE"}],
    }
    one, none, other = (row["meeting"] for row in data["appointments"])
    assert one == other
    assert one["title"] is not None
    assert none == {"id": dead, "title": None, "feeCents": 4200}
    [error] = answer["errors"]
    assert error["extensions"]["code"] == "VENDOR_UNREACHABLE"
    # Hive Gateway names the field that it asked for, the others the thing.
    assert error["path"][:3] == ["appointments", 1, "meeting"]


def test_an_answer_from_better_days_says_so_in_the_data(router: Router, vendors: World) -> None:
    query = "{ meetings(first: 100) { nodes { vendor asOf } } }"

    def moments() -> dict[str, str]:
        answer = router.ask(query)
        # The router drops what we say beside the data.
        assert "vendors" not in answer.get("extensions", {})
        return {row["vendor"]: row["asOf"] for row in answer["data"]["meetings"]["nodes"]}

    moments()
    vendors.fail("ENABLEX", status=503)
    asked = datetime.now(UTC)
    try:
        then = {vendor: datetime.fromisoformat(told) for vendor, told in moments().items()}
    finally:
        vendors.heal("ENABLEX")
    assert then.keys() == set(VENDORS)
    # Moments are told in whole milliseconds.
    assert {vendor for vendor in then if then[vendor] < asked - timedelta(milliseconds=1)} == {"ENABLEX"}


def test_a_clients_request_id_that_is_passed_on_names_it_in_errors(router: Router) -> None:
    answer = router.ask(
        '{ meeting(id: "bogus") { title } vendors { vendor } }', {"x-request-id": "mine-4711"}
    )
    [error] = answer["errors"]
    assert (error["path"], error["extensions"]["code"]) == (["meeting"], "BAD_USER_INPUT")
    assert error["extensions"]["requestId"] == "mine-4711"
    assert (answer["data"]["meeting"], len(answer["data"]["vendors"])) == (None, 4)


# Subscriptions


# Over server-sent events where nothing else is said.
@pytest.mark.parametrize("words", [("hive",), ("hive", "ws"), ("hive-router",)], ids="-".join)
def test_a_subscription_goes_through_and_has_what_others_add(
    started: Callable[..., Router], vendors: World, words: tuple[str, ...]
) -> None:
    router = started(*words)
    booked = {"start": "2031-01-05T09:00:00+00:00", "end": "2031-01-05T10:00:00+00:00"}
    meeting = vendors.hook("TELECOMX", "book", subject="Before", **booked)["_id"]
    query = """query ($id: ID!) { meeting(by: {vendorId: {vendor: TELECOMX, id: $id}}) { id } }"""
    id = router.data(query.replace("ID!", "String!"), id=meeting)["meeting"]["id"]
    told = {"query": "subscription ($id: ID!) { meetingState(id: $id) { title feeCents } }"}
    with httpx.stream(
        "POST",
        router.address,
        json={**told, "variables": {"id": id}},
        headers={"accept": "text/event-stream", **ADMIN},
        trust_env=False,
        timeout=30,
    ) as stream:
        events = (json.loads(line[5:]) for line in stream.iter_lines() if line.startswith("data: {"))
        assert next(events) == {"data": {"meetingState": {"title": "Before", "feeCents": 4200}}}
        vendors.hook("TELECOMX", "reschedule", meeting=meeting, subject="After")
        assert next(events) == {"data": {"meetingState": {"title": "After", "feeCents": 4200}}}
