"""What is refused before it runs: too dear, too soon, too much at once; over HTTP, on sockets and in event streams."""

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import AbstractAsyncContextManager, asynccontextmanager
from typing import Any

import httpx
import pytest

from graph.serving.http.negotiation import GRAPHQL
from graph.serving.process import demo
from models.ids import Kind
from models.vendor import Vendor
from tests.support.accounts import a_key
from tests.support.gateway import Gateway, Place
from tests.support.mongo import KEY
from tests.support.plain_http import plain_client
from tests.support.serve import AN_ACCOUNT, bearer, serving
from tests.support.streams import an_initialised_client
from tests.support.world import LOOPBACK, World

JSON, EVENTS = "application/json", "text/event-stream"
NOOR = a_key(Kind.ROOM, Vendor.VSEE, ("noor1",)).encoded()
ROOM = a_key(Kind.ROOM, Vendor.ENABLEX, ("permanent", "10001")).encoded()
DEAR = "{ meetings(first: 100) { nodes { pins { moderator } room { id } vendorState startsAtLocal endsAtLocal } } }"
LARGE = "{ meetings(first: 100) { nodes { sessions(first: 60) { nodes { id } } } } }"
LIST = "{ meetings(first: 50) { nodes { id pins { moderator } } } }"
PINS = "{ meetings(first: 100, filter: {vendors: VSEE}) { nodes { pins { moderator } } } }"
FOLLOW = f'subscription {{ roomQueue(id: "{NOOR}") {{ queue {{ length }} }} }}'

Opens = Callable[..., AbstractAsyncContextManager[Gateway]]


@pytest.fixture
def opened(world: World, place: Place) -> Opens:
    """Opens a gateway over the world with limits of its own; by default those of `meetgraph serve`."""

    @asynccontextmanager
    async def open(**limits: Any) -> AsyncIterator[Gateway]:
        settings = demo.settings(0, world.first_port).model_copy(update={"cost_bucket": 2_000, **limits})
        async with place.opened(settings) as gateway:
            world.forget()
            yield gateway

    return open


async def post(gateway: Gateway, query: str, accept: str = JSON, **variables: Any) -> httpx.Response:
    body = {"query": query, "variables": variables}
    return await gateway.client.post(gateway.url, json=body, headers={"accept": accept})


def only_error(answer: httpx.Response) -> dict[str, Any]:
    body = answer.json()
    assert "data" not in body
    [error] = body["errors"]
    assert isinstance(error, dict)
    return error


# Too dear


@pytest.mark.parametrize(("accept", "status"), [(JSON, 200), (GRAPHQL, 400)])
@pytest.mark.parametrize(
    ("query", "said"),
    [
        (DEAR, "The operation may cost 1,010 points; at most 1,000 are allowed."),
        (LARGE, "The operation may answer with 6,201 objects; at most 5,000 are allowed."),
    ],
    ids=["points", "objects"],
)
async def test_what_is_too_dear_is_refused_before_any_vendor_is_asked(
    opened: Opens, world: World, query: str, said: str, accept: str, status: int
) -> None:
    async with opened() as gateway:
        answer = await post(gateway, query, accept)
    assert answer.status_code == status
    error = only_error(answer)
    assert error["message"].startswith(said)
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert error["extensions"]["requested"] > error["extensions"]["most"]
    assert world.seen() == []


async def test_variables_decide_whether_it_is_too_dear(opened: Opens) -> None:
    query = (
        "query ($n: Int = 500) { meetings(first: 100) { nodes { sessions(first: $n) { nodes { id } } } } }"
    )
    async with opened() as gateway:
        assert only_error(await post(gateway, query))["extensions"]["requested"] == 50_201
        assert "data" in (await post(gateway, query, n=2)).json()


# Too soon


@pytest.mark.parametrize("accept", [JSON, GRAPHQL])
async def test_who_has_used_up_its_points_is_told_when_to_come_again(
    opened: Opens, world: World, accept: str
) -> None:
    # One operation has room, and a second one does not; hardly anything is restored.
    async with opened(cost_most=150, cost_bucket=150, cost_per_second=1) as gateway:
        first = await post(gateway, LIST, accept)
        assert first.status_code in (200, 294)
        used = first.json()["extensions"]["cost"]["actual"]
        world.forget()
        for _ in range(3):
            answer = await post(gateway, LIST, accept)
    assert answer.status_code == 429
    error = only_error(answer)
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert error["extensions"]["retryable"] is True
    wait = int(answer.headers["retry-after"])
    assert 0 < wait <= 110
    assert (wait - 1) * 1000 < error["extensions"]["retryAfterMs"] <= wait * 1000
    cost = answer.json()["extensions"]["cost"]
    assert (cost["requested"], cost["actual"], cost["restoreRate"]) == (110, 0, 1)
    assert cost["available"] <= 150 - used + 5
    assert world.seen() == []


