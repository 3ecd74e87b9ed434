"""Binds the port before anything else starts, so that a port in use is reported at once and stays reserved."""

import errno
import os
import socket
from contextlib import ExitStack

# uvicorn's backlog; early connections wait in it until the application serves.
_BACKLOG = 2048


class CannotListen(Exception):
    """The address cannot be bound; the message says why."""


def listening(host: str, port: int) -> list[socket.socket]:
    """Sockets that listen on every address of the host, all on one port.

    Args:
        host: a name or an address.
        port: 0 takes a free one.

    Raises:
        CannotListen: the port is in use, or the address is not this machine's.
    """
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)
    except OSError:
        raise CannotListen(f"{host} is no address of this machine.") from None
    with ExitStack() as closing:
        made: list[socket.socket] = []
        for family, kind, protocol, _, address in dict.fromkeys(found):
            # The protocol is named explicitly: asyncio sets TCP_NODELAY only then, and without it small responses are
            # delayed.
            each = closing.enter_context(socket.socket(family, kind, protocol))
            if os.name == "posix":
                # A port with connections in TIME_WAIT counts as free.
                each.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            if family == socket.AF_INET6:
                each.setsockopt(socket.IPPROTO_IPV6, socket.IPV6_V6ONLY, 1)
            taken = made[0].getsockname()[1] if made else port
            try:
                each.bind((address[0], taken, *address[2:]))
                each.listen(_BACKLOG)
            except OSError as error:
                raise CannotListen(_why(error, host, taken)) from None
            each.setblocking(False)
            made.append(each)
        closing.pop_all()
        return made


def _why(error: OSError, host: str, port: int) -> str:
    match error.errno:
        case errno.EADDRINUSE:
            return f"Port {port} of {host} is in use."
        case errno.EACCES:
            return f"Port {port} may not be listened on by this user."
        case errno.EADDRNOTAVAIL:
            return f"{host} is no address of this machine."
        case _:
            return f"Nothing can listen on port {port} of {host}: {error.strerror}."
