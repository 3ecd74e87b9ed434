"""The published clients of all protocols that carry subscriptions, against a running demo."""

import json
import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from pathlib import Path
from typing import Any
from unittest.mock import ANY

import httpx
import pytest

from tests.end_to_end.commanding import DEVICE, MEETING
from tests.support.demo import ADMIN, first_port
from tests.support.serve import bearer, serving

pytestmark = pytest.mark.interop

HERE = Path(__file__).parent
QUEUE = "subscription ($id: ID!) { roomQueue(id: $id) { queue { length } } }"
LIBRARIES = ["graphql-ws", "graphql-sse", "graphql-sse-single", "apollo"]
each_client = pytest.mark.parametrize("library", LIBRARIES)

Run = Callable[..., AbstractContextManager["Told"]]


class Told:
    """What a client has told of its operation."""

    def __init__(self, process: "subprocess.Popen[str]") -> None:
        self._process = process

    def next(self) -> Any:
        assert self._process.stdout is not None
        line = self._process.stdout.readline()
        assert line, self._process.stderr and self._process.stderr.read()
        return json.loads(line)

    def let_go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.close()

    def ended_well(self) -> bool:
        return self._process.wait(20) == 0


@pytest.fixture
def run(node: Path, gateway: str) -> Run:
    """Runs one operation with a client."""

    @contextmanager
    def running(
        library: str, query: str, *, at: str | None = None, retries: int = 0, **variables: Any
    ) -> Iterator[Told]:
        words = (library, at or gateway, query, json.dumps(variables), str(retries))
        command = [str(node), "--import", "./token.js", "subscribe.js", *words]
        told = ADMIN if at is None else bearer()
        environment = os.environ | {"MEETGRAPH_TOKEN": told["authorization"].removeprefix("Bearer ")}
        pipe = subprocess.PIPE
        with subprocess.Popen(
            command, cwd=HERE, env=environment, stdin=pipe, stdout=pipe, stderr=pipe, text=True
        ) as process:
            try:
                yield Told(process)
            finally:
                process.kill()

    return running


@pytest.fixture
def room(gateway: str) -> str:
    query = '{ room(by: {vendorId: {vendor: VSEE, id: "noor1"}}) { id } }'
    id: str = httpx.post(gateway, json={"query": query}, headers=ADMIN, trust_env=False).json()["data"][
        "room"
    ]["id"]
    return id


def set_queue(gateway: str, length: int) -> None:
    address = httpx.URL(gateway)
    hook = address.copy_with(port=(address.port or 0) + 4, path="/_control/hooks/set_queue")
    httpx.post(hook, json={"room": "noor1", "length": length}, trust_env=False).raise_for_status()


@each_client
def test_a_client_is_told_the_present_state_and_each_change(
    run: Run, gateway: str, room: str, library: str
) -> None:
    set_queue(gateway, 7)
    with run(library, QUEUE, id=room) as client:
        assert client.next()["next"]["data"] == {"roomQueue": {"queue": {"length": 7}}}
        set_queue(gateway, 8)
        assert client.next()["next"]["data"] == {"roomQueue": {"queue": {"length": 8}}}
        client.let_go()
        assert client.next() == {"complete": True}
        assert client.ended_well()


@each_client
def test_a_client_sees_the_end_of_what_is_not_there(run: Run, library: str) -> None:
    with run(library, QUEUE, id="MTpSb29tOlZTRUU6bm93aGVyZQ") as client:
        told = client.next()
        [error] = told["error"] if library == "graphql-ws" else told["next"]["errors"]
        assert (error["extensions"]["code"], error["path"]) == ("NOT_FOUND", ["roomQueue"])
        if library == "graphql-sse":
            # Over server-sent events errors are a result like any other, and the end follows.
            assert client.next() == {"complete": True}
        assert client.ended_well()


@each_client
def test_a_query_is_answered_once(run: Run, library: str) -> None:
    with run(library, "{ vendors { vendor } }") as client:
        assert len(client.next()["next"]["data"]["vendors"]) == 4
        assert client.next() == {"complete": True}


@pytest.mark.parametrize("query", ["mutation { __typename }", "{ nobodyHasThis }", "{"])
@pytest.mark.parametrize("library", ["graphql-ws", "graphql-sse"])
def test_what_cannot_run_is_told_as_the_protocol_has_it(run: Run, library: str, query: str) -> None:
    with run(library, query) as client:
        told = client.next()
        errors = told["error"] if library == "graphql-ws" else told["next"]["errors"]
        assert [error["extensions"]["code"] for error in errors] == ["BAD_USER_INPUT"]
        if library == "graphql-sse":
            assert client.next() == {"complete": True}


@pytest.mark.parametrize("library", ["graphql-sse-single", "apollo"])
@pytest.mark.parametrize("query", ["{ nobodyHasThis }", "subscription { nobodyHasThis }"])
def test_what_cannot_run_is_an_ordinary_answer_to_those_that_ask_for_it_so(
    run: Run, library: str, query: str
) -> None:
    with run(library, query) as client:
        told = client.next()
    if library == "apollo":
        assert [error["extensions"]["code"] for error in told["next"]["errors"]] == ["BAD_USER_INPUT"]
    else:
        assert told == {"error": "Server responded with 400: Bad Request"}


@pytest.mark.parametrize("library", ["graphql-sse-single", "apollo"])
def test_a_mutation_runs_where_its_own_request_carries_it(run: Run, library: str) -> None:
    with run(library, "mutation { __typename }") as client:
        assert client.next()["next"]["data"] == {"__typename": "Mutation"}
        assert client.next() == {"complete": True}


def test_one_event_stream_is_enough_for_a_wall_of_tablets(
    ran: Callable[..., Any], gateway: str, room: str
) -> None:
    """It follows fifty things, commands a tablet, sees the command go its way, and stops all but one."""
    told = ran("wall.js", gateway, room, MEETING, DEVICE)
    assert (told["first"], told["streams"]) == (50, 1)
    assert told["sent"] == {"problems": [], "commands": [{"id": told["seen"]}]}
    assert told["stopped"] == 49
    assert told["statuses"] == {"PUT 201": 1, "GET 200": 1, "POST 202": 52, "DELETE 200": 49}


@each_client
def test_a_client_goes_on_by_itself_when_its_gateway_restarts(
    run: Run, gateway: str, room: str, library: str, tmp_path: Path
) -> None:
    address = httpx.URL(gateway)
    settings = {
        "MONGODB_FOLDER": str(tmp_path),
        "VSEE__BASE_URL": str(address.copy_with(port=(address.port or 0) + 4, path="/api_v3")),
        "VSEE__ACCOUNT_CODE": "harbour",
        "VSEE__ADMIN_TOKEN": "vsee-demo-admin-token",
    }
    port = first_port()
    set_queue(gateway, 3)
    with ExitStack() as running:
        process, at = running.enter_context(serving(settings, port))
        client = running.enter_context(run(library, QUEUE, at=f"{at}/graphql", retries=20, id=room))
        assert client.next()["next"]["data"] == {"roomQueue": {"queue": {"length": 3}}}
        process.terminate()
        assert process.wait(30) == 0
        # Nobody polls now, so that only the first event of the next subscription can tell of it.
        set_queue(gateway, 4)
        running.enter_context(serving(settings, port))
        assert client.next() == {"next": {"data": {"roomQueue": {"queue": {"length": 4}}}, "extensions": ANY}}
