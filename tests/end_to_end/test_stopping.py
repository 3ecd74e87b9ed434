"""A gateway that is told to stop while clients follow something: they are told, and it ends soon and well."""

import json
import signal
import socket as sockets
import subprocess
import time
from contextlib import closing
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from models.ids import Key, Kind
from models.vendor import Vendor
from tests.support.demo import ROOT, demo, first_port
from tests.support.mongo import KEY
from tests.support.serve import AN_ACCOUNT, SERVE, environment
from tests.support.world import LOOPBACK

NOOR = Key(Kind.ROOM, Vendor.VSEE, ("noor1",)).encoded()
FOLLOW = f'subscription {{ roomQueue(id: "{NOOR}") {{ queue {{ length }} }} }}'


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_open_streams_are_cut_for_others_to_take_over_and_the_process_ends_well(name: signal.Signals) -> None:
    port = first_port()
    with (
        demo(port) as (process, _),
        connect(
            f"ws://{LOOPBACK}:{port}/graphql",
            subprotocols=[Subprotocol("graphql-transport-ws")],
            proxy=None,
        ) as socket,
        httpx.Client(trust_env=False, timeout=20) as client,
        client.stream(
            "POST",
            f"http://{LOOPBACK}:{port}/graphql",
            json={"query": FOLLOW},
            headers={"accept": "text/event-stream"},
        ) as events,
    ):
        lines = events.iter_lines()
        while not next(lines).startswith("data:"):
            pass
        socket.send(json.dumps({"type": "connection_init"}))
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": FOLLOW}}))
        types: list[Any] = [json.loads(socket.recv(20))["type"] for _ in range(2)]
        assert types == ["connection_ack", "next"]

        process.send_signal(name)
        told_at = time.monotonic()
        with pytest.raises(ConnectionClosed):
            socket.recv(5)
        assert socket.protocol.close_code == 1012
        # Who hears that an operation is complete does not ask for it again elsewhere.
        assert "event: complete" not in list(lines)
        assert process.wait(5) == 0
        assert time.monotonic() - told_at < 5


def test_a_gateway_with_an_idle_socket_ends_well() -> None:
    port = first_port()
    told = {
        **AN_ACCOUNT,
        "PORT": str(port),
        # Nothing listens there: a store that is away does not hold the end up.
        "MONGODB_URI": "mongodb://127.0.0.1:1",
        "STORE_KEYS": json.dumps([KEY]),
        "LOG_LEVEL": "error",
    }
    with subprocess.Popen(SERVE, cwd=ROOT, env=environment(told), stdout=subprocess.DEVNULL) as process:
        try:
            until = time.monotonic() + 30
            while not answers(port):
                assert time.monotonic() < until, "the gateway did not start"
            with connect(
                f"ws://{LOOPBACK}:{port}/graphql",
                subprotocols=[Subprotocol("graphql-transport-ws")],
                proxy=None,
            ) as socket:
                process.send_signal(signal.SIGTERM)
                with pytest.raises(ConnectionClosed):
                    socket.recv(5)
                assert socket.protocol.close_code == 1012
            assert process.wait(5) == 0
        finally:
            process.kill()


def answers(port: int) -> bool:
    with closing(sockets.socket()) as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
