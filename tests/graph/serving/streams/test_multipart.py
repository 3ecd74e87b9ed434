"""Apollo's multipart subscriptions over a real connection: how parts are written, for whom, and how they end."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import pytest

from models.errors import BadInput
from tests.graph.serving.streams.conftest import Gateway
from tests.support.plain_http import plain_client
from tests.support.streamed import Pieces, answering, happens
from tests.support.streams import END, PATIENCE, Raised, Sources
from tests.support.world import LOOPBACK

HELLO = "{ hello }"
FOLLOW = 'subscription { follow(name: "a") { value } }'
# What Apollo Client 4 sends with every subscription.
APOLLO = ",".join(
    (
        "multipart/mixed;boundary=graphql;subscriptionSpec=1.0",
        "application/graphql-response+json",
        "application/json;q=0.9",
    )
)
PARTS = 'multipart/mixed;boundary="graphql";subscriptionSpec="1.0"'
HEARTBEAT: dict[str, Any] = {}


class Parts(Pieces[Any]):
    """The parts of an answer, as strict readers see them: a part is there when the boundary after it is."""

    def __init__(self, answer: httpx.Response) -> None:
        super().__init__(answer, HEARTBEAT)
        self._chunks = answer.aiter_bytes()
        self._rest = b""
        self.is_closed = False

    async def next(self) -> Any:
        async with asyncio.timeout(PATIENCE):
            while True:
                before, boundary, after = self._rest.partition(b"\r\n--graphql")
                if boundary and before.startswith(b"\r\n"):
                    self._rest = after
                    head, _, body = before.partition(b"\r\n\r\n")
                    assert head == b"\r\ncontent-type: application/json"
                    return json.loads(body)
                if boundary:
                    assert before == b""
                    self._rest = after
                    continue
                try:
                    self._rest += await anext(self._chunks)
                except StopAsyncIteration:
                    self.is_closed = self._rest == b"--\r\n"
                    raise EOFError from None


@asynccontextmanager
async def asked(port: int, query: str, accept: str = APOLLO, **how: Any) -> AsyncIterator[Parts]:
    async with answering(port, query, accept, **how) as answer:
        yield Parts(answer)


def a_value(number: int) -> Any:
    return {
        "payload": {
            "data": {"follow": {"value": number}},
            "extensions": {"vendors": [], "cost": {"requested": 1, "actual": 1}},
        }
    }


# What is written


@pytest.mark.parametrize("method", ["POST", "GET"])
async def test_a_subscription_tells_every_event_as_it_comes(port: int, sources: Sources, method: str) -> None:
    async with asked(port, FOLLOW, method=method) as parts:
        assert await parts.next() == HEARTBEAT
        for number in (1, 2):
            sources["a"].tell(number)
            assert await parts.told() == a_value(number)
        sources["a"].tell(END)
        assert await parts.rest() == []
        assert parts.is_closed


async def test_an_answer_says_what_it_is_and_that_nobody_may_keep_it(port: int) -> None:
    async with asked(port, FOLLOW) as parts:
        headers = parts.answer.headers
    assert parts.answer.status_code == 200
    assert headers["content-type"] == 'multipart/mixed;boundary="graphql";subscriptionSpec=1.0'
    assert headers["cache-control"] == "private, no-store"
    assert headers["x-accel-buffering"] == "no"
    assert headers["vary"] == "accept"


async def test_an_idle_client_is_sent_heartbeats(gateway: Gateway) -> None:
    async with gateway(ping_seconds=0.01) as port, asked(port, FOLLOW) as parts:
        assert [await parts.next() for _ in range(3)] == [HEARTBEAT] * 3


async def test_an_event_that_is_an_error_stands_in_its_payload_and_leaves_the_stream(
    port: int, sources: Sources
) -> None:
    async with asked(port, FOLLOW) as parts:
        sources["a"].tell(BadInput("not now"), 2)
        failed = (await parts.told())["payload"]
        assert (failed["data"], failed["errors"][0]["path"]) == ({"follow": None}, ["follow"])
        assert await parts.told() == a_value(2)


async def test_a_source_that_breaks_is_an_error_of_the_transport(port: int, sources: Sources) -> None:
    async with asked(port, FOLLOW) as parts:
        sources["a"].tell(Raised(RuntimeError("pin 4711")))
        [broken] = await parts.rest()
        assert parts.is_closed
    assert broken["payload"] is None
    assert [(set(error), error["extensions"]["code"]) for error in broken["errors"]] == [
        ({"message", "extensions"}, "INTERNAL")
    ]
    assert "4711" not in str(broken)


@pytest.mark.parametrize(
    "query", ["subscription {", "subscription { nobodyHasThis }", "subscription { follow { value } }"]
)
@pytest.mark.parametrize(
    ("accept", "media_type", "status"),
    [(APOLLO, "application/graphql-response+json", 400), (PARTS, "application/json", 200)],
)
async def test_what_cannot_start_is_an_ordinary_answer(
    port: int, query: str, accept: str, media_type: str, status: int
) -> None:
    async with asked(port, query, accept) as parts:
        await parts.answer.aread()
    if accept == PARTS and query == "subscription {":
        # Nobody can say that this is a subscription.
        media_type, status = "application/json", 406
    assert (parts.answer.status_code, parts.answer.headers["content-type"]) == (
        status,
        f"{media_type}; charset=utf-8",
    )
    assert [error["extensions"]["code"] for error in parts.answer.json()["errors"]] == ["BAD_USER_INPUT"]


# For whom


@pytest.mark.parametrize("query", [HELLO, 'mutation { write(text: "x") }'])
async def test_a_query_or_mutation_is_answered_in_json(port: int, query: str) -> None:
    async with asked(port, query) as parts:
        await parts.answer.aread()
    assert parts.answer.headers["content-type"] == "application/graphql-response+json; charset=utf-8"
    assert parts.answer.json()["data"]


@pytest.mark.parametrize("query", [HELLO, 'mutation { write(text: "x") }'])
async def test_a_query_or_mutation_of_who_takes_nothing_else_is_not_carried_out(
    port: int, sources: Sources, query: str
) -> None:
    async with asked(port, query, PARTS) as parts:
        await parts.answer.aread()
    assert parts.answer.status_code == 406
    assert "subscriptionSpec=1.0" in parts.answer.json()["errors"][0]["message"]
    assert sources.written == []


@pytest.mark.parametrize(
    "accept",
    [
        PARTS,
        PARTS.upper(),
        "multipart/mixed; subscriptionSpec=1.0",
        'application/json, multipart/mixed; boundary="a,b;c"; subscriptionSpec=1.0; q=0.1',
        "text/event-stream;q=0.5, multipart/mixed;subscriptionSpec=1.0;q=0.6",
        "multipart/mixed;subscriptionSpec=1.0, text/event-stream",
    ],
)
async def test_a_subscription_goes_in_parts_to_who_asks_for_them(port: int, accept: str) -> None:
    async with asked(port, FOLLOW, accept) as parts:
        assert parts.answer.headers["content-type"].startswith("multipart/mixed")


@pytest.mark.parametrize(
    "accept",
    [
        "multipart/mixed;subscriptionSpec=1.0;q=0.5, text/event-stream;q=0.6",
        "text/event-stream, multipart/mixed;subscriptionSpec=1.0",
        "multipart/mixed;subscriptionSpec=2.0, text/event-stream",
        "multipart/mixed;subscriptionSpec=1.0;q=0, text/event-stream",
        "multipart/mixed, application/json, text/event-stream",
        'multipart/mixed;boundary=";subscriptionSpec=1.0", text/event-stream',
    ],
)
async def test_a_subscription_goes_in_events_to_who_prefers_them_or_means_other_parts(
    port: int, accept: str
) -> None:
    async with asked(port, FOLLOW, accept) as parts:
        assert parts.answer.headers["content-type"] == "text/event-stream"


@pytest.mark.parametrize(
    "accept",
    [
        "multipart/mixed;deferSpec=20220824",
        "multipart/mixed",
        "multipart/mixed;subscriptionSpec=2.0",
        "text/html",
    ],
)
async def test_what_fits_nothing_is_refused_in_words(port: int, accept: str) -> None:
    async with asked(port, FOLLOW, accept) as parts:
        await parts.answer.aread()
    assert parts.answer.status_code == 406
    assert "multipart/mixed;subscriptionSpec=1.0" in parts.answer.json()["errors"][0]["message"]


@pytest.mark.parametrize(
    "accept", ["*/*", "application/json", "multipart/mixed;deferSpec=20220824, application/json"]
)
async def test_who_asks_for_no_stream_is_told_how_to(port: int, accept: str) -> None:
    async with asked(port, FOLLOW, accept) as parts:
        await parts.answer.aread()
    assert "multipart/mixed;subscriptionSpec=1.0" in parts.answer.json()["errors"][0]["message"]


async def test_a_query_of_who_prefers_parts_and_takes_events_comes_in_events(port: int) -> None:
    async with asked(port, HELLO, "multipart/mixed;subscriptionSpec=1.0, text/event-stream;q=0.5") as parts:
        assert parts.answer.headers["content-type"] == "text/event-stream"


async def test_head_opens_no_stream(port: int) -> None:
    url = f"http://{LOOPBACK}:{port}/graphql"
    async with plain_client() as client:
        answer = await client.head(url, params={"query": FOLLOW}, headers={"accept": PARTS})
    assert answer.status_code == 406


async def test_parts_are_never_compressed(port: int) -> None:
    url = f"http://{LOOPBACK}:{port}/graphql"
    headers = {"accept": APOLLO, "accept-encoding": "gzip"}
    async with (
        plain_client(timeout=PATIENCE) as client,
        client.stream("POST", url, json={"query": FOLLOW}, headers=headers) as answer,
    ):
        assert "content-encoding" not in answer.headers
        assert await Parts(answer).next() == HEARTBEAT


# What ends with it


async def test_a_client_that_goes_away_ends_the_source_at_once(port: int, sources: Sources) -> None:
    async with asked(port, FOLLOW):
        await happens(sources["a"].begun)
    await happens(sources["a"].ended)


async def test_a_stuck_client_is_cut(gateway: Gateway, sources: Sources) -> None:
    async with gateway(stall_seconds=0.2) as port, asked(port, "subscription { long(length: 200000) }"):
        await happens(sources["long"].ended)


async def test_a_gateway_that_stops_says_so_to_those_who_would_take_the_end_for_completion(
    gateway: Gateway, sources: Sources
) -> None:
    stack = gateway()
    port = await stack.__aenter__()
    async with asked(port, FOLLOW) as parts:
        await happens(sources["a"].begun)
        stopping = asyncio.create_task(stack.__aexit__(None, None, None))
        [told] = await parts.rest()
        await stopping
    assert (told["payload"], told["errors"][0]["extensions"]["code"]) == (None, "SERVICE_UNAVAILABLE")
    assert sources["a"].ended.is_set()
