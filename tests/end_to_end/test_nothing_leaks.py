"""Canaries in all four vendors' worlds, for two tenants, and in what callers send: none turns up where it must not.

One gateway, a process of its own with its log at debug level, is asked for everything, fails in many ways, is killed.
"""

import asyncio
import base64
import json
import re
import secrets
import signal
import time
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from bson import BSON
from pydantic import SecretStr
from pymongo import MongoClient
from websockets.exceptions import ConnectionClosed
from websockets.sync.client import connect
from websockets.typing import Subprotocol

from graph.operations.federated_trace import HEADER, VERSION
from models.account import DEFAULT_TENANT, Account
from simulators.__main__ import SIMULATORS
from simulators.clock import Clock
from store import tenants
from store.mongod_binary import find
from store.settings import StoreSettings
from tests.end_to_end.test_mutations import PROBLEMS
from tests.end_to_end.test_secrets import lists
from tests.end_to_end.test_without_a_store import STREAMS, mutations
from tests.support.every_field import ROOMY
from tests.support.forked import Forked
from tests.support.mongo import KEY, a_mongod, a_store
from tests.support.serve import ISSUERS, bearer, serving
from tests.support.streams import PROTOCOL
from tests.support.world import LOOPBACK, VENDORS, World, in_a_row, port_of, served
from vendors.registry import VENDORS as ROWS

pytestmark = pytest.mark.abuse

NORTH, SOUTH = DEFAULT_TENANT, "south-clinic"
# Distinct random words; each is a part of all canaries of its kind.
NAMES = {NORTH: f"north{secrets.token_hex(6)}x", SOUTH: f"south{secrets.token_hex(6)}x"}
SENT = f"sent{secrets.token_hex(6)}x"
WRITTEN = f"written{secrets.token_hex(6)}x"
SAID = f"said{secrets.token_hex(6)}x"
CREDENTIALS = [
    value.get_secret_value()
    for row in ROWS
    for value in dict(row.settings.model_validate(row.demo.settings)).values()
    if isinstance(value, SecretStr)
]
VIEWER = ["viewer"]
# An error where the vendor fails; lists tell that as data.
ONE = '{{ meeting(by: {{ vendorId: {{ vendor: {vendor}, id: "1" }} }}) {{ title }} }}'


@dataclass
class Seen:
    """What came out of the gateway.

    Attributes:
        answers: by tenant and role, whole bodies.
        refusals: the bodies of what was refused, and the reasons of closed sockets.
        log: all that the process wrote.
        traces: the federated traces in the answers, as their bytes.
        stored: all documents, as their bytes.
        files: the files of MongoDB, those of its journal too.
    """

    answers: list[tuple[str, str, str]] = field(default_factory=list)
    refusals: list[str] = field(default_factory=list)
    log: str = ""
    traces: list[bytes] = field(default_factory=list)
    stored: bytes = b""
    files: bytes = b""


@contextmanager
def a_world(canaries: str) -> Iterator[World]:
    """Four simulators whose every secret and text is marked."""
    sockets = in_a_row(len(SIMULATORS))
    clock = Clock()
    apps = {place: kind(clock).app() for place, kind in zip(sockets, SIMULATORS, strict=True)}
    with served(apps):
        world = World(port_of(sockets[0]))
        try:
            for vendor in VENDORS:
                world.control(vendor, "canaries", {"name": canaries})
            yield world
        finally:
            world.close()


def environment(world: World, uri: str) -> dict[str, str]:
    """The settings of the gateway: the first tenant's accounts, and room for queries of every field."""
    found = {
        "MONGODB_URI": uri,
        "MONGODB_DATABASE": "leaks",
        "STORE_KEYS": json.dumps([KEY]),
        "LOG_LEVEL": "debug",
        "AUDIT_KEYS": json.dumps([KEY]),
        "ISSUERS": json.dumps([{**each, "tenants": [NORTH, SOUTH]} for each in json.loads(ISSUERS)]),
        **{name.upper(): str(value) for name, value in ROOMY.items()},
    }
    for port, row in enumerate(ROWS, start=world.first_port):
        account = row.demo.at(f"http://{LOOPBACK}:{port}")
        for name, value in {**account, "limits": {"total": 2.0, "first_byte": 1.0}}.items():
            found[f"{row.vendor.value}__{name.upper()}"] = (
                value if isinstance(value, str) else json.dumps(value)
            )
    return found


