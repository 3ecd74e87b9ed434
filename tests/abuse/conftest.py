"""One gateway for all abuse, so that what one test leaves behind is met by the next."""

import json
from collections.abc import Iterator

import httpx
import pytest

from graph.serving.process import demo
from models.account import DEFAULT_TENANT
from simulators.__main__ import SIMULATORS
from simulators.clock import Clock
from tests.abuse.target import Target
from tests.support.mongo import KEY
from tests.support.serve import of_accounts, serving
from tests.support.tokens import TENANT, issuer
from tests.support.world import World, in_a_row, port_of, served
from vendors.registry import VENDORS

# So begins every JSON Web Token.
_TOKENS_BEGIN = "eyJ"


@pytest.fixture(scope="session")
def target(mongodb: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Target]:
    log = tmp_path_factory.mktemp("abuse") / "log"
    sockets, clock = in_a_row(len(SIMULATORS)), Clock()
    with served({place: kind(clock).app() for place, kind in zip(sockets, SIMULATORS, strict=True)}):
        world = World(port_of(sockets[0]))
        accounts = of_accounts(demo.settings(0, world.first_port))
        settings = {
            "MONGODB_URI": mongodb,
            "MONGODB_DATABASE": "abuse",
            "ISSUERS": json.dumps([issuer(tenants=(DEFAULT_TENANT, TENANT)).model_dump(mode="json")]),
            "STORE_KEYS": f'["{KEY}"]',
            **accounts,
        }
        with serving(settings, log=log) as (process, address):
            yield Target(address, int(address.rpartition(":")[2]), process.pid, world)
        world.close()
    # Whatever was done to it, and whatever it said about that.
    said = log.read_text()
    credentials = [each for name, each in accounts.items() if not name.endswith("_URL") and len(each) > 7]
    assert len(credentials) > 4
    assert [each for each in (*credentials, KEY, _TOKENS_BEGIN) if each in said] == []


@pytest.fixture(autouse=True)
def still_serves(target: Target) -> Iterator[None]:
    """Whatever was done to it, the gateway answers an ordinary request afterwards."""
    yield
    with httpx.Client(trust_env=False, timeout=10, headers=target.bearer("viewer", sub="ordinary")) as client:
        answer = client.post(target.graphql, json={"query": "{ vendors { name } }"})
    assert answer.status_code == 200, answer.text
    assert len(answer.json()["data"]["vendors"]) == len(VENDORS)
