"""What a subscription's request holds is counted for as long as it runs, over every transport, and no longer."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from graph.serving.http.bodies import Bodies, BodyLimits
from graph.serving.streams.sse import EVENTS
from tests.graph.serving.streams.conftest import Gateway
from tests.graph.serving.streams.test_multipart import APOLLO
from tests.graph.serving.streams.test_shared import a_client as a_shared_client
from tests.support.anonymous import ANONYMOUS
from tests.support.plain_http import plain_client
from tests.support.streamed import answering, happens
from tests.support.streams import PATIENCE, Sources, an_initialised_client
from tests.support.world import LOOPBACK

LIMIT = 4_000
# One fits, and a second does not.
LONG = f'subscription {{ follow(name: "a") {{ value }} }} # {"x" * 2_500}'


class Held(Bodies):
    """Tells how many bytes a caller holds."""

    @property
    def of_caller(self) -> int:
        return self._held.get(ANONYMOUS.caller, 0)

    async def are_released(self) -> None:
        async with asyncio.timeout(PATIENCE):
            while self.of_caller:  # noqa: ASYNC110
                await asyncio.sleep(0.01)


@pytest.fixture
def bodies() -> Held:
    return Held(BodyLimits(of_caller=LIMIT))


@pytest.fixture
async def port(gateway: Gateway, bodies: Held) -> AsyncIterator[int]:
    async with gateway(bodies=bodies) as port:
        yield port


async def status(port: int, query: str) -> int:
    async with plain_client() as client:
        url = f"http://{LOOPBACK}:{port}/graphql"
        return (await client.post(url, json={"query": query}, headers={"accept": EVENTS})).status_code


@pytest.mark.parametrize("accept", [EVENTS, APOLLO])
async def test_a_stream_holds_its_request_until_it_ends(
    port: int, sources: Sources, bodies: Held, accept: str
) -> None:
    async with answering(port, LONG, accept):
        await happens(sources["a"].begun)
        assert bodies.of_caller > len(LONG)
        assert await status(port, LONG) == 503
        assert await status(port, "{ hello }") == 200
    await bodies.are_released()


async def test_an_operation_of_a_shared_stream_holds_its_request_until_it_is_stopped(
    port: int, sources: Sources, bodies: Held
) -> None:
    async with a_shared_client(port) as client:
        await client.reserve()
        async with client.stream():
            assert (await client.ask(LONG)).status_code == 202
            await happens(sources["a"].begun)
            assert (await client.ask(LONG, "2")).status_code == 503
            assert bodies.of_caller > len(LONG)
            assert (await client.stop()).status_code == 200
            await bodies.are_released()
            assert (await client.ask(LONG, "3")).status_code == 202
    await bodies.are_released()


async def test_a_socket_holds_its_operations_and_refuses_what_has_no_room(
    port: int, sources: Sources, bodies: Held
) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(LONG)
        await happens(sources["a"].begun)
        assert bodies.of_caller > len(LONG)
        await client.subscribe(LONG, "2")
        refused = await client.receive()
        assert (refused["type"], refused["id"]) == ("error", "2")
        assert refused["payload"][0]["extensions"]["code"] == "OVERLOADED"
        await client.send(type="complete", id="1")
        await bodies.are_released()
        await client.subscribe(LONG, "3")
        sources["a"].tell(7)
        assert (await client.receive())["id"] == "3"
    await bodies.are_released()


async def test_requests_over_http_and_sockets_are_counted_together(
    port: int, sources: Sources, bodies: Held
) -> None:
    async with an_initialised_client(port) as client:
        await client.subscribe(LONG)
        await happens(sources["a"].begun)
        assert await status(port, LONG) == 503
