"""Asks all gateways the same operations in turn, after it was seen that they give the same data."""

import secrets
from collections.abc import Callable, Mapping
from itertools import repeat
from typing import Any

from bench.peers.gateways import OURS
from bench.peers.loading import Load, load, request
from bench.processes import Gateway
from bench.suite import OPERATIONS, SCHEDULING

ROUNDS, CONNECTIONS, SECONDS, WARMING_SECONDS = 3, 16, 1.5, 1.0
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
        Unequal: the gateways cannot be compared.
    """
    id = await _a_meeting(gateways[OURS])
    asked = {name: (query, {"id": id} if "$id" in query else {}) for name, query in OPERATIONS.items()}
    for name, (query, variables) in asked.items():
        await _check(name, gateways, query, variables)
    found: dict[str, dict[str, list[Load]]] = {name: {} for name in [*asked, SCHEDULING[0]]}
    for round in range(ROUNDS + 1):
        seconds = SECONDS if round else WARMING_SECONDS
        say(f"round {round} of {ROUNDS}" if round else "warming up")
        for name, (query, variables) in asked.items():
            for peer, gateway in gateways.items():
                same = repeat(request(gateway, query, variables))
                measured = await load(gateway, same.__next__, CONNECTIONS, seconds)
                if round:
                    found[name].setdefault(peer, []).append(measured)
        measured = await load(gateways[OURS], lambda: _scheduling(gateways[OURS]), CONNECTIONS, seconds)
        if round:
            found[SCHEDULING[0]].setdefault(OURS, []).append(measured)
    return found


def _scheduling(gateway: Gateway) -> bytes:
    return request(gateway, SCHEDULING[1], {"key": f"bench-{secrets.token_hex(8)}"})


async def _a_meeting(gateway: Gateway) -> str:
    listed = await gateway.ask("{ meetings(first: 1, filter: {vendors: [ENABLEX]}) { nodes { id } } }")
    return str(listed["meetings"]["nodes"][0]["id"])


async def _check(
    name: str, gateways: Mapping[str, Gateway], query: str, variables: Mapping[str, Any]
) -> None:
    ours = await gateways[OURS].ask(query, **variables)
    for peer, gateway in gateways.items():
        data = await gateway.ask(query, **variables)
        if data != ours:
            raise Unequal(f"{peer} answers {name} in another way than {OURS}: {difference(data, ours)}")


def difference(one: Any, other: Any, path: str = "data") -> str:
    """The first place at which two answers differ."""
    if isinstance(one, dict) and isinstance(other, dict) and one.keys() == other.keys():
        pairs = [(one[key], other[key], f"{path}.{key}") for key in one]
    elif isinstance(one, list) and isinstance(other, list) and len(one) == len(other):
        pairs = [(*both, f"{path}[{place}]") for place, both in enumerate(zip(one, other, strict=True))]
    else:
        return f"{one!r:.200} in place of {other!r:.200} at {path}"
    return next(difference(*pair) for pair in pairs if pair[0] != pair[1])