async def add_the_other(world: World, uri: str) -> None:
    settings = StoreSettings(
        mongodb_uri=SecretStr(uri), mongodb_database="leaks", store_keys=(SecretStr(KEY),)
    )
    async with a_store(settings) as store:
        assert await store.until_up(30)
        await tenants.add(store, SOUTH)
        for port, row in enumerate(ROWS, start=world.first_port):
            await tenants.set_account(
                store, Account(SOUTH, row.vendor), dict(row.demo.at(f"http://{LOOPBACK}:{port}"))
            )


class Asking:
    """Asks the gateway, and keeps what it answers."""

    def __init__(self, client: httpx.Client, address: str, seen: Seen) -> None:
        self._client = client
        self._address = address
        self._seen = seen

    def ask(self, tenant: str, query: str, role: str = "admin", **more: Any) -> str:
        answer = self._post(tenant, query, role, {}, **more)
        self._seen.answers.append((tenant, role, answer.text))
        return answer.text

    def trace(self, tenant: str, query: str, role: str = "admin") -> None:
        """Asks as a router that wants a trace."""
        answer = self._post(tenant, query, role, {HEADER: VERSION}).json()
        self._seen.traces.append(base64.b64decode(answer["extensions"]["ftv1"]))

    def _post(
        self, tenant: str, query: str, role: str, more_headers: Mapping[str, str], **more: Any
    ) -> httpx.Response:
        headers = {**bearer(tenant=tenant, roles=[role]), **more_headers}
        return self._client.post(f"{self._address}/graphql", json={"query": query, **more}, headers=headers)

    def refused(self, **how: Any) -> None:
        """Sends what is no good request."""
        how = {"headers": bearer(), **how}
        answer = self._client.request("POST", f"{self._address}/graphql", **how)
        self._seen.refusals.append(answer.text + repr(answer.headers))

    def follow(self, tenant: str, query: str) -> None:
        """The first event of a subscription over a socket, or what is said instead of one."""
        url = f"{self._address.replace('http', 'ws')}/graphql"
        with connect(url, subprotocols=[Subprotocol(PROTOCOL)], proxy=None) as socket:
            socket.send(json.dumps({"type": "connection_init", "payload": bearer(tenant=tenant)}))
            socket.recv(timeout=10)
            socket.send(json.dumps({"type": "subscribe", "id": "1", "payload": {"query": query}}))
            with suppress(TimeoutError):
                self._seen.answers.append((tenant, "admin", str(socket.recv(timeout=3))))

    def sends(self, *messages: str) -> None:
        """Messages on a socket that is closed for them."""
        url = f"{self._address.replace('http', 'ws')}/graphql"
        with connect(url, subprotocols=[Subprotocol(PROTOCOL)], proxy=None) as socket:
            try:
                for message in messages:
                    socket.send(message)
                while True:
                    self._seen.refusals.append(str(socket.recv(timeout=1)))
            except ConnectionClosed as closed:
                self._seen.refusals.append(str(closed))
            except TimeoutError:
                pass


