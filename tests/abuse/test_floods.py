"""Floods: of connections, of requests beyond a caller's bucket, of subscriptions and messages on sockets."""

import json
import socket
import sys
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import ClientConnection, connect

from tests.abuse.beside import Flood
from tests.abuse.lag import measured
from tests.abuse.loop_watch import LONGEST_HOLD
from tests.abuse.processors import apart
from tests.abuse.target import Target
from tests.support.tokens import TENANT, token
from tests.support.world import LOOPBACK

pytestmark = pytest.mark.abuse

_LIST = "{ meetings(first: 100) { nodes { title pins { moderator } } } }"
_FLOODED_SECONDS = 10
_FOLLOW = 'subscription { meetingState(id: "x") { title } }'


def socket_of(target: Target) -> ClientConnection:
    return connect(
        f"ws://{LOOPBACK}:{target.port}/graphql",
        subprotocols=["graphql-transport-ws"],  # type: ignore[list-item]
        max_size=None,
        proxy=None,
    )


def test_who_asks_for_too_much_is_told_when_to_come_back_and_others_are_served(target: Target) -> None:
    greedy = target.bearer("operator", sub="greedy")

    def flood(_: int) -> list[tuple[int, str | None]]:
        with httpx.Client(trust_env=False, timeout=30, headers=greedy) as client:
            answers = [client.post(target.graphql, json={"query": _LIST}) for _ in range(8)]
            return [(each.status_code, each.headers.get("retry-after")) for each in answers]

    with measured(target.address) as lag, ThreadPoolExecutor(6) as pool:
        told = [each for some in pool.map(flood, range(6)) for each in some]
        with httpx.Client(
            trust_env=False, timeout=30, headers=target.bearer("viewer", sub="modest")
        ) as client:
            modest = client.post(target.graphql, json={"query": "{ vendors { name } }"})
    counts = Counter(status for status, _ in told)
    sys.stdout.write(f"\n{dict(counts)}; {lag}\n")
    assert modest.status_code == 200
    assert counts[429] > 0
    assert counts[200] <= 2_000 / 210 + 20
    assert all(after is not None and int(after) >= 1 for status, after in told if status == 429)


def test_more_connections_than_one_address_may_have_are_refused(target: Target) -> None:
    with ExitStack() as closing:
        for _ in range(400):
            closing.enter_context(socket.create_connection((LOOPBACK, target.port), timeout=10))
        one = closing.enter_context(socket.create_connection((LOOPBACK, target.port), timeout=10))
        one.sendall(b"GET /livez HTTP/1.1\r\nhost: x\r\n\r\n")
        assert one.recv(100).startswith(b"HTTP/1.1 429 ")


@pytest.mark.parametrize(
    "flood",
    [
        [json.dumps({"type": "ping"})] * 20_000,
        [json.dumps({"type": "subscribe", "id": str(n), "payload": {"query": _FOLLOW}}) for n in range(200)],
        ["{" * 30_000],
        ["x" * 200_000],
        [json.dumps({"type": "connection_init"})] * 3,
    ],
    ids=["pings", "subscriptions", "nesting", "a long message", "many inits"],
)
def test_a_flood_on_a_socket_costs_that_socket(target: Target, flood: list[str]) -> None:
    with measured(target.address) as lag, socket_of(target) as one:
        one.send(json.dumps({"type": "connection_init", "payload": target.bearer("viewer", sub="flood")}))
        told: Counter[str] = Counter()
        try:
            assert json.loads(one.recv(10))["type"] == "connection_ack"
            for message in flood:
                one.send(message)
            while True:
                told[json.loads(one.recv(3))["type"]] += 1
        except (ConnectionClosed, TimeoutError):
            pass
    sys.stdout.write(f"\n{dict(told)} {one.close_code}; {lag}\n")
    assert lag.failed == 0


@pytest.mark.parametrize("kind", ["strangers", "tampered", "malformed", "expensive", "requests"])
def test_a_flood_of_refused_requests_holds_the_loop_only_for_moments(target: Target, kind: str) -> None:
    tokens = [token(tenant=TENANT, roles=["viewer"], sub=f"refused-{kind}")]
    with (
        apart(target.pid, target.mongod),
        Flood(kind, tokens) as flood,
        target.watch.measured() as holds,
        measured(target.address) as lag,
    ):
        flood.at(target.port)
        time.sleep(_FLOODED_SECONDS)
        told = flood.at(target.port)
    sys.stdout.write(f"\n{kind}: {dict(told)} in {_FLOODED_SECONDS} s; {holds}; {lag}\n")
    assert told.total() > 10 * _FLOODED_SECONDS
    assert len(holds.computed) > _FLOODED_SECONDS
    assert max(holds.computed) < LONGEST_HOLD
