"""Reads the drift that a gateway has recorded."""

from tests.support.gateway import Gateway

_DRIFT = "{ vendors { vendor drift { path kind count lastSeenAt } } }"
UNDOCUMENTED = {"UNKNOWN_FIELD", "UNKNOWN_WORD", "UNREADABLE_FIELD"}


async def drift(gateway: Gateway) -> dict[str, dict[str, str]]:
    """The kinds of drift of each vendor, by path."""
    rows = (await gateway.data(_DRIFT))["vendors"]
    return {row["vendor"]: {one["path"]: one["kind"] for one in row["drift"]} for row in rows}


async def undocumented(gateway: Gateway) -> list[tuple[str, str]]:
    """The vendor and path of each part of a response that no payload knows."""
    found = await drift(gateway)
    return [
        (vendor, path) for vendor, row in found.items() for path, kind in row.items() if kind in UNDOCUMENTED
    ]
