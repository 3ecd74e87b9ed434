"""Asks all gateways the same operations in turn, after it was seen that they give the same data."""

import secrets
from collections.abc import Callable, Mapping
from itertools import repeat
from typing import Any

import msgspec

from bench.peers.gateways import OURS
from bench.peers.loading import Asked, Load, answered, load, request
from bench.processes import Gateway
from bench.suite import OPERATIONS, SCHEDULING

ROUNDS, CONNECTIONS, SECONDS, WARMING_SECONDS = 4, 16, 1.5, 1.0
SCHEDULED = b'{"data":{"scheduleMeeting":{"meeting":{'
# By operation and gateway, one for each round.
Loads = Mapping[str, Mapping[str, list[Load]]]


class Unequal(Exception):
    """A peer gives other data than ours."""


async def compared(gateways: Mapping[str, Gateway], say: Callable[[str], None]) -> Loads:
    """The loads of all operations.

    Args:
        gateways: by name, ours among them.
        say: told of each round.

    Raises:
        Failed: a gateway did not answer as it should.
        Unequal: the gateways cannot be compared.
    """
    id = await _a_meeting(gateways[OURS])
    asked = {
        name: await _asked(name, gateways, query, {"id": id} if "$id" in query else {})
        for name, query in OPERATIONS.items()
    }
    name, query = SCHEDULING
    asked[name] = {OURS: Asked(lambda: _keyed(gateways[OURS], query), SCHEDULED)}
    for name, by_gateway in asked.items():
        say(f"warming up: {name}")
        for peer, each in by_gateway.items():
            await load(gateways[peer], each, CONNECTIONS, WARMING_SECONDS)
    found: dict[str, dict[str, list[Load]]] = {
        name: {peer: [] for peer in by_gateway} for name, by_gateway in asked.items()
    }
    for round in range(1, ROUNDS + 1):
        say(f"round {round} of {ROUNDS}")
        for name, by_gateway in asked.items():
            for peer, each in by_gateway.items():
                found[name][peer].append(await load(gateways[peer], each, CONNECTIONS, SECONDS))
    return found


async def _asked(
    name: str, gateways: Mapping[str, Gateway], query: str, variables: Mapping[str, str]
) -> Mapping[str, Asked]:
    """One operation for each gateway, all of which gave the same data."""
    found, data = {}, {}
    for peer, gateway in gateways.items():
        sent = request(gateway, query, variables)
        # The first answer may have cost more than later ones, and what it brought is kept: the second is what counts.
        await answered(gateway, sent)
        body = await answered(gateway, sent)
        data[peer] = msgspec.json.decode(body).get("data")
        if data[peer] != data[OURS]:
            told = difference(data[peer], data[OURS])
            raise Unequal(f"{peer} answers {name} in another way than {OURS}: {told}")
        # What ours tells of its costs differs each time.
        found[peer] = Asked(repeat(sent).__next__, body.partition(b',"extensions":')[0])
    return found


def _keyed(gateway: Gateway, query: str) -> bytes:
    return request(gateway, query, {"key": f"bench-{secrets.token_hex(8)}"})


async def _a_meeting(gateway: Gateway) -> str:
    listed = await gateway.ask("{ meetings(first: 1, filter: {vendors: [ENABLEX]}) { nodes { id } } }")
    return str(listed["meetings"]["nodes"][0]["id"])


def difference(one: Any, other: Any, path: str = "data") -> str:
    """The first place at which two answers differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(one[key], other[key], f"{path}.{key}") for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(*both, f"{path}[{place}]") for place, both in enumerate(zip(one, other, strict=True))]
    else:
        return f"{one!r:.200} in place of {other!r:.200} at {path}"
    return next(difference(*pair) for pair in pairs if pair[0] != pair[1])