# What a caller may send wrong: literals, variables, ids, cursors, times, enums, numbers, bodies.
WRONG: list[Mapping[str, Any]] = [
    {"query": f'{{ node(id: "{SENT}") {{ id }} }}'},
    {"query": f'{{ nodes(ids: ["{SENT}", "bTp{SENT}"]) {{ id }} }}'},
    {"query": f'{{ meeting(id: "{SENT}") {{ title }} }}'},
    {"query": f'{{ meetings(after: "{SENT}") {{ nodes {{ id }} }} }}'},
    {"query": f'{{ meetings(first: "{SENT}") {{ nodes {{ id }} }} }}'},
    {"query": f'{{ meetings(filter: {{ from: "{SENT}" }}) {{ nodes {{ id }} }} }}'},
    {"query": f"{{ meetings(filter: {{ vendors: [{SENT}] }}) {{ nodes {{ id }} }} }}"},
    {"query": f'{{ meetings(filter: {{ text: "{SENT}", limit: 1 }}) {{ nodes {{ id }} }} }}'},
    {"query": f'query($a: Int = "{SENT}") {{ meetings(first: $a) {{ nodes {{ id }} }} }}'},
    {"query": f'{{ __typename @skip(if: "{SENT}") }}'},
    {"query": f'{{ meeting(id: "{SENT}'},
    {"query": "query($a: Int) { meetings(first: $a) { nodes { id } } }", "variables": {"a": SENT}},
    {"query": "query($a: Int) { meetings(first: $a) { nodes { id } } }", "variables": {"a": {SENT: SENT}}},
    {"query": "query($a: ID!) { meeting(id: $a) { id } }", "variables": {"a": [SENT]}},
    {"query": "query($a: ID!) { meeting(id: $a) { id } }", "variables": {"b": SENT}},
    {"query": "query($a: MeetingFilter) { meetings(filter: $a) { nodes { id } } }", "variables": {"a": SENT}},
    {
        "query": "query($a: MeetingFilter) { meetings(filter: $a) { nodes { id } } }",
        "variables": {"a": {"vendors": [SENT], "from": SENT, "text": {"a": SENT}}},
    },
    {
        "query": "mutation($a: ScheduleMeetingInput!) { scheduleMeeting(input: $a) { problems { message } } }",
        "variables": {
            "a": {"title": {"a": SENT}, "startsAt": SENT, "durationMinutes": SENT, "nothing": SENT}
        },
    },
    {
        "query": "mutation($a: ScheduleMeetingInput!) { scheduleMeeting(input: $a) { problems { message } } }",
        "variables": {
            "a": {"title": SENT * 2000, "startsAt": "2090-01-31T09:30:00Z", "clientMutationId": SENT}
        },
    },
    {"query": "{ __typename }", "operationName": SENT},
    {"query": "{ __typename }", "variables": [SENT]},
    {"query": {"a": SENT}},
    {"extensions": {"persistedQuery": {"version": 1, "sha256Hash": SENT}}},
    {"query": "{ __typename }", "extensions": {"persistedQuery": {"version": SENT, "sha256Hash": SENT}}},
]


def ask_everything(asking: Asking, tenant: str) -> None:
    """Reads, writes, commands and subscriptions, as admin and as viewer."""
    for role in ("admin", "viewer"):
        for query in lists(lambda _: True):
            asking.ask(tenant, query, role)
            asking.trace(tenant, query, role)
    for vendor in VENDORS:
        for mutation, input in mutations(vendor).items():
            asking.ask(tenant, f"mutation {{ {mutation}(input: {{ {input} }}) {{ {PROBLEMS} }} }}")
    for name, (arguments, _) in STREAMS.items():
        asking.follow(tenant, f"subscription {{ {name}({arguments}) {{ __typename }} }}")


def fail_in_many_ways(asking: Asking, worlds: Mapping[str, World]) -> None:
    body = json.dumps(
        dict.fromkeys(("message", "msg", "desc", "error"), f"{SAID} {' '.join(CREDENTIALS)}")
        | {"error_messages": [f"{SAID} {CREDENTIALS}"], "data": SAID, SAID: SAID}
    )
    faults: list[dict[str, Any]] = [
        *({"status": status, "body": body} for status in (200, 400, 401, 403, 429, 500)),
        {"status": 200, "body": f"<html>{SAID}"},
        {"status": 200, "body": f'{{"{SAID}'},
        {"delay_seconds": 3.0},
    ]
    for tenant, world in worlds.items():
        for fault in faults:
            for vendor in VENDORS:
                world.fail(vendor, **fault)
            asking.ask(tenant, lists(lambda _: True)[0])
            asking.trace(tenant, lists(lambda _: True)[0])
            for vendor in VENDORS:
                asking.trace(tenant, ONE.format(vendor=vendor))
                for mutation in ("scheduleMeeting", "resetPins", "createRoom", "joinMeeting"):
                    if fault.get("delay_seconds") is None or mutation == "scheduleMeeting":
                        input = mutations(vendor)[mutation]
                        text = f"mutation {{ {mutation}(input: {{ {input} }}) {{ {PROBLEMS} }} }}"
                        asking.ask(tenant, text)
                        if mutation != "scheduleMeeting":
                            asking.trace(tenant, text)
                world.heal(vendor)


