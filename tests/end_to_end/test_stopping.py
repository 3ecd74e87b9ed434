"""A gateway that is told to stop while clients follow something: they are told, and it ends soon and well."""

import json
import signal
import time
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from models.ids import Key, Kind
from models.vendor import Vendor
from tests.support.demo import demo, first_port
from tests.support.world import LOOPBACK

NOOR = Key(Kind.ROOM, Vendor.VSEE, ("noor1",)).encoded()
FOLLOW = f'subscription {{ roomQueue(id: "{NOOR}") {{ length }} }}'


@pytest.mark.parametrize("name", [signal.SIGTERM, signal.SIGINT])
def test_open_streams_are_completed_and_the_process_ends_well(name: signal.Signals) -> None:
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
        assert json.loads(socket.recv(5)) == {"type": "complete", "id": "1"}
        with pytest.raises(ConnectionClosed):
            socket.recv(5)
        assert socket.protocol.close_code == 1012
        assert "event: complete" in list(lines)
        assert process.wait(5) == 0
        assert time.monotonic() - told_at < 5
