"""Queries of the same scopes share the vendor calls in flight: many viewers of one board cost what one costs."""

import asyncio
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from graph.serving.process import demo
from models.account import DEFAULT_TENANT
from models.caller import Caller
from models.principal import Principal
from models.roles import ROLES
from tests.support.anonymous import Anonymous
from tests.support.every_field import ROOMY
from tests.support.gateway import Gateway, Place
from tests.support.world import VENDORS, World

BOARD = "{ meetings(first: 20) { nodes { vendor title state startsAt } unavailable { vendor } } }"
PINS = """{ rooms(first: 5, filter: {vendors: [ENABLEX]}) { nodes { vendorId name pins { moderator } } } }"""
SCHEDULE = """mutation { scheduleMeeting(input: {
  title: "Fresh start", startsAt: "2030-01-31T09:30:00Z", durationMinutes: 30, idempotencyKey: "fresh-start-0000001"
  vendor: { enablex: { hostId: "10001", capacity: { moderators: 1, participants: 4 } } }
}) { meeting { title } problems { message } } }"""
VIEWERS = 100
# Longer than it takes until all of them have asked.
_SECONDS = 1.0


class ByRole(Anonymous):
    """An `Authenticator` for which a role and a caller, as `role/caller`, are a token."""

    async def authenticate(self, token: str | None, peer: str) -> Principal:
        role, _, caller = (token or "viewer/somebody").partition("/")
        return Principal(
            caller=Caller(tenant=DEFAULT_TENANT, id=caller), scopes=frozenset(ROLES[role]), roles=(role,)
        )


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    settings = demo.settings(0, world.first_port).model_copy(update=ROOMY)
    async with place.opened(settings, authenticator=ByRole()) as gateway:
        yield gateway


async def asked(gateway: Gateway, query: str, role: str = "viewer", caller: int = 0) -> dict[str, Any]:
    response = await gateway.client.post(
        gateway.url, json={"query": query}, headers={"authorization": f"Bearer {role}/{caller}"}
    )
    answer: dict[str, Any] = response.json()
    return answer


def costs(answers: list[dict[str, Any]], kind: str) -> Counter[str]:
    total: Counter[str] = Counter()
    for answer in answers:
        for cost in answer["extensions"]["vendors"]:
            total[cost["vendor"]] += cost[kind]
    return total


async def test_a_hundred_viewers_of_one_board_cost_the_vendors_what_one_costs(
    gateway: Gateway, world: World
) -> None:
    # Logs in, and learns how the vendors page.
    await asked(gateway, BOARD)
    world.forget()
    alone = await asked(gateway, BOARD)
    one = world.calls()
    world.forget()
    for vendor in VENDORS:
        world.fail(vendor, delay_seconds=2 * _SECONDS)

    answers = await asyncio.gather(*(asked(gateway, BOARD, caller=number) for number in range(VIEWERS)))

    assert world.calls() == one
    assert all(answer["data"] == alone["data"] for answer in answers)
    spent = costs([alone], "calls")
    assert set(spent) == set(VENDORS)
    assert costs(answers, "calls") == spent
    assert costs(answers, "saved") == {vendor: (VIEWERS - 1) * spent[vendor] for vendor in VENDORS}


async def test_callers_of_other_scopes_have_calls_of_their_own(gateway: Gateway, world: World) -> None:
    await asked(gateway, PINS, "admin")
    world.forget()
    alone = await asked(gateway, PINS, "admin")
    assert alone["data"]["rooms"]["nodes"][0]["pins"]["moderator"]
    world.fail("ENABLEX", delay_seconds=_SECONDS)
    one = world.calls()
    world.forget()

    answers = await asyncio.gather(*(asked(gateway, PINS, role) for role in ("admin", "viewer", "admin")))

    assert answers[0]["data"] == answers[2]["data"] == alone["data"]
    assert {each["extensions"]["code"] for each in answers[1]["errors"]} == {"FORBIDDEN"}
    seen = answers[1]["data"]["rooms"]["nodes"]
    assert len(seen) == 5
    assert not any((room["pins"] or {}).get("moderator") for room in seen)
    assert world.calls() == {path: 2 * count for path, count in one.items()}


async def test_what_is_asked_after_a_write_is_not_answered_from_before_it(
    gateway: Gateway, world: World
) -> None:
    query = """{ meetings(first: 100, filter: {vendors: [ENABLEX]}) { nodes { title } } }"""
    await asked(gateway, query)
    # Longer than the write takes, and only for the first one.
    world.fail("ENABLEX", path="*/meetings", method="GET", delay_seconds=3 * _SECONDS, times=1)
    before = asyncio.create_task(asked(gateway, query))
    await asyncio.sleep(_SECONDS / 4)
    written = await asked(gateway, SCHEDULE, "admin")
    assert written["data"]["scheduleMeeting"] == {"meeting": {"title": "Fresh start"}, "problems": []}

    after = await asked(gateway, query)

    assert not before.done()
    assert "Fresh start" in {node["title"] for node in after["data"]["meetings"]["nodes"]}
    assert costs([after], "saved") == {"ENABLEX": 0}
    await before


async def test_a_viewer_who_leaves_takes_nothing_from_the_others(gateway: Gateway, world: World) -> None:
    await asked(gateway, BOARD)
    world.forget()
    await asked(gateway, BOARD)
    one = world.calls()
    world.forget()
    for vendor in VENDORS:
        world.fail(vendor, delay_seconds=_SECONDS)
    first = asyncio.create_task(asked(gateway, BOARD))
    await asyncio.sleep(_SECONDS / 4)
    others = [asyncio.create_task(asked(gateway, BOARD, caller=number)) for number in range(1, 5)]
    await asyncio.sleep(_SECONDS / 4)
    first.cancel()

    answers = await asyncio.gather(*others)

    assert not any(answer["data"]["meetings"]["unavailable"] for answer in answers)
    assert world.calls() == one