def send_wrong_things(asking: Asking) -> None:
    for wrong in WRONG:
        asking.refused(json=wrong)
    for body in (
        SENT.encode(),
        b'{"query": "' + SENT.encode(),
        f'{{"{SENT}": 1}}'.encode(),
        f'["{SENT}"]'.encode(),
    ):
        asking.refused(content=body, headers={**bearer(), "content-type": "application/json"})
    asking.refused(content=b"{}", headers={**bearer(), "content-type": SENT})
    asking.refused(json={}, headers={**bearer(), "accept": f"text/{SENT}"})
    for token in (SENT, f"eyJ{SENT}.eyJ{SENT}.{SENT}", f"mgk_{SENT}_{SENT}"):
        asking.refused(json={"query": "{ __typename }"}, headers={"authorization": f"Bearer {token}"})
    init = json.dumps({"type": "connection_init", "payload": bearer()})
    asking.sends(json.dumps({"type": "connection_init", "payload": {"authorization": f"Bearer {SENT}"}}))
    for message in (SENT, json.dumps({"type": SENT}), json.dumps({"type": "subscribe", "id": SENT})):
        asking.sends(init, message)
    for wrong in WRONG[:12]:
        asking.sends(init, json.dumps({"type": "subscribe", "id": "1", "payload": wrong}))


def crash(asking: Asking, process: Forked, world: World) -> None:
    """Has the process end amid a request that waits for its vendors, as a fault of the interpreter would end it."""
    for vendor in VENDORS:
        world.fail(vendor, delay_seconds=3.0)
    with ThreadPoolExecutor() as threads:
        waiting = threads.submit(asking.ask, NORTH, lists(lambda _: True)[0])
        time.sleep(0.5)
        process.send_signal(signal.SIGABRT)
        with pytest.raises(httpx.TransportError):
            waiting.result()
    process.wait()


def a_plain_mongod(folder: Path) -> Path:
    """A mongod whose files hold texts as they are, not compressed, and whose journal all that was ever written."""
    program = folder / "mongod"
    program.write_text(
        f"""#!/bin/sh
for option do
    shift
    case "$option" in log=*) option="log=(enabled=true,remove=false,path=journal,prealloc=false)" ;; esac
    set -- "$@" "$option"
done
exec '{find(None)}' "$@" --wiredTigerCollectionBlockCompressor none --wiredTigerIndexPrefixCompression false
"""
    )
    program.chmod(0o700)
    return program


@pytest.fixture(scope="module")
def seen(tmp_path_factory: pytest.TempPathFactory) -> Seen:
    """All that a gateway says and keeps, from its start until it is killed."""
    found = Seen()
    folder = tmp_path_factory.mktemp("leaks")
    data = folder / "mongodb"
    log = folder / "log"
    with ExitStack() as stack:
        worlds = {tenant: stack.enter_context(a_world(name)) for tenant, name in NAMES.items()}
        mongod = stack.enter_context(a_mongod(data, a_plain_mongod(folder)))
        assert mongod.uri is not None
        asyncio.run(add_the_other(worlds[SOUTH], mongod.uri))
        stack.enter_context(pytest.MonkeyPatch.context()).setenv("PYTHONFAULTHANDLER", "1")
        process, address = stack.enter_context(serving(environment(worlds[NORTH], mongod.uri), log=log))
        with httpx.Client(trust_env=False, timeout=30) as client:
            asking = Asking(client, address, found)
            for tenant in worlds:
                ask_everything(asking, tenant)
            fail_in_many_ways(asking, worlds)
            send_wrong_things(asking)
            crash(asking, process, worlds[NORTH])
        found.log = log.read_text("utf-8")
        with MongoClient[dict[str, Any]](mongod.uri) as mongo:
            for database in mongo.list_database_names():
                for name in mongo[database].list_collection_names():
                    found.stored += b"".join(map(BSON.encode, mongo[database][name].find()))
            mongo["control"]["texts"].insert_one({"text": WRITTEN})
            mongo["control"]["texts"].delete_many({})
    # Its shutdown has written all that was in memory.
    found.files = b"".join(path.read_bytes() for path in data.rglob("*") if path.is_file())
    return found


