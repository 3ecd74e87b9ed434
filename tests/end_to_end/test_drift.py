"""Drift is counted per account and shown with its path, over real sockets."""

from typing import Any

from tests.end_to_end.test_every_field import ALL_WAYS, shown
from tests.support.gateway import Gateway
from tests.support.world import VENDORS, World

DRIFT = "{ vendors { vendor drift { path kind count lastSeenAt } } }"


async def drift(gateway: Gateway) -> dict[str, list[dict[str, Any]]]:
    return {row["vendor"]: row["drift"] for row in (await gateway.data(DRIFT))["vendors"]}


async def test_documented_bodies_have_no_unknown_field_and_no_unknown_word(
    gateway: Gateway, world: World
) -> None:
    await shown(gateway, list(VENDORS), ALL_WAYS)
    found = await drift(gateway)
    kinds = {"UNKNOWN_FIELD", "UNKNOWN_WORD"}
    assert [(vendor, row) for vendor, rows in found.items() for row in rows if row["kind"] in kinds] == []
