"""How many Python functions one operation calls in the gateway: a figure that no other load on the machine changes.

An operation that calls a tenth more than it is kept here for has become slower. Where that is worth it, or where it has
become quicker, write the new figures: `KEEP=1 pytest tests/end_to_end/test_python_calls.py`.
"""

import asyncio
import json
import os
import sys
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from pathlib import Path
from types import FrameType
from typing import Any

import graphql
import pytest
import strawberry

import graph
from graph.serving.process import demo
from tests.support.gateway import Gateway, Place
from tests.support.world import World

KEPT = Path(__file__).with_suffix(".json")
MOST = 1.1
# Each alone; the least counts, since now and then something else runs beside an operation.
TIMES = 7
# Not asyncio's own functions, which are called as often as data happens to arrive in parts.
_ROOMS = ("graph", "resolvers", "commands", "polling", "vendors", "store", "models", "runtime")
_COUNTED = (
    *(f"{Path(graph.__file__).parents[1] / room}{os.sep}" for room in _ROOMS),
    *(f"{Path(library.__file__).parent}{os.sep}" for library in (graphql, strawberry)),
)

ROW = "id vendor vendorId title state vendorState startsAt endsAt durationMinutes hostId"
OPERATIONS = {
    "nothing": "{ __typename }",
    "one meeting": "query ($id: ID!) { meeting(id: $id) { id title state room { kind name } "
    "sessions { nodes { id startedAt endedAt } } } }",
    "one vendor's list with rooms": f"{{ meetings(first: 50, filter: {{vendors: [VSEE]}}) {{ nodes {{ {ROW} "
    "room { id kind name code } } } }",
    "a list over all vendors": f"{{ meetings(first: 50) {{ nodes {{ {ROW} }} unavailable {{ vendor }} }} }}",
}


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    world.seed(3)
    async with place.opened(demo.settings(0, world.first_port)) as gateway:
        yield gateway


@contextmanager
def counted(gateway: Gateway) -> Iterator[list[int]]:
    """Counts the calls in the gateway's thread."""
    found = [0]

    def count(frame: FrameType, event: str, _: Any) -> None:
        if event == "call":
            found[0] += frame.f_code.co_filename.startswith(_COUNTED)

    async def begin(profile: Any) -> None:
        sys.setprofile(profile)

    gateway.serving.run(begin(count))
    try:
        yield found
    finally:
        gateway.serving.run(begin(None))


async def calls(gateway: Gateway, query: str, **variables: Any) -> int:
    found = []
    for _ in range(TIMES):
        with counted(gateway) as count:
            await gateway.data(query, **variables)
            await asyncio.sleep(0.02)
        found.append(count[0])
    return min(found)


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="Other versions call other functions.")
async def test_no_operation_calls_more_functions_than_it_did(gateway: Gateway) -> None:
    listed = await gateway.data("{ meetings(first: 1, filter: {vendors: [ENABLEX]}) { nodes { id } } }")
    id = listed["meetings"]["nodes"][0]["id"]
    given: dict[str, dict[str, Any]] = {"one meeting": {"id": id}}
    found: dict[str, int] = {}
    for name, query in OPERATIONS.items():
        # What is cached is cached then.
        await gateway.data(query, **given.get(name, {}))
        found[name] = await calls(gateway, query, **given.get(name, {}))
    if os.environ.get("KEEP"):
        KEPT.write_text(json.dumps(found, indent=2) + "\n")
    kept = json.loads(KEPT.read_text())
    grown = {name: (kept[name], now) for name, now in found.items() if now > kept[name] * MOST}
    assert not grown, f"calls before and now: {grown}"
