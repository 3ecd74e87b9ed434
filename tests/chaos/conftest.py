"""The vendors' stand-ins, which count what the tablets carry out."""

from collections.abc import Iterator

import pytest

from simulators.__main__ import SIMULATORS
from simulators.clock import Clock
from tests.support.world import World, in_a_row, port_of, served


@pytest.fixture
def world() -> Iterator[World]:
    sockets = in_a_row(len(SIMULATORS))
    clock = Clock()
    with served({place: kind(clock).app() for place, kind in zip(sockets, SIMULATORS, strict=True)}):
        world = World(port_of(sockets[0]))
        yield world
        world.close()
