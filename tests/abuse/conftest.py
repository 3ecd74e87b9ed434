"""One gateway for all abuse, so that what one test leaves behind is met by the next."""

import json
from collections.abc import Iterator

import httpx
import pytest

from graph.serving.process import demo
from models.account import DEFAULT_TENANT
from store.mongod import Mongod
from tests.abuse.loop_watch import LoopWatch
from tests.abuse.target import Target
from tests.support.console import Console
from tests.support.demo import first_port
from tests.support.mongo import KEY
from tests.support.serve import of_accounts, serving
from tests.support.tokens import TENANT, issuer
from tests.support.world import LOOPBACK, World, served_elsewhere
from vendors.registry import VENDORS

# So begins every JSON Web Token.
_TOKENS_BEGIN = "eyJ"
_DATABASE = "abuse"


@pytest.fixture(scope="session")
def target(mongod: Mongod, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    folder = tmp_path_factory.mktemp("abuse")
    log, watch = folder / "log", LoopWatch(folder / "loop")
    assert mongod.uri is not None
    assert mongod.pid is not None
    first = first_port(2 * len(VENDORS))
    # A clinic's vendors are no other clinic's, and none of them shares a process with what measures.
    with served_elsewhere(first) as world, served_elsewhere(first + len(VENDORS)) as others:
        _give_accounts(TENANT, others, mongod.uri)
        accounts = of_accounts(demo.settings(0, world.first_port))
        settings = {
            "MONGODB_URI": mongod.uri,
            "MONGODB_DATABASE": _DATABASE,
            "ISSUERS": json.dumps([issuer(tenants=(DEFAULT_TENANT, TENANT)).model_dump(mode="json")]),
            "STORE_KEYS": f'["{KEY}"]',
            **accounts,
        }
        with serving(settings, log=log, prepare=watch.prepare) as (process, address):
            port = int(address.rpartition(":")[2])
            yield Target(address, port, process.pid, mongod.pid, world, others, watch)
    # Whatever was done to it, and whatever it said about that.
    said = log.read_text()
    credentials = [each for name, each in accounts.items() if not name.endswith("_URL") and len(each) > 7]
    assert len(credentials) > 4
    assert [each for each in (*credentials, KEY, _TOKENS_BEGIN) if each in said] == []


def _give_accounts(tenant: str, world: World, mongodb: str) -> None:
    console = Console(mongodb, _DATABASE)
    assert console(f"tenants add {tenant}")[0] == 0
    for port, row in enumerate(VENDORS, start=world.first_port):
        settings = json.dumps(row.demo.at(f"http://{LOOPBACK}:{port}"))
        assert console(f"accounts set {tenant} {row.vendor.value.lower()} --file -", settings)[0] == 0


@pytest.fixture(autouse=True)
def still_serves(target: Target) -> Iterator[None]:
    """Whatever was done to it, the gateway answers an ordinary request afterwards."""
    yield
    with httpx.Client(trust_env=False, timeout=10, headers=target.bearer("viewer", sub="ordinary")) as client:
        answer = client.post(target.graphql, json={"query": "{ vendors { name } }"})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["data"]["vendors"]) == len(VENDORS)
