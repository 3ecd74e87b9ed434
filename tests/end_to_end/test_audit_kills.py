"""Gateways that are killed while they show secrets: whatever a client has received is in the log, which stays well."""

import asyncio
import secrets
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from pymongo import AsyncMongoClient

from store.audit_chain import ChainKeys
from store.audit_verification import TenantVerification
from store.encryption import Vault
from tests.support.fleet import Process, a_fleet, until
from tests.support.mongo import KEY
from tests.support.world import World

pytestmark = pytest.mark.abuse

ADDRESSES = (
    """{ meetings(first: 5, filter: { vendors: [TELECOMX] }) { nodes { id participants { address } } } }"""
)
# So many gateways are killed one after the other, each after so many answers, while so many clients ask.
KILLS, CLIENTS = 6, 8


@dataclass
class Run:
    """What the clients received, and what the log has.

    Attributes:
        shown: the request ids of answers with a secret.
        rows: the entries.
    """

    shown: list[str] = field(default_factory=list)
    rows: list[dict[str, Any]] = field(default_factory=list)


@pytest.fixture(scope="module")
def run(simulators: World, mongodb: str) -> Iterator[Run]:
    simulators.reset()
    yield asyncio.run(killed(simulators, mongodb))
    simulators.reset()


async def killed(world: World, mongodb: str) -> Run:
    run, database = Run(), f"audit-kills-{secrets.token_hex(4)}"
    async with a_fleet(mongodb, world.first_port) as fleet:
        for kill in range(KILLS):
            process = await fleet.open(database)
            answers: list[str] = []
            asking = [asyncio.create_task(ask(process, answers)) for _ in range(CLIENTS)]
            # The very first answer too, whose chain has just been opened.
            await until(lambda: len(answers) > 5 * kill, pause=0.001)  # noqa: B023
            process.kill()
            await asyncio.gather(*asking)
            run.shown += answers
    async with AsyncMongoClient[dict[str, Any]](mongodb, tz_aware=True) as client:
        rows = client[database]["audit"].find().sort([("chain", 1), ("sequence", 1)])
        run.rows = await rows.to_list()
        await client.drop_database(database)
    return run


async def ask(process: Process, shown: list[str]) -> None:
    """Asks until the gateway is gone."""
    while True:
        try:
            answer = await process.client.post(process.url, json={"query": ADDRESSES})
        except httpx.TransportError:
            return
        if answer.status_code != 200:
            # The caller has spent its points.
            await asyncio.sleep(0.05)
            continue
        rows = answer.json()["data"]["meetings"]["nodes"]
        if any(person["address"] for row in rows for person in row["participants"] or ()):
            shown.append(answer.headers["x-request-id"])


async def test_every_answer_that_a_client_received_has_its_entry(run: Run) -> None:
    announced = {row["request_id"] for row in run.rows if row["result"] == "ANNOUNCED"}
    assert len(run.shown) > KILLS
    assert [id for id in run.shown if id not in announced] == []


async def test_the_log_of_killed_gateways_is_well(run: Run) -> None:
    [tenant] = {row["tenant"] for row in run.rows}
    verification = TenantVerification(tenant, ChainKeys(Vault([KEY.encode()])))
    found = [flaw for row in run.rows for flaw in verification.feed(row)]
    assert [*found, *verification.end()] == []
    assert len(verification.chains) == KILLS
