"""A vendor's session that ends while many operations share its reads ends for all of them alike, and once."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from pydantic import SecretStr

from graph.serving.process import demo
from tests.end_to_end.test_shared_reads import ByRole, asked
from tests.support.every_field import ROOMY
from tests.support.gateway import Gateway, Place
from tests.support.world import World

BOARD = """{ meetings(first: 20, filter: { vendors: [ENABLEX, TELECOMX, VSEE] }) {
  nodes { vendor title asOf } unavailable { vendor code } } }"""
VIEWERS = 50
_SECONDS = 1.0
_LOGIN = {"app_key": None, "email": "gateway@harbour-clinic.example", "password": SecretStr("enablex-demo")}


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    """A gateway that logs in at EnableX and at Telecomx; VSee's token is created by hand."""
    settings = demo.settings(0, world.first_port)
    assert settings.enablex is not None
    enablex = settings.enablex.model_copy(update=_LOGIN)
    async with place.opened(
        settings.model_copy(update={**ROOMY, "enablex": enablex}), authenticator=ByRole()
    ) as gateway:
        yield gateway


def logins(world: World) -> dict[str, int]:
    return {path: count for path, count in world.calls().items() if "login" in path}


async def board(gateway: Gateway, caller: int = 0) -> dict[str, Any]:
    answer = await asked(gateway, BOARD, caller=caller)
    assert "errors" not in answer, answer["errors"]
    found: dict[str, Any] = answer["data"]["meetings"]
    return found


def shown(found: dict[str, Any]) -> list[tuple[str, str]]:
    return [(node["vendor"], node["title"]) for node in found["nodes"]]


@pytest.mark.parametrize("vendor", ["ENABLEX", "TELECOMX"])
async def test_a_login_that_ends_amid_shared_reads_is_renewed_once_for_all(
    gateway: Gateway, world: World, vendor: str
) -> None:
    alone = await board(gateway)
    assert {node["vendor"] for node in alone["nodes"]} >= {vendor}
    world.forget()
    # The requests have arrived, and are looked at when the session is over.
    world.fail(vendor, method="GET", delay_seconds=_SECONDS, times=4)
    asking = [asyncio.create_task(board(gateway, number)) for number in range(VIEWERS)]
    await asyncio.sleep(_SECONDS / 2)
    world.hook(vendor, "expire_tokens")

    answers = await asyncio.gather(*asking)

    assert all(shown(each) == shown(alone) and each["unavailable"] == [] for each in answers)
    assert list(logins(world).values()) == [1]
    again = await board(gateway)
    assert again["unavailable"] == []
    assert list(logins(world).values()) == [1]


async def test_where_no_login_helps_everybody_is_told_the_same_and_the_others_rows_come(
    gateway: Gateway, world: World
) -> None:
    await board(gateway)
    world.forget()
    world.fail("VSEE", method="GET", status=401, delay_seconds=_SECONDS, body="{}")

    answers = await asyncio.gather(*(board(gateway, number) for number in range(VIEWERS)))

    assert {str(each["unavailable"]) for each in answers} == {
        "[{'vendor': 'VSEE', 'code': 'VENDOR_REJECTED'}]"
    }
    assert {node["vendor"] for each in answers for node in each["nodes"]} == {"ENABLEX", "TELECOMX"}
    world.heal("VSEE")
    assert (await board(gateway))["unavailable"] == []


async def test_who_shares_a_read_dates_it_from_when_it_was_begun(gateway: Gateway, world: World) -> None:
    query = "{ meetings(first: 5, filter: { vendors: [ENABLEX] }) { nodes { vendorId title asOf } } }"
    await asked(gateway, query)
    world.fail("ENABLEX", method="GET", delay_seconds=_SECONDS, times=1)
    first = asyncio.create_task(asked(gateway, query, caller=1))
    await asyncio.sleep(_SECONDS / 2)
    between = datetime.now(UTC)
    second = asyncio.create_task(asked(gateway, query, caller=2))
    answers = [await each for each in (first, second)]
    assert [each["extensions"]["vendors"][0]["calls"] for each in answers] == [1, 0]
    dates = {
        datetime.fromisoformat(node["asOf"]) for each in answers for node in each["data"]["meetings"]["nodes"]
    }
    # Both show what the vendor knew when the first one asked.
    assert max(dates) < between
