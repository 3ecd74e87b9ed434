"""How long the dearest operations hold the loop of a gateway, from a client's request to its response."""

from collections.abc import AsyncIterator, Iterator
from typing import Any

import pytest

from graph.serving.app import create_app
from graph.serving.process import demo
from tests.support.anonymous import Anonymous
from tests.support.loop_probe import collected_as_served, probed
from tests.support.mongo import on
from tests.support.plain_http import plain_client
from tests.support.streams import serving
from tests.support.world import LOOPBACK, World

# The promise; on an idle machine it is about 20 ms.
AT_MOST = 0.1

FREE = """id vendor vendorId title description welcomeText state stateIsReckoned startsAt endsAt durationMinutes
  createdAt hostId accountId externalId uuid uri isWebinar capacity { __typename } host { __typename } capabilities"""


def lists(number: int, selection: str, first: int) -> str:
    roots = (f"a{place}: meetings(first: {first}) {{ {selection} }}" for place in range(number))
    return f"{{ {' '.join(roots)} }}"


# The dearest of their kinds: by the fields of their objects, by points, by objects.
SHAPES = {
    "many roots": lists(10, f"nodes {{ {FREE} }}", 100),
    "nodes and edges": lists(
        8, f"nodes {{ {FREE} }} edges {{ cursor node {{ id title state startsAt }} }}", 100
    ),
    "loaded parts": lists(
        1, f"nodes {{ {FREE} settings {{ record }} pins {{ moderator }} room {{ id }} asOf }}", 100
    ),
    "lists in lists": lists(1, f"nodes {{ {FREE} sessions(first: 45) {{ nodes {{ id vendorId }} }} }}", 100),
}


@pytest.fixture(autouse=True)
def _collected_as_served() -> Iterator[None]:
    with collected_as_served():
        yield


@pytest.fixture
async def port(world: World, mongodb: str) -> AsyncIterator[int]:
    """A gateway over the simulators, in the test's own loop."""
    world.seed(5)
    more = {**on(mongodb), "mongodb_database": "holding", "cost_bucket": 1_000_000}
    settings = demo.settings(0, world.first_port).model_copy(update=more)
    async with serving(create_app(settings, authenticator=Anonymous())) as (port, _):
        yield port


async def answered(port: int, query: str) -> dict[str, Any]:
    async with plain_client(timeout=30) as client:
        answer = await client.post(f"http://{LOOPBACK}:{port}/graphql", json={"query": query})
    found: dict[str, Any] = answer.json()
    assert found.get("data"), found["errors"]
    return found


@pytest.mark.parametrize("query", SHAPES.values(), ids=SHAPES)
async def test_the_dearest_operations_hold_the_loop_for_a_moment_only(port: int, query: str) -> None:
    await answered(port, "{ meetings(first: 1) { nodes { id } } }")
    async with probed() as probe:
        found = await answered(port, query)
    assert len(found["data"]["a0"]["nodes"]) == 100

    assert probe.longest < AT_MOST
