"""A gateway that never reached MongoDB, as a process of its own: writes say so, and reads go on."""

import json
from collections.abc import Iterator

import httpx
import pytest
from graphql import GraphQLObjectType, get_named_type

from graph.schema.build import build
from graph.schema.core import core_of
from graph.serving.process import demo
from models.ids import Kind
from models.vendor import Vendor
from tests.end_to_end.test_every_field import list_of
from tests.end_to_end.test_mutations import PROBLEMS, inputs
from tests.support.accounts import a_key
from tests.support.every_field import ROOMY
from tests.support.gateway import Answer, codes
from tests.support.mongo import KEY
from tests.support.serve import bearer, of_accounts, serving, status
from tests.support.world import VENDORS, World

SCHEMA = core_of(build())
TABLET = a_key(Kind.DEVICE, Vendor.TELECOMX, ("65f000000000000000000d01",)).encoded()
MEETING = a_key(Kind.MEETING, Vendor.TELECOMX, ("65f000000000000000000e01",)).encoded()
COMMAND = a_key(Kind.COMMAND, Vendor.TELECOMX, ("a", "b", "cmd_1")).encoded()
ROOM = a_key(Kind.ROOM, Vendor.VSEE, ("noor1",)).encoded()
OF_DEVICES = {
    "sendDeviceCommand": f'meeting: "{MEETING}", devices: ["{TABLET}"], type: HANGUP',
    "cancelCommand": f'command: "{COMMAND}"',
}
# What each subscription is asked for, and whether it has to do with what is stored.
STREAMS = {
    "commandStatus": (f'id: "{COMMAND}"', True),
    "deviceCommands": (f'id: "{TABLET}"', True),
    "meetingCommands": (f'ids: ["{MEETING}"]', True),
    "roomQueue": (f'id: "{ROOM}"', False),
    "roomQueues": (f'ids: ["{ROOM}"]', False),
    "meetingState": (f'id: "{a_key(Kind.MEETING, Vendor.ENABLEX, ("mtg-0001",)).encoded()}"', False),
    "meetingStates": (f'ids: ["{a_key(Kind.MEETING, Vendor.ENABLEX, ("mtg-0001",)).encoded()}"]', False),
}


def variables(world: World) -> dict[str, str]:
    """The demo's accounts, and a MongoDB that is not there, by the names of the environment's variables."""
    chosen = demo.settings(0, world.first_port)
    found = {
        "MONGODB_URI": "mongodb://127.0.0.1:1",
        "STORE_KEYS": json.dumps([KEY]),
        "STORE_SECONDS": "0.5",
        **{name.upper(): str(value) for name, value in ROOMY.items()},
        "LOG_LEVEL": "info",
    }
    return found | of_accounts(chosen)


@pytest.fixture(scope="module")
def address(simulators: World, tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A gateway whose process never had a MongoDB; nothing that it is asked may be a fault of ours."""
    log = tmp_path_factory.mktemp("never") / "log"
    with serving(variables(simulators), log=log, asked="/readyz") as (_, address):
        yield address
    said = log.read_text("utf-8")
    assert "Traceback" not in said
    assert "a fault at" not in said


def ask(address: str, query: str) -> Answer:
    response = httpx.post(
        f"{address}/graphql", json={"query": query}, headers=bearer(), timeout=30, trust_env=False
    )
    assert response.status_code == 200, response.text
    answer: Answer = response.json()
    return answer


def fields(type_: GraphQLObjectType | None) -> set[str]:
    assert type_ is not None
    return set(type_.fields)


def test_it_is_ready_for_reads_and_not_for_writes(address: str) -> None:
    assert (status(f"{address}/readyz"), status(f"{address}/readyz/writes")) == (200, 503)


def mutations(vendor: str) -> dict[str, str]:
    return {name: input for name, (_, input) in inputs(vendor, TABLET).items()} | OF_DEVICES


@pytest.mark.parametrize("vendor", VENDORS)
def test_every_mutation_says_that_the_store_is_away_and_sends_nothing(
    address: str, world: World, vendor: str
) -> None:
    wanted = mutations(vendor)
    assert wanted.keys() == fields(SCHEMA.mutation_type)
    for mutation, input in wanted.items():
        answer = ask(address, f"mutation {{ {mutation}(input: {{ {input} }}) {{ {PROBLEMS} }} }}")
        told = answer["data"][mutation]
        if told is None:
            assert codes(answer) == ["SERVICE_UNAVAILABLE"], (mutation, answer)
        else:
            # What can be said without a store is said.
            kinds = {problem["__typename"] for problem in told["problems"]}
            assert kinds <= {"NotSupported", "InvalidInput", "NotAllowed"}, (mutation, answer)
            assert kinds, (mutation, answer)
    assert not [entry for entry in world.seen(vendor) if entry["method"] not in ("GET", "HEAD")]


@pytest.mark.parametrize("name", STREAMS)
def test_every_subscription_begins_or_says_that_the_store_is_away(
    address: str, world: World, name: str
) -> None:
    assert STREAMS.keys() == fields(SCHEMA.subscription_type)
    arguments, is_stored = STREAMS[name]
    query = f"subscription {{ {name}({arguments}) {{ __typename }} }}"
    with (
        httpx.Client(trust_env=False, timeout=20) as client,
        client.stream(
            "POST",
            f"{address}/graphql",
            json={"query": query},
            headers={"accept": "text/event-stream", **bearer()},
        ) as events,
    ):
        [told] = (json.loads(line[5:]) for line in first(events.iter_lines()))
    if is_stored:
        assert codes(told) == ["SERVICE_UNAVAILABLE"], told
    else:
        assert told["data"][name], told


def first(lines: Iterator[str]) -> Iterator[str]:
    for line in lines:
        if line.startswith("data:") and line[5:].strip():
            yield line
            return


ROOTS = ("meetings", "rooms", "devices")
BACK = {
    *("Session.meeting", "MeetingDevice.meeting", "Command.meeting", "Command.device", "Poll.room"),
    *("Poll.session", "Provider.room", "Device.commands", "Device.currentMeeting", "Room.meeting"),
}


@pytest.mark.parametrize("root", ROOTS)
def test_every_list_has_its_rows_and_says_what_is_missing(address: str, world: World, root: str) -> None:
    assert SCHEMA.query_type is not None
    type_ = get_named_type(SCHEMA.query_type.fields[root].type).name
    query = list_of(root, type_, BACK)
    answer = ask(address, query)
    assert set(codes(answer)) <= {"SERVICE_UNAVAILABLE"}, answer["errors"]
    assert answer["data"][root]["nodes"]
    missing = {row["vendor"] for row in answer["data"][root]["unavailable"]}
    shown = {row["vendor"] for row in answer["data"][root]["nodes"]}
    if root == "meetings":
        assert shown == set(VENDORS)
        # VConnct tells no times.
        assert "VCONNCT" in missing


def test_a_command_of_ours_says_that_the_store_is_away(address: str) -> None:
    answer = ask(address, f'{{ command(id: "{COMMAND}") {{ id }} }}')
    assert codes(answer) == ["SERVICE_UNAVAILABLE"]
