"""Half-sent requests and sockets that say nothing end in time, however many there are, and nobody waits for them."""

import socket
import sys
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

import httpx
import pytest

from tests.abuse.lag import measured
from tests.abuse.target import Target
from tests.support.world import LOOPBACK

pytestmark = pytest.mark.abuse

# As many as one address may have, but for those of the test itself.
_CONNECTIONS = 150
# The longest deadline of a request's parts, and what closing takes.
_ENDS_SECONDS = 20.0

# The gateway asks for the token before it reads a body.
_HEAD = b"POST /graphql HTTP/1.1\r\nhost: x\r\ncontent-type: application/json\r\nauthorization: TOKEN\r\n"
HALVES = {
    "nothing": b"",
    "half a request line": b"POST /gra",
    "half a head": _HEAD,
    "half a body": _HEAD + b'content-length: 100\r\n\r\n{"query": "{',
    "half a chunk": _HEAD + b"transfer-encoding: chunked\r\n\r\n40\r\nabc",
    "half a handshake": b"GET /graphql HTTP/1.1\r\nhost: x\r\nupgrade: websocket\r\nconnection: upgrade\r\n",
}


@contextmanager
def opened(target: Target, sent: bytes) -> Iterator[list[socket.socket]]:
    token = target.bearer("viewer", sub="slow")["authorization"].encode()
    with ExitStack() as closing:
        found = []
        for _ in range(_CONNECTIONS):
            one = closing.enter_context(
                socket.create_connection((LOOPBACK, target.port), timeout=_ENDS_SECONDS)
            )
            one.sendall(sent.replace(b"TOKEN", token))
            found.append(one)
        yield found


def said(one: socket.socket) -> bytes:
    """All that comes until the other side closes."""
    found = b""
    try:
        while more := one.recv(65_536):
            found += more
    except ConnectionResetError:
        pass
    return found


@pytest.mark.parametrize("sent", HALVES.values(), ids=HALVES.keys())
def test_half_a_request_ends_in_time_and_nobody_waits_for_it(target: Target, sent: bytes) -> None:
    headers = target.bearer("viewer", sub="patient")
    began = time.monotonic()
    with opened(target, sent) as connections, measured(target.address) as lag:
        with httpx.Client(trust_env=False, timeout=10, headers=headers) as client:
            answer = client.post(target.graphql, json={"query": "{ vendors { name } }"})
            assert answer.status_code == 200
        answers = [said(each) for each in connections]
    took = time.monotonic() - began
    sys.stdout.write(f"\n{lag}; all ended after {took:.1f} s\n")
    assert took < _ENDS_SECONDS
    statuses = {each.split(b"\r\n")[0] for each in answers}
    assert statuses <= {b"", b"HTTP/1.1 408 Request Timeout"}
    assert lag.failed == 0
