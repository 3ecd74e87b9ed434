"""A port is taken before anything else, and one that is not to be had is told in words."""

import socket
from contextlib import closing

import pytest

from graph.serving.process.listening import CannotListen, listening
from tests.support.world import LOOPBACK, bound, port_of


def closed(sockets: list[socket.socket]) -> list[tuple[str, int]]:
    """Their addresses, once they are closed."""
    addresses = [each.getsockname()[:2] for each in sockets]
    for each in sockets:
        each.close()
    return addresses


def test_a_free_port_is_listened_on_at_once() -> None:
    made = listening(LOOPBACK, 0)
    [(host, port)] = [each.getsockname() for each in made]
    try:
        with closing(socket.create_connection((host, port), 2)):
            pass
    finally:
        closed(made)


def test_all_addresses_of_a_name_have_the_same_port() -> None:
    assert len({address[1] for address in closed(listening("localhost", 0))}) == 1


def test_a_port_that_another_program_has_is_told() -> None:
    with closing(bound()) as taken:
        taken.listen()
        port = port_of(taken)
        with pytest.raises(CannotListen, match=f"^Port {port} of {LOOPBACK} is in use"):
            listening(LOOPBACK, port)


def test_two_that_start_at_once_do_not_both_have_it() -> None:
    first = listening(LOOPBACK, 0)
    try:
        with pytest.raises(CannotListen, match="is in use"):
            listening(LOOPBACK, first[0].getsockname()[1])
    finally:
        closed(first)


def test_a_port_can_be_taken_again_at_once() -> None:
    [(host, port)] = closed(listening(LOOPBACK, 0))
    assert closed(listening(host, port)) == [(host, port)]


@pytest.mark.parametrize("host", ["192.0.2.1", "nowhere.invalid"])
def test_what_is_no_address_of_this_machine_is_told(host: str) -> None:
    with pytest.raises(CannotListen, match=f"^{host} is no address of this machine"):
        listening(host, 0)