async def test_refusals_of_a_flood_come_one_after_the_other(opened: Opens) -> None:
    async with opened(cost_most=150, cost_bucket=150, cost_per_second=1) as gateway:
        await post(gateway, LIST)
        began = time.monotonic()
        answers = await asyncio.gather(*(post(gateway, LIST) for _ in range(16)))
        took = time.monotonic() - began
        assert {answer.status_code for answer in answers} == {429}
        # Eleven at once, the last one five tenths of a second later.
        assert took > 0.3


async def test_every_answer_says_what_it_cost_and_the_unused_comes_back(opened: Opens) -> None:
    async with opened(cost_per_second=1) as gateway:
        cost = (await post(gateway, PINS)).json()["extensions"]["cost"]
        viewer = (await gateway.data("{ viewer { rateLimit { limit available restoreRate resetAt } } }"))[
            "viewer"
        ]
    assert cost["requested"] == 210
    assert 10 <= cost["actual"] < 210
    assert cost["available"] == pytest.approx(2_000 - cost["actual"], abs=10)
    assert viewer["rateLimit"]["limit"] == 2_000
    assert viewer["rateLimit"]["restoreRate"] == 1
    assert viewer["rateLimit"]["available"] == pytest.approx(2_000 - cost["actual"], abs=20)


async def test_an_event_stream_tells_of_it_as_an_event(opened: Opens, world: World) -> None:
    async with opened(cost_most=110, cost_bucket=110, cost_per_second=1) as gateway:
        await post(gateway, LIST)
        await post(gateway, LIST)
        world.forget()
        answer = await post(gateway, LIST, EVENTS)
    assert answer.status_code == 200
    [told] = [line for line in answer.text.splitlines() if line.startswith("data: {")]
    [error] = json.loads(told.removeprefix("data: "))["errors"]
    assert error["extensions"]["code"] == "RATE_LIMITED"
    assert world.seen() == []


async def test_the_events_of_a_socket_pay_from_the_same_bucket(opened: Opens) -> None:
    async with opened(cost_most=110, cost_bucket=110, cost_per_second=1) as gateway:
        await post(gateway, LIST)
        # Refusals wait for each other, so that only the cheapest operation is asked until it is refused.
        while (await post(gateway, "{ vendors { name } }")).status_code != 429:
            pass
        async with an_initialised_client(gateway.port) as client:
            await client.subscribe(FOLLOW)
            message = await client.receive()
    assert message["type"] == "error"
    assert [error["extensions"]["code"] for error in message["payload"]] == ["RATE_LIMITED"]


async def test_each_event_of_a_subscription_pays(opened: Opens, world: World) -> None:
    async with opened(cost_per_second=1) as gateway, an_initialised_client(gateway.port) as client:
        await client.subscribe(FOLLOW)
        cost = (await client.receive())["payload"]["extensions"]["cost"]
    assert cost["requested"] == cost["actual"] > 1
    assert cost["available"] == pytest.approx(2_000 - cost["actual"], abs=10)


# Too much at once


async def test_who_comes_when_too_much_runs_is_refused_and_health_checks_are_not(
    opened: Opens, world: World
) -> None:
    world.fail("VSEE", path="*/rooms*", delay_seconds=2, times=2)
    async with opened(operations_running=2, operations_waiting=1, operations_waiting_seconds=0.2) as gateway:
        rooms = "{ rooms(filter: {vendors: VSEE}) { nodes { id } } }"
        running = [asyncio.create_task(post(gateway, rooms)) for _ in range(2)]
        await asyncio.sleep(0.5)
        world.forget()
        refused = await asyncio.gather(
            *(post(gateway, "{ vendors { name } }", accept) for accept in (JSON, GRAPHQL))
        )
        base = gateway.url.removesuffix("/graphql")
        alive, ready = [await gateway.client.get(f"{base}{path}") for path in ("/livez", "/readyz")]
        await asyncio.gather(*running)
        again = await post(gateway, "{ vendors { name } }")
    assert [answer.status_code for answer in refused] == [503, 503]
    assert all(only_error(answer)["extensions"]["code"] == "OVERLOADED" for answer in refused)
    assert all(int(answer.headers["retry-after"]) == 1 for answer in refused)
    assert (alive.status_code, ready.status_code) == (200, 200)
    assert again.status_code == 200


