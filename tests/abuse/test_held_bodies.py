"""Bodies that are sent nearly to their end, and what they hold in the gateway's memory meanwhile."""

import socket
import sys
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.abuse.target import Target
from tests.support.world import LOOPBACK

pytestmark = pytest.mark.abuse

_CONNECTIONS = 150
_LENGTH = 256 * 1024
# Eight MiB are counted of one caller; beside them what the connections themselves take.
_MEGABYTES = 48


def resident(target: Target) -> float:
    """The gateway's memory, in MiB."""
    lines = Path(f"/proc/{target.pid}/status").read_text().splitlines()
    return int(next(line for line in lines if line.startswith("VmRSS")).split()[1]) / 1024


@pytest.mark.parametrize("filling", [b"[],", b"x" * 3], ids=["values", "text"])
def test_one_caller_holds_little_with_bodies_that_do_not_end(target: Target, filling: bytes) -> None:
    token = target.bearer("viewer", sub="holds")["authorization"]
    head = (
        f"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: {token}\r\n"
        f"content-length: {_LENGTH}\r\n\r\n"
    ).encode()
    begin = b'{"query": "{ vendors { name } }", "variables": {"a": ["' + (b'",' if filling == b"[]," else b"")
    body = begin + filling * ((_LENGTH - 1_000) // len(filling))
    before = resident(target)
    with ExitStack() as closing:
        held = [
            closing.enter_context(socket.create_connection((LOOPBACK, target.port), timeout=10))
            for _ in range(_CONNECTIONS)
        ]
        for each in held:
            try:
                each.sendall(head + body)
            except OSError:
                continue
        with httpx.Client(trust_env=False, timeout=30) as client:
            asked = {"query": "{ vendors { name } }"}
            other = client.post(target.graphql, json=asked, headers=target.bearer("viewer", sub="another"))
        grown = resident(target) - before
        refused = sum(_is_refused(each) for each in held)
    sys.stdout.write(f"\n{grown:.0f} MiB more, {refused} of {_CONNECTIONS} refused\n")
    assert other.status_code == 200
    assert grown < _MEGABYTES
    assert refused > _CONNECTIONS - 8 * 1024 * 1024 // len(body) - 2


def _is_refused(connection: socket.socket) -> bool:
    connection.settimeout(0.1)
    try:
        return connection.recv(100).startswith(b"HTTP/1.1 503 ")
    except OSError:
        return False
