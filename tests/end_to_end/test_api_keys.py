"""API keys from the command line to a gateway's sockets: made, used, revoked, at two gateways over one MongoDB."""

import base64
import json
import time
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from tests.support.forked import finished
from tests.support.mongo import KEY
from tests.support.serve import AN_ACCOUNT, environment, serving

PEPPERS = json.dumps({"first": base64.b64encode(b"p" * 32).decode()})
WHO = {"query": "{ viewer { id tenant roles scopes } }"}
# What a revocation may take.
REVOKED_SECONDS = 30


@pytest.fixture(scope="module")
def settings(mongodb: str) -> Mapping[str, str]:
    return {
        **AN_ACCOUNT,
        "MONGODB_URI": mongodb,
        "MONGODB_DATABASE": "keys",
        "STORE_KEYS": json.dumps([KEY]),
        "KEY_PEPPERS": PEPPERS,
        "ISSUERS": "[]",
    }


@pytest.fixture(scope="module")
def two_gateways(settings: Mapping[str, str]) -> Iterator[list[str]]:
    with ExitStack() as running:
        yield [running.enter_context(serving(settings))[1] for _ in range(2)]


def keys(settings: Mapping[str, str], *words: str) -> tuple[int, str, str]:
    """Runs a command: the exit code, and what it wrote to standard output and standard error."""
    return finished(["keys", *words], environment(settings))


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


@pytest.mark.slow
def test_a_key_is_made_listed_used_and_revoked_everywhere(
    settings: Mapping[str, str], two_gateways: list[str]
) -> None:
    wanted = ("--role", "viewer", "--scope", "pins:read", "--days", "2")
    code, said, errors = keys(settings, "create", "default", "reports", *wanted)
    assert code == 0, errors
    told = dict(line.split(" ", 1) for line in said.splitlines())
    key, id = told["key"], told["key"].split("_")[1]
    first, second = two_gateways
    for address in two_gateways:
        answer = httpx.post(
            f"{address}/graphql", json=WHO, headers=bearer(key), trust_env=False, verify=False
        ).json()
        assert (answer["data"]["viewer"]["id"], answer["data"]["viewer"]["tenant"]) == ("reports", "default")
        assert answer["data"]["viewer"]["roles"] == ["viewer"]
        assert "pins:read" in answer["data"]["viewer"]["scopes"]
    [line] = keys(settings, "list", "default")[1].splitlines()
    assert line.split()[:4] == ["key", id, "good", "default"]
    assert key.split("_", 2)[2] not in line
    with connect(
        f"{second.replace('http', 'ws')}/graphql",
        subprotocols=[Subprotocol("graphql-transport-ws")],
        proxy=None,
    ) as socket:
        socket.send(json.dumps({"type": "connection_init", "payload": bearer(key)}))
        assert json.loads(socket.recv(20))["type"] == "connection_ack"
        assert keys(settings, "revoke", id)[:2] == (0, f"revoked {id}\n")
        began = time.monotonic()
        with pytest.raises(ConnectionClosed):
            socket.recv(REVOKED_SECONDS)
        assert socket.protocol.close_code == 4403
    # Of the gateway without a connection the key's time must be over.
    while (status := status_of(first, key)) == 200:
        assert time.monotonic() - began < REVOKED_SECONDS
        time.sleep(0.5)
    assert status == 401
    assert status_of(second, key) == 401
    assert keys(settings, "list")[1].split()[2] == "revoked"
    assert keys(settings, "revoke", id)[:2] == (1, "")
    _, said, _ = keys(settings, "create", "default", "auditor", "--scope", "audit:read")
    auditor = said.split()[1]
    # Each gateway has refused it, and each tells the first time at once.
    while len(entries := refused_uses(first, auditor)) < 2:
        assert time.monotonic() - began < 2 * REVOKED_SECONDS
        time.sleep(0.2)
    assert entries == [{"caller": "reports", "subject": id, "reason": "REVOKED", "count": 1}] * 2


def refused_uses(address: str, key: str) -> list[dict[str, Any]]:
    query = '{ auditLog(filter: { action: "authenticate" }) { nodes { caller subject reason count } } }'
    answer = httpx.post(
        f"{address}/graphql", json={"query": query}, headers=bearer(key), trust_env=False, verify=False
    )
    found: list[dict[str, Any]] = answer.json()["data"]["auditLog"]["nodes"]
    return found


def status_of(address: str, key: str) -> int:
    return httpx.post(
        f"{address}/graphql", json=WHO, headers=bearer(key), trust_env=False, verify=False
    ).status_code


@pytest.mark.parametrize(
    ("words", "told"),
    [
        (("create", "default", "reports"), "would allow nothing"),
        (("create", "default", "reports", "--role", "root"), "There is no role root"),
        (("create", "default", "reports", "--scope", "all"), "There is no scope all"),
        (("create", "Not A Tenant", "reports", "--role", "viewer"), "A tenant's name"),
        (("create", "default", " ", "--role", "viewer"), "A caller's name"),
        (("create", "default", "reports", "--role", "viewer", "--days", "366"), "365"),
        (("create", "default", "reports", "--role", "viewer", "--pepper", "other"), "MEETGRAPH_KEY_PEPPERS"),
    ],
)
def test_what_is_wrong_with_a_wanted_key_is_told(
    settings: Mapping[str, str], words: tuple[str, ...], told: str
) -> None:
    code, said, errors = keys(settings, *words)
    assert (code, said) == (2, "")
    assert told in errors


@pytest.mark.parametrize("peppers", ['{"first": "short"}', '{"first": 7}', '{"first": "****"}', "[]"])
def test_a_pepper_that_cannot_be_used_is_told_without_it(settings: Mapping[str, str], peppers: str) -> None:
    code, said, errors = keys({**settings, "KEY_PEPPERS": peppers}, "list")
    assert (code, said) == (2, "")
    assert errors.startswith("MEETGRAPH_KEY_PEPPERS")
    assert "short" not in errors.replace("shorter", "")