@pytest.mark.parametrize("leaves", [True, False], ids=["who leaves", "who is refused"])
async def test_who_gets_no_place_gets_its_points_back(opened: Opens, world: World, leaves: bool) -> None:
    dear = "{ meetings(first: 100) { nodes { sessions { nodes { id } } } } }"
    world.fail("VSEE", path="*/rooms*", delay_seconds=2, times=1)
    async with opened(
        cost_per_second=1,
        operations_running=1,
        operations_waiting=1,
        # Longer than who leaves waits.
        operations_waiting_seconds=2 if leaves else 0.3,
    ) as gateway:
        running = asyncio.create_task(post(gateway, "{ rooms(filter: {vendors: VSEE}) { nodes { id } } }"))
        async with asyncio.timeout(20):
            while not any("rooms" in entry["path"] for entry in world.seen("VSEE")):  # noqa: ASYNC110
                await asyncio.sleep(0.02)
        if leaves:
            with pytest.raises(httpx.ReadTimeout):
                await gateway.client.post(gateway.url, json={"query": dear}, timeout=0.2)
        else:
            assert (await post(gateway, dear)).status_code == 503
        paid = (await running).json()["extensions"]["cost"]["actual"]
        left = (await post(gateway, "{ __typename }")).json()["extensions"]["cost"]["available"]
        requested = (await post(gateway, dear)).json()["extensions"]["cost"]["requested"]
    assert requested > 100
    assert left == pytest.approx(2_000 - paid - 1, abs=10)


# Too large an answer


@pytest.mark.parametrize("accept", [JSON, GRAPHQL, EVENTS])
async def test_an_answer_that_is_too_large_is_refused_whole(opened: Opens, accept: str) -> None:
    query = "{ meetings(first: 50) { nodes { id title description } } }"
    async with opened(answer_bytes=1_500) as gateway:
        answer = await post(gateway, query, accept)
    assert answer.status_code == {JSON: 200, GRAPHQL: 400, EVENTS: 200}[accept]
    assert "The answer is larger than 1,500 bytes." in answer.text
    assert '"nodes"' not in answer.text
    assert len(answer.content) < 1_500


async def test_an_event_that_is_too_large_is_refused_whole_on_a_socket(opened: Opens) -> None:
    async with opened(answer_bytes=100) as gateway, an_initialised_client(gateway.port) as client:
        await client.subscribe(f'subscription {{ roomQueue(id: "{NOOR}") {{ id name asOf }} }}')
        message = await client.receive()
    [error] = message["payload"]["errors"]
    assert error["message"].startswith("The answer is larger than 100 bytes.")
    assert "data" not in message["payload"]


# Resets of PINs


async def test_the_sixth_reset_of_a_rooms_pins_in_a_minute_asks_no_vendor(
    opened: Opens, world: World
) -> None:
    fields = " ".join(
        f"r{n}: resetPins(input: {{ room: $room }}) {{ problems {{ message }} }}" for n in range(4)
    )
    async with opened() as gateway:
        first = (await post(gateway, f"mutation ($room: ID!) {{ {fields} }}", room=ROOM)).json()
        second = (await post(gateway, f"mutation ($room: ID!) {{ {fields} }}", room=ROOM)).json()
    assert "errors" not in first
    assert [name for name, told in second["data"].items() if told is None] == ["r1", "r2", "r3"]
    assert [error["extensions"]["code"] for error in second["errors"]] == ["RATE_LIMITED"] * 3
    assert all(50_000 < error["extensions"]["retryAfterMs"] <= 60_000 for error in second["errors"])
    resets = [call for call in world.seen("ENABLEX") if call["method"] == "PATCH"]
    assert len(resets) == 5


# Several gateways


async def flooded(addresses: list[str], seconds: float) -> int:
    """How many operations are answered while a caller asks several gateways as fast as it can."""
    answered = 0
    until = time.monotonic() + seconds
    headers = bearer()

    async def flood(client: httpx.AsyncClient, address: str) -> None:
        nonlocal answered
        while time.monotonic() < until:
            answer = await client.post(
                f"{address}/graphql", json={"query": "{ vendors { name } }"}, headers=headers
            )
            assert answer.status_code in (200, 429)
            answered += answer.status_code == 200
            if answer.status_code == 429:
                await asyncio.sleep(0.02)

    async with plain_client(timeout=20) as client:
        await asyncio.gather(*(flood(client, address) for address in addresses for _ in range(4)))
    return answered


@pytest.mark.slow
async def test_two_gateways_share_a_callers_bucket_within_ten_percent(mongodb: str) -> None:
    settings = {
        **AN_ACCOUNT,
        "MONGODB_URI": mongodb,
        "MONGODB_DATABASE": "shared-limits",
        "STORE_KEYS": json.dumps([KEY]),
        "COST_MOST": "100",
        "COST_BUCKET": "200",
        "COST_PER_SECOND": "20",
    }
    with serving(settings) as (_, one), serving(settings) as (_, two):
        assert LOOPBACK in one
        began = time.monotonic()
        answered = await flooded([one, two], 6)
        allowed = 200 + 20 * (time.monotonic() - began)
    assert 0.9 * allowed <= answered <= 1.1 * allowed
