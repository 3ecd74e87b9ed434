"""The world of the demo on real sockets, and gateways over it."""

from collections.abc import AsyncIterator, Iterator

import pytest

from graph.serving.process import demo
from simulators.__main__ import SIMULATORS
from simulators.clock import Clock
from tests.support.every_field import ROOMY
from tests.support.gateway import Gateway, Place, Stage
from tests.support.world import World, bound, in_a_row, port_of, served


@pytest.fixture(scope="session")
def simulators() -> Iterator[World]:
    """The four simulators, started once."""
    sockets = in_a_row(len(SIMULATORS))
    clock = Clock()
    apps = {place: kind(clock).app() for place, kind in zip(sockets, SIMULATORS, strict=True)}
    with served(apps):
        world = World(port_of(sockets[0]))
        yield world
        world.close()


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
