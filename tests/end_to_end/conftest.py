"""The world of the demo on real sockets, and gateways over it."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager

import pytest

from graph.serving.process import demo
from simulators.__main__ import SIMULATORS
from simulators.clock import Clock
from tests.support.clinics import NORTH, SOUTH, ByName, Clinic, settings_without_accounts
from tests.support.every_field import ROOMY
from tests.support.foreign_ids import has_all, has_none
from tests.support.gateway import Gateway, Place, Stage
from tests.support.world import World, bound, in_a_row, port_of, served


@contextmanager
def started() -> Iterator[World]:
    """Serves the four simulators for the time of a block."""
    sockets = in_a_row(len(SIMULATORS))
    clock = Clock()
    apps = {place: kind(clock).app() for place, kind in zip(sockets, SIMULATORS, strict=True)}
    with served(apps):
        world = World(port_of(sockets[0]))
        yield world
        world.close()


@pytest.fixture(scope="session")
def simulators() -> Iterator[World]:
    """The four simulators, started once."""
    with started() as world:
        yield world


@pytest.fixture
def world(simulators: World) -> World:
    """The simulators with a fresh world, and nothing asked of them yet."""
    simulators.reset()
    return simulators


@pytest.fixture(scope="session")
def place(mongodb: str) -> Iterator[Place]:
    """Where gateways are opened."""
    stage, socket = Stage(), bound()
    with served({socket: stage}) as serving:
        yield Place(port_of(socket), stage, serving, mongodb)


@pytest.fixture
async def gateway(world: World, place: Place) -> AsyncIterator[Gateway]:
    """A gateway over the world, with the demo's settings, and room for queries of every field."""
    async with place.opened(demo.settings(0, world.first_port).model_copy(update=ROOMY)) as gateway:
        yield gateway


@pytest.fixture(scope="session")
def other_simulators() -> Iterator[World]:
    """The vendors of the other clinic: the same accounts and ids, but fewer of them."""
    with started() as world:
        yield world


@pytest.fixture
def accounts_seen_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The gateway looks for changed accounts so often that no test waits for it."""
    monkeypatch.setattr("graph.serving.stored_accounts.LOOKED_EVERY_SECONDS", 0.1)


@pytest.fixture
async def clinics(
    world: World, other_simulators: World, place: Place, accounts_seen_at_once: None
) -> AsyncIterator[tuple[Clinic, Clinic]]:
    """Two tenants of one gateway, the first of which has things that the second has not."""
    world.seed(3)
    other_simulators.reset()
    wanted = settings_without_accounts().model_copy(update=ROOMY)
    async with place.opened(wanted, authenticator=ByName()) as gateway:
        north, south = Clinic(gateway, NORTH), Clinic(gateway, SOUTH)
        async with asyncio.timeout(20):
            # It may have taken up the accounts of the test before, which would be replaced in the middle of this one.
            while not all([await has_none(clinic) for clinic in (north, south)]):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        for clinic, vendors in ((north, world), (south, other_simulators)):
            clinic.add()
            clinic.has(vendors)
        async with asyncio.timeout(20):
            while not all([await has_all(clinic) for clinic in (north, south)]):  # noqa: ASYNC110
                await asyncio.sleep(0.05)
        yield north, south
