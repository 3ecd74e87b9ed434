"""A gateway that is told to stop while clients follow something: they are told, and it ends soon and well."""

import asyncio
import json
import secrets
import signal
import socket as sockets
import subprocess
import time
from contextlib import closing
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from graph.serving.app import create_app, utc_now
from graph.serving.process.demo import settings as demo_settings
from graph.serving.process.logs import OURS
from models.ids import Kind
from models.vendor import Vendor
from store.store import Store
from tests.support.accounts import a_key
from tests.support.anonymous import Anonymous
from tests.support.demo import ADMIN, ROOT, demo, first_port
from tests.support.mongo import KEY, on
from tests.support.plain_http import plain_client
from tests.support.serve import AN_ACCOUNT, SERVE, environment
from tests.support.streams import an_initialised_client, serving
from tests.support.world import LOOPBACK, World

pytestmark = pytest.mark.slow

NOOR = a_key(Kind.ROOM, Vendor.VSEE, ("noor1",)).encoded()
SCHEDULE = """mutation ($input: ScheduleMeetingInput!) {
  scheduleMeeting(input: $input) { replayed meeting { title } problems { message } }
}"""
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
            headers={"accept": "text/event-stream", **ADMIN},
        ) as events,
    ):
        lines = events.iter_lines()
        while not next(lines).startswith("data:"):
            pass
        socket.send(json.dumps({"type": "connection_init", "payload": ADMIN}))
        assert json.loads(socket.recv(20))["type"] == "connection_ack"
        socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": FOLLOW}}))
        assert json.loads(socket.recv(20))["type"] == "next"

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
            until = time.monotonic() + 60
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


async def test_no_task_is_left_after_a_stop_and_a_write_without_a_client_comes_to_its_end(
    world: World, mongodb: str
) -> None:
    settings = demo_settings(0, world.first_port).model_copy(
        update={**on(mongodb), "mongodb_database": f"stopping-{secrets.token_hex(4)}"}
    )
    meeting = {
        "title": "Consultation",
        "startsAt": "2090-02-01T09:30:00Z",
        "durationMinutes": 45,
        "vendor": {"vconnct": {}},
        "idempotencyKey": "a-key-that-outlives-a-gateway",
    }
    body = {"query": SCHEDULE, "variables": {"input": meeting}}
    before = asyncio.all_tasks()
    store = Store(settings, now=utc_now)
    app = create_app(settings, store=store, authenticator=Anonymous())
    async with plain_client(timeout=20) as client:
        async with serving(app) as (port, server), an_initialised_client(port) as follower:
            url = f"http://{LOOPBACK}:{port}/graphql"
            assert await store.until_up(20)
            await follower.subscribe(FOLLOW)
            assert (await follower.receive())["type"] == "next"
            world.fail("VCONNCT", method="POST", path="*", delay_seconds=1.0, times=1)
            async with plain_client(timeout=0.3) as impatient:
                with pytest.raises(httpx.ReadTimeout):
                    await impatient.post(url, json=body)
            assert left(before)
            server.should_exit = True
            assert await follower.close_code() == 1012
        assert left(before) == []
        store = Store(settings, now=utc_now)
        async with serving(create_app(settings, store=store, authenticator=Anonymous())) as (port, _):
            assert await store.until_up(20)
            url = f"http://{LOOPBACK}:{port}/graphql"
            again = (await client.post(url, json=body)).json()["data"]["scheduleMeeting"]
    assert again["problems"] == []
    assert again["meeting"]["title"] == meeting["title"]
    assert again["replayed"] is True


def left(before: set["asyncio.Task[Any]"]) -> list[str]:
    """The tasks of the gateway that run, of those that were not there before."""

    def is_ours(task: "asyncio.Task[Any]") -> bool:
        code = getattr(task.get_coro(), "cr_code", None)
        place = Path("" if code is None else code.co_filename)
        return place.is_relative_to(ROOT) and place.relative_to(ROOT).parts[0] in OURS

    return [task.get_name() for task in asyncio.all_tasks() - before if is_ours(task)]


def answers(port: int) -> bool:
    with closing(sockets.socket()) as probe:
        return probe.connect_ex((LOOPBACK, port)) == 0