def canaries(text: str, *names: str) -> set[str]:
    """What stands around each of the names, which is to be nowhere."""
    return {found for name in names for found in re.findall(rf".{{0,60}}{re.escape(name)}.{{0,20}}", text)}


def test_the_canaries_are_alive(seen: Seen) -> None:
    for tenant, name in NAMES.items():
        shown = "".join(text for whose, role, text in seen.answers if (whose, role) == (tenant, "admin"))
        assert len(set(re.findall(rf"{name}secret\w+", shown))) > 50
        assert len(set(re.findall(rf"{name}text\w+", shown))) > 20
    assert sum('"errors"' in text for text in seen.refusals) > len(WRONG)
    said = "".join(text for _, _, text in seen.answers)
    assert {"VENDOR_TIMEOUT", "VENDOR_BAD_RESPONSE", "VENDOR_REJECTED"} <= set(
        re.findall(r"VENDOR_[A-Z_]+", said)
    )
    assert len(seen.stored) > 1000
    assert "MongoDB answers" in seen.log


def test_no_canary_is_in_the_log(seen: Seen) -> None:
    assert canaries(seen.log, *NAMES.values(), SENT, SAID, *CREDENTIALS) == set()


def test_the_log_is_json_and_no_fault_is_in_it(seen: Seen) -> None:
    records = [json.loads(line) for line in seen.log.splitlines() if line.startswith("{")]
    assert records
    assert [record for record in records if "exception" in record] == []


def test_no_canary_is_in_what_a_crash_leaves(seen: Seen) -> None:
    said, crash, stacks = seen.log.partition("Fatal Python error: Aborted")
    assert (bool(said), bool(crash), "most recent call first" in stacks) == (True, True, True)
    assert canaries(stacks, *NAMES.values(), SENT, SAID, *CREDENTIALS) == set()


def test_no_canary_is_in_a_trace_nor_what_a_vendor_said(seen: Seen) -> None:
    traces = [trace.decode("latin-1") for trace in seen.traces]
    told = {code for trace in traces for code in re.findall(r"VENDOR_[A-Z_]+|FORBIDDEN", trace)}
    assert {"VENDOR_BAD_RESPONSE", "FORBIDDEN"} <= told
    for trace in traces:
        assert canaries(trace, *NAMES.values(), SENT, SAID, *CREDENTIALS) == set()


def test_who_may_not_see_secrets_is_shown_none(seen: Seen) -> None:
    for tenant, role, text in seen.answers:
        if role == "viewer":
            assert canaries(text, f"{NAMES[tenant]}secret") == set()


def test_no_tenant_is_shown_anothers(seen: Seen) -> None:
    for tenant, _, text in seen.answers:
        assert canaries(text, *(name for whose, name in NAMES.items() if whose != tenant)) == set()


def errors_of(text: str) -> str:
    with suppress(ValueError):
        answer = json.loads(text)
        if isinstance(answer, dict):
            return json.dumps(answer.get("errors", ""))
    return text


def test_no_error_holds_a_value_of_a_vendor_or_a_credential(seen: Seen) -> None:
    for _, _, text in seen.answers:
        assert canaries(errors_of(text), *NAMES.values(), SAID) == set()
        assert canaries(text, *CREDENTIALS) == set()


def test_no_error_holds_a_value_that_a_caller_sent(seen: Seen) -> None:
    for text in seen.refusals:
        assert canaries(text, SENT, *NAMES.values()) == set()


def test_no_canary_is_in_a_stored_document(seen: Seen) -> None:
    assert canaries(seen.stored.decode("latin-1"), *NAMES.values(), SENT, SAID, *CREDENTIALS) == set()


def test_no_canary_is_in_a_file_of_mongodb(seen: Seen) -> None:
    # It was deleted before the files were read.
    assert WRITTEN.encode() in seen.files
    assert KEY.encode() not in seen.files
    for canary in (*NAMES.values(), SENT, SAID, *CREDENTIALS):
        assert canary.encode() not in seen.files
