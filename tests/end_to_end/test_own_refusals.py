"""What a caller asks for that can be sent to nobody is the caller's mistake alone, and costs nobody else anything."""

import asyncio
from typing import Any

import pytest

from tests.support.gateway import Gateway, codes
from tests.support.world import VENDORS, World

FIELDS = ("meeting", "room", "device", "session")
HEALTH = "{ vendors { vendor breaker health } }"


async def breakers(gateway: Gateway) -> dict[str, str]:
    return {row["vendor"]: row["breaker"] for row in (await gateway.data(HEALTH))["vendors"]}


@pytest.mark.parametrize("length", [257, 8_000, 70_000])
async def test_look_ups_of_an_id_of_any_length_open_no_breaker(
    gateway: Gateway, world: World, length: int
) -> None:
    async def ask(number: int, vendor: str, field: str) -> Any:
        query = (
            f"query ($id: String!) {{ {field}(by: {{vendorId: {{vendor: {vendor}, id: $id}}}}) {{ id }} }}"
        )
        return await gateway.ask(query, id=f"{number}".ljust(length, "a"))

    for vendor in VENDORS:
        for field in FIELDS:
            answers = await asyncio.gather(*(ask(number, vendor, field) for number in range(24)))
            assert {code for answer in answers for code in codes(answer)} == {"BAD_USER_INPUT"}
    assert world.seen() == []
    assert set((await breakers(gateway)).values()) == {"CLOSED"}


@pytest.mark.parametrize("vendor", VENDORS)
async def test_look_ups_of_things_that_are_not_there_open_no_breaker(gateway: Gateway, vendor: str) -> None:
    ids = ("a" * 256, "ü" * 256, "😀" * 256, "../..", "%2e%2e", "a/b?c#d", "' or 1=1", "{$gt: 1}")
    for field in FIELDS:
        query = (
            f"query ($id: String!) {{ {field}(by: {{vendorId: {{vendor: {vendor}, id: $id}}}}) {{ id }} }}"
        )
        answers = await asyncio.gather(*(gateway.ask(query, id=id) for id in ids for _ in range(4)))
        assert {code for answer in answers for code in codes(answer)} <= {"BAD_USER_INPUT", "VENDOR_REJECTED"}
    assert (await breakers(gateway))[vendor] == "CLOSED"
